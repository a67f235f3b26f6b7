"""The look of every form of the product, sign-in included: the renderer named in the settings."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting

CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)


class BoundField(forms.BoundField):
    """Gives each widget its class of the design system, and dates the browser’s calendar."""

    @property
    def kind(self) -> str:
        """Say which part of ``ui/field.html`` draws the field: box, choices, select or input."""
        widget = self.field.widget
        if isinstance(widget, CHOICES):
            return "choices"
        if isinstance(widget, forms.CheckboxInput):
            return "box"
        return "select" if isinstance(widget, forms.Select) else "input"

    @property
    def is_optional(self) -> bool:
        """Say whether to print « facultatif » beside the label."""
        return not self.field.required and not getattr(self.form, "all_optional", False)

    def value(self) -> Any:
        value = super().value()
        # The browser’s date control reads ISO dates only.
        if self._is_plain_date() and isinstance(value, date) and not isinstance(value, datetime):
            return value.isoformat()
        return value

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if self._is_plain_date():
            attrs.setdefault("type", "date")
        kind = self.kind
        if kind in {"input", "select"} and not widget.is_hidden:
            known = attrs.get("class") or widget.attrs.get("class", "")
            attrs["class"] = f"{known} fr-{kind}".strip()
        return attrs

    def _is_plain_date(self) -> bool:
        # Not a subclass: the administration brings its own calendar.
        return type(self.field.widget) is forms.DateInput


class Renderer(TemplatesSetting):
    """Draws every form with ``ui/form_fields.html`` and every field with ``ui/field.html``."""

    form_template_name = "ui/form_fields.html"
    field_template_name = "ui/field.html"
    bound_field_class = BoundField
