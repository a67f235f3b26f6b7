"""What an indicator asks of the rows of its table at a date, as Django expressions and as SQL."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import models
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.models import Q, Value

from .indicators import Indicator
from .measures import COUNT
from .registry import measured

# Compiles statements in one dialect whatever the database in use, and never connects.
_DIALECT = DatabaseWrapper({"ENGINE": "", "NAME": ":memory:", "OPTIONS": {}}, alias="declared")


def conditions(indicator: Indicator, as_of: date) -> dict[str, Q]:
    """Return the conditions of the rows that one indicator asks at a date, by suffix."""
    condition = indicator.when(as_of)
    found = {"": condition}
    if indicator.measure is not COUNT:
        found["_rows"] = condition
    if indicator.known is not None:
        found["_known"] = measured(indicator.base).when(as_of) & indicator.known
    return found


def aggregates(
    indicator: Indicator, conditions: Mapping[str, Q], given: Collection[Q] = ()
) -> dict[str, models.Expression]:
    """Return the aggregates of one indicator over the rows that meet conditions, by suffix.

    ``given``: what all the rows that are read meet, which is not asked of them again.
    """
    found: dict[str, models.Expression] = {}
    for suffix, condition in conditions.items():
        rest = Q(*(part for part in conjuncts(condition) if part not in given))
        measure = COUNT if suffix else indicator.measure
        found[suffix] = measure.over(rest or None)
    return found


def conjuncts(condition: Q) -> list[Q]:
    """Return the conditions that all hold where a condition does."""
    if condition.negated or condition.connector != Q.AND:
        return [condition]
    found: list[Q] = []
    for child in condition.children:
        found += conjuncts(child) if isinstance(child, Q) else [Q(child)]
    return found


def shared(conditions: Collection[Q]) -> list[Q]:
    """Return what several conditions have in common, in the order of the first."""
    first, *others = map(conjuncts, conditions)
    known = [set(parts) for parts in others]
    return [part for part in dict.fromkeys(first) if all(part in parts for parts in known)]


def compiled(indicator: Indicator, as_of: date) -> tuple[str, tuple[Any, ...]]:
    """Return those aggregates as SQL and its parameters; no database is asked anything."""
    asked = aggregates(indicator, conditions(indicator, as_of))
    columns = {f"value{suffix}": expression for suffix, expression in asked.items()}
    query = indicator.fact.model._default_manager.order_by().values(none_=Value(0))
    sql, params = query.annotate(**columns).query.get_compiler(connection=_DIALECT).as_sql()
    return sql, tuple(params)
