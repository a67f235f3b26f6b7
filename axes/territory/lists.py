"""The list of placements; names are read by those who follow the young people."""

from typing import Any, ClassVar

from django.db.models import Count, Q, QuerySet

from convention.access import Right, has_right
from convention.contracts import Contract
from convention.pages.lists import ConventionList, StateFilter
from revitalisation.ui import columns, filters, tables
from revitalisation.ui.formats import integer
from revitalisation.ui.lists import Total

from . import states
from .models import FollowUp, Placement

NAMES = ("given_name", "family_name")


class PlacementTable(tables.Table):
    code = columns.LinkColumn("Code")
    given_name = columns.TextColumn("Prénom")
    family_name = columns.TextColumn("Nom")
    employer = columns.TextColumn("Employeur", accessor="employer__name")
    contract = columns.ChoiceColumn("Contrat")
    hired_on = columns.DateColumn("Embauche")
    age_at_hire = columns.IntegerColumn("Âge à l’embauche")
    counts_from = columns.DateColumn("Compte à partir du", absent="ne compte pas")
    ended_on = columns.DateColumn("Rompu le", absent="–")

    class Meta:
        order_by = "-hired_on"


class FollowUpTable(tables.PlainTable):
    model, region, caption = FollowUp, "Suivis du jeune", "Suivis à 3, 6 et 12 mois"
    month = columns.ChoiceColumn("Échéance", is_head=True)
    due_on = columns.DateColumn("Dû le")


class PlacementFilter(filters.FilterSet):
    contract = filters.ChoiceFilter(label="Contrat", choices=Contract.choices)
    followup = StateFilter({"overdue": ("En retard", states.follow_up_overdue)}, label="Suivi")

    class Meta:
        model = Placement
        fields: ClassVar[list[str]] = []


class PlacementList(ConventionList):
    title = "Jeunes"
    model = Placement
    table_class, filterset_class = PlacementTable, PlacementFilter
    buttons = ((Right.ENTER_PLACEMENTS, "Nouveau placement", "placement_create"),)
    totals: dict[str, Total] = {
        "En apprentissage": (
            Count("pk", filter=Q(contract=Contract.APPRENTICESHIP)),
            integer,
        )
    }

    def get_table_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_table_kwargs()
        if not has_right(self.request.user, self.convention, Right.NAME_YOUNG_PEOPLE):
            # Age and employer together would point at someone.
            kwargs["exclude"] = (*NAMES, "age_at_hire", "employer")
        return kwargs

    def annotate_rows(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.select_related("employer", Placement.convention_path)
