"""One thing that the database refuses, and how each database is told."""

from dataclasses import dataclass
from typing import Any

ALWAYS = "1 = 1"
# What the database stores of a trigger, to be compared with what is declared.
Stored = dict[str, tuple[Any, ...]]

_READS_WHAT_IS_THERE = (
    "IF current_setting('transaction_isolation') <> 'read committed' THEN "
    "RAISE EXCEPTION 'A rule about several rows is kept at READ COMMITTED only'; END IF; "
)


@dataclass(frozen=True)
class Refusal:
    """Refuse a row when ``condition`` (SQL common to both databases, reading NEW or OLD) holds.

    ``when`` is BEFORE for conditions on the row itself and AFTER for sums that include it.
    The database raises an integrity error that carries ``message``. ``one_at_a_time`` is the table,
    and the SQL of the key, of the row that two writers at once wait for, so that each reads what
    the other added: PostgreSQL locks it, SQLite has one writer anyway. A statement that only one
    database knows is refused ``only`` there; TRUNCATE sees no row.
    """

    name: str
    table: str
    events: tuple[str, ...]
    condition: str
    message: str
    when: str = "BEFORE"
    one_at_a_time: tuple[str, str] | None = None
    only: str = ""

    def statements(self, vendor: str, name: str) -> list[str]:
        """Return the statements that create the trigger stored as ``name``."""
        if vendor == "sqlite":
            return [self.expected(vendor)[name][1]]
        return [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
            f"AS $${self._body()}$$",
            f"CREATE TRIGGER {name} {self.when} {' OR '.join(self.events)} "
            f'ON "{self.table}" {self._level()} EXECUTE FUNCTION {name}()',
        ]

    def expected(self, vendor: str) -> Stored:
        """Return, by name, what the database is to store of the trigger."""
        if vendor == "postgresql":
            added = self._added() or None
            return {self.name: (self.table, self._kind(), "O", True, added, self._body())}
        found: Stored = {}
        for event in self.events:
            name = f"{self.name}_{event.lower()}"
            found[name] = (
                self.table,
                f'CREATE TRIGGER {name} {self.when} {event} ON "{self.table}" FOR EACH ROW '
                f"{self._asked()}",
            )
        return found

    def _asked(self) -> str:
        """Return for which rows SQLite fires the trigger, and what it then does."""
        return f"WHEN {self._of_row()} BEGIN SELECT {self._raised()}; END"

    def _raised(self) -> str:
        message = self.message.replace("'", "''")
        return f"RAISE(ABORT, '{message}')"

    def reading(self) -> str:
        """Return a query that reads all that the refusal reads, and fails where it cannot be read.

        Databases look at what a trigger reads when it fires, not when it is created.
        """
        rows = f'"{self.table}" NEW, "{self.table}" OLD'
        found = f"SELECT 1 FROM {rows} WHERE ({self._of_row()})"  # noqa: S608
        if self.one_at_a_time:
            found += f" AND EXISTS (SELECT {self._locked('=')})"
        return found

    def _of_row(self) -> str:
        return self.condition

    def _added(self) -> str:
        """Return what PostgreSQL calls the rows of a statement, for a trigger that reads them."""
        return ""

    def _level(self) -> str:
        return f"FOR EACH {'STATEMENT' if self._is_of_statement() else 'ROW'}"

    def _is_of_statement(self) -> bool:
        return self.events == ("TRUNCATE",)

    def _locked(self, compared: str) -> str:
        table, key = self.one_at_a_time or ("", "")
        return f"1 FROM {table} WHERE id {compared} ({key})"

    def _body(self) -> str:
        result = "OLD" if self.events == ("DELETE",) else "NEW"
        # Weaker than FOR UPDATE: rows that point at the locked one may still be added.
        lock = f"PERFORM {self._locked('=')} FOR NO KEY UPDATE; " if self.one_at_a_time else ""
        return self._procedure(lock, self.condition, result)

    def _procedure(self, lock: str, condition: str, result: str) -> str:
        message = self.message.replace("'", "''").replace("%", "%%")
        if "SELECT" in condition:
            # Seen from an older snapshot, other rows are not those that the lock waited for.
            lock = f"{_READS_WHAT_IS_THERE}{lock}"
        return (
            f" BEGIN {lock}IF ({condition}) THEN "
            f"RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; "
            f"END IF; RETURN {result}; END "
        )

    def _kind(self) -> int:
        """Return how PostgreSQL notes the level, the moment and the events of a trigger."""
        bits = {"INSERT": 4, "DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}
        level = 0 if self._is_of_statement() else 1
        return level + (2 if self.when == "BEFORE" else 0) + sum(bits[e] for e in self.events)


def differ(*columns: str) -> str:
    """Return the condition that one of these columns is not what it was."""
    return " OR ".join(
        f'NEW."{c}" <> OLD."{c}" OR (NEW."{c}" IS NULL) <> (OLD."{c}" IS NULL)' for c in columns
    )
