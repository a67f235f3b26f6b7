"""The case of one company, from its receipt to its decision."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from axes.business.querysets import ProjectQuerySet
from convention.models import Axis, Convention
from revitalisation.records import Versioned
from revitalisation.ui.money import EuroField

from .companies import Company


class Project(Versioned):
    """The case of one company, from its receipt to its decision."""

    class Kind(models.TextChoices):
        CREATION = "creation", "Création"
        TAKEOVER = "takeover", "Reprise"
        DEVELOPMENT = "development", "Développement"
        SETTING_UP = "setting_up", "Implantation"

    class Decision(models.TextChoices):
        FAVOURABLE = "favourable", "Favorable"
        RESERVED = "reserved", "Favorable avec réserve"
        ADJOURNED = "adjourned", "Ajourné"
        UNFAVOURABLE = "unfavourable", "Défavorable"

    APPROVALS = (Decision.FAVOURABLE, Decision.RESERVED)

    reference = models.CharField("référence", max_length=30)
    axis = models.ForeignKey(
        Axis, on_delete=models.PROTECT, related_name="projects", verbose_name="axe"
    )
    company = models.ForeignKey(
        Company, on_delete=models.PROTECT, related_name="projects", verbose_name="entreprise"
    )
    kind = models.CharField("nature", max_length=12, choices=Kind)
    title = models.CharField("objet", max_length=200)
    received_on = models.DateField("reçu le")
    completed_on = models.DateField("complet le", null=True, blank=True)
    decided_on = models.DateField("décidé le", null=True, blank=True)
    decision = models.CharField("décision", max_length=12, choices=Decision, blank=True)
    withdrawn_on = models.DateField("retiré le", null=True, blank=True)
    investment = EuroField("investissement", null=True, blank=True)
    other_funding = EuroField("autres financements", null=True, blank=True)

    told_as = "le projet {0.reference}"
    history_page = "project_history"
    removed_from = "axis"
    named_with = ("company",)
    history = HistoricalRecords()
    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "projet"
        ordering = ["-decided_on", "reference"]
        indexes = [models.Index(fields=["axis", "decided_on"], name="project_axis_decided")]
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
                condition=Q(decided_on__isnull=True)
                | Q(completed_on__isnull=False, decided_on__gte=F("completed_on")),
                name="project_decided_after_completed",
                violation_error_message="La décision suit le jour où le dossier est complet.",
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True, decision="")
                | Q(decided_on__isnull=False) & ~Q(decision=""),
                name="project_decision_dated",
                violation_error_message="Une décision va avec sa date.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("received_on")),
                name="project_withdrawn_after_received",
                violation_error_message="Le retrait ne peut pas précéder la réception.",
            ),
            models.CheckConstraint(
                condition=(Q(investment__isnull=True) | Q(investment__gte=0))
                & (Q(other_funding__isnull=True) | Q(other_funding__gte=0)),
                name="project_money_not_negative",
                violation_error_message="Un montant ne peut pas être négatif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} – {self.company}"

    def get_absolute_url(self) -> str:
        return reverse("project_detail", args=[self.convention.slug, self.pk])

    @property
    def convention(self) -> Convention:
        """The convention the project belongs to, through its axis."""
        return self.axis.convention
