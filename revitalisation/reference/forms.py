"""Published codes in forms, written the way people know them."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from revitalisation.ui.fields import NamedChoiceField

from .models import Commune, NafCode

MOST_NAMED = 5


class CommuneField(NamedChoiceField):
    """A commune by its name, with its département where several share it, or by its INSEE code."""

    HINT = "Nom, ou code INSEE\u00a0: Lectoure, Lectoure (32) ou 32208."

    def named(self, words: str) -> Commune:
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
        is_code = re.fullmatch(r"\w{5}", str(value or ""))
        known = Commune.objects.filter(pk=value).first() if is_code else None
        return str(known) if known else value


class NafField(NamedChoiceField):
    """An activity by its NAF code, with or without its point."""

    def named(self, words: str) -> NafCode:
        code = re.sub(r"[\s.]", "", words).upper()
        found = NafCode.objects.filter(code=f"{code[:2]}.{code[2:]}").first()
        if found is None:
            raise ValidationError(
                "Ce code NAF n’existe pas\u00a0: quatre chiffres et une lettre, comme 16.10A."
            )
        return found
