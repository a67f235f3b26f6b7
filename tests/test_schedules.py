"""The schedule of a loan: what is lent comes back whole, interest on what is left."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from axes.business.models import Aid
from axes.business.schedules import instalments
from convention.calendar import add_months

loans = st.tuples(st.integers(2, 120), st.integers(0, 119)).filter(lambda t: t[1] < t[0])


def loan(amount: int, rate: Decimal, term: int, deferral: int) -> Aid:
    return Aid(kind=Aid.Kind.LOAN, granted_on=date(2015, 1, 31), amount=amount, rate=rate,
               term=term, deferral=deferral)  # fmt: skip


@given(
    st.integers(1, 10**9),
    st.decimals(0, 9, places=3),
    loans,
    st.sampled_from((1, 3, 6, 12)),
)
def test_the_capital_comes_back_whole_after_the_deferral(amount, rate, months, every):
    term, deferral = months
    lent = loan(amount, rate, term, deferral)
    lines = instalments(lent, every)
    assert sum(line.principal for line in lines) == amount
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    days = [line.due_on for line in lines]
    assert days == sorted(set(days))
    assert days[-1] == add_months(lent.granted_on, term)
    repaid = [line for line in lines if line.principal]
    assert all(line.due_on > add_months(lent.granted_on, deferral) for line in repaid)
    assert all(line.principal >= 0 and line.interest >= 0 for line in lines)
    assert all(line.principal or line.interest for line in lines)
    whole = Fraction(amount) * Fraction(rate) / 100 * term / 12
    assert sum(line.interest for line in lines) <= whole + len(lines)


def test_a_loan_without_interest_asks_for_nothing_during_the_deferral():
    lines = instalments(loan(1_200_000, Decimal(0), 24, 12), 6)
    assert [(line.due_on, line.principal, line.interest) for line in lines] == [
        (date(2016, 7, 31), 600_000, 0),
        (date(2017, 1, 31), 600_000, 0),
    ]
