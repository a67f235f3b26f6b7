"""What the database itself refuses: triggers written once, created on SQLite and PostgreSQL.

A check constraint sees one row; these see others, and what a row was before. Each app declares its
own in ``refusals.py``; those of every history, and the guards against REPLACE, are declared here
from the models. ``create`` makes what is stored equal to what is declared, in one transaction;
``differences`` tells where it is not.

SQLite cannot rebuild a table that a trigger of another table reads: they are dropped before
migrations, and created again after them; in between the service answers nothing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate, pre_migrate
from django.db.utils import ConnectionHandler
from simple_history.models import HistoricalChanges

from revitalisation.schema import gaps

HISTORY_KEPT = "L’historique ne se modifie ni ne s’efface."
ALWAYS = "1 = 1"
ALREADY_THERE = "Cet enregistrement existe déjà\u00a0: il ne se remplace pas."
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
    The database raises an integrity error that carries ``message``. ``one_at_a_time`` selects the
    row that two writers at once wait for, so that each reads what the other added: PostgreSQL
    locks it, SQLite has one writer anyway. A statement that only one database knows is refused
    ``only`` there; TRUNCATE sees no row.
    """

    name: str
    table: str
    events: tuple[str, ...]
    condition: str
    message: str
    when: str = "BEFORE"
    one_at_a_time: str = ""
    only: str = ""

    def statements(self, vendor: str, name: str) -> list[str]:
        """Return the statements that create the trigger stored as ``name``."""
        if vendor == "sqlite":
            return [self.expected(vendor)[name][1]]
        level = "STATEMENT" if self.events == ("TRUNCATE",) else "ROW"
        return [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
            f"AS $${self._body()}$$",
            f"CREATE TRIGGER {name} {self.when} {' OR '.join(self.events)} "
            f'ON "{self.table}" FOR EACH {level} EXECUTE FUNCTION {name}()',
        ]

    def expected(self, vendor: str) -> Stored:
        """Return, by name, what the database is to store of the trigger."""
        if vendor == "postgresql":
            return {self.name: (self.table, self._kind(), "O", True, self._body())}
        message = self.message.replace("'", "''")
        found: Stored = {}
        for event in self.events:
            name = f"{self.name}_{event.lower()}"
            found[name] = (
                self.table,
                f'CREATE TRIGGER {name} {self.when} {event} ON "{self.table}" FOR EACH ROW '
                f"WHEN {self.condition} BEGIN SELECT RAISE(ABORT, '{message}'); END",
            )
        return found

    def _body(self) -> str:
        message = self.message.replace("'", "''").replace("%", "%%")
        result = "OLD" if self.events == ("DELETE",) else "NEW"
        # Weaker than FOR UPDATE: rows that point at the locked one may still be added.
        lock = f"PERFORM {self.one_at_a_time} FOR NO KEY UPDATE; " if self.one_at_a_time else ""
        if "SELECT" in self.condition:
            # Seen from an older snapshot, other rows are not those that the lock waited for.
            lock = f"{_READS_WHAT_IS_THERE}{lock}"
        return (
            f" BEGIN {lock}IF ({self.condition}) THEN "
            f"RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; "
            f"END IF; RETURN {result}; END "
        )

    def _kind(self) -> int:
        """Return how PostgreSQL notes the level, the moment and the events of a trigger."""
        bits = {"INSERT": 4, "DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}
        level = 0 if self.events == ("TRUNCATE",) else 1
        return level + (2 if self.when == "BEFORE" else 0) + sum(bits[e] for e in self.events)


class GuardedApp(AppConfig):
    """An app whose module ``refusals`` says, in ``REFUSALS``, what the database refuses."""

    refusals: tuple[Refusal, ...] = ()

    def ready(self) -> None:
        self.refusals = import_module(f"{self.name}.refusals").REFUSALS


def insert_only(model: type[models.Model], message: str) -> tuple[Refusal, ...]:
    """Return what keeps the rows of a table as they were written, whatever the statement."""
    table = model._meta.db_table
    return (
        Refusal(f"{table}_kept", table, ("UPDATE", "DELETE"), ALWAYS, message),
        not_emptied(model, message),
        *_not_replaced(model),
    )


def not_emptied(model: type[models.Model], message: str) -> Refusal:
    """Return the refusal of TRUNCATE, which fires no trigger of a row."""
    table = model._meta.db_table
    return Refusal(f"{table}_emptied", table, ("TRUNCATE",), "TRUE", message, only="postgresql")


def differ(*columns: str) -> str:
    """Return the condition that one of these columns is not what it was."""
    return " OR ".join(
        f'NEW."{c}" <> OLD."{c}" OR (NEW."{c}" IS NULL) <> (OLD."{c}" IS NULL)' for c in columns
    )


def histories() -> list[type[models.Model]]:
    """Return the models of every history, as django-simple-history made them."""
    return [model for model in apps.get_models() if issubclass(model, HistoricalChanges)]


@cache
def declared() -> tuple[Refusal, ...]:
    """Return all that a database is to refuse: the apps’ own, the histories’, and REPLACE."""
    own = [
        refusal
        for app in apps.get_app_configs()
        if isinstance(app, GuardedApp)
        for refusal in app.refusals
    ]
    kept = [refusal for model in histories() for refusal in insert_only(model, HISTORY_KEPT)]
    return (*own, *kept, *_no_way_round(own))


def declared_messages() -> frozenset[str]:
    """Return every sentence that a declared refusal or constraint may answer with."""
    constraints = {
        str(constraint.violation_error_message)
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_message != constraint.default_violation_error_message
    }
    return frozenset({refusal.message for refusal in declared()} | constraints)


def _no_way_round(own: list[Refusal]) -> Iterator[Refusal]:
    """Yield what keeps SQLite’s REPLACE from removing a row, or taking its key, unseen.

    REPLACE fires no trigger of the row that it removes, unless the connection asks for it.
    """
    guarded = {refusal.table for refusal in own if {"UPDATE", "DELETE"} & {*refusal.events}}
    known = {refusal.name for refusal in own}
    unchanged = {r.table for r in own if "UPDATE" in r.events and r.condition == ALWAYS}
    for model in apps.get_models():
        table = model._meta.db_table
        if table not in guarded or model._meta.proxy:
            continue
        if f"{table}_replaced" not in known:
            yield from _not_replaced(model)
        if table not in unchanged:
            yield from _not_taken(model)


def _not_replaced(model: type[models.Model]) -> Iterator[Refusal]:
    """Yield the refusals of a row whose key, or anything unique, is that of a stored one."""
    table, key = model._meta.db_table, model._meta.pk.column
    same = f'EXISTS (SELECT 1 FROM "{table}" o WHERE o."{key}" = NEW."{key}")'  # noqa: S608
    yield Refusal(f"{table}_replaced", table, ("INSERT",), same, ALREADY_THERE, only="sqlite")
    for unique in _uniques(model):
        twin = f"EXISTS ({unique.twin})"
        yield Refusal(
            f"{unique.name}_replaced", table, ("INSERT",), twin, unique.message, only="sqlite"
        )


def _not_taken(model: type[models.Model]) -> Iterator[Refusal]:
    """Yield the refusals of another key, and of what is unique to another row."""
    table, key = model._meta.db_table, model._meta.pk.column
    moved = f'NEW."{key}" <> OLD."{key}"'
    yield Refusal(f"{table}_rekeyed", table, ("UPDATE",), moved, ALREADY_THERE, only="sqlite")
    for unique in _uniques(model):
        # Most updates change nothing of the kind, and look no other row up.
        taken = f'({differ(*unique.read)}) AND EXISTS ({unique.twin} AND o."{key}" <> OLD."{key}")'
        yield Refusal(
            f"{unique.name}_taken", table, ("UPDATE",), taken, unique.message, only="sqlite"
        )


@dataclass(frozen=True)
class _Unique:
    """Columns of a table that no two rows share, among those that meet ``condition``."""

    table: str
    columns: tuple[str, ...]
    condition: str = ""

    @property
    def name(self) -> str:
        return "_".join((self.table, *self.columns))

    @property
    def message(self) -> str:
        """What SQLite says when its index refuses: one sentence is made of both."""
        on = ", ".join(f"{self.table}.{column}" for column in self.columns)
        return f"UNIQUE constraint failed: {on}"

    @property
    def read(self) -> tuple[str, ...]:
        """All the columns that decide, those of the condition included."""
        return (*self.columns, *_COLUMN.findall(self.condition))

    @property
    def twin(self) -> str:
        """The selection of the stored rows that leave no room for NEW."""
        same = [f'o."{column}" = NEW."{column}"' for column in self.columns]
        among = [_COLUMN.sub(rf'{row}."\1"', self.condition) for row in ("o", "NEW")]
        both = " AND ".join([*same, *(f"({text})" for text in among if text)])
        return f'SELECT 1 FROM "{self.table}" o WHERE {both}'  # noqa: S608


_COLUMN = re.compile(r'"(\w+)"')


def _uniques(model: type[models.Model]) -> Iterator[_Unique]:
    """Yield all that SQLite keeps unique in a table, besides its key."""
    meta = model._meta

    def on(names: Iterable[str], condition: str = "") -> _Unique:
        columns = tuple(str(meta.get_field(name).column) for name in names)  # type: ignore[union-attr]
        return _Unique(meta.db_table, columns, condition)

    for field in meta.concrete_fields:
        if field.unique and not field.primary_key:
            yield on([field.name])
    for names in meta.unique_together:
        yield on(names)
    sqlite = ConnectionHandler({"default": {"ENGINE": "django.db.backends.sqlite3"}})["default"]
    editor = sqlite.SchemaEditorClass(sqlite, collect_sql=True)
    for constraint in meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            if constraint.expressions:
                raise ImproperlyConfigured(f"{constraint.name} is not on columns: guard it here.")
            condition = constraint._get_condition_sql(model, editor)  # type: ignore[attr-defined]
            yield on(constraint.fields, condition or "")


def _expected(connection: BaseDatabaseWrapper) -> dict[str, tuple[Refusal, tuple[Any, ...]]]:
    vendor = connection.vendor
    return {
        name: (refusal, stored)
        for refusal in declared()
        if refusal.only in ("", vendor)
        for name, stored in refusal.expected(vendor).items()
    }


def _stored(connection: BaseDatabaseWrapper) -> Stored:
    """Return, by name, what the database holds of its triggers."""
    with connection.cursor() as cursor:
        cursor.execute(_STORED[connection.vendor])
        return {name: tuple(rest) for name, *rest in cursor.fetchall()}


_STORED = {
    "sqlite": "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """
        SELECT t.tgname, c.relname, t.tgtype, t.tgenabled::text,
            t.tgqual IS NULL AND t.tgattr::text = '' AND p.proname = t.tgname
                AND p.proconfig IS NULL AND l.lanname = 'plpgsql', p.prosrc
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_language l ON l.oid = p.prolang
        WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace""",
}


def differences(using: str) -> list[str]:
    """Return one sentence for each trigger that is missing, altered or unknown."""
    connection = connections[using]
    stored, expected = _stored(connection), _expected(connection)
    return [
        *(f"Déclencheur absent\u00a0: {name}." for name in sorted(expected.keys() - stored)),
        *(
            f"Déclencheur modifié\u00a0: {name}."
            for name, (_, right) in sorted(expected.items())
            if name in stored and stored[name] != right
        ),
        *(f"Déclencheur inconnu\u00a0: {name}." for name in sorted(stored.keys() - expected)),
    ]


def keep(app: AppConfig) -> None:
    """Drop and create the triggers of all apps around migrations, once: when ``app`` is told."""
    pre_migrate.connect(drop, sender=app)
    post_migrate.connect(create, sender=app)


def drop(using: str, plan: Any = (), **kwargs: Any) -> None:
    """Drop every trigger when there is something to migrate, all or none; before ``migrate``.

    On PostgreSQL too, where only a migration that rewrites a history or an entry would meet one:
    it must not pass on one database and be refused on the other.
    """
    connection = connections[using]
    if not plan:
        return
    with transaction.atomic(using), connection.cursor() as cursor:
        for name, (table, *_) in _stored(connection).items():
            for statement in _dropping(connection, name, table):
                cursor.execute(statement)


def create(using: str, **kwargs: Any) -> None:
    """Make the stored triggers those that are declared, all or none; a ``post_migrate`` receiver.

    Those that are right are left alone: creating them again would wait for every writer. Raises
    ImproperlyConfigured when a table is missing, unless its migration is still to come.
    """
    connection = connections[using]
    with transaction.atomic(using), connection.cursor() as cursor:
        tables = {*connection.introspection.table_names(cursor)}
        stored, expected = _stored(connection), _expected(connection)
        wrong = {
            name: refusal
            for name, (refusal, right) in expected.items()
            if stored.get(name) != right
        }
        for name in stored.keys() & wrong.keys() | stored.keys() - expected.keys():
            for statement in _dropping(connection, name, stored[name][0]):
                cursor.execute(statement)
        missing = {refusal.table for refusal in wrong.values()} - tables
        if missing and not gaps(using)[0]:
            raise ImproperlyConfigured(
                "Des refus sont déclarés sur des tables qui n’existent pas\u00a0: "
                + ", ".join(sorted(missing))
            )
        for name, refusal in wrong.items():
            if refusal.table not in missing:
                for statement in refusal.statements(connection.vendor, name):
                    cursor.execute(statement)


def _dropping(connection: BaseDatabaseWrapper, name: str, table: str) -> list[str]:
    name, table = (connection.ops.quote_name(text) for text in (name, table))
    if connection.vendor == "sqlite":
        return [f"DROP TRIGGER {name}"]
    return [f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION IF EXISTS {name}()"]
