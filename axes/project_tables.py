"""The tables of a project’s page: business records beside the ledger."""

from collections import Counter
from functools import partial
from typing import Any

from axes.business.models import Aid, Job, JobCommitment, LoanInstalment, ProjectDecision
from axes.ledger.models import LedgerEntry
from convention.access import Right
from convention.pages.base import ConventionPage
from revitalisation.ui import columns, french, tables
from revitalisation.ui.columns import Action
from revitalisation.ui.formats import NARROW, euros, long_date, number, plural, short_date

from .hires_told import contracts, counting

Kind = LedgerEntry.Kind
Table = tables.PlainTable


def _terms(aid: Aid) -> str:
    """Say on what terms a loan or an expertise is granted."""
    if aid.kind == Aid.Kind.LOAN:
        rate = f"{number(aid.rate or 0)}{NARROW}%"
        return f"{rate} sur {aid.term} mois, différé de {aid.deferral} mois"
    if aid.kind != Aid.Kind.EXPERTISE:
        return ""
    days = aid.days or 0
    return french.clause("{number} {days:jour|jours}", number=number(days), days=days)


def _moved(kind: str, aid: Any) -> int | None:
    """Return what moved of an aid, in euro cents; None where such a movement has no object."""
    is_void = kind == Kind.REPAID and aid.kind != Aid.Kind.LOAN
    return None if is_void else getattr(aid, kind)


class DecisionTable(Table):
    model, region = ProjectDecision, "Décisions sur le projet"
    caption = "Ce que le projet est devenu, de la première décision à la dernière"
    outcome = columns.ChoiceColumn("Décision", is_head=True, detail=lambda d: d.conditions)
    decided_on = columns.DateColumn("Date")
    committee = columns.TextColumn("Comité", absent="–")
    amount = columns.EuroColumn("Montant accordé", absent="–", is_aligned=True)
    posts = columns.IntegerColumn("Postes retenus", absent="–", is_aligned=True)


class AidTable(Table):
    model, region = Aid, "Aides accordées au projet"
    kind = columns.ChoiceColumn("Aide", is_head=True, detail=_terms)
    measure = columns.TextColumn("Mesure")
    granted_on = columns.DateColumn("Accordée le")
    amount = columns.EuroColumn("Accordé")


class InstalmentTable(Table):
    model, caption = LoanInstalment, "Échéancier"
    number = columns.IntegerColumn("N°")
    due_on = columns.DateColumn("Échéance")
    principal = columns.EuroColumn("Capital")
    interest = columns.EuroColumn("Intérêts")


class EntryTable(Table):
    model, region = LedgerEntry, "Écritures du projet"
    caption = "Mouvements, du plus ancien au plus récent"
    dated_on = columns.DateColumn("Date")
    kind = columns.ChoiceColumn("Nature")
    label = columns.TextColumn("Libellé")
    amount = columns.EuroColumn("Montant")


def _since_then(promise: Any) -> str:
    """Say what became of the posts of a promise by the date: promised, added, given up."""
    posts = promise.posts.all()
    added = Counter(p.made_on for p in posts if p.made_on > promise.committed_on)
    gone = Counter(p.given_up_on for p in posts if p.given_up_on)
    parts = [
        *(f"{_some(n, 'ajouté')} le {short_date(day)}" for day, n in sorted(added.items())),
        *(f"{_some(n, 'abandonné')} le {short_date(day)}" for day, n in sorted(gone.items())),
    ]
    if promise.cancelled_on:
        parts.append(f"promesse abandonnée le {short_date(promise.cancelled_on)}")
    return ", ".join((_some(promise.number, "promis", "promis"), *parts)) if parts else ""


def _some(number: int, one: str, many: str = "") -> str:
    return plural(number, one, many or f"{one}s")


def _in_force(promise: Any) -> int:
    """Return how many posts are promised at the date; none of a promise that is given up."""
    return 0 if promise.cancelled_on else sum(not p.given_up_on for p in promise.posts.all())


class CommitmentTable(Table):
    model, region, caption = JobCommitment, "Emplois programmés", "Postes programmés et pourvus"
    post = columns.TextColumn("Poste", is_head=True, detail=_since_then)
    contract = columns.ChoiceColumn("Contrat")
    number = columns.IntegerColumn("Programmés", value=_in_force)
    filled = columns.IntegerColumn("Pourvus une fois")
    committed_on = columns.DateColumn("Programmés le")
    due_on = columns.DateColumn("À pourvoir avant le")


def _outcome(job: Any) -> str:
    if not job.ended_on:
        return "en poste"
    ended = f"rompu le {short_date(job.ended_on)} ({job.get_end_reason_display().lower()})"
    replacement = getattr(job, "replaced_by", None)
    if replacement is None:
        return f"{ended}, poste non pourvu"
    return f"{ended}, remplacé le {short_date(replacement.hired_on)}"


