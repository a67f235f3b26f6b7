"""A prospect, its stages, and the pages of their forms."""

from typing import Any

from django.db import models
from django.db.models import Prefetch

from convention.access import Right
from convention.pages.records import (
    ChildCreate,
    RecordCreate,
    RecordDelete,
    RecordPage,
    RecordUpdate,
)
from revitalisation.ui.columns import Action

from . import states
from .forms import ProspectForm, StageForm
from .lists import StageTable
from .models import Prospect, ProspectStage


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
    delete_page = "prospect_delete"

    def records(self) -> models.QuerySet[Any]:
        return super().records().select_related(Prospect.convention_path)


class ProspectDelete(RecordDelete):
    right = Right.ENTER_PROSPECTS
    model = Prospect

    def get_success_url(self) -> str:
        return self.at("prospect_list")


class StageCreate(ChildCreate):
    right = Right.ENTER_PROSPECTS
    parent_model, parent_name = Prospect, "prospect"
    model, form_class = ProspectStage, StageForm
    title = "Nouvelle étape"


class StageUpdate(RecordUpdate):
    right = Right.ENTER_PROSPECTS
    model, form_class = ProspectStage, StageForm
    title = "Modifier l’étape"
    delete_page = "stage_delete"


class StageDelete(RecordDelete):
    right = Right.ENTER_PROSPECTS
    model, held_by = ProspectStage, "prospect"


class ProspectPage(RecordPage):
    model = Prospect
    listed_in = ("Prospects", "prospect_list")
    template_name = "axes/prospect.html"
    buttons = (
        (Right.ENTER_PROSPECTS, "Modifier le prospect", "prospect_update"),
        (Right.ENTER_PROSPECTS, "Nouvelle étape", "stage_create"),
    )

    def known(self) -> models.QuerySet[Any]:
        reached = ProspectStage.objects.filter(dated_on__lte=self.as_of)
        return (
            self.records()
            .filter(states.told(self.as_of, is_past=self.is_past))
            .select_related("site", "project__company")
            .prefetch_related(Prefetch("stages", queryset=reached))
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        change = self.action_columns(Right.ENTER_PROSPECTS, "Saisie", self._change)
        stages = StageTable(self.record.stages.all(), *change)
        return super().get_context_data(**kwargs) | {"stages": stages}

    def _change(self, stage: ProspectStage) -> list[Action]:
        on = f"l’étape «\u00a0{stage.get_stage_display()}\u00a0»"
        return [("Modifier", on, self.form_url("stage_update", stage.pk))]

    def get_facts(self) -> list[tuple[str, Any]]:
        prospect: Prospect = self.record
        return [
            ("Site", prospect.site),
            ("Activité", prospect.activity),
            ("Emplois envisagés", prospect.jobs_envisaged),
            ("Projet né du prospect", prospect.project_by(self.as_of) or "sans objet"),
        ]
