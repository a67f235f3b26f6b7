"""The data of the committee’s report as a spreadsheet, which its PDF carries.

The same numbers as on paper, as the same edition tells them, with what paper has no room for: every
month, every part, every project, every definition. The same situation gives the same bytes.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from fractions import Fraction
from io import BytesIO
from itertools import chain
from typing import Any, NamedTuple

import xlsxwriter

from reporting.charts.spec import Bars, Chart, Trajectory, number
from reporting.figures import text
from reporting.figures.registry import units_behind
from reporting.figures.values import FULL_TIME, Figure, Unit
from reporting.situation import ground, sentences
from reporting.situation.situation import Situation
from revitalisation.ui import formats
from revitalisation.ui.exports import is_formula

from .annex import Group

# A spreadsheet says when it was made: of the same situation, always then.
MADE_ON = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
WIDEST = 60
EUROS, PERCENT = "#,##0.00 €", "0.0%"


class Cents(NamedTuple):
    """An amount of euro cents, to be written in euros."""

    value: int | Fraction


class Share(NamedTuple):
    """A ratio, to be written in percent."""

    value: Fraction


class Sheet(NamedTuple):
    """One sheet: its name, heads, and rows of texts, numbers, amounts, shares or nothing."""

    name: str
    heads: tuple[str, ...]
    rows: Iterable[tuple[Any, ...]]


def written(situation: Situation, groups: list[Group], charts: dict[str, Chart],
            parts: list[Bars]) -> bytes:  # fmt: skip
    """Return the workbook of a situation, of which paper shows ``charts`` and ``parts``."""
    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"title": str(situation.convention), "created": MADE_ON})
    styles = {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
        # The mark a spreadsheet itself gives to text that must never be computed.
        "quoted": book.add_format({"quote_prefix": True}),
        Cents: book.add_format({"num_format": EUROS}),
        Share: book.add_format({"num_format": PERCENT}),
    }
    for sheet in sheets(situation, groups, charts, parts):
        _write(book, sheet, styles)
    book.close()
    return stream.getvalue()


def sheets(situation: Situation, groups: list[Group], charts: dict[str, Chart],
           parts: list[Bars]) -> Iterator[Sheet]:  # fmt: skip
    """Yield the sheets of a situation; those that would hold no row are left out."""
    every = (
        _figures(situation),
        _axes(situation),
        _changes(situation),
        *(_months(chart) for chart in charts.values() if isinstance(chart, Trajectory)),
        _parts(parts),
        _measures(situation),
        _projects(groups),
    )
    for sheet in every:
        rows = list(sheet.rows)
        if rows:
            yield sheet._replace(rows=rows)


def _write(book: Any, sheet: Sheet, styles: dict[Any, Any]) -> None:
    page = book.add_worksheet(sheet.name)
    page.freeze_panes(1, 0)
    widths = [len(head) for head in sheet.heads]
    for column, head in enumerate(sheet.heads):
        page.write_string(0, column, head, styles["head"])
    last = 0
    for last, row in enumerate(sheet.rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                page.write_string(
                    last, column, value, styles["quoted"] if is_formula(value) else None
                )
                widths[column] = max(widths[column], len(value))
            elif isinstance(value, Cents):
                page.write_number(last, column, float(value.value) / 100, styles[Cents])
            elif isinstance(value, Share):
                page.write_number(last, column, float(value.value), styles[Share])
            elif value is not None:
                page.write_number(last, column, float(value))
    for column, width in enumerate(widths):
        page.set_column(column, column, min(max(width, 10) + 2, WIDEST))
    page.autofilter(0, 0, last, len(sheet.heads) - 1)


def _figures(situation: Situation) -> Sheet:
    heads = (
        "Chiffre", "Valeur", "Unité", "Numérateur", "Dénominateur", "Renseignés", "Attendus",
        "Définition", "Version", "Identifiant",
    )  # fmt: skip
    return Sheet("Chiffres", heads, map(_figure, situation.sheet.values()))


def _figure(figure: Figure) -> tuple[Any, ...]:
    known, owed = figure.coverage or (None, None)
    over, under = figure.numerator, figure.denominator
    units = units_behind(figure.indicator)
    return (
        figure.label,
        _cell(figure),
        figure.unit.value,
        None if over is None else _typed(over, units[0]),
        None if under is None else _typed(under, units[1]),
        known,
        owed,
        figure.indicator.definition,
        figure.indicator.version,
        figure.code,
    )


def _axes(situation: Situation) -> Sheet:
    rows = (
        row
        for state in situation.axes
        for row in chain(
            (
                (str(state.axis), "Objectif", state.target, ""),
                (str(state.axis), "Attendu à date", state.target_to_date, ""),
            ),
            (
                (str(state.axis), figure.label, _cell(figure), text.basis_text(figure))
                for figure in ground.figures(situation, state.axis)
            ),
        )
    )
    return Sheet("Axes", ("Axe", "Chiffre", "Valeur", "Rapport de"), rows)


def _changes(situation: Situation) -> Sheet:
    previous = situation.previous
    heads = ("Chiffre", "Avant", "Maintenant", "Écart")
    if previous is None:
        return Sheet("Évolution", heads, ())
    days = (formats.short_date(previous.as_of), formats.short_date(situation.as_of))
    return Sheet(
        "Évolution",
        ("Chiffre", *days, "Écart"),
        (
            (c.figure.label, _cell(c.then), _cell(c.figure), c.difference)
            for c in sentences.changes(situation)
        ),
    )


def _months(chart: Trajectory) -> Sheet:
    reached = dict(chart.points)
    rows = (
        (formats.short_date(day), _drawn(reached.get(day)), _drawn(chart.expected_value_on(day)))
        for day in chart.days()
    )
    return Sheet("Trajectoire", ("Date", chart.achieved_label, chart.expected_label), rows)


def _parts(charts: list[Bars]) -> Sheet:
    rows = (
        (chart.value_header, chart.row_header, bar.label, _drawn(bar.value))
        for chart in charts
        for bar in chart.rows
    )
    return Sheet("Répartitions", ("Chiffre", "Selon", "Part", "Valeur"), rows)


def _measures(situation: Situation) -> Sheet:
    moved = [figure.label for figure in situation.movements]
    axes = {axis.pk: str(axis) for axis in situation.convention.axes.all()}
    rows = (
        (
            axes[m.measure.axis_id],
            m.measure.title,
            m.measure.get_kind_display(),
            None if m.budget is None else Cents(m.budget),
            *(None if cents is None else Cents(cents) for cents in m.movements),
            None if m.remaining is None else Cents(m.remaining),
        )
        for m in situation.measures
    )
    return Sheet("Mesures", ("Axe", "Mesure", "Nature", "Prévu", *moved, "Reste à engager"), rows)


def _projects(groups: list[Group]) -> Sheet:
    heads = (
        "Référence", "Entreprise", "Commune", "Nature", "Accompagné", "Emplois créés",
        "Emplois programmés", "Emplois vérifiés", "Aides engagées",
    )  # fmt: skip
    rows = (
        (
            line.project.reference,
            str(line.project.company),
            line.project.company.commune.name if line.project.company.commune else "",
            group.label,
            "oui" if line.is_supported else "non",
            *line.numbers[:3],
            Cents(line.numbers.committed),
        )
        for group in groups
        for line in group.lines
    )
    return Sheet("Projets", heads, rows)


def _cell(figure: Figure) -> Any:
    """Return what a figure says: a number, or the words of its absence or of its mask."""
    if figure.value is None:
        return text.value_text(figure)
    return _typed(figure.value, figure.unit)


def _typed(value: Any, unit: Unit | None) -> Any:
    if unit is Unit.DATE:
        return formats.short_date(value)
    if unit is not None and unit.is_money:
        return Cents(value)
    if unit is Unit.RATIO:
        return Share(value)
    return Fraction(value, FULL_TIME) if unit is Unit.FTE else value


def _drawn(value: Any) -> Any:
    """Return what a chart says of a value, in the same words."""
    found = number(value)
    return formats.ABSENCES.get(value or "missing", value) if found is None else found
