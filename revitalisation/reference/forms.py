"""Published codes in forms, written the way people know them."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from .models import Commune, NafCode

MOST_NAMED = 5


class CommuneField(forms.ModelChoiceField):
    """A commune by its name, with its département where several share it, or by its INSEE code."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Commune | None:
        """Return the commune meant; raises ValidationError for none and for several."""
        words = str(value or "").strip()
        if not words:
            return None
        written = re.fullmatch(r"(.+?)\s*\((\w{2,3})\)", words)
        name, departement = written.groups() if written else (words, "")
        named = Q(name__iexact=name) | Q(name__iexact=name.replace(" ", "-"))
        if departement:
            named &= Q(departement=departement.upper())
        found = list(Commune.objects.filter(Q(code=words.upper()) | named)[:MOST_NAMED])
        if not found:
            raise ValidationError(
                "Aucune commune ne porte ce nom ni ce code INSEE\u00a0: vérifiez l’orthographe."
            )
        if len(found) > 1:
            examples = ", ".join(f"{commune} {commune.code}" for commune in found[:MOST_NAMED])
            raise ValidationError(
                "Plusieurs communes portent ce nom\u00a0: écrivez son département entre "
                f"parenthèses, ou son code INSEE ({examples}…)."
            )
        return found[0]

    def prepare_value(self, value: Any) -> Any:
        """Show « Lectoure (32) »; what was typed is shown again as it was."""
        if isinstance(value, Commune):
            return str(value)
        known = Commune.objects.filter(pk=value).first() if value else None
        return str(known) if known else value


class NafField(forms.ModelChoiceField):
    """An activity by its NAF code, with or without its point."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> NafCode | None:
        """Return the activity; raises ValidationError for an unknown code."""
        words = re.sub(r"[\s.]", "", str(value or "")).upper()
        if not words:
            return None
        found = NafCode.objects.filter(code=f"{words[:2]}.{words[2:]}").first()
        if found is None:
            raise ValidationError(
                "Ce code NAF n’existe pas\u00a0: quatre chiffres et une lettre, comme 16.10A."
            )
        return found
