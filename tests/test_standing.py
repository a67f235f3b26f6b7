"""How jobs stand against the calendar, and whether what is said of them says the same."""

from datetime import date
from fractions import Fraction

import pytest

from convention.models import Committee, Convention, Opinion
from reporting.situation.situation import Situation
from reporting.situation.standing import GOES_WITH, Pace, Standing
from tests.factories import ConventionFactory

Verdict, Confidence = Committee.Verdict, Opinion.Confidence


def at(
    achieved: int | None, *, target: int | None = 200, elapsed: Fraction | None = Fraction(1, 2)
):
    expected = None if target is None or elapsed is None else round(target * elapsed)
    return Standing(achieved, target, expected, elapsed)


@pytest.mark.parametrize(
    ("achieved", "pace"),
    [
        (200, Pace.REACHED),
        (199, Pace.AHEAD),
        (110, Pace.AHEAD),
        (109, Pace.ON_PACE),
        (90, Pace.ON_PACE),
        (89, Pace.BEHIND),
        (70, Pace.BEHIND),
        (69, Pace.FAR_BEHIND),
        (0, Pace.FAR_BEHIND),
    ],
)
def test_five_points_of_the_target_are_a_delay_and_fifteen_a_great_one(achieved, pace):
    assert at(achieved).pace is pace


def test_a_gap_is_told_in_jobs_and_in_points():
    lectoure = at(109, target=263, elapsed=Fraction(16, 36))
    assert (lectoure.expected, lectoure.jobs) == (117, -8)
    assert lectoure.points == Fraction(109, 263) - Fraction(16, 36)
    assert lectoure.pace is Pace.ON_PACE


def test_past_the_whole_duration_any_job_that_is_missing_is_late():
    assert at(199, elapsed=Fraction(1)).is_late
    assert not at(200, elapsed=Fraction(1)).is_late
    assert not at(180, elapsed=Fraction(19, 20)).is_late


@pytest.mark.parametrize(
    "standing", [at(None), at(3, target=None), at(3, target=0), at(3, elapsed=None)]
)
def test_nothing_is_said_of_numbers_that_are_not_known(standing):
    assert standing.pace is Pace.UNKNOWN
    assert not standing.is_late
    assert all(standing.goes_with(judgement) for judgement in GOES_WITH)


def test_every_verdict_and_confidence_has_its_paces():
    assert set(GOES_WITH) == {*Verdict.values, *Confidence.values}
    for judgement, paces in GOES_WITH.items():
        assert Pace.UNKNOWN not in paces, judgement


@pytest.mark.parametrize(
    ("judgement", "achieved", "agrees"),
    [
        (Verdict.ON_TRACK, 90, True),
        (Verdict.ON_TRACK, 89, False),
        (Verdict.BEHIND, 90, False),
        (Verdict.BEHIND, 89, True),
        (Verdict.ACHIEVED, 199, False),
        (Verdict.ACHIEVED, 200, True),
        (Verdict.MISSED, 200, False),
        (Confidence.FULL, 89, False),
        (Confidence.RESERVED, 70, True),
        (Confidence.RESERVED, 69, False),
        (Confidence.DOUBTFUL, 110, False),
        (Confidence.WORRIED, 90, False),
        (Confidence.WORRIED, 89, True),
    ],
)
def test_a_judgement_is_held_against_the_calendar(judgement, achieved, agrees):
    assert at(achieved).goes_with(judgement) is agrees


@pytest.mark.django_db
def test_the_calendar_counts_from_the_day_that_the_convention_chose():
    convention = ConventionFactory(
        signed_on=date(2020, 1, 1), operational_start=date(2020, 7, 1),
        terms__effective_on=date(2020, 1, 1), terms__ends_on=date(2022, 12, 31),
        terms__job_target=36,
    )  # fmt: skip
    assert Situation(convention, date(2021, 6, 30)).expected_jobs == 12
    convention.clock = Convention.Clock.SIGNATURE
    situation = Situation(convention, date(2021, 6, 30))
    assert situation.expected_jobs == 18
    assert situation.expected_line[0] == (date(2020, 1, 1), 0)
    assert situation.calendar_gap.code == "calendar_gap_since_signature"


def test_a_calendar_that_expects_no_job_yet_has_nobody_late():
    """Of 2 jobs an eighth of the time asks for none: what is missing is points, not a job."""
    standing = Standing(achieved=0, target=2, expected=0, elapsed=Fraction(1, 8))
    assert standing.pace is Pace.ON_PACE
    assert not standing.is_late
    assert Standing(achieved=0, target=8, expected=1, elapsed=Fraction(1, 8)).is_late
