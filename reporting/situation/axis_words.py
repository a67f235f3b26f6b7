"""The sentence beside the bar of an axis: what became of what was tried there."""

from convention.models import Axis
from reporting.figures import text
from reporting.figures.engine import Sheet
from reporting.figures.values import Figure
from revitalisation.ui import french
from revitalisation.ui.french import Noun, Phrase

from .situation import AxisState, Situation

STUDIED = Noun("prospect étudié", "prospects étudiés")
SUPPORTED = Noun("projet accompagné", "projets accompagnés")
PROGRAMMED = Noun("emploi programmé", "emplois programmés")
PLACED = Noun("jeune placé", "jeunes placés")


def note(situation: Situation, state: AxisState) -> str:
    """Return in a few words what explains the number of an axis at the date."""
    sheet = situation.on_axis(state.axis)
    return {
        Axis.Kind.SITE: _of_site,
        Axis.Kind.BUSINESS: _of_business,
        Axis.Kind.TERRITORY: _of_territory,
    }[Axis.Kind(state.axis.kind)](sheet)


def notes(situation: Situation) -> dict[int, str]:
    """Return the sentence of each axis that has a bar, by its number."""
    return {state.axis.number: note(situation, state) for state in situation.axes_of_jobs}


def _of_site(sheet: Sheet) -> str:
    studied = sheet["prospects_studied"]
    if not studied.value:
        return "Aucun prospect n’est encore étudié."
    found = [
        _some(sheet[code], template)
        for code, template in (
            ("prospects_open", "{n} à l’étude"),
            ("prospects_lost", "{n} sans suite"),
            ("prospects_signed", "{n} {n:signé|signés}"),
        )
    ]
    return french.sentence(
        "{studied}\u00a0: {found}.",
        studied=french.count(studied.value, STUDIED),
        found=", ".join(filter(None, found)),
    )


def _of_business(sheet: Sheet) -> str:
    found = [
        text.people(sheet[code], noun).words
        for code, noun in (("projects_supported", SUPPORTED), ("jobs_programmed", PROGRAMMED))
        if sheet[code].absence is None
    ]
    late = _some(sheet["jobs_due"], ", dont {n} {n:échu|échus}")
    return french.sentence("{found}{late}.", found=Phrase("\u202f; ".join(found)), late=late)


def _of_territory(sheet: Sheet) -> str:
    placed = sheet["placements"]
    if placed.absence is not None or (not placed.masked and not placed.value):
        return "Aucun jeune n’est encore placé."
    among = _some(sheet["placements_in_apprenticeship"], ", dont {n} {n:apprenti|apprentis}")
    return french.sentence("{placed}{among}.", placed=text.people(placed, PLACED), among=among)


def _some(figure: Figure, template: str) -> str:
    """Say how many are so; nothing of none."""
    if not figure.value:
        return ""
    return french.clause(template, n=french.count(figure.value))
