"""What a chart says, apart from how it is drawn.

One frozen description feeds the drawing of the page, the drawing of the report and the interactive
figure, so that all three carry the same numbers. Values are counts, euro cents or ratios according
to `unit`. A value that is not a number is `None`, one of the codes of absence ("missing",
"not_applicable", "not_due") or words of its own ("moins de 5"): it is written in words and never
drawn as zero.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from html import escape
from itertools import pairwise
from typing import ClassVar, Literal, NamedTuple

from django.utils.safestring import SafeString, mark_safe

from revitalisation.ui import formats

Unit = Literal["jobs", "EUR", "ratio"]
Value = int | float | Fraction | str | None


class Table(NamedTuple):
    """The data of a chart as text: the first cell of each row names the row."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def body(self) -> SafeString:
        """Write the rows as HTML; a template would take five times as long over a trajectory."""
        lines = [
            f'<tr><th scope="row">{escape(name)}</th>'
            f"{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
            for name, *cells in self.rows
        ]
        return mark_safe("".join(lines))  # noqa: S308


class BulletRow(NamedTuple):
    """One bar of `Bullets`: what is done, promised, expected by now, and aimed at in the end."""

    label: str
    achieved: Value
    promised: Value = None
    target_to_date: Value = None
    target: Value = None


class Rung(NamedTuple):
    """One rung of `Ladder`; `broken` is the part of its value that was since lost."""

    label: str
    value: Value
    note: str = ""
    broken: Value = None


class MoneyRow(NamedTuple):
    """One measure of `StackedMoney`, in euro cents; what was repaid is a part of what was paid."""

    label: str
    budgeted: Value
    committed: Value
    paid: Value
    repaid: Value = None


class BarRow(NamedTuple):
    """One bar of `Bars`."""

    label: str
    value: Value


def number(value: Value) -> float | None:
    """Return what can be drawn of a value: a float, or None when there is no number."""
    return None if value is None or isinstance(value, str) else float(value)


@dataclass(frozen=True, kw_only=True)
class Chart:
    """What every chart has: a title that says the message, a date, a source, a unit.

    `name` is a slug, unique on a page; `description` completes the title for those who do not see
    the drawing.
    """

    title: str
    as_of: date
    source: str
    name: str = "graphique"
    unit: Unit = "jobs"
    description: str = ""

    kind: ClassVar[str] = ""

    def __post_init__(self) -> None:
        if self.unit not in ("jobs", "EUR", "ratio"):
            raise ValueError(f"unknown unit: {self.unit!r}")

    def format(self, value: Value) -> str:
        """Write a value in French with its unit, or the word for its absence."""
        if value is None or isinstance(value, str):
            return formats.ABSENCES.get(value or "missing", str(value))
        if self.unit == "EUR":
            return formats.euros(round(value))
        if self.unit == "ratio":
            return formats.percent(float(value))
        whole = round(value)
        return (
            formats.integer(whole) if abs(float(value) - whole) < 0.05 else formats.decimal(value)
        )

    def table(self, *, brief: bool = False) -> Table:
        """Return the data as text; `brief` asks for what a printed page can hold."""
        raise NotImplementedError

    @cached_property
    def data(self) -> Table:
        """The whole table, which both layouts and the page read."""
        return self.table()

    def alternative(self) -> str:
        """Say in one or two sentences what the drawing shows, for those who do not see it."""
        dated = f"Situation au {formats.long_date(self.as_of)}."
        return f"{self.description} {dated}".strip()

    def _rows(self, name: str, kind: type[NamedTuple]) -> None:
        """Let callers pass plain tuples where a field holds named rows."""
        given: Iterable[tuple] = getattr(self, name)
        object.__setattr__(self, name, tuple(kind(*row) for row in given))


