"""Axis 3: the territorial skills plan and the placements of young people."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from axes.business.models import ConventionCompany
from convention.access import Right
from convention.belonging import Belonging, BelongingQuerySet
from convention.calendar import add_months
from convention.hires import RecordedHire
from convention.models import Axis
from convention.pages.addresses import at
from revitalisation.accounts.models import Organisation
from revitalisation.dated import Dates
from revitalisation.records import Versioned


class SkillsPlan(Belonging, Versioned):
    """A territorial plan for jobs and skills (GPECT) that the convention pays for."""

    axis = models.ForeignKey(
        Axis, on_delete=models.PROTECT, related_name="skills_plans", verbose_name="axe"
    )
    title = models.CharField("intitulé", max_length=160)
    lead = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="pilote"
    )

    convention_path = "axis__convention"
    told_as = "la GPECT «\u00a0{0.title}\u00a0»"
    told_with = "axis"
    history = HistoricalRecords()
    objects = BelongingQuerySet.as_manager()

    class Meta:
        verbose_name = "GPECT"
        verbose_name_plural = "GPECT"

    def __str__(self) -> str:
        return self.title


class SkillsPlanMilestone(Belonging, Versioned):
    """A step of the plan, with the day it was meant for and the day it was reached."""

    plan = models.ForeignKey(
        SkillsPlan, on_delete=models.CASCADE, related_name="milestones", verbose_name="GPECT"
    )
    title = models.CharField("étape", max_length=160)
    planned_on = models.DateField("prévue le")
    done_on = models.DateField("réalisée le", null=True, blank=True)

    convention_path = "plan__axis__convention"
    dates: ClassVar[Dates] = Dates(brings={"done_on": ()}, apart=("planned_on",))
    told_as = "l’étape «\u00a0{0.title}\u00a0»"
    told_with = "plan"
    history = HistoricalRecords()
    objects = BelongingQuerySet.as_manager()

    class Meta:
        verbose_name = "étape de la GPECT"
        verbose_name_plural = "étapes de la GPECT"
        ordering = ["plan", "planned_on"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "title"], name="milestone_title_unique")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return self.plan.axis.get_absolute_url()


class Placement(RecordedHire):
    """The hire of someone under 26 through the Mission Locale.

    The age at hire is kept, never the date of birth. Names are read only by those who follow the
    person (``convention.access``); every other page shows the code.
    """

    class EndReason(models.TextChoices):
        RESIGNATION = "resignation", "Rupture par le jeune"
        EMPLOYER = "employer", "Rupture par l’employeur"
        CONTRACT_END = "contract_end", "Fin de contrat"
        OTHER = "other", "Autre"

    is_placement = True

    axis = models.ForeignKey(
        Axis, on_delete=models.PROTECT, related_name="placements", verbose_name="axe"
    )
    code = models.CharField("code", max_length=20)
    given_name = models.CharField("prénom", max_length=80, blank=True)
    family_name = models.CharField("nom", max_length=80, blank=True)
    employer = models.ForeignKey(
        ConventionCompany,
        on_delete=models.PROTECT,
        related_name="placements",
        verbose_name="employeur",
    )
    employer_fte = models.DecimalField(
        "effectif de l’employeur",
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Équivalents temps plein le jour de l’embauche.",
    )
    age_at_hire = models.PositiveSmallIntegerField("âge à l’embauche")
    end_reason = models.CharField("motif de rupture", max_length=12, choices=EndReason, blank=True)
    convention_path = "axis__convention"
    told_as = "le placement {0.code}"
    history_page = "placement_history"
    removed_from = "axis"
    read_with = dict.fromkeys(
        ("employer", "employer_fte", "age_at_hire", "end_reason"), Right.NAME_YOUNG_PEOPLE
    )
    names_of_people = ("given_name", "family_name")
    history = HistoricalRecords(excluded_fields=["given_name", "family_name"])
    objects = BelongingQuerySet.as_manager()

    class Meta(RecordedHire.Meta):
        abstract = False
        verbose_name = "placement d’un jeune"
        verbose_name_plural = "placements de jeunes"
        ordering = ["-hired_on", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["axis", "code"],
                name="placement_code_unique",
                violation_error_message="Ce code existe déjà dans cet axe.",
            ),
            models.CheckConstraint(
                condition=Q(age_at_hire__gte=15, age_at_hire__lt=26),
                name="placement_under_26",
                violation_error_message="Un jeune placé a de 15 à 25 ans le jour de l’embauche.",
            ),
            models.CheckConstraint(
                condition=Q(employer_fte__isnull=True) | Q(employer_fte__gte=0),
                name="placement_employer_fte_not_negative",
                violation_error_message="L’effectif de l’employeur ne peut pas être négatif.",
            ),
            *RecordedHire.Meta.constraints,
        ]

    def __str__(self) -> str:
        return self.code

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        for follow_up in self.follow_ups.all():
            if follow_up.due_on != follow_up.anniversary:
                follow_up.save(update_fields=["due_on"])

    def get_absolute_url(self) -> str:
        return at("placement_detail", None, self.convention.slug, self.pk)


class FollowUp(Belonging, Versioned):
    """What became of a placement 3, 6 or 12 months after the hire."""

    class Month(models.IntegerChoices):
        THREE = 3, "3 mois"
        SIX = 6, "6 mois"
        TWELVE = 12, "12 mois"

    class Situation(models.TextChoices):
        IN_POST = "in_post", "Toujours en poste"
        OTHER_JOB = "other_job", "Dans un autre emploi"
        TRAINING = "training", "En formation"
        SEEKING = "seeking", "En recherche d’emploi"
        UNREACHABLE = "unreachable", "Injoignable"

    placement = models.ForeignKey(
        Placement, on_delete=models.CASCADE, related_name="follow_ups", verbose_name="placement"
    )
    month = models.PositiveSmallIntegerField("échéance", choices=Month)
    due_on = models.DateField("dû le", editable=False)
    done_on = models.DateField("réalisé le", null=True, blank=True)
    situation = models.CharField("situation", max_length=12, choices=Situation, blank=True)

    convention_path = "placement__axis__convention"
    dates: ClassVar[Dates] = Dates(brings={"done_on": ("situation",)}, apart=("due_on",))
    told_with, comes_with = "placement", True
    consequences: ClassVar[Mapping[str, tuple[str, str]]] = {"due_on": ("est dû le {}", "")}
    read_with = {"situation": Right.ENTER_PLACEMENTS}
    is_about_people = True
    history = HistoricalRecords()
    objects = BelongingQuerySet.as_manager()

    class Meta:
        verbose_name = "suivi"
        ordering = ["placement", "month"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "month"], name="follow_up_once_a_month"),
            models.CheckConstraint(
                condition=Q(month__in=(3, 6, 12)), name="follow_up_at_3_6_12_months"
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, situation="")
                | Q(done_on__isnull=False) & ~Q(situation=""),
                name="follow_up_done_says_situation",
                violation_error_message="Un suivi réalisé porte une date et une situation.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.placement} à {self.get_month_display()}"

    def named_in_history(self) -> str:
        return f"le suivi à {self.get_month_display()}"

    def get_absolute_url(self) -> str:
        return self.placement.get_absolute_url()

    @property
    def anniversary(self) -> date:
        """The day it is due: as many months after the hire."""
        return add_months(self.placement.hired_on, self.month)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.due_on = self.anniversary
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "due_on"}
        super().save(*args, **kwargs)
