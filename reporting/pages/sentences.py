"""What a situation says in words: its headline, key figures, changes and alerts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from convention.calendar import add_months
from reporting.figures import text
from reporting.figures.engine import Sheet
from reporting.figures.indicators import Figure
from revitalisation.ui import formats

from .situation import Situation


@dataclass(frozen=True)
class KeyFigure:
    """A figure with its target, its gap and what it is made of, as sentences."""

    figure: Figure
    value: str
    target: str
    gap: str
    detail: str

    @property
    def code(self) -> str:
        """Code of the figure, which its rows answer to."""
        return self.figure.code


@dataclass(frozen=True)
class Change:
    """A figure then and now."""

    figure: Figure
    before: str
    now: str
    difference: str


@dataclass(frozen=True)
class Alert:
    """Something late or missing; ``target`` names the page that lists it, with its filters."""

    sentence: str
    target: str
    filters: str = ""
    is_late: bool = False


CHANGES = (
    "projects_supported",
    "jobs_programmed",
    "jobs_created",
    "jobs_verified",
    "jobs_ended",
    "placements",
    "total_jobs",
    "committed",
    "paid",
    "repaid",
    "prospects_open",
)


def make_up(sheet: Sheet) -> str:
    """Return what the total of jobs is made of: « 102 emplois créés et 7 placements de jeunes »."""
    created, placed = sheet["jobs_created"], sheet["placements_counted"]
    parts = []
    if created.value is not None:
        parts.append(plural(created.value, "emploi créé", "emplois créés"))
    if placed.value is not None:
        parts.append(plural(placed.value, "placement de jeune", "placements de jeunes"))
    return " et ".join(parts)


def plural(number: int, one: str, many: str) -> str:
    """Return a number with its noun: French says « 0 emploi », « 2 emplois »."""
    return f"{formats.integer(number)}{formats.NO_BREAK}{one if abs(number) < 2 else many}"


def headline(situation: Situation) -> str:
    """Return the sentence that says where the convention stands."""
    sheet, day = situation.sheet, formats.long_date(situation.as_of)
    if situation.as_of < situation.convention.signed_on:
        signed = formats.long_date(situation.convention.signed_on)
        return f"Au {day}, la convention n’est pas encore signée : elle le sera le {signed}."
    total, target, rate = sheet["total_jobs"], sheet["job_target"], sheet["creation_rate"]
    if total.value is None:
        return f"Au {day}, la convention ne compte pas d’emplois : aucun de ses axes n’en prévoit."
    done = f"Au {day}, {plural(total.value, 'emploi créé', 'emplois créés')} au total"
    if sheet["placements_counted"].value is not None:
        done += f" ({make_up(sheet)})"
    if target.value is None:
        return f"{done} ; l’objectif est {text.value_text(target)}."
    done += f", pour un objectif de {formats.integer(target.value)}"
    if rate.value is None:
        return f"{done}."
    return f"{done}, soit {text.value_text(rate)}. {calendar_sentence(sheet)}"


def calendar_sentence(sheet: Sheet) -> str:
    """Return how the jobs stand against the calendar, for each of its two starts."""
    parts = [
        f"{_gap_words(sheet[code])} depuis {start}"
        for code, start in (
            ("calendar_gap_since_start", "le démarrage opérationnel"),
            ("calendar_gap_since_signature", "la signature"),
        )
        if sheet[code].value is not None
    ]
    if not parts:
        return ""
    return f"Par rapport au temps écoulé : {' ; '.join(parts)}."


def _gap_words(gap: Figure) -> str:
    # What is written decides the word: −0,04 is written 0,0.
    written = formats.points(abs(gap.value)).removeprefix("+")
    if not any(digit in written for digit in "123456789"):
        return "dans les temps"
    return f"{written} {'de retard' if gap.value < 0 else 'd’avance'}"


def key_figures(situation: Situation) -> list[KeyFigure]:
    """Return the five figures that open the dashboard and the report’s synthesis."""
    sheet = situation.sheet
    total, expected = sheet["total_jobs"], situation.expected_jobs
    gap = ""
    if total.value is not None and expected is not None:
        difference = total.value - expected
        sign = "+" if difference > 0 else ""
        gap = (
            f"{sign}{formats.integer(difference)} par rapport aux {formats.integer(expected)} "
            "attendus depuis le démarrage opérationnel"
        )
    target, envelope = text.value_text(sheet["job_target"]), text.value_text(sheet["envelope"])
    return [
        _key(sheet, "total_jobs", f"objectif : {target}", gap, make_up(sheet)),
        _key(
            sheet,
            "jobs_programmed",
            f"objectif : {target}",
            _rate(sheet["programming_rate"], "de l’objectif"),
            text.basis_text(sheet["programming_rate"]),
        ),
        _key(
            sheet,
            "jobs_verified",
            f"sur {_words(sheet['jobs_created'], 'emploi créé', 'emplois créés')}",
            _rate(sheet["share_verified"], "des emplois créés"),
            text.basis_text(sheet["share_verified"]),
        ),
        _key(
            sheet,
            "projects_supported",
            "",
            "",
            f"dont {_words(sheet['business_creations'], 'création', 'créations')}",
        ),
        _key(
            sheet,
            "committed",
            f"enveloppe : {envelope}",
            _rate(sheet["commitment_rate"], "de l’enveloppe"),
            f"dont {text.value_text(sheet['committed_to_companies'])} au profit d’entreprises",
        ),
    ]


def _key(sheet: Sheet, code: str, target: str, gap: str, detail: str) -> KeyFigure:
    figure = sheet[code]
    return KeyFigure(figure, text.value_text(figure), target, gap, detail)


def _rate(ratio: Figure, of: str) -> str:
    return f"{text.value_text(ratio)} {of}" if ratio.value is not None else ""


def _words(figure: Figure, one: str, many: str) -> str:
    return text.value_text(figure) if figure.absence else plural(figure.value, one, many)


def changes(situation: Situation) -> list[Change]:
    """Return what moved since the previous committee, and what did not."""
    if situation.before is None:
        return []
    found = []
    for code in CHANGES:
        then, now = situation.before[code], situation.sheet[code]
        difference = ""
        if then.value is not None and now.value is not None:
            moved = now.value - then.value
            sign = "+" if moved > 0 else ""
            difference = sign + text.unit_text(moved, now.unit) if moved else "="
        found.append(Change(now, text.value_text(then), text.value_text(now), difference))
    return found


def alerts(situation: Situation) -> list[Alert]:
    """Return what is late, then what is missing."""
    return late(situation) + missing(situation)


def late(situation: Situation) -> list[Alert]:
    """Return what should have happened by the date."""
    sheet, found = situation.sheet, []
    if situation.as_of < situation.convention.signed_on:
        return []
    held = [c.held_on for c in situation.committees if c.held_on <= situation.as_of]
    since: date = max(held, default=situation.convention.signed_on)
    if add_months(since, 12) < situation.as_of:
        last = f"le dernier date du {formats.long_date(since)}" if held else "aucun ne s’est tenu"
        found.append(
            Alert(
                f"Pas de comité de suivi depuis plus d’un an : {last} (D1233-42).",
                "committee_list",
                is_late=True,
            )
        )
    due, created = sheet["jobs_due"].value or 0, sheet["jobs_created"].value or 0
    if due > created:
        found.append(
            Alert(
                f"{plural(due, 'emploi programmé est échu', 'emplois programmés sont échus')} "
                f"pour {plural(created, 'emploi créé', 'emplois créés')}.",
                "figure:jobs_due",
                is_late=True,
            )
        )
    overdue = sheet["follow_ups_overdue"].value or 0
    if overdue:
        found.append(
            Alert(
                f"{plural(overdue, 'jeune attend', 'jeunes attendent')} un suivi dont la date "
                "est passée.",
                "placement_list",
                "followup=overdue",
                is_late=True,
            )
        )
    if situation.terms is not None and situation.terms.ends_on < situation.as_of:
        ended = formats.long_date(situation.terms.ends_on)
        found.append(Alert(f"La convention est arrivée à son terme le {ended}.", "committee_list"))
    return found


def missing(situation: Situation) -> list[Alert]:
    """Return what is owed and not filled in, or waits for someone."""
    sheet, found = situation.sheet, []

    def add(number: int, one: str, many: str, target: str, filters: str = "") -> None:
        if number > 0:
            found.append(Alert(f"{plural(number, one, many)}.", target, filters))

    created = sheet["jobs_created"].value or 0
    add(
        created - (sheet["jobs_verified"].value or 0),
        "emploi créé attend sa vérification",
        "emplois créés attendent leur vérification",
        "job_list",
        "state=unverified",
    )
    add(
        sheet["projects_pending"].value or 0,
        "projet attend une décision",
        "projets attendent une décision",
        "project_list",
        "state=pending",
    )
    for code, words in (
        ("former_employees_hired", "sans réponse sur l’ancien employeur"),
        ("jobs_in_perimeter", "sans commune de travail"),
    ):
        coverage = sheet[code].coverage
        if coverage:
            unknown = coverage[1] - coverage[0]
            add(unknown, f"emploi créé {words}", f"emplois créés {words}", f"figure:{code}")
    for code, words in (
        ("envelope", "L’enveloppe n’est pas renseignée."),
        ("job_target", "L’objectif d’emplois n’est pas renseigné."),
    ):
        if sheet[code].absence == "missing":
            found.append(Alert(words, f"figure:{code}"))
    return found


def decisions(situation: Situation) -> list[Any]:
    """Return what the reader is asked to decide, as sentences with their page."""
    found = [a for a in missing(situation) if a.target in ("job_list", "project_list")]
    committee = situation.committee
    if committee is not None and not committee.verdict:
        found.append(Alert("L’avis du comité reste à donner.", "committee_list"))
    return found
