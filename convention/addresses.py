"""Addresses of the pages of a convention, at a date."""

from datetime import date
from functools import lru_cache

from django.urls import get_script_prefix, reverse


def at(page: str, as_of: date, slug: str, *args: str | int) -> str:
    """Return the address of a page of the convention ``slug`` at a date."""
    return f"{_path(get_script_prefix(), page, slug, *args)}?au={as_of.isoformat()}"


@lru_cache(maxsize=10_000)
def _path(prefix: str, page: str, *args: str | int) -> str:
    """A dashboard has ninety such links: looking each up would be a tenth of its time."""
    return reverse(page, args=args)
