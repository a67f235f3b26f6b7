"""The service answers nothing until its database is whole."""

import logging
from collections.abc import Callable
from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from .whole import problems

_log = logging.getLogger(__name__)


class OnlyWhole:
    """Answers every page with 503 and a sentence while a refusal, or a migration, is missing.

    Asked when the service starts; once whole, no more: nothing that the service runs can change
    it. The log says what is missing, and so does the health address to who runs the service.
    """

    is_whole: ClassVar[bool] = False
    _told: ClassVar[list[str]] = []

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == reverse("health") or self.looks_whole():
            return self.get_response(request)
        response = render(request, "503.html", status=503)
        response["Retry-After"] = "60"
        return response

    @classmethod
    def looks_whole(cls) -> bool:
        """Say whether the database is whole; what is missing goes to the log, once."""
        if not cls.is_whole:
            found = problems()
            if found != cls._told:
                for sentence in found:
                    _log.error("Le service ne répond pas\u00a0: %s", sentence)
            cls.is_whole, cls._told = not found, found
        return cls.is_whole
