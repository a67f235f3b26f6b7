"""What the database refuses about companies, projects and hires, beyond one row."""

from collections.abc import Iterable

from convention.held import Held
from convention.models import Measure
from revitalisation.dated_rows import corrects_its_own, kept
from revitalisation.triggers import Refusal, differ, not_emptied, reached

from .models import (
    Aid,
    ContractChange,
    ConventionCompany,
    Evidence,
    Job,
    JobCommitment,
    Post,
    Project,
    ProjectDecision,
)

_PROJECT = Held(Project)
_JOB = Held(Job)

# An acceptance is who and when; the rest is the document, and the version counts its saves.
_DOCUMENT = [
    str(field.column)
    for field in Evidence._meta.concrete_fields
    if field.name not in ("verified_on", "verified_by", "accepted_at", "late_reason", "version")
]
_ACCEPTED = (
    "SELECT 1 FROM business_evidence e WHERE e.job_id = NEW.id AND e.verified_on IS NOT NULL"
)
# A day before any other: no document is accepted.
_FIRST_ACCEPTED = """COALESCE((SELECT MIN(e.verified_on) FROM business_evidence e
            WHERE e.job_id = {job}), '0001-01-01')"""


def not_of_kind(held: Held, firm: str, kind: str) -> str:
    """Return the condition that a firm is not one of a kind that the record’s convention knows."""
    of_another = f"{reached(held.model, f'{firm}__convention')} <> {held.convention()}"
    return f"({of_another} OR {reached(held.model, f'{firm}__kind')} <> '{kind}')"


_DECISION = Held(ProjectDecision)
_DECISIONS = ProjectDecision._meta.db_table
_OF_PROJECT = "SELECT 1 FROM business_project p WHERE p.id = NEW.project_id AND"
_LIVE = f"""SELECT 1 FROM {_DECISIONS} d WHERE d.project_id = NEW.id
            AND (d.holds_until IS NULL OR d.holds_until > d.decided_on) AND"""  # noqa: S608


def _among(outcomes: Iterable[str]) -> str:
    return "({})".format(", ".join(f"'{outcome}'" for outcome in outcomes))


_APPROVALS, _SETTLED = map(_among, (ProjectDecision.APPROVALS, ProjectDecision.SETTLED))

