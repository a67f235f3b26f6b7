# ruff: noqa: S608 - statements made of the names of our own tables
"""What no statement of the service’s role gets past: entries, figures read, evidence, history."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction

from axes.business.models import Evidence, Job, Post
from axes.ledger.models import LedgerEntry
from reporting.figures.models import Snapshot
from revitalisation import serving, triggers
from revitalisation.operations.management.commands import grant_service_role
from revitalisation.operations.models import Run
from revitalisation.operations.runs import recorded
from revitalisation.operations.whole import powers
from tests.factories import JobFactory, UserFactory
from tests.roles import SERVICE, as_owner

pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles.")


def refused(statement: str, *values) -> str:
    """Return the sentence with which the database refuses a statement; fail if it does not."""
    with (
        pytest.raises(DatabaseError) as refusal,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)
    return str(refusal.value)


def rows(table: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
        return cursor.fetchall()


def columns(model) -> str:
    return ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)


def copied(model, **changes) -> str:
    """Return the selection of one row of a table, some of its columns changed."""
    read = ", ".join(
        changes.get(field.column, f'"{field.column}"') for field in model._meta.concrete_fields
    )
    key = f'SELECT MAX("{model._meta.pk.column}") FROM "{model._meta.db_table}"'
    return f'SELECT {read} FROM "{model._meta.db_table}" WHERE "{model._meta.pk.column}" = ({key})'


def rewriting(model) -> list[str]:
    """Return every statement that would rewrite or remove rows of a table."""
    table, key = model._meta.db_table, model._meta.pk.column
    named = f'INTO "{table}" ({columns(model)})'
    statements = [
        f'UPDATE "{table}" SET "{key}" = "{key}" + 1000000',
        f'DELETE FROM "{table}"',
        # Without « true », SQLite reads ON as that of a join.
        f'INSERT {named} {copied(model)} AND true ON CONFLICT ("{key}") DO UPDATE '
        f'SET "{key}" = excluded."{key}"',
    ]
    if connection.vendor == "postgresql":
        return [*statements, f'TRUNCATE "{table}" CASCADE']
    return [
        *statements,
        f"REPLACE {named} {copied(model)}",
        f"INSERT OR REPLACE {named} {copied(model)}",
        f'UPDATE OR REPLACE "{table}" SET "{key}" = (SELECT MIN("{key}") FROM "{table}")',
    ]


def insert_only() -> list:
    return [LedgerEntry, Snapshot, Run, *triggers.histories()]


def filled(model) -> None:
    """See that the table has rows to lose: triggers of rows say nothing about none."""
    if model is Run:
        with recorded("backup"):
            pass
    elif not model._base_manager.exists():
        subject = model.instance_type
        first = subject._base_manager.first()
        if first is None:
            pytest.skip(f"the demonstration has no {subject._meta.verbose_name}")
        model.objects.bulk_create(
            [
                model(
                    history_date="2016-01-01T00:00:00Z",
                    history_type="+",
                    **{
                        field.attname: getattr(first, field.attname)
                        for field in subject._meta.concrete_fields
                        if hasattr(model, field.attname)
                    },
                )
            ]
        )


@pytest.mark.parametrize("model", insert_only(), ids=lambda model: model._meta.db_table)
def test_what_is_written_once_resists_every_statement(model):
    filled(model)
    table = model._meta.db_table
    before = rows(table)
    assert before
    for statement in rewriting(model):
        answer = refused(statement)
        if connection.vendor == "sqlite" or not statement.startswith("TRUNCATE"):
            assert any(sentence in answer for sentence in triggers.declared_messages()), answer
    assert rows(table) == before


def test_every_history_is_guarded_without_being_named():
    tables = {model._meta.db_table for model in triggers.histories()}
    assert {"business_historicaljob", "convention_historicalconventionterms"} <= tables
    kept = {r.table for r in triggers.declared() if r.condition == "1 = 1"}
    assert tables <= kept


def test_a_unique_value_is_no_way_to_replace_a_row():
    """REPLACE removes the row that holds the same committee, under another key."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no REPLACE.")
    snapshot = Snapshot.objects.last()
    forged = copied(Snapshot, id=str(snapshot.pk + 1000), figures="'{}'")
    assert refused(f"REPLACE INTO figures_snapshot ({columns(Snapshot)}) {forged}")
    assert Snapshot.objects.get(pk=snapshot.pk).figures == snapshot.figures != {}