class JobTable(Table):
    region = "Emplois du projet"
    caption = "Embauches, de la plus ancienne à la plus récente"
    post = columns.TextColumn("Emploi", value=lambda j: f"n° {j.pk} – {j.post}", is_head=True)
    hired_on = columns.DateColumn("Embauche")
    contract = columns.TextColumn("Contrat", value=contracts)
    commune = columns.TextColumn("Commune")
    counting = columns.TextColumn("Décompte", value=lambda j: counting(j.spells_by_then))

    def row(self, record: Any) -> str:
        return f'<tr id="emploi-{record.pk}">'


def tables_of(
    page: ConventionPage, project: Any, decisions: list[ProjectDecision], entries: Any
) -> dict[str, Any]:
    """Return the tables that the page of a project shows."""
    aids = [*project.aids.all()]
    moved = [
        (kind, columns.EuroColumn(
            label, value=partial(_moved, kind), absent="sans objet", is_aligned=True))
        for kind, label in Kind.choices
    ]  # fmt: skip
    aid_table = AidTable(aids, *moved, *_entering(page, _change_aid), *_paying(page))
    aid_table.caption = f"Aides et mouvements de chacune, au {long_date(page.as_of)}"
    shared = page.of_convention()
    evidence = columns.FragmentColumn(
        "Vérification", "axes/_evidence.html", lambda job: shared | {"job": job}
    )
    outcome = columns.TextColumn("Suite", value=_outcome)
    return {
        "decisions": DecisionTable(decisions, *_entering(page, _change_decision)),
        "aids": aid_table,
        "schedules": [_schedule(aid) for aid in aids if aid.instalments.all()],
        "entries": EntryTable(entries),
        "commitments": CommitmentTable(
            project.commitments.all(), *_entering(page, _change_commitment)
        ),
        "jobs": JobTable(
            project.jobs.all(),
            ("evidence", evidence),
            ("outcome", outcome),
            *_entering(page, _change_job),
        ),
    }


def _schedule(aid: Any) -> InstalmentTable:
    table = InstalmentTable(aid.instalments.all())
    table.region = f"Échéancier du prêt de {euros(aid.amount)} accordé le "
    table.region += short_date(aid.granted_on)
    return table


def _entering(page: ConventionPage, actions: Any) -> list[tuple[str, columns.Column]]:
    """Return the column of what one may do with each record, for those who enter projects."""
    return page.action_columns(Right.ENTER_PROJECTS, "Saisie", partial(actions, page))


def _paying(page: ConventionPage) -> list[tuple[str, columns.Column]]:
    """Return the column that leads to a payment of an aid, for those who enter money."""
    found = page.action_columns(Right.ENTER_MONEY, "Versement", partial(_pay_aid, page))
    return [("payment", column) for _, column in found]


def _pay_aid(page: ConventionPage, aid: Aid) -> list[Action]:
    on = f"l’aide de {euros(aid.amount)} accordée le {short_date(aid.granted_on)}, {aid.measure}"
    return [("Verser", on, page.form_url("aid_pay", aid.pk))]


def _change_aid(page: ConventionPage, aid: Aid) -> list[Action]:
    on = f"l’aide de {euros(aid.amount)} accordée le {short_date(aid.granted_on)}, {aid.measure}"
    return [("Modifier", on, page.form_url("aid_update", aid.pk))]


def _change_decision(page: ConventionPage, decision: ProjectDecision) -> list[Action]:
    on = f"la décision du {short_date(decision.decided_on)}"
    return [("Rectifier", on, page.form_url("decision_correct", decision.pk))]


def _change_commitment(page: ConventionPage, promise: JobCommitment) -> list[Action]:
    on = f"l’emploi programmé {_in_force(promise)} × {promise.post}, à pourvoir avant le "
    on += short_date(promise.due_on)
    return [
        (label, on, page.form_url(name, promise.pk))
        for label, name in (
            ("Modifier", "commitment_update"),
            ("Ajouter des postes", "posts_add"),
            ("Abandonner des postes", "posts_give_up"),
        )
    ]


def _change_job(page: ConventionPage, job: Job) -> list[Action]:
    number = f"l’emploi n° {job.pk}"
    spell = job.spells_by_then[-1]  # type: ignore[attr-defined]
    wrong = [("Rectifier le contrat", f"de {number}", page.form_url("contract_correct",
              spell.change_id))] if spell.change_id else []  # fmt: skip
    return [
        ("Modifier", number, page.form_url("job_update", job.pk)),
        ("Changement de contrat", f"de {number}", page.form_url("contract_create", job.pk)),
        *wrong,
        ("Ajouter une pièce", f"à {number}", page.form_url("evidence_create", job.pk)),
    ]
