"""Whether a hire counts, rule by rule."""

from datetime import date
from decimal import Decimal

import pytest

from convention.contracts import Contract
from convention.counting import Hire, Reason, decide, rules_at
from convention.models import CountingRules

SIGNED = date(2013, 10, 11)
HIRED = date(2014, 9, 1)


def rules(effective_on: date = SIGNED, **terms) -> CountingRules:
    return CountingRules(effective_on=effective_on, **terms)


def decision(hire: Hire, *versions: CountingRules):
    return decide(hire, versions, SIGNED)


def hire(contract: str = Contract.PERMANENT, **facts) -> Hire:
    return Hire(hired_on=facts.pop("hired_on", HIRED), contract=contract, **facts)


def test_a_permanent_hire_counts_from_its_day():
    assert decision(hire(), rules()).counts_from == HIRED


@pytest.mark.parametrize(
    ("facts", "terms", "reason"),
    [
        ({"contract": Contract.FIXED_TERM, "duration_months": 12}, {}, Reason.FIXED_TERM),
        (
            {"contract": Contract.FIXED_TERM, "duration_months": 5},
            {"fixed_term_min_months": 6},
            Reason.FIXED_TERM_SHORT,
        ),
        (
            {"contract": Contract.FIXED_TERM},
            {"fixed_term_min_months": 6},
            Reason.DURATION_UNKNOWN,
        ),
        ({"contract": Contract.TEMPORARY}, {}, Reason.TEMPORARY),
        ({"contract": Contract.APPRENTICESHIP}, {}, Reason.APPRENTICESHIP),
        ({"contract": Contract.PROFESSIONALISATION}, {}, Reason.APPRENTICESHIP),
        (
            {"contract": Contract.SELF_EMPLOYED},
            {"counts_self_employed": False},
            Reason.SELF_EMPLOYED,
        ),
        ({"weekly_hours": Decimal(17)}, {"min_weekly_hours": Decimal("17.5")}, Reason.HOURS),
        ({}, {"min_weekly_hours": Decimal("17.5")}, Reason.HOURS_UNKNOWN),
        ({"ended_on": date(2014, 10, 15)}, {"trial_months": 2}, Reason.TRIAL),
        ({"hired_on": date(2016, 10, 12)}, {"hire_within_months": 36}, Reason.LATE),
        ({"is_replacement": True}, {}, Reason.REPLACEMENT),
        ({"is_placement": True}, {"counts_placements": False}, Reason.PLACEMENT),
    ],
)
def test_a_hire_outside_the_rules_says_why(facts, terms, reason):
    answer = decision(hire(**facts), rules(**terms))
    assert answer.counts_from is None
    assert answer.reason == reason


@pytest.mark.parametrize(
    ("facts", "terms"),
    [
        ({"contract": Contract.FIXED_TERM, "duration_months": 6}, {"fixed_term_min_months": 6}),
        ({"contract": Contract.TEMPORARY}, {"counts_temporary": True}),
        ({"contract": Contract.APPRENTICESHIP}, {"counts_apprenticeship": True}),
        ({"weekly_hours": Decimal("17.5")}, {"min_weekly_hours": Decimal("17.5")}),
        ({"hired_on": date(2016, 10, 11)}, {"hire_within_months": 36}),
        ({"contract": Contract.APPRENTICESHIP, "is_placement": True}, {}),
    ],
)
def test_a_hire_at_the_limit_of_a_rule_counts(facts, terms):
    assert decision(hire(**facts), rules(**terms)).counts_from is not None


def test_a_trial_period_delays_the_day_a_hire_counts_from():
    passed = hire(ended_on=date(2015, 3, 1))
    assert decision(passed, rules(trial_months=2)).counts_from == date(2014, 11, 1)


def test_no_rule_in_force_on_the_day_of_the_hire():
    assert decision(hire(), rules(date(2014, 9, 2))).reason == Reason.NO_RULES


def test_the_rules_of_the_day_of_the_hire_apply_and_not_the_latest_ones():
    first = rules(SIGNED, fixed_term_min_months=6)
    second = rules(date(2015, 1, 1), fixed_term_min_months=12)
    fixed_term = {"contract": Contract.FIXED_TERM, "duration_months": 6}
    assert decision(hire(**fixed_term), first, second).counts_from == HIRED
    late = hire(**fixed_term, hired_on=date(2015, 1, 1))
    assert decision(late, second, first).reason == Reason.FIXED_TERM_SHORT
    assert rules_at([second, first], date(2013, 1, 1)) is None
