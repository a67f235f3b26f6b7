"""What the contract of a hire became: another contract, or other hours, from a day on."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from convention.belonging import Belonging, BelongingQuerySet
from convention.contracts import Contract
from convention.counting import Terms
from revitalisation.dated import Dates
from revitalisation.dated_rows import DatedRow, one_a_day
from revitalisation.ui.formats import number

from .jobs import Job


class ContractChange(Belonging, DatedRow):
    """The contract, its length in months and its hours a week, from a day after the hire on.

    What they were on the first day is on the hire, and is corrected there.
    """

    job = models.ForeignKey(
        Job, on_delete=models.PROTECT, related_name="changes", verbose_name="emploi"
    )
    changed_on = models.DateField("à compter du", help_text="Après le jour de l’embauche.")
    contract = models.CharField("contrat", max_length=20, choices=Contract)
    duration_months = models.PositiveSmallIntegerField(
        "durée du contrat, en mois", null=True, blank=True
    )
    weekly_hours = models.DecimalField(
        "heures hebdomadaires", max_digits=4, decimal_places=2, null=True, blank=True
    )

    convention_path = "job__project__axis__convention"
    about = ("job",)
    dates: ClassVar[Dates] = Dates(since="changed_on", apart=("holds_until", "recorded_at"))
    told_as = "le contrat de l’emploi n°\u00a0{0.job_id}"
    told_with = "job"
    is_about_people = True
    # When a row ends is worked out from the others.
    history = HistoricalRecords(excluded_fields=["holds_until"])
    objects = BelongingQuerySet.as_manager()
    PROVEN: ClassVar[str] = (
        "Une pièce acceptée montre le contrat de cet emploi ce jour-là\u00a0: il ne se rectifie "
        "qu’une fois retirée l’acceptation."
    )

    class Meta(DatedRow.Meta):
        abstract = False
        verbose_name = "changement de contrat"
        verbose_name_plural = "changements de contrat"
        ordering = ["job", "changed_on", "pk"]
        constraints = [
            *DatedRow.Meta.constraints,
            one_a_day(
                "contract_change_one_a_day",
                "job",
                day="changed_on",
                message="Le contrat change déjà ce jour-là\u00a0: rectifiez ce changement.",
            ),
            models.CheckConstraint(
                condition=Q(contract=Contract.PERMANENT, duration_months__isnull=True)
                | Q(~Q(contract=Contract.PERMANENT))
                & (Q(duration_months__isnull=True) | Q(duration_months__gt=0)),
                name="contract_change_duration_fits_contract",
                violation_error_message="Un CDI n’a pas de durée\u202f; les autres contrats, si.",
            ),
            models.CheckConstraint(
                condition=Q(weekly_hours__isnull=True)
                | Q(weekly_hours__gt=0, weekly_hours__lte=48),
                name="contract_change_hours_plausible",
                violation_error_message="La durée hebdomadaire va de 1 à 48 heures.",
            ),
        ]

    def __str__(self) -> str:
        return f"{told(self)} à compter du {self.changed_on:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return self.job.get_absolute_url()

    @property
    def terms(self) -> Terms:
        """What the counting rules look at."""
        return Terms(self.changed_on, self.contract, self.duration_months, self.weekly_hours)

    def settled(self) -> None:
        # The rules are asked again of the hire, from what is stored of it.
        Job.objects.get(pk=self.job_id).ask_again()


def told(held: Any) -> str:
    """Say what a hire, or a change, has of a contract: « CDD de 6 mois, 24 h »."""
    months = f" de {held.duration_months} mois" if held.duration_months else ""
    hours = f", {number(held.weekly_hours)} h" if held.weekly_hours else ""
    return f"{held.get_contract_display()}{months}{hours}"
