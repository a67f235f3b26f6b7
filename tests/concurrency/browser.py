"""A browser without a screen: cookies, pages, forms sent as they stand but for what is typed."""

import http.client
import urllib.parse
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html.parser import HTMLParser
from threading import Barrier
from typing import Any

# Two people, one of whom clicks twice.
HANDS = 3
PATIENCE = 300


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    location: str


class _Form(HTMLParser):
    """The fields of the form of a page, with the values that it shows."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._inside = False
        self._select = self._area = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        name = told.get("name", "")
        if tag == "form":
            posts = told.get("method", "").lower() == "post"
            self._inside = posts and "logout" not in told.get("action", "")
        elif not self._inside or (not name and tag != "option"):
            return
        elif tag == "input" and told.get("type") in ("checkbox", "radio"):
            if "checked" in told:
                self.fields[name] = told.get("value", "on")
        elif tag == "input" and told.get("type") not in ("submit", "image", "button"):
            self.fields[name] = told.get("value", "")
        elif tag == "select" and "multiple" not in told:
            self._select = name
        elif tag == "option" and self._select:
            if "selected" in told or self._select not in self.fields:
                self.fields[self._select] = told.get("value", "")
        elif tag == "textarea":
            self._area = name
            self.fields[name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            # As browsers do: a line break right after the tag is not of the text.
            is_first = not self.fields[self._area]
            self.fields[self._area] += data.removeprefix("\n") if is_first else data


def fields_of(page: str) -> dict[str, str]:
    """Return what the form of a page sends if nobody touches it."""
    return _Form(page).fields


class Browser:
    """One person’s cookies; each request has a connection of its own, as two clicks have."""

    def __init__(self, url: str, cookies: dict[str, str]) -> None:
        self.host = urllib.parse.urlsplit(url).netloc
        self.cookies = cookies

    @property
    def secret(self) -> str:
        """What proves to Django that a form comes from this browser."""
        return self.cookies["csrftoken"]

    def get(self, address: str) -> Answer:
        """Return a page."""
        return self._ask("GET", address, None)

    def post(self, address: str, data: dict[str, str]) -> Answer:
        """Send a form; redirections are not followed."""
        return self._ask("POST", address, urllib.parse.urlencode(data))

    def open(self, address: str) -> dict[str, str]:
        """Return the fields of the form of a page."""
        page = self.get(address)
        if page.status != http.client.OK:
            raise AssertionError(f"{address}: {page.status}\n{page.text[:2000]}")
        return fields_of(page.text)

    def _ask(self, method: str, address: str, body: str | None) -> Answer:
        link = http.client.HTTPConnection(self.host, timeout=PATIENCE)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            link.request(method, address, body, headers)
            answer = link.getresponse()
            text = answer.read().decode(errors="replace")
            return Answer(answer.status, text, answer.headers.get("Location", ""))
        finally:
            link.close()


_hands = ThreadPoolExecutor(HANDS)


def at_once(*actions: Callable[[], Answer]) -> list[Answer]:
    """Do several things at the same moment; return their answers, in order."""
    start = Barrier(len(actions))

    def act(action: Callable[[], Answer]) -> Any:
        start.wait(PATIENCE)
        return action()

    return list(_hands.map(act, actions))
