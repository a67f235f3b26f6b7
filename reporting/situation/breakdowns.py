"""Figures broken down into parts, as charts: those that declarations name for a place."""

from collections.abc import Iterable

from convention.models import Axis
from reporting.charts.spec import BarRow, Bars
from reporting.figures import text
from reporting.figures.answers import Question
from reporting.figures.parts import DIMENSIONS, Part
from reporting.figures.places import Place
from reporting.figures.registry import REGISTRY
from reporting.figures.values import Figure, Unit

from .drawings import SOURCE
from .situation import Situation


def drawn(situation: Situation, place: Place, axis: Axis | None = None) -> list[Bars]:
    """Return the breakdowns shown in a place, of one axis or of all, leaving empty ones out."""
    sheet = situation.sheet if axis is None else situation.on_axis(axis)
    number = None if axis is None else axis.number
    found = []
    for code, declared in REGISTRY.items():
        for dimension in declared.broken_down.get(place, ()):
            asked = Question.of(sheet, code, number)
            if parts := asked.parts(dimension):
                found.append(parts_chart(asked.figure, dimension, parts))
    return found


def parts_chart(figure: Figure, dimension: str, parts: Iterable[Part]) -> Bars:
    """Return the chart of a figure’s parts along a dimension; months in order, others by size."""
    bars = [BarRow(part.words, part.value) for part in parts]
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
