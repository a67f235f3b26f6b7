"""Forms as a browser reads them from a page: fields with their values, hidden ones included."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

_NUMBER = re.compile(r"(?<=-)\d+(?=-)|__prefix__")


@dataclass
class Field:
    """A control of a form: its name, what it holds, what it offers."""

    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)
    is_checked: bool = False

    @property
    def shape(self) -> str:
        """The name without the number of the row of a formset."""
        return _NUMBER.sub("N", self.name)


@dataclass
class Form:
    """A form of a page; ``action`` is empty where it is sent to the page itself."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.asked: list[str] = []
        self._form: Form | None = None
        self._select: Field | None = None
        self._area: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(found.get("action", ""), found.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag == "a":
            query = urlsplit(found.get("href", "")[:2_000].replace("[", "")).query
            self.asked += [name for name, _ in parse_qsl(query, keep_blank_values=True)]
        elif self._form is not None:
            self._control(tag, found)

    def _control(self, tag: str, found: dict[str, str]) -> None:
        name, kind = found.get("name", ""), found.get("type", "text")
        form = self._form
        if form is None:
            return
        if tag == "option" and self._select is not None:
            self._select.options.append(found.get("value", ""))
            if "selected" in found:
                self._select.value = found.get("value", "")
        elif not name:
            return
        elif tag == "select":
            self._select = Field(name, "select")
            form.fields.append(self._select)
        elif tag == "textarea":
            self._area = Field(name, "text")
            form.fields.append(self._area)
        elif tag == "button" or kind in {"submit", "image"}:
            form.buttons.append((name, found.get("value", "")))
        elif tag == "input":
            checked = "checked" in found
            form.fields.append(Field(name, kind, found.get("value", ""), [], checked))

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None


def read(html: str) -> tuple[list[Form], list[str]]:
    """Return the forms of a page, and the names that its links ask for in addresses."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms, sorted(set(reader.asked))
