"""Forms of companies, projects and what they hold."""

from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils import timezone

from axes.business.models import (
    Aid,
    CompanyProposal,
    ContractChange,
    ConventionCompany,
    Evidence,
    Job,
    JobCommitment,
    Post,
    Project,
    ProjectDecision,
)
from convention.access import Right, companies_open_to, has_right, holders
from convention.pages.addresses import at
from convention.pages.corrections import AsksWhy
from convention.pages.dated import RowCorrect, RowCreate, RowVoid
from convention.pages.history import RecordHistory
from convention.pages.records import (
    ChildCreate,
    RecordConfirm,
    RecordCreate,
    RecordDelete,
    RecordUpdate,
)
from revitalisation.history.values import label, quoted
from revitalisation.ui import french
from revitalisation.ui.formats import listed, long_date

from . import forms
from .missing import BACK, AsksForCompany

# What corrects the posts that a promise had at first: of one, of several.
FIRST_POSTS = ("Rectifier\u00a0: le premier poste", "Rectifier\u00a0: les {n} premiers postes")


class _OpenCompanies:
    """Companies of the convention that the person may open: others answer 404."""

    def records(self) -> Any:
        return ConventionCompany.objects.open_to(self.person, self.convention)  # type: ignore[attr-defined]


class CompanyCreate(RecordCreate):
    """Enters a company, then goes back to what it was missing for (``?pour=``)."""

    right = Right.ENTER_COMPANIES
    model, form_class = ConventionCompany, forms.CompanyForm
    title = "Nouvelle entreprise"
    missing_for: ClassVar[dict[str, tuple[str, str]]] = {
        "projet": (ConventionCompany.Kind.AIDED, "project_create"),
        "placement": (ConventionCompany.Kind.EMPLOYER, "placement_create"),
    }

    def new_record(self) -> ConventionCompany:
        open_kinds = companies_open_to(self.person, self.convention)
        asked, _ = self.missing_for.get(self.request.GET.get("pour", ""), ("", ""))
        kind = asked if asked in open_kinds else open_kinds[0]
        return ConventionCompany(convention=self.convention, kind=kind)

    def get_success_url(self) -> str:
        return f"{self._page_of(self.object)}?{BACK}={self.object.pk}"

    def get_cancel_url(self) -> str:
        return f"{self._page_of(self.new_record())}?{BACK}="

    def _page_of(self, company: ConventionCompany) -> str:
        return self.form_url(dict(self.missing_for.values())[company.kind])


class CompanyUpdate(_OpenCompanies, RecordUpdate):  # type: ignore[misc]
    right = Right.ENTER_COMPANIES
    model, form_class = ConventionCompany, forms.CompanyForm
    title = "Modifier l’entreprise"

    @cached_property
    def proposal(self) -> CompanyProposal | None:
        """The latest correction proposed."""
        latest: CompanyProposal | None = self.record.proposals.first()
        return latest

    def get_intro(self) -> str:
        known = f"SIRET {self.record.siret}. " if self.record.siret else ""
        return f"{known}{proposal_sentence(self.proposal) if self.proposal else ''}"

    def get_links(self) -> list[tuple[str, str]]:
        if self.proposal and not self.proposal.outcome:
            return []
        address = self.form_url("company_propose", self.record.pk)
        return [("Proposer une correction du SIRET ou du nom officiel", address)]

    def get_parents(self) -> list[tuple[str, str]]:
        return [page_of(self.record)]

    def get_success_url(self) -> str:
        return page_of(self.record)[1]


class ProposalCreate(_OpenCompanies, ChildCreate):  # type: ignore[misc]
    """Proposes a correction to what all conventions share of a company."""

    right = Right.ENTER_COMPANIES
    parent_model, parent_name = ConventionCompany, "company"
    model, form_class = CompanyProposal, forms.ProposalForm
    title = "Proposer une correction"
    intro = (
        "Le SIRET et le nom officiel ne sont pas propres à une convention\u00a0: "
        "un administrateur lira cette proposition et y répondra."
    )
    submit_label = "Transmettre la proposition"
    success_message = "La proposition est transmise aux administrateurs."

    @cached_property
    def parent(self) -> Any:
        return get_object_or_404(self.records(), pk=self.kwargs["pk"])

    def new_record(self) -> CompanyProposal:
        return CompanyProposal(
            company=self.parent, proposed_by=self.person, proposed_on=timezone.localdate()
        )

    def get_success_url(self) -> str:
        return self.form_url("company_update", self.parent.pk)


