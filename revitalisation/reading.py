"""A page that is read writes nothing: the connection refuses it."""

import re
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
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
# Queries prepared on a connection are named so by whoever prepares them.
PREPARED = "reads_"
_PREPARED = re.compile(rf"EXECUTE {PREPARED}\w+ \(")
# A statement may open with a query and still write; none of ours that reads holds these words.
_WRITES = re.compile(r"(?i)\b(INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM)\b")
_WRITTEN = re.compile(
    r"(?i)\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)\"?"
)


# Pages of a person’s own account that note, when they are opened, that they were.
SIGN_IN = frozenset({"mfa_view_recovery_codes", "mfa_download_recovery_codes"})


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
                stack.enter_context(connection.execute_wrapper(partial(self.check, request)))
            return self.get_response(request)

    def check(
        self, request: HttpRequest, execute: Any, sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        """Run a statement that reads, or that keeps a session; raises WriteWhileReading."""
        reads = (
            _READS.match(sql)
            or _PREPARED.match(sql)
            or (sql.startswith("WITH ") and not _WRITES.search(sql))
        )
        written = None if reads else _WRITTEN.match(sql)
        is_kept = written is not None and written[1] in self.kept
        if not reads and not is_kept and not _signs_in(request):
            raise WriteWhileReading(sql.split("(", maxsplit=1)[0][:80])
        return execute(sql, params, many, context)


def _signs_in(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.url_name in SIGN_IN
