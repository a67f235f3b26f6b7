"""Fields of forms that no library has."""

from typing import Any

from django import forms
from django.db import models

LONGEST_NAME = 200


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
