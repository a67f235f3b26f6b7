"""What a situation says in words: its headline and changes."""

from dataclasses import dataclass

from reporting.figures import text
from reporting.figures.engine import Sheet
from reporting.figures.places import Place
from reporting.figures.registry import shown_in
from reporting.figures.values import Absence, Figure, Mask
from revitalisation.ui import formats, french
from revitalisation.ui.french import Verb

from .situation import Situation
from .standing import JOBS, gap_in_words


@dataclass(frozen=True)
class Change:
    """A figure then and now."""

    figure: Figure
    then: Figure
    before: str
    now: str
    difference: str


# What the total of jobs is made of.
PARTS = {
    "jobs_created": ("emploi créé", "emplois créés"),
    "placements_counted": ("placement de jeune", "placements de jeunes"),
}


def make_up(sheet: Sheet) -> str:
    """Return what the total of jobs is made of: « 102 emplois créés et 7 placements de jeunes »."""
    return french.listed(counted_parts(sheet, *PARTS))


def counted_parts(sheet: Sheet, *codes: str) -> list[str]:
    """Return the parts that the total of jobs has, counted."""
    return [text.counted(sheet[c], *PARTS[c]) for c in codes if sheet[c].absence is None]


def headline(situation: Situation) -> str:
    """Return the sentence that says where the convention stands: the gap in jobs, then in points.

    « Au 31 mai 2015, 109 emplois sont créés au total (102 emplois créés et 7 placements de jeunes)
    pour un objectif de 263\u00a0: 8 de moins qu’attendu à date (3,0 points de retard). »
    """
    if situation.as_of < situation.convention.signed_on:
        return french.sentence(
            "{day:à}, la convention n’est pas encore signée\u00a0: elle le sera {signed}.",
            day=situation.as_of,
            signed=situation.convention.signed_on,
        )
    total = situation.sheet["total_jobs"]
    if total.value is None and not total.masked:
        return french.sentence(
            "{day:à}, la convention ne compte pas d’emplois\u00a0: aucun de ses axes n’en prévoit.",
            day=situation.as_of,
        )
    return _made(situation) + _beside_target(situation)


def _made(situation: Situation) -> str:
    """Begin the headline with the jobs, and what their total is made of."""
    sheet, total = situation.sheet, situation.sheet["total_jobs"]
    has_parts = sheet["placements_counted"].absence is None
    words = {
        "day": situation.as_of,
        "parts": french.clause(" ({parts})", parts=make_up(sheet)) if has_parts else "",
    }
    if total.masked:
        return french.sentence("{day:à}, {counted}", day=situation.as_of, counted=make_up(sheet))
    if not total.value:
        return french.sentence(
            "{day:à}, aucun emploi {time:n’est|n’a été} créé", time=situation.tense, **words
        )
    jobs = french.count(total.value, JOBS)
    return french.sentence(
        "{day:à}, {jobs} {verb:est|sont|a été|ont été} {jobs:créé|créés} au total{parts}",
        jobs=jobs,
        verb=Verb(jobs, situation.tense),
        **words,
    )


def _beside_target(situation: Situation) -> str:
    """End the headline with the target and the gap to the calendar, as far as they are known."""
    target, gap = situation.sheet["job_target"], gap_in_words(situation.standing, noun=None)
    if target.absence is Absence.MISSING:
        return "\u202f; l’objectif d’emplois n’est pas renseigné."
    if not target.value:
        return "."
    aimed = french.clause(" pour un objectif {target:de}", target=formats.integer(target.value))
    if not gap:
        return french.clause("{aimed}.", aimed=aimed)
    return french.clause("{aimed}\u00a0: {gap}.", aimed=aimed, gap=gap)


def clocks(situation: Situation) -> str:
    """Return from which day the calendar counts, and what it would say counted from the other."""
    convention = situation.convention
    (other,) = (clock for clock in convention.Clock if clock != convention.clock)
    found = french.sentence(
        "l’avance et le retard se comptent depuis {clock}, comme la convention l’a choisi",
        clock=convention.get_clock_display(),
    )
    gap = situation.sheet[f"calendar_gap_since_{other}"].value
    if gap is None or convention.signed_on == convention.operational_start:
        return french.clause("{found}.", found=found)
    return french.clause(
        "{found}\u202f; comptés depuis {other}, il y aurait {points} {turn}.",
        found=found,
        other=other.label,
        points=formats.points(abs(gap)).removeprefix("+"),
        turn="de retard" if gap < 0 else "d’avance",
    )


def changes(situation: Situation) -> list[Change]:
    """Return what moved since the previous committee, and what did not."""
    if situation.before is None:
        return []
    found = []
    for code in shown_in(Place.CHANGES):
        then, now = situation.before[code], situation.sheet[code]
        if Mask.WITHHELD in (then.masked, now.masked):
            # It gives way to its parts, which are in the list too.
            continue
        difference = ""
        if then.value is not None and now.value is not None:
            moved = now.value - then.value
            sign = "+" if moved > 0 else ""
            difference = sign + text.unit_text(moved, now.unit) if moved else "="
        found.append(Change(now, then, text.value_text(then), text.value_text(now), difference))
    return found
