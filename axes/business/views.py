"""Forms of projects and of what they hold."""

from typing import Any

from django.db import models
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from axes.business.models import Aid, Company, Evidence, Job, JobCommitment, Project
from convention.access import Right
from convention.records import RecordConfirm, RecordCreate, RecordUpdate
from revitalisation.ui.formats import long_date

from . import forms


class CompanyCreate(RecordCreate):
    right = Right.ENTER_PROJECTS
    model, form_class = Company, forms.CompanyForm
    title = "Nouvelle entreprise"
    list_name = "project_list"

    def get_success_url(self) -> str:
        return reverse("project_create", args=[self.convention.slug])


class ProjectCreate(RecordCreate):
    right = Right.ENTER_PROJECTS
    model, form_class = Project, forms.ProjectForm
    title = "Nouveau projet"
    intro = "L’entreprise doit être connue\u00a0: enregistrez-la d’abord si elle manque à la liste."
    list_name = "project_list"


class ProjectUpdate(RecordUpdate):
    right = Right.ENTER_PROJECTS
    model, form_class = Project, forms.ProjectForm
    title = "Modifier le projet"


class OfProject(RecordCreate):
    """Enters something that belongs to a project, and returns to the project."""

    right = Right.ENTER_PROJECTS
    model: Any

    @property
    def project(self) -> Project:
        """The project named in the address."""
        if not hasattr(self, "_project"):
            projects = Project.objects.of(self.convention).select_related("axis__convention")
            self._project: Project = get_object_or_404(projects, pk=self.kwargs["pk"])
        return self._project

    def new_record(self) -> Any:
        return self.model(project=self.project)

    def get_success_url(self) -> str:
        return self.project.get_absolute_url()

    def get_cancel_url(self) -> str:
        return self.project.get_absolute_url()


class AidCreate(OfProject):
    model, form_class = Aid, forms.AidForm
    title = "Nouvelle aide"


class CommitmentCreate(OfProject):
    model, form_class = JobCommitment, forms.CommitmentForm
    title = "Nouvel emploi programmé"


class JobCreate(OfProject):
    model, form_class = Job, forms.JobForm
    title = "Nouvel emploi"
    intro = "Les règles de décompte de la convention décident si l’embauche compte."

    def new_record(self) -> Job:
        return Job(project=self.project, entered_by=self.person)


class JobUpdate(RecordUpdate):
    right = Right.ENTER_PROJECTS
    model, form_class = Job, forms.JobForm
    title = "Modifier l’emploi"

    def records(self) -> models.QuerySet[Any]:
        return super().records().select_related("project__axis__convention")


class EvidenceCreate(RecordCreate):
    right = Right.ENTER_PROJECTS
    model, form_class = Evidence, forms.EvidenceForm
    title = "Nouvelle pièce justificative"
    intro = "Aucun numéro de sécurité sociale\u00a0: une copie expurgée, ou la trace d’un contrôle."

    @property
    def job(self) -> Job:
        """The hire named in the address."""
        if not hasattr(self, "_job"):
            jobs = Job.objects.of(self.convention).select_related("project__axis__convention")
            self._job: Job = get_object_or_404(jobs, pk=self.kwargs["pk"])
        return self._job

    def new_record(self) -> Evidence:
        return Evidence(job=self.job)

    def get_success_url(self) -> str:
        return self.job.get_absolute_url()

    def get_cancel_url(self) -> str:
        return self.job.get_absolute_url()


class EvidenceAccept(RecordConfirm):
    right = Right.VERIFY
    model = Evidence
    title = "Accepter la pièce"
    submit_label = "Accepter la pièce"
    success_message = "La pièce est acceptée\u00a0: l’emploi est vérifié."

    def records(self) -> models.QuerySet[Any]:
        return Evidence.objects.filter(
            job__project__axis__convention=self.convention
        ).select_related("job__project__axis__convention")

    def get_consequences(self) -> list[str]:
        return [
            f"{self.record}\u00a0: l’emploi sera vérifié au {long_date(timezone.localdate())}.",
            "Votre nom restera attaché à cette vérification.",
        ]

    def save(self, form: Any) -> None:
        self.record.accept(self.person, timezone.localdate())

    def get_success_url(self) -> str:
        return self.record.job.get_absolute_url()
