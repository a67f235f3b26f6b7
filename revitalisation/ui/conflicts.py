"""What someone else changed while a form was open, and what the two wanted, field by field."""

import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.utils import timezone

from revitalisation.records import Versioned

from .formats import ABSENCES, NO_BREAK, euros, long_date, short_date
from .money import MoneyFormField, parse_euros
from .saying import say

VERSION = "form_version"
SHOWN = "form_shown"
TAKE = "take_stored"
# Why one corrects is no column of the record.
WHY = ("change_reason", "change_cause", "change_note")
_NOBODY = "une commande du service"
_REMOVED = "Supprimé"
_BELONGS = "Une fiche qui en dépend a été ajoutée, modifiée ou supprimée"
_LONGEST_VERSION = 9


@dataclass(frozen=True)
class Difference:
    """One field: what the page showed, what is stored now, and what was typed where it was.

    ``contested`` says that both changed it, to different values; ``now`` is nothing where only
    who typed did.
    """

    name: str
    label: str
    before: str
    now: str | None
    typed: str | None = None
    contested: bool = False
    who: str = ""
    when: str = ""

    def __str__(self) -> str:
        by = f" ({self.who}, {self.when})" if self.who else ""
        return f"{self.label}\u00a0: {self.before or 'inconnu'} → {self.now}{by}."


@dataclass(frozen=True)
class Edit:
    """One save of the record since the page was shown."""

    who: str
    when: str
    what: str


def version_sent(data: Mapping[str, Any]) -> int | None:
    """Return the version of the record that the page showed; None when it does not say."""
    written = data.get(VERSION, "")
    known = written.isascii() and written.isdecimal() and len(written) <= _LONGEST_VERSION
    return int(written) if known else None


# --- the words of a form ----------------------------------------------------------------------


def words(field: Any) -> str:
    """Return what a field sends as long as nobody touches it, whatever was sent of it."""
    value = field.as_written(field.field.prepare_value(field.initial))
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "1" if value else ""
    written = widget.format_value(value)
    if isinstance(written, list | tuple):
        return ",".join(written)
    return _plain(written)


def words_sent(field: forms.BoundField) -> str:
    """Return what was sent of a field, comparable with ``words``."""
    if isinstance(field.field.widget, forms.CheckboxInput):
        return "1" if field.data else ""
    return _plain(field.form.data.get(field.html_name))


def _plain(written: Any) -> str:
    return "" if written is None else str(written).replace("\r\n", "\n").strip()


def _typed_fields(form: forms.BaseForm) -> list[forms.BoundField]:
    # A field that nobody may change shows what is no business of the page’s: a password’s digest.
    return [field for field in form.visible_fields() if not field.field.disabled]


def shown_by(form: forms.BaseForm) -> str:
    """Return what is stored of what a form asks, for its page to carry.

    What a person typed is told from it later, whether or not the record has a history.
    """
    return json.dumps({field.name: words(field) for field in _typed_fields(form)})


def _shown(written: str) -> Mapping[str, Any]:
    with suppress(ValueError, RecursionError):
        found = json.loads(written)
        if isinstance(found, dict):
            return found
    return {}


def compare(
    form: forms.BaseForm, page: str, edits: "Edits"
) -> tuple[list[Difference], dict[str, str], list[Difference]]:
    """Tell what a person typed in ``form`` from what someone else saved since it was shown.

    ``page`` is what ``shown_by`` gave its page. Returns the fields that the other changed and,
    by name, what is stored of those that the person did not touch. Where the page does not tell
    what it showed, every difference with something stored is contested. Last come the fields that
    the person alone changed.
    """
    shown = _shown(page)
    found, untouched, alone = [], {}, []
    for field in _typed_fields(form):
        typed, now = words_sent(field), words(field)
        known = field.name in shown
        before = str(shown[field.name]) if known else ""
        # A field that was locked on the page was not sent: nobody emptied it.
        is_sent = known or not shown or field.html_name in form.data
        touched = is_sent and typed != (before if known else now)
        if not touched:
            untouched[field.name] = now
        # Of a page that does not tell, what is stored empty contests nothing.
        if is_sent and now != (before if known else typed) and (known or now):
            who, when = edits.of(field.name)
            found.append(
                Difference(
                    name=field.name,
                    label=str(field.label),
                    before=_said(field, before) if known else "",
                    now=_said(field, now),
                    typed=_said(field, typed) if touched else None,
                    contested=touched and typed != now,
                    who=who,
                    when=when,
                )
            )
        elif touched and field.name not in WHY:
            alone.append(
                Difference(field.name, str(field.label), _said(field, before), None,
                           _said(field, typed))
            )  # fmt: skip
    return found, untouched, alone


