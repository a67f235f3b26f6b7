"""Forms of companies, projects and what they hold."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone

from axes.business.models import Aid, Company, Evidence, Job, JobCommitment, Project
from convention.access import Right
from convention.corrections import AsksWhy
from convention.history import RecordHistory
from convention.records import (
    ChildCreate,
    RecordConfirm,
    RecordCreate,
    RecordDelete,
    RecordUpdate,
)
from revitalisation.ui.formats import long_date

from . import forms


class CompanyCreate(RecordCreate):
    """Enters a company, then goes back to what it was missing for (``?pour=``)."""

    right = Right.ENTER_COMPANIES
    model, form_class = Company, forms.CompanyForm
    title = "Nouvelle entreprise"
    list_name = "project_list"
    missing_for: ClassVar[dict[str, str]] = {
        "projet": "project_create",
        "placement": "placement_create",
    }

    def get_success_url(self) -> str:
        page = self.missing_for.get(self.request.GET.get("pour", ""), "project_list")
        return f"{reverse(page, args=[self.convention.slug])}?entreprise={self.object.siret}"


class CompanyUpdate(RecordUpdate):
    right = Right.ENTER_COMPANIES
    model, form_class = Company, forms.CompanyForm
    title = "Modifier l’entreprise"
    intro = "Une entreprise est la même pour toutes les conventions qui l’accompagnent."

    def get_success_url(self) -> str:
        project = Project.objects.of(self.convention).filter(company=self.record).first()
        if project is None:
            return reverse("placement_list", args=[self.convention.slug])
        return str(project.get_absolute_url())


class CompanyHistory(RecordHistory):
    """Read by those who enter companies: an employer’s name may point at a young person."""

    right = Right.ENTER_COMPANIES
    model = Company

    def get_parents(self) -> list[tuple[str, str]]:
        return []


class ProjectCreate(RecordCreate):
    right = Right.ENTER_PROJECTS
    model, form_class = Project, forms.ProjectForm
    title = "Nouveau projet"
    list_name = "project_list"

    def get_initial(self) -> dict[str, Any]:
        return {"company": self.request.GET.get("entreprise", "")}

    def get_links(self) -> list[tuple[str, str]]:
        new_company = reverse("company_create", args=[self.convention.slug])
        return [("Enregistrer une entreprise nouvelle", f"{new_company}?pour=projet")]


class ProjectUpdate(RecordUpdate):
    right = Right.ENTER_PROJECTS
    model, form_class = Project, forms.ProjectForm
    title = "Modifier le projet"
    delete_page = "project_delete"


class ProjectDelete(RecordDelete):
    right = Right.ENTER_PROJECTS
    model = Project

    def get_success_url(self) -> str:
        return reverse("project_list", args=[self.convention.slug])


class OfProject(ChildCreate):
    right = Right.ENTER_PROJECTS
    parent_model, parent_name = Project, "project"


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


class EvidenceAccept(RecordConfirm):
    right = Right.VERIFY
    model = Evidence
    title = "Accepter la pièce"
    submit_label = "Accepter la pièce"
    success_message = "La pièce est acceptée\u00a0: l’emploi est vérifié."

    def get_consequences(self) -> list[str]:
        return [
            f"{self.record}\u00a0: l’emploi sera vérifié au {long_date(timezone.localdate())}.",
            "Votre nom restera attaché à cette vérification.",
        ]

    def save(self, form: Any) -> None:
        self.record.accept(self.person, timezone.localdate())


class Withdrawal:
    """Takes the acceptance of a document back."""

    record: Any

    def save(self, form: Any) -> None:
        self.record.withdraw()


class EvidenceWithdraw(AsksWhy, Withdrawal, RecordConfirm):
    right = Right.VERIFY
    model = Evidence
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