@dataclass(frozen=True, kw_only=True)
class Trajectory(Chart):
    """A cumulative value month by month, against the line that leads to the target.

    `points` are (date, value), `expected` (date, number) in ascending dates, joined by straight
    lines; `committees` are the dates whose figures a committee read, marked under the axis.
    `expected_label` must say which start the calendar uses.
    """

    points: tuple[tuple[date, Value], ...]
    expected: tuple[tuple[date, float], ...] = ()
    target: Value = None
    committees: tuple[date, ...] = ()
    achieved_label: str = "Réalisé"
    expected_label: str = "Attendu"
    target_label: str = "Objectif"
    today_label: str = ""

    kind: ClassVar[str] = "trajectory"

    def expected_at(self, day: date) -> float | None:
        """Read the expected line at a date; None outside of it."""
        for (left, low), (right, high) in pairwise(self.expected):
            if left <= day <= right and left < right:
                return low + (high - low) * ((day - left) / (right - left))
        return next((float(value) for at, value in self.expected if at == day), None)

    def latest(self) -> tuple[date, float] | None:
        """Return the last point that has a number, if any."""
        known = [(day, value) for day, v in self.points if (value := number(v)) is not None]
        return known[-1] if known else None

    def days(self) -> list[date]:
        """Return the dates that have a row: those of points, then those only expected."""
        reached = {day for day, _ in self.points}
        after = max((self.as_of, *reached))
        return sorted(reached | {d for d, _ in self.expected if d > after or not reached})

    def table(self, *, brief: bool = False) -> Table:
        achieved = dict(self.points)
        days = self.days()
        if brief:
            kept = {days[0], days[-1], self.as_of} if days else set()
            days = [d for d in days if d in kept or (d.month % 3 == 0 and d in achieved)]
        return Table(
            ("Date", self.achieved_label, self.expected_label),
            tuple(
                (
                    formats.long_date(day),
                    self.format(self._due(day, achieved.get(day))),
                    self.format(self.expected_value_on(day)),
                )
                for day in days
            ),
        )

    def _due(self, day: date, value: Value) -> Value:
        """Tell what is not due yet from what is missing."""
        return "not_due" if value is None and day > self.as_of else value

    def expected_value_on(self, day: date) -> Value:
        """Return the expected value at a date, money to the euro; none applies off the line."""
        value = self.expected_at(day)
        if value is None:
            return "not_applicable"
        return round(value / 100) * 100 if self.unit == "EUR" else value


@dataclass(frozen=True, kw_only=True)
class Bullets(Chart):
    """One bullet bar per row, all on one scale."""

    rows: tuple[BulletRow, ...]
    terms: tuple[str, str, str, str] = ("Réalisé", "Programmé", "Attendu à date", "Objectif final")
    row_header: str = "Axe"

    kind: ClassVar[str] = "bullets"

    def __post_init__(self) -> None:
        super().__post_init__()
        self._rows("rows", BulletRow)

    def table(self, *, brief: bool = False) -> Table:
        return Table(
            (self.row_header, *self.terms),
            tuple((row.label, *(self.format(value) for value in row[1:])) for row in self.rows),
        )


@dataclass(frozen=True, kw_only=True)
class Ladder(Chart):
    """Rungs that are counted on their own; `aside` stands apart and is never added."""

    rungs: tuple[Rung, ...]
    aside: tuple[Rung, ...] = ()
    aside_title: str = "À côté de l’échelle, jamais additionné"
    broken_label: str = "rompus"

    kind: ClassVar[str] = "ladder"

    def __post_init__(self) -> None:
        super().__post_init__()
        self._rows("rungs", Rung)
        self._rows("aside", Rung)

    def note(self, rung: Rung) -> str:
        """Write what goes beside the value: the part that was lost, then the note."""
        lost = number(rung.broken)
        parts = (f"dont {self.format(rung.broken)} {self.broken_label}" if lost else "", rung.note)
        return ", ".join(part for part in parts if part)

    def table(self, *, brief: bool = False) -> Table:
        rows = [(r.label, self.format(r.value), self.note(r)) for r in self.rungs]
        rows += [(f"{r.label} (à part)", self.format(r.value), self.note(r)) for r in self.aside]
        return Table(("Échelon", "Nombre", "Précision"), tuple(rows))


@dataclass(frozen=True, kw_only=True)
class StackedMoney(Chart):
    """Money by measure and state, in euro cents: budget, commitment, payment, repayment."""

    rows: tuple[MoneyRow, ...]
    unit: Unit = "EUR"
    terms: tuple[str, str, str, str] = ("Prévu", "Engagé", "Versé", "Remboursé")
    row_header: str = "Mesure"

    kind: ClassVar[str] = "money"

    def __post_init__(self) -> None:
        super().__post_init__()
        self._rows("rows", MoneyRow)

    def table(self, *, brief: bool = False) -> Table:
        return Table(
            (self.row_header, *self.terms),
            tuple((row.label, *(self.format(value) for value in row[1:])) for row in self.rows),
        )


@dataclass(frozen=True, kw_only=True)
class Bars(Chart):
    """A breakdown: one horizontal bar per row."""

    rows: tuple[BarRow, ...]
    row_header: str = "Catégorie"
    value_header: str = "Valeur"

    kind: ClassVar[str] = "bars"

    def __post_init__(self) -> None:
        super().__post_init__()
        self._rows("rows", BarRow)

    def table(self, *, brief: bool = False) -> Table:
        return Table(
            (self.row_header, self.value_header),
            tuple((row.label, self.format(row.value)) for row in self.rows),
        )
