"""Addresses of the pages of a convention, at a date: the one place where they are made."""

from datetime import date
from functools import lru_cache

from django.urls import get_script_prefix, reverse

from revitalisation.ui.dates import dated


def at(page: str, as_of: date | None, slug: str, *args: str | int) -> str:
    """Return the address of a page of the convention ``slug`` at a date.

    None stands for the page as it opens, and for a form, which is of today.
    """
    return dated(_path(get_script_prefix(), page, slug, *args), as_of)


@lru_cache(maxsize=10_000)
def _path(prefix: str, page: str, *args: str | int) -> str:
    """A dashboard has ninety such links: looking each up would be a tenth of its time."""
    return reverse(page, args=args)
