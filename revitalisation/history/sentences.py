"""Rows of the history as sentences: who changed what, from what, to what, when and why."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from revitalisation.records import Versioned

from .reprise import REPRISE
from .values import COLON, difference, is_filled, label, moment, sentence, written

APPLICATION = "l’application"
RESERVED = "Une information réservée"
WHOLE = {"+": "Ce qui a été saisi", "~": "Son état d’alors", "-": "Ce qui a été supprimé"}


@dataclass(frozen=True)
class Reader:
    """What the person who reads may read: which columns are hidden."""

    hidden: Callable[[type[Versioned]], Collection[str]]


@dataclass(frozen=True)
class Change:
    """One change: ``details`` say from what to what, ``consequences`` what rules made of it.

    ``whole`` when a record came or went: what the details, then all that it held, are called.
    """

    at: datetime
    act: str
    details: tuple[str, ...] = ()
    consequences: tuple[str, ...] = ()
    reason: str = ""
    whole: str = ""

    @property
    def then(self) -> tuple[str, ...]:
        """The consequences, as they follow « De ce fait, »."""
        return tuple(f"{text[:1].lower()}{text[1:]}" for text in self.consequences)

    @property
    def when(self) -> str:
        """The day and the hour, in words."""
        return moment(self.at)

    def __str__(self) -> str:
        after = [f"De ce fait, {text}" for text in self.then]
        why = [f"Motif{COLON}{self.reason}"] if self.reason else []
        return sentence(f"Le {self.when}, {self.act}", *self.details, *after, *why)


def tell(
    rows: Iterable[Any], earlier: Mapping[int, Any], reader: Reader
) -> list[tuple[Any, Change]]:
    """Return each row with the change that it tells, in a constant number of queries.

    ``earlier`` maps the key of a row to the row before it of the same record. A row that repeats
    the one before tells nothing, unless its record has columns that the history does not keep.
    """
    rows = list(rows)
    related = _Related([*rows, *earlier.values()])
    told = ((row, _change(row, earlier.get(row.history_id), reader, related)) for row in rows)
    return [(row, change) for row, change in told if change is not None]


class _Related:
    """The records that rows point to, removed ones as their history last knew them."""

    def __init__(self, rows: Iterable[Any]) -> None:
        keys: dict[type[models.Model], set[Any]] = defaultdict(set)
        for row in rows:
            for field in row.tracked_fields:
                value = getattr(row, field.attname)
                if field.is_relation and value is not None and field.name not in _untold(row):
                    keys[field.related_model].add(value)
        self.found = {model: _by_key(model, wanted) for model, wanted in keys.items()}

    def __call__(self, model: type[models.Model], key: Any) -> Any:
        return self.found.get(model, {}).get(key)

    def record(self, row: Any) -> Versioned:
        """Return the record as the row knew it, with the records that it points to."""
        record: Versioned = row.history_object
        for field in row.tracked_fields:
            if field.is_relation:
                known = self(field.related_model, getattr(row, field.attname))
                if known is not None:
                    field.set_cached_value(record, known)
        return record


def _by_key(model: type[models.Model], keys: set[Any]) -> dict[Any, Any]:
    joined = model.named_with if issubclass(model, Versioned) else ()
    found: dict[Any, Any] = model._base_manager.select_related(*joined).in_bulk(keys)
    gone = keys - found.keys()
    if gone and issubclass(model, Versioned):
        last = model.history.filter(**{f"{model._meta.pk.attname}__in": gone})
        for row in last.order_by("history_id"):
            record = row.history_object
            found[record.pk] = record
    return found


def _untold(row: Any) -> Collection[str]:
    model = row.instance_type
    return model.untold | {"version", model._meta.pk.name}


def _change(row: Any, before: Any, reader: Reader, related: _Related) -> Change | None:
    model = row.instance_type
    hidden = reader.hidden(model)
    who, reason = _who(row.history_user), _reason(row, hidden)
    fields = [f for f in row.tracked_fields if f.name not in _untold(row)]
    what = related.record(row).named_in_history()
    if row.history_type != "~" or before is None:
        return _whole(row, [f for f in fields if f.name not in hidden], who, what, reason, related)
    changed = [f for f in fields if getattr(row, f.attname) != getattr(before, f.attname)]
    if not changed and not row._history_excluded_fields:
        return None
    seen = {f.name: _difference(f, before, row, related) for f in changed if f.name not in hidden}
    consequences = tuple(seen.pop(name) for name in sorted(model.consequences & seen.keys()))
    details = (
        *seen.values(),
        *((RESERVED,) if len(changed) > len(seen) + len(consequences) else ()),
    )
    if consequences and not details:
        act = f"par suite d’une action {_of(who)}, {what} a changé"
        return Change(row.history_date, act, consequences, reason=reason)
    if not details:
        act = f"{who} a enregistré {what}{COLON}rien de ce que l’historique garde n’a changé"
        return Change(row.history_date, act, reason=reason)
    acts = (f for f in changed if f.name not in model.consequences)
    corrects = any(is_filled(getattr(before, f.attname)) for f in acts)
    act = f"{who} a {'changé' if corrects else 'complété'} {what}"
    return Change(row.history_date, act, details, consequences, reason)


def _whole(
    row: Any, fields: list[Any], who: str, what: str, reason: str, related: _Related
) -> Change:
    """Tell of a record that came or went, or whose earlier state was not kept."""
    model = row.instance_type
    told = {
        field.name: f"{label(field)}{COLON}{text}"
        for field in fields
        if field.name != model.told_with
        if (text := written(field, getattr(row, field.attname), related))
    }
    derived = tuple(told.pop(name) for name in sorted(model.consequences & told.keys()))
    act = _coming_or_going(row, who, what)
    then = derived if row.history_type == "+" else ()
    why = "" if reason == REPRISE else reason
    return Change(row.history_date, act, tuple(told.values()), then, why, WHOLE[row.history_type])


def _difference(field: Any, before: Any, row: Any, related: _Related) -> str:
    then, now = (written(field, getattr(r, field.attname), related) for r in (before, row))
    return difference(label(field), then, now, is_date=isinstance(field, models.DateField))


def _coming_or_going(row: Any, who: str, what: str) -> str:
    if row.history_change_reason == REPRISE:
        return f"reprise de ce qui précède l’historique{COLON}{what}, version {row.version}"
    if row.history_type == "~":
        return f"{who} a changé {what}, sans que son état d’avant ait été gardé"
    return f"{who} a {'ajouté' if row.history_type == '+' else 'supprimé'} {what}"


def _reason(row: Any, hidden: Collection[str]) -> str:
    reason = row.history_change_reason or ""
    # A note about someone is read by those who read about them.
    return reason.partition(COLON)[0] if hidden else reason


def _who(user: Any) -> str:
    if user is None:
        return APPLICATION
    return str(user) if user.is_active else f"{user} (compte fermé)"


def _of(who: str) -> str:
    first = unicodedata.normalize("NFD", who)[:1].lower()
    return f"d’{who}" if first in "aeiouyh" else f"de {who}"
