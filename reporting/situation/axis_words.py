"""The sentence beside the bar of an axis: what became of what was tried there."""

from convention.models import Axis
from reporting.figures import text
from reporting.figures.engine import Sheet
from reporting.figures.values import Figure

from .situation import AxisState, Situation


def note(situation: Situation, state: AxisState) -> str:
    """Return in a few words what explains the number of an axis at the date."""
    sheet = situation.on_axis(state.axis)
    return {
        Axis.Kind.SITE: _of_site,
        Axis.Kind.BUSINESS: _of_business,
        Axis.Kind.TERRITORY: _of_territory,
    }[Axis.Kind(state.axis.kind)](sheet)


def _of_site(sheet: Sheet) -> str:
    studied = sheet["prospects_studied"]
    if not studied.value:
        return "Aucun prospect n’est encore étudié."
    found = _some(
        (sheet["prospects_open"], "à l’étude", "à l’étude"),
        (sheet["prospects_lost"], "sans suite", "sans suite"),
        (sheet["prospects_signed"], "signé", "signés"),
    )
    return f"{text.counted(studied, 'prospect étudié', 'prospects étudiés')}\u00a0: {found}."


def _of_business(sheet: Sheet) -> str:
    projects = text.counted(sheet["projects_supported"], "projet accompagné", "projets accompagnés")
    promised = text.counted(sheet["jobs_programmed"], "emploi programmé", "emplois programmés")
    due = sheet["jobs_due"]
    late = f", dont {text.counted(due, 'échu', 'échus')}" if due.value else ""
    return f"{projects}\u202f; {promised}{late}."


def _of_territory(sheet: Sheet) -> str:
    placed = sheet["placements"]
    if placed.absence is None and not placed.masked and not placed.value:
        return "Aucun jeune n’est encore placé."
    found = text.counted(placed, "jeune placé", "jeunes placés")
    apprentices = sheet["placements_in_apprenticeship"]
    if apprentices.value:
        found += f", dont {text.counted(apprentices, 'apprenti', 'apprentis')}"
    return f"{found}."


def _some(*counted: tuple[Figure, str, str]) -> str:
    """List the counts that are not zero."""
    told = [text.counted(figure, one, many) for figure, one, many in counted if figure.value]
    return ", ".join(told)
