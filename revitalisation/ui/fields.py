"""Fields of forms that no library has."""

import re
from typing import Any

from django import forms
from django.db import models

LONGEST_NAME = 200


class DigitsField(forms.CharField):
    """A number that may be typed with spaces, and is kept without."""

    def to_python(self, value: Any) -> str:
        """Return the text without its spaces."""
        return re.sub(r"\s", "", super().to_python(value) or "")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Let the browser take the spaces too: the length is that of the digits."""
        found: dict[str, Any] = super().widget_attrs(widget)
        return {name: value for name, value in found.items() if name != "maxlength"}


class ParagraphField(forms.CharField):
    """A few sentences, kept on one line: what was pasted loses its line breaks."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """Return the text as one paragraph; spaces that do not break stay."""
        return re.sub(r"[ \t\r\n]+", " ", super().to_python(value) or "").strip()

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        found: dict[str, Any] = super().widget_attrs(widget)
        return found | {"rows": 4}


class NamedChoiceField(forms.ModelChoiceField):
    """A record named by what people write of it, where a list of all would be too long.

    What is written is first read as a short text is: without NUL, and of a length to look up.
    """

    widget = forms.TextInput
    written = forms.CharField(max_length=LONGEST_NAME, required=False)

    def to_python(self, value: Any) -> Any:
        """Return the record meant; raises ValidationError for none and for several."""
        words = self.written.clean(value)
        return self.named(words) if words else None

    def named(self, words: str) -> models.Model:
        """Return the record that ``words`` name; raise ValidationError with a sentence."""
        raise NotImplementedError
