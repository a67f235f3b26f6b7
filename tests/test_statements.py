"""A kept statement answers as its rows do, at every date, or Django does not start."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q

from convention.calendar import add_months
from convention.models import Convention
from reporting.figures import standins, statements
from reporting.figures.engine import figures, sheets
from reporting.figures.facts import JOBS
from reporting.figures.indicators import Indicator
from reporting.figures.registry import REGISTRY
from reporting.figures.rows import rows
from reporting.figures.values import Unit

pytestmark = pytest.mark.django_db

DAYS = (date(2014, 1, 31), date(2014, 12, 31), date(2015, 5, 31), date(2016, 2, 29),
        date(2017, 7, 4), date(2018, 12, 31))  # fmt: skip


def hires(when, code: str) -> Indicator:
    """An indicator of the test’s own, over the hires."""
    return Indicator(
        code=code, label="Essai", definition="Essai.", unit=Unit.JOBS, fact=JOBS, when=when
    )


def shifted(months: int) -> Indicator:
    """Hires that began to count in a window that ends at the date, or begins at it."""
    return hires(
        lambda as_of: (
            Q(since__gt=add_months(as_of, months), since__lte=as_of)
            if months < 0
            else Q(since__lte=add_months(as_of, months))
        ),
        f"shifted_{months + 1000}",
    )


def ready() -> None:
    """What Django does of the figures when it starts."""
    apps.get_app_config("figures").ready()


@pytest.fixture
def declare(monkeypatch):
    def add(indicator: Indicator) -> Indicator:
        monkeypatch.setitem(REGISTRY, indicator.code, indicator)
        return indicator

    return add


def check_against_rows(convention: Convention, codes: tuple[str, ...]) -> None:
    """Ask several dates at once, whose stand-ins are neighbours, and each on its own."""
    together = sheets([convention], dict.fromkeys(DAYS, codes))[convention.pk]
    for day in DAYS:
        alone = figures(convention, day, codes)
        for code in codes:
            (row_set,) = rows(convention, code, day)
            expected = row_set.measure() or 0
            assert (together[day][code].value or 0) == expected, (code, day)
            assert (alone[code].value or 0) == expected, (code, day)


def test_a_window_of_twenty_five_months_is_that_of_its_rows(lectoure, declare):
    code = declare(shifted(-25)).code
    check_against_rows(lectoure, (code,))
    at_the_end = figures(lectoure, date(2017, 7, 4), (code,))[code].value
    assert 0 < at_the_end < figures(lectoure, date(2017, 7, 4))["jobs_created"].value


@pytest.mark.parametrize("months", range(-150, 151, 3))
def test_a_shift_is_answered_as_its_rows_are_or_refused_at_start(lectoure, declare, months):
    indicator = declare(shifted(months))
    if abs(months) > standins.MOST_MONTHS:
        with pytest.raises(ImproperlyConfigured, match=f"{indicator.code}: .* {months} months"):
            ready()
        with pytest.raises(ImproperlyConfigured):
            figures(lectoure, DAYS[0], (indicator.code,))
    else:
        ready()
        check_against_rows(lectoure, (indicator.code,))


@pytest.mark.parametrize("months", [-121, -120, 120, 121])
def test_the_farthest_shift_is_ten_years(declare, months):
    declare(shifted(months))
    if abs(months) == 120:
        ready()
    else:
        with pytest.raises(ImproperlyConfigured, match="more than 120"):
            ready()


@pytest.mark.parametrize(
    ("when", "why"),
    [
        (lambda d: Q(since__lte=d - timedelta(days=30)), "whole months"),
        (lambda d: Q(since__lte=d + timedelta(days=1)), "whole months"),
        (lambda d: Q(since__gte=d.replace(day=1)), "whole months"),
        (lambda d: Q(since__gte=d.replace(month=1, day=1)), "whole months"),
        (lambda d: Q(since__year=d.year), "whole months"),
        (lambda d: Q(hire__weekly_hours__gt=d.month), "something else than a date"),
        (lambda d: Q(hire__hired_on__lte=d) if d.day == 1 else Q(since__lte=d), "another question"),
        (lambda d: Q(hire__ended_on__lte=date(2600, 1, 1)), "kept for the statements"),
    ],
)
def test_what_a_statement_could_not_ask_again_is_refused_at_start(declare, when, why):
    declare(hires(when, "odd"))
    with pytest.raises(ImproperlyConfigured, match=f"odd: .*{why}"):
        ready()


def test_a_date_that_does_not_move_is_a_constant(lectoure, declare):
    for number, day in enumerate((date(2015, 1, 1), date(9999, 12, 31))):
        indicator = declare(hires(lambda d, day=day: Q(since__lt=day), f"constant_{number}"))
        ready()
        check_against_rows(lectoure, (indicator.code,))


def test_no_database_is_asked_when_django_starts(django_assert_num_queries):
    standins.check.cache_clear()
    with django_assert_num_queries(0):
        ready()


def test_every_indicator_answers_as_its_rows_at_neighbouring_dates(lectoure):
    measured = tuple(code for code, d in REGISTRY.items() if isinstance(d, Indicator))
    for day in DAYS:
        standins.check_all(REGISTRY.values())
        both = {day: measured, add_months(day, -1): measured, add_months(day, 1): measured}
        for as_of, sheet in sheets([lectoure], both)[lectoure.pk].items():
            for code in measured:
                (row_set,) = rows(lectoure, code, as_of)
                value = row_set.measure()
                assert (sheet[code].value or 0) == (value or 0), (code, as_of)


def test_two_hundred_dates_are_told_apart(lectoure):
    days = [add_months(date(2010, 1, 31), n) for n in range(200)]
    found = sheets([lectoure], dict.fromkeys(days, ("jobs_created",)))[lectoure.pk]
    for day in days[::7]:
        (row_set,) = rows(lectoure, "jobs_created", day)
        assert found[day]["jobs_created"].value == row_set.queryset.count(), day


def test_a_changed_condition_is_checked_again(declare):
    ready()
    declare(
        replace(REGISTRY["jobs_created"], when=lambda d: Q(hire__hired_on__lte=d.replace(day=1)))
    )
    with pytest.raises(ImproperlyConfigured, match="jobs_created"):
        ready()


def asked(*codes: str, days: int = 1) -> tuple[str, str]:
    """What the statement kept for figures of hires asks in its columns, and of all its rows."""
    sql = statements._statement(JOBS, (codes,) * days, "", "default", True).sql
    columns, rows_read = sql.split(" WHERE ")
    return columns, rows_read


@pytest.mark.parametrize(
    ("codes", "days", "by_rows", "by_columns"),
    [
        (("jobs_created",), 1, ("since", "reason"), ()),
        (("jobs_created", "jobs_verified", "jobs_past_twelve_months"), 1, ("since", "reason"), ()),
        (("jobs_created", "hires_not_counted"), 1, ("since",), ("reason",)),
        (("jobs_created",), 2, ("reason",), ("since",)),
        (("jobs_created", "hires_not_counted"), 2, (), ("since", "reason")),
    ],
)
def test_what_all_ask_of_a_row_chooses_the_rows_that_are_read(codes, days, by_rows, by_columns):
    """It is asked once; what only some ask stays in their columns."""
    columns, rows_read = asked(*codes, days=days)
    for name in by_rows:
        assert rows_read.count(f'"{name}"') == 1
        assert f'"business_jobspell"."{name}"' not in columns
    for name in by_columns:
        assert f'"{name}"' not in rows_read
        assert columns.count(f'"business_jobspell"."{name}"') >= 2


@pytest.mark.parametrize("day", DAYS)
def test_figures_asked_together_are_those_asked_alone(lectoure, day):
    """Whatever they share of what they ask."""
    codes = [i.code for i in REGISTRY.values() if isinstance(i, Indicator) and i.fact is JOBS]
    together = figures(lectoure, day, codes)
    for code in codes:
        alone = figures(lectoure, day, (code,))[code]
        told = together[code]
        assert (told.value, told.rows, told.coverage) == (alone.value, alone.rows, alone.coverage)
