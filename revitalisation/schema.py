"""Whether a database has the schema of this code: its migrations, and what they left."""

from functools import cache
from hashlib import sha256

from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Migration = tuple[str, str]  # its app, its name


@cache
def _known() -> frozenset[Migration]:
    """Return the migrations of this code; read from its files once."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def applied(using: str) -> set[Migration]:
    """Return the migrations that the database says it went through."""
    return set(MigrationRecorder(connections[using]).applied_migrations())


def compared(done: set[Migration]) -> tuple[list[Migration], list[Migration]]:
    """Return the migrations of this code that are not among ``done``, and those of a later code."""
    apps = {app for app, _ in _known()}
    later = {key for key in done - _known() if key[0] in apps}
    return sorted(_known() - done), sorted(later)


def gaps(using: str) -> tuple[list[Migration], list[Migration]]:
    """Return the migrations that the database has yet to go through, and those of a later code."""
    return compared(applied(using))


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
