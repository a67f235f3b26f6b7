"""Addresses that keep the date of the page."""

from datetime import date

from django.urls import reverse

from convention.models import Convention

from .alerts import Alert


def with_date(name: str, as_of: date, *args: object) -> str:
    """Return the address of a page at a date."""
    return f"{reverse(name, args=args)}?au={as_of.isoformat()}"


def alert_url(alert: Alert, convention: Convention, as_of: date) -> str:
    """Return the address of the list, or of the figure’s rows, that an alert speaks of."""
    kind, _, code = alert.target.partition(":")
    if kind == "figure":
        return with_date("figure_rows", as_of, convention.slug, code)
    address = with_date(alert.target, as_of, convention.slug)
    return f"{address}&{alert.filters}" if alert.filters else address
