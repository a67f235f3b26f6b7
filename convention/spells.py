"""Spells: on which days a hire counts, and why it does not on the others; stored, never typed."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q

from .counting import Period, Reason

BATCH = 1000


class Spell(models.Model):
    """Days of a hire, from ``since`` to the eve of ``until``; it counts where it has no ``reason``.

    The spells of a hire follow each other from its first day on, without a gap. They are worked out
    from its facts, and replaced whenever one of these changes (``respell``).
    """

    since = models.DateField("du", editable=False)
    until = models.DateField("jusqu’au", null=True, editable=False)
    reason = models.CharField(
        "hors décompte", max_length=20, choices=Reason, blank=True, editable=False
    )

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["hire", "since"], name="%(class)s_follow"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="%(class)s_has_a_day",
            ),
        ]

    @staticmethod
    def on(day: date, prefix: str = "") -> Q:
        """Return the condition that a spell holds a day; one of each hire does, from its first."""
        ends = Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gt": day})
        return Q(**{f"{prefix}since__lte": day}) & ends

    @property
    def period(self) -> Period:
        """What the spell says."""
        return Period(self.since, self.until, self.reason)


def misspelled(hires: Iterable[Any]) -> Iterator[tuple[Any, list[Period]]]:
    """Yield the hires whose stored spells are not what their facts say, with what they say."""
    for hire in hires:
        right, stored = hire.worked_out(), hire.spells.all()
        repeated = hire.spelled_with().items()
        if [spell.period for spell in stored] != right or any(
            getattr(spell, name) != value for spell in stored for name, value in repeated
        ):
            yield hire, right


def respell(hires: models.QuerySet[Any]) -> int:
    """Store the spells that the facts of hires say, where they differ; return of how many hires.

    The queryset has ``with_facts``, which fetches all that ``worked_out`` reads.
    """
    model: Any = hires.model
    kind = model._meta.get_field("spells").related_model
    with transaction.atomic():
        facts = hires.with_facts()  # type: ignore[attr-defined]
        wrong = list(misspelled(facts.iterator(BATCH)))
        kind.objects.filter(hire__in=[hire.pk for hire, _ in wrong]).delete()
        kind.objects.bulk_create(spell for hire, right in wrong for spell in spelled(hire, right))
    return len(wrong)


def spelled(hire: Any, right: Iterable[Period]) -> Iterator[Spell]:
    """Yield the spells of a hire, still to be stored."""
    kind = hire._meta.get_field("spells").related_model
    for period in right:
        yield kind(
            hire_id=hire.pk,
            since=period.since,
            until=period.until,
            reason=period.reason,
            **hire.spelled_with(),
        )
