"""What a situation says in words: its headline, key figures and changes."""

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
class KeyFigure:
    """A figure with its target, its gap and what it is made of, as sentences."""

    figure: Figure
    value: str
    target: str
    gap: str
    detail: str


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
    return " et ".join(_parts(sheet, *PARTS))


def _parts(sheet: Sheet, *codes: str) -> list[str]:
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


def key_figures(situation: Situation) -> list[KeyFigure]:
    """Return the five figures that open the dashboard and the report’s synthesis."""
    sheet = situation.sheet
    target, envelope = text.value_text(sheet["job_target"]), text.value_text(sheet["envelope"])
    completion, sustained = sheet["completion_rate"], sheet["sustained_rate"]
    return [
        _total(situation, f"objectif\u00a0: {target}"),
        _key(
            sheet,
            "jobs_programmed",
            f"objectif\u00a0: {target}",
            _rate(sheet["programming_rate"], "de l’objectif"),
            _rate(completion, f"concrétisés ({text.basis_text(completion)})"),
        ),
        _key(
            sheet,
            "jobs_verified",
            _part("sur", sheet["jobs_created"], "emploi créé", "emplois créés"),
            _rate(sheet["share_verified"], "des emplois créés"),
            _rate(sustained, f"pérennes à 12 mois ({text.basis_text(sustained)})"),
        ),
        _key(
            sheet,
            "projects_supported",
            "la convention ne fixe pas d’objectif de projets",
            "",
            _part(
                "dont",
                sheet["business_creations"],
                "création d’entreprise",
                "créations d’entreprises",
            ),
        ),
        _key(
            sheet,
            "committed",
            f"enveloppe\u00a0: {envelope}",
            _rate(sheet["commitment_rate"], "de l’enveloppe"),
            f"reste à engager\u00a0: {text.value_text(sheet['remaining'])}\u202f; "
            f"au profit d’entreprises\u00a0: {text.value_text(sheet['committed_to_companies'])}",
        ),
    ]


def _total(situation: Situation, target: str) -> KeyFigure:
    """Return the total of jobs, or where it is masked what it gives way to."""
    sheet, expected = situation.sheet, situation.expected_jobs
    total = sheet["total_jobs"]
    if total.masked:
        told = next((code for code in PARTS if sheet[code].value is not None), [*PARTS][-1])
        others = _parts(sheet, *(code for code in PARTS if code != told))
        return _key(sheet, told, target, "", f"et {others[0]}" if others else "")
    gap = ""
    if total.value is not None and expected is not None:
        difference = total.value - expected
        sign = "+" if difference > 0 else ""
        gap = (
            f"{sign}{formats.integer(difference)} par rapport aux {formats.integer(expected)} "
            "attendus depuis le démarrage opérationnel"
        )
    return _key(sheet, "total_jobs", target, gap, make_up(sheet))


def _key(sheet: Sheet, code: str, target: str, gap: str, detail: str) -> KeyFigure:
    figure = sheet[code]
    return KeyFigure(figure, text.value_text(figure), target, gap, detail)


def _rate(ratio: Figure, of: str) -> str:
    return f"{text.value_text(ratio)} {of}" if ratio.value is not None else ""


def _part(joint: str, figure: Figure, one: str, many: str) -> str:
    return "" if figure.absence else f"{joint} {text.counted(figure, one, many)}"


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
