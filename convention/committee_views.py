"""A committee: who came, what it decided, and its form."""

from typing import Any

from django.db import models

from revitalisation.ui.formats import long_date

from .access import Right
from .models import Attendance, Committee
from .records import ConventionForm, RecordCreate, RecordPage, RecordUpdate


class CommitteeForm(ConventionForm):
    class Meta:
        model = Committee
        fields = ("kind", "held_on", "as_of", "place", "verdict")


class CommitteeCreate(RecordCreate):
    right = Right.HOLD_COMMITTEES
    model, form_class = Committee, CommitteeForm
    title = "Nouveau comité"
    list_name = "committee_list"

    def new_record(self) -> Committee:
        return Committee(convention=self.convention)

    def save(self, form: Any) -> Committee:
        committee: Committee = form.save()
        # Every organisation of the convention is invited.
        for membership in self.convention.memberships.select_related("organisation"):
            Attendance.objects.create(
                committee=committee,
                organisation=membership.organisation,
                college=Attendance.COLLEGE_OF_ROLE[membership.role],
            )
        return committee


class _Committees:
    convention: Any

    def records(self) -> models.QuerySet[Any]:
        return Committee.objects.filter(convention=self.convention).select_related("convention")


class CommitteeUpdate(_Committees, RecordUpdate):  # type: ignore[misc]
    right = Right.HOLD_COMMITTEES
    model, form_class = Committee, CommitteeForm
    title = "Modifier le comité"


class CommitteePage(_Committees, RecordPage):
    model = Committee
    template_name = "convention/committee.html"
    buttons = ((Right.HOLD_COMMITTEES, "Modifier le comité", "committee_update"),)

    def get_facts(self) -> list[tuple[str, Any]]:
        committee: Committee = self.record
        return [
            ("Tenu le", long_date(committee.held_on)),
            ("Chiffres arrêtés au", long_date(committee.as_of)),
            ("Lieu", committee.place),
            ("Avis", committee.get_verdict_display() or "sans objet"),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "attendances": self.record.attendances.select_related("organisation"),
            "may_freeze": Right.HOLD_COMMITTEES,
        }
