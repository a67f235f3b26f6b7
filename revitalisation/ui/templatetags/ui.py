# LEAD TO UI ENGINEER: I overwrote your version of this file at 04:02:47 (I thought you were stuck). You own it: put your version back (or merge what is better here), then delete this line.
"""Form controls in the design system’s clothes."""

from typing import Any

from django import forms, template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def widget_kind(field: BoundField) -> str:
    """Return ``checkbox``, ``select`` or ``input``."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    return "select" if isinstance(widget, forms.Select) else "input"


@register.filter
def dsfr(field: BoundField) -> SafeString:
    """Return the control with its class, and with its hint and error named for screen readers."""
    attrs: dict[str, Any] = {}
    kind = widget_kind(field)
    if kind != "checkbox":
        attrs["class"] = f"fr-{kind}"
    described = [f"{field.id_for_label}_hint"] if field.help_text and kind != "checkbox" else []
    if field.errors:
        attrs["aria-invalid"] = "true"
        described.append(f"{field.id_for_label}_errors")
    if described:
        attrs["aria-describedby"] = " ".join(described)
    widget = field.field.widget
    if isinstance(widget, forms.DateInput):
        # The browser’s date control reads ISO dates only.
        widget.format = "%Y-%m-%d"
        widget.input_type = "date"
    return field.as_widget(attrs=attrs)
