"""Figures broken down into parts, as charts: those that declarations name for a place."""

from collections.abc import Iterable

from convention.models import Axis
from reporting.charts.spec import BarRow, Bars
from reporting.charts.spec import Unit as ChartUnit
from reporting.figures import text
from reporting.figures.answers import Question
from reporting.figures.parts import DIMENSIONS, Part
from reporting.figures.places import Place
from reporting.figures.registry import REGISTRY
from reporting.figures.values import Figure, Unit
from revitalisation.ui import french

from .drawings import SOURCE
from .situation import Situation

# In what a chart is; anything else is counted.
UNITS: dict[Unit, ChartUnit] = {Unit.EUROS: "EUR", Unit.JOBS: "jobs"}


def drawn(situation: Situation, place: Place, axis: Axis | None = None) -> list[Bars]:
    """Return the breakdowns shown in a place, of one axis or of all, leaving empty ones out."""
    sheet = situation.sheet if axis is None else situation.on_axis(axis)
    number = None if axis is None else axis.number
    found = []
    for code, declared in REGISTRY.items():
        for dimension in declared.broken_down.get(place, ()):
            asked = Question.of(sheet, code, number)
            if parts := asked.parts(dimension):
                of = str(situation.convention)
                found.append(parts_chart(asked.figure, dimension, parts, of))
    return found


def parts_chart(figure: Figure, dimension: str, parts: Iterable[Part], place: str = "") -> Bars:
    """Return the chart of a figure’s parts along a dimension; months in order, others by size."""
    bars = [BarRow(part.words, part.value, part.key in (None, "")) for part in parts]
    if dimension != "month":
        bars.sort(key=lambda bar: (-bar.value, bar.label))  # type: ignore[operator]
    along = DIMENSIONS[dimension]
    title = french.clause(
        "{label} par {header}", label=figure.label, header=french.lower(along.header)
    )
    subtitle = ""
    largest = sorted(bars, key=lambda bar: -bar.value)[:2]  # type: ignore[operator]
    # Of two parts as large as each other, neither leads; nor does what is not filled in.
    if len({bar.value for bar in largest}) == 2 and not largest[0].apart:
        value, total = (text.unit_text(n, figure.unit) for n in (largest[0].value, figure.value))
        leads = french.clause(
            "{top} en tête, {value} sur {total}", top=largest[0].label, value=value, total=total
        )
        title, subtitle = leads, title
    return Bars(
        name=f"{figure.code}-par-{dimension}".replace("_", "-"),
        title=title,
        subtitle=subtitle,
        as_of=figure.as_of,
        source=SOURCE,
        place=place,
        unit=UNITS.get(figure.unit, "count"),
        rows=tuple(bars),
        row_header=along.header,
        value_header=figure.label,
        others=along.others,
    )
