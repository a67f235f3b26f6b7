"""The formats of ``revitalisation.ui`` as template filters; None reads « non renseigné »."""

from collections.abc import Callable
from typing import Any

from django import template

from revitalisation.ui import dates, formats, french

register = template.Library()


def _plain(function: Callable[[Any], str]) -> Callable[[Any], str]:
    def apply(value: Any) -> str:
        return formats.ABSENCES["missing"] if value in (None, "") else function(value)

    apply.__doc__ = function.__doc__
    return apply


def _with_digits(function: Callable[..., str]) -> Callable[..., str]:
    def apply(value: Any, digits: int | None = None) -> str:
        if value in (None, ""):
            return formats.ABSENCES["missing"]
        return function(value) if digits is None else function(value, digits)

    apply.__doc__ = function.__doc__
    return apply


for _name in ("integer", "number", "long_date", "short_date", "month"):
    register.filter(_name, _plain(getattr(formats, _name)))
# These take a number of decimals: {{ ratio|percent:0 }}.
for _name in ("euros", "percent", "points", "decimal"):
    register.filter(_name, _with_digits(getattr(formats, _name)))


register.filter("dated", dates.dated)
# Names of places, as French print has their apostrophe.
register.filter("typeset", lambda name: french.typeset(str(name)))
