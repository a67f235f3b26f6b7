"""Counts of people below five, kept out of what is published: in figures, sentences and charts."""

from dataclasses import replace

from convention.models import Axis, Committee
from reporting.charts.spec import Bullets, Chart, Ladder, Trajectory
from reporting.figures import text
from reporting.figures.engine import Sheet
from reporting.figures.indicators import Figure
from reporting.figures.people import banded, is_masked
from reporting.figures.registry import REGISTRY
from reporting.pages import drawings, sentences
from reporting.pages.alerts import Alert
from reporting.pages.sentences import Change, KeyFigure, Restated
from reporting.pages.situation import Situation
from revitalisation.ui import formats
from revitalisation.ui.formats import plural

from . import phrases

# Figures that count people whom a small number would point at.
PEOPLE = frozenset(
    (
        "placements",
        "placements_in_apprenticeship",
        "placements_counted",
        "former_employees_hired",
        "follow_ups_overdue",
    )
)
# Less the jobs created, each of these tells how many young people were placed.
TELLING = frozenset(
    (
        "total_jobs",
        "creation_rate",
        "calendar_gap_since_signature",
        "calendar_gap_since_start",
    )
)
LADDER_PLACEMENTS = "Placements de jeunes"


def is_hidden(figure: Figure) -> bool:
    """Return whether a figure counts too few people to be published."""
    return figure.code in PEOPLE and is_masked(figure.value or 0)


def published(figure: Figure) -> str:
    """Return the figure’s value in French, banded when it counts fewer than five people."""
    if is_hidden(figure):
        return banded(figure.value)
    return text.value_text(figure)


def _hides_total(situation: Situation) -> bool:
    """Return whether a total would give people away, at the date or at the committee before."""
    known = [sheet for sheet in (situation.sheet, situation.before) if sheet is not None]
    return any(is_hidden(sheet["placements_counted"]) for sheet in known)


def hides_placements(sheet: Sheet) -> bool:
    """Return whether the number of young people placed is banded."""
    return is_hidden(sheet["placements"]) or is_hidden(sheet["placements_counted"])


def headline(situation: Situation) -> str:
    """Return the sentence that opens the report, silent on a total that would give people away."""
    sheet = situation.sheet
    if not is_hidden(sheet["placements_counted"]):
        return sentences.headline(situation)
    created, target = sheet["jobs_created"].value, text.value_text(sheet["job_target"])
    jobs = "" if created is None else f"{plural(created, 'emploi créé', 'emplois créés')} et "
    return (
        f"Au {formats.long_date(situation.as_of)}, {jobs}{_few(sheet)}\u202f; "
        f"objectif d’emplois\u00a0: {target}."
    )


def _few(sheet: Sheet) -> str:
    return f"{phrases.people(sheet['placements_counted'].value)} placements de jeunes"


def key_figures(situation: Situation) -> list[KeyFigure]:
    """Return the five key figures, the first without the people that are too few to be told."""
    total, *others = sentences.key_figures(situation)
    sheet = situation.sheet
    if is_hidden(sheet["placements_counted"]):
        created, placed = sheet["jobs_created"], sheet["placements_counted"]
        shown, detail = (placed, "") if created.value is None else (created, f"et {_few(sheet)}")
        total = KeyFigure(shown, published(shown), total.target, "", detail)
    return [total, *others]


def changes(situation: Situation) -> list[Change]:
    """Return what changed, without what would give a banded number away."""
    found = []
    for change in sentences.changes(situation):
        code = change.figure.code
        then = situation.before[code] if situation.before is not None else change.figure
        if is_hidden(then) or is_hidden(change.figure):
            change = replace(
                change, before=published(then), now=published(change.figure), difference=""
            )
        if code not in TELLING or not _hides_total(situation):
            found.append(change)
    return found


def restated(situation: Situation) -> list[tuple[Committee, list[Restated]]]:
    """Return what committees read otherwise, but for what tells people: one may be banded."""
    hidden = {REGISTRY[code].label for code in PEOPLE | TELLING}
    found = [
        (committee, [line for line in lines if line.label not in hidden])
        for committee, lines in sentences.restated(situation)
    ]
    return [(committee, lines) for committee, lines in found if lines]


def alert(found: Alert, sheet: Sheet) -> Alert:
    """Return an alert whose count of young people is banded."""
    waiting = sheet["follow_ups_overdue"]
    if found.target != "placement_list" or not is_hidden(waiting):
        return found
    few = phrases.people(waiting.value)
    return replace(found, sentence=f"Un suivi est en retard pour {few} jeunes.")


def chart(drawn: Chart, situation: Situation) -> Chart:
    """Return a chart without the marks that would draw a banded number."""
    if isinstance(drawn, Trajectory) and _hides_total(situation):
        # Jobs alone: the line of the total would show how many young people there were.
        return drawings.trajectory(situation, "jobs_created")
    if not hides_placements(situation.sheet):
        return drawn
    if isinstance(drawn, Ladder):
        return replace(drawn, aside=tuple(r for r in drawn.aside if r.label != LADDER_PLACEMENTS))
    if isinstance(drawn, Bullets):
        young = {str(s.axis) for s in situation.axes if s.axis.kind == Axis.Kind.TERRITORY}
        return replace(drawn, rows=tuple(row for row in drawn.rows if row.label not in young))
    return drawn
