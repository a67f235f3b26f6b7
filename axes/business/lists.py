"""The lists of projects and jobs."""

from typing import ClassVar

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce

from convention.access import Right
from convention.contracts import Contract
from convention.counting import Reason
from convention.pages.lists import ConventionList, StateFilter
from revitalisation.ui import columns, filters, tables
from revitalisation.ui.formats import euros, integer
from revitalisation.ui.lists import Total, counted

from . import states
from .models import Aid, Job, JobSpell, Post, Project, ProjectDecision
from .models.decisions import decision_column
from .querysets import count_of, total_of

PROJECT_STATES = {
    "supported": ("Accompagné", states.approved),
    "pending": ("En attente de décision", states.pending),
    "withdrawn": ("Retiré", states.withdrawn),
    "refused": ("Refusé ou annulé", states.refused),
}
JOB_STATES = {
    "created": ("Créé", states.created),
    "verified": ("Vérifié", states.verified),
    "unverified": ("Créé, à vérifier", states.unverified),
    "sustained": ("Pérenne à 12 mois", states.sustained),
    "ended": ("Rompu", states.ended),
    "past_term": ("Contrat échu, sans suite", states.past_term),
    "not_counted": ("Hors décompte", states.hired_outside_rules),
    "former_employee_unknown": ("Ancien employeur non renseigné", states.former_employee_unknown),
    "commune_unknown": ("Commune non renseignée", states.commune_unknown),
}


class ProjectTable(tables.Table):
    reference = columns.LinkColumn("Référence")
    company = columns.TextColumn("Entreprise", accessor="company__name")
    commune = columns.TextColumn("Commune", accessor="company__commune__name")
    kind = columns.ChoiceColumn("Nature")
    received_on = columns.DateColumn("Reçu le", visible=False)
    decision = columns.ChoiceColumn(
        "Décision", choices=ProjectDecision.Outcome.choices, absent="à venir"
    )
    decided_on = columns.DateColumn("Décidé le", absent="à venir")
    posts = columns.IntegerColumn("Emplois programmés")
    granted = columns.EuroColumn("Aides accordées")

    class Meta:
        order_by = "-decided_on"


class ProjectFilter(filters.FilterSet):
    q = filters.SearchFilter(fields=["reference", "company__name", "company__commune__name"])
    state = StateFilter(PROJECT_STATES)
    kind = filters.ChoiceFilter(label="Nature", choices=Project.Kind.choices, empty_label="Toutes")

    class Meta:
        model = Project
        fields: ClassVar[list[str]] = []


class ProjectList(ConventionList):
    title = "Projets"
    model = Project
    table_class, filterset_class = ProjectTable, ProjectFilter
    buttons = ((Right.ENTER_PROJECTS, "Nouveau projet", "project_create"),)

    totals: dict[str, Total] = {
        "Entreprises": counted("company"),
        "Emplois programmés": (Sum("posts"), integer),
        "Aides accordées": (Sum("granted"), euros),
        "dont projets retirés, refusés ou annulés": (Sum("lost"), lambda n: euros(n) if n else ""),
    }

    def annotate_rows(self, queryset: QuerySet[Project]) -> QuerySet[Project]:
        granted = total_of(Aid, "amount", Q(granted_on__lte=self.as_of))
        is_lost = states.withdrawn(self.as_of) | states.refused(self.as_of)
        return queryset.select_related("company__commune", Project.convention_path).annotate(
            decision=decision_column("outcome", self.as_of),
            decided_on=decision_column("decided_on", self.as_of),
            posts=Case(
                When(
                    states.programming(self.as_of),
                    then=count_of(Post, states.held_out(self.as_of)),
                ),
                default=0,
            ),
            granted=granted,
            lost=Case(When(is_lost, then=granted), default=0),
        )


class JobTable(tables.Table):
    number = columns.LinkColumn("N°", accessor="pk")
    project = columns.TextColumn("Projet", accessor="project__reference")
    company = columns.TextColumn("Entreprise", accessor="project__company__name")
    post = columns.TextColumn("Poste")
    hired_on = columns.DateColumn("Embauche")
    contract = columns.ChoiceColumn("Contrat", accessor="contract_then", choices=Contract)
    weekly_hours = columns.DecimalColumn("Heures", accessor="hours_then")
    commune = columns.TextColumn("Commune", accessor="commune__name")
    is_former_employee = columns.BooleanColumn("Ancien salarié")
    counts_from = columns.DateColumn(
        "Compte depuis le", accessor="counted_since", absent="ne compte pas"
    )
    not_counted_reason = columns.ChoiceColumn(
        "Hors décompte", accessor="uncounted_for", choices=Reason, absent="–"
    )
    verified_on = columns.DateColumn("Vérifié le", absent="à vérifier")
    ended_on = columns.DateColumn("Rompu le", absent="–")

    class Meta:
        order_by = "-hired_on"


class ContractFilter(filters.ChoiceFilter):
    """The contract that a hire has at the date of the page."""

    def filter(self, qs: QuerySet[Job], value: str) -> QuerySet[Job]:
        if not value:
            return qs
        first = Q(spells__change=None, contract=value)
        return qs.filter(
            JobSpell.on(self.parent.as_of, "spells__"), first | Q(spells__change__contract=value)
        )


class JobFilter(filters.FilterSet):
    q = filters.SearchFilter(
        fields=["post", "project__reference", "project__company__name", "commune__name"]
    )
    state = StateFilter(JOB_STATES)
    contract = ContractFilter(label="Contrat", choices=Contract.choices)
    axis = filters.NumberFilter(label="Axe", field_name="project__axis__number")

    class Meta:
        model = Job
        fields: ClassVar[list[str]] = []


class JobList(ConventionList):
    title = "Emplois"
    model = Job
    table_class, filterset_class = JobTable, JobFilter
    buttons = ((Right.VERIFY, "Doublons probables", "doubles"),)

    def get_totals(self) -> dict[str, Total]:
        return {
            "Créés": (Count("pk", filter=Q(uncounted_for="")), integer),
            "Hors décompte": (Count("pk", filter=Q(uncounted_for__gt="")), integer),
            "Projets": counted("project"),
        }

    def annotate_rows(self, queryset: QuerySet[Job]) -> QuerySet[Job]:
        # One of them at most: there is nothing to sort.
        held = JobSpell.objects.filter(JobSpell.on(self.as_of), hire=OuterRef("pk")).order_by()
        return queryset.select_related("project__company", Job.convention_path, "commune").annotate(
            counted_since=Subquery(held.filter(reason="").values("said_since")),
            uncounted_for=Subquery(held.values("reason")),
            contract_then=Coalesce(Subquery(held.values("change__contract")), F("contract")),
            hours_then=Case(
                When(Exists(held.filter(change=None)), then=F("weekly_hours")),
                default=Subquery(held.values("change__weekly_hours")),
            ),
        )
