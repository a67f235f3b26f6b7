"""Validators of what people type: numbers made from python-stdnum, and text that reads as it is."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from types import ModuleType

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.deconstruct import deconstructible
from stdnum.fr import nir


@deconstructible
class NumberValidator:
    """Refuse a number whose length or check digit is wrong, saying what to do.

    ``module`` is the dotted name of a python-stdnum module having ``is_valid``.
    """

    def __init__(self, module: str, message: str) -> None:
        self.module = module
        self.message = message

    def __call__(self, value: str) -> None:
        from importlib import import_module

        if not value.isdigit() or not import_module(self.module).is_valid(value):
            raise ValidationError(self.message, code="invalid_number")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NumberValidator) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]


def stdnum_validator(module: ModuleType, message: str) -> Callable[[str], None]:
    """Return the validator for one python-stdnum module."""
    return NumberValidator(module.__name__, message)


# Sex, year, month (or the code of an unknown one), département, commune, order; then the key.
_NIR = re.compile(
    r"(?<!\d)[12378]~\d\d~(?:0[1-9]|1[0-2]|[2-9]\d)~(?:\d\d|2[AB])~\d{3}~\d{3}(?:~(\d\d))?(?!\d)"
    .replace("~", r"[\s.\-/]?"),
    re.IGNORECASE,
)  # fmt: skip


def holds_no_nir(text: str) -> None:
    """Refuse a text that holds a social security number, with its key or without."""
    for found in _NIR.finditer(text):
        digits = re.sub(r"[\s.\-/]", "", found[0]).upper()
        if found[1] is None or nir.is_valid(digits):
            raise ValidationError(
                "Ce texte contient ce qui se lit comme un numéro de sécurité sociale\u00a0: "
                "ce service n’en garde aucun, effacez-le.",
                code="nir",
            )


DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Letters and marks that show nothing, and that Unicode does not class with the invisible ones.
BLANKS = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
) | frozenset(map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))
NATURES = {
    "Cc": "de commande",
    "Zl": "de commande",
    "Zp": "de commande",
    "Cf": "invisible",
    "Mn": "invisible",
    "Lo": "invisible",
    "So": "invisible",
}
SHOWN = 20


def visible(text: str) -> None:
    """Refuse a line that does not read as it is written: with what turns it round, or is not seen.

    Two names that look the same would be two names, and a name could read as another.
    """
    for place, character in enumerate(text):
        if character.isprintable() and character not in BLANKS:
            continue
        category = unicodedata.category(character)
        if category == "Zs":
            continue
        nature = NATURES.get(category, "inconnu")
        if character in DIRECTIONS:
            nature = "qui change le sens de lecture"
        before = text[max(place - SHOWN, 0) : place].strip()
        where = f"après «\u00a0{before}\u00a0»" if before else "au début"
        raise ValidationError(
            f"Il y a ici un caractère {nature} (U+{ord(character):04X}) {where}\u00a0: "
            "effacez-le, ou tapez ce texte à nouveau.",
            code="invisible",
        )


def watch_columns(known: Iterable[type[models.Model]]) -> None:
    """Give ``visible`` to every line of text of the models; a migration has nothing to know of it.

    Forms of the models, the administration and whatever checks a record ask the columns.
    """
    for model in known:
        for field in model._meta.local_fields:
            if type(field) is models.CharField and not field.choices:
                field.validators.append(visible)


def watch_lines(form: forms.BaseForm) -> None:
    """Give ``visible`` to the lines of text of a form that are no column, such as a reason."""
    for field in form.fields.values():
        if type(field) is forms.CharField and isinstance(field.widget, forms.TextInput):
            field.validators.append(visible)