def page_of(company: ConventionCompany) -> tuple[str, str]:
    """Return (label, address) of the page above a company: its project, or the list it is of."""
    project = company.projects.select_related("company", Project.convention_path).first()
    if project is not None:
        return str(project), project.get_absolute_url()
    is_aided = company.kind == ConventionCompany.Kind.AIDED
    label, page = ("Projets", "project_list") if is_aided else ("Jeunes", "placement_list")
    return label, at(page, None, company.convention.slug)


def proposal_sentence(proposal: CompanyProposal) -> str:
    """Say what was proposed and what was answered; whom an acceptance reaches is not said."""
    said = f"Correction proposée le {long_date(proposal.proposed_on)} ({proposal})\u00a0: "
    if proposal.settled_on is None:
        return f"{said}elle attend la réponse d’un administrateur."
    answered = f"{proposal.verdict} le {long_date(proposal.settled_on)}"
    return f"{said}{answered}{f'. {proposal.answer}' if proposal.answer else '.'}"


class CompanyHistory(_OpenCompanies, RecordHistory):
    """Read by those who enter companies: an employer’s name may point at a young person."""

    right = Right.ENTER_COMPANIES
    model = ConventionCompany

    def removed_rows(self) -> Any:
        """Return those of the kinds that the person may open; no other page tells a removal."""
        return ConventionCompany.history.filter(
            convention=self.convention, kind__in=companies_open_to(self.person, self.convention)
        )

    def get_parents(self) -> list[tuple[str, str]]:
        return [] if self.is_removed else [page_of(self.record)]


class ProjectCreate(AsksForCompany, RecordCreate):  # type: ignore[misc]
    right = Right.ENTER_PROJECTS
    model, form_class = Project, forms.ProjectForm
    title = "Nouveau projet"
    list_name = "project_list"
    company_field, company_kind, purpose = "company", ConventionCompany.Kind.AIDED, "projet"


class ProjectUpdate(RecordUpdate):
    right = Right.ENTER_PROJECTS
    model, form_class = Project, forms.ProjectForm
    title = "Modifier le projet"
    delete_page = "project_delete"


class ProjectDelete(RecordDelete):
    right = Right.ENTER_PROJECTS
    model = Project

    def get_success_url(self) -> str:
        return self.at("project_list")


class OfProject(ChildCreate):
    right = Right.ENTER_PROJECTS
    parent_model, parent_name = Project, "project"


class DecisionCreate(RowCreate):
    right = Right.ENTER_PROJECTS
    parent_model, parent_name = Project, "project"
    model, form_class = ProjectDecision, forms.DecisionForm
    title = "Enregistrer une décision"
    correct_page = "decision_correct"


class DecisionCorrect(RowCorrect):
    right = Right.ENTER_PROJECTS
    model, form_class = ProjectDecision, forms.DecisionForm
    title = "Rectifier la décision"
    void_page = "decision_void"


class DecisionVoid(RowVoid):
    right = Right.ENTER_PROJECTS
    model = ProjectDecision
    title = "Retirer la décision"


class AidCreate(OfProject):
    model, form_class = Aid, forms.AidForm
    title = "Nouvelle aide"


class AidUpdate(RecordUpdate):
    right = Right.ENTER_PROJECTS
    model, form_class = Aid, forms.AidForm
    title = "Modifier l’aide"
    delete_page = "aid_delete"


class AidDelete(RecordDelete):
    right = Right.ENTER_PROJECTS
    model, held_by = Aid, "project"


class CommitmentCreate(OfProject):
    model, form_class = JobCommitment, forms.CommitmentForm
    title = "Nouvel emploi programmé"


class CommitmentUpdate(RecordUpdate):
    right = Right.ENTER_PROJECTS
    model, form_class = JobCommitment, forms.CommitmentForm
    title = "Modifier l’emploi programmé"
    delete_page = "commitment_delete"


