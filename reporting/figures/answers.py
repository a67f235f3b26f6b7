"""What is asked of the figures of a convention, answered in plain values.

The command prints these answers, pages show them; whatever else asks gets the same. Amounts are
strings of euros, dates are ISO, yes and no are ``true`` and ``false`` (see ``text``).
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from convention.models import Convention

from . import text
from .engine import Sheet, breakdown, sheets
from .parts import Part, worded
from .registry import dimensions_of
from .rows import RowSet, rows
from .values import Figure


def envelope(convention: Convention, as_of: date, **content: Any) -> dict[str, Any]:
    """Return an answer with what it is about: the convention and the date of its figures."""
    return {"convention": convention.slug, "as_of": as_of.isoformat()} | content


def whole(sheet: Sheet) -> dict[str, Any]:
    """Return every figure of a sheet."""
    told = {code: text.as_json(figure) for code, figure in sheet.items()}
    return envelope(sheet.convention, sheet.as_of, figures=told)


def series(convention: Convention, code: str, days: Iterable[date]) -> dict[str, Any]:
    """Return one figure at several dates; the last of them is the date of the answer."""
    wanted = sorted(days)
    found = sheets([convention], dict.fromkeys(wanted, (code,)))[convention.pk]
    told = {day.isoformat(): text.as_json(found[day][code]) for day in wanted}
    return envelope(convention, wanted[-1], code=code, series=told)


def parts(figure: Figure, convention: Convention, dimension: str) -> list[Part]:
    """Return the parts of a figure along a dimension, with their words."""
    found = breakdown(convention, figure.code, figure.as_of, dimension)
    return worded(figure, dimension, found)


def broken_down(sheet: Sheet, dimension: str) -> dict[str, list[Part]]:
    """Return the parts of every figure of a sheet that has a number and such a dimension."""
    return {
        code: parts(figure, sheet.convention, dimension)
        for code, figure in sheet.items()
        if figure.absence is None and dimension in dimensions_of(code)
    }


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


def lines(convention: Convention, code: str, as_of: date) -> Iterator[list[str]]:
    """Yield the rows behind a figure as cells, their header first.

    One table even where a figure adds several kinds of rows up: the union of their columns.
    """
    sets = rows(convention, code, as_of)
    names = list(dict.fromkeys(column.name for found in sets for column in found.columns))
    yield ["indicator", *names]
    for found in sets:
        for cells in _cells(found):
            yield [found.indicator.code, *(cells.get(name, "") for name in names)]


def _cells(found: RowSet) -> Iterator[dict[str, str]]:
    names = [column.name for column in found.columns]
    amounts = found.amounts
    for row in found.values():
        yield {
            name: text.amount(value) if name in amounts and value is not None else text.cell(value)
            for name, value in zip(names, row, strict=True)
        }
