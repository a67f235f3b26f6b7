"""What a project is granted: subsidies, loans at a subsidised rate, expertise."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from convention.belonging import Belonging, BelongingQuerySet
from convention.models import Measure
from revitalisation.constraints import Constrained
from revitalisation.dated import Dates
from revitalisation.records import Versioned
from revitalisation.ui.formats import euros
from revitalisation.ui.money import EuroField

from .projects import Project


class Aid(Belonging, Versioned):
    """One instrument granted to a project; ``amount`` in euro cents.

    One table for the three kinds: the constraints say which columns each kind fills.
    ``rate`` is in percent a year, ``days`` in person-days, the rest in months; the schedule of a
    loan follows from its columns.
    """

    class Kind(models.TextChoices):
        SUBSIDY = "subsidy", "Subvention"
        LOAN = "loan", "Prêt bonifié"
        EXPERTISE = "expertise", "Expertise"

    class Pace(models.IntegerChoices):
        """Months between two instalments of a loan."""

        MONTHLY = 1, "mensuelles"
        QUARTERLY = 3, "trimestrielles"
        HALF_YEARLY = 6, "semestrielles"
        YEARLY = 12, "annuelles"

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="aids", verbose_name="projet"
    )
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="aids", verbose_name="mesure"
    )
    kind = models.CharField("nature", max_length=10, choices=Kind)
    granted_on = models.DateField("accordée le")
    amount = EuroField("montant accordé")
    rate = models.DecimalField(
        "taux annuel (%)", max_digits=5, decimal_places=3, null=True, blank=True
    )
    term = models.PositiveSmallIntegerField("durée, en mois", null=True, blank=True)
    deferral = models.PositiveSmallIntegerField("différé, en mois", null=True, blank=True)
    every = models.PositiveSmallIntegerField(
        "échéances du prêt",
        choices=Pace,
        null=True,
        blank=True,
        help_text="Pour un prêt\u00a0: l’échéancier est à capital constant après le différé.",
    )
    days = models.DecimalField("jours", max_digits=5, decimal_places=1, null=True, blank=True)

    convention_path = "project__axis__convention"
    dates: ClassVar[Dates] = Dates(since="granted_on")
    told_with = "project"
    # Whether the other columns are filled depends on it.
    refused_on: ClassVar[Mapping[str, str]] = {"aid_loan_fields": "kind"}
    history = HistoricalRecords()
    objects = BelongingQuerySet.as_manager()

    class Meta:
        verbose_name = "aide"
        ordering = ["project", "granted_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="aid_amount_positive",
                violation_error_message="Le montant doit être supérieur à zéro.",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind="loan",
                    rate__isnull=False,
                    rate__gte=0,
                    term__isnull=False,
                    term__gt=0,
                    deferral__isnull=False,
                    deferral__lt=F("term"),
                    days__isnull=True,
                )
                | Q(
                    ~Q(kind="loan"),
                    rate__isnull=True,
                    term__isnull=True,
                    deferral__isnull=True,
                ),
                name="aid_loan_fields",
                violation_error_message=(
                    "Un prêt, et lui seul, a un taux, une durée et un différé plus court qu’elle."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind="loan") | Q(every__isnull=True),
                name="aid_pace_of_loan",
                violation_error_message="Un prêt, et lui seul, a des échéances.",
            ),
            models.CheckConstraint(
                condition=Q(kind="expertise", days__isnull=False, days__gt=0)
                | Q(~Q(kind="expertise"), days__isnull=True),
                name="aid_expertise_days",
                violation_error_message="Une expertise, et elle seule, a un nombre de jours.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.project}"

    def named_in_history(self) -> str:
        return f"l’aide de {euros(self.amount)} ({self.get_kind_display().lower()})"

    def get_absolute_url(self) -> str:
        return self.project.get_absolute_url()


class LoanInstalment(Belonging, Constrained):
    """One line of a loan's schedule, in euro cents."""

    aid = models.ForeignKey(
        Aid, on_delete=models.CASCADE, related_name="instalments", verbose_name="prêt"
    )
    number = models.PositiveSmallIntegerField("numéro")
    due_on = models.DateField("échéance")
    principal = EuroField("capital")
    interest = EuroField("intérêts", default=0)

    convention_path = "aid__project__axis__convention"
    dates: ClassVar[Dates] = Dates(apart=("due_on",))
    objects = BelongingQuerySet.as_manager()

    class Meta:
        verbose_name = "échéance"
        ordering = ["aid", "number"]
        constraints = [
            models.UniqueConstraint(fields=["aid", "number"], name="instalment_number_unique"),
            models.UniqueConstraint(fields=["aid", "due_on"], name="instalment_date_unique"),
            models.CheckConstraint(
                condition=Q(principal__gte=0, interest__gte=0)
                & (Q(principal__gt=0) | Q(interest__gt=0)),
                name="instalment_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.aid} n° {self.number}"
