"""Records of many kinds read in one question, so that more kinds cost no more."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connections
from django.db.models import DateTimeField, DecimalField, F, IntegerField, QuerySet, Value
from django.db.models.functions import JSONArray
from django.utils.timezone import is_naive, make_aware


def read(sources: Iterable[QuerySet[Any]]) -> list[Any]:
    """Return the records of querysets of any models, in no order; one query for all of them."""
    asked = list(sources)
    if not asked:
        return []
    first, *others = (
        source.order_by()
        .annotate(
            kind_=Value(number, IntegerField()),
            columns_=JSONArray(*(F(field.attname) for field in source.model._meta.concrete_fields)),
        )
        .values_list("kind_", "columns_")
        for number, source in enumerate(asked)
    )
    found = first.union(*others, all=True) if others else first
    return [_record(asked[number], columns) for number, columns in found]


def _record(source: QuerySet[Any], columns: list[Any]) -> Any:
    fields = source.model._meta.concrete_fields
    values = [_value(*pair, source.db) for pair in zip(fields, columns, strict=True)]
    return source.model.from_db(source.db, [field.attname for field in fields], values)


def _value(field: Any, written: Any, using: str) -> Any:
    """Return a value of a column as Django reads it, from what the database writes in JSON."""
    if written is None:
        return None
    if isinstance(field, DateTimeField):
        at = datetime.fromisoformat(written)
        # SQLite keeps no time zone: it is that of the connection.
        return make_aware(at, connections[using].timezone) if is_naive(at) else at
    value = field.to_python(written)
    return round(value, field.decimal_places) if isinstance(field, DecimalField) else value
