"""Sums of the ledger hold on every day: what comes later, or came before, makes up for nothing.

The guards of forms ask the same; here the database is asked alone.
"""

from datetime import timedelta

import pytest

from axes.business.models import Aid
from axes.ledger.guards import commitment_within_envelope
from axes.ledger.models import LedgerEntry
from tests.factories import (
    SIGNED,
    AidFactory,
    ConventionFactory,
    ProjectFactory,
    TermsFactory,
    UserFactory,
)
from tests.test_constraints import refuses

pytestmark = pytest.mark.django_db
Kind = LedgerEntry.Kind
COVERED = pytest.mark.parametrize(
    ("taken", "given", "on_aid"),
    [
        (Kind.PAID, Kind.COMMITTED, True),
        (Kind.RELEASED, Kind.COMMITTED, True),
        (Kind.REPAID, Kind.PAID, True),
        (Kind.RELEASED, Kind.COMMITTED, False),
        (Kind.REPAID, Kind.PAID, False),
    ],
)
OVER = "dépasserait le montant"


@pytest.fixture
def aid() -> Aid:
    """An aid on a convention that promised 100 euro cents."""
    convention = ConventionFactory.create(terms__envelope=100)
    return AidFactory.create(project=ProjectFactory.create(convention=convention))


@pytest.fixture
def write(aid):
    """Write a movement of the aid, or of its measure, on a day after the signature."""
    by = UserFactory.create()

    def written(kind, amount, day, *, on_aid=True, why=""):
        entry = LedgerEntry(
            measure=aid.measure, aid=aid if on_aid else None, kind=kind, amount=amount,
            dated_on=SIGNED + timedelta(days=day), label="x", recorded_by=by,
            over_envelope_reason=why,
        )  # fmt: skip
        LedgerEntry.objects.bulk_create([entry])

    return written


@COVERED
def test_what_is_given_later_covers_nothing_before_its_day(write, taken, given, on_aid):
    if given == Kind.PAID and on_aid:
        write(Kind.COMMITTED, 50, 0)
    write(given, 50, 3, on_aid=on_aid)
    refuses(lambda: write(taken, 10, 2, on_aid=on_aid), OVER)
    write(taken, 10, 3, on_aid=on_aid)


@COVERED
def test_what_is_taken_late_leaves_enough_for_what_was_taken_after_it(write, taken, given, on_aid):
    """Of fifty, fifty were taken on the fifth day; fifty more were given on the seventh."""
    if given == Kind.PAID and on_aid:
        write(Kind.COMMITTED, 100, 0)
    write(given, 50, 1, on_aid=on_aid)
    write(taken, 50, 5, on_aid=on_aid)
    write(given, 50, 7, on_aid=on_aid)
    refuses(lambda: write(taken, 1, 3, on_aid=on_aid), OVER)
    write(taken, 50, 7, on_aid=on_aid)
    refuses(lambda: write(taken, 1, 8, on_aid=on_aid), OVER)


def test_what_is_released_later_leaves_no_room_before_its_day(write):
    write(Kind.COMMITTED, 100, 1)
    write(Kind.RELEASED, 40, 5)
    refuses(lambda: write(Kind.COMMITTED, 1, 4), "indiquez le motif")
    write(Kind.COMMITTED, 40, 5)
    refuses(lambda: write(Kind.COMMITTED, 1, 6), "indiquez le motif")


def test_a_commitment_that_arrives_late_fits_the_envelope_of_every_later_day(aid, write):
    """Ninety of a hundred from the fifth day on; the envelope is two hundred from the seventh."""
    TermsFactory.create(
        convention=aid.project.convention, number=1, envelope=200, reason="Rallonge",
        effective_on=SIGNED + timedelta(days=7),
    )  # fmt: skip
    write(Kind.COMMITTED, 90, 5)
    refuses(lambda: write(Kind.COMMITTED, 11, 2), "indiquez le motif")
    write(Kind.COMMITTED, 10, 2)
    same = {"measure": aid.measure, "aid": aid, "kind": Kind.COMMITTED, "amount": 100}
    asked = [LedgerEntry(**same, dated_on=SIGNED + timedelta(days=day)) for day in (6, 7)]
    assert [bool([*commitment_within_envelope(entry)]) for entry in asked] == [True, False]
    write(Kind.COMMITTED, 100, 7)


def test_an_envelope_holds_what_was_committed_before_some_of_it_was_released(aid, write):
    write(Kind.COMMITTED, 100, 1)
    write(Kind.RELEASED, 40, 5)
    terms = aid.project.convention.terms.get()
    terms.envelope = 99
    refuses(lambda: terms.save(update_fields=["envelope"]), "inférieure au total engagé")


def test_a_text_that_keeps_its_envelope_is_not_asked_again_why_it_was_exceeded(aid, write):
    write(Kind.COMMITTED, 150, 1, why="Avenant à venir")
    terms = aid.project.convention.terms.get()
    terms.job_target += 1
    terms.save()


def test_an_amendment_is_held_to_what_is_committed_from_its_day_on(aid, write):
    write(Kind.COMMITTED, 100, 1)
    write(Kind.RELEASED, 40, 5)

    def amendment(day):
        return TermsFactory.create(
            convention=aid.project.convention, number=1, envelope=60, reason="",
            effective_on=SIGNED + timedelta(days=day),
        )  # fmt: skip

    refuses(lambda: amendment(4), "inférieure au total engagé")
    amendment(5)
