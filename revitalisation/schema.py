"""Whether a database has the schema of this code: its migrations, and what they left."""

from functools import cache
from hashlib import sha256

from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


@cache
def _known() -> frozenset[tuple[str, str]]:
    """Return (app, name) of the migrations of this code; read from its files once."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def applied(using: str) -> set[tuple[str, str]]:
    """Return (app, name) of the migrations that the database says it went through."""
    return set(MigrationRecorder(connections[using]).applied_migrations())


def pending(using: str) -> set[tuple[str, str]]:
    """Return (app, name) of the migrations that the database has yet to go through."""
    return set(_known()) - applied(using)


def unknown(using: str) -> set[tuple[str, str]]:
    """Return (app, name) of the migrations of our apps that a later code has made."""
    apps = {app for app, _ in _known()}
    return {key for key in applied(using) if key[0] in apps} - _known()


def fingerprint(using: str) -> str:
    """Return what changes with any table, index or view of an SQLite file; triggers apart.

    Elsewhere it is empty: there the role of the service cannot change the schema.
    """
    connection = connections[using]
    if connection.vendor != "sqlite":
        return ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sql FROM sqlite_master WHERE type <> 'trigger' AND sql IS NOT NULL "
            "AND name NOT LIKE 'sqlite_stat%' ORDER BY type, name"
        )
        return sha256("\n".join(text for (text,) in cursor.fetchall()).encode()).hexdigest()
