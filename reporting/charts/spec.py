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

from revitalisation.ui import formats, french
from revitalisation.ui.formats import plural
from revitalisation.ui.french import Noun

Unit = Literal["jobs", "count", "EUR", "ratio"]
Value = int | float | Fraction | str | None
UNITS: dict[Unit, str] = {
    "jobs": "en emplois",
    "count": "en nombre",
    "EUR": "en euros",
    "ratio": "en pourcentage",
}


BROKEN = Noun("rompu", "rompus")


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
    """One bar of `Bullets`: what is done, promised, expected by now, and aimed at in the end.

    `note` is a sentence written under the bar.
    """

    label: str
    achieved: Value
    promised: Value = None
    target_to_date: Value = None
    target: Value = None
    note: str = ""

    @property
    def values(self) -> tuple[Value, Value, Value, Value]:
        """The four values of the bar."""
        return self[1:5]


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
    """One bar of `Bars`; one `apart` has no name to be grouped under: what is not filled in."""

    label: str
    value: Value
    apart: bool = False


class Group(NamedTuple):
    """Several bars of `Bars` drawn as one: what they are together, and their own values."""

    label: str
    value: Value
    note: str


class Spot(NamedTuple):
    """One commune of `Map`: its name, what it has, where it is (latitude and longitude, degrees).

    `zone` is a code of `ZONES`; `near` tells that its position is only approached, `position` says
    how; `where` completes the name.
    """

    label: str
    value: Value
    zone: str = ""
    at: tuple[float, float] | None = None
    near: bool = False
    position: str = "inconnue"
    where: str = ""


# How a map tells the perimeter.
ZONES = {
    "priority": "périmètre prioritaire",
    "extended": "périmètre élargi",
    "outside": "hors périmètre",
}


def number(value: Value) -> float | None:
    """Return what can be drawn of a value: a float, or None when there is no number."""
    return None if value is None or isinstance(value, str) else float(value)


