"""Spells: on which days a hire counts, and why it does not on the others; stored, never typed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q

from .counting import Period, Reason

BATCH = 1000


class Spell(models.Model):
    """Days of a hire, from ``since`` to the eve of ``until``; it counts where it has no ``reason``.

    The spells of a hire follow each other from its first day on, without a gap. They are worked out
    from its facts, and replaced whenever one of these changes (``respell``). Two that follow each
    other may say the same and differ in what they repeat of the hire: ``said_since`` is the day
    from which the same has been said.
    """

    since = models.DateField("du", editable=False)
    until = models.DateField("jusqu’au", null=True, editable=False)
    said_since = models.DateField("compte, ou non, depuis le", editable=False)
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
            models.CheckConstraint(
                condition=Q(said_since__lte=F("since")), name="%(class)s_said_by_then"
            ),
        ]

    @staticmethod
    def on(day: date, prefix: str = "") -> Q:
        """Return the condition that a spell holds a day; one of each hire does, from its first."""
        ends = Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gt": day})
        return Q(**{f"{prefix}since__lte": day}) & ends


def misspelled(hires: models.QuerySet[Any]) -> Iterator[tuple[Any, list[Spell]]]:
    """Yield the hires whose stored spells are not what their facts say, with those that they say.

    The queryset has ``worked_out``, which yields hires with the days on which they count, and
    with each the hires whose days follow from it.
    """
    for hire, right in hires.worked_out():  # type: ignore[attr-defined]
        said = list(spelled(hire, right, hire.spelled_with()))
        if list(map(_told, hire.spells.all())) != list(map(_told, said)):
            yield hire, said


def respell(hires: models.QuerySet[Any]) -> int:
    """Store the spells that the facts of hires say, where they differ; return of how many hires."""
    kind: Any = hires.model._meta.get_field("spells").related_model
    with transaction.atomic():
        wrong = list(misspelled(hires))
        kind.objects.filter(hire__in=[hire.pk for hire, _ in wrong]).delete()
        kind.objects.bulk_create(spell for _, said in wrong for spell in said)
    return len(wrong)


# What spells repeat of their hire, from each of its days on.
Repeated = Sequence[tuple[date, dict[str, Any]]]


def spelled(hire: Any, right: Iterable[Period], repeated: Repeated) -> Iterator[Spell]:
    """Yield the spells of a hire, still to be stored: cut, too, where what they repeat changes."""
    kind = hire._meta.get_field("spells").related_model
    for period in right:
        for part, columns in _cut(period, repeated):
            yield kind(
                hire_id=hire.pk,
                since=part.since,
                until=part.until,
                reason=part.reason,
                said_since=period.since,
                **columns,
            )


def _cut(period: Period, repeated: Repeated) -> Iterator[tuple[Period, dict[str, Any]]]:
    """Yield the parts of a period within which a hire is told with the same columns."""
    for place, (day, columns) in enumerate(repeated):
        ends = repeated[place + 1][0] if place + 1 < len(repeated) else None
        since = max(period.since, day)
        until = min(filter(None, (period.until, ends)), default=None)
        if until is None or since < until:
            yield replace(period, since=since, until=until), columns


def _told(spell: Spell) -> dict[str, Any]:
    own = (field.attname for field in spell._meta.concrete_fields if not field.primary_key)
    return {name: getattr(spell, name) for name in own}
