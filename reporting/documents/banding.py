"""Counts of people below five, kept out of what is published: in figures, sentences and charts."""

from dataclasses import replace

from convention.models import Axis, Committee
from reporting.charts.spec import Bullets, Chart, Ladder
from reporting.figures import text
from reporting.figures.engine import Sheet
from reporting.figures.indicators import Figure
from reporting.figures.people import banded, is_masked
from reporting.figures.registry import REGISTRY
from reporting.pages import sentences
from reporting.pages.alerts import Alert
from reporting.pages.sentences import Change, KeyFigure, Restated
from reporting.pages.situation import Situation
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
LADDER_PLACEMENTS = "Placements de jeunes"


def is_hidden(figure: Figure) -> bool:
    """Return whether a figure counts too few people to be published."""
    return figure.code in PEOPLE and is_masked(figure.value or 0)


def published(figure: Figure) -> str:
    """Return the figure’s value in French, banded when it counts fewer than five people."""
    if is_hidden(figure):
        return banded(figure.value)
    return text.value_text(figure)


def hides_placements(sheet: Sheet) -> bool:
    """Return whether the number of young people placed is banded."""
    return is_hidden(sheet["placements"]) or is_hidden(sheet["placements_counted"])


def sentence(words: str, sheet: Sheet) -> str:
    """Return a sentence of the situation, the make-up of its total banded."""
    created, placed = sheet["jobs_created"], sheet["placements_counted"]
    if not is_hidden(placed):
        return words
    parts = [] if created.value is None else [
        plural(created.value, "emploi créé", "emplois créés")
    ]  # fmt: skip
    parts.append(f"{phrases.people(placed.value)} placements de jeunes")
    return words.replace(sentences.make_up(sheet), " et ".join(parts))


def key_figures(situation: Situation) -> list[KeyFigure]:
    """Return the five key figures, the make-up of the total banded."""
    return [
        replace(key, detail=sentence(key.detail, situation.sheet))
        for key in sentences.key_figures(situation)
    ]


def changes(situation: Situation) -> list[Change]:
    """Return what changed, without the differences that would give a banded number away."""
    found = []
    for change in sentences.changes(situation):
        code = change.figure.code
        then = situation.before[code] if situation.before is not None else change.figure
        if is_hidden(then) or is_hidden(change.figure):
            change = replace(
                change, before=published(then), now=published(change.figure), difference=""
            )
        found.append(change)
    return found


def restated(situation: Situation) -> list[tuple[Committee, list[Restated]]]:
    """Return what committees read otherwise, but for counts of people: one may be banded."""
    hidden = {REGISTRY[code].label for code in PEOPLE}
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
    if not hides_placements(situation.sheet):
        return drawn
    if isinstance(drawn, Ladder):
        return replace(drawn, aside=tuple(r for r in drawn.aside if r.label != LADDER_PLACEMENTS))
    if isinstance(drawn, Bullets):
        young = {str(s.axis) for s in situation.axes if s.axis.kind == Axis.Kind.TERRITORY}
        return replace(drawn, rows=tuple(row for row in drawn.rows if row.label not in young))
    return drawn
