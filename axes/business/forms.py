"""Forms of companies, projects, aids, promises, hires and evidence."""

from typing import ClassVar

from convention.models import Axis, Measure
from convention.records import ConventionForm
from revitalisation.reference.forms import CommuneField, NafField

from .models import Aid, Company, Evidence, Job, JobCommitment, Project

COMMUNE = "Nom, ou code INSEE\u00a0: Lectoure, Lectoure (32) ou 32208."


class CompanyForm(ConventionForm):
    class Meta:
        model = Company
        fields = ("name", "siret", "naf", "commune", "baseline_fte")
        field_classes: ClassVar = {"naf": NafField, "commune": CommuneField}
        help_texts: ClassVar = {"naf": "Code NAF, par exemple 16.10A.", "commune": COMMUNE}


class ProjectForm(ConventionForm):
    class Meta:
        model = Project
        fields = (
            "reference", "axis", "company", "kind", "title", "received_on", "completed_on",
            "decided_on", "decision", "withdrawn_on", "investment", "other_funding",
        )  # fmt: skip

    def narrow(self) -> None:
        kinds = (Axis.Kind.SITE, Axis.Kind.BUSINESS)
        self.choose("axis", Axis.objects.filter(convention=self.convention, kind__in=kinds))


class AidForm(ConventionForm):
    class Meta:
        model = Aid
        fields = ("measure", "kind", "granted_on", "amount", "rate", "term", "deferral", "days")

    def narrow(self) -> None:
        self.choose("measure", Measure.objects.filter(axis__convention=self.convention))


class CommitmentForm(ConventionForm):
    class Meta:
        model = JobCommitment
        fields = ("post", "contract", "number", "weekly_hours", "committed_on", "due_on",
                  "cancelled_on")  # fmt: skip


class JobForm(ConventionForm):
    class Meta:
        model = Job
        fields = (
            "commitment", "rank", "replaces", "post", "hired_on", "contract", "duration_months",
            "weekly_hours", "commune", "is_former_employee", "ended_on", "end_reason",
        )  # fmt: skip
        field_classes: ClassVar = {"commune": CommuneField}
        help_texts: ClassVar = {"commune": COMMUNE}

    def narrow(self) -> None:
        project = self.instance.project
        self.choose("commitment", project.commitments.all())
        self.choose("replaces", project.jobs.filter(ended_on__isnull=False))


class EvidenceForm(ConventionForm):
    class Meta:
        model = Evidence
        fields = ("kind", "dated_on")
