"""The rows behind a figure as a table of the one kind: sorted, printed and exported alike."""

from functools import lru_cache
from typing import Any, cast

from django.db import models

from reporting.figures.facts import Column, Fact
from reporting.figures.rows import RowSet
from revitalisation.ui import columns, tables
from revitalisation.ui.formats import ABSENCES
from revitalisation.ui.money import EuroField
from revitalisation.ui.paths import fields_along


def table(row_set: RowSet) -> tables.Table:
    """Return the table of a set of rows, with one query for all its columns and their links."""
    fact = row_set.indicator.fact
    paths = {c.read.rsplit("__", 1)[0] for c in row_set.columns if "__" in c.read}
    queryset = row_set.queryset.select_related(*sorted(paths), fact.convention)
    made = _table_class(fact)(queryset, orderable=False, as_of=row_set.as_of)
    made.caption = row_set.indicator.label
    return made


@lru_cache(maxsize=32)
def _table_class(fact: Fact) -> type[tables.Table]:
    first, *others = fact.columns
    made: dict[str, columns.Column] = {
        # The first column leads to the record; the terms have no page but the convention’s.
        first.name: columns.LinkColumn(first.header, accessor=first.lookup, url=_address)
    }
    made |= {c.name: _column(fact.model, c) for c in others}
    return cast("type[tables.Table]", type(f"{fact.name.title()}Rows", (tables.Table,), made))


def _address(record: Any) -> str:
    """Return the address of a record, or of the project it is promised in, or of the convention."""
    holders: list[Any] = [getattr(record, name, None) for name in ("project", "convention")]
    holder = next(h for h in (record, *holders) if hasattr(h, "get_absolute_url"))
    return str(holder.get_absolute_url())


# The first kind that fits is the one; where nothing is said, nothing has happened (yet).
_KINDS: "tuple[tuple[type[models.Field[Any, Any]], type[columns.Column]], ...]" = (
    (EuroField, columns.EuroColumn),
    (models.DateField, columns.DateColumn),
    (models.BooleanField, columns.BooleanColumn),
    (models.DecimalField, columns.DecimalColumn),
    (models.IntegerField, columns.IntegerColumn),
)
_NOTHING = "–"


def _column(model: type[models.Model], column: Column) -> columns.Column:
    field = fields_along(model, column.lookup)[-1]
    if field.choices:
        return columns.ChoiceColumn(
            column.header, accessor=column.read, choices=field.flatchoices, absent=_NOTHING
        )
    kind = next((kind for known, kind in _KINDS if isinstance(field, known)), columns.TextColumn)
    # A yes or no left empty was owed; an empty date or amount is not.
    absent = ABSENCES["missing"] if kind is columns.BooleanColumn else _NOTHING
    return kind(column.header, accessor=column.read, absent=absent)
