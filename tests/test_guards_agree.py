"""Guards and triggers say the same: what a guard lets pass the database takes, and nothing else."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from axes.business.models import Evidence, Job, LoanInstalment, Post
from axes.ledger.models import LedgerEntry
from axes.site.models import ProspectStage
from convention.counting import decide
from tests.factories import (
    SIGNED,
    AidFactory,
    ConventionFactory,
    JobFactory,
    ProjectFactory,
    ProspectFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
drawn = settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
# Few days and small amounts: what is drawn meets its limits often.
days = st.integers(-1, 5).map(lambda n: SIGNED + timedelta(days=n))
cents = st.integers(1, 6)


def agree(record: Any, write: Callable[[], Any]) -> bool:
    """Check that validation and the database answer the same; return whether it is written."""
    said = ""
    try:
        record.validate_unique()
        record.validate_constraints()
    except ValidationError as refusal:
        said = str(refusal)
    refused = ""
    try:
        with transaction.atomic():
            write()
    except IntegrityError as error:
        refused = str(error)
    assert bool(said) == bool(refused), (said, refused)
    return not refused


class Undone(Exception):
    """Ends an example: the next one begins with the same rows."""


def undone(work: Callable[[], None]) -> None:
    """Run one example, and take back all that it wrote."""
    try:
        with transaction.atomic():
            work()
            raise Undone
    except Undone:
        pass


moves = st.lists(
    st.tuples(
        st.sampled_from(LedgerEntry.Kind.values),
        cents,
        days,
        st.sampled_from(("aid", "other aid", "measure", "reversal")),
        st.booleans(),
    ),
    max_size=14,
)
envelopes = st.none() | st.integers(3, 20)


@drawn
@given(moves, envelopes, st.none() | st.tuples(days, envelopes, st.booleans()))
def test_money(history, envelope, amendment):
    def example() -> None:
        convention = ConventionFactory.create(terms__envelope=envelope)
        one = AidFactory.create(project__convention=convention)
        other = AidFactory.create(project=one.project, measure=one.measure)
        by = UserFactory.create()
        written: list[LedgerEntry] = []
        for kind, amount, day, place, has_reason in history:
            entry = LedgerEntry(
                measure=one.measure, aid={"aid": one, "other aid": other}.get(place), kind=kind,
                amount=amount, dated_on=day, label="x", recorded_by=by,
                over_envelope_reason="Accepté" if has_reason else "",
            )  # fmt: skip
            if place == "reversal":
                left = [e for e in written if e.is_reversible and e.dated_on <= day]
                if not left:
                    continue
                entry.reverses = left[0]
                entry.aid, entry.kind, entry.amount = left[0].aid, left[0].kind, -left[0].amount
            if agree(entry, partial(LedgerEntry.objects.bulk_create, [entry])):
                written.append(LedgerEntry.objects.get(pk=entry.pk))
                written = [LedgerEntry.objects.get(pk=known.pk) for known in written]
        if amendment:
            day, less, has_reason = amendment
            terms = convention.terms.model(
                convention=convention, number=1, effective_on=day, ends_on=date(2020, 1, 1),
                envelope=less, reason="Moins" if has_reason else "",
            )  # fmt: skip
            agree(terms, terms.save)

    undone(example)


@drawn
@given(envelopes, envelopes, st.lists(st.tuples(cents, days), max_size=5))
def test_an_envelope_that_changes(before, after, commitments):
    def example() -> None:
        convention = ConventionFactory.create(terms__envelope=before)
        aid = AidFactory.create(project__convention=convention)
        LedgerEntry.objects.bulk_create(
            [
                LedgerEntry(
                    measure=aid.measure, aid=aid, kind="committed", amount=amount, label="x",
                    dated_on=max(day, SIGNED), over_envelope_reason="x",
                    recorded_by=UserFactory.create(),
                )
                for amount, day in commitments
            ]
        )  # fmt: skip
        terms = convention.terms.get()
        terms.envelope = after
        agree(terms, lambda: terms.save(update_fields=["envelope"]))

    undone(example)


# Who replaces somebody takes the post over, or another.
hired = st.tuples(
    days, st.none() | days, st.integers(0, 3), st.booleans(), st.sampled_from((True, True, False))
)


@drawn
@given(st.lists(hired, max_size=8), st.lists(st.tuples(st.integers(0, 7), hired), max_size=4))
def test_hires(entered, changed):
    def example() -> None:
        convention = ConventionFactory.create()
        rules = list(convention.counting_rules.all())
        projects = [ProjectFactory.create(convention=convention) for _ in range(2)]
        by = UserFactory.create()
        jobs: list[Job] = []

        def fill(job: Job, drawn: tuple[Any, ...]) -> bool:
            job.hired_on, job.ended_on, replaced, _, stays = drawn
            job.end_reason = "other" if job.ended_on else ""
            job.replaces = jobs[replaced] if replaced < len(jobs) - 1 else None
            if job.replaces is not None and stays:
                job.holds = job.replaces.holds
            job.apply(decide(job.hire, rules, SIGNED))
            # What the row itself forbids is not the question.
            return not (job.ended_on and job.ended_on < job.hired_on) and job.hired_on >= SIGNED

        for drawn in entered:
            post = Post.objects.create(project=projects[drawn[3]], made_on=drawn[0])
            job = Job(
                project=post.project, holds=post, post="x", contract="permanent", entered_by=by
            )
            if fill(job, drawn) and agree(job, partial(Job.objects.bulk_create, [job])):
                jobs.append(job)
        for place, drawn in changed:
            if place < len(jobs):
                job = Job.objects.get(pk=jobs[place].pk)
                if fill(job, drawn):
                    agree(job, job.save)

    undone(example)


@drawn
@given(days)
def test_a_hire_and_the_signature(day):
    def example() -> None:
        job = JobFactory.create()
        job.hired_on = day
        job.apply(decide(job.hire, [], SIGNED))
        agree(job, lambda: job.save(update_fields=["hired_on"]))
        convention = JobFactory.create(hired_on=SIGNED + timedelta(days=2)).convention
        convention.terms.update(effective_on=date(2016, 1, 1))
        convention.signed_on, convention.operational_start = day, date(2016, 1, 1)
        agree(convention, convention.save)

    undone(example)


reached = st.tuples(
    st.sampled_from(ProspectStage.Stage.values), days, st.integers(0, 4), st.booleans()
)


@drawn
@given(st.lists(reached, max_size=9))
def test_stages(history):
    def example() -> None:
        prospect = ProspectFactory.create()
        prospect.stages.update(dated_on=SIGNED)
        for name, day, place, is_new in history:
            known = list(prospect.stages.order_by("pk"))
            stage = ProspectStage(prospect=prospect) if is_new else known[place % len(known)]
            stage.stage, stage.dated_on = name, day
            stage.lost_reason = "cost" if name == "lost" else ""
            agree(stage, stage.save)

    undone(example)


@drawn
@given(st.sampled_from(("loan", "subsidy")), st.lists(cents, max_size=5))
def test_instalments(kind, capital):
    def example() -> None:
        aid = AidFactory.create(amount=10, loan=kind == "loan")
        aid.instalments.all().delete()
        for number, principal in enumerate(capital, 1):
            line = LoanInstalment(
                aid=aid, number=number, due_on=SIGNED + timedelta(days=number), principal=principal
            )
            agree(line, line.save)

    undone(example)


@drawn
@given(st.booleans(), days)
def test_verification(is_author, day):
    def example() -> None:
        job = JobFactory.create(hired_on=SIGNED)
        piece = Evidence.objects.create(job=job, kind="register", dated_on=SIGNED)
        piece.verified_by = job.entered_by if is_author else UserFactory.create()
        piece.verified_on = day
        agree(piece, lambda: Evidence.objects.filter(pk=piece.pk).update(
            verified_by=piece.verified_by, verified_on=day
        ))  # fmt: skip

    undone(example)
