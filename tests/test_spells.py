"""On which days a hire counts: from its first on, cut wherever something lets it or keeps it."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from axes.business.models import Job, JobSpell, Project
from convention.counting import Period, Reason, periods
from convention.models import Convention

from .factories import (
    SIGNED,
    ConventionFactory,
    CountingRulesFactory,
    DecisionFactory,
    JobFactory,
    PerimeterFactory,
    ProjectFactory,
)
from .forms import plain
from .oracle import later
from .test_guards_agree import drawn, undone
from .test_ladder import check_counting, values

DAY = timedelta(days=1)
HIRED, LEFT = date(2014, 5, 5), date(2015, 1, 5)


@pytest.fixture
def convention(db) -> Convention:
    return ConventionFactory.create()


@pytest.fixture
def project(convention) -> Project:
    return ProjectFactory.create(convention=convention)


def spells(job: Job) -> list[tuple[date, str]]:
    """Return the day and the reason of each spell of a job; each ends where the next begins."""
    found = list(job.spells.order_by("since"))
    assert [s.until for s in found] == [*(s.since for s in found[1:]), None]
    return [(s.since, s.reason) for s in found]


def ladder(convention: Convention, day: date) -> tuple[int, int]:
    """Return the jobs created, and those that do not count, at the end of a day."""
    created, outside = values(convention, "jobs_created", "hires_not_counted", as_of=day)
    return created, outside


# --- days cut by what lets a hire count ----------------------------------------------------------

lines = st.lists(
    st.tuples(st.integers(-3, 9), st.sampled_from(("", "a", "b"))),
    max_size=4,
    unique_by=lambda t: t[0],
)


@drawn
@given(lines, lines)
def test_each_day_is_said_once_by_the_first_that_refuses(one, other):
    timelines = [
        [(date.min, "early"), *((HIRED + n * DAY, reason) for n, reason in sorted(line))]
        for line in (one, other)
    ]
    found = periods(HIRED, *timelines)
    assert found[0].since == HIRED
    assert found[-1].until is None
    for n in range(12):
        day = HIRED + n * DAY
        holding = [p for p in found if p.since <= day and (p.until is None or day < p.until)]
        expected = ""
        for line in timelines:
            said = ""
            for since, reason in line:
                said = reason if since <= day else said
            expected = expected or said
        assert [p.reason for p in holding] == [expected]
    assert all(one.reason != two.reason for one, two in pairwise(found))


def test_a_hire_under_no_condition_counts_from_its_day_on():
    assert periods(HIRED) == [Period(HIRED, None, "")]


# --- what begins and ends a spell ----------------------------------------------------------------


def test_a_hire_counts_from_its_very_day_and_no_departure_ends_it(convention, project):
    job = JobFactory.create(project=project, ended=True)
    assert spells(job) == [(HIRED, "")]
    assert [ladder(convention, d) for d in (HIRED - DAY, HIRED, LEFT)] == [(0, 0), (1, 0), (1, 0)]


def test_a_hire_before_the_approval_counts_from_the_approval_on(convention):
    early = ProjectFactory.create(convention=convention, decided_on=HIRED + 10 * DAY)
    job = JobFactory.create(project=early)
    assert spells(job) == [(HIRED, Reason.NOT_APPROVED), (HIRED + 10 * DAY, "")]
    days = (HIRED, HIRED + 9 * DAY, HIRED + 10 * DAY)
    assert [ladder(convention, day) for day in days] == [(0, 1), (0, 1), (1, 0)]


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        ("withdrawn", Reason.WITHDRAWN),
        ("cancelled", Reason.CANCELLED),
        ("unfavourable", Reason.NOT_APPROVED),
        ("adjourned", Reason.NOT_APPROVED),
    ],
)
def test_an_approval_lost_ends_the_spell_from_its_very_day(convention, project, outcome, reason):
    job = JobFactory.create(project=project)
    DecisionFactory.create(project=project, decided_on=LEFT, outcome=outcome)
    assert spells(job) == [(HIRED, ""), (LEFT, reason)]
    assert [ladder(convention, day) for day in (LEFT - DAY, LEFT)] == [(1, 0), (0, 1)]


def test_an_approval_that_comes_back_begins_another_spell(convention, project):
    job = JobFactory.create(project=project)
    again = LEFT + 30 * DAY
    DecisionFactory.create(project=project, decided_on=LEFT, outcome="cancelled")
    DecisionFactory.create(project=project, decided_on=again)
    assert spells(job) == [(HIRED, ""), (LEFT, Reason.CANCELLED), (again, "")]
    assert [ladder(convention, day)[0] for day in (LEFT, again - DAY, again)] == [0, 0, 1]


def test_a_corrected_decision_restates_the_spells(convention, project):
    job = JobFactory.create(project=project)
    right = project.decisions.get().successor(None)
    right.decided_on, right.cause, right.reason = HIRED + DAY, "mistyped", "Date relue."
    right.save()
    assert spells(job) == [(HIRED, Reason.NOT_APPROVED), (HIRED + DAY, "")]


def test_a_void_approval_lets_nothing_count(convention, project):
    job = JobFactory.create(project=project)
    project.decisions.get().void(None, "other", "Homonyme")
    assert spells(job) == [(HIRED, Reason.NOT_APPROVED)]


def test_a_trial_delays_the_spell_and_its_breaking_off_is_told_from_its_day(db):
    convention = ConventionFactory.create(rules__trial_months=2)
    project, over = ProjectFactory.create(convention=convention), date(2014, 7, 5)
    assert spells(JobFactory.create(project=project)) == [(HIRED, Reason.NOT_YET), (over, "")]
    gone = JobFactory.create(project=project, ended_on=over - DAY, end_reason="trial")
    assert spells(gone) == [(HIRED, Reason.NOT_YET), (over - DAY, Reason.TRIAL)]


def test_what_the_rules_refuse_is_said_before_what_the_project_is(project):
    DecisionFactory.create(project=project, decided_on=LEFT, outcome="withdrawn")
    job = JobFactory.create(project=project, short=True)
    assert spells(job) == [(HIRED, Reason.FIXED_TERM_SHORT)]


def test_rules_that_change_change_the_spells(convention, project):
    job = JobFactory.create(project=project, weekly_hours=20)
    rules = convention.counting_rules.get()
    rules.min_weekly_hours = 30
    rules.save()
    assert spells(job) == [(HIRED, Reason.HOURS)]


# --- stored, and proved against the facts --------------------------------------------------------


def test_rules_that_are_removed_let_the_hires_count_again(convention, project):
    job = JobFactory.create(project=project, hired_on=HIRED, weekly_hours=20)
    rules = CountingRulesFactory.create(
        convention=convention, effective_on=HIRED, min_weekly_hours=35
    )
    job.refresh_from_db()
    assert (job.counts_from, spells(job)) == (None, [(HIRED, Reason.HOURS)])
    rules.delete()
    job.refresh_from_db()
    assert (job.counts_from, spells(job)) == (HIRED, [(HIRED, "")])
    assert ladder(convention, HIRED) == (1, 0)
    assert job.history.first().history_change_reason == "règles de décompte changées"


def test_spells_that_do_not_follow_from_the_facts_are_found_and_mended(convention, project):
    job = JobFactory.create(project=project)
    JobSpell.objects.filter(hire=job).update(since=HIRED + DAY)
    said = check_counting(convention.slug)
    assert f"emploi {job.pk}\u00a0: périodes attendues\u00a0: 2014-05-05\u00a0: compte" in said
    assert "1 écart avec les règles ou les pièces" in said
    assert "1 écart, tout est corrigé." in check_counting(convention.slug, "--fix")
    assert spells(job) == [(HIRED, "")]


def test_spells_cost_as_many_queries_for_many_hires(project, django_assert_num_queries):
    from convention.spells import respell

    hires = Job.objects.filter(project=project)
    for number in (3, 9):
        JobFactory.create_batch(number - hires.count(), project=project)
        JobSpell.objects.filter(project=project).delete()
        # A savepoint, the hires, what their contracts became, their spells, decisions, axes and
        # rules; gone, new, the savepoint’s end.
        with django_assert_num_queries(10):
            assert respell(hires) == number


def test_a_row_that_only_hangs_on_a_convention_asks_no_hire_again(convention, project):
    JobFactory.create(project=project)
    with CaptureQueriesContext(connection) as queries:
        PerimeterFactory.create(convention=convention, commune_id="32096")
    assert not [q for q in queries if "business_job" in q["sql"]]
    with CaptureQueriesContext(connection) as queries:
        convention.refresh_from_db()
        convention.save()
    assert [q for q in queries if "business_job" in q["sql"]]


outcomes = st.lists(
    st.tuples(
        st.sampled_from(("favourable", "adjourned", "unfavourable", "withdrawn", "cancelled")),
        st.integers(0, 40),
    ),
    max_size=5,
    unique_by=lambda drawn: drawn[1],
)


@drawn
@given(outcomes, st.integers(0, 30), st.sampled_from((0, 1)))
@pytest.mark.django_db
def test_a_job_is_created_on_the_days_on_which_its_project_is_approved(history, after, trial):
    def example() -> None:
        convention = ConventionFactory.create(rules__trial_months=trial)
        file = ProjectFactory.create(convention=convention, pending=True, received_on=SIGNED)
        hired = SIGNED + after * DAY
        JobFactory.create(project=file, hired_on=hired)
        approved: dict[int, bool] = {}
        for outcome, n in sorted(history, key=lambda drawn: drawn[1]):
            was = approved[max(approved)] if approved else False
            if outcome != "cancelled" or was:
                DecisionFactory.create(project=file, decided_on=SIGNED + n * DAY, outcome=outcome)
                approved[n] = outcome == "favourable"
        over = later(hired, trial)
        for n in range(0, 75, 3):
            known = [at for at in approved if at <= n]
            counts = bool(known) and approved[max(known)] and SIGNED + n * DAY >= over
            is_hired = n >= after
            expected = (int(counts and is_hired), int(is_hired and not counts))
            assert ladder(convention, SIGNED + n * DAY) == expected, n

    undone(example)


def test_a_project_page_says_why_a_hire_does_not_count(lectoure, as_role):
    file = ProjectFactory.create(convention=lectoure, decided_on=date(2016, 3, 8),
                                 withdrawn_on=date(2016, 6, 7))  # fmt: skip
    JobFactory.create(project=file, hired_on=date(2016, 4, 4))
    page = as_role("operateur").get
    for day, said in (
        ("2016-06-06", "compte depuis le 04/04/2016"),
        ("2016-06-07", "hors décompte depuis le 07/06/2016 : projet retiré"),
    ):
        assert said in plain(page(f"{file.get_absolute_url()}?au={day}").text)