class CommitmentDelete(RecordDelete):
    right = Right.ENTER_PROJECTS
    model, held_by = JobCommitment, "project"


class _SomePosts(RecordConfirm):
    """Records that posts of a promise were added or given up, at their day."""

    right = Right.ENTER_PROJECTS
    model = JobCommitment
    template_name = "ui/form.html"
    intro = (
        "Ce qui a eu lieu, à sa date\u00a0: ce qui précède reste vrai jusque-là. "
        "Pour rectifier une erreur, ouvrez plutôt\u00a0:"
    )

    def get_links(self) -> list[tuple[str, str]]:
        promise = self.record
        address = self.form_url("commitment_update", promise.pk)
        since = promise.posts.filter(
            Q(given_up_on__isnull=False) | Q(made_on__gt=promise.committed_on)
        )
        return [
            (french.clause(FIRST_POSTS[promise.number > 1], n=promise.number), address),
            *(
                (f"Rectifier\u00a0: {post.since_then}", self.form_url("post_update", post.pk))
                for post in since.select_related("commitment")
            ),
        ]


class PostsAdd(_SomePosts):
    title = "Ajouter des postes à l’emploi programmé"
    submit_label = "Ajouter"
    form_class = forms.MorePostsForm
    success_message = "Les postes sont ajoutés."

    def save(self, form: Any) -> None:
        self.record.add_posts(**form.cleaned_data)


class PostsGiveUp(_SomePosts):
    title = "Abandonner des postes de l’emploi programmé"
    submit_label = "Abandonner"
    form_class = forms.FewerPostsForm
    success_message = "Les postes sont abandonnés."

    def save(self, form: Any) -> None:
        self.record.give_up_posts(**form.cleaned_data)


class _OfPromise:
    """Posts that were promised: the others follow their hires."""

    def records(self) -> Any:
        return super().records().exclude(commitment=None)  # type: ignore[misc]


class PostUpdate(_OfPromise, RecordUpdate):  # type: ignore[misc]
    right = Right.ENTER_PROJECTS
    model, form_class = Post, forms.PostForm
    title = "Rectifier le poste"
    delete_page = "post_delete"


class PostDelete(_OfPromise, RecordDelete):
    right = Right.ENTER_PROJECTS
    model, held_by = Post, "project"


class JobCreate(OfProject):
    model, form_class = Job, forms.JobForm
    title = "Nouvel emploi"
    intro = "Les règles de décompte de la convention décident si l’embauche compte."

    def new_record(self) -> Job:
        return Job(project=self.parent, entered_by=self.person)


class JobUpdate(RecordUpdate):
    right = Right.ENTER_PROJECTS
    model, form_class = Job, forms.JobForm
    title = "Modifier l’emploi"
    delete_page = "job_delete"
    intro = (
        "Le contrat et les heures sont ceux du jour de l’embauche\u00a0: les corriger rectifie le "
        "passé. Ce qu’ils sont devenus depuis s’enregistre à sa date\u00a0:"
    )

    def get_links(self) -> list[tuple[str, str]]:
        return [("Changement de contrat", self.form_url("contract_create", self.record.pk))]

    def get_kept(self) -> dict[str, Any] | None:
        if not self.record.kept_columns():
            return None
        names = listed(quoted(label(Job._meta.get_field(name))) for name in Job.PROVEN)
        may = has_right(self.person, self.convention, Right.VERIFY)
        bodies = holders(self.convention, Right.VERIFY, self.as_of)
        who = "." if may else f", ce qui revient à\u00a0: {bodies}."
        accepted = self.record.evidence.exclude(verified_on=None)
        return {
            "title": f"Cet emploi est vérifié depuis le {long_date(self.record.verified_on)}.",
            "text": f"Les champs que ses pièces prouvent sont verrouillés\u00a0: {names}. Pour les "
            f"corriger, l’acceptation de ses pièces doit d’abord être retirée{who}",
            "links": [
                (
                    f"Retirer l’acceptation\u00a0: {piece.get_kind_display()}, "
                    f"du {long_date(piece.dated_on)}",
                    self.form_url("evidence_withdraw", piece.pk),
                )
                for piece in accepted
            ]
            if may
            else [],
        }


