"""Database triggers written once and created on SQLite and PostgreSQL.

A check constraint sees one row; these see others. They are created after every migration, because
SQLite drops them whenever a migration rebuilds their table.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig
from django.db import connections


@dataclass(frozen=True)
class Refusal:
    """Refuse a row when ``condition`` (SQL common to both databases, reading NEW or OLD) holds.

    ``when`` is BEFORE for conditions on the row itself and AFTER for sums that include it.
    The database raises an integrity error that carries ``message``.
    """

    name: str
    table: str
    events: tuple[str, ...]
    condition: str
    message: str
    when: str = "BEFORE"

    def sql(self, vendor: str) -> list[str]:
        """Return the statements that create, or create again, the trigger."""
        return self._postgresql() if vendor == "postgresql" else self._sqlite()

    def _postgresql(self) -> list[str]:
        message = self.message.replace("'", "''").replace("%", "%%")
        result = "OLD" if self.events == ("DELETE",) else "NEW"
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN IF {self.condition} THEN "
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


def create(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Create the triggers that the app ``sender`` declares; a ``post_migrate`` receiver."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for refusal in getattr(sender, "refusals", ()):
            if refusal.table in tables:
                for statement in refusal.sql(connection.vendor):
                    cursor.execute(statement)
