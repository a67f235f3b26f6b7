"""The list of committees."""

from typing import Any, ClassVar

from django.db.models import Count, DateField, Q, QuerySet, Value

from convention.access import Right
from convention.models import Attendance, Committee, follow_up_committees
from convention.pages.lists import ConventionList
from revitalisation.ui import columns, filters, tables


class CommitteeTable(tables.Table):
    held_on = columns.LinkColumn(
        "Tenu le", value=lambda c: f"{c.held_on:%d/%m/%Y}", order_by="held_on"
    )
    kind = columns.ChoiceColumn("Nature")
    as_of = columns.DateColumn("Chiffres au")
    place = columns.TextColumn("Lieu")
    verdict = columns.TextColumn(
        "Avis", value=lambda c: c.verdict_by(c.read_on), order_by="verdict"
    )
    present = columns.IntegerColumn("Présents")
    invited = columns.IntegerColumn("Invités")

    class Meta:
        order_by = "-held_on"


class AttendanceTable(tables.PlainTable):
    model, region = Attendance, "Présences au comité"
    caption = "Organismes invités, par collège"
    college = columns.ChoiceColumn("Collège")
    organisation = columns.TextColumn("Organisme", is_head=True)
    present = columns.TextColumn("Présence", value=lambda a: Attendance.PRESENCES[a.present])


class CommitteeFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(
        label="Nature", choices=Committee.Kind.choices, empty_label="Toutes"
    )

    class Meta:
        model = Committee
        fields: ClassVar[list[str]] = []


class CommitteeList(ConventionList):
    title = "Comités"
    model = Committee
    table_class, filterset_class = CommitteeTable, CommitteeFilter
    buttons = ((Right.HOLD_COMMITTEES, "Nouveau comité", "committee_create"),)

    def get_queryset(self) -> QuerySet[Any]:
        return Committee.objects.of(self.convention).told(self.as_of, is_past=self.is_past)

    def get_intro(self) -> str:
        """Say why a committee of a later day is in the list of a past one."""
        read = (c for c in follow_up_committees(self.convention) if c.as_of == self.as_of)
        if self.is_past and any(c.held_on > self.as_of for c in read):
            return "Le comité tenu après cette date en a lu les chiffres."
        return ""

    def annotate_rows(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.select_related("convention").annotate(
            present=Count("attendances", filter=Q(attendances__present=True)),
            invited=Count("attendances"),
            read_on=Value(self.as_of, DateField()),
        )
