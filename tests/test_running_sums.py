# ruff: noqa: S608 - statements made of the names of our own tables
"""Sums through the days: each entry is judged as a plain sum says, at a cost that does not grow."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from axes.ledger.models import LedgerEntry
from revitalisation import triggers
from revitalisation.triggers import RunningRefusal, stored
from revitalisation.triggers.running import TABLE, sums_kept
from tests.factories import SIGNED, AidFactory, ConventionFactory, MeasureFactory, UserFactory
from tests.later import disarmed
from tests.roles import as_owner

pytestmark = pytest.mark.django_db
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps no sums.")

Move = tuple[str, int, date]  # its kind, its amount, its day
LESS_THAN_GIVEN = {
    True: ({"paid": 1, "released": 1, "committed": -1}, {"repaid": 1, "paid": -1}),
    False: ({"released": 1, "committed": -1}, {"repaid": 1, "paid": -1}),
}
RISE = {"committed": 1, "released": -1}
days = st.integers(0, 6).map(lambda n: SIGNED + timedelta(days=n))
entries = st.tuples(
    st.sampled_from((*LedgerEntry.Kind.values, "committed", "paid", "reversal")),
    st.integers(1, 6),
    days,
    st.integers(0, 4),  # where
    st.integers(0, 3).map(lambda n: n == 0),  # whether it gives a reason
    st.booleans(),  # whether its key is below those of all others
)


def total(moves: Iterable[Move], signs: dict[str, int], day: date) -> int:
    return sum(signs.get(kind, 0) * amount for kind, amount, on in moves if on <= day)


def is_right(entry: LedgerEntry, before: list[LedgerEntry], envelopes: dict[date, int]) -> bool:
    """Say whether, on the day of an entry and on all later ones, no sum goes beyond its limit."""
    after = [*before, entry]
    same = [e for e in after if (e.measure_id, e.aid_id) == (entry.measure_id, entry.aid_id)]
    later = {e.dated_on for e in after} | {*envelopes}
    later = {day for day in later if day >= entry.dated_on}
    here, everywhere = ([(e.kind, e.amount, e.dated_on) for e in among] for among in (same, after))
    for signs in LESS_THAN_GIVEN[entry.aid_id is not None]:
        rises = signs.get(entry.kind, 0) * entry.amount > 0
        if rises and any(total(here, signs, day) > 0 for day in later):
            return False
    if entry.over_envelope_reason or RISE.get(entry.kind, 0) * entry.amount <= 0:
        return True
    limits = {day: envelopes[max(d for d in envelopes if d <= day)] for day in later}
    return all(total(everywhere, RISE, day) <= most for day, most in limits.items())


def kept() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT rule, owner, total, lowered_on FROM {TABLE} ORDER BY rule, owner")
        return [row for row in cursor.fetchall() if row[2:] != (0, "")]


def worked_out() -> list[tuple]:
    """Return what the sums are when they are made again, and leave them as they were."""
    with transaction.atomic(), as_owner() as cursor:
        cursor.execute("DROP TRIGGER running_sums_kept_delete")
        triggers.create(using="default")
        found = kept()
        transaction.set_rollback(True)
    return found


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(entries, max_size=30),
    st.booleans(),
    st.dictionaries(days, st.integers(3, 30), max_size=2),
)
def test_each_entry_is_taken_or_refused_as_a_plain_sum_says(drawn, in_order, amendments):
    if in_order:
        drawn.sort(key=lambda entry: entry[2])
    with transaction.atomic():
        one = AidFactory.create(project__convention=ConventionFactory.create(terms__envelope=25))
        measure = MeasureFactory.create(axis=one.project.axis, title="Une autre")
        other, elsewhere = (
            AidFactory.create(project=one.project, measure=m) for m in (one.measure, measure)
        )
        terms = one.project.convention.terms
        for number, (day, envelope) in enumerate(sorted(amendments.items()), 1):
            terms.create(
                number=number, effective_on=day + timedelta(days=1), ends_on=date(2020, 1, 1),
                envelope=envelope, reason="Avenant",
            )  # fmt: skip
        envelopes = dict(terms.values_list("effective_on", "envelope"))
        places = (
            (one.measure, one), (one.measure, other), (measure, elsewhere), (one.measure, None),
            (measure, None),
        )  # fmt: skip
        by, written = UserFactory.create(), []
        for number, (kind, amount, day, place, has_reason, is_low) in enumerate(drawn):
            entry = LedgerEntry(
                pk=(-1 if is_low else 1) * (1_000_000 + number), measure=places[place][0],
                aid=places[place][1], kind=kind, amount=amount, dated_on=day, label="x",
                over_envelope_reason="Accepté" if has_reason else "", recorded_by=by,
            )  # fmt: skip
            if kind == "reversal":
                gone = {e.reverses_id for e in written} | {e.pk for e in written if e.reverses_id}
                left = [e for e in written if e.pk not in gone and e.dated_on <= day]
                if not left:
                    continue
                first = left[amount % len(left)]
                entry.reverses, entry.amount, entry.kind = first, -first.amount, first.kind
                entry.measure, entry.aid = first.measure, first.aid
            try:
                with transaction.atomic():
                    LedgerEntry.objects.bulk_create([entry])
                is_taken = True
            except IntegrityError:
                is_taken = False
            assert is_taken == is_right(entry, written, envelopes)
            if is_taken:
                written.append(entry)
        if connection.vendor == "sqlite":
            assert kept() == worked_out()
        transaction.set_rollback(True)


@on_sqlite
def test_the_sums_of_the_demonstration_are_those_of_its_entries():
    assert {rule for rule, *_ in kept()} == {
        refusal.name for refusal in triggers.declared() if isinstance(refusal, RunningRefusal)
    }
    assert kept() == worked_out()


@on_sqlite
def test_entries_written_without_the_triggers_are_counted_when_they_are_made():
    aid = AidFactory.create()
    with disarmed():
        LedgerEntry.objects.bulk_create(committed(aid, 100, 1))
    before = kept()
    triggers.create(using="default")
    assert kept() != before
    LedgerEntry.objects.bulk_create(committed(aid, 99, 1, "paid"))
    with pytest.raises(IntegrityError, match="montant engagé sur cette aide"), transaction.atomic():
        LedgerEntry.objects.bulk_create(committed(aid, 2, 1, "paid"))


@on_sqlite
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {TABLE} SET total = total - 1",
        f"UPDATE {TABLE} SET total = total, last_id = last_id",
        f"UPDATE {TABLE} SET last_id = (SELECT MIN(id) FROM ledger_ledgerentry)",
        f"UPDATE {TABLE} SET lowered_on = ''",
        f"UPDATE {TABLE} SET owner = owner || 'x'",
        f"UPDATE {TABLE} SET rule = rule || 'x'",
        f"DELETE FROM {TABLE}",
        f"INSERT INTO {TABLE} VALUES ('x', 1, -5, '', 0)",
        f"INSERT INTO {TABLE} VALUES ('x', 1, 0, '2014-01-01', 0)",
        f"INSERT INTO {TABLE} VALUES ('x', 1, 0, '', 5)",
        f"REPLACE INTO {TABLE} SELECT rule, owner, 0, '', 0 FROM {TABLE}",
        f"INSERT OR REPLACE INTO {TABLE} SELECT * FROM {TABLE}",
        f"INSERT INTO {TABLE} SELECT * FROM {TABLE} WHERE TRUE "
        "ON CONFLICT (rule, owner) DO UPDATE SET total = 0",
    ],
)
def test_nobody_else_writes_to_the_sums(statement, recursive):
    before = kept()
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA recursive_triggers = {recursive}")
        with pytest.raises(IntegrityError, match="Les sommes que tient"), transaction.atomic():
            cursor.execute(statement)
        cursor.execute("PRAGMA recursive_triggers = ON")
    assert kept() == before


@on_sqlite
@pytest.mark.parametrize("verb", ["IGNORE", "REPLACE", "FAIL", "ABORT"])
def test_an_entry_that_is_not_written_is_not_counted(verb):
    aid = AidFactory.create()
    entry, wrong = committed(aid, 100, 2)
    entry.save()
    wrong.amount = -1
    fields = LedgerEntry._meta.concrete_fields[1:]
    names = ", ".join(field.column for field in fields)
    values = [field.get_db_prep_save(field.pre_save(wrong, True), connection) for field in fields]
    statement = f"INSERT OR {verb} INTO ledger_ledgerentry ({names}) VALUES ({{}})"
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(statement.format(", ".join(["%s"] * len(fields))), values)
        except IntegrityError:
            assert verb != "IGNORE"
    assert aid.entries.get() == entry
    assert kept() == worked_out()


def committed(aid, amount: int, size: int, *kinds: str) -> list[LedgerEntry]:
    """Return entries of an aid, a day after the other; commitments unless kinds are given."""
    by, kinds = UserFactory.create(), kinds or ("committed",)
    return [
        LedgerEntry(
            measure=aid.measure, aid=aid, kind=kinds[n % len(kinds)], amount=amount, label="x",
            dated_on=date(2014, 4, 1) + timedelta(days=n // 2), recorded_by=by,
        )
        for n in range(size)
    ]  # fmt: skip


def steps(rows: list[LedgerEntry]) -> int:
    """Return how many hundreds of instructions SQLite runs to write some entries."""
    count = 0

    def counted() -> int:
        nonlocal count
        count += 1
        return 0

    connection.connection.set_progress_handler(counted, 100)
    LedgerEntry.objects.bulk_create(rows)
    connection.connection.set_progress_handler(None, 0)
    return count


@on_sqlite
def test_an_entry_in_the_order_of_days_costs_the_same_however_many_there_are():
    aid = AidFactory.create()
    rows = committed(aid, 50, 2_000, "committed", "paid")
    first = steps(rows[:200])
    for start in range(200, 1_800, 200):
        steps(rows[start : start + 200])
    assert steps(rows[1_800:]) < 1.2 * first


@on_sqlite
def test_an_entry_costs_the_same_however_many_measures_and_aids_have_some():
    aid = AidFactory.create()
    rows = committed(aid, 50, 400, "committed", "paid")
    first = steps(rows[:200])
    axis = ConventionFactory.create().axes.first()
    for number in range(100):
        other = MeasureFactory.create(axis=axis, title=f"Mesure {number}")
        more = AidFactory.create(project=aid.project, measure=aid.measure)
        elsewhere = committed(more, 1, 3, "committed")
        elsewhere[0].measure, elsewhere[0].aid = other, None
        LedgerEntry.objects.bulk_create(elsewhere)
    assert steps(rows[200:]) < 1.2 * first


@on_sqlite
def test_sums_of_what_a_migration_is_still_to_bring_are_waited_for(monkeypatch):
    waiting = RunningRefusal(
        "waiting", "ledger_ledgerentry", since="dated_on", condition="NEW.to_come = 1",
        amount="NEW.to_come", owner="NEW.to_come",
    )  # fmt: skip
    monkeypatch.setattr(stored, "gaps", lambda using: ([("ledger", "9999")], []))
    monkeypatch.setattr(stored, "declared", lambda: (waiting, *sums_kept([waiting])))
    triggers.create(using="default")
    told = triggers.differences("default")
    assert "Déclencheur absent\u00a0: waiting_insert." in told
    assert "Déclencheur absent\u00a0: running_sums_kept_update." in told
