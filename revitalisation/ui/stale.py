"""What is answered when a record was saved or removed by someone else, wherever it is noticed."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from revitalisation.records import Stale


class StaleWrites:
    """Answers a ``Stale`` that no form has caught with a page; nothing was written."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page of a record changed meanwhile; any other error takes its course."""
        return render(request, "409.html", status=409) if isinstance(error, Stale) else None
