"""What a job and a placement share: a hire, who entered it, and whether the rules count it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case, Expression, F, Q, Value, When

from revitalisation.dated import Dates
from revitalisation.records import Versioned

from .belonging import Belonging
from .contracts import Contract
from .counting import Decision, Hire, Reason, Terms, decide
from .models import CountingRules


class HireDates(Dates):
    """The days of a hire; that its trial period was broken off is known from that day only."""

    def columns(self, model: type[models.Model], as_of: date) -> dict[str, Expression]:
        to_come = When(not_counted_reason=Reason.TRIAL, ended_on__gt=as_of, then=Value(""))
        reason = Case(to_come, default=F("not_counted_reason"))
        return super().columns(model, as_of) | {"not_counted_reason": reason}

    def forget(self, record: Any, as_of: date) -> None:
        if record.not_counted_reason == Reason.TRIAL and record.ended_on > as_of:
            record.not_counted_reason = ""
        super().forget(record, as_of)


class RecordedHire(Belonging, Versioned):
    """A hire and what ``convention.counting.decide`` answered about it.

    Exactly one of ``counts_from`` and ``not_counted_reason`` is filled; saving asks again. Each
    kind of hire has its own reasons for an end. ``derived`` is what ``apply`` fills in, ``facts``
    the records beside it that the rules read.
    """

    derived: ClassVar[frozenset[str]] = frozenset({"counts_from", "not_counted_reason"})
    facts: ClassVar[tuple[str, ...]] = ()

    contract = models.CharField("contrat", max_length=20, choices=Contract)
    duration_months = models.PositiveSmallIntegerField(
        "durée du contrat, en mois", null=True, blank=True
    )
    weekly_hours = models.DecimalField(
        "heures hebdomadaires", max_digits=4, decimal_places=2, null=True, blank=True
    )
    hired_on = models.DateField("embauche")
    ended_on = models.DateField("rompu le", null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    entered_at = models.DateTimeField("saisi le", auto_now_add=True)
    counts_from = models.DateField("compte à partir du", null=True, editable=False)
    # Worked out where a likely double is settled.
    counted_elsewhere_on = models.DateField("compté ailleurs depuis le", null=True, editable=False)
    not_counted_reason = models.CharField(
        "motif de non-décompte", max_length=20, choices=Reason, blank=True, editable=False
    )

    dates: ClassVar[Dates] = HireDates(
        since="hired_on",
        brings={"ended_on": ("end_reason",), "counts_from": (), "counted_elsewhere_on": ()},
        apart=("entered_at",),
    )

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_reason="")
                | Q(ended_on__isnull=False, ended_on__gte=F("hired_on")) & ~Q(end_reason=""),
                name="%(class)s_end_after_hire_with_reason",
                violation_error_message="Une rupture suit l’embauche et porte un motif.",
            ),
            models.CheckConstraint(
                condition=Q(
                    counts_from__isnull=False,
                    counts_from__gte=F("hired_on"),
                    not_counted_reason="",
                )
                | Q(counts_from__isnull=True) & ~Q(not_counted_reason=""),
                name="%(class)s_counts_or_says_why",
            ),
            models.CheckConstraint(
                condition=Q(counted_elsewhere_on__isnull=True)
                | Q(counted_elsewhere_on__gte=F("hired_on")),
                name="%(class)s_elsewhere_after_hire",
            ),
            models.CheckConstraint(
                condition=Q(weekly_hours__isnull=True)
                | Q(weekly_hours__gt=0, weekly_hours__lte=48),
                name="%(class)s_hours_plausible",
                violation_error_message="La durée hebdomadaire va de 1 à 48 heures.",
            ),
        ]

    is_placement: ClassVar[bool] = False
    is_about_people = True
    untold = frozenset({"entered_by", "entered_at"})
    # One of the two is always filled: emptying the other says nothing more.
    consequences: ClassVar[Mapping[str, tuple[str, str]]] = {
        "counts_from": ("compte à partir du {}", ""),
        "not_counted_reason": ("ne compte pas ({})", ""),
        "counted_elsewhere_on": (
            "est compté ailleurs depuis le {}",
            "n’est plus compté ailleurs",
        ),
    }

    @property
    def is_replacement(self) -> bool:
        """Whether the hire fills a post that someone else has left."""
        return False

    def later_terms(self) -> tuple[Terms, ...]:
        """Return what its contract became, the oldest first."""
        return ()

    @property
    def hire(self) -> Hire:
        """The facts that the counting rules look at."""
        return Hire(
            hired_on=self.hired_on,
            contract=self.contract,
            duration_months=self.duration_months,
            weekly_hours=self.weekly_hours,
            ended_on=self.ended_on,
            is_replacement=self.is_replacement,
            is_placement=self.is_placement,
            changes=self.later_terms(),
        )

    def apply(self, decision: Decision) -> None:
        """Store what the counting rules decided."""
        self.counts_from = decision.counts_from
        self.not_counted_reason = decision.reason

    def rules_read(self) -> list[CountingRules]:
        """Return the rules of the convention, as stored."""
        return list(self.convention.counting_rules.all())

    def save(self, *args: Any, **kwargs: Any) -> None:
        fields = kwargs.get("update_fields")
        if fields is None or self.edits(fields):
            rules = self.rules_read()
            self.apply(decide(self.hire, rules, self.convention.signed_on))
            if fields is not None:
                kwargs["update_fields"] = {*fields, *self.derived}
        super().save(*args, **kwargs)
