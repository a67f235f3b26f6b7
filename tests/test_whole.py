"""A database that lost a refusal, or is behind the code, is told, serves nothing, and is mended."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import OperationalError, connection, connections

from revitalisation import triggers
from revitalisation.operations import whole
from revitalisation.operations.middleware import OnlyWhole
from revitalisation.operations.models import Run
from revitalisation.operations.runs import recorded
from revitalisation.triggers import stored
from tests.demonstration import ROOT
from tests.roles import as_owner

ENTRY = "ledger_ledgerentry_kept"


@pytest.fixture
def starting(db, monkeypatch):
    """A process that has not looked at its database yet."""
    monkeypatch.setattr(OnlyWhole, "is_whole", False)
    monkeypatch.setattr(OnlyWhole, "_told", [])


def statement(text: str) -> None:
    with as_owner() as cursor:
        cursor.execute(text)


def dropped() -> str:
    if connection.vendor == "sqlite":
        return f"DROP TRIGGER {ENTRY}_update"
    return f"DROP TRIGGER {ENTRY} ON ledger_ledgerentry"


def weakened() -> list[str]:
    """Return what puts, under the same name, a trigger that refuses nothing."""
    if connection.vendor == "sqlite":
        return [
            dropped(),
            f'CREATE TRIGGER {ENTRY}_update BEFORE UPDATE ON "ledger_ledgerentry" '
            "BEGIN SELECT 1; END",
        ]
    return [
        f"CREATE OR REPLACE FUNCTION {ENTRY}() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ BEGIN RETURN NEW; END $$"
    ]


def mended() -> None:
    with as_owner():
        triggers.create(using="default")
    assert whole.problems() == []


def test_a_whole_database_has_nothing_to_tell(db):
    assert whole.problems() == []
    call_command("check", "--database", "default")


def test_a_missing_trigger_is_told_stops_the_service_and_is_mended(starting, client, caplog):
    statement(dropped())
    assert [s.split("\u00a0")[0] for s in whole.problems()] == ["Déclencheur absent"]
    with pytest.raises(SystemCheckError, match=f"Déclencheur absent\u00a0: {ENTRY}"):
        call_command("check", "--database", "default")
    answer = client.get("/")
    assert answer.status_code == 503
    assert "Sa base de données n’est pas entière" in answer.text
    assert ENTRY not in answer.text
    assert ENTRY in caplog.text
    caplog.clear()
    client.get("/")
    assert ENTRY not in caplog.text, "a stranger does not fill the log"
    mended()
    assert client.get("/").status_code == 302


def test_an_altered_trigger_is_told(starting, client):
    for text in weakened():
        statement(text)
    assert [s.split("\u00a0")[0] for s in whole.problems()] == ["Déclencheur modifié"]
    assert client.get("/").status_code == 503
    mended()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite disables no trigger.")
@pytest.mark.parametrize(
    "change",
    [
        f"ALTER TABLE ledger_ledgerentry DISABLE TRIGGER {ENTRY}",
        f"ALTER FUNCTION {ENTRY}() SET search_path = pg_temp",
        f"DROP TRIGGER {ENTRY} ON ledger_ledgerentry; CREATE TRIGGER {ENTRY} BEFORE UPDATE ON "
        f"ledger_ledgerentry FOR EACH ROW EXECUTE FUNCTION {ENTRY}()",
        f"DROP TRIGGER {ENTRY} ON ledger_ledgerentry; CREATE TRIGGER {ENTRY} "
        "BEFORE UPDATE OR DELETE ON ledger_ledgerentry FOR EACH ROW WHEN (OLD.amount < 0) "
        f"EXECUTE FUNCTION {ENTRY}()",
    ],
)
def test_a_trigger_weakened_otherwise_is_told(db, change):
    statement(change)
    assert whole.problems() == [f"Déclencheur modifié\u00a0: {ENTRY}."]
    mended()


def test_a_trigger_that_nobody_declares_is_told(db):
    table = 'ON "ledger_ledgerentry"'
    if connection.vendor == "sqlite":
        statement(f"CREATE TRIGGER stray AFTER INSERT {table} BEGIN SELECT 1; END")
    else:
        statement(
            f"CREATE TRIGGER stray AFTER INSERT {table} FOR EACH ROW EXECUTE FUNCTION {ENTRY}()"
        )
    assert whole.problems() == ["Déclencheur inconnu\u00a0: stray."]
    mended()


def test_a_migration_to_come_is_told_and_stops_the_service(starting, client):
    statement("DELETE FROM django_migrations WHERE app = 'ledger'")
    told = whole.problems()
    assert "Migration à passer\u00a0: ledger.0001_initial." in told
    assert client.get("/").status_code == 503


@pytest.mark.skipif(connection.vendor != "sqlite", reason="The service owns no table elsewhere.")
def test_a_schema_is_not_noted_while_a_migration_is_to_come(db):
    noted = Run.objects.filter(name=whole.MIGRATED).count()
    statement("CREATE TABLE another (id integer)")
    statement("DELETE FROM django_migrations WHERE app = 'ledger'")
    whole.note_schema("default")
    assert Run.objects.filter(name=whole.MIGRATED).count() == noted


def test_a_migration_of_a_later_code_is_told(db):
    statement(
        "INSERT INTO django_migrations (app, name, applied) "
        "VALUES ('ledger', '9999_later', '2030-01-01')"
    )
    assert whole.problems() == [
        "Migration d’une version plus récente du service\u00a0: ledger.9999_later."
    ]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="The service owns no table elsewhere.")
@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE another (id integer)",
        "ALTER TABLE business_job ADD COLUMN another integer",
        "DROP INDEX ledger_sums",
        "CREATE VIEW another AS SELECT 1",
    ],
)
def test_a_changed_schema_is_seen_at_the_start(starting, client, change):
    statement(change)
    assert whole.problems() == ["Le schéma de la base n’est plus celui que la migration a laissé."]
    assert client.get("/").status_code == 503


def test_a_declared_refusal_whose_table_is_missing_is_an_error(db, monkeypatch):
    stray = triggers.Refusal("stray", "no_such_table", ("UPDATE",), "1 = 1", "Non.")
    monkeypatch.setattr(stored, "declared", lambda: (stray,))
    with pytest.raises(ImproperlyConfigured, match="no_such_table"), as_owner():
        triggers.create(using="default")


def test_a_database_that_does_not_answer_is_told_without_its_address(starting, client, monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError(
            "connection to server at 10.1.2.3 failed for user «\u00a0secret\u00a0»"
        )

    monkeypatch.setattr(whole.schema, "gaps", fail)
    assert whole.problems() == ["La base de données ne répond pas (OperationalError)."]
    answer = client.get("/")
    assert answer.status_code == 503
    assert "10.1.2.3" not in answer.text


def test_once_whole_the_service_asks_no_more(starting, client, django_assert_num_queries):
    assert client.get("/compte/login/").status_code == 200
    with django_assert_num_queries(0):
        client.get("/compte/login/")


# Runs a real « manage.py migrate » that is killed at the n-th statement that starts so.
KILLED = """
import os, signal, sys
from django.core.management import execute_from_command_line
from django.db.backends.signals import connection_created

