"""What two people do with each form: on which record, and what each of them types."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from axes.beside.models import OutreachPeriod, SocialPlanNote
from axes.business.models import (
    Aid,
    ContractChange,
    ConventionCompany,
    Evidence,
    Job,
    JobCommitment,
    Project,
    ProjectDecision,
)
from axes.ledger.models import LedgerEntry
from axes.site.models import Prospect, ProspectStage, Site
from axes.territory.models import Placement, SkillsPlan
from convention.models import Comment, Convention, Measure, Opinion, Resolution
from reporting.figures.models import Snapshot
from revitalisation.accounts.models import Organisation, User
from revitalisation.reference.models import SmicRate

from .world import DAY, Role, World, siret

Typed = dict[str, str]


@dataclass(frozen=True)
class Entering:
    """A form that adds a record: two people each enter theirs."""

    role: str
    rows: Callable[[World], QuerySet[Any]]
    typed: Callable[[World, int], Typed]
    # The record that the address names, new for each round where it says so.
    of: Callable[[World], Any] | None = None
    each: bool = False


@dataclass(frozen=True)
class Changing:
    """A form about a record that stays: each person changes a field."""

    role: str
    record: Callable[[World], Any]
    one: Callable[[int], Typed]
    two: Callable[[int], Typed]


@dataclass(frozen=True)
class Settling:
    """A form that does something once to a record: a new one for each round.

    ``done`` counts how often it was done; both may be told that it is done (``agreed``).
    """

    role: str
    record: Callable[[World], Any]
    done: Callable[[Any], int]
    typed: Typed = field(default_factory=dict)
    agreed: bool = False


def removed(record: Any) -> int:
    """Count how often a record was removed, as its history tells."""
    return int(record.history.model.objects.filter(
        **{record._meta.pk.attname: record.pk}, history_type="-"
    ).count())  # fmt: skip


def accepted(evidence: Evidence) -> int:
    """Count the acceptances of a document."""
    return int(evidence.history.exclude(verified_on=None).count())


def withdrawn(evidence: Evidence) -> int:
    """Count how often an acceptance was taken back: two saves before, one for each time."""
    return int(evidence.history.filter(verified_on=None).count()) - 1


def superseding(row: Any) -> int:
    """Count the rows that correct a dated one."""
    return int(type(row).objects.filter(supersedes=row).count())


def alternate(n: int, *values: str) -> str:
    """Return one value after another, round after round."""
    return values[n % len(values)]


def day(n: int) -> str:
    """Return a day of its own to each round."""
    return (date(2014, 10, 1) + timedelta(days=n % 150)).isoformat()


def any_day(n: int) -> str:
    """Return a day of its own to each of many rounds."""
    return (date(2015, 4, 1) + timedelta(days=n % 3_000)).isoformat()


WHY = {"change_cause": "mistyped", "change_note": "Compte rendu relu."}
OP, PREF, YOUTH, ADMIN = Role.OPERATOR, Role.PREFECTURE, Role.YOUTH_REFERRER, "admin"
Drive = Entering | Changing | Settling


def _attendances(n: int, which: int) -> Typed:
    return {f"#{which}": alternate(n, "True", "False", "None")}


DRIVES: dict[str, Drive] = {
    # --- what is entered ---
    "social_plan_create": Entering(
        OP, lambda w: SocialPlanNote.objects.of(w.convention),
        lambda w, n: {"noted_on": (DAY + timedelta(days=n)).isoformat(), "source": "unit",
                      "dismissed": "9"},
    ),
    "outreach_create": Entering(
        OP, lambda w: OutreachPeriod.objects.of(w.convention),
        lambda w, n: {"starts_on": (DAY + timedelta(days=n)).isoformat(), "contacted": "9",
                      "ends_on": (DAY + timedelta(days=n)).isoformat(), "met": "3"},
    ),
    "perimeter_create": Entering(
        ADMIN, lambda w: w.convention.perimeter.all(),
        lambda w, n: {"commune": "32107", "zone": "extended",
                      "effective_on": (DAY + timedelta(days=n)).isoformat()},
    ),
    "project_create": Entering(
        OP, lambda w: Project.objects.of(w.convention),
        lambda w, n: {"reference": f"N-{n}", "axis": str(w.axes["business"].pk),
                      "company": w.company.siret, "kind": "creation", "title": "Extension",
                      "received_on": "2014-03-03"},
    ),
    "axis_terms_create": Entering(
        ADMIN, lambda w: w.axes["site"].terms.all(),
        lambda w, n: {"effective_on": (DAY + timedelta(days=n)).isoformat()},
        lambda w: w.axes["site"],
    ),
    "contract_create": Entering(
        OP, lambda w: ContractChange.objects.of(w.convention),
        lambda w, n: {"changed_on": (DAY + timedelta(days=n + 1)).isoformat(),
                      "contract": "permanent", "weekly_hours": str(20 + n % 2)},
        lambda w: w.new_job(), each=True,
    ),
    "decision_create": Entering(
        OP, lambda w: ProjectDecision.objects.of(w.convention),
        lambda w, n: {"decided_on": (DAY + timedelta(days=n)).isoformat(), "outcome": "adjourned"},
        lambda w: w.new_project(),
    ),
    "comment_create": Entering(
        OP, lambda w: Comment.objects.of(w.convention),
        lambda w, n: {"as_of": any_day(n), "signed_on": "2026-01-05", "done": f"Réunion {n}"},
    ),
    "opinion_create": Entering(
        PREF, lambda w: Opinion.objects.of(w.convention),
        lambda w, n: {"as_of": any_day(n), "signed_on": "2026-01-05", "confidence": "doubtful",
                      "grounds": f"Raison {n}"},
    ),
    "resolution_create": Entering(
        OP, lambda w: Resolution.objects.of(w.convention),
        lambda w, n: {"asked_on": "2015-02-02", "question": f"Question {n}"},
    ),
    "aid_create": Entering(
        OP, lambda w: Aid.objects.of(w.convention),
        lambda w, n: {"measure": str(w.loan_fund.pk), "kind": "loan", "granted_on": "2014-04-01",
                      "amount": str(1000 + n), "rate": "1,2", "term": "24", "deferral": "6",
                      "every": "6"},
        lambda w: w.new_project(),
    ),
    "commitment_create": Entering(
        OP, lambda w: JobCommitment.objects.of(w.convention),
        lambda w, n: {"post": f"Poste {n}", "contract": "permanent", "number": "2",
                      "weekly_hours": "35", "committed_on": "2014-04-01", "due_on": "2015-04-01"},
        lambda w: w.new_project(),
    ),
    "job_create": Entering(
        OP, lambda w: Job.objects.of(w.convention),
        lambda w, n: {"post": f"Emploi {n}", "contract": "permanent", "weekly_hours": "35",
                      "hired_on": "2014-05-05"},
        lambda w: w.new_project(),
    ),
    "evidence_create": Entering(
        OP, lambda w: Evidence.objects.of(w.convention),
        lambda w, n: {"kind": "register", "dated_on": day(n)}, lambda w: w.job,
    ),
    "company_create": Entering(
        OP, lambda w: ConventionCompany.objects.all(),
        lambda w, n: {"name": f"Forge {n}", "siret": siret(20_000_000 + n), "commune": "32208",
                      "naf": "1610A"},
    ),
    "placement_create": Entering(
        YOUTH, lambda w: Placement.objects.of(w.convention),
        lambda w, n: {"axis": str(w.axes["territory"].pk), "code": f"N-{n}",
                      "employer": w.employer.siret, "contract": "apprenticeship",
                      "hired_on": "2014-09-05", "age_at_hire": "19"},
    ),
    "prospect_create": Entering(
        OP, lambda w: Prospect.objects.of(w.convention),
        lambda w, n: {"site": str(w.site.pk), "name": f"Nouveau {n}", "activity": "Bois"},
    ),
    "stage_create": Entering(
        OP, lambda w: ProspectStage.objects.of(w.convention),
        lambda w, n: {"stage": alternate(n, "contacted", "visit"), "dated_on": "2016-01-04"},
        lambda w: w.new_prospect(), each=True,
    ),
    "aid_pay": Entering(
        OP, lambda w: LedgerEntry.objects.of(w.convention).filter(kind="paid"),
        lambda w, n: {"measure": str(w.loan_fund.pk), "aid": str(w.paid_aid.pk), "kind": "paid",
                      "dated_on": day(n), "amount": "1", "label": f"Versement {n}"},
        lambda w: w.paid_aid,
    ),
    "ledger_create": Entering(
        OP, lambda w: LedgerEntry.objects.of(w.convention),
        lambda w, n: {"measure": str(w.measure.pk), "kind": "paid", "dated_on": "2014-09-01",
                      "amount": "1", "label": f"Facture {n}"},
    ),
    "committee_create": Entering(
        PREF, lambda w: w.convention.committees.all(),
        lambda w, n: {"kind": "steering", "as_of": "2016-01-31", "place": "Auch",
                      "held_on": (date(2018, 1, 1) + timedelta(days=n)).isoformat()},
    ),
    "admin:accounts_organisation_add": Entering(
        ADMIN, lambda w: Organisation.objects.all(),
        lambda w, n: {"name": f"Organisme {n}", "kind": "other"},
    ),
    "admin:accounts_user_add": Entering(
        ADMIN, lambda w: User.objects.all(),
        # Without a password: making one is slow on purpose.
        lambda w, n: {"email": f"nouveau-{n}@exemple.invalid", "usable_password": "false"},
    ),
    "admin:reference_smicrate_add": Entering(
        ADMIN, lambda w: SmicRate.objects.all(),
        lambda w, n: {"effective_on": (date(1960, 1, 1) + timedelta(days=n)).strftime("%d/%m/%Y"),
                      "monthly_gross": "1000"},
    ),
    "admin:convention_convention_add": Entering(
        ADMIN, lambda w: Convention.objects.all(),
        lambda w, n: {"slug": f"nouvelle-{n}", "name": f"Nouvelle {n}", "legal_basis": "convention",
                      "liable_company": str(w.convention.liable_company_id), "regime": "large",
                      "departement": "32", "commune": "32208", "signed_on": "11/10/2013",
                      "operational_start": "01/02/2014"},
    ),
    "admin:convention_conventionterms_add": Entering(
        ADMIN, lambda w: w.convention.terms.all(),
        lambda w, n: {"convention": str(w.convention.pk), "number": str(1000 + n),
                      "effective_on": (DAY + timedelta(days=3000 + n)).strftime("%d/%m/%Y"),
                      "ends_on": "01/01/2090", "job_target": "100", "envelope": "1500000"},
    ),
    "admin:convention_measure_add": Entering(
        ADMIN, lambda w: Measure.objects.all(),
        lambda w, n: {"axis": str(w.axes["business"].pk), "kind": "other", "title": f"Neuve {n}"},
    ),
    "admin:convention_committee_add": Entering(
        ADMIN, lambda w: w.convention.committees.all(),
        lambda w, n: {"convention": str(w.convention.pk), "kind": "commitment", "place": "Auch",
                      "as_of": "31/01/2016",
                      "held_on": (date(2018, 1, 1) + timedelta(days=n)).strftime("%d/%m/%Y")},
    ),
    "admin:site_site_add": Entering(
        ADMIN, lambda w: Site.objects.all(),
        lambda w, n: {"axis": str(w.axes["site"].pk), "name": f"Neuf {n}", "commune": "32208"},
    ),
    "admin:territory_skillsplan_add": Entering(
        ADMIN, lambda w: SkillsPlan.objects.all(),
        lambda w, n: {"axis": str(w.axes["territory"].pk), "title": f"Plan {n}",
                      "lead": str(w.convention.liable_company_id)},
    ),
    # --- what is changed ---
    "project_update": Changing(
        OP, lambda w: w.new_project(),
        lambda n: {"title": f"Objet {n}"}, lambda n: {"investment": str(1000 + n)},
    ),
    "social_plan_update": Changing(
        OP, lambda w: w.new_note(),
        lambda n: {"dismissed": str(200 + n)}, lambda n: {"permanent": str(1 + n % 30)},
    ),
    "outreach_update": Changing(
        OP, lambda w: w.new_outreach(),
        lambda n: {"contacted": str(200 + n)}, lambda n: {"met": str(1 + n % 30)},
    ),
    "aid_update": Changing(
        # Both change the schedule.
        OP, lambda w: w.new_loan(),
        lambda n: {"every": alternate(n, "3", "6", "12")}, lambda n: {"amount": str(1000 + n)},
    ),
    "commitment_update": Changing(
        OP, lambda w: w.new_commitment(),
        lambda n: {"post": f"Poste {n}"}, lambda n: {"number": str(1 + n % 9)},
    ),
    "company_update": Changing(
        OP, lambda w: w.new_company(),
        lambda n: {"name": f"Menuiserie {n}"}, lambda n: {"phone": f"05 62 00 {n % 90:02} 00"},
    ),
    "post_update": Changing(
        OP, lambda w: w.new_post(),
        lambda n: {"made_on": (date(2014, 5, 5) + timedelta(days=n % 150)).isoformat()},
        lambda n: {"given_up_on": (date(2015, 4, 1) + timedelta(days=n % 150)).isoformat()},
    ),
    "job_update": Changing(
        OP, lambda w: w.new_job(),
        lambda n: {"post": f"Poste {n}"}, lambda n: {"weekly_hours": str(20 + n % 19)},
    ),
    "evidence_update": Changing(
        OP, lambda w: w.new_evidence(),
        lambda n: {"kind": alternate(n, "check", "register")}, lambda n: {"dated_on": day(n)},
    ),
    "placement_update": Changing(
        YOUTH, lambda w: w.new_placement(),
        lambda n: {"family_name": f"Inventé {n}"}, lambda n: {"age_at_hire": str(16 + n % 9)},
    ),
    "follow_up_update": Changing(
        YOUTH, lambda w: w.new_follow_up(),
        lambda n: {"done_on": day(n)},
        lambda n: {"situation": alternate(n, "training", "seeking", "in_post")},
    ),
    "milestone_update": Changing(
        OP, lambda w: w.new_step(),
        lambda n: {"planned_on": day(n)}, lambda n: {"done_on": day(n + 1)},
    ),
    "prospect_update": Changing(
        OP, lambda w: w.new_prospect(),
        lambda n: {"name": f"Prospect nommé {n}"}, lambda n: {"activity": f"Activité {n}"},
    ),
    "stage_update": Changing(
        OP, lambda w: w.new_stage(),
        lambda n: {"dated_on": day(n)},
        lambda n: {"lost_reason": alternate(n, "cost", "location", "market")},
    ),
    "committee_update": Changing(
        PREF, lambda w: w.new_committee(),
        lambda n: {"place": f"Auch, salle {n}"},
        lambda n: {"verdict": alternate(n, "watch", "behind", "on_track")},
    ),
    "committee_attendance": Changing(
        PREF, lambda w: w.new_committee(),
        lambda n: _attendances(n, 0), lambda n: _attendances(n + 1, 1),
    ),
    "resolution_update": Changing(
        OP, lambda w: w.new_resolution(),
        lambda n: {"question": f"Question {n}"}, lambda n: {"proposal": f"Proposition {n}"},
    ),
    "resolution_take": Changing(
        PREF, lambda w: w.new_resolution(taken=True),
        lambda n: {"decision": f"Accordé {n}"}, lambda n: {"due_on": any_day(n)},
    ),
    "resolution_carry_out": Changing(
        PREF, lambda w: w.new_resolution(taken=True),
        lambda n: {"done_on": any_day(n)}, lambda n: {"done_on": any_day(n + 1)},
    ),
    "admin:accounts_organisation_change": Changing(
        ADMIN, lambda w: w.new_organisation(),
        lambda n: {"name": f"Chambre nommée {n}"},
        lambda n: {"kind": alternate(n, "other", "chamber", "bank")},
    ),
    "admin:accounts_user_change": Changing(
        ADMIN, lambda w: w.new_user(),
        lambda n: {"first_name": f"Prénom {n}"}, lambda n: {"last_name": f"Nom {n}"},
    ),
    "admin:reference_smicrate_change": Changing(
        # The only field that may change: the second to save has the last word, knowingly.
        ADMIN, lambda w: w.new_rate(),
        lambda n: {"monthly_gross": str(2000 + n)}, lambda n: {"monthly_gross": str(5000 + n)},
    ),
    "admin:convention_convention_change": Changing(
        ADMIN, lambda w: w.convention,
        lambda n: {"name": f"Convention {n}"}, lambda n: {"planned_redundancies": str(10 + n)},
    ),
    "admin:convention_conventionterms_change": Changing(
        ADMIN, lambda w: w.new_terms(),
        lambda n: {"reason": f"Objet {n}"}, lambda n: {"job_target": str(100 + n)},
    ),
    "admin:convention_measure_change": Changing(
        ADMIN, lambda w: w.new_measure(),
        lambda n: {"title": f"Mesure nommée {n}"},
        lambda n: {"kind": alternate(n, "other", "expertise")},
    ),
    "admin:convention_committee_change": Changing(
        ADMIN, lambda w: w.new_committee(),
        lambda n: {"place": f"Auch, salle {n}"},
        lambda n: {"verdict": alternate(n, "watch", "behind", "on_track")},
    ),
    "admin:site_site_change": Changing(
        ADMIN, lambda w: w.new_site(),
        lambda n: {"name": f"Site nommé {n}"}, lambda n: {"floor_area": str(100 + n)},
    ),
    "admin:territory_skillsplan_change": Changing(
        ADMIN, lambda w: w.new_plan(),
        lambda n: {"title": f"Plan un {n}"}, lambda n: {"title": f"Plan deux {n}"},
    ),
    # --- what is done once ---
    "evidence_accept": Settling(PREF, lambda w: w.new_evidence(), accepted),
    "evidence_withdraw": Settling(PREF, lambda w: w.new_accepted(), withdrawn),
    "decision_correct": Settling(
        OP, lambda w: w.new_decision(), superseding,
        {"outcome": "reserved", "conditions": "Bail signé"} | WHY,
    ),
    "perimeter_correct": Settling(
        ADMIN, lambda w: w.new_place(), superseding, {"zone": "extended"} | WHY,
    ),
    "axis_terms_correct": Settling(
        ADMIN, lambda w: w.new_axis_terms(), superseding, {"counts_jobs": "on"} | WHY,
    ),
    "double_settle": Settling(
        PREF, lambda w: w.new_double(), lambda pair: pair.first.history.model.objects.filter(
            id=pair.second.pk, counted_elsewhere_on__isnull=False).count(),
        {"outcome": "first", "settled_on": "2015-06-01"},
    ),
    "settlement_correct": Settling(
        PREF, lambda w: w.new_settlement(), superseding, {"outcome": "distinct"} | WHY,
    ),
    "settlement_void": Settling(PREF, lambda w: w.new_settlement(), superseding, WHY),
    "axis_terms_void": Settling(ADMIN, lambda w: w.new_axis_terms(), superseding, WHY),
    "contract_correct": Settling(
        OP, lambda w: w.new_contract(), superseding, {"weekly_hours": "30"} | WHY,
    ),
    "contract_void": Settling(OP, lambda w: w.new_contract(), superseding, WHY),
    "perimeter_void": Settling(ADMIN, lambda w: w.new_place(), superseding, WHY),
    "decision_void": Settling(OP, lambda w: w.new_decision(), superseding, WHY),
    "comment_correct": Settling(
        OP, lambda w: w.new_comment(), superseding, {"done": "Trois réunions"} | WHY,
    ),
    "comment_void": Settling(OP, lambda w: w.new_comment(), superseding, WHY),
    "opinion_correct": Settling(
        PREF, lambda w: w.new_opinion(), superseding, {"grounds": "Relu"} | WHY,
    ),
    "opinion_void": Settling(PREF, lambda w: w.new_opinion(), superseding, WHY),
    "resolution_delete": Settling(OP, lambda w: w.new_resolution(), removed),
    "committee_freeze": Settling(
        PREF, lambda w: w.new_committee(),
        lambda c: Snapshot.objects.filter(committee=c).count(), agreed=True,
    ),
    "ledger_reverse": Settling(
        OP, lambda w: w.new_entry(),
        lambda e: LedgerEntry.objects.filter(reverses=e).count(),
        {"dated_on": "2014-10-01", "reason": "Saisie en double"},
    ),
    "company_propose": Settling(
        OP, lambda w: w.new_company(), lambda c: c.proposals.count(),
        {"official_name": "Menuiserie officielle", "reason": "Extrait du registre"},
    ),
    "admin:business_companyproposal_change": Settling(
        ADMIN, lambda w: w.new_proposal(), lambda p: p.history.exclude(outcome="").count(),
        {"outcome": "refused", "answer": "Le registre dit autre chose."},
    ),
    "social_plan_delete": Settling(OP, lambda w: w.new_note(), removed),
    "outreach_delete": Settling(OP, lambda w: w.new_outreach(), removed),
    "project_delete": Settling(OP, lambda w: w.new_project(), removed),
    "aid_delete": Settling(OP, lambda w: w.new_loan(), removed),
    "commitment_delete": Settling(OP, lambda w: w.new_commitment(), removed),
    "posts_add": Settling(
        OP, lambda w: w.new_commitment(),
        lambda k: k.posts.filter(made_on__gt=k.committed_on).count(),
        {"number": "1", "made_on": "2014-06-02"},
    ),
    "posts_give_up": Settling(
        OP, lambda w: w.new_commitment(), lambda k: k.posts.exclude(given_up_on=None).count(),
        {"number": "1", "given_up_on": "2014-06-02"},
    ),
    "post_delete": Settling(OP, lambda w: w.new_post(), removed),
    "job_delete": Settling(OP, lambda w: w.new_job(), removed),
    "evidence_delete": Settling(OP, lambda w: w.new_evidence(), removed),
    "placement_delete": Settling(YOUTH, lambda w: w.new_placement(), removed),
    "prospect_delete": Settling(OP, lambda w: w.new_prospect(), removed),
    "stage_delete": Settling(OP, lambda w: w.new_stage(), removed),
    **{
        f"admin:{name}_delete": Settling(ADMIN, record, removed, {"post": "yes"}, agreed=True)
        for name, record in {
            "accounts_organisation": lambda w: w.new_organisation(),
            "reference_smicrate": lambda w: w.new_rate(),
            "convention_convention": lambda w: w.new_convention(),
            "convention_conventionterms": lambda w: w.new_terms(),
            "convention_measure": lambda w: w.new_measure(),
            "convention_committee": lambda w: w.new_committee(),
            "site_site": lambda w: w.new_site(),
            "territory_skillsplan": lambda w: w.new_plan(),
        }.items()
    },
}  # fmt: skip
