"""Stand-in dates: what a statement is compiled with in place of the dates it is asked about later.

They are far from the date of any record, and far enough from each other for a condition to look
``MOST_MONTHS`` before or after its own date. What cannot be told from the compiled statement (days,
the first of a month, a year as a number) is refused when Django starts, never guessed.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from convention.calendar import add_months

from .aggregates import compiled
from .indicators import Indicator

# A condition may shift its date by so many months; slots are farther apart than twice that.
MOST_MONTHS = 120
FIRST_YEAR, YEARS_APART, MOST_SLOTS = 2500, 22, 300
_MARGIN = MOST_MONTHS // 12
FIRST, LAST = date(FIRST_YEAR - _MARGIN, 1, 1), date(FIRST_YEAR + YEARS_APART * MOST_SLOTS, 1, 1)
# The second date of the check: it has no equal in shorter months and is no beginning of anything.
PROBE = date(FIRST_YEAR + 1, 5, 31)


def slot_date(slot: int) -> date:
    """Return the stand-in date of a slot; raises ValueError when there is no such slot."""
    if not 0 <= slot < MOST_SLOTS:
        raise ValueError(f"A statement has {MOST_SLOTS} dates at most.")
    return date(FIRST_YEAR + YEARS_APART * slot, 1, 1)


def as_stand_in(param: Any) -> date | None:
    """Return the stand-in date that a parameter of a statement is, if it is one."""
    day = as_date(param)
    return day if day is not None and FIRST <= day < LAST else None


def as_date(param: Any) -> date | None:
    """Return the date that a parameter is, as either database is given it."""
    if isinstance(param, str):
        try:
            return date.fromisoformat(param) if len(param) == 10 else None
        except ValueError:
            return None
    return param if isinstance(param, date) else None


def decode(stand_in: date) -> tuple[int, int]:
    """Return the slot of a stand-in date and its distance from the slot’s date, in months."""
    slot = (stand_in.year - FIRST_YEAR + YEARS_APART // 2) // YEARS_APART
    return slot, _months(slot_date(slot), stand_in)


def _months(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month


@lru_cache(maxsize=1024)
def check(indicator: Indicator) -> None:
    """Refuse a condition that a kept statement could not ask again at another date.

    Raises ImproperlyConfigured with the reason.
    """
    stand_in = slot_date(0)
    (sql, params), (other_sql, others) = (compiled(indicator, d) for d in (stand_in, PROBE))
    if sql != other_sql or len(params) != len(others):
        raise _refused(indicator, "asks another question at another date")
    for param, other in zip(params, others, strict=True):
        _check_param(indicator, param, other)


def _check_param(indicator: Indicator, param: Any, other: Any) -> None:
    day, moved = as_date(param), as_date(other)
    if day is None or moved is None:
        if param != other:
            raise _refused(indicator, f"takes something else than a date from it: {param!r}")
        return
    if day == moved:
        if as_stand_in(param):
            raise _refused(indicator, f"names the date {day}, which is kept for the statements")
        return
    shift = _months(slot_date(0), day)
    if day.day != 1 or add_months(PROBE, shift) != moved:
        raise _refused(indicator, "shifts it otherwise than by whole months")
    if abs(shift) > MOST_MONTHS:
        raise _refused(indicator, f"shifts it by {shift} months, more than {MOST_MONTHS}")


def _refused(indicator: Indicator, why: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(
        f"{indicator.code}: a condition compares dates with its own, shifted by whole months "
        f"or not at all; this one {why}."
    )


def check_all(indicators: Iterable[Any]) -> None:
    """Check every indicator that is measured on rows."""
    for indicator in indicators:
        if isinstance(indicator, Indicator):
            check(indicator)
