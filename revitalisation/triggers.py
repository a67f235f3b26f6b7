"""Database triggers written once and created on SQLite and PostgreSQL.

A check constraint sees one row; these see others. SQLite cannot rebuild a table that a trigger of
another table reads: there they are dropped before every migration, and created again after it.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


@dataclass(frozen=True)
class Refusal:
    """Refuse a row when ``condition`` (SQL common to both databases, reading NEW or OLD) holds.

    ``when`` is BEFORE for conditions on the row itself and AFTER for sums that include it.
    The database raises an integrity error that carries ``message``. ``one_at_a_time`` selects the
    row that two writers at once wait for, so that each reads what the other added: PostgreSQL
    locks it, SQLite has one writer anyway.
    """

    name: str
    table: str
    events: tuple[str, ...]
    condition: str
    message: str
    when: str = "BEFORE"
    one_at_a_time: str = ""

    def sql(self, vendor: str) -> list[str]:
        """Return the statements that create, or create again, the trigger."""
        return self._postgresql() if vendor == "postgresql" else self._sqlite()

    def _postgresql(self) -> list[str]:
        message = self.message.replace("'", "''").replace("%", "%%")
        result = "OLD" if self.events == ("DELETE",) else "NEW"
        # Weaker than FOR UPDATE: rows that point at the locked one may still be added.
        lock = f"PERFORM {self.one_at_a_time} FOR NO KEY UPDATE; " if self.one_at_a_time else ""
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN {lock}IF ({self.condition}) THEN "
            f"RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; "
            f"END IF; RETURN {result}; END $$",
            f"CREATE OR REPLACE TRIGGER {self.name} {self.when} {' OR '.join(self.events)} "
            f'ON "{self.table}" FOR EACH ROW EXECUTE FUNCTION {self.name}()',
        ]

    def _sqlite(self) -> list[str]:
        message = self.message.replace("'", "''")
        statements = []
        for event in self.events:
            name = f"{self.name}_{event.lower()}"
            statements += [
                f"DROP TRIGGER IF EXISTS {name}",
                f'CREATE TRIGGER {name} {self.when} {event} ON "{self.table}" FOR EACH ROW '
                f"WHEN {self.condition} BEGIN SELECT RAISE(ABORT, '{message}'); END",
            ]
        return statements


class GuardedApp(AppConfig):
    """An app whose module ``refusals`` says, in ``REFUSALS``, what the database refuses."""

    refusals: tuple[Refusal, ...] = ()

    def ready(self) -> None:
        self.refusals = import_module(f"{self.name}.refusals").REFUSALS
        pre_migrate.connect(drop, sender=self)
        post_migrate.connect(create, sender=self)


def declared_messages() -> frozenset[str]:
    """Return every sentence that a trigger of ours refuses with."""
    guarded = (app for app in apps.get_app_configs() if isinstance(app, GuardedApp))
    return frozenset(refusal.message for app in guarded for refusal in app.refusals)


def drop(sender: GuardedApp, using: str, **kwargs: Any) -> None:
    """Drop every trigger where they would hinder a migration; a ``pre_migrate`` receiver."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")


def create(sender: GuardedApp, using: str, **kwargs: Any) -> None:
    """Create the triggers that the app ``sender`` declares; a ``post_migrate`` receiver."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for refusal in sender.refusals:
            if refusal.table in tables:
                for statement in refusal.sql(connection.vendor):
                    cursor.execute(statement)
