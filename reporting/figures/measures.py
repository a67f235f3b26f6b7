"""How rows become a value: counted, added up, or the latest of them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, Max, Q, Sum
from django.db.models.aggregates import Aggregate

from axes.ledger.states import signed


@dataclass(frozen=True)
class Measure:
    """How rows become a value; ``over(q)`` is the same aggregate over the rows that meet ``q``."""

    over: Callable[[Q | None], Aggregate]


COUNT = Measure(lambda q: Count("pk", filter=q))


def total(field: str) -> Measure:
    """Sum of a column."""
    return Measure(lambda q: Sum(field, filter=q))


def latest(field: str) -> Measure:
    """Greatest value of a column."""
    return Measure(lambda q: Max(field, filter=q))


def net(*subtracted: str) -> Measure:
    """Sum of ledger amounts, in euro cents, the kinds named being subtracted."""
    amount = signed(*subtracted) if subtracted else "amount"
    return Measure(lambda q: Sum(amount, filter=q))
