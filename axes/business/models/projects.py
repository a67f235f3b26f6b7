"""The case of one company, from its receipt on."""

from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from convention.belonging import Belonging, BelongingQuerySet
from convention.models import Axis
from convention.pages.addresses import at
from convention.spells import respell
from revitalisation.dated import Dates
from revitalisation.records import Versioned
from revitalisation.ui.money import EuroField

from .companies import ConventionCompany


class Project(Belonging, Versioned):
    """The case of one company; what is decided of it are rows of their own, dated.

    Two days are worked out from these, so that figures ask nothing of most: ``approved_from``, the
    first on which it is approved, and ``lapsed_from``, the first after it on which it is not.
    """

    class Kind(models.TextChoices):
        CREATION = "creation", "Création"
        TAKEOVER = "takeover", "Reprise"
        DEVELOPMENT = "development", "Développement"
        SETTING_UP = "setting_up", "Implantation"

    class Size(models.TextChoices):
        """Bands of headcount before the aid."""

        NONE = "0", "aucun salarié"
        MICRO = "1-9", "1 à 9 salariés"
        SMALL = "10-49", "10 à 49 salariés"
        MEDIUM = "50-249", "50 à 249 salariés"
        LARGE = "250+", "250 salariés et plus"
        UNKNOWN = "", "non renseigné"

    class Source(models.TextChoices):
        """Where the headcount before the aid was read."""

        DSN = "dsn", "DSN"
        REGISTER = "register", "Registre du personnel"
        ACCOUNTANT = "accountant", "Attestation de l’expert-comptable"
        DECLARED = "declared", "Déclaration de l’entreprise"
        CARRIED_OVER = "carried_over", "Reprise, sans date connue"

    HEADCOUNT_BEFORE: ClassVar[str] = (
        "L’effectif de référence est celui d’avant l’aide\u00a0: "
        "sa date ne peut pas suivre l’accord."
    )

    reference = models.CharField("référence", max_length=30)
    axis = models.ForeignKey(
        Axis, on_delete=models.PROTECT, related_name="projects", verbose_name="axe"
    )
    company = models.ForeignKey(
        ConventionCompany,
        on_delete=models.PROTECT,
        related_name="projects",
        verbose_name="entreprise",
    )
    kind = models.CharField("nature", max_length=12, choices=Kind)
    title = models.CharField("objet", max_length=200)
    received_on = models.DateField("reçu le")
    completed_on = models.DateField("complet le", null=True, blank=True)
    investment = EuroField("investissement", null=True, blank=True)
    other_funding = EuroField("autres financements", null=True, blank=True)

    baseline_fte = models.DecimalField(
        "effectif de référence",
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Équivalents temps plein avant l’aide.",
    )
    baseline_on = models.DateField("effectif au", null=True, blank=True)
    baseline_source = models.CharField(
        "source de l’effectif", max_length=12, choices=Source, blank=True
    )
    approved_from = models.DateField("accordé depuis le", null=True, editable=False)
    lapsed_from = models.DateField("accord perdu le", null=True, editable=False)

    convention_path = "axis__convention"
    dates: ClassVar[Dates] = Dates(
        since="received_on",
        brings={"completed_on": ()},
        # The day of a count that the file holds, never after its approval; what decisions say.
        apart=("baseline_on", "approved_from", "lapsed_from"),
    )
    told_as = "le projet {0.reference}"
    history_page = "project_history"
    removed_from = "axis"
    named_with = ("company",)
    history = HistoricalRecords(excluded_fields=["approved_from", "lapsed_from"])
    objects = BelongingQuerySet.as_manager()

    class Meta:
        verbose_name = "projet"
        ordering = ["-received_on", "reference"]
        indexes = [
            # Covers whether projects are approved at a date, where a row is its own key (SQLite).
            models.Index(fields=["axis", "approved_from", "lapsed_from"], name="project_approved")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["axis", "reference"],
                name="project_reference_unique",
                violation_error_message="Cette référence existe déjà dans cet axe.",
            ),
            models.CheckConstraint(
                condition=Q(completed_on__isnull=True) | Q(completed_on__gte=F("received_on")),
                name="project_completed_after_received",
                violation_error_message="Le dossier ne peut pas être complet avant d’être reçu.",
            ),
            models.CheckConstraint(
                condition=(Q(investment__isnull=True) | Q(investment__gte=0))
                & (Q(other_funding__isnull=True) | Q(other_funding__gte=0)),
                name="project_money_not_negative",
                violation_error_message="Un montant ne peut pas être négatif.",
            ),
            models.CheckConstraint(
                condition=Q(baseline_fte__isnull=True) | Q(baseline_fte__gte=0),
                name="project_baseline_not_negative",
                violation_error_message="L’effectif de référence ne peut pas être négatif.",
            ),
            models.CheckConstraint(
                condition=Q(baseline_fte__isnull=True, baseline_on__isnull=True, baseline_source="")
                | Q(baseline_fte__isnull=False, baseline_on__isnull=False)
                & ~Q(baseline_source__in=("", "carried_over"))
                | Q(
                    baseline_fte__isnull=False,
                    baseline_on__isnull=True,
                    baseline_source="carried_over",
                ),
                name="project_baseline_dated_with_source",
                violation_error_message="Un effectif de référence va avec sa date et sa source.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} – {self.company}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        fields = kwargs.get("update_fields")
        with transaction.atomic():
            super().save(*args, **kwargs)
            if fields is None or self.edits(fields):
                respell(self.jobs.all())

    def get_absolute_url(self) -> str:
        return at("project_detail", None, self.convention.slug, self.pk)