class ContractCreate(RowCreate):
    right = Right.ENTER_PROJECTS
    parent_model, parent_name = Job, "job"
    model, form_class = ContractChange, forms.ContractForm
    title = "Changement de contrat"
    intro = (
        "Ce que le contrat est devenu, à sa date\u00a0: ce qui précède reste vrai jusque-là. "
        "Pour rectifier une erreur, ouvrez plutôt\u00a0:"
    )
    correct_page = "contract_correct"

    def new_record(self) -> ContractChange:
        held = self.parent.live_changes()[-1:] or [self.parent]
        names = ("contract", "duration_months", "weekly_hours")
        before = {name: getattr(held[0], name) for name in names}
        return ContractChange(job=self.parent, recorded_by=self.person, **before)

    def get_intro(self) -> str:
        return self.intro

    def get_links(self) -> list[tuple[str, str]]:
        first = "Rectifier le contrat du jour de l’embauche"
        return [*super().get_links(), (first, self.form_url("job_update", self.parent.pk))]


class ContractCorrect(RowCorrect):
    right = Right.ENTER_PROJECTS
    model, form_class = ContractChange, forms.ContractForm
    title = "Rectifier le changement de contrat"
    void_page = "contract_void"


class ContractVoid(RowVoid):
    right = Right.ENTER_PROJECTS
    model = ContractChange
    title = "Retirer le changement de contrat"


class JobDelete(RecordDelete):
    right = Right.ENTER_PROJECTS
    model, held_by = Job, "project"


class EvidenceCreate(ChildCreate):
    right = Right.ENTER_PROJECTS
    parent_model, parent_name = Job, "job"
    model, form_class = Evidence, forms.EvidenceForm
    title = "Nouvelle pièce justificative"
    intro = "Aucun numéro de sécurité sociale\u00a0: une copie expurgée, ou la trace d’un contrôle."


class _NotAccepted:
    """An accepted document is what someone has seen: it changes no more."""

    def records(self) -> Any:
        return super().records().filter(verified_on=None)  # type: ignore[misc]


class EvidenceUpdate(_NotAccepted, RecordUpdate):  # type: ignore[misc]
    right = Right.ENTER_PROJECTS
    model, form_class = Evidence, forms.EvidenceForm
    title = "Modifier la pièce justificative"
    delete_page = "evidence_delete"


class EvidenceDelete(_NotAccepted, RecordDelete):
    right = Right.ENTER_PROJECTS
    model, held_by = Evidence, "job"


class _Verification(RecordConfirm):
    """Decides whether a document proves a job: the job, too, is as the page showed it."""

    right = Right.VERIFY
    model = Evidence

    def get_edited(self) -> Job:
        job: Job = self.record.job
        return job


class EvidenceAccept(_Verification):
    title = "Accepter la pièce"
    submit_label = "Accepter la pièce"
    form_class = forms.AcceptanceForm
    success_message = "La pièce est acceptée\u00a0: l’emploi est vérifié."

    def get_consequences(self) -> list[str]:
        return [
            f"{self.record}\u00a0: l’emploi sera vérifié du jour de son premier contrôle.",
            "Votre nom restera attaché à cette vérification.",
        ]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"evidence": self.record}

    def save(self, form: Any) -> None:
        said = form.cleaned_data
        self.record.accept(self.person, said["verified_on"], said["late_reason"])


class Withdrawal:
    """Takes the acceptance of a document back."""

    record: Any

    def save(self, form: Any) -> None:
        self.record.withdraw()


class EvidenceWithdraw(AsksWhy, Withdrawal, _Verification):
    title = "Retirer l’acceptation de la pièce"
    submit_label = "Retirer l’acceptation"
    success_message = "La pièce est de nouveau à vérifier."

    def get_consequences(self) -> list[str]:
        return [
            f"{self.record}\u00a0: sans autre pièce acceptée, l’emploi ne sera plus vérifié, "
            "à aucune date.",
            "L’historique garde qui l’avait acceptée, et quand.",
        ]

    def records(self) -> Any:
        return super().records().exclude(verified_on=None)
