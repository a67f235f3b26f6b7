"""Aided companies."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords
from stdnum.fr import siret

from axes.business.querysets import CompanyQuerySet
from revitalisation.records import Versioned
from revitalisation.reference.models import Commune, NafCode
from revitalisation.ui.validators import stdnum_validator

validate_siret = stdnum_validator(
    siret,
    "Ce numéro SIRET n’est pas valide\u00a0: il compte 14 chiffres, dont une clé de contrôle.",
)


class Company(Versioned):
    """An aided firm or establishment, with its headcount before any aid."""

    class Size(models.TextChoices):
        """Bands of headcount before the aid."""

        NONE = "0", "aucun salarié"
        MICRO = "1-9", "1 à 9 salariés"
        SMALL = "10-49", "10 à 49 salariés"
        MEDIUM = "50-249", "50 à 249 salariés"
        LARGE = "250+", "250 salariés et plus"
        UNKNOWN = "", "non renseigné"

    name = models.CharField("raison sociale", max_length=160)
    siret = models.CharField(
        "SIRET", max_length=14, unique=True, validators=[validate_siret], help_text="14 chiffres."
    )
    naf = models.ForeignKey(
        NafCode, on_delete=models.PROTECT, related_name="+", verbose_name="activité (NAF)"
    )
    commune = models.ForeignKey(
        Commune, on_delete=models.PROTECT, related_name="+", verbose_name="commune"
    )
    baseline_fte = models.DecimalField(
        "effectif de référence",
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Équivalents temps plein avant l’aide.",
    )

    told_as = "l’entreprise {0.name}"
    history_page = "company_history"
    is_shared = True
    history = HistoricalRecords()
    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name = "entreprise"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(baseline_fte__isnull=True) | Q(baseline_fte__gte=0),
                name="company_baseline_not_negative",
                violation_error_message="L’effectif de référence ne peut pas être négatif.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def siren(self) -> str:
        """The nine digits of the legal unit."""
        return self.siret[:9]
