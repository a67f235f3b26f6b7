"""Why a record is corrected or removed: asked for by forms, written with the history."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any

from django import forms
from django.db import models

from revitalisation.records import Versioned
from revitalisation.ui.validators import BLANKS

from .values import COLON, difference, is_filled, label, plain, quoted, written

LONGEST = 200
LABEL = "Motif de la correction"
HINT = "Nécessaire si une valeur déjà saisie est remplacée ou effacée\u202f; inutile sinon."
_given: ContextVar[str] = ContextVar("reason", default="")


class Cause(models.TextChoices):
    """Why a record about people changes: coded, so that nobody is described."""

    MISTYPED = "mistyped", "erreur de saisie"
    RECEIVED = "received", "pièce reçue depuis"
    EMPLOYER = "employer", "information corrigée par l’employeur"
    DUPLICATE = "duplicate", "doublon"
    OTHER = "other", "autre cause"


@contextmanager
def given(reason: str) -> Iterator[None]:
    """Write ``reason`` with each row that the history gets meanwhile."""
    token = _given.set(reason)
    try:
        yield
    finally:
        _given.reset(token)


def current() -> str | None:
    """Return the reason given for what is being done."""
    return _given.get() or None


def write(sender: Any, history_instance: Any, **kwargs: Any) -> None:
    """Add the reason to a row of the history; a receiver of django-simple-history."""
    if not history_instance.history_change_reason:
        history_instance.history_change_reason = current()


def needed(corrections: list[str]) -> str:
    """Return what a correction without a reason is answered: what changes, and the way out."""
    changes = "\u202f; ".join(corrections)
    return f"{changes}. Indiquez le motif de la correction, ou remettez la valeur d’avant."


def names_somebody(note: str, names: Iterable[str]) -> bool:
    """Say whether a note holds one of the names, however it is accented, cut or spelled out."""
    text = bare(note)
    letters = "".join(_WORD.findall(text))
    for words in (_WORD.findall(bare(name)) for name in names):
        name = "".join(words)
        # A pattern is made for the few names that these letters may hold.
        if len(name) > 1 and name in letters:
            written = rf"{_APART}*".join(map(_whole_or_spelled, range(len(words)), words))
            if re.search(rf"(?<!{_LETTER}){written}(?!{_LETTER})", text):
                return True
    return False


_LETTER, _APART = r"[^\W\d_]", r"[\W\d_]"
_WORD = re.compile(rf"{_LETTER}+")
_UNSEEN = ("Mn", "Me", "Cf")


def bare(text: str) -> str:
    """Return a text without case, without accents, and without what is not seen."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in folded if unicodedata.category(c) not in _UNSEEN and c not in BLANKS)


def _whole_or_spelled(number: int, word: str) -> str:
    """Return the pattern of a word, or of its letters one by one.

    Three letters are then apart in the same way: « n’y a » does not name Nya. Two never are, for
    « il y a » would name Ya.
    """
    if len(word) < 3:
        return word
    if len(word) == 3:
        first, second, third = list(word)
        return rf"(?:{word}|{first}(?P<apart_{number}>{_APART}+){second}(?P=apart_{number}){third})"
    return rf"(?:{word}|{rf'{_APART}+'.join(word)})"


