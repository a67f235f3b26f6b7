"""Axis 1: the closed site and the operators who might take it over."""

from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from simple_history.models import HistoricalRecords

from axes.business.models import Project
from convention.belonging import Belonging, BelongingQuerySet
from convention.models import Axis
from convention.pages.addresses import at
from revitalisation.dated import Dates
from revitalisation.records import Versioned
from revitalisation.reference.models import Commune


class Site(Belonging, Versioned):
    """A closed site that looks for a new use; ``floor_area`` in square metres."""

    axis = models.ForeignKey(
        Axis, on_delete=models.PROTECT, related_name="sites", verbose_name="axe"
    )
    name = models.CharField("nom", max_length=160)
    commune = models.ForeignKey(
        Commune, on_delete=models.PROTECT, related_name="+", verbose_name="commune"
    )
    floor_area = models.PositiveIntegerField("surface bâtie (m²)", null=True, blank=True)
    closed_on = models.DateField("fermé le", null=True, blank=True)

    convention_path = "axis__convention"
    dates: ClassVar[Dates] = Dates(brings={"closed_on": ()})
    told_as = "le site {0.name}"
    told_with = "axis"
    history = HistoricalRecords()
    objects = BelongingQuerySet.as_manager()

    class Meta:
        verbose_name = "site"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["axis", "name"], name="site_name_unique")]

    def __str__(self) -> str:
        return self.name


class Prospect(Belonging, Versioned):
    """A possible new operator of the site; once signed, it becomes a project."""

    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="prospects", verbose_name="site"
    )
    name = models.CharField("prospect", max_length=160)
    activity = models.CharField("activité", max_length=160)
    jobs_envisaged = models.PositiveIntegerField("emplois envisagés", null=True, blank=True)
    project = models.OneToOneField(
        Project,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="prospect",
        verbose_name="projet",
        help_text="Le projet né du prospect, une fois signé.",
    )

    convention_path = "site__axis__convention"
    # Its first stage is the day from which it is known.
    dates: ClassVar[Dates] = Dates(since="stages__dated_on")
    told_as = "le prospect {0.name}"
    history_page = "prospect_history"
    removed_from = "site"
    history = HistoricalRecords()
    objects = BelongingQuerySet.as_manager()

    class Meta:
        verbose_name = "prospect"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="prospect_name_unique")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return at("prospect_detail", None, self.convention.slug, self.pk)

    def project_by(self, as_of: date) -> Project | None:
        """Return the project born of the prospect, once signed and received by a day."""
        signed = ProspectStage.Stage.SIGNED
        has_signed = any(s.stage == signed and s.dated_on <= as_of for s in self.stages.all())
        if self.project is None or not has_signed or self.project.received_on > as_of:
            return None
        return self.project

    def clean(self) -> None:
        signed = ProspectStage.objects.filter(prospect=self.pk, stage=ProspectStage.Stage.SIGNED)
        if self.project_id and not signed.exists():
            raise ValidationError(
                {"project": "Enregistrez d’abord la signature du prospect, puis son projet."}
            )


class ProspectStage(Belonging, Versioned):
    """A stage a prospect reached on a day."""

    class Stage(models.TextChoices):
        IDENTIFIED = "identified", "Identifié"
        CONTACTED = "contacted", "Contacté"
        VISIT = "visit", "Visite du site"
        STUDY = "study", "À l’étude"
        NEGOTIATION = "negotiation", "Négociation"
        LOST = "lost", "Perdu"
        SIGNED = "signed", "Signé"

    class LostReason(models.TextChoices):
        COST = "cost", "Coût du projet"
        LOCATION = "location", "Autre site retenu"
        FUNDING = "funding", "Financement non obtenu"
        MARKET = "market", "Marché perdu ou reporté"
        BUILDING = "building", "Bâtiment inadapté"
        SILENCE = "silence", "Sans suite de sa part"

    CLOSING = (Stage.LOST, Stage.SIGNED)
    OUT_OF_ORDER: ClassVar[str] = (
        "Les étapes d’un prospect se suivent, et s’arrêtent à sa signature ou à sa perte."
    )

    prospect = models.ForeignKey(
        Prospect, on_delete=models.PROTECT, related_name="stages", verbose_name="prospect"
    )
    stage = models.CharField("étape", max_length=12, choices=Stage)
    dated_on = models.DateField("date")
    lost_reason = models.CharField("motif", max_length=10, choices=LostReason, blank=True)

    convention_path = "prospect__site__axis__convention"
    dates: ClassVar[Dates] = Dates(since="dated_on")
    told_with = "prospect"
    history = HistoricalRecords()
    objects = BelongingQuerySet.as_manager()

    class Meta:
        verbose_name = "étape d’un prospect"
        verbose_name_plural = "étapes d’un prospect"
        ordering = ["prospect", "dated_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage="lost") & ~Q(lost_reason="")
                | ~Q(stage="lost") & Q(lost_reason=""),
                name="stage_lost_with_reason",
                violation_error_message="Un prospect perdu porte un motif, et lui seul.",
            ),
            models.UniqueConstraint(
                fields=["prospect"],
                condition=Q(stage__in=("lost", "signed")),
                name="stage_closed_once",
                violation_error_message="Ce prospect est déjà signé ou perdu.",
            ),
            models.UniqueConstraint(
                fields=["prospect", "stage"],
                name="stage_reached_once",
                violation_error_message="Ce prospect a déjà atteint cette étape.",
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            self.prospect.touch()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            found = super().delete(*args, **kwargs)
            self.prospect.touch()
        return found

    def __str__(self) -> str:
        return f"{self.get_stage_display()} le {self.dated_on:%d/%m/%Y}"

    def named_in_history(self) -> str:
        return f"l’étape «\u00a0{self.get_stage_display()}\u00a0»"

    def get_absolute_url(self) -> str:
        return self.prospect.get_absolute_url()
