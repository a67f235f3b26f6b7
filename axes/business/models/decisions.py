"""What was decided of a project, and what became of it: one dated row after the other."""

from collections.abc import Iterable
from datetime import date
from operator import attrgetter
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from simple_history.models import HistoricalRecords

from convention.belonging import Belonging, BelongingQuerySet
from convention.models import Committee
from convention.spells import respell
from revitalisation.dated import Dates
from revitalisation.dated_rows import DatedRow, one_a_day
from revitalisation.own_keys import OwnKey
from revitalisation.ui.money import EuroField

from .projects import Project


class ProjectDecision(Belonging, DatedRow):
    """What a project is from a day on: approved, adjourned, refused, withdrawn, cancelled.

    ``amount`` is what an approval grants, in euro cents, ``posts`` the jobs that it is granted for.
    """

    class Outcome(models.TextChoices):
        FAVOURABLE = "favourable", "Favorable"
        RESERVED = "reserved", "Favorable avec réserve"
        ADJOURNED = "adjourned", "Ajourné"
        UNFAVOURABLE = "unfavourable", "Défavorable"
        WITHDRAWN = "withdrawn", "Retiré par l’entreprise"
        CANCELLED = "cancelled", "Accord annulé"

    APPROVALS: ClassVar = (Outcome.FAVOURABLE, Outcome.RESERVED)
    # What is decided of a file that is complete.
    SETTLED: ClassVar = (*APPROVALS, Outcome.UNFAVOURABLE)

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="decisions", verbose_name="projet"
    )
    decided_on = models.DateField("décidé le")
    outcome = models.CharField("décision", max_length=12, choices=Outcome)
    committee = models.ForeignKey(
        Committee,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name="comité d’engagement",
        help_text="Vide si aucun comité n’en a décidé.",
    )
    amount = EuroField(
        "montant accordé", null=True, blank=True, help_text="Toutes aides confondues, en euros."
    )
    posts = models.PositiveIntegerField("postes retenus", null=True, blank=True)
    conditions = models.CharField(
        "conditions", max_length=400, blank=True, help_text="Celles que l’accord met à l’aide."
    )

    convention_path = "project__axis__convention"
    about = ("project",)
    dates: ClassVar[Dates] = Dates(since="decided_on", apart=("holds_until", "recorded_at"))
    told_with = "project"
    # When a row ends is worked out from the others.
    history = HistoricalRecords(excluded_fields=["holds_until"])
    objects = BelongingQuerySet.as_manager()

    class Meta(DatedRow.Meta):
        abstract = False
        verbose_name = "décision"
        verbose_name_plural = "décisions"
        ordering = ["project", "decided_on", "pk"]
        indexes = [
            # Covers what a project is at a date.
            models.Index(
                fields=["project", "decided_on", "holds_until", "outcome"], name="decision_holding"
            )
        ]
        constraints = [
            *DatedRow.Meta.constraints,
            one_a_day(
                "decision_one_a_day",
                "project",
                day="decided_on",
                message="Une décision est déjà enregistrée à cette date\u00a0: rectifiez-la.",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=("favourable", "reserved"))
                | Q(amount__isnull=True, posts__isnull=True, conditions=""),
                name="decision_grants_when_approved",
                violation_error_message="Seul un accord porte un montant, des postes et des "
                "conditions.",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0),
                name="decision_amount_positive",
                violation_error_message="Le montant doit être supérieur à zéro.",
            ),
        ]

    def settled(self) -> None:
        approvals(Project.objects.filter(pk=self.project_id))
        self.project.refresh_from_db(fields=["approved_from", "lapsed_from"])
        respell(self.project.jobs.all())

    @property
    def approves(self) -> bool:
        """Whether the project is approved from that day on."""
        return self.outcome in self.APPROVALS

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} le {self.decided_on:%d/%m/%Y}"

    def named_in_history(self) -> str:
        return f"la décision «\u00a0{self.get_outcome_display()}\u00a0»"

    def get_absolute_url(self) -> str:
        return self.project.get_absolute_url()


def approvals(projects: models.QuerySet[Project]) -> int:
    """Store on which days projects are approved, where it differs; return of how many."""
    wrong = 0
    for project in projects.prefetch_related("decisions"):
        right = approved_days(project.decisions.all())
        if (project.approved_from, project.lapsed_from) != right:
            since, lapsed = right
            stored = projects.model._base_manager.filter(pk=project.pk)
            wrong += stored.update(approved_from=since, lapsed_from=lapsed)
    return wrong


def approved_days(rows: Iterable[ProjectDecision]) -> tuple[date | None, date | None]:
    """Return the first day on which a project is approved, and the first after it on which not."""
    live = sorted((row for row in rows if row.is_live), key=attrgetter("decided_on"))
    approving = (row.decided_on for row in live if row.approves)
    since = next(approving, None)
    if since is None:
        return None, None
    others = (row.decided_on for row in live if not row.approves and row.decided_on > since)
    return since, next(others, None)


def decided(as_of: date, *outcomes: str, project: str = "pk") -> Exists:
    """Return the condition that a project is, on a day, what one of these outcomes says.

    Any outcome, without one. ``project`` is the path of the project’s key.
    """
    rows = ProjectDecision.objects.filter(ProjectDecision.holding(as_of), project=OwnKey(project))
    return Exists(rows.filter(outcome__in=outcomes) if outcomes else rows)


def decision_column(column: str, as_of: date, project: str = "pk") -> Subquery:
    """Return the expression of a column of the decision that holds on a day; null without one."""
    rows = ProjectDecision.objects.filter(ProjectDecision.holding(as_of), project=OuterRef(project))
    return Subquery(rows.order_by().values(column)[:1])