DECISIONS = (
    *kept(ProjectDecision),
    corrects_its_own(ProjectDecision),
    _DECISION.agrees(
        "committee__convention", "La décision est d’un comité de la convention du projet."
    ),
    Refusal(
        name="business_decision_before_committee",
        table=_DECISIONS,
        events=("INSERT",),
        condition="NOT NEW.is_void AND NEW.decided_on < "
        + reached(ProjectDecision, "committee__held_on"),
        message="La décision ne peut pas précéder le comité qui l’a prise.",
    ),
    Refusal(
        name="business_decision_before_receipt",
        table=_DECISIONS,
        events=("INSERT",),
        condition="NOT NEW.is_void AND NEW.decided_on < "
        + reached(ProjectDecision, "project__received_on"),
        message="La décision ne peut pas précéder la réception du dossier.",
    ),
    Refusal(
        name="business_project_received_after_decision",
        table=Project._meta.db_table,
        events=("UPDATE",),
        condition=f"NEW.received_on > OLD.received_on AND EXISTS ({_LIVE} "
        "d.decided_on < NEW.received_on)",
        message="La réception ne peut pas suivre une décision déjà enregistrée.",
    ),
    Refusal(
        name="business_decision_of_complete_file",
        table=_DECISIONS,
        events=("INSERT",),
        condition=f"""NOT NEW.is_void AND NEW.outcome IN {_SETTLED} AND EXISTS ({_OF_PROJECT}
            (p.completed_on IS NULL OR p.completed_on > NEW.decided_on))""",
        message="La décision suit le jour où le dossier est complet.",
    ),
    Refusal(
        name="business_project_decided_while_incomplete",
        table=Project._meta.db_table,
        events=("UPDATE",),
        condition=f"""({differ("completed_on")}) AND EXISTS ({_LIVE} d.outcome IN {_SETTLED}
            AND (NEW.completed_on IS NULL OR d.decided_on < NEW.completed_on))""",
        message="Le dossier décidé est complet au plus tard le jour de la décision.",
    ),
    Refusal(
        name="business_decision_before_headcount",
        table=_DECISIONS,
        events=("INSERT",),
        condition=f"""NOT NEW.is_void AND NEW.outcome IN {_APPROVALS} AND EXISTS ({_OF_PROJECT}
            p.baseline_on > NEW.decided_on)""",
        message=Project.HEADCOUNT_BEFORE,
    ),
    Refusal(
        name="business_project_headcount_after_approval",
        table=Project._meta.db_table,
        events=("UPDATE",),
        condition=f"""({differ("baseline_on")}) AND EXISTS ({_LIVE} d.outcome IN {_APPROVALS}
            AND d.decided_on < NEW.baseline_on)""",
        message=Project.HEADCOUNT_BEFORE,
    ),
    Refusal(
        name="business_decision_cancels_approval",
        table=_DECISIONS,
        events=("INSERT",),
        condition=f"""NOT NEW.is_void AND NEW.outcome = 'cancelled' AND NOT EXISTS (
            SELECT 1 FROM {_DECISIONS} d WHERE d.project_id = NEW.project_id
            AND d.outcome IN {_APPROVALS} AND d.decided_on < NEW.decided_on
            AND (NEW.supersedes_id IS NULL OR d.id <> NEW.supersedes_id)
            AND (d.holds_until IS NULL OR d.holds_until >= NEW.decided_on))""",  # noqa: S608
        message="Seul un accord encore en vigueur s’annule.",
    ),
)

_FILLED = "SELECT 1 FROM business_job j WHERE j.holds_id ="

# Without one more, the posts of the day of a promise would be fewer than it says.
_LAST_OF_PROMISE = """EXISTS (SELECT 1 FROM business_jobcommitment c
            WHERE c.id = OLD.commitment_id AND c.committed_on = OLD.made_on AND c.number >= (
            SELECT COUNT(*) FROM business_post p
            WHERE p.commitment_id = c.id AND p.made_on = c.committed_on))"""

