"""What a figure holds: a value in its unit, or the reason why there is none, or a mask."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from .indicators import Declaration


class Unit(StrEnum):
    """Unit of a value. Amounts are in euro cents in code and in euros wherever they are shown.

    Full-time equivalents are sums of hundredths of hours a week in code, of which ``FULL_TIME``
    make one wherever they are shown.
    """

    JOBS = "jobs"
    FTE = "fte"
    PROJECTS = "projects"
    PEOPLE = "people"
    PROSPECTS = "prospects"
    COMMUNES = "communes"
    COMPANIES = "companies"
    EUROS = "EUR"
    EUROS_PER_JOB = "EUR/job"
    RATIO = "ratio"
    POINTS = "points"
    DATE = "date"
    MONTHS = "months"

    @property
    def is_money(self) -> bool:
        """Whether values are amounts, in euro cents."""
        return self in (Unit.EUROS, Unit.EUROS_PER_JOB)


# 35 hours a week, in hundredths.
FULL_TIME = 3500


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


class Cell(NamedTuple):
    """What one indicator measured in one group of rows."""

    value: Any
    rows: int
    known: int | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """The value of an indicator for one convention at one date.

    ``value`` is None exactly when ``absence`` or ``masked`` is given. Counts, amounts (euro cents)
    and hundredths of hours are integers, ratios and costs fractions. ``coverage`` is (filled in,
    owed) where rows may lack the answer.
    """

    indicator: "Declaration"
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
