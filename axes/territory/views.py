"""A placement, its follow-ups, and the pages of their forms."""

from typing import Any

from django.db import models

from axes.business.missing import AsksForCompany
from axes.business.models import ConventionCompany
from convention.access import Right, has_right
from convention.pages.records import RecordCreate, RecordDelete, RecordPage, RecordUpdate
from revitalisation.dated import as_known
from revitalisation.ui import columns
from revitalisation.ui.formats import long_date

from .forms import FollowUpForm, MilestoneForm, PlacementForm
from .lists import FollowUpTable
from .models import FollowUp, Placement, SkillsPlanMilestone


class PlacementCreate(AsksForCompany, RecordCreate):  # type: ignore[misc]
    right = Right.ENTER_PLACEMENTS
    model, form_class = Placement, PlacementForm
    title = "Nouveau placement"
    intro = "Les suivis à 3, 6 et 12 mois seront ouverts d’eux-mêmes."
    list_name = "placement_list"
    company_field, purpose = "employer", "placement"
    company_kind = ConventionCompany.Kind.EMPLOYER

    def new_record(self) -> Placement:
        return Placement(entered_by=self.person)

    def save(self, form: Any) -> Placement:
        placement: Placement = form.save()
        for month in FollowUp.Month:
            placement.follow_ups.create(month=month)
        return placement


class PlacementUpdate(RecordUpdate):
    right = Right.ENTER_PLACEMENTS
    model, form_class = Placement, PlacementForm
    title = "Modifier le placement"
    delete_page = "placement_delete"

    def records(self) -> models.QuerySet[Any]:
        return super().records().select_related(Placement.convention_path)


class PlacementDelete(RecordDelete):
    right = Right.ENTER_PLACEMENTS
    model = Placement

    def get_success_url(self) -> str:
        return self.at("placement_list")


class FollowUpUpdate(RecordUpdate):
    right = Right.ENTER_PLACEMENTS
    model, form_class = FollowUp, FollowUpForm
    title = "Suivi du jeune"


class MilestoneUpdate(RecordUpdate):
    right = Right.ENTER_SKILLS_PLAN
    model, form_class = SkillsPlanMilestone, MilestoneForm
    title = "Étape de la GPECT"


class PlacementPage(RecordPage):
    model = Placement
    listed_in = ("Jeunes", "placement_list")
    template_name = "axes/placement.html"
    buttons = ((Right.ENTER_PLACEMENTS, "Modifier le placement", "placement_update"),)

    def records(self) -> models.QuerySet[Any]:
        return (
            super().records().select_related("employer", Placement.convention_path)
            .prefetch_related("follow_ups")
        )  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        steps = [as_known(step, self.as_of) for step in self.record.follow_ups.all()]
        done = columns.DoneColumn("Réalisé le", due="due_on", as_of=self.as_of)
        situation: list[tuple[str, columns.Column]] = []
        if has_right(self.request.user, self.convention, Right.ENTER_PLACEMENTS):
            value = columns.TextColumn(
                "Situation", value=lambda step: step.get_situation_display() or "–"
            )
            situation = [("situation", value)]
        enter = self.action_columns(Right.ENTER_PLACEMENTS, "Saisie", self._enter)
        table = FollowUpTable(steps, ("done_on", done), *situation, *enter)
        return super().get_context_data(**kwargs) | {"follow_ups": table}

    def _enter(self, step: FollowUp) -> list[columns.Action]:
        address = self.form_url("follow_up_update", step.pk)
        return [("Saisir", f"le suivi à {step.get_month_display()}", address)]

    def get_facts(self) -> list[tuple[str, Any]]:
        placement: Placement = self.record
        counts = placement.get_not_counted_reason_display() or "ne compte pas encore"
        if placement.counts_from:
            counts = f"compte à partir du {long_date(placement.counts_from)}"
        facts: list[tuple[str, Any]] = [
            ("Contrat", placement.get_contract_display()),
            ("Embauche", long_date(placement.hired_on)),
            ("Décompte", counts),
        ]
        if placement.ended_on:
            facts.append(("Rompu le", long_date(placement.ended_on)))
        if has_right(self.request.user, self.convention, Right.NAME_YOUNG_PEOPLE):
            facts += [
                ("Prénom", placement.given_name),
                ("Nom", placement.family_name),
                ("Employeur", placement.employer),
                ("Âge à l’embauche", placement.age_at_hire),
            ]
        return facts