def test_a_row_is_not_replaced_unseen_even_without_the_setting_of_our_connections():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no REPLACE.")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers")
        assert cursor.fetchone() == (1,)
        cursor.execute("PRAGMA recursive_triggers = OFF")
        try:
            for model in insert_only():
                filled(model)
                table = model._meta.db_table
                assert refused(f"REPLACE INTO {table} ({columns(model)}) {copied(model)}")
            verified = Job.objects.filter(verified_on__isnull=False).order_by("-pk").first()
            forged = copied(Job, weekly_hours="1", verified_on="NULL").rsplit("WHERE", 1)[0]
            forging = (
                f"REPLACE INTO business_job ({columns(Job)}) {forged} WHERE id = {verified.pk}"
            )
            # By its key or by its post: SQLite says not which trigger comes first.
            assert refused(forging) in triggers.declared_messages()
            other = Job.objects.filter(verified_on=None).first()
            rekeyed = "UPDATE OR REPLACE business_job SET id = %s WHERE id = %s"
            assert "existe déjà" in refused(rekeyed, verified.pk, other.pk)
        finally:
            cursor.execute("PRAGMA recursive_triggers = ON")


def accepted():
    return Evidence.objects.exclude(verified_on=None).filter(job__ended_on=None).first()


def test_a_job_is_verified_by_its_accepted_documents_and_by_nothing_else():
    job = JobFactory()
    claim = "UPDATE business_job SET verified_on = %s WHERE id = %s"
    day = job.hired_on + timedelta(days=30)
    assert "première pièce" in refused(claim, day, job.pk)
    piece = Evidence.objects.create(job=job, kind="register", dated_on=job.hired_on)
    assert "première pièce" in refused(claim, day, job.pk)
    piece.accept(UserFactory(), day)
    for wrong in (day - timedelta(days=1), day + timedelta(days=1)):
        assert "première pièce" in refused(claim, wrong, job.pk)
    job.refresh_from_db()
    assert job.verified_on == day


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time.")
@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_rules_about_several_rows_are_not_passed_from_an_older_snapshot(level):
    row = copied(LedgerEntry, id=str(LedgerEntry.objects.latest("pk").pk + 100_000))
    beside = connection.copy()
    try:
        with beside.cursor() as cursor:
            cursor.execute(f"BEGIN ISOLATION LEVEL {level}")
            with pytest.raises(ProgrammingError, match="READ COMMITTED only"):
                cursor.execute(f"INSERT INTO ledger_ledgerentry ({columns(LedgerEntry)}) {row}")
            cursor.execute("ROLLBACK")
    finally:
        beside.close()


def test_a_hire_does_not_arrive_verified():
    job = JobFactory()
    free = Post.objects.create(project=job.project, made_on=job.hired_on)
    forged = copied(Job, id=str(job.pk + 1000), holds_id=str(free.pk), verified_on="hired_on")
    assert "première pièce" in refused(f"INSERT INTO business_job ({columns(Job)}) {forged}")


def test_the_first_accepted_document_says_since_when():
    job = JobFactory()
    early, late = (job.hired_on + timedelta(days=n) for n in (10, 20))
    first, second = (
        Evidence.objects.create(job=job, kind=kind, dated_on=job.hired_on)
        for kind in ("register", "dpae")
    )

    def verified_on():
        job.refresh_from_db()
        return job.verified_on

    second.accept(UserFactory(), late)
    assert verified_on() == late
    first.accept(UserFactory(), early)
    assert verified_on() == early
    second.withdraw()
    assert verified_on() == early
    second.accept(UserFactory(), late)
    first.withdraw()
    assert verified_on() == late
    second.withdraw()
    assert verified_on() is None


