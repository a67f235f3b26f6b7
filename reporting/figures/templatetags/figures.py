"""Figures in templates: their value, both their numbers, how complete they are."""

from functools import lru_cache

from django import template
from django.urls import get_script_prefix, reverse

from reporting.figures import text
from reporting.figures.indicators import Figure

register = template.Library()


@register.filter
def figure(value: Figure) -> str:
    """Return the figure’s value in French, or the word for its absence."""
    return text.value_text(value)


@register.filter
def basis(value: Figure) -> str:
    """Return both numbers behind a percentage or a cost."""
    return text.basis_text(value)


@register.filter
def coverage(value: Figure) -> str:
    """Return « 7 sur 9 renseignés » where some rows lack the answer."""
    return text.coverage_text(value)


@register.filter
def rows_of(value: Figure, slug: str) -> str:
    """Return the address of the rows behind a figure of a convention, at the figure’s date."""
    return f"{_address(get_script_prefix(), slug, value.code)}?au={value.as_of.isoformat()}"


@lru_cache(maxsize=10_000)
def _address(prefix: str, slug: str, code: str) -> str:
    """A dashboard has sixty such links: looking each up would be a tenth of its time."""
    return reverse("figure_rows", args=(slug, code))
