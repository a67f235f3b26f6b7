"""Breakdowns in words: the French names of dimensions and of their parts."""

from collections.abc import Iterable
from typing import Any

from axes.business.models import Aid, Project
from convention.contracts import Contract
from revitalisation.reference.models import NafCode
from revitalisation.ui import formats

from .values import Figure, Unit

DIMENSIONS = {
    "axis": "Axe",
    "contract": "Contrat",
    "kind": "Nature",
    "sector": "Secteur",
    "commune": "Commune",
    "size": "Taille de l’entreprise",
    "measure": "Mesure",
    "instrument": "Instrument",
    "month": "Mois",
}
# Money without an aid, such as fees, has no company to speak of.
NO_COMPANY = "hors aides aux entreprises"


def named(
    figure: Figure, dimension: str, parts: Iterable[tuple[Any, Any]]
) -> list[tuple[str, Any]]:
    """Return the parts of a figure along a dimension with their French names, in the same order."""
    sections: dict[Any, str] = {}
    if dimension == "sector":
        known = NafCode.objects.order_by().values_list("section", "section_label")
        sections = dict(known.distinct())
    return [(sections.get(key) or _name(dimension, key, figure), value) for key, value in parts]


def _name(dimension: str, key: Any, figure: Figure) -> str:
    if key is None or key == "":
        return NO_COMPANY if figure.unit is Unit.EUROS else formats.ABSENCES["missing"]
    match dimension:
        case "contract":
            return Contract(key).label
        case "kind":
            return str(Project.Kind(key).label)
        case "size":
            return str(Project.Size(key).label)
        case "month":
            return formats.month(key)
        case "axis":
            return f"Axe {key}"
        case "instrument":
            return str(Aid.Kind(key).label)
    return str(key)
