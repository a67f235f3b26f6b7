"""What follows from the rows is written by nobody, be it past the service."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from axes.business.models import JobCommitment, Post, ProjectDecision
from axes.decisions import likely
from convention.models import Convention, Opinion, PerimeterCommune
from revitalisation.dated_rows import DatedRow, kinds_of_rows, settle, unsettled

from .dated_factories import AxisTermsFactory, ContractChangeFactory
from .factories import (
    CommentFactory,
    ConventionFactory,
    DecisionFactory,
    JobCommitmentFactory,
    JobFactory,
    OpinionFactory,
    PerimeterFactory,
    ProjectFactory,
    UserFactory,
)
from .test_constraints import changed, refuses
from .test_ladder import check_counting, values

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FIRST, NEXT, LAST = date(2015, 1, 5), date(2015, 3, 2), date(2015, 9, 1)


@pytest.fixture
def convention() -> Convention:
    return ConventionFactory.create()


def decisions(convention: Convention) -> Any:
    project = ProjectFactory.create(convention=convention, pending=True, completed_on=FIRST)
    return lambda day: DecisionFactory.create(project=project, decided_on=day)


def contracts(convention: Convention) -> Any:
    job = JobFactory.create(project=ProjectFactory.create(convention=convention))
    return lambda day: ContractChangeFactory.create(job=job, changed_on=day)


def axes(convention: Convention) -> Any:
    axis = ProjectFactory.create(convention=convention).axis
    return lambda day: AxisTermsFactory.create(axis=axis, effective_on=day)


def communes(convention: Convention) -> Any:
    known = PerimeterFactory.create(convention=convention)
    return lambda day: PerimeterCommune.objects.create(
        convention=convention, commune=known.commune, effective_on=day
    )


def comments(convention: Convention) -> Any:
    return lambda day: CommentFactory.create(convention=convention, as_of=day)


def opinions(convention: Convention) -> Any:
    return lambda day: OpinionFactory.create(convention=convention, as_of=day)


def settlements(convention: Convention) -> Any:
    pair = likely.Pair(
        *(JobFactory.create(project=ProjectFactory.create(convention=convention)) for _ in "ab")
    )
    by = UserFactory.create()
    answers: list[Any] = []

    def answer(day: date) -> Any:
        # One question has one answer: another is a correction of it.
        row = (
            answers[-1].successor(by)
            if answers
            else pair.settlement(convention=convention, recorded_by=by, outcome="first")
        )
        row.settled_on = day
        if answers:
            row.cause, row.reason = "mistyped", "Relu."
        row.save()
        answers.append(row)
        return row

    return answer


KINDS = {
    "projectdecision": decisions, "contractchange": contracts, "axisterms": axes,
    "perimetercommune": communes, "comment": comments, "opinion": opinions,
    "settlement": settlements,
}  # fmt: skip


def test_every_kind_of_dated_row_is_asked():
    assert {model._meta.model_name for model in kinds_of_rows()} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_day_on_which_a_row_ends_is_written_by_nobody(convention, kind):
    made = KINDS[kind](convention)
    rows = [made(day) for day in (FIRST, LAST, NEXT)]
    wrong = rows[-1]
    right = wrong.successor(UserFactory.create())
    right.cause, right.reason = "mistyped", "Relu."
    if kind == "settlement":
        right.outcome = "second"
    else:
        setattr(right, wrong.day_name(), NEXT + DAY)
        right.signed_on = NEXT + DAY
    right.save()
    void = right.void(UserFactory.create(), "other", "Jamais.")
    ends = {row.pk: type(row).objects.get(pk=row.pk).holds_until for row in (*rows, right, void)}
    live = [pk for pk, row in ((r.pk, r) for r in rows) if ends[pk] != row.day]
    if kind == "settlement":
        assert not live
    else:
        assert [ends[row.pk] for row in rows] == [LAST, None, NEXT]
        assert (ends[right.pk], ends[void.pk]) == (NEXT + DAY, NEXT + DAY)
    for row in (*rows, right, void):
        for end in {None, row.day, row.day + DAY, NEXT, LAST} - {ends[row.pk]}:
            refuses(changed(row, holds_until=end), "il ne s’écrit pas")
        changed(row, holds_until=ends[row.pk])()
    assert not unsettled(type(right).objects.all()).exists()


def copied(row: DatedRow, **said: Any) -> None:
    """Write a row like another one past the service."""
    model = type(row)
    columns = {
        field.attname: getattr(row, field.attname)
        for field in model._meta.concrete_fields
        if not field.primary_key
    }
    model._base_manager.bulk_create([model(**columns | said)])


def test_a_row_written_past_the_service_ends_right_or_is_found(convention):
    project = ProjectFactory.create(convention=convention)
    job = JobFactory.create(project=project)
    first = project.decisions.get()
    for end in (first.decided_on, LAST, LAST + DAY):
        refuses(
            lambda e=end: copied(first, decided_on=NEXT, outcome="withdrawn", holds_until=e),
            "il ne s’écrit pas",
        )
    copied(first, decided_on=NEXT, outcome="withdrawn", holds_until=None)
    said = check_counting(convention.slug)
    assert f"décision {first.pk}\u00a0: jusqu’au – enregistré, 2015-03-02 attendu" in said
    assert "tout est corrigé." in check_counting(convention.slug, "--fix")
    assert "Aucun écart." in check_counting(convention.slug)
    first.refresh_from_db()
    assert first.holds_until == NEXT
    assert [s.reason for s in job.spells.order_by("since")] == ["", "withdrawn"]
    assert values(convention, "jobs_created", as_of=NEXT) == [0]


def test_a_correction_holds_once_what_it_corrects_does_not(convention):
    """At no moment are there two rows of a day: the database wants one, and a correction is one."""
    opinion = OpinionFactory.create(convention=convention)
    right = opinion.successor(opinion.recorded_by)
    right.grounds, right.cause, right.reason = "Relu.", "mistyped", "Relu."
    right.save()
    own = Opinion.objects.of(convention)
    assert own.get(Opinion.live()) == right
    assert right.is_live
    settle(own)
    assert own.get(Opinion.live()) == right


def test_an_approval_corrected_into_its_own_cancellation_is_refused(convention):
    row = ProjectFactory.create(convention=convention).decisions.get()
    wrong = row.successor(UserFactory.create())
    wrong.outcome, wrong.decided_on = ProjectDecision.Outcome.CANCELLED, LAST
    wrong.cause, wrong.reason = "mistyped", "Relu."
    refuses(wrong.save, "Seul un accord encore en vigueur")


# --- promised posts ------------------------------------------------------------------------------


def behind(statement: str, *values: Any) -> Any:
    """Return the work of a statement past the service."""

    def work() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    return work


def test_a_promise_keeps_as_many_posts_as_it_says(convention):
    project = ProjectFactory.create(convention=convention)
    promise = JobCommitmentFactory.create(project=project, number=2)
    promise.add_posts(1, promise.committed_on + DAY)
    post = promise.posts.filter(made_on=promise.committed_on).last()
    history = "DELETE FROM business_post WHERE id = %s"
    refuses(behind(history, post.pk), "garde autant de postes")
    leaves = "UPDATE business_post SET commitment_id = NULL, rank = NULL WHERE id = %s"
    refuses(behind(leaves, post.pk), "garde autant de postes")
    assert values(convention, "jobs_programmed") == [3]
    promise.number = 1
    promise.save()
    assert values(convention, "jobs_programmed") == [2]
    promise.delete()
    assert not Post.objects.filter(project=project).exists()


def test_hires_that_change_places_leave_no_promise_short(convention):
    project = ProjectFactory.create(convention=convention)
    one, other = (JobCommitmentFactory.create(project=project, number=n) for n in (1, 2))
    jobs = JobFactory.create(project=project, commitment=one), JobFactory.create(project=project)
    jobs[0].take(other)
    jobs[1].take(one)
    jobs[0].take(None)
    assert [p.posts.count() for p in (one, other)] == [1, 2]
    assert [sorted(p.posts.values_list("rank", flat=True)) for p in (one, other)] == [[1], [1, 2]]
    assert (one.free_post, other.posts.free().count()) == (None, 2)
    assert "Aucun écart." in check_counting(convention.slug)


def test_a_promise_whose_number_is_not_that_of_its_posts_is_found(convention):
    promise = JobCommitmentFactory.create(project=ProjectFactory.create(convention=convention))
    JobCommitment.objects.filter(pk=promise.pk).update(number=5)
    for options in ((), ("--fix",)):
        said = check_counting(convention.slug, *options)
        assert f"emploi programmé {promise.pk}\u00a0: 5 annoncés, 3 postes de ce jour" in said
        assert "dont 1 que rien ne corrige" in said
