"""A committee: who came, what it decided, and its form."""

from typing import Any

from django import forms
from django.db import models
from simple_history.utils import bulk_create_with_history

from revitalisation.ui.formats import long_date

from .access import Right
from .history import RecordHistory
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
        invite(committee)
        return committee


def invitations(committee: Committee) -> list[Attendance]:
    """Return the attendances of a committee; new ones for organisations not invited yet."""
    found = list(committee.attendances.select_related("organisation"))
    invited = {attendance.organisation_id for attendance in found}
    found += [
        Attendance(
            committee=committee,
            organisation=membership.organisation,
            college=Attendance.COLLEGE_OF_ROLE[membership.role],
        )
        for membership in committee.convention.memberships.select_related("organisation")
        if membership.organisation_id not in invited
    ]
    return found


def invite(committee: Committee) -> None:
    """Save the attendances that are new."""
    new = [a for a in invitations(committee) if a.pk is None]
    bulk_create_with_history(new, Attendance)


PRESENCES = Attendance.PRESENCES
ANSWERS = {str(answer): answer for answer in PRESENCES}


class AttendanceForm(ConventionForm):
    """Who came: one answer for each organisation, none where it is not known yet."""

    class Meta:
        model = Committee
        fields = ()

    def narrow(self) -> None:
        self.attendances = {
            f"organisation_{a.organisation_id}": a for a in invitations(self.instance)
        }
        for name, attendance in self.attendances.items():
            self.fields[name] = forms.ChoiceField(
                label=str(attendance.organisation),
                help_text=attendance.get_college_display(),
                choices=[(str(answer), words) for answer, words in PRESENCES.items()],
                initial=str(attendance.present),
            )

    def before(self, name: str) -> Any:
        answer = super().before(name)
        # Nobody had said: noting who came is no correction.
        return None if answer == str(None) else answer

    def save(self, commit: bool = True) -> Committee:
        committee: Committee = self.instance
        noted = False
        for name, attendance in self.attendances.items():
            answer = ANSWERS[self.cleaned_data[name]]
            if attendance.pk is None or attendance.present is not answer:
                attendance.present, noted = answer, True
                attendance.save()
        if noted:
            committee.touch()
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
            ("Avis", committee.get_verdict_display() or "sans objet"),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "attendances": self.record.attendances.select_related("organisation"),
        }


class CommitteeHistory(_Committees, RecordHistory):
    model = Committee
