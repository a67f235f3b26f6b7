"""The look of every form of the product, sign-in included: the renderer named in the settings."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)
# Written whole: what is written nowhere is left out of the style sheet.
CLASSES = {"input": "fr-input", "select": "fr-select"}


class BoundField(forms.BoundField):
    """Gives each widget its class of the design system, and dates the browser’s calendar."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        if self._is_plain_date():
            field.widget.input_type = "date"

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
        is_free = not getattr(self.form, "all_optional", False)
        # A hint says when the others are needed.
        return is_free and not self.field.required and not hasattr(self.field, "needed_when")

    def value(self) -> Any:
        return self.as_written(super().value())

    def as_written(self, value: Any) -> Any:
        """Return a value as the control takes it."""
        # The browser’s date control reads ISO dates only.
        if self._is_plain_date() and isinstance(value, date) and not isinstance(value, datetime):
            return value.isoformat()
        return value

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        # A placeholder vanishes when one types: labels and hints say what to write.
        attrs["placeholder"] = False
        styled = CLASSES.get(self.kind)
        if styled and not widget.is_hidden:
            known = attrs.get("class") or widget.attrs.get("class", "")
            attrs["class"] = f"{known} {styled}".strip()
        return attrs

    def _is_plain_date(self) -> bool:
        # Not a subclass: the administration brings its own calendar.
        return type(self.field.widget) is forms.DateInput


class Renderer(TemplatesSetting):
    """Draws every form with ``ui/form_fields.html`` and every field with ``ui/field.html``."""

    form_template_name = "ui/form_fields.html"
    field_template_name = "ui/field.html"
    bound_field_class = BoundField

    def render(self, template_name: str, context: Any, request: HttpRequest | None = None) -> str:
        if template_name == forms.Select.template_name:
            return select(context["widget"])
        return super().render(template_name, context, request)


def select(widget: dict[str, Any]) -> SafeString:
    """Return a ``<select>``, as Django’s template does: a template per option costs a list page
    more than its fifty rows.
    """
    parts = [f'<select name="{escape(widget["name"])}"{flatatt(_shown(widget["attrs"]))}>']
    for group, options, _ in widget["optgroups"]:
        if group:
            parts.append(f'<optgroup label="{escape(group)}">')
        parts.extend(
            f'<option value="{escape(option["value"])}"{flatatt(_shown(option["attrs"]))}>'
            f"{escape(option['label'])}</option>"
            for option in options
        )
        if group:
            parts.append("</optgroup>")
    return mark_safe("".join([*parts, "</select>"]))  # noqa: S308


def _shown(attrs: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in attrs.items() if value is not None}
