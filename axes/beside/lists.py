"""The lists of what is noted beside the ladder."""

from typing import ClassVar

from django.db.models import Sum

from convention.access import Right
from convention.pages.lists import ConventionList
from revitalisation.ui import columns, filters, tables
from revitalisation.ui.columns import Action, Column
from revitalisation.ui.formats import integer, long_date
from revitalisation.ui.lists import Total

from .models import OutreachPeriod, SocialPlanNote


class SocialPlanTable(tables.Table):
    noted_on = columns.DateColumn("Situation au")
    source = columns.ChoiceColumn("Source")
    dismissed = columns.IntegerColumn("Licenciés")
    followed = columns.IntegerColumn("Accompagnés")
    permanent = columns.IntegerColumn("CDI")
    fixed_term = columns.IntegerColumn("CDD de six mois ou plus")
    business_creation = columns.IntegerColumn("Création ou reprise")
    training = columns.IntegerColumn("Formation")
    other = columns.IntegerColumn("Autre solution")

    class Meta:
        order_by = "-noted_on"


class SocialPlanFilter(filters.FilterSet):
    source = filters.ChoiceFilter(
        label="Source", choices=SocialPlanNote.Source.choices, empty_label="Toutes"
    )

    class Meta:
        model = SocialPlanNote
        fields: ClassVar[list[str]] = []


class SocialPlanList(ConventionList):
    title = "Plan social"
    intro = (
        "Chaque note donne des totaux depuis le début du plan\u00a0: la dernière compte. Ces "
        "personnes ne s’ajoutent jamais aux emplois créés."
    )
    model = SocialPlanNote
    table_class, filterset_class = SocialPlanTable, SocialPlanFilter
    buttons = ((Right.ENTER_SOCIAL_PLAN, "Nouvelle note", "social_plan_create"),)

    def get_row_actions(self) -> list[tuple[str, Column]]:
        return self.action_columns(Right.ENTER_SOCIAL_PLAN, "Saisie", self._change)

    def _change(self, note: SocialPlanNote) -> list[Action]:
        on = f"la note au {long_date(note.noted_on)}"
        return [("Modifier", on, self.form_url("social_plan_update", note.pk))]


class OutreachTable(tables.Table):
    starts_on = columns.DateColumn("Du")
    ends_on = columns.DateColumn("Au")
    contacted = columns.IntegerColumn("Entreprises contactées")
    met = columns.IntegerColumn("Dont rencontrées")

    class Meta:
        order_by = "-ends_on"


class OutreachFilter(filters.FilterSet):
    since = filters.SinceFilter(field_name="ends_on")
    until = filters.UntilFilter(field_name="ends_on")

    class Meta:
        model = OutreachPeriod
        fields: ClassVar[list[str]] = []


class OutreachList(ConventionList):
    title = "Démarchage"
    intro = "Ce que l’opérateur a fait pour trouver des projets, période après période."
    model = OutreachPeriod
    table_class, filterset_class = OutreachTable, OutreachFilter
    buttons = ((Right.ENTER_OUTREACH, "Nouvelle période", "outreach_create"),)
    totals: dict[str, Total] = {
        "Entreprises contactées": (Sum("contacted"), integer),
        "Dont rencontrées": (Sum("met"), integer),
    }

    def get_row_actions(self) -> list[tuple[str, Column]]:
        return self.action_columns(Right.ENTER_OUTREACH, "Saisie", self._change)

    def _change(self, period: OutreachPeriod) -> list[Action]:
        on = f"la période finie le {long_date(period.ends_on)}"
        return [("Modifier", on, self.form_url("outreach_update", period.pk))]
