"""Making the triggers that a database stores those that are declared."""

from typing import Any

from django.apps import AppConfig, apps
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate, pre_migrate

from revitalisation.schema import gaps

from .declared import declared
from .refusal import Refusal, Stored
from .running import MADE, TABLE, is_of_sums


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
                AND p.proconfig IS NULL AND l.lanname = 'plpgsql',
            t.tgnewtable::text, p.prosrc
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
    ImproperlyConfigured when one is about a table or a column that does not exist, unless it is of
    a migration that is still to come.
    """
    connection = connections[using]
    with transaction.atomic(using), connection.cursor() as cursor:
        stored, expected = _stored(connection), _expected(connection)
        wrong = {
            name: refusal
            for name, (refusal, right) in expected.items()
            if stored.get(name) != right
        }
        # What was written without one of their triggers is not in the sums: all are worked out.
        is_uncounted = connection.vendor == "sqlite" and any(map(is_of_sums, wrong.values()))
        if is_uncounted:
            wrong |= {name: r for name, (r, _) in expected.items() if is_of_sums(r)}
        for name in stored.keys() & wrong.keys() | stored.keys() - expected.keys():
            for statement in _dropping(connection, name, stored[name][0]):
                cursor.execute(statement)
        for statement in MADE if is_uncounted else ():
            cursor.execute(statement)
        unreadable = {
            refusal: problem
            for refusal in {*wrong.values()}
            if (problem := unread(connection, refusal))
        }
        models = apps.get_models(include_auto_created=True)
        known = {TABLE, *(model._meta.db_table for model in models)}
        may_come = known if gaps(using)[0] else set()
        if stray := [r for r in unreadable if r.table not in may_come]:
            raise ImproperlyConfigured(
                "Des refus sont déclarés sur ce qui n’existe pas\u00a0: "
                + "\u202f; ".join(sorted(f"{r.name} ({unreadable[r]})" for r in stray))
            )
        for name, refusal in wrong.items():
            if refusal not in unreadable:
                for statement in refusal.statements(connection.vendor, name):
                    cursor.execute(statement)


def unread(connection: BaseDatabaseWrapper, refusal: Refusal) -> str:
    """Return why the database cannot read all that a refusal reads; empty when it can."""
    try:
        with transaction.atomic(connection.alias), connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {refusal.reading()}")
    except DatabaseError as error:
        return str(error).partition("\n")[0]
    return ""


def _dropping(connection: BaseDatabaseWrapper, name: str, table: str) -> list[str]:
    name, table = (connection.ops.quote_name(text) for text in (name, table))
    if connection.vendor == "sqlite":
        return [f"DROP TRIGGER {name}"]
    return [f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION IF EXISTS {name}()"]
