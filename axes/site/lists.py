"""The list of prospects."""

from typing import Any, ClassVar

from django.db.models import OuterRef, QuerySet, Subquery

from convention.access import Right
from convention.pages.lists import ConventionList, StateFilter
from revitalisation.ui import columns, filters, tables

from . import states
from .models import Prospect, ProspectStage

STATES = {
    "open": ("En cours", states.open_at),
    "studied": ("Étudié", states.studied),
    "lost": ("Perdu", states.lost),
    "signed": ("Signé", states.signed),
}


class ProspectTable(tables.Table):
    name = columns.LinkColumn("Prospect")
    site = columns.TextColumn("Site", accessor="site__name")
    activity = columns.TextColumn("Activité")
    jobs_envisaged = columns.IntegerColumn("Emplois envisagés")
    stage = columns.ChoiceColumn("Dernière étape", choices=ProspectStage.Stage.choices)
    reached_on = columns.DateColumn("Atteinte le")
    lost_reason = columns.ChoiceColumn(
        "Motif", choices=ProspectStage.LostReason.choices, absent="–"
    )

    class Meta:
        order_by = "-reached_on"


class StageTable(tables.PlainTable):
    model, region = ProspectStage, "Étapes du prospect"
    caption = "Étapes, de la plus ancienne à la plus récente"
    stage = columns.ChoiceColumn("Étape", is_head=True)
    dated_on = columns.DateColumn("Atteinte le")
    lost_reason = columns.TextColumn("Motif", value=lambda s: s.get_lost_reason_display() or "–")


class ProspectFilter(filters.FilterSet):
    q = filters.SearchFilter(fields=["name", "activity"])
    state = StateFilter(STATES)

    class Meta:
        model = Prospect
        fields: ClassVar[list[str]] = []


class ProspectList(ConventionList):
    title = "Prospects"
    model = Prospect
    table_class, filterset_class = ProspectTable, ProspectFilter
    buttons = ((Right.ENTER_PROSPECTS, "Nouveau prospect", "prospect_create"),)

    def get_queryset(self) -> QuerySet[Any]:
        known = states.told(self.as_of, is_past=self.is_past)
        return Prospect.objects.of(self.convention).filter(known)

    def annotate_rows(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        last = ProspectStage.objects.filter(
            prospect=OuterRef("pk"), dated_on__lte=self.as_of
        ).order_by("-dated_on", "-pk")
        return queryset.select_related(Prospect.convention_path).annotate(
            stage=Subquery(last.values("stage")[:1]),
            reached_on=Subquery(last.values("dated_on")[:1]),
            lost_reason=Subquery(last.values("lost_reason")[:1]),
        )
