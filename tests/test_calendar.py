"""Months and anniversaries."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from convention.calendar import add_months, month_ends, months_between

days = st.dates(date(1995, 1, 1), date(2060, 1, 1))


def test_the_months_of_the_communique():
    assert months_between(date(2014, 2, 1), date(2015, 5, 31)) == 16
    assert months_between(date(2013, 10, 11), date(2015, 5, 31)) == Fraction(59, 3)


def test_a_month_has_its_last_day_when_it_has_not_the_same():
    assert add_months(date(2015, 1, 31), 1) == date(2015, 2, 28)
    assert add_months(date(2016, 2, 29), -12) == date(2015, 2, 28)
    assert add_months(date(2015, 12, 1), 1) == date(2016, 1, 1)


def test_month_ends_close_with_the_day_itself():
    assert list(month_ends(date(2015, 1, 15), date(2015, 3, 10))) == [
        date(2015, 1, 31),
        date(2015, 2, 28),
        date(2015, 3, 10),
    ]
    assert list(month_ends(date(2015, 1, 15), date(2015, 1, 31))) == [date(2015, 1, 31)]


@given(days, days, st.integers(0, 40))
def test_elapsed_months_never_run_backwards(start, end, more):
    assert months_between(start, end) <= months_between(start, end + timedelta(days=more))
    assert months_between(start, start) == 0


@given(days, st.integers(0, 400))
def test_elapsed_months_count_whole_months(start, months):
    if start.day <= 28:
        assert months_between(start, add_months(start, months)) == months
