"""Payments that name the posts they pay, and the posts that every aid of a project has paid."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from axes.business.models import Aid, Post
from axes.ledger.models import LedgerEntry, PaidPost
from axes.ledger.querysets import AppendOnly
from convention.models import Convention

from .factories import (
    AidFactory,
    ConventionFactory,
    EntryFactory,
    JobCommitmentFactory,
    JobFactory,
    MeasureFactory,
    ProjectFactory,
    UserFactory,
)
from .forms import plain
from .test_constraints import refuses
from .test_forms import url
from .test_ladder import values

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PAID, LATER = date(2014, 9, 1), date(2015, 3, 2)


@pytest.fixture
def convention() -> Convention:
    return ConventionFactory.create()


@pytest.fixture
def project(convention):
    return ProjectFactory.create(convention=convention)


def aid(project: Any, amount: int = 1000) -> Aid:
    """Grant an aid to a project and commit it whole."""
    fund = project.axis.measures.filter(kind="subsidy_fund").first()
    fund = fund or MeasureFactory.create(axis=project.axis)
    found: Aid = AidFactory.create(project=project, amount=amount, measure=fund)
    EntryFactory.create(aid=found)
    return found


def pay(of: Aid, amount: int, *posts: Post, on: date = PAID) -> LedgerEntry:
    """Pay a part of an aid, naming posts."""
    entry: LedgerEntry = EntryFactory.create(
        aid=of, paid=True, amount=amount, dated_on=on, posts_named=len(posts)
    )
    for post in posts:
        entry.posts.create(post=post)
    return entry


def paid(convention: Convention, *days: date) -> list[Any]:
    return [values(convention, "posts_paid", as_of=day)[0] for day in days]


def test_a_post_is_paid_once_a_payment_names_it(convention, project):
    granted = aid(project)
    named, _ = JobFactory.create_batch(2, project=project)
    pay(granted, 400, named.holds)
    assert paid(convention, PAID - DAY, PAID) == [0, 1]


def test_an_aid_paid_whole_pays_all_posts_of_its_project(convention, project):
    granted = aid(project)
    JobFactory.create_batch(2, project=project)
    pay(granted, 999)
    pay(granted, 1, on=LATER)
    assert paid(convention, PAID, LATER - DAY, LATER) == [0, 0, 2]
    # What is given back of an aid leaves less to pay.
    other = aid(project)
    pay(other, 700, on=LATER)
    assert paid(convention, LATER + DAY) == [0]
    EntryFactory.create(aid=other, released=True, amount=300, dated_on=LATER + 2 * DAY)
    assert paid(convention, LATER + DAY, LATER + 2 * DAY) == [0, 2]


def test_each_aid_of_the_project_has_its_share_to_pay(convention, project):
    one, other = aid(project), aid(project)
    job = JobFactory.create(project=project)
    pay(one, 10, job.holds)
    assert paid(convention, LATER) == [0]
    pay(other, 10, job.holds, on=LATER)
    assert paid(convention, LATER - DAY, LATER) == [0, 1]
    # An aid that is granted, and whose money is not committed yet, has no share.
    AidFactory.create(project=project, measure=one.measure)
    assert paid(convention, LATER) == [1]
    # That of another project is no matter.
    aid(ProjectFactory.create(convention=convention))
    assert paid(convention, LATER) == [1]


def test_without_anything_committed_no_post_is_paid(convention, project):
    JobFactory.create(project=project)
    AidFactory.create(project=project)
    assert paid(convention, LATER) == [0]
    granted = aid(project)
    EntryFactory.create(aid=granted, released=True, amount=1000, dated_on=LATER)
    assert paid(convention, LATER) == [0]


def test_a_payment_that_is_cancelled_pays_no_post_from_that_day_on(convention, project):
    granted = aid(project)
    job = JobFactory.create(project=project)
    wrong = pay(granted, 400, job.holds)
    wrong.reverse(UserFactory.create(), LATER, "Versé à tort")
    assert paid(convention, PAID, LATER - DAY, LATER) == [1, 1, 0]
    pay(granted, 400, job.holds, on=LATER + DAY)
    assert paid(convention, LATER, LATER + DAY) == [0, 1]


def test_a_post_is_paid_once_whoever_holds_it_and_though_it_is_empty(convention, project):
    granted = aid(project)
    leaver = JobFactory.create(project=project, replaced=True)
    pay(granted, 400, leaver.holds)
    assert values(convention, "posts_paid", "jobs_created", as_of=LATER) == [1, 1]
    substitute = leaver.replaced_by
    substitute.ended_on, substitute.end_reason = LATER, "other"
    substitute.save()
    assert values(convention, "posts_paid", "jobs_alive", as_of=LATER) == [1, 0]


def test_a_promised_post_that_nobody_fills_is_no_paid_one(convention, project):
    granted = aid(project)
    post = JobCommitmentFactory.create(project=project, number=1).posts.get()
    pay(granted, 1000, post)
    assert paid(convention, LATER) == [0]


def test_only_a_payment_names_posts_of_the_project_of_its_aid(project):
    granted, job = aid(project), JobFactory.create(project=project)
    payment = EntryFactory.create(aid=granted, paid=True, amount=400, posts_named=1)
    measure = MeasureFactory.create(axis=project.axis, title="À part")
    apart = LedgerEntry.objects.create(
        measure=measure, kind="paid", dated_on=PAID, amount=10, label="x",
        recorded_by=payment.recorded_by,
    )  # fmt: skip
    reversal = payment.reverse(payment.recorded_by, LATER, "Versé à tort")
    elsewhere = JobFactory.create(project=ProjectFactory.create(axis=project.axis))
    for entry, post in (
        (granted.entries.get(kind="committed"), job.holds),
        (apart, job.holds),
        (reversal, job.holds),
        (payment, elsewhere.holds),
    ):
        refuses(lambda e=entry, p=post: e.posts.create(post=p), "Seul un versement désigne")


def test_no_post_is_named_in_an_entry_once_it_is_written(project):
    granted, jobs = aid(project), JobFactory.create_batch(2, project=project)
    before = pay(granted, 400), pay(granted, 300, jobs[0].holds)
    after = "n’en désigne plus ensuite"
    for entry in before:
        refuses(lambda e=entry: e.posts.create(post=jobs[1].holds), after)
    twice = EntryFactory.create(aid=granted, paid=True, amount=100, posts_named=2)
    twice.posts.create(post=jobs[0].holds)
    refuses(lambda: twice.posts.create(post=jobs[0].holds))
    twice.posts.create(post=jobs[1].holds)


def test_what_a_payment_names_is_written_once(project):
    granted, job = aid(project), JobFactory.create(project=project)
    (row,) = pay(granted, 400, job.holds).posts.all()
    for work in (
        row.save,
        row.delete,
        PaidPost.objects.all().delete,
        lambda: PaidPost.objects.update(post=job.holds),
    ):
        with pytest.raises(AppendOnly):
            work()

    def behind() -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM ledger_paidpost")

    refuses(behind, "contre-écriture")


# --- the form -------------------------------------------------------------------------------------


def typed(of: Aid, **said: Any) -> dict[str, Any]:
    return {
        "measure": of.measure_id, "aid": of.pk, "kind": "paid", "dated_on": "2015-03-02",
        "amount": "10", "label": "Solde", "over_envelope_reason": "",
    } | said  # fmt: skip


@pytest.fixture
def granted(project):
    return aid(project, 100_000)


def test_the_page_of_a_project_leads_to_a_payment_that_names_posts(lectoure, as_role):
    project = ProjectFactory.create(axis=lectoure.axes.get(number=2))
    granted = aid(project, 100_000)
    promise = JobCommitmentFactory.create(project=project, number=2)
    job = JobFactory.create(project=project, commitment=promise)
    promise.give_up_posts(1, LATER)
    other = JobFactory.create(project=project)
    writer = as_role("operateur")
    address = url("aid_pay", lectoure, granted.pk)
    assert address in writer.get(project.get_absolute_url()).text
    page = writer.get(address)
    form = page.context["form"]
    assert list(form.fields["posts"].queryset) == [job.holds, other.holds]
    assert f"poste n° 1, emploi n° {job.pk}" in plain(page.text)
    assert (form.initial["aid"], form.initial["measure"]) == (granted.pk, granted.measure_id)
    answer = writer.send(address, typed(granted, posts=[other.holds_id]))
    assert answer.status_code == 302
    entry = LedgerEntry.objects.get(aid=granted, kind="paid")
    assert [row.post for row in entry.posts.all()] == [other.holds]
    assert "poste sans promesse" in writer.get(entry.get_absolute_url()).text
    assert values(lectoure, "posts_paid", as_of=LATER) == [
        values(lectoure, "posts_paid", as_of=LATER - DAY)[0] + 1
    ]


def test_posts_are_those_of_the_aid_that_is_paid(lectoure, as_role):
    axis = lectoure.axes.get(number=2)
    granted = aid(ProjectFactory.create(axis=axis), 100_000)
    other = aid(ProjectFactory.create(axis=axis), 100_000)
    job = JobFactory.create(project=granted.project)
    writer = as_role("operateur")
    named = PaidPost.objects.filter(entry__aid__project__in=(granted.project, other.project))
    address = url("aid_pay", lectoure, granted.pk)
    posts = {"posts": [job.holds_id]}
    for wrong, sentence in (
        (typed(granted, kind="released", **posts), "seul un versement désigne des postes"),
        (typed(other, **posts), "choisissez une aide du premier"),
    ):
        answer = writer.send(address, wrong)
        assert answer.status_code == 422
        assert sentence in plain(answer.text)
    foreign = JobFactory.create(project=other.project)
    assert writer.send(address, typed(granted, posts=[foreign.holds_id])).status_code == 422
    assert not named.exists()
    # None is asked for: a payment names no post unless one says so.
    assert writer.send(address, typed(granted)).status_code == 302


def test_an_entry_that_pays_no_aid_asks_for_no_post(lectoure, as_role):
    writer = as_role("operateur")
    with CaptureQueriesContext(connection) as asked:
        page = writer.get(url("ledger_create", lectoure))
    assert "posts" not in page.context["form"].fields
    assert not [q for q in asked if "business_post" in q["sql"]]
    stranger = aid(ProjectFactory.create())
    assert writer.get(url("aid_pay", lectoure, stranger.pk)).status_code == 404
