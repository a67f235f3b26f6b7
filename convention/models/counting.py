"""What makes a hire count, and where jobs are meant to be created."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from convention.belonging import BelongingQuerySet
from convention.pages.addresses import at
from revitalisation.dated import Dates
from revitalisation.dated_rows import DatedRow, one_a_day
from revitalisation.records import Versioned
from revitalisation.reference.models import Commune

from .conventions import Convention


class CountingRules(Versioned):
    """What makes a hire count, for hires dated from ``effective_on`` on.

    Durations are in months, hours in hours a week. ``convention.counting`` reads these rules.
    What is asked of the place or of the firm is asked on each day: a commune that leaves the
    perimeter, or a firm that falls under its minimum, takes what counted with it.
    """

    class Place(models.TextChoices):
        """Where the work has to be, in the perimeter of the day."""

        PRIORITY = "priority", "dans le périmètre prioritaire"
        WITHIN = "within", "dans le périmètre, prioritaire ou élargi"

    convention = models.ForeignKey(
        Convention,
        on_delete=models.PROTECT,
        related_name="counting_rules",
        verbose_name="convention",
    )
    effective_on = models.DateField(
        "pour les embauches à compter du",
        help_text="Pour les premières règles, le jour de la signature.",
    )
    fixed_term_min_months = models.PositiveSmallIntegerField(
        "durée minimale d’un CDD, en mois",
        null=True,
        blank=True,
        help_text="Laisser vide si aucun CDD ne compte.",
    )
    counts_temporary = models.BooleanField("l’intérim compte", default=False)
    counts_apprenticeship = models.BooleanField(
        "l’alternance compte parmi les emplois créés", default=False
    )
    counts_self_employed = models.BooleanField("l’emploi du créateur compte", default=True)
    counts_placements = models.BooleanField(
        "le placement d’un jeune compte dans le total", default=True
    )
    min_weekly_hours = models.DecimalField(
        "durée hebdomadaire minimale, en heures",
        max_digits=4,
        decimal_places=2,
        default=0,
        help_text="0 si toute durée compte\u202f; 48 au plus.",
    )
    trial_months = models.PositiveSmallIntegerField(
        "période d’essai à passer, en mois",
        default=0,
        help_text="0\u00a0: l’emploi compte dès l’embauche.",
    )
    hire_within_months = models.PositiveSmallIntegerField(
        "délai pour embaucher, en mois après la signature",
        null=True,
        blank=True,
        help_text="Laisser vide s’il n’y en a pas.",
    )
    place = models.CharField(
        "lieu de travail demandé",
        max_length=8,
        choices=Place,
        blank=True,
        help_text="Vide si le lieu n’est pas demandé. Demandé, il l’est à chaque date\u00a0: une "
        "commune qui sort du périmètre emporte les emplois qui y comptaient.",
    )
    permanent_min_hours = models.DecimalField(
        "durée hebdomadaire minimale du CDI demandé, en heures",
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Remplie, seul un CDI d’au moins autant d’heures compte, aucun autre contrat. "
        "Laisser vide si ce n’est pas demandé.",
    )
    firm_min_hires = models.PositiveSmallIntegerField(
        "nombre minimal d’embauches par entreprise",
        null=True,
        blank=True,
        help_text="Les embauches d’une entreprise comptent du jour où elles sont autant à remplir "
        "les autres règles. Laisser vide s’il n’y en a pas.",
    )

    convention_path = "convention"
    dates: ClassVar[Dates] = Dates(since="effective_on", planned=("effective_on",))
    told_as = "les règles de décompte au {0.effective_on:%d/%m/%Y}"
    told_with = "convention"
    history = HistoricalRecords()
    objects = BelongingQuerySet.as_manager()

    class Meta:
        verbose_name = "règles de décompte"
        verbose_name_plural = "règles de décompte"
        ordering = ["convention", "effective_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "effective_on"], name="counting_rules_one_a_day"
            ),
            models.CheckConstraint(
                condition=Q(min_weekly_hours__gte=0) & Q(min_weekly_hours__lte=48),
                name="counting_rules_hours_plausible",
                violation_error_message="La durée hebdomadaire va de 0 à 48 heures.",
            ),
            models.CheckConstraint(
                condition=Q(permanent_min_hours__isnull=True)
                | Q(permanent_min_hours__gt=0, permanent_min_hours__lte=48),
                name="counting_rules_permanent_hours_plausible",
                violation_error_message="La durée hebdomadaire demandée d’un CDI va de 1 à 48 "
                "heures\u00a0: laissez-la vide si elle n’est pas demandée.",
            ),
            models.CheckConstraint(
                condition=Q(firm_min_hires__isnull=True) | Q(firm_min_hires__gte=2),
                name="counting_rules_firm_minimum_of_two",
                violation_error_message="Un minimum par entreprise est d’au moins 2 embauches"
                "\u00a0: laissez-le vide s’il n’y en a pas.",
            ),
        ]

    def __str__(self) -> str:
        return f"règles au {self.effective_on:%d/%m/%Y}"


class PerimeterCommune(DatedRow):
    """What a commune is to the perimeter from a day on: where jobs are meant to be (D1233-40).

    The first day is that of the signature, or of an amendment by which it comes in, changes zone
    or leaves.
    """

    class Zone(models.TextChoices):
        PRIORITY = "priority", "Prioritaire"
        EXTENDED = "extended", "Élargi"
        OUTSIDE = "outside", "Sorti du périmètre"

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="perimeter", verbose_name="convention"
    )
    commune = models.ForeignKey(
        Commune, on_delete=models.PROTECT, related_name="+", verbose_name="commune"
    )
    effective_on = models.DateField(
        "à compter du", help_text="Le jour de la signature, ou celui où un avenant prend effet."
    )
    zone = models.CharField("périmètre", max_length=8, choices=Zone)

    convention_path = "convention"
    about = ("convention", "commune")
    dates: ClassVar[Dates] = Dates(
        since="effective_on", apart=("holds_until", "recorded_at"), planned=("effective_on",)
    )
    told_as = "la commune de {0.commune} dans le périmètre"
    told_with = "convention"
    # When a row ends is worked out from the others.
    history = HistoricalRecords(excluded_fields=["holds_until"])
    objects = BelongingQuerySet.as_manager()

    class Meta(DatedRow.Meta):
        abstract = False
        verbose_name = "commune du périmètre"
        verbose_name_plural = "communes du périmètre"
        ordering = ["convention", "commune", "effective_on", "pk"]
        indexes = [
            # Covers where a commune is at a date.
            models.Index(
                fields=["convention", "commune", "effective_on", "holds_until", "zone"],
                name="perimeter_holding",
            )
        ]
        constraints = [
            *DatedRow.Meta.constraints,
            one_a_day(
                "perimeter_one_zone_a_day",
                "convention",
                "commune",
                day="effective_on",
                message="Cette commune a déjà une place dans le périmètre à compter de ce jour"
                "\u00a0: rectifiez-la.",
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.commune} ({self.get_zone_display()}) à compter du {self.effective_on:%d/%m/%Y}"
        )

    def get_absolute_url(self) -> str:
        return at("perimeter_list", None, self.convention.slug)

    @property
    def is_within(self) -> bool:
        """Whether the commune is in the perimeter, whatever its zone."""
        return self.zone != self.Zone.OUTSIDE

    @classmethod
    def within(cls, as_of: date, *zones: str) -> Q:
        """Return the condition that a commune is in one of these zones on a day; any, without."""
        return cls.holding(as_of) & Q(zone__in=zones or (cls.Zone.PRIORITY, cls.Zone.EXTENDED))
