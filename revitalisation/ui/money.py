"""Money: integer euro cents in the database and in code, euros in forms and on pages."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from .formats import NARROW, NO_BREAK, euros

LARGEST = 10**13  # a hundred billion euros, in cents: far above any envelope, well inside a bigint
_SPACES_AND_SIGN = re.compile(r"[\s€]+")
_AMOUNT = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
INVALID = f"Écrivez un montant en euros, par exemple 1{NARROW}500 ou 1{NARROW}500,50."
TOO_FINE = "Un montant a deux décimales au plus."
TOO_LARGE = f"Ce montant est trop grand{NO_BREAK}: il dépasse {euros(LARGEST)}."


def parse_euros(text: str) -> int:
    """Return the euro cents of « 1 500,50 », « 1500.50 » or « 1 500 € ».

    Raises ValidationError, with a sentence, for anything else and for more than two decimals.
    """
    plain = _SPACES_AND_SIGN.sub("", text).replace("\u2212", "-").replace(",", ".")
    if not _AMOUNT.fullmatch(plain):
        raise ValidationError(INVALID, code="invalid")
    cents = Decimal(plain) * 100
    if cents != cents.to_integral_value():
        raise ValidationError(TOO_FINE, code="invalid")
    if abs(cents) > LARGEST:
        raise ValidationError(TOO_LARGE, code="invalid")
    return int(cents)


class MoneyFormField(forms.Field):
    """Reads euros, gives integer euro cents or None; ``min_value``, ``max_value`` are cents."""

    widget = forms.TextInput
    default_error_messages = {
        "min_value": "Le montant doit être d’au moins %(limit)s.",
        "max_value": "Le montant doit être d’au plus %(limit)s.",
    }

    def __init__(
        self, *, min_value: int | None = None, max_value: int | None = None, **kwargs: Any
    ) -> None:
        self.min_value, self.max_value = min_value, max_value
        kwargs["help_text"] = kwargs.get("help_text") or "En euros."
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        """Show cents as euros; what a person typed is shown as typed."""
        if not isinstance(value, int):
            return value
        units, rest = divmod(abs(value), 100)
        sign = "-" if value < 0 else ""
        return f"{sign}{units},{rest:02}" if rest else f"{sign}{units}"

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or not str(value).strip():
            return None
        cents = parse_euros(str(value))
        if self.min_value is not None and cents < self.min_value:
            self._refuse("min_value", self.min_value)
        if self.max_value is not None and cents > self.max_value:
            self._refuse("max_value", self.max_value)
        return cents

    def _refuse(self, code: str, limit: int) -> None:
        raise ValidationError(self.error_messages[code], code=code, params={"limit": euros(limit)})

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(initial != self.to_python(data))
        except ValidationError:
            return True


class EuroField(models.BigIntegerField):
    """An amount in euro cents; sums of it are exact on every database."""

    description = "montant en euros"

    def formfield(self, **kwargs: Any) -> Any:
        """Return a field that reads euros, within the limits of the model’s validators."""
        if self.choices:
            return super().formfield(**kwargs)
        # The administration asks for a numeric box, which refuses a decimal comma.
        kwargs.pop("widget", None)
        limits: dict[str, Any] = {}
        # The property of the same name adds the range of the column, which says nothing of euros.
        for validator in self._validators:  # type: ignore[attr-defined]
            if isinstance(validator, MinValueValidator):
                limits["min_value"] = validator.limit_value
            elif isinstance(validator, MaxValueValidator):
                limits["max_value"] = validator.limit_value
        return models.Field.formfield(self, **{"form_class": MoneyFormField, **limits, **kwargs})