def test_a_document_is_not_accepted_nor_withdrawn_behind_the_back_of_its_job():
    piece = accepted()
    withdrawn = (
        "UPDATE business_evidence SET verified_on = NULL, verified_by_id = NULL, accepted_at = NULL"
    )
    assert "première pièce" in refused(f"{withdrawn} WHERE id = %s", piece.pk)
    other = UserFactory()
    earlier = (
        "INSERT INTO business_evidence (job_id, kind, dated_on, verified_on, verified_by_id, "
        "version, late_reason) SELECT id, 'dpae', hired_on, hired_on, %s, 1, '' FROM business_job "
        "WHERE id = %s"
    )
    Job.objects.filter(pk=piece.job_id, verified_on__gt=piece.job.hired_on).get()
    assert "première pièce" in refused(earlier, other.pk, piece.job_id)


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'check'",
        "dated_on = '2001-01-01'",
        "job_id = job_id + 1",
        "verified_on = '2030-01-01'",
        "verified_by_id = verified_by_id + 1",
        "verified_by_id = NULL",
    ],
)
def test_an_accepted_document_does_not_change(change):
    piece = Evidence.objects.exclude(verified_on=None).exclude(kind="check").first()
    refusal = refused(f"UPDATE business_evidence SET {change} WHERE id = %s", piece.pk)
    half = change == "verified_by_id = NULL"
    assert ("evidence_accepted_after_dated_by_someone" if half else "pièce acceptée") in refusal


def test_an_accepted_document_does_not_disappear():
    piece = accepted()
    assert "pièce acceptée" in refused("DELETE FROM business_evidence WHERE id = %s", piece.pk)
    for statement in rewriting(Evidence)[3:]:
        refused(statement)
    piece.withdraw()
    piece.delete()
    assert not Evidence.objects.filter(pk=piece.pk).exists()


def test_what_a_document_proves_does_not_change_though_the_verification_was_let_go():
    """The way round: forget the verification, change the hire, and find the document accepted."""
    job = accepted().job
    Job.objects.filter(pk=job.pk).update(verified_on=None)
    for change in ("weekly_hours = 1", "weekly_hours = NULL", "contract = 'fixed_term'"):
        statement = f"UPDATE business_job SET {change} WHERE id = %s"
        assert "Cet emploi est vérifié" in refused(statement, job.pk)


def test_nobody_verifies_a_hire_of_theirs_by_bringing_the_document_first():
    """The hire is asked for at the end of the transaction only."""
    job = JobFactory()
    piece = Evidence(job_id=job.pk + 1000, kind="register", dated_on=job.hired_on)
    piece.verified_by, piece.verified_on = job.entered_by, job.hired_on
    job.pk += 1000
    job.holds = Post.objects.create(project=job.project, made_on=job.hired_on)

    def bring() -> None:
        with transaction.atomic():
            Evidence.objects.bulk_create([piece])
            Job.objects.bulk_create([job])

    with pytest.raises(IntegrityError, match="ne peut pas le vérifier"):
        bring()


def signed_in():
    """Sign in as the role of the service: what SET ROLE alone could undo is tried too."""
    import psycopg

    settings = connection.get_connection_params() | {"user": SERVICE}
    known = {k: settings[k] for k in ("dbname", "user", "host", "port") if settings.get(k)}
    link = psycopg.connect(**known)
    assert link.execute("SELECT current_user, session_user").fetchone() == (SERVICE, SERVICE)
    return link


FORBIDDEN = [
    "TRUNCATE ledger_ledgerentry CASCADE",
    "TRUNCATE business_historicaljob",
    "ALTER TABLE ledger_ledgerentry DISABLE TRIGGER ALL",
    "ALTER TABLE figures_snapshot DISABLE TRIGGER figures_snapshot_kept",
    "ALTER TABLE business_job DROP CONSTRAINT job_verified_after_hire",
    "ALTER TABLE business_job ADD COLUMN another integer",
    "DROP TRIGGER ledger_ledgerentry_kept ON ledger_ledgerentry",
    "DROP FUNCTION ledger_ledgerentry_kept() CASCADE",
    "CREATE OR REPLACE FUNCTION ledger_ledgerentry_kept() RETURNS trigger LANGUAGE plpgsql "
    "AS $$ BEGIN RETURN NEW; END $$",
    "CREATE TRIGGER another BEFORE INSERT ON business_job FOR EACH ROW "
    "EXECUTE FUNCTION ledger_ledgerentry_kept()",
    "CREATE RULE another AS ON INSERT TO ledger_ledgerentry DO INSTEAD NOTHING",
    "CREATE TABLE another (id integer)",
    "CREATE TEMPORARY TABLE business_evidence (id integer)",
    "CREATE SCHEMA another",
    "DROP TABLE figures_snapshot CASCADE",
    "SET session_replication_role = replica",
    "SET ROLE postgres",
    "SET SESSION AUTHORIZATION postgres",
    "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'y', now())",
    "DELETE FROM django_migrations",
    "COPY business_job FROM PROGRAM 'true'",
    "SELECT lo_create(0)",
    "SELECT lo_creat(-1)",
    "SELECT lo_from_bytea(0, 'x')",
]


