"""Every address of the service, found from its URLs, and keys that lead somewhere."""

import re
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import quote

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.regex_helper import normalize

from convention.models import Convention
from reporting.workshop.demonstration.contract import SLUG

from .corpus import KNOWN, address_part

_PART = re.compile(r"<(?:\w+:)?(\w+)>|%\((\w+)\)s")


@dataclass(frozen=True)
class Route:
    """One address: the text of its pattern, and what its keys are keys of."""

    text: str
    name: str
    model: type[Model] | None

    @property
    def area(self) -> str:
        """What part of the service it belongs to."""
        first = self.text.split("/")[0]
        return first if first in {"administration", "compte"} else "produit"


def routes() -> list[Route]:
    """Return every route, in the order of its text."""
    found: dict[str, Route] = {}

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> None:
        for item in patterns:
            text = before + _text(item.pattern)
            if isinstance(item, URLResolver):
                walk(item.url_patterns, text)
            else:
                found.setdefault(text, Route(text, item.name or text, _model(item.callback)))

    walk(get_resolver().url_patterns, "")
    return [found[text] for text in sorted(found)]


def _text(pattern: Any) -> str:
    if hasattr(pattern, "_route"):
        return str(pattern._route)
    return normalize(pattern.regex.pattern)[0][0]


def _model(callback: Any) -> type[Model] | None:
    if admin := getattr(callback, "model_admin", None):
        return admin.model
    view = getattr(callback, "view_class", None)
    return getattr(view, "parent_model", None) or getattr(view, "model", None)


class Keys:
    """Keys of records as the demonstration holds them, read once."""

    def __init__(self) -> None:
        self.slugs = sorted(Convention.objects.values_list("slug", flat=True))
        self.types = [str(key) for key in ContentType.objects.order_by("pk").values_list(flat=True)]
        self._of: dict[type[Model] | None, list[str]] = {None: ["1"]}

    def of(self, model: type[Model] | None) -> list[str]:
        """Return some keys of a model; those of the demonstration's convention where it has one."""
        if model not in self._of:
            manager = model._default_manager
            known = manager.all()
            if hasattr(manager, "of"):
                known = manager.of(Convention.objects.get(slug=SLUG))
            keys = known.order_by("pk").values_list("pk", flat=True)[:400]
            self._of[model] = [str(key) for key in keys] or ["1"]
        return self._of[model]

    def path(self, route: Route, rng: Random, *, odd: bool = False) -> str:
        """Return an address of the route; with ``odd``, one whose parts may lead nowhere."""

        def part(found: re.Match[str]) -> str:
            name = found[1] or found[2]
            if odd and rng.random() < 0.6:
                return quote(address_part(rng).encode("utf-8", "surrogatepass"), safe="")
            if name == "slug":
                return rng.choice([*self.slugs, "inconnue"]) if odd else SLUG
            if name in KNOWN:
                return rng.choice(KNOWN[name])
            if name == "content_type_id":
                return rng.choice(self.types)
            if name == "app_label":
                return rng.choice(("accounts", "convention", "auth"))
            if name in {"pk", "object_id"}:
                return quote(rng.choice(self.of(route.model)), safe="")
            return "abc"

        return "/" + _PART.sub(part, route.text)
