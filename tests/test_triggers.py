# ruff: noqa: S608 - statements made of the names of our own tables
"""How refusals are declared: paths as SQL, sums asked once a statement, on what exists."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection, transaction

from axes.business.models import Aid, Job
from axes.ledger.models import LedgerEntry
from convention.models import Axis
from revitalisation import triggers
from revitalisation.triggers import Refusal, RunningRefusal, belongs, reached, stored, unread
from tests.factories import (
    SIGNED,
    AidFactory,
    EntryFactory,
    JobFactory,
    PlacementFactory,
    UserFactory,
)
from tests.roles import as_owner

pytestmark = pytest.mark.django_db
DAY = date(2014, 7, 1)


def test_the_database_can_read_all_that_is_declared():
    found = {
        refusal.name: problem
        for refusal in triggers.declared()
        if refusal.only in ("", connection.vendor) and (problem := unread(connection, refusal))
    }
    assert found == {}


def test_no_refusal_takes_the_name_of_another():
    """Of two of one name about one event, the database would keep the last alone."""
    names = Counter((r.name, event) for r in triggers.declared() for event in r.events)
    assert [name for name, number in names.items() if number > 1] == []


@pytest.mark.parametrize(
    ("table", "condition", "lock"),
    [
        ("no_such_table", "1 = 1", None),
        ("business_job", "NEW.no_such_column = 1", None),
        ("business_job", "OLD.no_such_column = 1", None),
        ("business_job", "EXISTS (SELECT 1 FROM no_such_table)", None),
        ("business_job", "EXISTS (SELECT 1 FROM business_aid a WHERE a.no_such = 1)", None),
        ("business_job", "1 = 1", ("business_project", "NEW.no_such_id")),
    ],
)
def test_a_refusal_about_what_does_not_exist_is_an_error(table, condition, lock, monkeypatch):
    stray = Refusal("stray", table, ("UPDATE",), condition, "Non.", one_at_a_time=lock)
    monkeypatch.setattr(stored, "declared", lambda: (stray,))
    with pytest.raises(ImproperlyConfigured, match=r"stray .*no_such"), as_owner():
        triggers.create(using="default")


def test_what_a_migration_is_still_to_bring_is_waited_for_but_no_unknown_table(monkeypatch):
    waiting = Refusal("waiting", "business_job", ("UPDATE",), "NEW.to_come = 1", "Non.")
    monkeypatch.setattr(stored, "gaps", lambda using: ([("business", "9999")], []))
    monkeypatch.setattr(stored, "declared", lambda: (waiting,))
    with as_owner():
        with transaction.atomic():
            triggers.create(using="default")
            assert triggers.differences("default") == [
                "Déclencheur absent\u00a0: waiting_update."
            ] or (triggers.differences("default") == ["Déclencheur absent\u00a0: waiting."])
            transaction.set_rollback(True)
        stray = Refusal("stray", "no_such_table", ("UPDATE",), "1 = 1", "Non.")
        monkeypatch.setattr(stored, "declared", lambda: (stray,))
        with pytest.raises(ImproperlyConfigured):
            triggers.create(using="default")


def test_a_path_is_read_from_the_row_up_and_from_the_owner_down():
    assert reached(Axis, "convention", "r") == "r.convention_id"
    assert reached(Job, "project__axis__convention") == (
        "(SELECT convention_id FROM convention_axis WHERE id = "
        "(SELECT axis_id FROM business_project WHERE id = NEW.project_id))"
    )
    assert belongs(Job, "project__axis__convention", "NEW.id", "r") == (
        "r.project_id IN (SELECT id FROM business_project WHERE axis_id IN "
        "(SELECT id FROM convention_axis WHERE convention_id = NEW.id))"
    )


@pytest.mark.parametrize(
    ("path", "column"), [("project__axis__convention", "id"), ("measure__axis", "id")]
)
def test_both_readings_of_a_path_find_the_same_rows(path, column):
    aid = AidFactory.create()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {reached(Aid, path, 'r')} FROM business_aid r WHERE r.id = %s", [aid.pk]
        )
        (owner,) = cursor.fetchone()
        cursor.execute(
            f"SELECT r.id FROM business_aid r WHERE {belongs(Aid, path, '%s', 'r')}", [owner]
        )
        assert {key for (key,) in cursor.fetchall()} == {
            *Aid.objects.filter(**{path: owner}).values_list("pk", flat=True)
        }


def test_postgresql_asks_for_a_sum_once_a_statement():
    running = [r for r in triggers.declared() if isinstance(r, RunningRefusal)]
    assert len(running) == 5
    for refusal in running:
        ((_, kind, _, _, added, body),) = refusal.expected("postgresql").values()
        assert (kind, added) == (4, "added"), "of a statement that inserts, after it"
        assert "NEW." not in body
        assert f"MIN({refusal.since})" in body
        assert body.index("FOR NO KEY UPDATE") < body.index("IF (EXISTS")


def refused(work, sentence: str) -> None:
    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        work()


def rows(aid, *moves) -> list[LedgerEntry]:
    """Return entries of an aid: (kind, amount, days after 1 July 2014)."""
    by = UserFactory.create()
    return [
        EntryFactory.build(
            aid=aid, measure=aid.measure, kind=kind, amount=amount, recorded_by=by,
            dated_on=DAY + timedelta(days=after),
        )
        for kind, amount, after in moves
    ]  # fmt: skip


def write(entries) -> None:
    LedgerEntry.objects.bulk_create(entries)


def test_many_rows_of_one_statement_are_judged_together():
    aid, other = AidFactory.create(), AidFactory.create()
    good = rows(aid, ("committed", 100, 0), ("paid", 60, 0), ("paid", 40, 1))
    fine = rows(other, ("committed", 100, 0))
    refused(lambda: write([*good, *fine, *rows(other, ("paid", 101, 5))]), "montant engagé")
    refused(lambda: write([*good, *rows(other, ("paid", 1, 5))]), "montant engagé")
    write([*good, *fine])
    assert aid.entries.count() == 3


@pytest.mark.parametrize(("paid", "after", "fits"), [
    (40, 0, True),  # the very day of the commitment
    (1, -1, False),  # the day before
    (41, 0, False),  # a later payment would no longer be covered
    (41, 9, False),
    (90, 20, True),  # the second commitment covers it
])  # fmt: skip
def test_a_payment_is_covered_on_its_day_and_on_every_later_one(paid, after, fits):
    aid = AidFactory.create()
    write(rows(aid, ("committed", 100, 0), ("paid", 60, 10), ("committed", 50, 20)))
    late = rows(aid, ("paid", paid, after))
    if fits:
        write(late)
    else:
        refused(lambda: write(late), "montant engagé sur cette aide")


@pytest.mark.parametrize(("amount", "after", "fits"), [
    (50, 0, True),
    (51, 0, False),  # it fits the envelope of its day, and not that of the amendment
    (51, 10, False),  # the very day of the amendment
    (50, 10, True),
])  # fmt: skip
def test_a_commitment_fits_the_envelope_of_its_day_and_of_every_later_one(amount, after, fits):
    aid = AidFactory.create()
    convention = aid.project.convention
    convention.terms.update(envelope=1_000)
    convention.terms.create(
        number=1, effective_on=DAY + timedelta(days=10), ends_on=date(2020, 1, 1), envelope=100,
        reason="Moins",
    )  # fmt: skip
    write(rows(aid, ("committed", 50, -5)))
    more = rows(aid, ("committed", amount, after))
    if fits:
        write(more)
    else:
        refused(lambda: write(more), "motif du dépassement")
        more[0].over_envelope_reason = "Accepté"
        write(more)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no REPLACE.")
def test_replace_is_no_way_round_a_sum():
    aid = AidFactory.create()
    write(rows(aid, ("committed", 100, 0), ("paid", 100, 0)))
    payment = aid.entries.get(kind="paid")
    with connection.cursor() as cursor:
        copy = "SELECT {} FROM ledger_ledgerentry WHERE id = %s"
        names = [f.column for f in LedgerEntry._meta.concrete_fields]
        for key in ("id", "id + 1000"):
            read = ", ".join({"id": key, "amount": "amount + 1"}.get(name, name) for name in names)
            statement = f"INSERT OR REPLACE INTO ledger_ledgerentry ({', '.join(names)}) "
            with pytest.raises(IntegrityError), transaction.atomic():
                cursor.execute(statement + copy.format(read), [payment.pk])
    assert aid.entries.get(kind="paid").amount == 100


@pytest.mark.parametrize("factory", [JobFactory, PlacementFactory])
def test_a_hire_may_be_of_the_day_of_the_signature_and_not_of_the_day_before(factory):
    record = factory.create()
    mine = type(record).objects.filter(pk=record.pk)
    mine.update(hired_on=SIGNED)
    refused(lambda: mine.update(hired_on=SIGNED - timedelta(days=1)), "précéder la signature")


def test_the_signature_does_not_pass_an_entry():
    entry = EntryFactory.create()
    convention = entry.convention
    day = entry.dated_on
    convention.terms.update(effective_on=day + timedelta(days=1))
    mine = type(convention).objects.filter(pk=convention.pk)
    late = day + timedelta(days=1)
    refused(lambda: mine.update(signed_on=late, operational_start=late), "une écriture déjà")
    mine.update(signed_on=day, operational_start=day)
