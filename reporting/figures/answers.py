"""What is asked of the figures of a convention, answered: the only way in for commands and pages.

What machines read is in plain values: amounts are strings of euros, dates are ISO, yes and no are
``true`` and ``false`` (see ``text``).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from convention.calendar import month_ends
from convention.models import Convention

from . import text
from .engine import Sheet, figures, sheets
from .parts import DIMENSIONS, Part, worded
from .registry import dimensions_of
from .rows import RowSet, rows
from .values import Figure


def envelope(convention: Convention, as_of: date, **content: Any) -> dict[str, Any]:
    """Return an answer with what it is about: the convention and the date of its figures."""
    return {"convention": convention.slug, "as_of": as_of.isoformat()} | content


def whole(sheet: Sheet) -> dict[str, Any]:
    """Return every figure of a sheet, for machines."""
    told = {code: text.as_json(figure) for code, figure in sheet.items()}
    return envelope(sheet.convention, sheet.as_of, figures=told)


@dataclass(frozen=True)
class Question:
    """One figure of a convention at a date; ``axis`` is the number of the only axis to count.

    Raises KeyError for an unknown code.
    """

    convention: Convention
    code: str
    as_of: date
    axis: int | None = None

    @classmethod
    def of(cls, sheet: Sheet, code: str, axis: int | None = None) -> "Question":
        """Ask more of a figure that a sheet holds already, over the same axis."""
        found = cls(sheet.convention, code, sheet.as_of, axis)
        found.__dict__["figure"] = sheet[code]
        return found

    @cached_property
    def figure(self) -> Figure:
        """The figure; what belongs to no axis stays whole."""
        if self.axis is None:
            return figures(self.convention, self.as_of, (self.code,))[self.code]
        facts = [s.indicator.fact for s in self.rows if "axis" in s.indicator.fact.dimensions]
        grains = {fact.name: "axis" for fact in facts}
        found = sheets([self.convention], {self.as_of: (self.code,)}, grains)
        kept = {fact.name: {self.axis} for fact in facts}
        return found[self.convention.pk][self.as_of].within(kept)[self.code]

    @cached_property
    def rows(self) -> list[RowSet]:
        """The rows of each measured indicator that the figure is made of: they add up to it."""
        found = rows(self.convention, self.code, self.as_of)
        return found if self.axis is None else [s.on_axis(self.axis) for s in found]

    @property
    def dimensions(self) -> list[str]:
        """The dimensions along which the figure has parts, in their order."""
        known = dimensions_of(self.code) if self.figure.absence is None else ()
        single = {"axis"} if self.axis is not None else set()
        return [name for name in DIMENSIONS if name in known and name not in single]

    def parts(self, dimension: str) -> list[Part]:
        """Return the parts of the figure along one of its dimensions, with their words."""
        (found,) = self.rows
        return worded(self.figure, dimension, found.parts(dimension))

    def lines(self) -> Iterator[list[str]]:
        """Yield the rows as cells for machines, their header first.

        One table even where a figure adds several kinds of rows up: the union of their columns.
        """
        names = list(dict.fromkeys(column.name for found in self.rows for column in found.columns))
        yield ["indicator", *names]
        for found in self.rows:
            for cells in _cells(found):
                yield [found.indicator.code, *(cells.get(name, "") for name in names)]

    def months(self) -> dict[str, Any]:
        """Return the figure at the end of each month since the signature, then at its date."""
        start, end = self.convention.signed_on, self.as_of
        days = sorted({*(month_ends(start, end) if end >= start else ()), end})
        found = sheets([self.convention], dict.fromkeys(days, (self.code,)))[self.convention.pk]
        told = {day.isoformat(): text.as_json(found[day][self.code]) for day in days}
        return envelope(self.convention, end, code=self.code, series=told)


def broken_down(sheet: Sheet, dimension: str) -> dict[str, list[Part]]:
    """Return the parts of every figure of a sheet that has such a dimension."""
    asked = (Question.of(sheet, code) for code in sheet)
    return {q.code: q.parts(dimension) for q in asked if dimension in q.dimensions}


def breakdowns(sheet: Sheet, dimension: str) -> dict[str, Any]:
    """Return those parts for machines: by code, then by the identifier of the part."""
    told = {
        code: {
            text.cell(part.key) or "missing": text.plain(part.value, sheet[code].unit)
            for part in found
        }
        for code, found in broken_down(sheet, dimension).items()
    }
    return envelope(sheet.convention, sheet.as_of, by=dimension, figures=told)


def _cells(found: RowSet) -> Iterator[dict[str, str]]:
    names = [column.name for column in found.columns]
    amounts = found.amounts
    for row in found.values():
        yield {
            name: text.amount(value) if name in amounts and value is not None else text.cell(value)
            for name, value in zip(names, row, strict=True)
        }
