"""Compiles declarations into one conditional aggregate per fact table, and keeps the SQL.

Django builds the statement once, with stand-ins for the convention and the dates; running it again
only replaces them. The stand-ins are dates of the eleventh century, one slot every four years, so
that a condition may also look some months before or after its date.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connections, models
from django.db.models import Count, F, Value

from convention.calendar import add_months

from .facts import Fact
from .indicators import COUNT, Indicator
from .registry import REGISTRY, measured

FIRST_YEAR, YEARS_APART, LAST_YEAR = 1000, 4, 1700
STAND_IN_CONVENTION = -987_654_321

Slots = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one indicator measured in one group of rows."""

    value: Any
    rows: int
    known: int | None = None


# Cells of one statement: by convention, slot, group and code.
Cells = dict[int, list[dict[Any, dict[str, Cell]]]]


def slot_date(slot: int) -> date:
    """Return the stand-in date of a slot."""
    return date(FIRST_YEAR + YEARS_APART * slot, 1, 1)


def aggregates(code: str, as_of: date) -> dict[str, models.Expression]:
    """Return the aggregates of one indicator at a date, by suffix of their name."""
    indicator = measured(code)
    condition = indicator.when(as_of)
    found: dict[str, models.Expression] = {"": indicator.measure.over(condition)}
    if indicator.measure is not COUNT:
        found["_rows"] = Count("pk", filter=condition)
    if indicator.known is not None:
        base = measured(indicator.base).when(as_of)
        found["_known"] = Count("pk", filter=base & indicator.known)
    return found


def grouped(
    fact: Fact,
    slots: Sequence[tuple[date, tuple[str, ...]]],
    dimension: Any,
    convention: int | None = None,
) -> models.QuerySet[Any, Any]:
    """Return the query of one fact table: a row per group, and per convention unless it is one.

    Grouping by a convention that a filter already fixes would only lead the database to a worse
    plan.
    """
    one = convention is not None
    by: dict[str, Any] = {"convention_id_": Value(convention) if one else F(fact.convention)}
    if dimension is not None:
        by["group_"] = dimension
    columns = {
        f"s{slot}_{code}{suffix}": expression
        for slot, (as_of, codes) in enumerate(slots)
        for code in codes
        for suffix, expression in aggregates(code, as_of).items()
    }
    query = fact.model._default_manager.order_by().values(**by).annotate(**columns)
    return query.filter(**{fact.convention: convention}) if one else query


def run(
    fact: Fact,
    slots: Sequence[tuple[date, tuple[str, ...]]],
    conventions: Sequence[int],
    dimension: str = "",
    using: str = "default",
) -> Cells:
    """Measure ``slots`` (a date and indicators of ``fact``) for conventions; one query."""
    names = ["convention", *(["group"] if dimension else []), *_names(slots)]
    rows: Iterable[Sequence[Any]]
    if len(conventions) == 1:
        statement = _statement(fact, tuple(codes for _, codes in slots), dimension, using)
        rows = statement.rows(conventions[0], [as_of for as_of, _ in slots])
    else:
        by = fact.dimensions[dimension] if dimension else None
        query = grouped(fact, slots, by).filter(**{f"{fact.convention}__in": conventions})
        rows = query.using(using).values_list(
            "convention_id_", *(["group_"] if dimension else []), *_names(slots)
        )
    cells: Cells = {pk: [{} for _ in slots] for pk in conventions}
    for row in rows:
        _collect(cells, dict(zip(names, row, strict=True)), slots)
    return cells


def _names(slots: Sequence[tuple[date, tuple[str, ...]]]) -> list[str]:
    return [
        f"s{slot}_{code}{suffix}"
        for slot, (as_of, codes) in enumerate(slots)
        for code in codes
        for suffix in _suffixes(code)
    ]


@lru_cache(maxsize=256)
def _suffixes(code: str) -> tuple[str, ...]:
    return tuple(aggregates(code, slot_date(0)))


def _collect(cells: Cells, row: dict[str, Any], slots: Sequence[tuple[date, Any]]) -> None:
    for slot, (_, codes) in enumerate(slots):
        found = {}
        for code in codes:
            name = f"s{slot}_{code}"
            value = row[name]
            found[code] = Cell(value, row.get(f"{name}_rows", value), row.get(f"{name}_known"))
        cells[row["convention"]][slot][row.get("group")] = found


class _Statement:
    """The SQL of one query, and where its convention and dates stand among the parameters."""

    def __init__(self, query: models.QuerySet[Any, Any], names: list[str], using: str) -> None:
        self.using = using
        query = query.using(using).values_list(*names)
        self.compiler = query.query.get_compiler(using)
        self.sql, params = self.compiler.as_sql()
        # What each database answers (text for dates, decimals for sums) becomes Python values.
        self.converters = self.compiler.get_converters([s[0] for s in self.compiler.select])
        self.constants = list(params)
        self.conventions: list[int] = []
        self.dates: list[tuple[int, int, int]] = []
        for place, param in enumerate(params):
            if param == STAND_IN_CONVENTION:
                self.conventions.append(place)
            elif (stand_in := _as_stand_in(param)) is not None:
                self.dates.append((place, *_decode(stand_in)))

    def rows(self, convention: int, dates: Sequence[date]) -> list[Sequence[Any]]:
        connection = connections[self.using]
        params = list(self.constants)
        for place in self.conventions:
            params[place] = convention
        shifted: dict[tuple[int, int], Any] = {}
        for place, slot, months in self.dates:
            if (slot, months) not in shifted:
                shifted[slot, months] = connection.ops.adapt_datefield_value(
                    add_months(dates[slot], months)
                )
            params[place] = shifted[slot, months]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            found = cursor.fetchall()
        return list(self.compiler.apply_converters(found, self.converters))


@lru_cache(maxsize=512)
def _statement(fact: Fact, codes: Slots, dimension: str, using: str) -> _Statement:
    slots = [(slot_date(slot), wanted) for slot, wanted in enumerate(codes)]
    by = fact.dimensions[dimension] if dimension else None
    query = grouped(fact, slots, by, STAND_IN_CONVENTION)
    names = ["convention_id_", *(["group_"] if dimension else []), *_names(slots)]
    return _Statement(query, names, using)


def _as_stand_in(param: Any) -> date | None:
    if isinstance(param, str) and len(param) == 10 and param[4] == "-":
        param = date.fromisoformat(param)
    if isinstance(param, date) and param.year < LAST_YEAR:
        return param
    return None


def _decode(stand_in: date) -> tuple[int, int]:
    """Return the slot of a stand-in date and its distance from the slot's date, in months."""
    slot = (stand_in.year - FIRST_YEAR + YEARS_APART // 2) // YEARS_APART
    base = slot_date(slot)
    if stand_in.day != 1:
        raise ValueError("A condition may only shift its date by whole months.")
    return slot, (stand_in.year - base.year) * 12 + stand_in.month - base.month


def by_fact(codes: frozenset[str]) -> list[tuple[Fact, tuple[str, ...]]]:
    """Group the measured indicators among ``codes`` by fact table."""
    tables: dict[str, tuple[Fact, list[str]]] = {}
    for code in sorted(codes):
        indicator = REGISTRY[code]
        if isinstance(indicator, Indicator):
            tables.setdefault(indicator.fact.name, (indicator.fact, []))[1].append(code)
    return [(fact, tuple(names)) for fact, names in tables.values()]