class Reasoned(forms.BaseForm):
    """A form that asks why: a sentence or, about people, a coded cause with an optional note.

    ``is_coded`` says which, and nothing while it does not ask.
    """

    is_coded: bool | None = None

    def ask_reason(self, model: type[Versioned], label: str = "Motif", hint: str = "") -> None:
        """Add the fields that say why; a hint says when it is needed, if it is not always."""
        self.is_coded = model.is_about_people or model.takes_cause
        asked: dict[str, Any] = {"label": label, "help_text": hint, "required": not hint}
        if self.is_coded:
            choices = [("", "à choisir"), *Cause.choices]
            if model.takes_cause:
                asked["label"] = "Cause"
            self.fields["change_cause"] = forms.ChoiceField(choices=choices, **asked)
            self.fields["change_note"] = forms.CharField(
                label="Motif" if model.takes_cause else "Précision sur le motif",
                max_length=LONGEST,
                required=model.takes_cause,
                help_text="Sans nom de personne.",
            )
        else:
            self.fields["change_reason"] = forms.CharField(max_length=LONGEST, **asked)
        if hint:
            self.fields[self.named_reason].needed_when = hint  # type: ignore[attr-defined]

    @property
    def named_reason(self) -> str:
        """The field without which a correction is refused."""
        return "change_cause" if self.is_coded else "change_reason"

    def known_names(self) -> Iterable[str]:
        """Return the names of people that a note must not hold."""
        return ()

    @property
    def reason(self) -> str:
        """Why, as the history keeps it; nothing when nothing was said."""
        said = self.cleaned_data
        if not self.is_coded:
            return str(said.get("change_reason") or "")
        cause = said.get("change_cause")
        note = said.get("change_note")
        return COLON.join(filter(None, [Cause(cause).label if cause else "", note]))

    def check_reason(self) -> None:
        """Refuse a note without cause, a cause that says nothing, a note that names somebody."""
        cause, note = (self.cleaned_data.get(f"change_{part}") for part in ("cause", "note"))
        if note and not cause and "change_cause" not in self.errors:
            self.add_error("change_cause", "Choisissez la cause que cette précision explique.")
        if cause == Cause.OTHER and not note and "change_note" not in self.errors:
            self.add_error("change_note", "Pour une autre cause, précisez laquelle.")
        if note and names_somebody(note, self.known_names()):
            self.add_error(
                "change_note",
                "Cette précision nomme quelqu’un\u00a0: écrivez-la sans nom de personne.",
            )


class CorrectionForm(Reasoned, forms.ModelForm):
    """A form of a stored record: replacing or emptying what was filled in takes a reason.

    ``ask_why`` adds the fields, once those of the form are known.
    """

    def ask_why(self) -> None:
        """Ask why, of a record that is stored already and has a history."""
        if isinstance(self.instance, Versioned) and not self.instance._state.adding:
            self.ask_reason(type(self.instance), LABEL, HINT)

    def corrections(self) -> list[str]:
        """Return, for each value filled in that changes, from what to what."""
        found = []
        for name, field in self.fields.items():
            if name.startswith("change_") or not self._is_told(name, field):
                continue
            before, after = self.before(name), self.cleaned_data.get(name)
            if name not in self.errors and is_filled(before) and before != after:
                is_date = isinstance(before, date) and not isinstance(before, datetime)
                then, now = (self._written(name, value) for value in (before, after))
                found.append(difference(self._label(name), then, now, is_date))
        return found

    def before(self, name: str) -> Any:
        """Return what a field held when the form was opened."""
        if name in self._columns:
            value = getattr(self.instance, name)
            # No form shows them.
            return value.replace(microsecond=0) if isinstance(value, datetime) else value
        initial = self.get_initial_for_field(self.fields[name], name)
        return self.fields[name].clean(initial) if is_filled(initial) else None

    def _is_told(self, name: str, field: forms.Field) -> bool:
        # The history keeps neither what tells of use nor the lists beside the columns.
        is_list = isinstance(field, forms.ModelMultipleChoiceField)
        use = name in type(self.instance).unversioned
        return not (field.disabled or field.widget.is_hidden or is_list or use)

    @property
    def _columns(self) -> dict[str, Any]:
        return {field.name: field for field in self.instance._meta.concrete_fields}

    def _label(self, name: str) -> str:
        return label(self._columns.get(name) or self.fields[name])

    def _written(self, name: str, value: Any) -> str:
        if column := self._columns.get(name):
            key = value.pk if isinstance(value, models.Model) else value
            return written(column, key, lambda model, key: value)
        choices = dict(getattr(self.fields[name], "choices", ()))
        return quoted(choices[value]) if value in choices else plain(value)

    def _post_clean(self) -> None:
        # Before the record takes the new values.
        if self.is_coded is not None:
            self._check_why()
        super()._post_clean()  # type: ignore[misc]

    def _check_why(self) -> None:
        self.check_reason()
        named = self.named_reason
        corrected = self.corrections()
        if corrected and not self.cleaned_data.get(named) and named not in self.errors:
            self.add_error(named, needed(corrected))
