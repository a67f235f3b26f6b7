"""What an indicator is: the kinds of declarations that the registry is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from django.db.models import Count, Max, Q, Sum
from django.db.models.aggregates import Aggregate

from axes.ledger.states import signed
from convention.models import Axis

from .facts import Fact

Condition = Callable[[date], Q]
EVERY_AXIS = frozenset(Axis.Kind.values)


class Unit(StrEnum):
    """Unit of a value. Amounts are in euro cents in code and in euros wherever they are shown."""

    JOBS = "jobs"
    PROJECTS = "projects"
    PEOPLE = "people"
    PROSPECTS = "prospects"
    EUROS = "EUR"
    EUROS_PER_JOB = "EUR/job"
    RATIO = "ratio"
    POINTS = "points"
    DATE = "date"

    @property
    def is_money(self) -> bool:
        """Whether values are amounts, in euro cents."""
        return self in (Unit.EUROS, Unit.EUROS_PER_JOB)


class Absence(StrEnum):
    """The three ways of having no number; a measured zero is a number."""

    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"
    NOT_DUE = "not_due"


# A count of people below this is not told to those who do not follow them (0 is nobody’s secret).
SMALLEST = 5


class Mask(StrEnum):
    """What an edition keeps from its readers: a small count of people, or what would give one away.

    ``WITHHELD`` says nothing of the number, not even that it is small.
    """

    FEW = "few"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class Measure:
    """How rows become a value; ``over(q)`` is the same aggregate over the rows that meet ``q``."""

    over: Callable[[Q | None], Aggregate]


COUNT = Measure(lambda q: Count("pk", filter=q))


def total(field: str) -> Measure:
    """Sum of a column."""
    return Measure(lambda q: Sum(field, filter=q))


def latest(field: str) -> Measure:
    """Greatest value of a column."""
    return Measure(lambda q: Max(field, filter=q))


def net(*subtracted: str) -> Measure:
    """Sum of ledger amounts, in euro cents, the kinds named being subtracted."""
    amount = signed(*subtracted) if subtracted else "amount"
    return Measure(lambda q: Sum(amount, filter=q))


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """What every indicator says of itself. ``version`` changes when its definition does."""

    code: str
    label: str
    definition: str
    unit: Unit
    version: int = 1
    published: bool = True

    @property
    def operands(self) -> tuple[str, ...]:
        """Codes of the indicators this one is computed from."""
        return ()


@dataclass(frozen=True, kw_only=True)
class Indicator(Declaration):
    """A measure over the rows of a fact table that meet a condition at a date.

    ``axes``: kinds of axis of which the convention must have one, else « sans objet ».
    ``owed``: without a value it is « à venir » before the signature, « non renseigné » from it on.
    ``base``: the indicator of whose rows these are a part.
    ``known``: condition on the rows of ``base`` whose answer is filled in; gives the coverage.
    ``people``: its rows are people whom a small number would point at; so are those of its parts.
    """

    fact: Fact
    when: Condition
    measure: Measure = COUNT
    axes: frozenset[str] = EVERY_AXIS
    owed: bool = False
    base: str = ""
    known: Q | None = None
    people: bool = False


@dataclass(frozen=True, kw_only=True)
class Combination(Declaration):
    """Indicators added and subtracted; parts that do not apply are left out."""

    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()

    @property
    def operands(self) -> tuple[str, ...]:
        return self.plus + self.minus


@dataclass(frozen=True, kw_only=True)
class Ratio(Declaration):
    """One indicator over another; ``on_zero`` is what a denominator of zero means."""

    numerator: str
    denominator: str
    unit: Unit = Unit.RATIO
    on_zero: Absence = Absence.NOT_APPLICABLE

    @property
    def operands(self) -> tuple[str, ...]:
        return (self.numerator, self.denominator)


@dataclass(frozen=True, kw_only=True)
class Clock(Declaration):
    """Share of the duration elapsed since a date of the convention; never above 1.

    The numerator is in months since ``start``, the denominator the months from signature to the
    end date of the terms in force.
    """

    start: str
    unit: Unit = Unit.RATIO

    @property
    def operands(self) -> tuple[str, ...]:
        return ("term_end",)


@dataclass(frozen=True, kw_only=True)
class Gap(Declaration):
    """Difference of two ratios, in points."""

    achieved: str
    expected: str
    unit: Unit = Unit.POINTS

    @property
    def operands(self) -> tuple[str, ...]:
        return (self.achieved, self.expected)


@dataclass(frozen=True, slots=True)
class Figure:
    """The value of an indicator for one convention at one date.

    ``value`` is None exactly when ``absence`` or ``masked`` is given. Counts and amounts (euro
    cents) are integers, ratios and costs fractions. ``coverage`` is (filled in, owed) where rows
    may lack the answer.
    """

    indicator: Declaration
    as_of: date
    value: Any
    absence: Absence | None = None
    numerator: int | Fraction | None = None
    denominator: int | Fraction | None = None
    rows: int = 0
    coverage: tuple[int, int] | None = None
    masked: Mask | None = None

    @property
    def code(self) -> str:
        """Code of the indicator."""
        return self.indicator.code

    @property
    def label(self) -> str:
        """French label of the indicator."""
        return self.indicator.label

    @property
    def unit(self) -> Unit:
        """Unit of the value."""
        return self.indicator.unit

    @property
    def is_partial(self) -> bool:
        """Whether some of the rows lack the answer that the figure counts."""
        return self.coverage is not None and self.coverage[0] < self.coverage[1]