start, left = sys.argv[1], int(sys.argv[2])

def wrapper(execute, sql, *rest):
    global left
    if sql.startswith(start):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, *rest)

connection_created.connect(
    lambda connection, **kwargs: connection.execute_wrappers.append(wrapper), weak=False
)
execute_from_command_line(["manage.py", "migrate", "--verbosity", "0"])
"""


def migrate_killed(database: Path, *arguments: str) -> int:
    """Run ``migrate`` on a file in a process of its own; return what it ended with."""
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{database}",
        "DJANGO_SETTINGS_MODULE": "revitalisation.settings",
        "DEMONSTRATION": "1",
    }
    return subprocess.run(
        [sys.executable, "-c", KILLED, *arguments], cwd=ROOT, env=environment, check=False
    ).returncode


@contextmanager
def opened(database: Path) -> Iterator[None]:
    """Make everything read and write a database file for a while."""
    here = connections["default"]
    connections["default"] = there = here.copy()
    there.settings_dict["NAME"] = str(database)
    try:
        yield
    finally:
        there.close()
        connections["default"] = here


def held() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")
        return cursor.fetchone()[0]


@pytest.fixture(scope="module")
def behind(tmp_path_factory, django_db_setup, django_db_blocker) -> Path:
    """A database that has some migrations to go through, and its triggers."""
    database = tmp_path_factory.mktemp("killed") / "behind.sqlite3"
    with django_db_blocker.unblock():
        connection.ensure_connection()
        database.write_bytes(connection.connection.serialize())
        with opened(database):
            call_command("migrate", "site", "0001", verbosity=0)
            assert held() > 50
    return database


@pytest.mark.slow
@pytest.mark.skipif(connection.vendor != "sqlite", reason="The file of SQLite is all there is.")
@pytest.mark.parametrize(
    ("start", "number", "before"),
    [
        ("DROP TRIGGER", 50, True),  # some were, and are taken back
        ("ALTER TABLE", 2, False),
        # Its tables are made, and it is not noted yet.
        ('INSERT INTO "django_migrations"', 1, False),
        ("CREATE TRIGGER", 90, False),
    ],
)
def test_a_kill_during_migrate_is_told_and_mended_by_another(
    db, behind, tmp_path, start, number, before
):
    database = tmp_path / "killed.sqlite3"
    shutil.copy(behind, database)
    with opened(behind):
        complete = held()
    assert migrate_killed(database, start, str(number)) == -signal.SIGKILL
    with opened(database):
        # All of them or none: never six out of fifty-six.
        assert held() == (complete if before else 0)
        assert whole.problems()
        call_command("migrate", verbosity=0)
        assert held() > complete
        assert whole.problems() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["once", "again"])
def test_a_test_that_commits_leaves_every_refusal_and_no_row(turn):
    """The database would refuse to be emptied: the suite does it as the owner."""
    assert not Run.objects.filter(name="committed").exists()
    with recorded("committed"):
        assert whole.problems() == []
