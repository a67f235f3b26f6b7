"""Requests that no page of ours writes, refused before any page reads them."""

import codecs
import re
from collections.abc import Callable, Iterator

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ERROR_FLAG
from django.db import DataError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
)
from django.template.loader import render_to_string
from django.views.defaults import bad_request, page_not_found

# What gunicorn reads of a first line: behind another server, no longer address reaches a page.
LONGEST_ADDRESS = 4_094
NUL = "\0"
# Python reads underscores in a number, and digits of any script; no key has nineteen digits.
_BEYOND_ANY_KEY = re.compile(r"\d(?:_?\d){18}")


class ReadableRequests:
    """Answers 400 to what could only be an error further on, 404 to keys that no table holds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not (_is_plain(request) and _is_utf8(request)):
            # Django’s own page of a bad request would read the body that cannot be read.
            return HttpResponseBadRequest(render_to_string("400.html"))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page of a value that a database cannot even compare; other errors go on."""
        if isinstance(error, DataError | OverflowError | ValueError) and _filters(request):
            # What Django does with the errors that it meets before it asks the database.
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")
        if isinstance(error, ValueError) and _acts_on_nothing(request):
            return page_not_found(request, Http404())
        if not isinstance(error, DataError | OverflowError):
            return None
        values = list(_values(request))
        if any(NUL in value for value in values):
            return bad_request(request, error)
        if any(_BEYOND_ANY_KEY.search(value) for value in values):
            return page_not_found(request, Http404())
        return None


def _is_list_of_administration(request: HttpRequest) -> bool:
    page = request.resolver_match
    named = page.url_name if page is not None and page.app_name == "admin" else None
    return (named or "").endswith("_changelist")


def _filters(request: HttpRequest) -> bool:
    """Say whether a list of the administration is asked for with conditions in its address."""
    asked = request.method == "GET" and bool(request.GET) and ERROR_FLAG not in request.GET
    return asked and _is_list_of_administration(request)


def _acts_on_nothing(request: HttpRequest) -> bool:
    """Say whether an action of the administration names records by what is no key."""
    keys = request.POST.getlist(ACTION_CHECKBOX_NAME)
    return _is_list_of_administration(request) and not all(key.isdecimal() for key in keys)


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
    except (LookupError, ValueError):
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
