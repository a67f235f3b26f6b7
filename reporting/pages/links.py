"""Where an alert leads."""

from datetime import date

from convention.addresses import at
from convention.models import Convention

from .alerts import Alert


def alert_url(alert: Alert, convention: Convention, as_of: date) -> str:
    """Return the address of the list, or of the figure’s rows, that an alert speaks of."""
    kind, _, code = alert.target.partition(":")
    if kind == "figure":
        return at("figure_rows", as_of, convention.slug, code)
    address = at(alert.target, as_of, convention.slug)
    return f"{address}&{alert.filters}" if alert.filters else address
