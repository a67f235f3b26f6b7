"""Figures in templates: their value, both their numbers, how complete they are."""

from django import template

from convention.pages.addresses import at
from reporting.figures import text
from reporting.figures.values import Figure

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
    return at("figure_rows", value.as_of, slug, value.code)
