"""The scratch database: the demonstration again at each round, and what each request wrote."""

import hashlib
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.db import connection

# Of use, not of records: sessions, second factors' last use, the mark of a last sign-in.
UNTOLD = frozenset({"django_session", "account_emailaddress"})
_WRITES = re.compile(r'\A\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"(\w+)"')
_URL_NAME = re.compile(r"/[^/?]*(\?|$)")


class Scratch:
    """A database of our own, put back as it was in less time than a request takes."""

    def __init__(self, directory: Path, server: str) -> None:
        self.server = server
        self.file = directory / "fuzz.sqlite3"
        if server:
            self.name, self.kept = f"fuzz_{os.getpid()}", f"fuzz_kept_{os.getpid()}"
            self._run(f"CREATE DATABASE {self.name}")
            self.url = _URL_NAME.sub(rf"/{self.name}\1", server, count=1)
        else:
            self.url = f"sqlite:///{self.file}"

    def keep(self) -> None:
        """Remember the database as it is now."""
        connection.close()
        if self.server:
            self._run(f"CREATE DATABASE {self.kept} TEMPLATE {self.name}")
            return
        with sqlite3.connect(self.file) as link:
            link.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        link.close()
        shutil.copyfile(self.file, self.file.with_suffix(".kept"))

    def restore(self) -> None:
        """Put the database back as it was kept."""
        connection.close()
        if self.server:
            self._run(f"DROP DATABASE {self.name} WITH (FORCE)")
            self._run(f"CREATE DATABASE {self.name} TEMPLATE {self.kept}")
            return
        for end in ("-wal", "-shm"):
            Path(f"{self.file}{end}").unlink(missing_ok=True)
        shutil.copyfile(self.file.with_suffix(".kept"), self.file)

    def close(self) -> None:
        """Remove the databases of a server; a directory removes its files."""
        connection.close()
        if self.server:
            for name in (self.name, self.kept):
                self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        import psycopg

        parts = urlsplit(self.server)
        with psycopg.connect(
            self.server.replace(parts.path, "/postgres", 1), autocommit=True
        ) as link:
            link.execute(statement)


class Watch:
    """Which tables a request wrote to, and what they held before and after."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self._held: dict[str, str] = {}

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Note the tables that the statements inside name as written."""
        self.written = []
        with connection.execute_wrapper(self._note):
            yield

    def _note(self, execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
        if (found := _WRITES.match(str(sql))) and found[1] not in UNTOLD | set(self.written):
            # What it held before, the first time that anyone writes to it.
            if found[1] not in self._held:
                self._held[found[1]] = contents(found[1])
            self.written.append(found[1])
        return execute(sql, *rest)

    def changed(self) -> list[str]:
        """Return the tables whose rows are not what they were; from now on, they are."""
        found = []
        for table in self.written:
            now = contents(table)
            if now != self._held[table]:
                found.append(table)
            self._held[table] = now
        return found

    def forget(self) -> None:
        """Start again, with a database put back as it was."""
        self._held.clear()


def contents(table: str) -> str:
    """Return a fingerprint of every row of a table."""
    digest = hashlib.blake2b(digest_size=16)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
        for row in sorted(map(repr, cursor.fetchall())):
            digest.update(row.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
