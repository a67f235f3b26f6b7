"""The pages of the forms of what is noted beside the ladder."""

from typing import Any

from django.db import models

from convention.access import Right
from convention.pages.records import RecordCreate, RecordDelete, RecordUpdate

from .forms import OutreachForm, SocialPlanForm
from .models import OutreachPeriod, SocialPlanNote


class _Listed:
    """A record without a page of its own: its list is."""

    convention: Any

    def records(self) -> models.QuerySet[Any]:
        found: models.QuerySet[Any] = super().records()  # type: ignore[misc]
        return found.select_related("convention")


class SocialPlanCreate(RecordCreate):
    right = Right.ENTER_SOCIAL_PLAN
    model, form_class = SocialPlanNote, SocialPlanForm
    title = "Nouvelle note sur le plan social"
    intro = "Laissez vide ce que la source ne dit pas\u00a0: ce n’est pas zéro."
    list_name = "social_plan_list"

    def new_record(self) -> SocialPlanNote:
        return SocialPlanNote(convention=self.convention)


class SocialPlanUpdate(_Listed, RecordUpdate):  # type: ignore[misc]
    right = Right.ENTER_SOCIAL_PLAN
    model, form_class = SocialPlanNote, SocialPlanForm
    title = "Modifier la note sur le plan social"
    delete_page = "social_plan_delete"


class SocialPlanDelete(_Listed, RecordDelete):
    right = Right.ENTER_SOCIAL_PLAN
    model = SocialPlanNote

    def get_success_url(self) -> str:
        return self.at("social_plan_list")


class OutreachCreate(RecordCreate):
    right = Right.ENTER_OUTREACH
    model, form_class = OutreachPeriod, OutreachForm
    title = "Nouvelle période de démarchage"
    list_name = "outreach_list"

    def new_record(self) -> OutreachPeriod:
        return OutreachPeriod(convention=self.convention)


class OutreachUpdate(_Listed, RecordUpdate):  # type: ignore[misc]
    right = Right.ENTER_OUTREACH
    model, form_class = OutreachPeriod, OutreachForm
    title = "Modifier la période de démarchage"
    delete_page = "outreach_delete"


class OutreachDelete(_Listed, RecordDelete):
    right = Right.ENTER_OUTREACH
    model = OutreachPeriod

    def get_success_url(self) -> str:
        return self.at("outreach_list")
