"""What is late, what is missing and what to decide: sentences that lead to the rows they count."""

from dataclasses import dataclass

from convention.calendar import add_months
from reporting.figures import text
from revitalisation.ui import formats
from revitalisation.ui.formats import plural

from .situation import Situation

# How long before its term a convention short of its target asks for a decision.
MONTHS_WARNED = 6


@dataclass(frozen=True)
class Alert:
    """Something late or missing; ``target`` names the page that lists it, with its filters."""

    sentence: str
    target: str
    filters: str = ""
    is_late: bool = False


def late(situation: Situation) -> list[Alert]:
    """Return what should have happened by the date."""
    sheet, found = situation.sheet, []
    if situation.as_of < situation.convention.signed_on:
        return []
    if sentence := committee_owed(situation):
        found.append(Alert(sentence, "committee_list", is_late=True))
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
    overdue = sheet["follow_ups_overdue"]
    if overdue.value or overdue.masked:
        sentence = (
            f"Un suivi est en retard pour {text.counted(overdue, 'jeune', 'jeunes')}."
            if overdue.masked
            else f"{plural(overdue.value, 'jeune attend', 'jeunes attendent')} un suivi "
            "dont la date est passée."
        )
        found.append(Alert(sentence, "placement_list", "followup=overdue", is_late=True))
    return found


def past_term(situation: Situation) -> list[Alert]:
    """Return the sentence that says the term has passed, if it has."""
    if situation.terms is None or not situation.is_over:
        return []
    ended = formats.long_date(situation.terms.ends_on)
    return [Alert(f"La convention est arrivée à son terme le {ended}.", "committee_list")]


def committee_owed(situation: Situation) -> str:
    """Return why a follow-up committee is owed: one a year, and one after the term (D1233-42)."""
    last = situation.last_held
    since = last.held_on if last else situation.convention.signed_on
    if situation.is_over and situation.terms is not None:
        if since > situation.terms.ends_on:
            return ""
        return (
            "Aucun comité de suivi depuis le terme\u00a0: "
            "le bilan définitif est attendu (D1233-42)."
        )
    if add_months(since, 12) >= situation.as_of:
        return ""
    words = f"le dernier date du {formats.long_date(since)}" if last else "aucun ne s’est tenu"
    return f"Pas de comité de suivi depuis plus d’un an\u00a0: {words} (D1233-42)."


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
    for code, words, state in (
        (
            "former_employees_hired",
            "sans réponse sur l’ancien employeur",
            "former_employee_unknown",
        ),
        ("jobs_in_perimeter", "sans commune de travail", "commune_unknown"),
    ):
        known, owed = sheet[code].coverage or (0, 0)
        add(
            owed - known,
            f"emploi créé {words}",
            f"emplois créés {words}",
            "job_list",
            f"state={state}",
        )
    for code, words in (
        ("envelope", "L’enveloppe n’est pas renseignée."),
        ("job_target", "L’objectif d’emplois n’est pas renseigné."),
    ):
        if sheet[code].absence == "missing":
            found.append(Alert(words, f"figure:{code}"))
    return found


def decisions(situation: Situation) -> list[Alert]:
    """Return what the reader is asked to decide, each with the page where it is done."""
    sheet, found = situation.sheet, []
    pending = sheet["projects_pending"].value or 0
    if pending:
        found.append(
            Alert(
                f"Décider de {plural(pending, 'projet reçu', 'projets reçus')}.",
                "project_list",
                "state=pending",
            )
        )
    unverified = (sheet["jobs_created"].value or 0) - (sheet["jobs_verified"].value or 0)
    if unverified:
        found.append(
            Alert(
                f"Vérifier {plural(unverified, 'emploi créé', 'emplois créés')}.",
                "job_list",
                "state=unverified",
            )
        )
    if situation.committee is not None and not situation.committee.verdict:
        found.append(Alert("Donner l’avis du comité.", "committee_list"))
    if _ends_soon_short_of_target(situation) and situation.terms is not None:
        ends = formats.long_date(situation.terms.ends_on)
        found.append(
            Alert(
                "Prolonger par avenant, ou préparer le bilan définitif\u00a0: "
                f"le terme est le {ends} et l’objectif n’est pas atteint.",
                "committee_list",
            )
        )
    return found


def _ends_soon_short_of_target(situation: Situation) -> bool:
    total, target = situation.sheet["total_jobs"].value, situation.sheet["job_target"].value
    if situation.terms is None or situation.is_over or total is None or target is None:
        return False
    return total < target and situation.terms.ends_on <= add_months(situation.as_of, MONTHS_WARNED)
