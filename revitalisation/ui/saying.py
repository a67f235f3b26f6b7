"""A stored value, as people read it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from .formats import ABSENCES, euros, number, short_date
from .money import EuroField


def say(field: Any, value: Any) -> str:
    """Return a stored value as people read it."""
    if value is None or value == "":
        return ABSENCES["missing"]
    if field.is_relation:
        known = field.related_model._base_manager.filter(pk=value).first()
        return str(known) if known is not None else f"n° {value}"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(field, EuroField):
        return euros(value)
    if isinstance(value, datetime):
        return short_date(timezone.localtime(value).date())
    if isinstance(value, date):
        return short_date(value)
    if isinstance(value, int | Decimal):
        return number(value)
    return str(value)