POSTS = (
    Refusal(
        name="business_post_removed_from_promise",
        table="business_post",
        events=("DELETE",),
        condition=_LAST_OF_PROMISE,
        message=JobCommitment.KEEPS_POSTS,
    ),
    Refusal(
        # One that is held moves with its hire, and leaves its place to another.
        name="business_post_leaves_promise",
        table="business_post",
        events=("UPDATE",),
        condition=f"""({differ("commitment_id")}) AND NOT EXISTS ({_FILLED} OLD.id)
            AND {_LAST_OF_PROMISE}""",
        message=JobCommitment.KEEPS_POSTS,
    ),
    Held(Post).stays("Un poste reste dans sa convention."),
    Refusal(
        name="business_post_of_other_project",
        table="business_post",
        events=("INSERT", "UPDATE"),
        condition="NEW.commitment_id IS NOT NULL AND NEW.project_id <> "
        + reached(Post, "commitment__project"),
        message="Un poste programmé est du projet de sa promesse.",
    ),
    Refusal(
        name="business_post_moved",
        table="business_post",
        events=("UPDATE",),
        condition=f"NEW.project_id <> OLD.project_id AND EXISTS ({_FILLED} NEW.id)",
        message="Un poste pourvu ne change pas de projet.",
    ),
    Refusal(
        name="business_post_before_promise",
        table="business_post",
        events=("INSERT", "UPDATE"),
        condition="NEW.made_on < " + reached(Post, "commitment__committed_on"),
        message="Un poste ne peut pas précéder l’emploi programmé dont il est.",
    ),
    Refusal(
        name="business_post_given_up_filled",
        table="business_post",
        events=("INSERT", "UPDATE"),
        condition=f"NEW.given_up_on IS NOT NULL AND EXISTS ({_FILLED} NEW.id)",
        message=Post.FILLED_ONCE,
    ),
    Refusal(
        name="business_job_post_given_up",
        table="business_job",
        events=("INSERT", "UPDATE"),
        condition=f"{reached(Job, 'holds__given_up_on')} IS NOT NULL",
        message="Ce poste est abandonné\u00a0: personne ne peut y être embauché.",
    ),
    Refusal(
        name="business_job_post_elsewhere",
        table="business_job",
        events=("INSERT", "UPDATE"),
        condition=f"NEW.project_id <> {reached(Job, 'holds__project')}",
        message="Un emploi tient un poste de son projet.",
    ),
    Refusal(
        name="business_commitment_under_filled",
        table="business_jobcommitment",
        events=("UPDATE",),
        condition=f"""({differ("number", "project_id")}) AND (
            EXISTS (SELECT 1 FROM business_post p WHERE p.commitment_id = NEW.id
                AND p.project_id <> NEW.project_id)
            OR NEW.number < (SELECT COUNT(*) FROM business_post p
                WHERE p.commitment_id = NEW.id AND p.made_on = NEW.committed_on
                AND EXISTS ({_FILLED} p.id)))""",  # noqa: S608
        message=JobCommitment.UNDER_FILLED,
    ),
    Refusal(
        name="business_commitment_after_posts",
        table="business_jobcommitment",
        events=("UPDATE",),
        condition="""NEW.committed_on > OLD.committed_on AND EXISTS (
            SELECT 1 FROM business_post p WHERE p.commitment_id = NEW.id
            AND p.made_on < NEW.committed_on)""",
        message="Un poste ne peut pas précéder l’emploi programmé dont il est.",
    ),
)

_CHANGES = ContractChange._meta.db_table
_HIRED, _LEFT = reached(ContractChange, "job__hired_on"), reached(ContractChange, "job__ended_on")

CONTRACTS = (
    *kept(ContractChange),
    corrects_its_own(ContractChange),
    Refusal(
        name="business_contract_change_within_hire",
        table=_CHANGES,
        events=("INSERT",),
        condition=f"NOT NEW.is_void AND (NEW.changed_on <= {_HIRED} OR NEW.changed_on > {_LEFT})",
        message="Un contrat change après l’embauche, et au plus tard le jour du départ.",
    ),
    Refusal(
        name="business_job_without_its_changes",
        table="business_job",
        events=("UPDATE",),
        condition=f"""({differ("hired_on", "ended_on")}) AND EXISTS (
            SELECT 1 FROM {_CHANGES} c WHERE c.job_id = NEW.id
            AND (c.holds_until IS NULL OR c.holds_until > c.changed_on)
            AND (c.changed_on <= NEW.hired_on OR c.changed_on > NEW.ended_on))""",  # noqa: S608
        message="Le contrat de cet emploi change entre l’embauche et le départ\u00a0: "
        "rectifiez d’abord ce changement.",
    ),
    Refusal(
        # What a document shows is the contract of its day, whatever it was on the first one.
        name="business_contract_change_verified_kept",
        table=_CHANGES,
        events=("INSERT",),
        condition=f"""EXISTS (SELECT 1 FROM business_evidence e WHERE e.job_id = NEW.job_id
            AND e.verified_on IS NOT NULL AND (e.dated_on >= NEW.changed_on OR e.dated_on >= (
            SELECT o.changed_on FROM {_CHANGES} o WHERE o.id = NEW.supersedes_id)))""",  # noqa: S608
        message=ContractChange.PROVEN,
    ),
)

