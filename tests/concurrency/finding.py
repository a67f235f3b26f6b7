"""Every form of the product, found from its URLs."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, get_resolver
from django.views.generic.edit import DeletionMixin, FormMixin, ProcessFormView

from revitalisation.accounts.models import User

# Forms that no round drives, by the start of their name, with the reason.
NOT_DRIVEN = {
    "account_": "sign-in and passwords: no record of the product, the last word holds",
    "mfa_": "second factor: no record of the product",
    "admin:account_emailaddress": "a record of allauth, which no page of the product reads",
    "admin:auth_group": "a record of Django; the product’s rights come from memberships",
    "admin:accounts_secondfactor": "a record of allauth: a second factor is given or taken back",
}


def _patterns(resolver: Any, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            namespace = f"{prefix}{each.namespace}:" if each.namespace else prefix
            yield from _patterns(each, namespace)
        else:
            yield f"{prefix}{each.name}", each


def forms() -> set[str]:
    """Return the names of the pages that write when they are sent a form."""
    found = set()
    for name, pattern in _patterns(get_resolver()):
        view = getattr(pattern.callback, "view_class", None)
        if view is not None and issubclass(view, FormMixin | ProcessFormView | DeletionMixin):
            found.add(name)
    for model, page in admin.site._registry.items():
        label = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        kinds = {
            "add": page.has_add_permission,
            "change": page.has_change_permission,
            "delete": page.has_delete_permission,
        }
        found |= {f"{label}_{kind}" for kind, may in kinds.items() if may(_administrator())}
    return found


def driven() -> set[str]:
    """Return those that rounds must drive."""
    return {name for name in forms() if not name.startswith(tuple(NOT_DRIVEN))}


def _administrator() -> HttpRequest:
    request = HttpRequest()
    request.user = User(is_staff=True, is_superuser=True)
    return request
