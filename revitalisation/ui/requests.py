"""Requests that no page of ours writes: refused before any page reads them, in one line of log."""

import codecs
import logging
import re
from collections.abc import Callable, Iterator

from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.defaults import bad_request, page_not_found

# What gunicorn reads of a first line: behind another server, no longer address reaches a page.
LONGEST_ADDRESS = 4_094
LONGEST_LINE = 300
NUL = "\0"
# Python reads underscores in a number, and digits of any script; no key has nineteen digits.
_BEYOND_ANY_KEY = re.compile(r"\d(?:_?\d){18}")


class ReadableRequests:
    """Answers 400 to what could only be an error further on, 404 to keys that no table holds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not (_is_plain(request) and _is_utf8(request)):
            return bad_request(request, None)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page of a value that a database cannot even compare; other errors go on."""
        if not isinstance(error, DataError | OverflowError):
            return None
        values = list(_values(request))
        if any(NUL in value for value in values):
            return bad_request(request, error)
        if any(_BEYOND_ANY_KEY.search(value) for value in values):
            return page_not_found(request, Http404())
        return None


def _is_plain(request: HttpRequest) -> bool:
    """Say whether the address is of a length that servers read, without NUL there or in cookies."""
    query = request.META.get("QUERY_STRING", "")
    return (
        len(request.path) + len(query) <= LONGEST_ADDRESS
        and NUL not in request.path
        and "%00" not in query
        and not any(NUL in value for value in request.COOKIES.values())
    )


def _is_utf8(request: HttpRequest) -> bool:
    """Say whether the body is in UTF-8, as every form of ours is; whatever it calls it."""
    named = (request.content_params or {}).get("charset")
    if named is None:
        return True
    try:
        codec = codecs.lookup(named).name
    except LookupError:
        return False
    if codec not in {"utf-8", "ascii"}:
        return False
    # Django reads « utf8 » and « us-ascii » as another charset, and refuses them.
    request.encoding = "utf-8"
    return True


def _values(request: HttpRequest) -> Iterator[str]:
    """Return the texts that a query may have been made of."""
    yield request.path
    for data in (request.GET, request.POST):
        for _, texts in data.lists():
            yield from texts


class OneLine(logging.Filter):
    """Keeps a refused request to one line of the log: who sends thousands must not fill it."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            text = record.getMessage()
            record.exc_info = record.exc_text = record.stack_info = None
            record.msg, record.args = text[:LONGEST_LINE], ()
        return True
