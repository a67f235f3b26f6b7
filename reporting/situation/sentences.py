"""What a situation says in words: its headline and changes."""

from dataclasses import dataclass

from reporting.figures import text
from reporting.figures.engine import Sheet
from reporting.figures.places import Place
from reporting.figures.registry import shown_in
from reporting.figures.values import Figure, Mask
from revitalisation.ui import formats
from revitalisation.ui.formats import plural

from .situation import Situation


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
    return " et ".join(counted_parts(sheet, *PARTS))


def counted_parts(sheet: Sheet, *codes: str) -> list[str]:
    """Return the parts that the total of jobs has, counted."""
    return [text.counted(sheet[c], *PARTS[c]) for c in codes if sheet[c].absence is None]


def headline(situation: Situation) -> str:
    """Return the sentence that says where the convention stands."""
    sheet, day = situation.sheet, formats.long_date(situation.as_of)
    if situation.as_of < situation.convention.signed_on:
        signed = formats.long_date(situation.convention.signed_on)
        return f"Au {day}, la convention n’est pas encore signée\u00a0: elle le sera le {signed}."
    total, target, rate = sheet["total_jobs"], sheet["job_target"], sheet["creation_rate"]
    if total.masked:
        target_words = text.value_text(target)
        return f"Au {day}, {make_up(sheet)}\u202f; objectif d’emplois\u00a0: {target_words}."
    if total.value is None:
        return (
            f"Au {day}, la convention ne compte pas d’emplois\u00a0: "
            "aucun de ses axes n’en prévoit."
        )
    done = f"Au {day}, {plural(total.value, 'emploi créé', 'emplois créés')} au total"
    if sheet["placements_counted"].absence is None:
        done += f" ({make_up(sheet)})"
    if target.value is None:
        return f"{done}\u202f; l’objectif est {text.value_text(target)}."
    done += f", pour un objectif de {formats.integer(target.value)}"
    if rate.value is None:
        return f"{done}."
    return f"{done}, soit {text.value_text(rate)}. {calendar_sentence(sheet)}"


def calendar_sentence(sheet: Sheet) -> str:
    """Return how the jobs stand against the calendar, for each of its two starts."""
    starts = (("start", "le démarrage opérationnel"), ("signature", "la signature"))
    known = [
        (sheet[f"calendar_gap_since_{key}"], sheet[f"elapsed_since_{key}"].value, words)
        for key, words in starts
        if sheet[f"calendar_gap_since_{key}"].value is not None
    ]
    if not known:
        return ""
    if all(elapsed == 1 for _, elapsed, _ in known):
        return f"Toute la durée de la convention est écoulée\u00a0: {_gap_words(known[0][0])}."
    parts = [f"depuis {start}, {_gap_words(gap)}" for gap, _, start in known]
    joined = "\u202f; ".join(parts)
    return f"Par rapport au temps écoulé {joined}."


def _gap_words(gap: Figure) -> str:
    # What is written decides the word: −0,04 is written 0,0.
    written = formats.points(abs(gap.value)).removeprefix("+")
    if not any(digit in written for digit in "123456789"):
        return "dans les temps"
    return f"{written} {'de retard' if gap.value < 0 else 'd’avance'}"


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
