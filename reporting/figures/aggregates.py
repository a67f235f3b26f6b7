"""What an indicator asks of the rows of its table at a date, as Django expressions and as SQL."""

from datetime import date
from typing import Any

from django.db import models
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.models import Count, Value

from .indicators import Indicator
from .measures import COUNT
from .registry import measured

# Compiles statements in one dialect whatever the database in use, and never connects.
_DIALECT = DatabaseWrapper({"ENGINE": "", "NAME": ":memory:", "OPTIONS": {}}, alias="declared")


def aggregates(indicator: Indicator, as_of: date) -> dict[str, models.Expression]:
    """Return the aggregates of one indicator at a date, by suffix of their name."""
    condition = indicator.when(as_of)
    found: dict[str, models.Expression] = {"": indicator.measure.over(condition)}
    if indicator.measure is not COUNT:
        found["_rows"] = Count("pk", filter=condition)
    if indicator.known is not None:
        base = measured(indicator.base).when(as_of)
        found["_known"] = Count("pk", filter=base & indicator.known)
    return found


def compiled(indicator: Indicator, as_of: date) -> tuple[str, tuple[Any, ...]]:
    """Return those aggregates as SQL and its parameters; no database is asked anything."""
    columns = {f"value{suffix}": found for suffix, found in aggregates(indicator, as_of).items()}
    query = indicator.fact.model._default_manager.order_by().values(none_=Value(0))
    sql, params = query.annotate(**columns).query.get_compiler(connection=_DIALECT).as_sql()
    return sql, tuple(params)
