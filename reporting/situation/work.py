"""Work items: what is late, what is missing, what to decide; each declared once.

A declaration says under which condition there is something to do, who may do it, where, and in
which words. Whatever lists work reads these declarations.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from convention.access import Right
from convention.calendar import add_months
from convention.pages.addresses import at
from reporting.figures import text
from reporting.figures.values import Absence
from revitalisation.ui import french
from revitalisation.ui.french import Noun, Phrase

from .situation import Situation
from .standing import gap_in_words

# How long before its term a convention short of its target asks for a decision.
MONTHS_WARNED = 6

CREATED = Noun("emploi créé", "emplois créés")
PROGRAMMED = Noun("emploi programmé", "emplois programmés")
PROJECTS, RECEIVED = Noun("projet", "projets"), Noun("projet reçu", "projets reçus")
YOUNG = Noun("jeune", "jeunes")
CONTRACTS = Noun("contrat", "contrats")


class Section(StrEnum):
    """The list that an item belongs to."""

    TERM = "term"
    LATE = "late"
    MISSING = "missing"
    DECIDE = "decide"


Sentence = Callable[[Situation], str]


@dataclass(frozen=True, kw_only=True)
class WorkItem:
    """Something to do in a convention.

    ``says`` maps each section that lists it to what returns it in words there, or nothing where
    there is nothing to do at the date. It reads the figures that ``needs`` names. ``right``:
    whoever may do it; without one, it only tells. ``page`` and ``filters``: the list where it is
    done; without a page, the rows of ``rows``.
    """

    code: str
    says: Mapping[Section, Sentence]
    needs: tuple[str, ...] = ()
    right: Right | None = None
    page: str = ""
    filters: str = ""
    rows: str = ""


@dataclass(frozen=True)
class Todo:
    """A work item of a convention at a date, in words, with the address of its page."""

    item: WorkItem
    section: Section
    sentence: str
    url: str

    @property
    def is_late(self) -> bool:
        """Whether it should have happened by the date."""
        return self.section is Section.LATE


def todo(situation: Situation, *sections: Section) -> list[Todo]:
    """Return what there is to do, in the order of the sections, then of the declarations."""
    return [
        Todo(item, section, sentence, _url(item, situation))
        for section in sections
        for item in ITEMS
        if section in item.says and (sentence := item.says[section](situation))
    ]


# The lists of a page, in their order: name, title, and what it says of an empty one.
LISTS = (
    (Section.DECIDE, "decider", "À décider", "Rien n’attend de décision."),
    (Section.LATE, "retard", "En retard", "Rien n’est en retard."),
    (Section.MISSING, "manquant", "Manquant", "Rien ne manque."),
)


def lists(situation: Situation) -> list[tuple[str, str, str, list[Todo]]]:
    """Return name, title, words for none, and work items of each list; none is in two."""
    said: set[str] = set()
    found = []
    for section, name, title, empty in LISTS:
        held = [item for item in todo(situation, section) if item.item.code not in said]
        said |= {item.item.code for item in held}
        found.append((name, title, empty, held))
    return found


def needs() -> tuple[str, ...]:
    """Return the codes of the figures that work items read."""
    return tuple(dict.fromkeys(code for item in ITEMS for code in item.needs))


def _url(item: WorkItem, situation: Situation) -> str:
    slug, as_of = situation.convention.slug, situation.as_of
    if not item.page:
        return at("figure_rows", as_of, slug, item.rows)
    address = at(item.page, as_of, slug)
    return f"{address}&{item.filters}" if item.filters else address


def past_term(situation: Situation) -> str:
    """Say that the term has passed, if it has."""
    if situation.terms is None or not situation.is_over:
        return ""
    return french.sentence(
        "la convention est arrivée à son terme {day}.", day=situation.terms.ends_on
    )


def committee_owed(situation: Situation) -> str:
    """Say why a follow-up committee is owed: one a year, and one after the term (D1233-42)."""
    if situation.as_of < situation.convention.signed_on:
        return ""
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
    if last is None:
        return "Pas de comité de suivi depuis plus d’un an\u00a0: aucun ne s’est tenu (D1233-42)."
    return french.sentence(
        "pas de comité de suivi depuis plus d’un an\u00a0: le dernier date {since:de} (D1233-42).",
        since=since,
    )


def _behind(situation: Situation) -> str:
    """Say how far the convention is behind its calendar, or short of its target at the end."""
    gap = gap_in_words(situation.standing)
    return french.sentence("{gap}.", gap=Phrase(gap)) if situation.standing.is_late else ""


def _axes_behind(situation: Situation) -> str:
    """Say how far axes are behind; of a convention with one axis, all is said of the whole."""
    if not situation.tells_axes or len(situation.axes_of_jobs) < 2:
        return ""
    late = [a for a in situation.axes_of_jobs if a.standing.is_late]
    return " ".join(
        french.sentence(
            "axe {number}\u00a0: {gap}.", number=str(a.axis.number), gap=gap_in_words(a.standing)
        )
        for a in late
    )


def _axes_without_target(situation: Situation) -> str:
    """Name the axes that count jobs and have no target, where the convention has terms."""
    if not situation.tells_axes or situation.terms is None:
        return ""
    without = [
        str(a.axis.number)
        for a in situation.axes_of_jobs
        if a.target is None and a.achieved.absence is None
    ]
    # The target of the convention is that of its only axis.
    if not without or len(situation.axes_of_jobs) == 1:
        return ""
    return french.sentence(
        "{n:l’axe|les axes} {numbers} {n:n’a|n’ont} pas d’objectif d’emplois.",
        n=len(without),
        numbers=without,
    )


def _posts_late(situation: Situation) -> str:
    due, created = (situation.sheet[code].value or 0 for code in ("jobs_due", "jobs_created"))
    if due <= created or situation.as_of < situation.convention.signed_on:
        return ""
    return french.sentence(
        "{due} {due:est échu|sont échus}, pour {created}.",
        due=french.count(due, PROGRAMMED),
        created=french.count(created, CREATED),
    )


def _follow_ups_late(situation: Situation) -> str:
    overdue = situation.sheet["follow_ups_overdue"]
    if situation.as_of < situation.convention.signed_on or not (overdue.masked or overdue.value):
        return ""
    return french.sentence(
        "{young} {young:attend|attendent} un suivi dont la date est passée.",
        young=text.people(overdue, YOUNG),
    )


def _counted(number: Callable[[Situation], int], noun: Noun, template: str) -> Sentence:
    """Return the sentence that says things of ``{n}``, counted; nothing for none."""

    def sentence(situation: Situation) -> str:
        n = number(situation)
        return french.sentence(template, n=french.count(n, noun)) if n > 0 else ""

    return sentence


def _unverified(situation: Situation) -> int:
    created, verified = (
        situation.sheet[code].value or 0 for code in ("jobs_created", "jobs_verified")
    )
    return int(created - verified)


def _pending(situation: Situation) -> int:
    return situation.sheet["projects_pending"].value or 0


def _unknown(code: str) -> Callable[[Situation], int]:
    """Return how many rows lack the answer that a figure counts."""

    def number(situation: Situation) -> int:
        known, owed = situation.sheet[code].coverage or (0, 0)
        return owed - known

    return number


def _absent(code: str, words: str) -> Sentence:
    """Return a sentence where a figure is owed and missing."""
    return lambda situation: words if situation.sheet[code].absence is Absence.MISSING else ""


def _verdict_owed(situation: Situation) -> str:
    committee = situation.committee
    return "Donner l’avis du comité." if committee is not None and not committee.verdict else ""


def _ends_soon_short_of_target(situation: Situation) -> str:
    total, target = situation.sheet["total_jobs"].value, situation.sheet["job_target"].value
    if situation.terms is None or situation.is_over or total is None or target is None:
        return ""
    ends = situation.terms.ends_on
    if total >= target or ends > add_months(situation.as_of, MONTHS_WARNED):
        return ""
    return french.sentence(
        "prolonger par avenant, ou préparer le bilan définitif\u00a0: le terme est {ends} et "
        "l’objectif n’est pas atteint.",
        ends=ends,
    )


ITEMS: tuple[WorkItem, ...] = (
    WorkItem(
        code="past_term",
        says={Section.TERM: past_term},
        page="committee_list",
    ),
    WorkItem(
        code="committee_owed",
        says={Section.LATE: committee_owed},
        right=Right.HOLD_COMMITTEES,
        page="committee_list",
    ),
    WorkItem(
        code="behind",
        says={Section.LATE: _behind},
        needs=("total_jobs", "job_target", "elapsed_since_start", "elapsed_since_signature"),
        rows="total_jobs",
    ),
    WorkItem(
        code="axes_behind",
        says={Section.LATE: _axes_behind},
        rows="total_jobs",
    ),
    WorkItem(
        code="posts_late",
        says={Section.LATE: _posts_late},
        needs=("jobs_due", "jobs_created"),
        right=Right.ENTER_PROJECTS,
        rows="jobs_due",
    ),
    WorkItem(
        code="follow_ups_late",
        says={Section.LATE: _follow_ups_late},
        needs=("follow_ups_overdue",),
        right=Right.ENTER_PLACEMENTS,
        page="placement_list",
        filters="followup=overdue",
    ),
    WorkItem(
        code="projects_pending",
        says={
            Section.MISSING: _counted(_pending, PROJECTS, "{n} {n:attend|attendent} une décision."),
            Section.DECIDE: _counted(_pending, RECEIVED, "décider {n:de}."),
        },
        needs=("projects_pending",),
        right=Right.ENTER_PROJECTS,
        page="project_list",
        filters="state=pending",
    ),
    WorkItem(
        code="jobs_unverified",
        says={
            Section.MISSING: _counted(
                _unverified, CREATED, "{n} {n:attend sa|attendent leur} vérification."
            ),
            Section.DECIDE: _counted(_unverified, CREATED, "vérifier {n}."),
        },
        needs=("jobs_created", "jobs_verified"),
        right=Right.VERIFY,
        page="job_list",
        filters="state=unverified",
    ),
    WorkItem(
        code="contracts_past_term",
        says={
            Section.MISSING: _counted(
                lambda situation: situation.sheet["contracts_past_term"].value or 0,
                CONTRACTS,
                "{n} {n:est arrivé à son|sont arrivés à leur} terme, sans départ ni autre contrat "
                "enregistré.",
            )
        },
        needs=("contracts_past_term",),
        right=Right.ENTER_PROJECTS,
        page="job_list",
        filters="state=past_term",
    ),
    WorkItem(
        code="former_employee_unknown",
        says={
            Section.MISSING: _counted(
                _unknown("former_employees_hired"),
                CREATED,
                "{n} sans réponse sur l’ancien employeur.",
            )
        },
        needs=("former_employees_hired",),
        right=Right.ENTER_PROJECTS,
        page="job_list",
        filters="state=former_employee_unknown",
    ),
    WorkItem(
        code="commune_unknown",
        says={
            Section.MISSING: _counted(
                _unknown("jobs_in_perimeter"), CREATED, "{n} sans commune de travail."
            )
        },
        needs=("jobs_in_perimeter",),
        right=Right.ENTER_PROJECTS,
        page="job_list",
        filters="state=commune_unknown",
    ),
    WorkItem(
        code="envelope_unknown",
        says={Section.MISSING: _absent("envelope", "L’enveloppe n’est pas renseignée.")},
        needs=("envelope",),
        rows="envelope",
    ),
    WorkItem(
        code="job_target_unknown",
        says={Section.MISSING: _absent("job_target", "L’objectif d’emplois n’est pas renseigné.")},
        needs=("job_target",),
        rows="job_target",
    ),
    WorkItem(
        code="axis_target_unknown",
        says={Section.MISSING: _axes_without_target},
        rows="job_target",
    ),
    WorkItem(
        code="give_verdict",
        says={Section.DECIDE: _verdict_owed},
        right=Right.HOLD_COMMITTEES,
        page="committee_list",
    ),
    WorkItem(
        code="extend",
        says={Section.DECIDE: _ends_soon_short_of_target},
        needs=("total_jobs", "job_target"),
        right=Right.HOLD_COMMITTEES,
        page="committee_list",
    ),
)
