"""Addresses of the pages of a convention, at a date."""

from datetime import date
from functools import lru_cache
from typing import Any

from django.urls import get_script_prefix, reverse

from revitalisation.records import Versioned

from .models import Axis, Convention


def at(page: str, as_of: date, slug: str, *args: str | int) -> str:
    """Return the address of a page of the convention ``slug`` at a date."""
    return f"{_path(get_script_prefix(), page, slug, *args)}?au={as_of.isoformat()}"


@lru_cache(maxsize=10_000)
def _path(prefix: str, page: str, *args: str | int) -> str:
    """A dashboard has ninety such links: looking each up would be a tenth of its time."""
    return reverse(page, args=args)


def history_url(convention: Convention, record: Any) -> str | None:
    """Return the address where a record’s changes are told; None for a kind without history."""
    if not isinstance(record, Versioned):
        return None
    while not record.history_page:
        record = getattr(record, record.told_with)
    if isinstance(record, Convention):
        return reverse(record.history_page, args=[convention.slug])
    key = record.number if isinstance(record, Axis) else record.pk
    return reverse(record.history_page, args=[convention.slug, key])
