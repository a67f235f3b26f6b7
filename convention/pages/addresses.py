"""Addresses of the pages of a convention, at a date: the one place where they are made."""

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.urls import get_script_prefix, reverse

from revitalisation.records import Versioned
from revitalisation.ui.dates import dated

if TYPE_CHECKING:
    from convention.models import Convention


def at(page: str, as_of: date | None, slug: str, *args: str | int) -> str:
    """Return the address of a page of the convention ``slug`` at a date.

    None stands for the page as it opens, and for a form, which is of today.
    """
    return dated(_path(get_script_prefix(), page, slug, *args), as_of)


@lru_cache(maxsize=10_000)
def _path(prefix: str, page: str, *args: str | int) -> str:
    """A dashboard has ninety such links: looking each up would be a tenth of its time."""
    return reverse(page, args=args)


def history_url(convention: "Convention", record: Any) -> str | None:
    """Return the address where a record’s changes are told; None for a kind without history."""
    if not isinstance(record, Versioned):
        return None
    while not record.history_page:
        record = getattr(record, record.told_with)
    return at(record.history_page, None, convention.slug, *record.history_key)
