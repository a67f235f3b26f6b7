"""A committee: who came, what it decided, and the pages of its forms."""

from typing import Any

from django.db import models
from django.db.models import Q

from convention.access import Right
from convention.models import Committee, Resolution
from convention.pages.history import RecordHistory
from convention.pages.records import RecordCreate, RecordPage, RecordUpdate
from convention.texts.lists import ResolutionPlainTable
from revitalisation.ui.formats import long_date

from .forms import AttendanceForm, CommitteeForm
from .lists import AttendanceTable


class CommitteeCreate(RecordCreate):
    right = Right.HOLD_COMMITTEES
    model, form_class = Committee, CommitteeForm
    title = "Nouveau comité"
    list_name = "committee_list"

    def new_record(self) -> Committee:
        return Committee(convention=self.convention)

    def save(self, form: Any) -> Committee:
        committee: Committee = form.save()
        committee.invite()
        return committee


class _Committees:
    convention: Any

    def records(self) -> models.QuerySet[Any]:
        return Committee.objects.of(self.convention).select_related("convention")


class CommitteeUpdate(_Committees, RecordUpdate):  # type: ignore[misc]
    right = Right.HOLD_COMMITTEES
    model, form_class = Committee, CommitteeForm
    title = "Modifier le comité"


class CommitteeAttendance(_Committees, RecordUpdate):  # type: ignore[misc]
    right = Right.HOLD_COMMITTEES
    model, form_class = Committee, AttendanceForm
    title = "Présences"
    success_message = "Les présences sont enregistrées."


class CommitteePage(_Committees, RecordPage):
    model = Committee
    listed_in = ("Comités", "committee_list")
    template_name = "convention/committee.html"

    def known(self) -> models.QuerySet[Any]:
        told = Committee.objects.told(self.as_of, is_past=self.is_past)
        return self.records().filter(pk__in=told.values("pk"))

    buttons = (
        (Right.HOLD_COMMITTEES, "Modifier le comité", "committee_update"),
        (Right.HOLD_COMMITTEES, "Noter les présences", "committee_attendance"),
    )

    def get_facts(self) -> list[tuple[str, Any]]:
        committee: Committee = self.record
        held = long_date(committee.held_on)
        if self.is_past and committee.held_on > self.as_of:
            held += ", après la date de cette page, dont il a lu les chiffres"
        return [
            ("Tenu le", held),
            ("Chiffres arrêtés au", long_date(committee.as_of)),
            ("Lieu", committee.place),
            ("Avis", committee.verdict_by(self.as_of)),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "attendances": AttendanceTable(self.record.attendances.select_related("organisation")),
            "resolutions": self.get_resolutions(),
        }

    def get_resolutions(self) -> ResolutionPlainTable | None:
        """Return what the committee was asked by the date, and what it had decided by then."""
        of_it = Q(committee=self.record) | Q(taken_in=self.record, taken_on__lte=self.as_of)
        known = Resolution.objects.of(self.convention).filter(of_it, asked_on__lte=self.as_of)
        found = list(known.select_related("convention", "asked_by").order_by("asked_on", "pk"))
        return ResolutionPlainTable(found, as_of=self.as_of) if found else None


class CommitteeHistory(_Committees, RecordHistory):
    model = Committee
