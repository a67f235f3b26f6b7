"""The list of entries."""

from typing import Any, ClassVar

from django.db.models import QuerySet

from convention.access import Right
from convention.models import Measure
from convention.pages.lists import ConventionList
from revitalisation.ui import columns, filters, tables
from revitalisation.ui.formats import euros
from revitalisation.ui.lists import Total

from .models import LedgerEntry
from .states import amount_of

Kind = LedgerEntry.Kind


class LedgerTable(tables.Table):
    number = columns.LinkColumn("N°", accessor="pk")
    dated_on = columns.DateColumn("Date")
    kind = columns.ChoiceColumn("Nature")
    measure = columns.TextColumn("Mesure", accessor="measure__title")
    company = columns.TextColumn(
        "Entreprise", accessor="aid__project__company__name", absent="sans objet"
    )
    label = columns.TextColumn("Libellé")
    amount = columns.EuroColumn("Montant")

    class Meta:
        order_by = "-dated_on"


class LedgerFilter(filters.FilterSet):
    q = filters.SearchFilter(fields=["label", "aid__project__company__name"])
    kind = filters.ChoiceFilter(label="Nature", choices=Kind.choices, empty_label="Toutes")
    measure = filters.ModelChoiceFilter(
        label="Mesure",
        empty_label="Toutes",
        queryset=lambda request: Measure.objects.filter(
            **{f"{Measure.convention_path}__slug": request.resolver_match.kwargs["slug"]}
        ),
    )
    since = filters.SinceFilter(field_name="dated_on")
    until = filters.UntilFilter(field_name="dated_on")

    class Meta:
        model = LedgerEntry
        fields: ClassVar[list[str]] = []


class LedgerList(ConventionList):
    title = "Écritures"
    model = LedgerEntry
    table_class, filterset_class = LedgerTable, LedgerFilter
    buttons = ((Right.ENTER_MONEY, "Nouvelle écriture", "ledger_create"),)
    totals: dict[str, Total] = {label: (amount_of(kind), euros) for kind, label in Kind.choices}

    def annotate_rows(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.select_related(LedgerEntry.convention_path, "aid__project__company")