def typed_in(form: forms.BaseForm) -> list[tuple[str, str]]:
    """Return (label, words) of what came in a form that can no longer be saved."""
    return [(str(field.label), _said(field, words_sent(field))) for field in form.visible_fields()]


def _said(field: forms.BoundField, written: str) -> str:
    """Return what was sent of a field as people read it."""
    if isinstance(field.field.widget, forms.CheckboxInput):
        return "oui" if written else "non"
    if not written:
        return ABSENCES["missing"]
    for key, label in getattr(field.field, "choices", ()):
        if str(key) == written:
            return str(label)
    if isinstance(field.field, forms.NullBooleanField):
        return {"true": "oui", "false": "non"}.get(written, ABSENCES["missing"])
    with suppress(ValueError, ValidationError):
        if isinstance(field.field, forms.DateField):
            return short_date(date.fromisoformat(written))
        if isinstance(field.field, MoneyFormField):
            return euros(parse_euros(written))
    return written


# --- the words of the history -----------------------------------------------------------------


class Edits:
    """The saves of a record after the version that a page showed, oldest first.

    Empty for a record without history; ``of`` then names nobody. ``key`` is the record’s.
    """

    model: Any

    def __init__(self, model: type[Versioned], key: Any, version: int | None) -> None:
        self.model = model
        self.rows: list[tuple[Any, Any]] = []  # each with the one before it, if any
        if not hasattr(self.model, "history"):
            return
        kept = self.model.history.filter(**{self.model._meta.pk.attname: key})
        rows = list(kept.select_related("history_user").order_by("history_date", "history_id"))
        for before, row in zip([None, *rows], rows, strict=False):
            if row.history_type == "-" or (version is not None and row.version > version):
                self.rows.append((before, row))

    def of(self, name: str) -> tuple[str, str]:
        """Return who last changed a field, and when; of one the history does not keep, the last."""
        for before, row in reversed(self.rows):
            if before is None or name not in self._kept or self._differs(name, before, row):
                return _who(row), _when(row)
        return "", ""

    def other_than(self, names: Collection[str]) -> list[Difference]:
        """Return what changed in the fields of the record but ``names``, those of a form."""
        if not self.rows or (before := self.rows[0][0]) is None:
            return []
        last = self.rows[-1][1]
        return [
            Difference(
                field.name,
                str(field.verbose_name).capitalize(),
                say(field, getattr(before, field.attname)),
                say(field, getattr(last, field.attname)),
                None,
                False,
                *self.of(field.name),
            )
            for field in self.model._meta.concrete_fields
            if field.name in self._kept
            and field.name not in names
            and self._differs(field.name, before, last)
        ]

    def told(self) -> list[Edit]:
        """Return the saves that no field shows: a removal, and rows that belong to the record."""
        return [
            Edit(_who(row), _when(row), _REMOVED if row.history_type == "-" else _BELONGS)
            for before, row in self.rows
            if row.history_type == "-"
            or (
                before is not None
                and not any(self._differs(name, before, row) for name in self._kept)
            )
        ]

    @property
    def removal(self) -> Any:
        """The row of the history that tells of the record’s removal; None while it is there."""
        last = self.rows[-1][1] if self.rows else None
        return last if last is not None and last.history_type == "-" else None

    @property
    def _kept(self) -> set[str]:
        kept = {field.name for field in self.model.history.model.tracked_fields}
        return kept - self.model.untold - {"version", self.model._meta.pk.name}

    def _differs(self, name: str, before: Any, row: Any) -> bool:
        column = self.model._meta.get_field(name).attname
        return bool(getattr(before, column) != getattr(row, column))


def _who(row: Any) -> str:
    try:
        return str(row.history_user or _NOBODY)
    except ObjectDoesNotExist:
        return _NOBODY


def _when(row: Any) -> str:
    at: datetime = timezone.localtime(row.history_date)
    return f"le {long_date(at.date())} à {at.hour}{NO_BREAK}h{NO_BREAK}{at:%M}"
