"""How rows become a value: counted, added up, or the latest of them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, Max, Q, Sum, Value
from django.db.models.aggregates import Aggregate
from django.db.models.expressions import Combinable

from axes.ledger.states import signed


@dataclass(frozen=True)
class Measure:
    """How rows become a value; ``over(q)`` is the same aggregate over the rows that meet ``q``.

    ``is_count`` says that the value is how many there are of what is counted, not something of it.
    """

    over: Callable[[Q | None], Aggregate]
    is_count: bool = False


# Of a constant: an index that covers the rest need not hold the key.
COUNT = Measure(lambda q: Count(Value(1), filter=q), is_count=True)


def heads(field: str) -> Measure:
    """How many, where each row says so in a column."""
    return Measure(lambda q: Sum(field, filter=q), is_count=True)


def total(field: str | Combinable) -> Measure:
    """Sum of a column, or of an expression."""
    return Measure(lambda q: Sum(field, filter=q))


def latest(field: str) -> Measure:
    """Greatest value of a column."""
    return Measure(lambda q: Max(field, filter=q))


def net(*subtracted: str) -> Measure:
    """Sum of ledger amounts, in euro cents, the kinds named being subtracted."""
    amount = signed(*subtracted) if subtracted else "amount"
    return Measure(lambda q: Sum(amount, filter=q))
