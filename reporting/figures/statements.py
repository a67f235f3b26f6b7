"""Compiles declarations into one conditional aggregate per fact table, and keeps the SQL.

Django builds the statement once, with stand-ins for the convention and the dates; running it again
only replaces them. A condition may also look some months before or after its date: `standins` says
how far, and refuses what could not be asked again.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connections, models
from django.db.models import F, Value

from convention.calendar import add_months

from . import prepared, standins
from .aggregates import aggregates, conditions, shared
from .facts import Fact
from .registry import is_measured, measured
from .standins import as_stand_in, decode, slot_date
from .values import Cell

STAND_IN_CONVENTION = -987_654_321

Slots = tuple[tuple[str, ...], ...]
# By slot: code, then the places of its value, its rows and its known answers in a row.
Layout = tuple[tuple[tuple[str, int, int, int | None], ...], ...]


# Cells of one statement: by convention, slot, group and code.
Cells = dict[int, list[dict[Any, dict[str, Cell]]]]


def grouped(
    fact: Fact,
    slots: Sequence[tuple[date, tuple[str, ...]]],
    dimension: Any,
    convention: int | None = None,
) -> models.QuerySet[Any, Any]:
    """Return the query of one fact table: a row per group, and per convention unless it is one.

    Grouping by a convention that a filter already fixes would only lead the database to a worse
    plan. What all the indicators ask of a row is asked once, and chooses the rows that are read.
    """
    one = convention is not None
    by: dict[str, Any] = {"convention_id_": Value(convention) if one else F(fact.convention)}
    if dimension is not None:
        by["group_"] = dimension
    asked = [
        (f"s{slot}_{code}", measured(code), conditions(measured(code), as_of))
        for slot, (as_of, codes) in enumerate(slots)
        for code in codes
    ]
    given = shared([one for _, _, parts in asked for one in parts.values()])
    columns = {
        f"{name}{suffix}": expression
        for name, indicator, parts in asked
        for suffix, expression in aggregates(indicator, parts, given).items()
    }
    query = fact.model._default_manager.order_by().filter(*given)
    query = query.values(**by).annotate(**columns)
    return query.filter(**{fact.convention: convention}) if one else query


def run(
    fact: Fact,
    slots: Sequence[tuple[date, tuple[str, ...]]],
    conventions: Sequence[int],
    dimension: str = "",
    using: str = "default",
) -> Cells:
    """Measure ``slots`` (a date and indicators of ``fact``) for conventions; one query."""
    codes = tuple(codes for _, codes in slots)
    statement = _statement(fact, codes, dimension, using, len(conventions) == 1)
    rows = statement.rows(conventions, [as_of for as_of, _ in slots])
    cells: Cells = {pk: [{} for _ in slots] for pk in conventions}
    layout = _layout(codes, dimension)
    for row in rows:
        group = row[1] if dimension else None
        for slot, places in enumerate(layout):
            cells[row[0]][slot][group] = {
                code: Cell(row[value], row[rows_], None if known is None else row[known])
                for code, value, rows_, known in places
            }
    return cells


@lru_cache(maxsize=512)
def _names(codes: Slots, dimension: str) -> tuple[str, ...]:
    """Return the columns of a statement: convention, group if any, aggregates of each slot."""
    measures = [
        f"s{slot}_{code}{suffix}"
        for slot, wanted in enumerate(codes)
        for code in wanted
        for suffix in conditions(measured(code), slot_date(0))
    ]
    return ("convention_id_", *(["group_"] if dimension else []), *measures)


@lru_cache(maxsize=512)
def _layout(codes: Slots, dimension: str) -> Layout:
    """Return where each slot’s cells are in a row; a count is the number of its own rows."""
    places = {name: place for place, name in enumerate(_names(codes, dimension))}

    def find(slot: int, code: str) -> tuple[str, int, int, int | None]:
        name = f"s{slot}_{code}"
        value = places[name]
        return code, value, places.get(f"{name}_rows", value), places.get(f"{name}_known")

    return tuple(tuple(find(slot, code) for code in wanted) for slot, wanted in enumerate(codes))


class _Statement:
    """The SQL of one query, its parameters named: the convention, each date, each constant once."""

    def __init__(
        self,
        query: models.QuerySet[Any, Any],
        names: Sequence[str],
        using: str,
        is_of_one: bool,
    ) -> None:
        self.using = using
        self.is_of_one = is_of_one
        query = query.using(using).values_list(*names)
        self.compiler = query.query.get_compiler(using)
        sql, params = self.compiler.as_sql()
        # What each database answers (text for dates, decimals for sums) becomes Python values.
        self.converters = self.compiler.get_converters([s[0] for s in self.compiler.select])
        self.constants: dict[str, Any] = {}
        self.dates: dict[str, tuple[int, int]] = {}
        pieces = sql.split("%s")
        names = [self._name(param) for param in params]
        self.prepared_as = prepared.new_name()
        self.pieces = tuple(zip(pieces, [*names, ""], strict=True))
        if not is_of_one:
            self.pieces = tuple(_several(self.pieces, connections[using].vendor))
        # A database driver reads a named parameter faster than the hundred places of a date.
        self.sql = "".join(text + (f"%({name})s" if name else "") for text, name in self.pieces)

    def _name(self, param: Any) -> str:
        """Return the name of a parameter, and remember what it stands for."""
        if param == STAND_IN_CONVENTION:
            return "convention"
        known: dict[str, Any]
        value: Any
        if (stand_in := as_stand_in(param)) is not None:
            kind, known, value = "date", self.dates, decode(stand_in)
        else:
            # Drivers are slow on the members of an enumeration.
            value = str(param) if isinstance(param, str) else param
            kind, known = "constant", self.constants
        for name, other in known.items():
            if other == value and type(other) is type(value):
                return name
        name = f"{kind}_{len(known)}"
        known[name] = value
        return name

    def asked(self) -> dict[str, str]:
        """Return what is asked each time, with its type for PostgreSQL."""
        return {"convention": "bigint" if self.is_of_one else "bigint[]"} | dict.fromkeys(
            self.dates, "date"
        )

    def rows(self, conventions: Sequence[int], dates: Sequence[date]) -> list[Sequence[Any]]:
        connection = connections[self.using]
        adapt = connection.ops.adapt_datefield_value
        asked: dict[str, Any] = {
            name: adapt(add_months(dates[slot], months) if months else dates[slot])
            for name, (slot, months) in self.dates.items()
        }
        one = self.is_of_one
        if connection.vendor == "postgresql":
            asked["convention"] = conventions[0] if one else list(conventions)
            sql, params = prepared.execute(self, connection), asked
        else:
            asked["convention"] = conventions[0] if one else json.dumps(conventions)
            sql, params = self.sql, self.constants | asked
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            found = cursor.fetchall()
        return list(self.compiler.apply_converters(found, self.converters))


def _several(pieces: Iterable[tuple[str, str]], vendor: str) -> Iterator[tuple[str, str]]:
    """Let one parameter name several conventions, so that the statement stays the same."""
    is_array = vendor == "postgresql"
    opens, closes = ("= ANY(", "") if is_array else ("IN (SELECT value FROM json_each(", ")")
    after = ""
    for text, name in pieces:
        before, after = after, closes if name == "convention" else ""
        opened = text.removesuffix("IN (") + opens if name == "convention" else text
        yield before + opened, name


@lru_cache(maxsize=512)
def _statement(fact: Fact, codes: Slots, dimension: str, using: str, is_of_one: bool) -> _Statement:
    standins.check_all(measured(code) for wanted in codes for code in wanted)
    slots = [(slot_date(slot), wanted) for slot, wanted in enumerate(codes)]
    by = fact.dimension(dimension, slots[0][0]) if dimension else None
    if is_of_one:
        query = grouped(fact, slots, by, STAND_IN_CONVENTION)
    else:
        query = grouped(fact, slots, by).filter(**{f"{fact.convention}__in": [STAND_IN_CONVENTION]})
    return _Statement(query, _names(codes, dimension), using, is_of_one)


@lru_cache(maxsize=256)
def by_fact(codes: frozenset[str]) -> tuple[tuple[Fact, tuple[str, ...]], ...]:
    """Group the measured indicators among ``codes`` by fact table."""
    tables: dict[str, tuple[Fact, list[str]]] = {}
    for code in sorted(codes):
        if is_measured(code):
            indicator = measured(code)
            tables.setdefault(indicator.fact.name, (indicator.fact, []))[1].append(code)
    return tuple((fact, tuple(names)) for fact, names in tables.values())
