"""Months and anniversaries, counted one way everywhere."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction


def add_months(day: date, months: int) -> date:
    """Return the same day ``months`` later or earlier, or the month’s last day if it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def months_between(start: date, end: date) -> Fraction:
    """Return the months elapsed from ``start`` to ``end``; 0 before ``start``.

    Whole months first, then the days left over as thirtieths of a month and never more than one:
    from 1 February 2014 to 31 May 2015 is 16 months, from 11 October 2013 it is 19 2/3.
    """
    if end < start:
        return Fraction(0)
    whole = (end.year - start.year) * 12 + end.month - start.month
    if add_months(start, whole) > end:
        whole -= 1
    left = (end - add_months(start, whole)).days
    return whole + min(Fraction(left, 30), Fraction(1))


def months_counted(start: date, day: date) -> int:
    """Return the whole months that have run by the end of a day, itself included.

    A convention signed on 11 October 2013 for three years has run 36 months on 10 October 2016, its
    last day. 0 before ``start``.
    """
    if day < start:
        return 0
    following = day + timedelta(days=1)
    months = (following.year - start.year) * 12 + following.month - start.month
    return months if add_months(start, months) <= following else months - 1


def whole_duration(signed_on: date, ends_on: date) -> int:
    """Return the duration of a convention in months, its last day included."""
    return round(months_between(signed_on, ends_on))


def month_ends(start: date, end: date) -> Iterator[date]:
    """Yield the last day of each month from ``start``’s on, closing with ``end`` itself."""
    day = start.replace(day=monthrange(start.year, start.month)[1])
    while day < end:
        yield day
        day = add_months(day.replace(day=1), 1)
        day = day.replace(day=monthrange(day.year, day.month)[1])
    yield end
