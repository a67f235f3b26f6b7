"""What a committee is asked to decide, what it decided, and whether it was done."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from convention.belonging import BelongingQuerySet
from convention.pages.addresses import at
from revitalisation.accounts.models import Organisation
from revitalisation.dated import Dates
from revitalisation.records import Versioned

from .committees import Committee
from .conventions import Convention
from .texts import sentences

# What a title holds of a question.
SHOWN = 90


class Resolution(Versioned):
    """A decision asked of a committee, then taken, then carried out: each step has its day."""

    convention = models.ForeignKey(
        Convention,
        on_delete=models.PROTECT,
        related_name="resolutions",
        verbose_name="convention",
        editable=False,
    )
    asked_by = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="demandée par",
        editable=False,
    )
    committee = models.ForeignKey(
        Committee,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="asked",
        verbose_name="demandée au comité",
        help_text="Vide tant que la réunion n’est pas fixée.",
    )
    question = sentences("question", "Ce que le comité doit décider.", blank=False)
    options = sentences("options", "Les choix possibles, et ce que chacun entraîne.")
    proposal = sentences("proposition", "Ce qui est proposé au comité.")
    asked_on = models.DateField("demandée le")
    taken_on = models.DateField("prise le", null=True, blank=True)
    taken_in = models.ForeignKey(
        Committee,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="taken",
        verbose_name="prise par le comité",
        help_text="Vide si elle a été prise hors réunion.",
    )
    decision = sentences("décision", "Ce que le comité a décidé, et qui doit le faire.")
    due_on = models.DateField(
        "à exécuter pour le", null=True, blank=True, help_text="Vide si rien n’est à faire."
    )
    done_on = models.DateField("exécutée le", null=True, blank=True)

    convention_path = "convention"
    dates: ClassVar[Dates] = Dates(
        since="asked_on",
        brings={"taken_on": ("taken_in", "decision", "due_on"), "done_on": ()},
        apart=("due_on",),
    )
    history_page = "resolution_history"
    removed_from = "convention"
    history = HistoricalRecords()
    objects = BelongingQuerySet.as_manager()

    class Meta:
        verbose_name = "décision demandée"
        verbose_name_plural = "décisions demandées"
        ordering = ["convention", "asked_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(question=""),
                name="resolution_asks_something",
                violation_error_message="Une décision demandée pose une question.",
            ),
            models.CheckConstraint(
                condition=Q(taken_on__isnull=True, decision="")
                | Q(taken_on__isnull=False) & ~Q(decision=""),
                name="resolution_taken_says_what",
                violation_error_message="Une décision prise a sa date et son contenu.",
            ),
            models.CheckConstraint(
                condition=Q(taken_on__isnull=True) | Q(taken_on__gte=F("asked_on")),
                name="resolution_taken_after_asked",
                violation_error_message="Une décision se prend au plus tôt le jour où elle est "
                "demandée.",
            ),
            models.CheckConstraint(
                condition=Q(taken_on__isnull=False) | Q(taken_in__isnull=True, due_on__isnull=True),
                name="resolution_waits_for_nothing_untaken",
                violation_error_message="Le comité et l’échéance d’une décision vont avec sa date.",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("taken_on")),
                name="resolution_due_after_taken",
                violation_error_message="L’échéance ne peut pas précéder la décision.",
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True)
                | Q(taken_on__isnull=False) & Q(done_on__gte=F("taken_on")),
                name="resolution_done_after_taken",
                violation_error_message="Une décision s’exécute au plus tôt le jour où elle est "
                "prise.",
            ),
        ]

    def __str__(self) -> str:
        return self.question if len(self.question) <= SHOWN else f"{self.question[: SHOWN - 1]}…"

    def named_in_history(self) -> str:
        return f"la décision demandée «\u00a0{self}\u00a0»"

    def get_absolute_url(self) -> str:
        return at("resolution_detail", None, self.convention.slug, self.pk)

    def is_late(self, as_of: date) -> bool:
        """Say whether what was decided by a day, for an earlier one, was still to be done."""
        is_due = self.taken_on is not None and self.taken_on <= as_of
        is_due = is_due and self.due_on is not None and self.due_on < as_of
        return is_due and (self.done_on is None or self.done_on > as_of)
