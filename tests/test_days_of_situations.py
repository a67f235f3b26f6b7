"""What is said of a convention on the very day: of its signature, its term, its committees."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from axes.territory.models import FollowUp
from convention.models import Convention
from reporting.charts.spec import Trajectory
from reporting.documents import report
from reporting.documents.communique import write
from reporting.figures.answers import Question
from reporting.figures.engine import figures
from reporting.figures.standins import FIRST, LAST, as_stand_in
from reporting.situation import drawings, ground, overview
from reporting.situation.sentences import headline
from reporting.situation.situation import Situation
from reporting.situation.work import Section, committee_owed, todo
from revitalisation.accounts.models import User

from .factories import (
    SIGNED,
    TERM,
    ConventionFactory,
    CountingRulesFactory,
    JobCommitmentFactory,
    PlacementFactory,
    ProjectFactory,
    ProspectFactory,
    TermsFactory,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOT_YET = "n’est pas encore signée"


@pytest.fixture
def convention() -> Convention:
    return ConventionFactory.create()


def meets(convention: Convention, held_on: date, as_of: date | None = None):
    """Add a follow-up committee, that reads the figures of its day unless another is said."""
    return convention.committees.create(kind="follow_up", held_on=held_on, as_of=as_of or held_on)


def on(convention: Convention, *days: date) -> list[Situation]:
    """Return the situation of each day, each read anew."""
    return [Situation(Convention.objects.get(pk=convention.pk), day) for day in days]


# --- signature and term -----------------------------------------------------------------------


def test_a_convention_is_told_as_signed_from_the_day_of_its_signature(convention):
    found = on(convention, SIGNED - DAY, SIGNED)
    assert [NOT_YET in headline(situation) for situation in found] == [True, False]
    assert ["doit signer" in write(s).plain() for s in found] == [True, False]
    assert [situation.months for situation in found] == [[], [SIGNED]]


def test_a_series_of_months_begins_on_the_day_of_the_signature(convention):
    series = [
        Question.of(figures(convention, day, ("total_jobs",)), "total_jobs").months()["series"]
        for day in (SIGNED - DAY, SIGNED)
    ]
    assert [list(told) for told in series] == [[f"{SIGNED - DAY}"], [f"{SIGNED}"]]


def test_posts_may_be_late_on_the_day_of_the_signature_and_not_before(convention):
    project = ProjectFactory.create(
        convention=convention, received_on=SIGNED - 30 * DAY, decided_on=SIGNED - 20 * DAY
    )
    JobCommitmentFactory.create(
        project=project, committed_on=SIGNED - 20 * DAY, due_on=SIGNED - 5 * DAY
    )
    said = [
        " ".join(item.sentence for item in todo(situation, Section.LATE))
        for situation in on(convention, SIGNED - DAY, SIGNED)
    ]
    assert ["emplois programmés sont échus" in words for words in said] == [False, True]


def test_a_convention_is_over_from_the_morrow_of_its_term(convention):
    assert [situation.is_over for situation in on(convention, TERM, TERM + DAY)] == [False, True]


def test_a_portfolio_ends_with_the_conventions_whose_term_has_passed(convention):
    other = ConventionFactory.create(terms__ends_on=date(2020, 1, 1))
    admin = User.objects.get(email="admin@demo.invalid")

    def first(day: date) -> int:
        keys = overview.ranked(admin, day)
        return next(key for key in keys if key in (convention.pk, other.pk))

    assert [first(day) for day in (TERM, TERM + DAY)] == [convention.pk, other.pk]


def test_a_committee_on_the_last_day_is_none_since_the_term(convention):
    meets(convention, TERM)
    (situation,) = on(convention, TERM + DAY)
    assert "depuis le terme" in committee_owed(situation)
    meets(convention, TERM + DAY)
    (situation,) = on(convention, TERM + DAY)
    assert committee_owed(situation) == ""


@pytest.mark.parametrize(("day", "asked"), [(date(2016, 4, 9), False), (date(2016, 4, 10), True)])
def test_a_decision_is_asked_from_six_months_before_the_term_day_for_day(convention, day, asked):
    (situation,) = on(convention, day)
    said = " ".join(item.sentence for item in todo(situation, Section.DECIDE))
    assert ("Prolonger par avenant" in said) is asked


# --- committees -------------------------------------------------------------------------------


def test_a_committee_that_meets_on_the_day_of_its_figures_is_not_told_as_later(convention):
    day = date(2015, 2, 2)
    committee = meets(convention, day)
    assert [s.is_read_later for s in on(convention, day)] == [False]
    committee.held_on = day + DAY
    committee.save()
    assert [s.is_read_later for s in on(convention, day)] == [True]


def test_a_committee_is_the_last_one_from_the_day_it_meets(convention):
    held = date(2015, 2, 2)
    committee = meets(convention, held, held - 3 * DAY)
    found = on(convention, held - DAY, held)
    assert [situation.previous for situation in found] == [None, committee]
    assert [situation.last_held for situation in found] == [None, committee]
    drawn = [drawings.trajectory(situation).committees for situation in found]
    assert drawn == [(), (committee.as_of,)]


def test_the_next_committee_is_told_at_today_and_after_it(convention, monkeypatch):
    today = date(2015, 2, 2)
    monkeypatch.setattr(timezone, "localdate", lambda *args: today)
    meets(convention, today)
    to_come = meets(convention, today + DAY)
    found = on(convention, today - DAY, today)
    assert [situation.next for situation in found] == [None, to_come]


# --- on the ground ----------------------------------------------------------------------------


def test_follow_ups_are_due_and_done_from_their_very_day(convention):
    placement = PlacementFactory.create(convention=convention)
    step = placement.follow_ups.create(month=FollowUp.Month.THREE)
    step.done_on, step.situation = step.due_on + 5 * DAY, FollowUp.Situation.IN_POST
    step.save()
    axis, due, done = placement.axis, step.due_on, step.done_on
    told = [ground._follow_ups(axis, day) for day in (due - DAY, due, done - DAY, done)]
    assert [[numbers for _, numbers in lines] for lines in told] == [
        [], [[1, 0, 0]], [[1, 0, 0]], [[1, 1, 1]],
    ]  # fmt: skip


def test_a_follow_up_out_of_post_is_done_all_the_same(convention):
    placement = PlacementFactory.create(convention=convention)
    step = placement.follow_ups.create(month=FollowUp.Month.THREE)
    step.done_on = step.due_on
    step.situation = next(s for s in FollowUp.Situation.values if s != FollowUp.Situation.IN_POST)
    step.save()
    ((_, numbers),) = ground._follow_ups(placement.axis, step.due_on)
    assert numbers == [1, 1, 0]


def test_a_stage_of_a_prospect_is_told_from_its_very_day():
    prospect = ProspectFactory.create()
    day, axis = prospect.stages.get().dated_on, prospect.site.axis

    def told(as_of: date) -> list[str]:
        return [str(found) for _, prospects in ground.sites(axis, as_of) for found, *_ in prospects]

    assert [told(as_of) for as_of in (day - DAY, day)] == [[], [str(prospect)]]


# --- rules and texts --------------------------------------------------------------------------


def test_rules_are_told_from_the_day_they_take_effect(lectoure, as_role):
    day = date(2015, 3, 4)
    rules = CountingRulesFactory.create(convention=lectoure, effective_on=day)
    address = reverse("convention_method", args=[lectoure.slug])
    for as_of, is_told in ((day - DAY, False), (day, True)):
        page = as_role("prefecture").get(f"{address}?au={as_of}")
        assert (rules in page.context["rules"]) is is_told
        (situation,) = on(lectoure, as_of)
        assert (rules in report._context(situation)["rules"]) is is_told


def test_the_terms_of_figures_are_those_of_the_very_day(convention):
    TermsFactory.create(convention=convention, amendment=True, job_target=300)
    day = date(2015, 6, 1)
    told = [figures(convention, d, ("job_target",))["job_target"].value for d in (day - DAY, day)]
    assert told == [100, 300]


# --- lines and statements ---------------------------------------------------------------------


def test_an_expected_line_is_read_at_both_ends_and_nowhere_else():
    first, last = date(2015, 1, 1), date(2015, 1, 11)
    chart = Trajectory(
        name="x", title="x", as_of=last, source="x", unit="jobs", points=((first, 1), (last, 2)),
        expected=((first, 0), (last, 100)), target=None,
    )  # fmt: skip
    days = (first - DAY, first, first + DAY, last, last + DAY)
    assert [chart.expected_at(day) for day in days] == [None, 0, 10, 100, None]


def test_a_date_stands_in_from_the_first_to_the_eve_of_the_last():
    days = (FIRST - DAY, FIRST, LAST - DAY, LAST)
    assert [as_stand_in(day) for day in days] == [None, FIRST, LAST - DAY, None]


def test_what_has_no_number_is_to_come_from_the_morrow_of_the_date():
    day = date(2015, 1, 11)
    chart = Trajectory(name="x", title="x", as_of=day, source="x", unit="jobs", points=())
    assert [chart._due(at, None) for at in (day, day + DAY)] == [None, "not_due"]
