"""A person who fills a form in: opens its page, then sends it with what the page carries."""

import html
import json
import re
from html.parser import HTMLParser
from typing import Any

from django.test import Client


class HiddenFields(HTMLParser):
    """The hidden fields of a page that its form needs to be sent: token, version, what it shows."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        field = dict(attrs)
        name = field.get("name") or ""
        if tag == "input" and field.get("type") == "hidden" and "form_" in name:
            self.found[name] = field.get("value") or ""


def hidden_fields(page: str) -> dict[str, str]:
    """Return the hidden fields of a form, by name."""
    return HiddenFields(page).found


class Person(Client):
    """A client that also opens a form before sending it."""

    def open(self, address: str) -> dict[str, str]:
        """Return the hidden fields of the page’s form; none where the page does not open."""
        return hidden_fields(self.get(address).text)

    def send(self, address: str, data: dict[str, Any] | None = None) -> Any:
        """Open the page of a form, fill it in with ``data`` and send it; return the answer."""
        return self.post(address, self.open(address) | (data or {}))


def plain(page: str) -> str:
    """Return a page with ordinary spaces, as one compares it."""
    return re.sub(r"\s+", " ", html.unescape(page))


WHY = {"change_reason": "Saisie corrigée", "change_cause": "mistyped"}


def fields_of(client: Person, address: str) -> dict[str, str]:
    """Return what the page of a form would send if nobody touched it, but for why it changes."""
    page = client.get(address)
    carried = hidden_fields(page.text)
    shown = json.loads(carried["form_shown"])
    assert shown.keys() == page.context["form"].fields.keys()
    return shown | {name: why for name, why in WHY.items() if name in shown} | carried
