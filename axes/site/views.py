"""A prospect, its stages, and their forms."""

from typing import Any

from django.db import models
from django.shortcuts import get_object_or_404

from axes.business.models import Project
from convention.access import Right
from convention.records import ConventionForm, RecordCreate, RecordPage, RecordUpdate
from revitalisation.ui.formats import long_date

from .models import Prospect, ProspectStage, Site


class ProspectForm(ConventionForm):
    class Meta:
        model = Prospect
        fields = ("site", "name", "activity", "jobs_envisaged", "project")

    def narrow(self) -> None:
        self.choose("site", Site.objects.filter(axis__convention=self.convention))
        self.choose("project", Project.objects.of(self.convention).select_related("company"))


class StageForm(ConventionForm):
    class Meta:
        model = ProspectStage
        fields = ("stage", "dated_on", "lost_reason")


class ProspectCreate(RecordCreate):
    right = Right.ENTER_PROSPECTS
    model, form_class = Prospect, ProspectForm
    title = "Nouveau prospect"
    intro = "Enregistrez ensuite ses étapes\u00a0: elles datent chaque chiffre de l’axe 1."
    list_name = "prospect_list"


class ProspectUpdate(RecordUpdate):
    right = Right.ENTER_PROSPECTS
    model, form_class = Prospect, ProspectForm
    title = "Modifier le prospect"

    def records(self) -> models.QuerySet[Any]:
        return super().records().select_related("site__axis__convention")


class StageCreate(RecordCreate):
    right = Right.ENTER_PROSPECTS
    model, form_class = ProspectStage, StageForm
    title = "Nouvelle étape"

    @property
    def prospect(self) -> Prospect:
        """The prospect named in the address."""
        if not hasattr(self, "_prospect"):
            known = Prospect.objects.of(self.convention).select_related("site__axis__convention")
            self._prospect: Prospect = get_object_or_404(known, pk=self.kwargs["pk"])
        return self._prospect

    def new_record(self) -> ProspectStage:
        return ProspectStage(prospect=self.prospect)

    def get_success_url(self) -> str:
        return self.prospect.get_absolute_url()

    def get_cancel_url(self) -> str:
        return self.prospect.get_absolute_url()


class ProspectPage(RecordPage):
    model = Prospect
    buttons = (
        (Right.ENTER_PROSPECTS, "Modifier le prospect", "prospect_update"),
        (Right.ENTER_PROSPECTS, "Nouvelle étape", "stage_create"),
    )

    def records(self) -> models.QuerySet[Any]:
        return super().records().select_related("site", "project__company")

    def get_facts(self) -> list[tuple[str, Any]]:
        prospect: Prospect = self.record
        facts: list[tuple[str, Any]] = [
            ("Site", prospect.site),
            ("Activité", prospect.activity),
            ("Emplois envisagés", prospect.jobs_envisaged),
            ("Projet né du prospect", prospect.project or "sans objet"),
        ]
        for stage in prospect.stages.order_by("dated_on", "pk"):
            reason = f", {stage.get_lost_reason_display().lower()}" if stage.lost_reason else ""
            facts.append((stage.get_stage_display(), long_date(stage.dated_on) + reason))
        return facts
