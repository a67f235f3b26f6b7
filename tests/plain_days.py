"""Days in plain Python, for oracles: anniversaries, months elapsed, what had happened by a day."""

from calendar import monthrange
from datetime import date
from fractions import Fraction
from functools import cache


@cache
def later(day: date, months: int) -> date:
    """Return the day so many months on; a month too short gives its last day."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def months_elapsed(start: date, end: date) -> Fraction:
    """Return whole months, then the days left as thirtieths of one, at most one."""
    if end < start:
        return Fraction(0)
    whole = 0
    while later(start, whole + 1) <= end:
        whole += 1
    return whole + min(Fraction((end - later(start, whole)).days, 30), Fraction(1))


def happened(day: date | None, as_of: date) -> bool:
    """Say whether something dated had happened by the end of a day."""
    return day is not None and day <= as_of
