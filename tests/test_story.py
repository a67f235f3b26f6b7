"""What is told of what the parties said, at a date."""

from datetime import date

import pytest

from convention.models import Convention, Opinion
from reporting.situation.situation import Situation
from reporting.situation.story import Story, with_story
from tests.factories import (
    CommentFactory,
    ConventionFactory,
    OpinionFactory,
    ResolutionFactory,
    party,
)

pytestmark = pytest.mark.django_db
MAY = date(2015, 5, 31)


@pytest.fixture
def convention():
    return ConventionFactory()


@pytest.fixture
def bodies(convention):
    """The operator entered first: the préfecture speaks first all the same."""
    return {role: party(convention, role) for role in ("operator", "prefecture")}


def story(convention, as_of=MAY):
    return Story(Situation(convention, as_of))


def test_opinions_stand_side_by_side_the_prefecture_first(convention, bodies):
    for body in bodies.values():
        OpinionFactory(convention=convention, organisation=body, as_of=MAY, axis=None)
    said = [opinion.organisation for opinion in story(convention).opinions]
    assert said == [bodies["prefecture"], bodies["operator"]]


def test_the_latest_opinion_by_the_date_is_told_though_signed_later(convention, bodies):
    signed = {"convention": convention, "organisation": bodies["operator"], "axis": None}
    OpinionFactory(**signed, as_of=date(2014, 5, 31), signed_on=date(2014, 7, 8), grounds="Avant.")
    OpinionFactory(**signed, as_of=MAY, signed_on=date(2015, 7, 7), grounds="En mai.")
    OpinionFactory(**signed, as_of=date(2015, 6, 1), grounds="Le lendemain.")

    def told(as_of):
        return [o.grounds for o in story(convention, as_of).opinions]

    assert told(MAY) == ["En mai."]
    assert told(date(2015, 5, 30)) == ["Avant."]
    assert told(date(2014, 5, 30)) == []
    assert told(date(2015, 6, 1)) == ["Le lendemain."]


def test_texts_on_an_axis_are_told_of_that_axis_alone(convention, bodies):
    first, second, _ = convention.axes.order_by("number")
    signed = {"convention": convention, "organisation": bodies["operator"], "as_of": MAY}
    whole = CommentFactory(**signed, axis=None)
    on_first = CommentFactory(**signed, axis=first)
    told = story(convention)
    assert told.comments == [whole]
    assert told.comments_on(first) == [on_first]
    assert told.comments_on(second) == []


def test_an_opinion_that_the_calendar_contradicts_says_so(convention, bodies):
    # Nobody was hired, fifteen months after the start: the calendar is far behind.
    opinions = {
        "operator": Opinion.Confidence.FULL,
        "prefecture": Opinion.Confidence.WORRIED,
    }
    for role, confidence in opinions.items():
        OpinionFactory(
            convention=convention, organisation=bodies[role], as_of=MAY, axis=None,
            confidence=confidence,
        )  # fmt: skip
    assert [judged.agrees for judged in story(convention).judged] == [True, False]


def test_the_verdict_of_these_figures_is_held_against_them(convention):
    convention.committees.create(
        place="Auch",
        held_on=date(2015, 7, 7),
        as_of=MAY,
        kind="follow_up",
        verdict="on_track",
    )
    assert story(convention).verdict.agrees is False
    assert story(convention, date(2015, 6, 1)).verdict is None


def test_what_is_asked_waits_until_it_is_decided(convention, bodies):
    asked = {"convention": convention, "asked_by": bodies["operator"], "committee": None}
    ResolutionFactory(
        **asked, asked_on=MAY, taken_on=date(2015, 7, 7), decision="Accordé.", question="Le jour"
    )
    ResolutionFactory(**asked, asked_on=date(2015, 6, 1), question="Le lendemain")

    def told(as_of):
        return [r.question for r in story(convention, as_of).requests]

    assert told(date(2015, 5, 30)) == []
    assert told(MAY) == ["Le jour"]
    assert told(date(2015, 7, 6)) == ["Le jour", "Le lendemain"]
    assert told(date(2015, 7, 7)) == ["Le lendemain"]
    [request] = story(convention).requests
    assert request.decision == ""


def test_what_the_committee_of_these_figures_was_asked_later_is_told(convention, bodies):
    reads = convention.committees.create(
        place="Auch", held_on=date(2015, 7, 7), as_of=MAY, kind="follow_up"
    )
    other = convention.committees.create(
        place="Auch", held_on=date(2016, 7, 5), as_of=date(2016, 5, 31), kind="follow_up"
    )
    asked = {"convention": convention, "asked_by": bodies["operator"]}
    ResolutionFactory(**asked, committee=reads, asked_on=date(2015, 6, 20), question="Ici")
    ResolutionFactory(**asked, committee=other, asked_on=MAY, question="L’an prochain")
    ResolutionFactory(**asked, committee=other, asked_on=date(2015, 6, 1), question="Plus tard")
    assert [r.question for r in story(convention).requests] == ["L’an prochain", "Ici"]


def test_a_convention_without_texts_is_asked_nothing(convention, django_assert_num_queries):
    known = with_story(Convention.objects.prefetch_related("committees", "terms")).get(
        pk=convention.pk
    )
    told = story(known)
    with django_assert_num_queries(0):
        assert (told.opinions, told.comments, told.requests) == ([], [], [])


def test_a_convention_with_texts_is_asked_once_a_kind(
    convention, bodies, django_assert_num_queries
):
    for body in bodies.values():
        CommentFactory(convention=convention, organisation=body, as_of=MAY, axis=None)
        OpinionFactory(convention=convention, organisation=body, as_of=MAY, axis=None)
    known = with_story(Convention.objects.prefetch_related("committees")).get(pk=convention.pk)
    told = story(known)
    with django_assert_num_queries(2):
        assert told.requests == []
        assert {str(text.organisation) for text in (*told.comments, *told.opinions)}


def test_who_has_left_is_read_but_no_longer_held_against_the_calendar(convention, bodies):
    signed = {"convention": convention, "axis": None, "confidence": Opinion.Confidence.FULL}
    OpinionFactory(**signed, organisation=bodies["operator"], as_of=date(2014, 5, 31))
    member = convention.memberships.get(organisation=bodies["operator"])
    member.until = MAY
    member.save()
    OpinionFactory(**signed, organisation=bodies["prefecture"], as_of=date(2014, 6, 30))
    told = story(convention)
    assert [o.organisation for o in told.opinions] == [bodies["prefecture"], bodies["operator"]]
    assert [j.body for j in told.judged] == [str(bodies["prefecture"])]
    assert [j.word for j in told.judged] == ["Pleine confiance (chiffres au 30\u00a0juin 2014)"]
    assert len(story(convention, date(2015, 5, 30)).judged) == 2


def test_what_was_decided_is_overdue_from_the_morrow_of_its_day(convention, bodies):
    asked = {"convention": convention, "asked_by": bodies["operator"], "committee": None}
    ResolutionFactory(
        **asked, asked_on=date(2015, 1, 5), taken_on=date(2015, 2, 2), decision="Accordé.",
        due_on=date(2015, 5, 30), done_on=date(2015, 6, 1),
    )  # fmt: skip

    def overdue(as_of):
        return len(story(convention, as_of).overdue)

    assert [overdue(date(2015, 5, 30)), overdue(MAY), overdue(date(2015, 6, 1))] == [0, 1, 0]