@dataclass(frozen=True, kw_only=True)
class Chart:
    """What every chart has: a title that says the message, a subtitle that says what is drawn, a
    unit, a place, a date, a source.

    `name` is a slug, unique on a page; `description` completes the title for those who do not see
    the drawing; `remark` says what a mark means, where no label does.
    """

    title: str
    as_of: date
    source: str
    subtitle: str = ""
    place: str = ""
    remark: str = ""
    name: str = "graphique"
    unit: Unit = "jobs"
    description: str = ""

    kind: ClassVar[str] = ""

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(f"unknown unit: {self.unit!r}")

    @property
    def origin(self) -> str:
        """Of where and of when the numbers are, in which unit, and where they come from."""
        dated = f"situation au {formats.long_date(self.as_of)}"
        parts = filter(None, (self.place, dated, UNITS[self.unit]))
        told = f"{self.remark} " if self.remark else ""
        first, rest = (written := ", ".join(parts))[0].upper(), written[1:]
        return f"{told}{first}{rest}. Source\u00a0: {self.source}."

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
        """The whole table, which the page and its script read."""
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
    `expected_label` must say, in the table, which start the calendar uses; `achieved_mark` and
    `expected_mark` name both at the date, where they are drawn (« 109 créés »).
    """

    points: tuple[tuple[date, Value], ...]
    expected: tuple[tuple[date, float], ...] = ()
    target: Value = None
    committees: tuple[date, ...] = ()
    achieved_label: str = "Réalisé"
    expected_label: str = "Attendu"
    target_label: str = "Objectif"
    achieved_mark: str = ""
    expected_mark: str = ""

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
    """One bullet bar per row, all on one scale.

    `beside` are the nouns, singular and plural, of what is written beside a row: promised, then
    expected.
    """

    rows: tuple[BulletRow, ...]
    terms: tuple[str, str, str, str] = ("Réalisé", "Programmé", "Attendu à date", "Objectif final")
    beside: tuple[tuple[str, str], tuple[str, str]] = (
        ("programmé", "programmés"),
        ("attendu", "attendus"),
    )
    row_header: str = "Axe"

    kind: ClassVar[str] = "bullets"

    def __post_init__(self) -> None:
        super().__post_init__()
        self._rows("rows", BulletRow)

    def table(self, *, brief: bool = False) -> Table:
        return Table(
            (self.row_header, *self.terms),
            tuple((row.label, *(self.format(value) for value in row.values)) for row in self.rows),
        )


@dataclass(frozen=True, kw_only=True)
class Ladder(Chart):
    """Rungs that are counted on their own; `aside` stands apart and is never added."""

    rungs: tuple[Rung, ...]
    aside: tuple[Rung, ...] = ()
    aside_title: str = "À côté de l’échelle, jamais additionné"
    broken_label: Noun = BROKEN

    kind: ClassVar[str] = "ladder"

    def __post_init__(self) -> None:
        super().__post_init__()
        self._rows("rungs", Rung)
        self._rows("aside", Rung)

    def note(self, rung: Rung) -> str:
        """Write what goes beside the value: the part that was lost, then the note."""
        lost = number(rung.broken)
        told = (
            french.clause("dont {n}", n=plural(round(lost), *self.broken_label[:2])) if lost else ""
        )
        parts = (told, rung.note)
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
    """A breakdown: one horizontal bar per row.

    `others` names what small parts are together and each of them (« autres communes »,
    « chacune »); without it none is grouped. The table has them all.
    """

    rows: tuple[BarRow, ...]
    row_header: str = "Catégorie"
    value_header: str = "Valeur"
    others: tuple[str, str] | None = None

    kind: ClassVar[str] = "bars"
    # Bars that a glance takes in; as many equal small ones are worth one.
    most: ClassVar[int] = 10
    alike: ClassVar[int] = 4

    def __post_init__(self) -> None:
        super().__post_init__()
        self._rows("rows", BarRow)

    def table(self, *, brief: bool = False) -> Table:
        return Table(
            (self.row_header, self.value_header),
            tuple((row.label, self.format(row.value)) for row in self.rows),
        )

    def drawn(self) -> tuple[list[BarRow], Group | None, list[BarRow]]:
        """Return the bars drawn one by one, the group of the small ones, and those apart."""
        named = [row for row in self.rows if not row.apart]
        apart = [row for row in self.rows if row.apart]
        if self.others is None or any(number(row.value) is None for row in named):
            return named, None, apart
        kept = len(named)
        while kept and named[kept - 1].value == named[-1].value:
            kept -= 1
        if len(named) - kept < self.alike:
            kept = len(named)
        if kept + (kept < len(named)) > self.most:
            kept = self.most - 1
        small = [row.value for row in named[kept:]]
        if len(small) < 2 or not kept:
            return named, None, apart
        what, each = self.others
        low, high = min(small), max(small)  # type: ignore[type-var]
        note = (
            self.format(high) if low == high else " à ".join((self.format(low), self.format(high)))
        )
        group = Group(f"{len(small)} {what}", sum(small), f"{note} {each}")  # type: ignore[arg-type]
        return named[:kept], group, apart


@dataclass(frozen=True, kw_only=True)
class Map(Chart):
    """What each commune has, where it is: the area of a mark is proportional to its value.

    `site` is where the closed site is; `zoned` tells whether a perimeter is known.
    """

    spots: tuple[Spot, ...]
    site: Spot | None = None
    zoned: bool = False
    row_header: str = "Commune"
    value_header: str = "Emplois"

    kind: ClassVar[str] = "map"

    def __post_init__(self) -> None:
        super().__post_init__()
        self._rows("spots", Spot)

    def table(self, *, brief: bool = False) -> Table:
        zone = ("Périmètre",) if self.zoned else ()
        return Table(
            (self.row_header, self.value_header, *zone, "Position"),
            tuple(
                (
                    f"{spot.label} {spot.where}".strip(),
                    self.format(spot.value),
                    *((_zone(spot),) if self.zoned else ()),
                    spot.position,
                )
                for spot in self.spots
            ),
        )


def _zone(spot: Spot) -> str:
    known = ZONES.get(spot.zone)
    return known.removeprefix("périmètre ") if known else formats.ABSENCES["not_applicable"]
