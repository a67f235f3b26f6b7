"""How a value, and what became of it, reads in a sentence of the history."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.text import capfirst

from revitalisation.ui.formats import NO_BREAK, euros, long_date, number
from revitalisation.ui.money import EuroField

COLON = f"{NO_BREAK}: "


def quoted(text: Any) -> str:
    """Return ``« text »``."""
    return f"«{NO_BREAK}{text}{NO_BREAK}»"


def moment(at: datetime) -> str:
    """Return ``3 mars 2026 à 14 h 05``, in the time of the site."""
    local = timezone.localtime(at)
    return f"{long_date(local.date())} à {local.hour}{NO_BREAK}h{NO_BREAK}{local:%M}"


def label(field: Any) -> str:
    """Return what a column, or a field of a form, is called at the start of a sentence."""
    return str(capfirst(getattr(field, "verbose_name", None) or field.label))


def is_filled(value: Any) -> bool:
    """Say whether there was anything to correct: no and zero are answers."""
    return value is not None and value != ""


def written(field: models.Field, value: Any, related: Callable[[Any, Any], Any]) -> str:
    """Return a column’s value as pages write it; nothing where it is empty.

    ``related`` gives the record of a model that a key points to.
    """
    if not is_filled(value):
        return ""
    if isinstance(field, models.ForeignKey):
        record = related(field.related_model, value)
        return quoted(record) if record is not None else f"n°{NO_BREAK}{value} (supprimé)"
    if field.choices:
        return quoted(dict(field.flatchoices).get(value, value))
    if isinstance(field, EuroField):
        return euros(value)
    return plain(value)


def plain(value: Any) -> str:
    """Return a value that needs no column to be read."""
    if isinstance(value, bool):
        return quoted("oui" if value else "non")
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, int | Decimal):
        return number(value)
    return quoted(value)


def difference(name: str, before: str, after: str, is_date: bool = False) -> str:
    """Return « Embauche : du 1er mars 2015 au 15 mars 2015 » and what else may become of a value.

    ``before`` and ``after`` are written already; one of them may be empty.
    """
    if not before:
        return f"{name}{COLON}{after}, jusque-là non renseigné"
    if not after:
        return f"{name}{COLON}effacé, auparavant {before}"
    of, to = ("du", "au") if is_date else ("de", "à")
    return f"{name}{COLON}{of} {before} {to} {after}"


def sentence(*parts: str) -> str:
    """Return the parts as sentences, each with its full stop."""
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts)
