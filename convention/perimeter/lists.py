"""The communes of the perimeter at a date."""

from typing import Any, ClassVar

from django.db.models import QuerySet

from convention.access import Right
from convention.models import PerimeterCommune
from convention.pages.lists import ConventionList
from revitalisation.ui import columns, filters, tables
from revitalisation.ui.columns import Action, Column

Zone = PerimeterCommune.Zone


class PerimeterTable(tables.Table):
    commune = columns.TextColumn("Commune", accessor="commune__name")
    code = columns.TextColumn("Code INSEE", accessor="commune_id")
    zone = columns.ChoiceColumn("Périmètre")
    effective_on = columns.DateColumn("Depuis le")

    class Meta:
        order_by = "commune"


class PerimeterFilter(filters.FilterSet):
    q = filters.SearchFilter(fields=["commune__name", "commune__code"])
    zone = filters.ChoiceFilter(
        label="Périmètre", choices=Zone.choices, empty_label="Tout le périmètre"
    )

    class Meta:
        model = PerimeterCommune
        fields: ClassVar[list[str]] = []


class PerimeterList(ConventionList):
    title = "Périmètre"
    model = PerimeterCommune
    table_class, filterset_class = PerimeterTable, PerimeterFilter
    buttons = ((Right.AMEND, "Commune qui entre, change de zone ou sort", "perimeter_create"),)

    def get_queryset(self) -> QuerySet[Any]:
        known = PerimeterCommune.objects.of(self.convention)
        # One that has left is listed for who asks, and can be rectified there.
        asked = (Zone.OUTSIDE,) if self.request.GET.get("zone") == Zone.OUTSIDE else ()
        return known.filter(PerimeterCommune.within(self.as_of, *asked))

    def annotate_rows(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.select_related("commune")

    def get_row_actions(self) -> list[tuple[str, Column]]:
        return self.action_columns(Right.AMEND, "Saisie", self._correct)

    def _correct(self, row: PerimeterCommune) -> list[Action]:
        return [("Rectifier", str(row.commune), self.form_url("perimeter_correct", row.pk))]
