"""The rows behind a figure: the same condition as its measure, read as a list."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import models
from django.db.models import F

from convention.models import Convention
from revitalisation.dated import known_columns
from revitalisation.ui.money import EuroField
from revitalisation.ui.paths import fields_along, labels_of

from .facts import Column
from .indicators import Indicator
from .registry import measured_behind


@dataclass(frozen=True)
class RowSet:
    """The rows of one measured indicator that make up a figure."""

    indicator: Indicator
    queryset: models.QuerySet[Any, Any]
    as_of: date

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns to show."""
        return self.indicator.fact.columns

    @property
    def amounts(self) -> frozenset[str]:
        """Names of the columns that hold amounts, in euro cents."""
        model = self.indicator.fact.model
        return frozenset(
            c.name for c in self.columns if isinstance(fields_along(model, c.lookup)[-1], EuroField)
        )

    def measure(self) -> Any:
        """Apply the indicator’s measure to these rows; None when there is nothing to add."""
        return self.queryset.order_by().aggregate(value=self.indicator.measure.over(None))["value"]

    def parts(self, dimension: str) -> list[tuple[Any, Any]]:
        """Return (part, value) along a dimension; the values add up to the measure."""
        return self.along(self.indicator.fact.dimension(dimension, self.as_of))

    def along(self, by: Any) -> list[tuple[Any, Any]]:
        """Return (part, value) by an expression, the parts in order; those of zero are left out."""
        groups = (
            self.queryset.order_by()
            .values(part_=by)
            .annotate(value_=self.indicator.measure.over(None))
            .values_list("part_", "value_")
        )
        held = [(part, value) for part, value in groups if value]
        return sorted(held, key=lambda part: (part[0] is None, str(part[0])))

    def told_along(self, **by: Any) -> list[dict[str, Any]]:
        """Return the parts by several expressions at once, each with its ``value``, largest first.

        The expressions are told with the part, those that give the same parts; parts of zero are
        left out. Values add up to the measure.
        """
        groups = (
            self.queryset.order_by()
            .values(**by)
            .annotate(value=self.indicator.measure.over(None))
            .values(*by, "value")
        )
        return sorted((part for part in groups if part["value"]), key=lambda p: -p["value"])

    def on_axis(self, number: int) -> "RowSet":
        """Keep the rows of one axis; a fact that belongs to no axis keeps all of its rows."""
        by = self.indicator.fact.dimensions.get("axis")
        if by is None:
            return self
        return replace(self, queryset=self.queryset.filter(**{by.name: number}))

    def values(self) -> Iterator[tuple[Any, ...]]:
        """Yield plain tuples in the order of ``columns``, codes replaced by their French labels.

        What happened to a row after the date is left out.
        """
        model = self.indicator.fact.model
        choices = [labels_of(model, c.lookup) for c in self.columns]
        known = known_columns(model, self.as_of)
        told = (known.get(c.lookup, F(c.read)) for c in self.columns)
        for row in self.queryset.values_list(*told):
            yield tuple(
                labels.get(value, value) if labels else value
                for value, labels in zip(row, choices, strict=True)
            )


def rows(convention: Convention, code: str, as_of: date) -> list[RowSet]:
    """Return the rows behind a figure: one set for each measured indicator it is made of.

    Raises KeyError for an unknown code.
    """
    return [
        RowSet(indicator, _queryset(convention, indicator, as_of), as_of)
        for indicator in measured_behind(code)
    ]


def _queryset(
    convention: Convention, indicator: Indicator, as_of: date
) -> models.QuerySet[Any, Any]:
    fact = indicator.fact
    known = known_columns(fact.model, as_of)
    event: list[Any] = [fact.event] if fact.event else []
    if fact.event in known:
        # A day to come gives no place among the rows.
        event = [known[fact.event].asc(nulls_last=True)]
    return (
        fact.model._default_manager.filter(**{fact.convention: convention})
        .filter(indicator.when(as_of))
        .annotate(**{c.name: c.at(as_of) for c in fact.columns if c.at})
        .order_by(*event, "pk")
    )
