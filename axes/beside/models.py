"""What is noted beside the ladder of jobs, and never added to it: counts, each of its day."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from simple_history.models import HistoricalRecords

from convention.belonging import BelongingQuerySet
from convention.models import Convention
from convention.pages.addresses import at
from revitalisation.dated import Dates
from revitalisation.records import Versioned


class SocialPlanNote(Versioned):
    """How many people the social plan concerns, as a source said on a day: totals to date."""

    class Source(models.TextChoices):
        UNIT = "unit", "Cellule de reclassement"
        COMPANY = "company", "Entreprise assujettie"
        COMMISSION = "commission", "Commission de suivi du plan"
        STATE = "state", "Services de l’État"

    # By what each solution is, the column of those who found one.
    SOLUTIONS: ClassVar[tuple[str, ...]] = (
        "permanent", "fixed_term", "business_creation", "training", "other",
    )  # fmt: skip

    convention = models.ForeignKey(
        Convention,
        on_delete=models.PROTECT,
        related_name="social_plan_notes",
        verbose_name="convention",
    )
    noted_on = models.DateField(
        "situation au", help_text="Les nombres sont des totaux depuis le début du plan."
    )
    source = models.CharField("source", max_length=10, choices=Source)
    dismissed = models.PositiveIntegerField("licenciés", null=True, blank=True)
    followed = models.PositiveIntegerField(
        "accompagnés", null=True, blank=True, help_text="Par la cellule de reclassement."
    )
    permanent = models.PositiveIntegerField("en CDI", null=True, blank=True)
    fixed_term = models.PositiveIntegerField("en CDD de six mois ou plus", null=True, blank=True)
    business_creation = models.PositiveIntegerField(
        "en création ou reprise d’entreprise", null=True, blank=True
    )
    training = models.PositiveIntegerField("en formation", null=True, blank=True)
    other = models.PositiveIntegerField("autre solution", null=True, blank=True)

    convention_path = "convention"
    dates: ClassVar[Dates] = Dates(since="noted_on")
    told_as = "la note sur le plan social au {0.noted_on:%d/%m/%Y}"
    told_with = "convention"
    refused_on: ClassVar = {"social_plan_solutions_among_followed": "followed"}
    history = HistoricalRecords()
    objects = BelongingQuerySet.as_manager()

    class Meta:
        verbose_name = "note sur le plan social"
        verbose_name_plural = "notes sur le plan social"
        ordering = ["convention", "noted_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "noted_on"],
                name="social_plan_one_note_a_day",
                violation_error_message="Une note est déjà enregistrée à cette date\u00a0: "
                "modifiez-la.",
            ),
            models.CheckConstraint(
                condition=Q(followed__isnull=True)
                | Q(
                    followed__gte=Coalesce(F("permanent"), 0)
                    + Coalesce(F("fixed_term"), 0)
                    + Coalesce(F("business_creation"), 0)
                    + Coalesce(F("training"), 0)
                    + Coalesce(F("other"), 0)
                ),
                name="social_plan_solutions_among_followed",
                violation_error_message="Les solutions, toutes ensemble, ne peuvent pas dépasser "
                "le nombre de personnes accompagnées.",
            ),
            models.CheckConstraint(
                condition=Q(dismissed__isnull=False) | Q(followed__isnull=False),
                name="social_plan_note_says_how_many",
                violation_error_message="Indiquez au moins les licenciés ou les accompagnés.",
            ),
        ]

    def __str__(self) -> str:
        return f"plan social au {self.noted_on:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return at("social_plan_list", None, self.convention.slug)


class OutreachPeriod(Versioned):
    """How many firms the operator contacted, and met, from one day to another."""

    convention = models.ForeignKey(
        Convention,
        on_delete=models.PROTECT,
        related_name="outreach_periods",
        verbose_name="convention",
    )
    starts_on = models.DateField("du")
    ends_on = models.DateField(
        "au", help_text="La période compte à partir de son dernier jour, compris."
    )
    contacted = models.PositiveIntegerField("entreprises contactées")
    met = models.PositiveIntegerField("dont rencontrées")

    convention_path = "convention"
    dates: ClassVar[Dates] = Dates(since="ends_on", apart=("starts_on",))
    told_as = "le démarchage du {0.starts_on:%d/%m/%Y} au {0.ends_on:%d/%m/%Y}"
    told_with = "convention"
    history = HistoricalRecords()
    objects = BelongingQuerySet.as_manager()

    class Meta:
        verbose_name = "période de démarchage"
        verbose_name_plural = "périodes de démarchage"
        ordering = ["convention", "ends_on"]
        indexes = [
            models.Index(fields=["convention", "ends_on", "starts_on"], name="outreach_by_period")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="outreach_ends_after_it_starts",
                violation_error_message="La période finit au plus tôt le jour où elle commence.",
            ),
            models.CheckConstraint(
                condition=Q(met__lte=F("contacted")),
                name="outreach_met_among_contacted",
                violation_error_message="Les entreprises rencontrées sont parmi les contactées.",
            ),
        ]

    def __str__(self) -> str:
        return f"démarchage du {self.starts_on:%d/%m/%Y} au {self.ends_on:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return at("outreach_list", None, self.convention.slug)
