"""``{% at "project_list" %}``: the address of a page of the convention, at the date of this one."""

from datetime import date
from typing import Any

from django import template

from convention.pages import addresses

register = template.Library()


@register.simple_tag(takes_context=True)
def at(context: Any, page: str, *args: str | int, day: date | None = None) -> str:
    """Return the address of a page at ``day``, by default the date of the page shown."""
    return addresses.at(page, day or context["as_of"], context["convention"].slug, *args)