REFUSALS = (
    *DECISIONS,
    *CONTRACTS,
    *_JOB.follows_signature(
        "hired_on",
        "L’embauche ne peut pas précéder la signature de la convention.",
        "La signature ne peut pas suivre une embauche déjà enregistrée.",
    ),
    _JOB.stays("Un emploi reste dans sa convention."),
    _PROJECT.stays("Un projet reste dans sa convention."),
    *POSTS,
    Refusal(
        name="business_job_replaces_filled_post",
        table="business_job",
        events=("INSERT", "UPDATE"),
        condition="""NEW.replaces_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM business_job j WHERE j.id = NEW.replaces_id
            AND j.project_id = NEW.project_id AND j.ended_on <= NEW.hired_on
            AND j.holds_id = NEW.holds_id AND j.id <> NEW.id)""",
        message="Une embauche ne remplace qu’un emploi du même projet et du même poste, rompu "
        "avant elle.",
    ),
    Refusal(
        name="business_job_replaced_has_left",
        table="business_job",
        events=("UPDATE",),
        condition="""EXISTS (SELECT 1 FROM business_job j WHERE j.replaces_id = NEW.id
            AND (NEW.ended_on IS NULL OR j.hired_on < NEW.ended_on))""",
        message="Cet emploi est remplacé\u00a0: son départ ne peut ni s’effacer, ni suivre "
        "l’embauche qui le remplace.",
    ),
    Refusal(
        name="business_job_replaced_keeps_post",
        table="business_job",
        events=("UPDATE",),
        condition="""NEW.holds_id <> OLD.holds_id
            AND EXISTS (SELECT 1 FROM business_job j WHERE j.replaces_id = NEW.id)""",
        message=Job.KEEPS_POST,
    ),
    Refusal(
        name="business_evidence_self_verified",
        table="business_evidence",
        events=("INSERT", "UPDATE"),
        condition="""NEW.verified_by_id IS NOT NULL AND NEW.verified_by_id = (
            SELECT j.entered_by_id FROM business_job j WHERE j.id = NEW.job_id)""",
        message=Evidence.SELF_VERIFIED,
    ),
    Refusal(
        # A document may come before its hire, within one transaction.
        name="business_job_self_verified",
        table="business_job",
        events=("INSERT",),
        condition=f"EXISTS ({_ACCEPTED} AND e.verified_by_id = NEW.entered_by_id)",
        message=Evidence.SELF_VERIFIED,
    ),
    Refusal(
        name="business_job_verified_by_evidence",
        table="business_job",
        events=("INSERT", "UPDATE"),
        condition="NEW.verified_on IS NOT NULL AND NEW.verified_on <> "
        + _FIRST_ACCEPTED.format(job="NEW.id"),
        message=Evidence.VERIFIES,
    ),
    Refusal(
        name="business_evidence_verifies",
        table="business_evidence",
        events=("INSERT", "UPDATE"),
        condition=f"""EXISTS (SELECT 1 FROM business_job j WHERE j.id = NEW.job_id
            AND j.verified_on IS NOT NULL
            AND j.verified_on <> {_FIRST_ACCEPTED.format(job="NEW.job_id")})""",  # noqa: S608
        message=Evidence.VERIFIES,
        when="AFTER",
        one_at_a_time=("business_job", "NEW.job_id"),
    ),
    Refusal(
        name="business_evidence_accepted_unchanged",
        table="business_evidence",
        events=("UPDATE",),
        condition=f"""OLD.verified_on IS NOT NULL AND ({differ(*_DOCUMENT)}
            OR NEW.verified_on <> OLD.verified_on OR NEW.verified_by_id <> OLD.verified_by_id
            OR NEW.accepted_at <> OLD.accepted_at
            OR NEW.verified_on IS NOT NULL AND NEW.late_reason <> OLD.late_reason)""",
        message=Evidence.ACCEPTED_KEPT,
    ),
    Refusal(
        name="business_evidence_accepted_kept",
        table="business_evidence",
        events=("DELETE",),
        condition="OLD.verified_on IS NOT NULL",
        message=Evidence.ACCEPTED_KEPT,
    ),
    not_emptied(Evidence, Evidence.ACCEPTED_KEPT),
    Refusal(
        name="business_job_author_kept",
        table="business_job",
        events=("UPDATE",),
        condition="NEW.entered_by_id <> OLD.entered_by_id",
        message="La personne qui a saisi un emploi reste celle qui l’a saisi.",
    ),
    Refusal(
        # What a document proves does not change under it, not even in the statement that takes the
        # verification away; what follows the hire may.
        name="business_job_verified_kept",
        table="business_job",
        events=("UPDATE",),
        condition=f"""({differ("project_id", *Job.PROVEN)})
            AND EXISTS ({_ACCEPTED})""",
        message="Cet emploi est vérifié\u00a0: son projet, son embauche, son contrat et ses heures "
        "ne changent qu’une fois retirée l’acceptation de ses pièces.",
    ),
    *(
        Refusal(
            name=f"business_project_company_elsewhere_{event.lower()}",
            table="business_project",
            events=(event,),
            # That a project changes convention is refused above, in its own words.
            condition=changed + not_of_kind(_PROJECT, "company", ConventionCompany.Kind.AIDED),
            message="L’entreprise d’un projet est de celles que sa convention accompagne.",
        )
        for event, changed in (("INSERT", ""), ("UPDATE", "NEW.company_id <> OLD.company_id AND "))
    ),
    Refusal(
        name="business_company_elsewhere",
        table="business_conventioncompany",
        events=("UPDATE",),
        condition=differ("convention_id", "kind"),
        message="Ce qu’une convention sait d’une entreprise reste dans la convention.",
    ),
    Refusal(
        name="business_company_without_siret_shared",
        table="business_conventioncompany",
        events=("INSERT", "UPDATE"),
        condition="""(SELECT c.siret FROM business_company c WHERE c.id = NEW.identity_id) IS NULL
            AND EXISTS (SELECT 1 FROM business_conventioncompany k
            WHERE k.identity_id = NEW.identity_id AND k.id <> NEW.id)""",
        message="Sans SIRET, rien ne dit que deux conventions suivent la même entreprise.",
        when="AFTER",
    ),
    Refusal(
        name="business_company_siret_kept",
        table="business_company",
        events=("UPDATE",),
        condition="OLD.siret IS NOT NULL AND NEW.siret IS NULL",
        message="Un SIRET connu se corrige\u202f; il ne s’efface pas.",
    ),
    Refusal(
        name="business_proposal_answered_once",
        table="business_companyproposal",
        events=("UPDATE",),
        condition="OLD.outcome <> ''",
        message="Cette proposition a déjà sa réponse.",
    ),
    Refusal(
        name="business_instalments_over_loan",
        table="business_loaninstalment",
        events=("INSERT", "UPDATE"),
        condition="""(SELECT SUM(i.principal) FROM business_loaninstalment i
            WHERE i.aid_id = NEW.aid_id) > (
            SELECT CASE kind WHEN 'loan' THEN amount ELSE -1 END FROM business_aid
            WHERE id = NEW.aid_id)""",
        message="Les échéances dépasseraient le capital prêté.",
        when="AFTER",
    ),
    Refusal(
        name="business_loan_under_instalments",
        table="business_aid",
        events=("UPDATE",),
        condition="""(NEW.amount < OLD.amount OR NEW.kind <> OLD.kind) AND (
            SELECT SUM(i.principal) FROM business_loaninstalment i WHERE i.aid_id = NEW.id)
            > CASE NEW.kind WHEN 'loan' THEN NEW.amount ELSE -1 END""",
        message="Les échéances dépasseraient le capital prêté.",
    ),
    Held(Aid).agrees(
        f"measure__{Measure.convention_path}",
        "L’aide doit relever d’une mesure de la même convention que son projet.",
    ),
)
