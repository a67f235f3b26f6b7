"""Forms of companies, projects, aids, promises, hires and evidence."""

import re
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from convention.contracts import Contract
from convention.models import Axis, Committee, Measure
from convention.pages.corrections import names_in
from convention.pages.dated import DatedRowForm
from convention.pages.forms import IN_RANGE, MOST, ConventionForm
from revitalisation.history.reasons import LONGEST, names_somebody
from revitalisation.history.values import quoted
from revitalisation.reference.forms import CommuneField, NafField
from revitalisation.ui.fields import DigitsField, NamedChoiceField
from revitalisation.ui.formats import long_date

from . import schedules
from .models import (
    Aid,
    Company,
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
from .models.companies import validate_siret

MOST_NAMED = 5


class CompanyField(NamedChoiceField):
    """A company of ``queryset`` by its SIRET, by its name, or as the field itself writes it.

    Nothing is looked up elsewhere: a list, or an answer about a SIRET, would tell whom other
    conventions follow.
    """

    HINT = "Son nom ou son SIRET, si elle est déjà enregistrée."
    default_error_messages: ClassVar[dict[str, Any]] = {
        "unknown": "Aucune entreprise que vous suivez n’a ce nom ni ce SIRET\u00a0: "
        "enregistrez-la d’abord."
    }

    def named(self, words: str) -> ConventionCompany:
        known = cast("QuerySet[ConventionCompany]", self.queryset)
        if written := re.search(r"(\d{14})\)?$", re.sub(r"\s", "", words)):
            found = list(known.filter(identity__siret=written[1]))
        elif written := re.search(r"\(n°\s*(\d{1,18})\)$", words):
            found = list(known.filter(pk=int(written[1])))
        else:
            found = list(known.filter(name__iexact=words)[:MOST_NAMED])
            found = found or list(known.filter(name__icontains=words)[:MOST_NAMED])
        if not found:
            raise ValidationError(self.error_messages["unknown"], "unknown")
        if len(found) > 1:
            examples = ", ".join(company.written for company in found)
            raise ValidationError(
                f"Plusieurs entreprises portent ce nom\u00a0: recopiez l’une d’elles ({examples}…)."
            )
        return found[0]

    def prepare_value(self, value: Any) -> Any:
        """Show « Menuiserie (12345678900012) »; what was typed is shown again as it was."""
        known = cast("QuerySet[ConventionCompany]", self.queryset)
        company = known.filter(pk=value).first() if isinstance(value, int) else value
        return company.written if isinstance(company, ConventionCompany) else value


class SiretField(DigitsField):
    """A SIRET, with or without spaces."""

    def __init__(self, label: str = "SIRET", **kwargs: Any) -> None:
        super().__init__(
            label=label,
            help_text="14 chiffres.",
            validators=[validate_siret],
            widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
            **kwargs,
        )


class CompanyForm(ConventionForm):
    """What the convention knows of a company; a SIRET once given is corrected by a proposal.

    Whether others follow that SIRET changes nothing to what is asked, answered or shown.
    """

    siret = SiretField(required=False)
    field_order = ("name", "siret", "naf", "commune", "phone", "email")

    class Meta:
        model = ConventionCompany
        fields = ("name", "naf", "commune", "phone", "email")
        field_classes: ClassVar = {"naf": NafField, "commune": CommuneField}
        help_texts: ClassVar = {
            "naf": "Code NAF, par exemple 16.10A.",
            "commune": CommuneField.HINT,
        }

    def narrow(self) -> None:
        if self.instance.pk and self.instance.siret:
            del self.fields["siret"]
        else:
            hint = "14 chiffres\u202f; vide tant que l’entreprise se crée."
            self.fields["siret"].help_text = hint

    def clean_siret(self) -> str:
        siret: str = self.cleaned_data["siret"]
        if siret and (twin := self.instance.twin_with(siret)):
            raise ValidationError(
                f"Ce SIRET est déjà celui de «\u00a0{twin}\u00a0» dans cette convention\u00a0: "
                "choisissez-la là où l’entreprise est demandée."
            )
        return siret

    def save(self, commit: bool = True) -> ConventionCompany:
        siret = self.cleaned_data.get("siret", "")
        if self.instance.pk is None:
            self.instance.identity = Company.objects.named(siret)
            siret = ""
        company: ConventionCompany = super().save(commit)
        if siret:
            company.take(siret)
        return company


class ProposalForm(ConventionForm):
    """A correction proposed to what conventions share of a company."""

    siret = SiretField("SIRET proposé", required=False)

    class Meta:
        model = CompanyProposal
        fields = ("siret", "official_name", "reason")

    def clean_siret(self) -> str:
        siret: str = self.cleaned_data["siret"]
        if siret and siret == self.instance.company.siret:
            raise ValidationError("C’est déjà le SIRET de l’entreprise.")
        return siret

    def clean(self) -> dict[str, Any]:
        if self.instance.company.proposals.filter(outcome="").exists():
            raise ValidationError(
                "Une proposition attend déjà la réponse d’un administrateur\u00a0: attendez-la."
            )
        return super().clean() or self.cleaned_data


class ProjectForm(ConventionForm):
    class Meta:
        model = Project
        fields = (
            "reference", "axis", "company", "kind", "title", "received_on", "completed_on",
            "investment", "other_funding", "baseline_fte", "baseline_on", "baseline_source",
        )  # fmt: skip
        field_classes: ClassVar = {"company": CompanyField}
        help_texts: ClassVar = {"company": CompanyField.HINT}

    headings: ClassVar = {
        "reference": "Dossier",
        "received_on": "Instruction",
        "investment": "Financement",
        "baseline_fte": "Effectif de référence",
    }
    needed_when: ClassVar = {
        "completed_on": "Nécessaire avant un accord ou un refus, et au plus tard ce jour-là."
    }

    def narrow(self) -> None:
        kinds = (Axis.Kind.SITE, Axis.Kind.BUSINESS)
        self.choose("company", ConventionCompany.objects.of(self.convention).aided())
        self.choose("axis", Axis.objects.filter(convention=self.convention, kind__in=kinds))
        if self.instance.baseline_source != Project.Source.CARRIED_OVER:
            source = cast("forms.TypedChoiceField", self.fields["baseline_source"])
            source.choices = [
                ("", "---------"),
                *(c for c in Project.Source.choices if c[0] != Project.Source.CARRIED_OVER),
            ]


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

    headings: ClassVar = {"measure": "Aide", "days": "Expertise", "rate": "Prêt"}

    def narrow(self) -> None:
        self.choose("measure", Measure.objects.of(self.convention))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("kind") == Aid.Kind.LOAN and not cleaned.get("every"):
            self.add_error("every", "Indiquez le rythme des échéances du prêt.")
        return cleaned

    def save(self, commit: bool = True) -> Aid:
        with transaction.atomic():
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
        help_texts: ClassVar = {
            "number": "Ceux du jour où l’emploi est programmé\u00a0: les postes ajoutés ou "
            "abandonnés depuis s’enregistrent à leur date.",
            "cancelled_on": "Si tous ses postes le sont.",
        }


class PostForm(ConventionForm):
    """A post that was dated wrong, or given up wrongly."""

    class Meta:
        model = Post
        fields = ("made_on", "given_up_on")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        made, promise = cleaned.get("made_on"), self.instance.commitment
        was, is_first = (day == promise.committed_on for day in (self.initial["made_on"], made))
        if made is not None and was != is_first:
            promised = f"la promesse est du {long_date(promise.committed_on)}"
            words = (
                f"Ce poste est de ceux de ce jour-là et serait du {long_date(made)}, {promised}"
                if was
                else f"Le poste serait ajouté le {long_date(made)}, {promised}"
            )
            self.add_error(
                "made_on",
                f"{words}\u00a0: corrigez plutôt le nombre de postes de la promesse.",
            )
        return cleaned


class SomePostsForm(forms.Form):
    """So many posts of a promise, on a day."""

    number = forms.IntegerField(label="Nombre de postes", min_value=1, max_value=MOST)
    day: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[self.day].validators.extend(IN_RANGE)


class MorePostsForm(SomePostsForm):
    day = "made_on"
    made_on = forms.DateField(label="Programmés le", initial=timezone.localdate)


class FewerPostsForm(SomePostsForm):
    day = "given_up_on"
    given_up_on = forms.DateField(label="Abandonnés le", initial=timezone.localdate)


_DURATION = (
    "D’un contrat qui a un terme\u00a0; celle d’un contrat d’avant ne se reporte pas à un CDI."
)


class JobForm(ConventionForm):
    """A hire: the post that it holds is promised, that of somebody who left, or its own."""

    commitment = forms.ModelChoiceField(
        JobCommitment.objects.none(), label="Emploi programmé", required=False
    )

    class Meta:
        model = Job
        fields = (
            "replaces", "post", "hired_on", "commune", "is_former_employee",
            "contract", "duration_months", "weekly_hours", "ended_on", "end_reason",
        )  # fmt: skip
        field_classes: ClassVar = {"commune": CommuneField}
        help_texts: ClassVar = {"commune": CommuneField.HINT}

    field_order = ("commitment",)
    headings: ClassVar = {
        "commitment": "Poste",
        "hired_on": "Embauche",
        "contract": "Contrat du jour de l’embauche",
        "ended_on": "Départ, s’il a eu lieu",
    }

    def narrow(self) -> None:
        job = self.instance
        self.choose("commitment", job.project.commitments.all())
        self.choose("replaces", job.project.jobs.replaceable_by(job))
        if job.holds_id is not None:
            self.initial.setdefault("commitment", job.holds.commitment_id)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        promise, leaver, job = cleaned.get("commitment"), cleaned.get("replaces"), self.instance
        # The record still says what is stored.
        is_moved = job.pk is not None and job.replaces != leaver
        self.left = job.holds_id if is_moved else None
        if is_moved and hasattr(job, "replaced_by"):
            self.add_error(
                "replaces",
                f"L’emploi n°\u00a0{job.replaced_by.pk} remplace celui-ci, qui ne change plus de "
                "poste\u00a0: rectifiez-le d’abord.",
            )
        elif leaver is not None and self._is_of_another(leaver, promise):
            self.add_error(
                "commitment",
                f"L’emploi n°\u00a0{leaver.pk} tient un poste de "
                f"{quoted(leaver.holds.commitment) if leaver.holds.commitment else 'sans promesse'}"
                f", vous indiquez {quoted(promise)}\u00a0: qui remplace reste au même poste, "
                "laissez ce champ vide.",
            )
        elif leaver is not None:
            job.holds = leaver.holds
        elif promise is not None and self._needs_a_post_of(promise) and not promise.free_post:
            self.add_error("commitment", JobCommitment.ALL_FILLED)
        elif job.pk is None or is_moved:
            job.holds = promise.free_post if promise else None
        cleaned["holds"] = job.holds_id
        return cleaned

    def _is_of_another(self, leaver: Job, promise: JobCommitment | None) -> bool:
        asks = "commitment" in self.changed_data and promise is not None
        return asks and leaver.holds.commitment != promise

    def _needs_a_post_of(self, promise: JobCommitment) -> bool:
        job = self.instance
        is_its_own = job.holds_id is not None and job.replaces_id is None
        return not (is_its_own and job.holds.commitment == promise)

    def save(self, commit: bool = True) -> Job:
        with transaction.atomic():
            job, promise = self.instance, self.cleaned_data["commitment"]
            if job.pk is not None and self.left is None and job.replaces_id is None:
                job.take(promise)
            saved: Job = super().save(commit)
            if self.left is not None:
                Post.objects.unheld().filter(pk=self.left).delete()
        return saved


class ContractForm(DatedRowForm):
    """What the contract of a hire becomes: what it was is left to the days before."""

    class Meta:
        model = ContractChange
        fields = ("changed_on", "contract", "duration_months", "weekly_hours")

    needed_when: ClassVar = {"duration_months": _DURATION}

    def clean_duration_months(self) -> int | None:
        """Return the length of the contract: that of the one before is not of a permanent one."""
        months: int | None = self.cleaned_data["duration_months"]
        is_permanent = self.cleaned_data.get("contract") == Contract.PERMANENT
        return None if is_permanent and "duration_months" not in self.changed_data else months


class EvidenceForm(ConventionForm):
    class Meta:
        model = Evidence
        fields = ("kind", "dated_on")


class AcceptanceForm(forms.Form):
    """The day on which a document was checked; one long past says why it is only entered now."""

    verified_on = forms.DateField(
        label="Contrôlée le",
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text="Aujourd’hui, si vous laissez vide.",
    )
    late_reason = forms.CharField(
        label="Motif d’une saisie tardive",
        required=False,
        max_length=LONGEST,
        help_text=f"À remplir si le contrôle date de plus de {Evidence.LATE_AFTER.days} jours.",
    )

    def __init__(self, *args: Any, evidence: Evidence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.evidence = evidence
        self.fields["verified_on"].initial = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "verified_on" in self.errors:
            return cleaned
        if names_somebody(cleaned.get("late_reason", ""), names_in(self.evidence.convention)):
            self.add_error(
                "late_reason", "Ce motif nomme quelqu’un\u00a0: écrivez-le sans nom de personne."
            )
        day = cleaned["verified_on"] = cleaned.get("verified_on") or timezone.localdate()
        for field, sentence in self.evidence.why_not_accepted(
            day, cleaned.get("late_reason", "")
        ).items():
            self.add_error(field, sentence)
        return cleaned


class DecisionForm(DatedRowForm):
    class Meta:
        model = ProjectDecision
        fields = ("decided_on", "outcome", "committee", "amount", "posts", "conditions")

    needed_when: ClassVar = {
        "conditions": "Celles que l’accord met à l’aide\u00a0: nécessaires s’il est donné avec "
        "réserve."
    }

    def narrow(self) -> None:
        held = Committee.objects.of(self.convention).filter(kind=Committee.Kind.COMMITMENT)
        self.choose("committee", held.order_by("-held_on"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("outcome") == ProjectDecision.Outcome.RESERVED and not cleaned.get(
            "conditions", ""
        ):
            self.add_error("conditions", "Une réserve se dit\u00a0: indiquez les conditions.")
        return cleaned
