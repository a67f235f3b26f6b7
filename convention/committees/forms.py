"""Forms of a committee: when and where it meets, and who came."""

from typing import Any

from django import forms

from convention.models import Attendance, Committee
from convention.pages.forms import ConventionForm


class CommitteeForm(ConventionForm):
    class Meta:
        model = Committee
        fields = ("kind", "held_on", "as_of", "place", "verdict")


PRESENCES = Attendance.PRESENCES
ANSWERS = {str(answer): answer for answer in PRESENCES}


class AttendanceForm(ConventionForm):
    """Who came: one answer for each organisation, none where it is not known yet."""

    class Meta:
        model = Committee
        fields = ()

    def narrow(self) -> None:
        self.attendances = {
            f"organisation_{a.organisation_id}": a for a in self.instance.invitations()
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
