"""One request through the whole service, in this process, and what came of it."""

import io
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client
from django.test import client as django_client

from revitalisation.accounts.models import User
from revitalisation.wsgi import Request

from .routes import Route
from .scratch import Watch

SAFE = {"GET", "HEAD", "OPTIONS"}
SIGN_IN = "/compte/login/"
TOKEN = "f" * 32
# What a script of the page would send: most requests that no form makes carry it.
WITH_TOKEN = (("x-csrftoken", TOKEN),)
# What turns a request away before its view has a say: an address, a right, a method, a token.
ESCAPED = 599
TURNED_AWAY = {400, 401, 403, 404, 405, 429}


@dataclass(frozen=True)
class Sent:
    """One request, whole: enough to send it again."""

    role: str
    route: Route
    method: str
    path: str
    body: bytes = b""
    kind: str = "application/octet-stream"
    headers: tuple[tuple[str, str], ...] = ()
    # The fields that were given an odd value, as « form field ».
    odd: tuple[str, ...] = ()

    def __str__(self) -> str:
        shown = [self.role, self.method, repr(self.path[:400])]
        if self.body:
            shown += [self.kind[:120], repr(self.body[:400])]
        shown += [f"{name}: {value[:120]!r}" for name, value in self.headers]
        return " ".join(shown)


@dataclass
class Answer:
    """What came of a request."""

    status: int
    cpu: float
    content: bytes = b""
    location: str = ""
    errors: list[str] = field(default_factory=list)
    log: str = ""
    written: list[str] = field(default_factory=list)

    @property
    def reached(self) -> bool:
        """Whether the view answered, and not what stands before it."""
        return self.status not in TURNED_AWAY and SIGN_IN not in self.location


class Reader:
    """The accounts of the demonstration and a stranger, each with its browser."""

    def __init__(self, roles: dict[str, str]) -> None:
        # What gunicorn calls makes requests of this class; the test client names its own.
        django_client.WSGIRequest = Request
        self.accounts = roles
        self.watch = Watch()
        self.clients: dict[str, Client] = {}
        self.cookies: dict[str, str] = {}
        self._errors: list[str] = []
        self._log = io.StringIO()
        self._handler = logging.StreamHandler(self._log)
        from revitalisation.ui.logs import OneLine

        self._handler.addFilter(OneLine())
        got_request_exception.connect(self._caught)
        for role in ("anonyme", *roles):
            self.clients[role] = Client(enforce_csrf_checks=True, raise_request_exception=False)
            self.sign_in(role)
            self.cookies[role] = self._session(role)
        self.start_again()

    def sign_in(self, role: str) -> None:
        """Sign a role in, where it is an account."""
        if role in self.accounts:
            user = User.objects.filter(email=self.accounts[role]).first()
            if user is not None:
                # A session that is gone cannot be saved again.
                self.clients[role].cookies.pop("sessionid", None)
                self.clients[role].force_login(user)

    def _session(self, role: str) -> str:
        cookie = self.clients[role].cookies.get("sessionid")
        return cookie.value if cookie else ""

    def start_again(self) -> None:
        """Give each role the session that it had when the database was kept."""
        self.watch.forget()
        for role, client in self.clients.items():
            client.cookies.clear()
            client.cookies["csrftoken"] = TOKEN
            if self.cookies[role]:
                client.cookies["sessionid"] = self.cookies[role]

    def _caught(self, **kwargs: Any) -> None:
        import sys

        kind, error, _ = sys.exc_info()
        self._errors.append(f"{getattr(kind, '__name__', kind)}: {error}"[:300])

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Read what the log of the service gets."""
        root = logging.getLogger()
        before = root.handlers[:]
        root.handlers = [self._handler]
        try:
            yield
        finally:
            root.handlers = before

    def send(self, sent: Sent) -> Answer:
        """Send a request; the time is the CPU’s, of this process."""
        client = self.clients[sent.role]
        self._errors = []
        self._log.seek(0)
        self._log.truncate()
        extra = {f"HTTP_{n.upper().replace('-', '_')}": v for n, v in sent.headers}
        path, _, query = sent.path.partition("?")
        began = time.process_time()
        try:
            answer = client.generic(
                sent.method, path, sent.body, sent.kind, QUERY_STRING=query, **extra
            )
        except Exception as error:
            # Worse than an error of the service: one that its server would have to answer.
            return Answer(ESCAPED, time.process_time() - began, errors=[f"échappée : {error!r}"])
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        spent = time.process_time() - began
        return Answer(
            answer.status_code,
            spent,
            content,
            answer.headers.get("Location", ""),
            self._errors,
            self._log.getvalue(),
        )

    def watched(self, sent: Sent) -> Answer:
        """Send a request; the answer names the tables whose rows it changed."""
        with self.watch.reading():
            found = self.send(sent)
        found.written = self.watch.changed()
        if sent.role in self.accounts and SIGN_IN in found.location:
            self.sign_in(sent.role)
            self.watch.forget()
        return found

    def again(self, sent: Sent) -> float:
        """Return the CPU time of a request sent again, whose writing is undone."""
        with transaction.atomic():
            spent = self.send(sent).cpu
            transaction.set_rollback(True)
        return spent
