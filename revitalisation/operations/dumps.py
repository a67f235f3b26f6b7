"""A whole database into one file, and back: all of it or nothing, on both databases."""

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection

from .archive import Refused

PATIENCE = 60.0  # seconds
WORK = ".reprise-"
BEGUN = "begun"


def dump(target: Path) -> None:
    """Copy the database as it is at one moment, without stopping who writes to it."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(target)) as copy:
            connection.connection.backup(copy, progress=_patience())
            # The copy is one file, which needs none beside it.
            copy.execute("PRAGMA journal_mode = DELETE")
        return
    role = settings_role()
    _call(
        "pg_dump",
        "--format=custom",
        "--compress=0",
        "--no-owner",
        "--no-privileges",
        f"--file={target}",
        *([f"--role={role}"] if role else []),
    )


def load(source: Path, *, replace: bool) -> None:
    """Put a dump in the place of the database, in one transaction; raises Refused."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as copy:
            if copy.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise Refused("La base de l’archive est abîmée\u00a0: rien n’en a été repris.")
            connection.ensure_connection()
            copy.backup(connection.connection, progress=_patience())
        return
    connection.close()
    _call(
        "pg_restore",
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
        *(["--clean", "--if-exists"] if replace else []),
        f"--dbname={connection.settings_dict['NAME']}",
        str(source),
    )


def _patience() -> Callable[[int, int, int], None]:
    """Return what ends a copy that waits for someone else: by itself it would wait for ever."""
    until = time.monotonic() + PATIENCE

    def look(status: int, remaining: int, total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > until:
            raise Refused("La base est occupée par un autre processus\u00a0: arrêtez le service.")

    return look


def interrupted() -> list[Path]:
    """Return the folders of restores that were killed once they had begun to replace."""
    return [mark.parent for mark in Path(settings.MEDIA_ROOT).parent.glob(f"{WORK}*/{BEGUN}")]


def is_empty() -> bool:
    """Say whether the database holds no table at all."""
    return not connection.introspection.table_names()


def settings_role() -> str:
    """Return the role that our connections take once signed in, if any."""
    return str(connection.settings_dict["OPTIONS"].get("assume_role") or "")


_VARIABLES = {
    "dbname": "PGDATABASE",
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}


def _call(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL’s programs on our database; the password is not among its arguments."""
    found = shutil.which(program, path=settings.POSTGRESQL_PROGRAMS or None)
    if found is None:
        raise Refused(
            f"Le programme {program} est introuvable\u00a0: installez le paquet postgresql-client "
            "de la version du serveur, ou donnez son dossier par POSTGRESQL_PROGRAMS."
        )
    known = connection.get_connection_params()
    given = {name: str(known[key]) for key, name in _VARIABLES.items() if known.get(key)}
    result = subprocess.run(  # noqa: S603 - a program of the settings, no shell
        [found, *arguments],
        env=os.environ | given,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        told = (result.stderr.strip().splitlines() or ["sans un mot"])[0]
        raise Refused(f"{program} a échoué, et rien n’a changé\u00a0: {told}")
