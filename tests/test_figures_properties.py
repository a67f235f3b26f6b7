"""What holds of every figure, whatever the history and the date."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from axes.business.models import Job
from axes.territory.models import Placement
from convention.calendar import month_ends
from convention.models import Convention
from convention.recounting import disagreements
from reporting.figures.declarations import DECLARATIONS
from reporting.figures.engine import figures, sheets
from reporting.figures.indicators import Indicator
from reporting.figures.registry import PUBLISHED, REGISTRY
from reporting.figures.rows import rows
from reporting.figures.values import Absence

from .histories import SIGNED, History, histories

pytestmark = pytest.mark.django_db

MEASURED = [d for d in DECLARATIONS if isinstance(d, Indicator)]
# These grow with time alone; the others fall when something dated happens.
NEVER_FALLING = ("placements", "placements_counted", "prospects_studied", "prospects_lost",
                 "released")  # fmt: skip
FALLING_FOR_A_CAUSE = ("projects_supported", "jobs_programmed", "jobs_created", "jobs_verified",
                       "jobs_past_twelve_months", "jobs_sustained", "total_jobs")  # fmt: skip
dates = st.integers(-400, 2200).map(lambda n: SIGNED + timedelta(days=n))
some_examples = settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Undo(Exception):
    """Raised to take an example's records back."""


def written(history: History, check):
    """Write a history, check it and take it back."""
    try:
        with transaction.atomic():
            check(history.write())
            raise Undo
    except Undo:
        pass


@some_examples
@given(histories, dates)
def test_each_measured_figure_is_the_measure_of_its_rows(history, as_of):
    def check(convention: Convention):
        sheet = figures(convention, as_of, tuple(d.code for d in MEASURED))
        for code, figure in sheet.items():
            (row_set,) = rows(convention, code, as_of)
            assert row_set.queryset.count() == figure.rows, code
            assert (row_set.measure() or 0) == (figure.value or 0), code

    written(history, check)


@some_examples
@given(histories, dates)
def test_the_kept_statement_answers_as_the_query_for_several_conventions_does(history, as_of):
    def check(convention: Convention):
        other = Convention.objects.create(
            slug="autre",
            name="Autre",
            liable_company=convention.liable_company,
            legal_basis="convention",
            regime="large",
            departement_id="32",
            commune_id="32208",
            signed_on=SIGNED,
            operational_start=SIGNED,
        )
        both = sheets([convention, other], {as_of: PUBLISHED})
        assert dict(both[convention.pk][as_of]) == dict(figures(convention, as_of))
        assert dict(both[other.pk][as_of]) == dict(figures(other, as_of))

    written(history, check)


@some_examples
@given(histories, dates)
def test_parts_add_up_to_their_total(history, as_of):
    def check(convention: Convention):
        sheet = figures(convention, as_of)
        for declared in MEASURED:
            (found,) = rows(convention, declared.code, as_of)
            for dimension in declared.fact.dimensions:
                parts = found.parts(dimension)
                assert sum(value for _, value in parts) == (sheet_value(sheet, declared)), (
                    declared.code,
                    dimension,
                )

    def sheet_value(sheet, declared):
        return (sheet[declared.code].value if declared.published else 0) or 0

    written(history, check)


def series(convention: Convention, codes, start: date, end: date):
    """Return each code’s figures at the end of every month from ``start`` on, and at ``end``."""
    asked = dict.fromkeys(month_ends(start, end), codes)
    dated = sheets([convention], asked)[convention.pk].values()
    return {code: [sheet[code] for sheet in dated] for code in codes}


@some_examples
@given(histories)
def test_cumulative_figures_never_fall(history):
    def check(convention: Convention):
        for code, months in series(
            convention, NEVER_FALLING, date(2013, 9, 1), date(2018, 12, 31)
        ).items():
            values = [figure.value or 0 for figure in months]
            assert values == sorted(values), code

    written(history, check)


@some_examples
@given(histories)
def test_figures_that_fall_do_so_for_a_dated_cause(history):
    """What is supported, promised or created falls only in the month of a project withdrawn, of a
    promise or some of its posts given up, or of what a text changes: an axis, or a perimeter where
    rules ask one."""

    def check(convention: Convention):
        causes = {SIGNED + timedelta(days=after) for after, counts in history.axis if not counts}
        if history.rules["place"]:
            causes |= set(convention.perimeter.values_list("effective_on", flat=True))
        for project in history.projects:
            causes.add(project["withdrawn_on"])
            for _, committed_on, cancelled in project["commitments"]:
                if cancelled is not None:
                    causes.add(committed_on + timedelta(days=cancelled))
            for _, committed_on, _ in project["commitments"][:1]:
                since = project["posts_since"]
                causes |= {committed_on + timedelta(days=after) for _, _, after in since}
        months = {(day.year, day.month) for day in causes if day}
        for points in series(convention, FALLING_FOR_A_CAUSE, SIGNED, date(2018, 12, 31)).values():
            for before, after in pairwise(points):
                if (after.value or 0) < (before.value or 0):
                    assert (after.as_of.year, after.as_of.month) in months

    written(history, check)


@some_examples
@given(histories, dates)
def test_the_ladder_only_goes_down_and_ratios_show_both_numbers(history, as_of):
    def check(convention: Convention):
        sheet = figures(convention, as_of)
        created = sheet["jobs_created"].value
        for code in ("jobs_verified", "jobs_past_twelve_months", "jobs_ended", "jobs_permanent",
                     "former_employees_hired", "posts_paid"):  # fmt: skip
            assert 0 <= sheet[code].value <= created
        assert sheet["jobs_alive"].value + sheet["jobs_ended"].value == created
        assert sheet["jobs_past_twenty_four_months"].value <= sheet["jobs_past_twelve_months"].value
        assert sheet["jobs_sustained_24"].value <= sheet["jobs_past_twenty_four_months"].value
        zones = [sheet[f"jobs_in_{zone}_zone"] for zone in ("priority", "extended")]
        within = sheet["jobs_in_perimeter"]
        # Before the signature there is no perimeter to be within.
        assert {figure.absence for figure in zones} == {within.absence}
        if within.absence is None:
            assert sum(figure.value for figure in zones) == within.value <= created
        assert sheet["jobs_sustained"].value <= sheet["jobs_past_twelve_months"].value
        assert sheet["total_jobs"].value == created + sheet["placements_counted"].value
        for figure in sheet.values():
            assert (figure.value is None) == (figure.absence is not None)
            if figure.unit == "ratio" and figure.value is not None:
                assert figure.denominator
                assert figure.value * figure.denominator == figure.numerator
        if history.target == 0 and sheet["job_target"].value == 0:
            assert sheet["creation_rate"].absence is Absence.NOT_APPLICABLE

    written(history, check)


@some_examples
@given(histories)
def test_stored_decisions_follow_the_rules_and_their_changes(history):
    def check(convention: Convention):
        for queryset in (Job.objects.all(), Placement.objects.all()):
            assert not list(disagreements(queryset, convention))
        rule = convention.counting_rules.get()
        rule.counts_placements = not rule.counts_placements
        rule.min_weekly_hours = 30
        rule.save()
        for queryset in (Job.objects.all(), Placement.objects.all()):
            assert not list(disagreements(queryset, convention))

    written(history, check)


def test_every_operand_and_base_is_declared():
    for declared in REGISTRY.values():
        for code in declared.operands:
            assert code in REGISTRY
        if isinstance(declared, Indicator) and declared.base:
            assert declared.base in REGISTRY
