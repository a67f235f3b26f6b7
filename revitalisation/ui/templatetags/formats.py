"""The formats of ``revitalisation.ui.formats`` as template filters; None reads « non renseigné »."""

from collections.abc import Callable
from typing import Any

from django import template

from revitalisation.ui import formats

register = template.Library()


def _filter(function: Callable[[Any], str]) -> Callable[[Any], str]:
    def apply(value: Any) -> str:
        return formats.ABSENCES["missing"] if value is None or value == "" else function(value)

    apply.__doc__ = function.__doc__
    return apply


for _name in ("integer", "euros", "percent", "points", "long_date", "short_date", "month", "decimal"):
    register.filter(_name, _filter(getattr(formats, _name)))
