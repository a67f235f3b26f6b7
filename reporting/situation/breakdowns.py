"""Figures broken down into parts, as charts: those that declarations name for a place."""

from typing import Any

from convention.models import Axis
from reporting.charts.spec import BarRow, Bars
from reporting.figures import text
from reporting.figures.parts import DIMENSIONS, worded
from reporting.figures.places import Place
from reporting.figures.registry import REGISTRY
from reporting.figures.rows import rows
from reporting.figures.values import Figure, Unit

from .drawings import SOURCE
from .situation import Situation


def drawn(situation: Situation, place: Place, axis: Axis | None = None) -> list[Bars]:
    """Return the breakdowns shown in a place, of one axis or of all, leaving empty ones out."""
    sheet = situation.sheet if axis is None else situation.on_axis(axis)
    found = []
    for code, declared in REGISTRY.items():
        if place not in declared.broken_down:
            continue
        (row_set,) = rows(situation.convention, code, situation.as_of)
        kept = row_set if axis is None else row_set.on_axis(axis.number)
        for dimension in declared.broken_down[place]:
            parts = kept.parts(dimension)
            if parts:
                found.append(parts_chart(sheet[code], dimension, parts))
    return found


def parts_chart(figure: Figure, dimension: str, parts: list[tuple[Any, Any]]) -> Bars:
    """Return the chart of a figure’s parts along a dimension; months in order, others by size."""
    bars = [BarRow(part.words, part.value) for part in worded(figure, dimension, parts)]
    if dimension != "month":
        bars.sort(key=lambda bar: (-bar.value, bar.label))  # type: ignore[operator]
    header = DIMENSIONS[dimension].header
    title = f"{figure.label} par {header[0].lower()}{header[1:]}"
    largest = sorted(bars, key=lambda bar: -bar.value)[:2]  # type: ignore[operator]
    # Of two parts as large as each other, neither leads.
    if len({bar.value for bar in largest}) == 2:
        top = largest[0]
        value, total = (text.unit_text(n, figure.unit) for n in (top.value, figure.value))
        title += f"\u00a0: {top.label} en tête, {value} sur {total}"
    return Bars(
        name=f"{figure.code}-par-{dimension}".replace("_", "-"),
        title=title,
        as_of=figure.as_of,
        source=SOURCE,
        unit="EUR" if figure.unit is Unit.EUROS else "jobs",
        rows=tuple(bars),
        row_header=header,
        value_header=figure.label,
    )