@on_postgresql
@pytest.mark.parametrize("statement", FORBIDDEN, ids=lambda s: " ".join(s.split()[:3]))
def test_the_role_of_the_service_may_not(statement):
    import psycopg

    with signed_in() as link, pytest.raises(psycopg.errors.InsufficientPrivilege):
        link.execute(statement)


@on_postgresql
def test_the_role_of_the_service_gives_itself_no_right():
    """PostgreSQL answers with a warning, and does nothing."""
    with signed_in() as link:
        link.execute(f"GRANT ALL ON ledger_ledgerentry TO {SERVICE}")
        asked = "SELECT has_table_privilege('ledger_ledgerentry', 'TRUNCATE, TRIGGER, REFERENCES')"
        assert link.execute(asked).fetchone() == (False,)


@on_postgresql
def test_the_command_accepts_no_role_that_is_as_strong_as_the_owner():
    with as_owner() as cursor:
        cursor.execute("CREATE ROLE strong SUPERUSER")
        for role, sentence in (("strong", "superutilisateur"), ("nobody_here", "n’existe pas")):
            with pytest.raises(CommandError, match=sentence):
                call_command("grant_service_role", role)


@on_postgresql
def test_the_deployment_is_told_of_a_role_that_may_too_much():
    assert powers() == []
    with as_owner():
        told = " ".join(powers())
    for power in ("superutilisateur", "possède des tables", "vider des tables", "grands objets"):
        assert power in told


@on_postgresql
def test_an_owner_who_is_no_superuser_is_told_what_a_superuser_has_to_do():
    with as_owner() as cursor:
        cursor.execute("GRANT EXECUTE ON FUNCTION lo_create(oid) TO PUBLIC")
        cursor.execute("CREATE ROLE plain_owner")
        cursor.execute("GRANT plain_owner TO CURRENT_USER")
        cursor.execute("SET ROLE plain_owner")
        told = StringIO()
        command = grant_service_role.Command(stderr=told)
        command._refuse_large_objects(cursor, SERVICE)
        cursor.execute("RESET ROLE")
    assert f"{grant_service_role.NO_LARGE_OBJECT};" in told.getvalue()


@on_postgresql
def test_no_page_waits_for_ever_for_a_lock_that_the_role_may_take(monkeypatch):
    """Who may update may lock a whole table: PostgreSQL refuses it to no such role."""
    import psycopg

    options = dict(line.split("=", 1) for line in serving.raw_env)["PGOPTIONS"]
    for setting in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"):
        assert f"-c {setting}=" in options
    monkeypatch.setenv("PGOPTIONS", re.sub(r"lock_timeout=\d+s", "lock_timeout=100ms", options))
    with signed_in() as jealous, signed_in() as link:
        assert link.execute("SHOW statement_timeout").fetchone() == ("25s",)
        jealous.execute("LOCK TABLE reference_commune IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            link.execute("SELECT COUNT(*) FROM reference_commune")
        jealous.rollback()


@on_postgresql
def test_the_suite_runs_under_the_role_of_the_service():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (SERVICE,)


@on_postgresql
def test_even_the_owner_does_not_empty_what_is_kept():
    for model in [*insert_only(), Evidence]:
        with pytest.raises(IntegrityError), transaction.atomic(), as_owner() as cursor:
            cursor.execute(f'TRUNCATE "{model._meta.db_table}" CASCADE')
