"""Forms of companies, projects, aids, promises, hires and evidence."""

import re
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from convention.models import Axis, Measure
from convention.records import ConventionForm
from revitalisation.reference.forms import CommuneField, NafField

from . import schedules
from .models import Aid, Company, Evidence, Job, JobCommitment, Project

COMMUNE = "Nom, ou code INSEE\u00a0: Lectoure, Lectoure (32) ou 32208."


class CompanyField(forms.ModelChoiceField):
    """A company by its SIRET or, among those that the convention knows, by its name.

    ``queryset`` is the companies known. A list of all companies would be long, and would tell
    which ones other conventions help.
    """

    HINT = "Son SIRET ou, si la convention l’accompagne déjà, son nom."
    widget = forms.TextInput

    def to_python(self, value: Any) -> Company | None:
        """Return the company meant; raises ValidationError for none and for several."""
        words = str(value or "").strip()
        if not words:
            return None
        if written := re.search(r"(\d{14})\)?$", re.sub(r"\s", "", words)):
            found = list(Company.objects.filter(siret=written[1]))
        else:
            known = cast("QuerySet[Company]", self.queryset)
            found = list(known.filter(name__iexact=words)[:2])
            found = found or list(known.filter(name__icontains=words)[:2])
        if not found:
            raise ValidationError(
                "Aucune entreprise connue n’a ce nom ni ce SIRET\u00a0: enregistrez-la d’abord."
            )
        if len(found) > 1:
            raise ValidationError("Plusieurs entreprises portent ce nom\u00a0: donnez le SIRET.")
        company: Company = found[0]
        return company

    def prepare_value(self, value: Any) -> Any:
        """Show « Menuiserie (12345678900012) »; what was typed is shown again as it was."""
        known = value
        if isinstance(value, int):
            known = Company.objects.get(pk=value)
        elif re.fullmatch(r"\d{14}", str(value or "")):
            known = Company.objects.filter(siret=value).first()
        return f"{known.name} ({known.siret})" if isinstance(known, Company) else value


class CompanyForm(ConventionForm):
    class Meta:
        model = Company
        fields = ("name", "siret", "naf", "commune", "baseline_fte")
        field_classes: ClassVar = {"naf": NafField, "commune": CommuneField}
        help_texts: ClassVar = {"naf": "Code NAF, par exemple 16.10A.", "commune": COMMUNE}
        error_messages: ClassVar = {
            "siret": {
                "unique": "Cette entreprise est déjà enregistrée\u00a0: "
                "donnez son SIRET là où elle est demandée."
            }
        }


class ProjectForm(ConventionForm):
    class Meta:
        model = Project
        fields = (
            "reference", "axis", "company", "kind", "title", "received_on", "completed_on",
            "decided_on", "decision", "withdrawn_on", "investment", "other_funding",
        )  # fmt: skip
        field_classes: ClassVar = {"company": CompanyField}
        help_texts: ClassVar = {"company": CompanyField.HINT}

    def narrow(self) -> None:
        kinds = (Axis.Kind.SITE, Axis.Kind.BUSINESS)
        self.choose("company", Company.objects.of(self.convention))
        self.choose("axis", Axis.objects.filter(convention=self.convention, kind__in=kinds))


class AidForm(ConventionForm):
    """An aid; a loan comes with its schedule, worked out again whenever the loan changes."""

    class Meta:
        model = Aid
        fields = (
            "measure",
            "kind",
            "granted_on",
            "amount",
            "days",
            "rate",
            "term",
            "deferral",
            "every",
        )
        help_texts: ClassVar = {
            "days": "Pour une expertise.",
            "rate": "Pour un prêt.",
            "term": "Pour un prêt.",
            "deferral": "Pour un prêt\u00a0: 0 s’il n’y en a pas.",
        }

    def narrow(self) -> None:
        self.choose("measure", Measure.objects.filter(axis__convention=self.convention))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("kind") == Aid.Kind.LOAN and not cleaned.get("every"):
            self.add_error("every", "Indiquez le rythme des échéances du prêt.")
        return cleaned

    def save(self, commit: bool = True) -> Aid:
        schedules.forget(self.instance)
        aid: Aid = super().save(commit)
        if aid.kind == Aid.Kind.LOAN:
            schedules.write(aid)
        return aid


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
        help_texts: ClassVar = {
            "commune": COMMUNE,
            "rank": "Laissez vide pour le premier poste libre de l’emploi programmé.",
        }

    def narrow(self) -> None:
        project = self.instance.project
        self.choose("commitment", project.commitments.all())
        self.choose("replaces", project.jobs.filter(ended_on__isnull=False))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        promise, leaver = cleaned.get("commitment"), cleaned.get("replaces")
        if promise and not cleaned.get("rank") and "rank" not in self.errors:
            if leaver is not None and leaver.commitment_id == promise.pk:
                cleaned["rank"] = leaver.rank
            else:
                cleaned["rank"] = promise.free_rank(self.instance)
            if cleaned["rank"] is None:
                self.add_error(
                    "commitment", "Tous les postes de cet emploi programmé sont déjà pourvus."
                )
        return cleaned


class EvidenceForm(ConventionForm):
    class Meta:
        model = Evidence
        fields = ("kind", "dated_on")
