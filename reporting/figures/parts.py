"""Breakdowns in words: the French names of dimensions and of their parts."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

from axes.business.models import Aid, Project
from convention.contracts import Contract
from convention.models import PerimeterCommune
from revitalisation.reference.models import NafCode
from revitalisation.ui import formats

from .values import Figure, Unit


@dataclass(frozen=True)
class Dimension:
    """A way to break figures down: its French header, and how a part of it is written.

    ``words``: the words of several parts that are read from the database at once. ``others``: what
    its small parts are called together and one by one, where there are many.
    """

    header: str
    word: Callable[[Any], str] = str
    words: Callable[[], dict[Any, str]] = dict
    others: tuple[str, str] | None = None


def _sections() -> dict[Any, str]:
    known = NafCode.objects.order_by().values_list("section", "section_label")
    return dict(known.distinct())


DIMENSIONS = {
    "axis": Dimension("Axe", lambda number: f"Axe {number}"),
    "contract": Dimension("Contrat", lambda key: str(Contract(key).label)),
    "kind": Dimension("Nature", lambda key: str(Project.Kind(key).label)),
    "sector": Dimension("Secteur", words=_sections, others=("autres secteurs", "chacun")),
    "commune": Dimension("Commune", others=("autres communes", "chacune")),
    "size": Dimension("Taille de l’entreprise", lambda key: str(Project.Size(key).label)),
    "measure": Dimension("Mesure", others=("autres mesures", "chacune")),
    "instrument": Dimension("Instrument", lambda key: str(Aid.Kind(key).label)),
    "zone": Dimension("Périmètre", lambda key: str(PerimeterCommune.Zone(key).label)),
    "month": Dimension("Mois", formats.month),
}
# Money without an aid, such as fees, has no company to speak of.
NO_COMPANY = "hors aides aux entreprises"


class Part(NamedTuple):
    """A part of a figure along a dimension: its identifier, its French words, its value."""

    key: Any
    words: str
    value: Any


def worded(figure: Figure, dimension: str, parts: Collection[tuple[Any, Any]]) -> list[Part]:
    """Return the parts of a figure along a dimension with their words, in the same order."""
    along = DIMENSIONS[dimension]
    known = along.words() if parts else {}
    unknown = NO_COMPANY if figure.unit is Unit.EUROS else formats.ABSENCES["missing"]

    def words(key: Any) -> str:
        if key is None or key == "":
            return unknown
        return known.get(key) or along.word(key)

    return [Part(key, words(key), value) for key, value in parts]
