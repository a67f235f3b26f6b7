"""A page that is read writes nothing: the connection refuses it."""

import re
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connections
from django.http import HttpRequest, HttpResponse

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# PostgreSQL’s unions open with a bracket.
_READS = re.compile(
    r"(?i)[\s(]*(SELECT|EXPLAIN|PRAGMA|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|SET|SHOW)\b"
)
# A statement may open with a query and still write; none of ours that reads holds these words.
_WRITES = re.compile(r"(?i)\b(INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM)\b")
_WRITTEN = re.compile(
    r"(?i)\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)\"?"
)


class WriteWhileReading(RuntimeError):
    """A request that only asks for a page tried to change a record."""


def kept_by_reading() -> frozenset[str]:
    """Return the tables that a read may write: sessions, and caches that live in the database."""
    caches = (str(cache.get("LOCATION", "")) for cache in settings.CACHES.values())
    return frozenset({Session._meta.db_table, *caches})


class ReadsOnly:
    """Refuses, while a page is asked for, every statement that changes anything but a session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.kept = kept_by_reading()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE:
            return self.get_response(request)
        with ExitStack() as stack:
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(self.check))
            return self.get_response(request)

    def check(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Run a statement that reads, or that keeps a session; raises WriteWhileReading."""
        reads = _READS.match(sql) or (sql.startswith("WITH ") and not _WRITES.search(sql))
        written = None if reads else _WRITTEN.match(sql)
        if not reads and (written is None or written[1] not in self.kept):
            raise WriteWhileReading(sql.split("(", maxsplit=1)[0][:80])
        return execute(sql, params, many, context)
