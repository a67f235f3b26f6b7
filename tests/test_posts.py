"""Posts: one hire after another, promised or not, added, given up; figures follow them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from axes.business import states
from axes.business.forms import JobForm
from axes.business.models import Job, Post
from convention.calendar import add_months
from convention.models import Convention
from reporting.figures.engine import figures
from reporting.figures.rows import rows
from reporting.figures.values import Absence
from revitalisation.guards import findings

from .factories import (
    ConventionFactory,
    JobCommitmentFactory,
    JobFactory,
    ProjectFactory,
    UserFactory,
)
from .test_constraints import changed, refuses
from .test_figures_properties import some_examples, written
from .test_ladder import check_counting, values

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HIRED = date(2014, 5, 5)
TWELFTH, TWENTY_FOURTH = date(2015, 5, 5), date(2016, 5, 5)
LATER = date(2017, 1, 1)


@pytest.fixture
def convention() -> Convention:
    return ConventionFactory.create()


@pytest.fixture
def project(convention):
    return ProjectFactory.create(convention=convention)


def chain(project: Any, *stays: tuple[date, date | None], **first: Any) -> list[Job]:
    """Hire one person after another on one post: from which day, until which."""
    found: list[Job] = []
    for hired, left in stays:
        found.append(
            JobFactory.create(
                project=project,
                hired_on=hired,
                ended_on=left,
                end_reason="resignation" if left else "",
                replaces=found[-1] if found else None,
                **({} if found else first),
            )
        )
    return found


def told(convention: Convention, day: date) -> tuple[int, int, int]:
    """Return how many are created, alive and broken on a day: the last two make up the first."""
    created, alive, ended = values(
        convention, "jobs_created", "jobs_alive", "jobs_ended", as_of=day
    )
    assert alive + ended == created
    return created, alive, ended


# --- a chain, day after day -----------------------------------------------------------------------


def test_a_post_is_alive_to_the_eve_of_a_departure_and_from_the_day_of_the_next_hire(
    convention, project
):
    left, came, gone = date(2014, 11, 3), date(2014, 12, 1), date(2015, 3, 2)
    chain(project, (HIRED, left), (came, gone), (gone + DAY, None))
    for day, is_alive in (
        (left - DAY, True), (left, False), (came - DAY, False), (came, True),
        (gone - DAY, True), (gone, False), (gone + DAY, True), (LATER, True),
    ):  # fmt: skip
        assert told(convention, day) == (1, int(is_alive), int(not is_alive)), day


def test_a_post_taken_over_on_the_very_day_is_never_empty(convention, project):
    left = date(2014, 11, 3)
    chain(project, (HIRED, left), (left, left + DAY), (left + DAY, None))
    for day in (left - DAY, left, left + DAY, left + 2 * DAY):
        assert told(convention, day) == (1, 1, 0), day


@pytest.mark.parametrize(("after", "found"), [(-1, ["hired_on"]), (0, []), (1, [])])
def test_whoever_replaces_somebody_is_hired_on_the_day_of_the_departure_or_later(
    project, after, found
):
    leaver = JobFactory.create(project=project, hired_on=HIRED, ended=True)
    other = Job(
        project=project, replaces=leaver, holds=leaver.holds, post="Soudeur", contract="permanent",
        hired_on=leaver.ended_on + after * DAY, entered_by=leaver.entered_by,
    )  # fmt: skip
    assert [finding.field for finding in findings(other)] == found


def test_a_replacement_who_leaves_without_a_successor_breaks_the_post(convention, project):
    leaver, last = chain(project, (HIRED, date(2014, 11, 3)), (date(2014, 12, 1), LATER))
    assert told(convention, LATER - DAY) == (1, 1, 0)
    assert told(convention, LATER) == (1, 0, 1)
    (behind,) = rows(convention, "jobs_ended", LATER)
    assert [row.hire for row in behind.queryset] == [leaver]
    jobs = Job.objects.of(convention)
    for as_of, state in ((LATER - DAY, states.alive), (LATER, states.ended)):
        assert list(jobs.filter(state(as_of))) == [leaver]
    assert last not in jobs.filter(states.created(LATER))


def test_a_post_filled_by_two_at_once_is_one(convention, project):
    """The share of posts alive of a published case: 519 of 534 would be 97,2 %."""
    chain(project, (HIRED, date(2014, 11, 3)), (date(2014, 12, 1), None))
    chain(project, (HIRED, date(2014, 11, 3)))
    assert values(convention, "alive_rate", as_of=date(2014, 11, 30)) == [0]
    assert values(convention, "alive_rate", as_of=LATER) == [0.5]
    unhired = ConventionFactory.create()
    assert figures(unhired, LATER)["alive_rate"].absence is Absence.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("code", "anniversary"), [("jobs_sustained", TWELFTH), ("jobs_sustained_24", TWENTY_FOURTH)]
)
@pytest.mark.parametrize(
    ("before", "left", "hired", "kept"),
    [
        # The last of the chain leaves on the very day, or the day before.
        (30, 0, None, 1),
        (30, 1, None, 0),
        # The second replacement is there by that day, or comes a day later.
        (30, 10, 0, 1),
        (30, 10, -1, 0),
        # The first one leaves on the day on which the second comes.
        (30, 0, 0, 1),
    ],
)
def test_a_post_is_sustained_by_any_link(
    convention, project, code, anniversary, before, left, hired, kept
):
    came, gone = anniversary - 90 * DAY, anniversary - left * DAY
    links = [(HIRED, came - before * DAY), (came, gone)]
    if hired is not None:
        links.append((anniversary - hired * DAY, None))
    chain(project, *links)
    assert values(convention, code, as_of=anniversary - DAY) == [0]
    assert values(convention, code, as_of=anniversary) == [kept]
    assert values(convention, code, as_of=LATER) == [kept]


def test_the_rate_at_twenty_four_months_is_to_come_until_then(convention, project):
    JobFactory.create(project=project)
    rate = "sustained_rate_24"
    eve = figures(convention, TWENTY_FOURTH - DAY)[rate]
    assert (eve.value, eve.absence) == (None, Absence.NOT_DUE)
    assert values(convention, "jobs_past_twenty_four_months", rate, as_of=TWENTY_FOURTH) == [1, 1]


def test_no_link_but_the_first_ever_counts(convention, project):
    first, *others = chain(
        project, (HIRED, HIRED + DAY), (HIRED + DAY, HIRED + 2 * DAY), (HIRED + 3 * DAY, None)
    )
    assert first.counts_from == HIRED
    assert {job.not_counted_reason for job in others} == {"replacement"}
    assert {job.holds for job in others} == {first.holds}
    assert values(convention, "jobs_created", "hires_not_counted", as_of=LATER) == [1, 2]
    refuses(changed(others[-1], counts_from=others[-1].hired_on, not_counted_reason=""))


links = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 500)), min_size=1, max_size=6)


@some_examples
@given(links, st.booleans(), st.integers(0, 1800))
def test_a_chain_of_any_length_against_plain_days(drawn, stays, after):
    """Walks through the days of a chain, one after the other."""

    class Drawn:
        def write(self) -> Convention:
            convention = ConventionFactory.create()
            day, found = HIRED, []
            for number, (gap, length) in enumerate(drawn):
                hired = day + timedelta(days=gap if number else 0)
                day = hired + timedelta(days=length)
                is_last = number == len(drawn) - 1
                found.append((hired, None if is_last and stays else day))
            self.found = found
            chain(ProjectFactory.create(convention=convention), *found)
            return convention

    history = Drawn()

    def check(convention: Convention) -> None:
        as_of = HIRED + timedelta(days=after)
        in_place = [
            hired <= as_of and (left is None or as_of < left) for hired, left in history.found
        ]
        assert sum(in_place) <= 1
        assert told(convention, as_of) == (1, sum(in_place), 1 - sum(in_place))
        for months, code in ((12, "jobs_sustained"), (24, "jobs_sustained_24")):
            day = add_months(HIRED, months)
            held = [hired <= day and (left is None or day <= left) for hired, left in history.found]
            kept = int(any(held) and day <= as_of)
            assert values(convention, code, as_of=as_of) == [kept], (code, as_of)

    written(history, check)


# --- what is refused ------------------------------------------------------------------------------


def test_a_post_has_one_first_hire_and_one_person_at_a_time(project):
    first, second = chain(project, (HIRED, date(2014, 11, 3)), (date(2014, 12, 1), None))
    again = {"project": project, "holds": first.holds}
    refuses(lambda: JobFactory.create(**again))
    refuses(lambda: JobFactory.create(**again, replaces=second, hired_on=LATER), "même poste")
    refuses(lambda: JobFactory.create(**again, replaces=first, hired_on=LATER))


def test_a_replacement_stays_on_the_post(project):
    first, second = chain(project, (HIRED, date(2014, 11, 3)), (date(2014, 12, 1), None))
    other = Post.objects.create(project=project, made_on=HIRED)
    refuses(changed(second, holds=other), "même poste")
    refuses(changed(first, holds=other), "reste au poste")
    elsewhere = Post.objects.create(project=ProjectFactory.create(), made_on=HIRED)
    alone = JobFactory.create(project=project)
    refuses(changed(alone, holds=elsewhere), "poste de son projet")
    changed(alone, holds=other)()


def test_a_promised_post_is_of_the_project_of_its_promise(project):
    promise = JobCommitmentFactory.create(project=project)
    post = promise.posts.first()
    other = ProjectFactory.create(axis=project.axis)
    refuses(changed(post, project=other), "projet de sa promesse")
    refuses(changed(promise, project=other), "changer de projet")
    held = JobFactory.create(project=project).holds
    refuses(changed(held, project=other), "ne change pas de projet")
    refuses(changed(post, rank=None))
    refuses(changed(post, rank=2))
    refuses(changed(held, given_up_on=LATER))


def test_a_post_comes_no_earlier_than_its_promise(project):
    promise = JobCommitmentFactory.create(project=project)
    post = promise.posts.first()
    refuses(changed(post, made_on=promise.committed_on - DAY), "ne peut pas précéder")
    refuses(changed(promise, committed_on=promise.committed_on + DAY), "ne peut pas précéder")
    refuses(changed(post, given_up_on=post.made_on - DAY))
    changed(post, given_up_on=post.made_on)()


def test_a_filled_post_is_not_given_up_even_once_it_is_left(project):
    promise = JobCommitmentFactory.create(project=project, number=1)
    job = JobFactory.create(project=project, commitment=promise, ended=True)
    post = Post.objects.get(pk=job.holds_id)
    for day in (job.hired_on - DAY, LATER):
        refuses(changed(post, given_up_on=day), "ne s’abandonne pas")
        post.given_up_on = day
        with pytest.raises(ValidationError, match="enregistrez plutôt le départ") as said:
            post.full_clean()
        assert f"n°\u00a0{job.pk} le pourvoit depuis le 5\u00a0mai" in said.value.messages[0]


def test_a_post_given_up_takes_nobody(project):
    promise = JobCommitmentFactory.create(project=project, number=1)
    post = promise.posts.get()
    promise.give_up_posts(1, LATER)
    assert promise.free_post is None
    refuses(lambda: JobFactory.create(project=project, holds=post), "Ce poste est abandonné")
    job = JobFactory.build(project=project, holds=post, entered_by=UserFactory.create())
    with pytest.raises(ValidationError) as said:
        job.ask_guards()
    assert "abandonné depuis le 1er\u00a0janvier 2017" in said.value.messages[0]


# --- promised, added, given up, rectified ---------------------------------------------------------


def programmed(convention: Convention, *days: date) -> list[Any]:
    return [values(convention, "jobs_programmed", as_of=day)[0] for day in days]


def test_posts_are_added_and_given_up_from_their_day_on(convention, project):
    promise = JobCommitmentFactory.create(project=project, number=3)
    made, added, gone = promise.committed_on, date(2014, 9, 1), date(2015, 2, 2)
    promise.add_posts(2, added)
    promise.give_up_posts(4, gone)
    days = (made - DAY, made, added - DAY, added, gone - DAY, gone)
    assert programmed(convention, *days) == [0, 3, 3, 5, 5, 1]
    left = promise.posts.free().get()
    assert (left.made_on, left.rank) == (made, 1)
    assert values(convention, "jobs_due", as_of=promise.due_on + DAY) == [1]
    assert promise.number == 3, "what was promised at first stays"


def test_no_more_posts_are_given_up_than_are_free_on_the_day(project):
    promise = JobCommitmentFactory.create(project=project, number=3)
    promise.add_posts(1, LATER)
    JobFactory.create(project=project, commitment=promise)
    for number, day, left in (
        (3, LATER - DAY, "2\u00a0postes restent"),
        (4, LATER, "3\u00a0postes"),
    ):
        with pytest.raises(ValidationError) as said:
            promise.give_up_posts(number, day)
        assert left in said.value.messages[0]
    promise.give_up_posts(3, LATER)
    with pytest.raises(ValidationError) as said:
        promise.give_up_posts(1, LATER)
    assert "0\u00a0poste reste" in said.value.messages[0]


def test_posts_of_the_day_of_the_promise_are_no_later_ones(project):
    promise = JobCommitmentFactory.create(project=project)
    for day in (promise.committed_on - DAY, promise.committed_on):
        with pytest.raises(ValidationError, match="corrigez plutôt son nombre de postes"):
            promise.add_posts(1, day)
    for act in (promise.add_posts, promise.give_up_posts):
        with pytest.raises(ValidationError, match="après aujourd’hui"):
            act(1, timezone.localdate() + 400 * DAY)


def test_a_wrong_number_or_day_is_rectified_from_the_first_day(convention, project):
    promise = JobCommitmentFactory.create(project=project, number=3)
    made = promise.committed_on
    promise.add_posts(1, made + 40 * DAY)
    promise.number = 5
    promise.save()
    assert programmed(convention, made, made + 40 * DAY) == [5, 6]
    promise.number, promise.committed_on = 2, made + 10 * DAY
    promise.full_clean()
    promise.save()
    assert programmed(convention, made, made + 10 * DAY, made + 40 * DAY) == [0, 2, 3]
    promise.committed_on = made - 10 * DAY
    promise.save()
    assert programmed(convention, made, made + 40 * DAY) == [2, 3]
    assert promise.posts.filter(made_on=made - 10 * DAY).count() == 2
    promise.committed_on = made + 40 * DAY
    with pytest.raises(ValidationError, match="des postes y ont été ajoutés le"):
        promise.full_clean()


def test_the_hire_of_a_post_that_nobody_promised_comes_with_it_and_takes_it_away(project):
    job = JobFactory.create(project=project)
    post = job.holds
    assert (post.commitment, post.made_on) == (None, job.hired_on)
    job.hired_on += DAY
    job.save()
    post.refresh_from_db()
    assert post.made_on == job.hired_on
    job.delete()
    assert not Post.objects.filter(pk=post.pk).exists()


def test_a_promised_post_is_free_again_without_its_hire(project):
    promise = JobCommitmentFactory.create(project=project, number=1)
    job = JobFactory.create(project=project, commitment=promise)
    assert promise.free_post is None
    job.delete()
    assert promise.free_post == promise.posts.get()


# --- which post a hire holds, as the form asks ----------------------------------------------------


def filled_in(job: Job, **typed: Any) -> JobForm:
    """Return the form of a hire, with what is stored of it but for what is typed."""
    data = {
        "post": "Soudeur", "hired_on": job.hired_on or HIRED, "contract": "permanent",
        "weekly_hours": "35", "commune": "32208", "is_former_employee": "false",
        "change_cause": "mistyped", "ended_on": job.ended_on or "", "end_reason": job.end_reason,
    } | {name: getattr(value, "pk", value) for name, value in typed.items()}  # fmt: skip
    return JobForm(data, instance=job, convention=job.project.axis.convention)


def saved(job: Job, **typed: Any) -> Job:
    form = filled_in(job, **typed)
    assert form.is_valid(), form.errors
    stored = form.save()
    check_counting()
    found: Job = Job.objects.get(pk=stored.pk)
    return found


def new(project: Any, hired: date = HIRED) -> Job:
    return Job(project=project, entered_by=UserFactory.create(), hired_on=hired)


def test_a_hire_takes_a_promise_later_with_all_who_came_after(project):
    first, second = chain(project, (HIRED, date(2014, 11, 3)), (date(2014, 12, 1), None))
    promise = JobCommitmentFactory.create(project=project, number=2)
    saved(Job.objects.get(pk=first.pk), commitment=promise)
    first, second = (Job.objects.get(pk=job.pk) for job in (first, second))
    assert first.holds == second.holds
    assert (first.holds.commitment, first.holds.rank) == (promise, 1)
    assert promise.posts.count() == 2
    assert promise.free_post.rank == 2
    assert not Post.objects.unheld().exists()


def test_a_hire_leaves_its_promise_for_another_or_for_none(convention, project):
    one, other = JobCommitmentFactory.create_batch(2, project=project, number=1)
    job = JobFactory.create(project=project, commitment=one)
    job = saved(job, commitment=other)
    assert (job.holds.commitment, one.free_post.rank, other.free_post) == (other, 1, None)
    job = saved(job, commitment="")
    assert job.holds.commitment is None
    assert job.holds.made_on == job.hired_on
    assert [k.free_post.rank for k in (one, other)] == [1, 1]
    assert programmed(convention, LATER) == [2]


def test_a_full_promise_takes_no_further_hire_but_keeps_its_own(project):
    promise = JobCommitmentFactory.create(project=project, number=1)
    job = saved(new(project), commitment=promise)
    assert job.holds.commitment == promise
    assert saved(job, commitment=promise, post="Chaudronnier").holds == job.holds
    form = filled_in(new(project), commitment=promise)
    assert form.errors["commitment"] == [promise.ALL_FILLED]


def test_who_replaces_takes_the_post_over_whatever_the_promise_says_nothing_of(project):
    promise, other = JobCommitmentFactory.create_batch(2, project=project, number=1)
    leaver = JobFactory.create(project=project, commitment=promise, ended=True)
    form = filled_in(new(project, LATER), replaces=leaver, commitment=other)
    assert "reste au même poste" in str(form.errors["commitment"])
    substitute = saved(new(project, LATER), replaces=leaver)
    assert substitute.holds == leaver.holds
    # What had been entered as a hire of its own was a replacement, or the other way round.
    alone = saved(substitute, replaces="", commitment="")
    assert alone.holds.commitment is None
    assert alone.counts_from == LATER
    post = alone.holds
    back = saved(alone, replaces=leaver)
    assert (back.holds, back.counts_from) == (leaver.holds, None)
    assert not Post.objects.filter(pk=post.pk).exists()


def test_who_was_replaced_in_turn_moves_to_no_other_post(project):
    first, second, _ = chain(
        project, (HIRED, date(2014, 11, 3)), (date(2014, 12, 1), LATER), (LATER, None)
    )
    form = filled_in(second, replaces="", commitment="")
    assert "remplace celui-ci" in str(form.errors["replaces"])
    other = JobFactory.create(project=project, ended=True)
    form = filled_in(Job.objects.get(pk=first.pk), replaces=other)
    assert "remplace celui-ci" in str(form.errors["replaces"])


def test_the_last_to_leave_each_post_are_offered_as_replaced(project):
    first, second = chain(project, (HIRED, date(2014, 11, 3)), (date(2014, 12, 1), LATER))
    JobFactory.create(project=project)
    offered = filled_in(new(project)).fields["replaces"].queryset
    assert list(offered) == [second]
    assert list(filled_in(second).fields["replaces"].queryset) == [first]


# --- firms ----------------------------------------------------------------------------------------


def test_a_firm_with_several_projects_is_aided_once(convention):
    first = ProjectFactory.create(convention=convention, withdrawn=True)
    left = first.decisions.latest("decided_on").decided_on
    ProjectFactory.create(convention=convention, company=first.company)
    ProjectFactory.create(convention=convention)
    ProjectFactory.create(convention=convention, pending=True)
    codes = ("companies_aided", "projects_supported")
    assert values(convention, *codes, as_of=left - DAY) == [2, 3]
    # The first of its projects is withdrawn: another one still makes it an aided firm.
    assert values(convention, *codes, as_of=left) == [2, 2]
