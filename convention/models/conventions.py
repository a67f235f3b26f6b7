"""An agreement, and what it promises over time."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from convention.belonging import BelongingQuerySet
from convention.calendar import whole_duration
from convention.pages.addresses import at
from revitalisation.accounts.models import Organisation
from revitalisation.dated import Dates
from revitalisation.records import Versioned
from revitalisation.reference.models import Commune, Departement, SmicRate
from revitalisation.ui.money import EuroField


class Convention(Versioned):
    """An agreement by which a firm pays for new jobs in the area it leaves (L1233-84 and -85)."""

    class LegalBasis(models.TextChoices):
        CONVENTION = "convention", "Convention signée avec le préfet (L1233-85)"
        AGREEMENT = "agreement", "Accord collectif en tenant lieu (L1233-85)"
        FRAMEWORK = "framework", "Convention locale d’une convention-cadre (L1233-90-1)"

    class Regime(models.TextChoices):
        LARGE = "large", "Licenciement économique, 1 000 salariés et plus (L1233-84)"
        MEDIUM = "medium", "Licenciement économique, 50 à 999 salariés (L1233-87)"
        RCC = "rcc", "Rupture conventionnelle collective (L1237-19-9)"

    class Clock(models.TextChoices):
        """The day from which the parties agreed to count the time that has passed."""

        START = "start", "le démarrage opérationnel"
        SIGNATURE = "signature", "la signature"

    slug = models.SlugField("identifiant", unique=True, max_length=60)
    name = models.CharField("intitulé", max_length=160)
    liable_company = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="liabilities",
        verbose_name="entreprise assujettie",
    )
    legal_basis = models.CharField("fondement", max_length=12, choices=LegalBasis)
    regime = models.CharField("régime", max_length=8, choices=Regime)
    departement = models.ForeignKey(
        Departement, on_delete=models.PROTECT, verbose_name="département"
    )
    commune = models.ForeignKey(
        Commune, on_delete=models.PROTECT, verbose_name="commune du site", related_name="+"
    )
    signed_on = models.DateField("date de signature")
    operational_start = models.DateField(
        "démarrage opérationnel",
        help_text="Le jour où l’opérateur commence\u202f; pas avant la signature.",
    )
    clock = models.CharField(
        "calendrier compté depuis",
        max_length=9,
        choices=Clock,
        default=Clock.START,
        help_text="Le jour d’où l’avance et le retard se comptent, selon la convention.",
    )
    planned_redundancies = models.PositiveIntegerField(
        "licenciements prévus",
        null=True,
        blank=True,
        help_text="Nombre de personnes, selon le plan notifié à l’administration.",
    )
    redeployments = models.PositiveIntegerField(
        "reclassements internes dans le bassin",
        null=True,
        blank=True,
        help_text="Ils se déduisent des licenciements prévus (D1233-43).",
    )
    smic_rate = models.DecimalField(
        "SMIC mensuels par emploi supprimé",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Au moins deux, sauf motif (L1233-86).",
    )
    smic_reference = models.ForeignKey(
        SmicRate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name="SMIC de référence",
    )
    smic_reason = models.CharField("motif d’un taux inférieur à 2", max_length=200, blank=True)

    # What every page of the convention is about: they frame the others.
    dates: ClassVar[Dates] = Dates(apart=("signed_on", "operational_start"))
    told_as = "la convention"
    history_page = "convention_history"
    history = HistoricalRecords()

    class Meta:
        verbose_name = "convention"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(operational_start__gte=F("signed_on")),
                name="convention_starts_after_signature",
                violation_error_message=(
                    "Le démarrage opérationnel ne peut pas précéder la signature."
                ),
            ),
            models.CheckConstraint(
                condition=Q(redeployments__lte=F("planned_redundancies")),
                name="convention_redeployments_within_redundancies",
                violation_error_message=(
                    "Les reclassements ne peuvent pas dépasser les licenciements prévus."
                ),
            ),
            models.CheckConstraint(
                condition=Q(smic_rate__isnull=True) | Q(smic_rate__gte=2) | ~Q(smic_reason=""),
                name="convention_low_smic_rate_has_reason",
                violation_error_message="Un taux inférieur à 2 SMIC demande un motif (L1233-86).",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def history_key(self) -> tuple[()]:
        return ()

    def get_absolute_url(self) -> str:
        return at("dashboard", None, self.slug)

    @property
    def clock_starts_on(self) -> date:
        """The day from which its calendar counts."""
        is_signature = self.clock == self.Clock.SIGNATURE
        return self.signed_on if is_signature else self.operational_start

    @property
    def net_jobs_cut(self) -> int | None:
        """Jobs cut less redeployments secured in the area (D1233-43); None when one is missing."""
        if self.planned_redundancies is None or self.redeployments is None:
            return None
        return self.planned_redundancies - self.redeployments


class ConventionTerms(Versioned):
    """One version of the promise: the signed text (number 0) or an amendment, from a date on.

    ``envelope`` is in euro cents; ``job_target`` in heads. Null means owed and not filled in.
    """

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="terms", verbose_name="convention"
    )
    number = models.PositiveSmallIntegerField(
        "numéro", help_text="0 pour le texte signé, puis le numéro de l’avenant."
    )
    effective_on = models.DateField(
        "en vigueur à compter du",
        help_text="Pour le texte signé, le jour de la signature ou un jour qui la suit.",
    )
    ends_on = models.DateField("terme", help_text="Le dernier jour que le texte couvre.")
    envelope = EuroField(
        "enveloppe", null=True, blank=True, help_text="Total promis par l’entreprise, en euros."
    )
    job_target = models.PositiveIntegerField(
        "objectif d’emplois",
        null=True,
        blank=True,
        help_text="Nombre d’emplois, non d’équivalents temps plein.",
    )
    reason = models.CharField("objet de l’avenant", max_length=240, blank=True)

    convention_path = "convention"
    dates: ClassVar[Dates] = Dates(
        since="effective_on", apart=("ends_on",), planned=("effective_on",)
    )
    told_with = "convention"
    history = HistoricalRecords()
    objects = BelongingQuerySet.as_manager()

    class Meta:
        verbose_name = "texte en vigueur"
        verbose_name_plural = "textes en vigueur"
        ordering = ["convention", "effective_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "number"], name="terms_number_unique_in_convention"
            ),
            models.UniqueConstraint(
                fields=["convention", "effective_on"], name="terms_one_version_a_day"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("effective_on")),
                name="terms_end_after_effective",
                violation_error_message="Le terme doit suivre l’entrée en vigueur.",
            ),
            models.CheckConstraint(
                condition=Q(envelope__isnull=True) | Q(envelope__gt=0),
                name="terms_envelope_positive",
                violation_error_message="L’enveloppe doit être supérieure à zéro.",
            ),
        ]

    def __str__(self) -> str:
        return f"avenant n° {self.number}" if self.number else "texte signé"

    def named_in_history(self) -> str:
        return f"{'l’' if self.number else 'le '}{self}"

    @property
    def duration_months(self) -> int:
        """Whole months from signature to the end date included."""
        return whole_duration(self.convention.signed_on, self.ends_on)


def term_of(convention: Convention, as_of: date) -> ConventionTerms | None:
    """Return the terms in force on a day; None before the first ones."""
    begun = [t for t in convention.terms.all() if t.effective_on <= as_of]
    return max(begun, key=lambda t: t.effective_on, default=None)
