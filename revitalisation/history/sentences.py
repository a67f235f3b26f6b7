"""Rows of the history as sentences: who changed what, from what, to what, when and why."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import models

from revitalisation.records import Versioned
from revitalisation.ui import french

from .reading import read
from .reprise import REPRISE
from .values import COLON, difference, is_filled, label, moment, sentence, written

APPLICATION = "l’application"
RESERVED = "Une information réservée"
# One transaction writes its rows within it; a person does not act twice.
AT_ONCE = timedelta(seconds=1)
WHOLE = {"+": "Ce qui a été saisi", "~": "Son état d’alors", "-": "Ce qui a été supprimé"}


@dataclass(frozen=True)
class Reader:
    """What the person who reads may read: which columns are hidden."""

    hidden: Callable[[type[Versioned]], Collection[str]]


@dataclass(frozen=True)
class Change:
    """One change: ``details`` say from what to what, ``consequences`` what rules made of it.

    ``whole`` when a record came or went: what the details, then all that it held, are called.
    Rules alone changed a record of which ``effects`` says what it does now, by its name: a
    consequence of the act, by the same person (``by``) at once, on what belongs to it. ``about`` is
    the record that rules changed or, of an act, the one to which what changed belongs.
    """

    at: datetime
    act: str
    details: tuple[str, ...] = ()
    consequences: tuple[str, ...] = ()
    reason: str = ""
    whole: str = ""
    effects: tuple[str, ...] = ()
    by: Any = None
    about: tuple[Any, Any] | None = None

    def follows(self, act: "Change") -> bool:
        """Say whether this is what rules made, at once, of another change."""
        is_its_own = (self.by, self.about) == (act.by, act.about) and not act.effects
        return bool(self.effects) and is_its_own and abs(self.at - act.at) <= AT_ONCE

    def with_consequences(self, effects: tuple[str, ...]) -> "Change":
        """Return the change with what rules made of other records."""
        return replace(self, consequences=(*self.consequences, *effects))

    @property
    def when(self) -> str:
        """The day and the hour, in words."""
        return moment(self.at)

    def __str__(self) -> str:
        after = [f"De ce fait, {text}" for text in self.consequences]
        why = [f"Motif{COLON}{self.reason}"] if self.reason else []
        return sentence(f"Le {self.when}, {self.act}", *self.details, *after, *why)


# The kind of history and the key of a row of it.
Row = tuple[type[models.Model], int]


def row_key(row: Any) -> Row:
    """Return what tells a row from those of every kind."""
    return type(row), row.history_id


def tell(
    rows: Iterable[Any], earlier: Mapping[Row, Any], reader: Reader
) -> Iterator[tuple[Row, Change]]:
    """Yield each row, of whatever kind, with the change that it tells; one query for all of them.

    ``earlier`` maps a row to the row before it of the same record. A row that repeats the one
    before tells nothing, unless its record has columns that the history does not keep.
    """
    rows = list(rows)
    related = _Related([*rows, *earlier.values()])
    for row in rows:
        change = _change(row, earlier.get(row_key(row)), reader, related)
        if change is not None:
            yield row_key(row), change


class _Related:
    """The records that rows point to, removed ones as their history last knew them."""

    def __init__(self, rows: Iterable[Any]) -> None:
        keys: dict[type[models.Model], set[Any]] = defaultdict(set)
        for row in rows:
            for field in (*_told(row), row._meta.get_field("history_user")):
                value = getattr(row, field.attname)
                if field.is_relation and value is not None:
                    keys[field.related_model].add(value)
        self.found: dict[type[models.Model], dict[Any, Any]] = defaultdict(dict)
        known = read(source for kind, wanted in keys.items() for source in _sources(kind, wanted))
        gone = sorted((r for r in known if hasattr(r, "history_id")), key=lambda r: r.history_id)
        for record in (*map(_as_known, gone), *(r for r in known if not hasattr(r, "history_id"))):
            self.found[type(record)][record.pk] = record
        for kind in keys:
            for record in self.found[kind].values():
                self._link(record, map(kind._meta.get_field, _named_with(kind)))

    def __call__(self, model: type[models.Model], key: Any) -> Any:
        return self.found.get(model, {}).get(key)

    def record(self, row: Any) -> Versioned:
        """Return the record as the row knew it, with the records that it points to."""
        record: Versioned = _as_known(row)
        self._link(record, row.tracked_fields)
        return record

    def _link(self, record: Any, fields: Iterable[Any]) -> None:
        for field in fields:
            if field.is_relation:
                known = self(field.related_model, getattr(record, field.attname))
                if known is not None:
                    field.set_cached_value(record, known)


def _sources(kind: type[models.Model], keys: set[Any]) -> Iterator[models.QuerySet[Any]]:
    """Yield what finds records, and what their names read: stored, or last known of those gone."""
    stored = kind._base_manager.filter(pk__in=keys)
    found = [stored]
    if issubclass(kind, Versioned):
        key = kind._meta.pk.attname
        last = kind.history.filter(**{f"{key}__in": keys})
        found.append(last.exclude(**{f"{key}__in": stored.values("pk")}))
    yield from found
    for name in _named_with(kind):
        link: Any = kind._meta.get_field(name)
        for records in found:
            yield link.related_model._base_manager.filter(pk__in=records.values(link.attname))


def _named_with(kind: type[models.Model]) -> Collection[str]:
    return kind.named_with if issubclass(kind, Versioned) else ()


def _as_known(row: Any) -> Any:
    """Return a record as a row of its history knew it, without what the history does not keep."""
    names = [field.attname for field in row.tracked_fields]
    return row.instance_type(**{name: getattr(row, name) for name in names})


def _told(row: Any) -> list[Any]:
    """Return the columns of a row that the history tells."""
    model = row.instance_type
    untold = model.untold | {"version", model._meta.pk.name}
    return [field for field in row.tracked_fields if field.name not in untold]


def _change(row: Any, before: Any, reader: Reader, related: _Related) -> Change | None:
    model = row.instance_type
    hidden = reader.hidden(model)
    who = _who(related(row._meta.get_field("history_user").related_model, row.history_user_id))
    reason, fields = _reason(row, hidden), _told(row)
    what = related.record(row).named_in_history()
    if row.history_type != "~" or before is None:
        return _whole(row, [f for f in fields if f.name not in hidden], who, what, reason, related)
    changed = [f for f in fields if getattr(row, f.attname) != getattr(before, f.attname)]
    if row.history_change_reason in model.acts:
        act = f"{who} {model.acts[row.history_change_reason].format(what)}"
        return Change(row.history_date, act, by=row.history_user_id)
    if not changed and not row._history_excluded_fields:
        return None
    seen = {f.name: _difference(f, before, row, related) for f in changed if f.name not in hidden}
    derived = [f for f in changed if f.name in model.consequences and f.name in seen]
    effects = [text for f in derived if (text := _effect(f, row, before, related))]
    consequences = tuple(seen.pop(f.name) for f in derived)
    details = (
        *seen.values(),
        *((RESERVED,) if len(changed) > len(seen) + len(consequences) else ()),
    )
    if consequences and not details:
        act = f"par suite d’une action {french.of(who)}, {what} a changé"
        named = tuple(f"{what} {effect}" for effect in effects)
        return Change(
            row.history_date, act, consequences, (), reason, "", named, row.history_user_id,
            (model, getattr(row, model._meta.pk.attname)),
        )  # fmt: skip
    if not details:
        act = f"{who} a enregistré {what}{COLON}rien de ce que l’historique garde n’a changé"
        return Change(row.history_date, act, reason=reason)
    acts = (f for f in changed if f.name not in model.consequences)
    corrects = any(is_filled(getattr(before, f.attname)) for f in acts)
    act = f"{who} a {'changé' if corrects else 'complété'} {what}"
    then = tuple(f"il {effect}" for effect in effects)
    return Change(
        row.history_date, act, details, then, reason, by=row.history_user_id, about=_above(row)
    )


def _whole(
    row: Any, fields: list[Any], who: str, what: str, reason: str, related: _Related
) -> Change:
    """Tell of a record that came or went, or whose earlier state was not kept."""
    model = row.instance_type
    told = [
        f"{label(field)}{COLON}{text}"
        for field in fields
        if field.name != model.told_with and field.name not in model.consequences
        if (text := written(field, getattr(row, field.attname), related))
    ]
    derived = (field for field in fields if field.name in model.consequences)
    effects = tuple(_effect(field, row, None, related) for field in derived)
    act = _coming_or_going(row, who, what)
    then = tuple(f"il {e}" for e in effects if e) if row.history_type == "+" else ()
    why = "" if reason == REPRISE else reason
    whole, by = WHOLE[row.history_type], row.history_user_id
    if row.history_type != "+" or reason == REPRISE:
        return Change(row.history_date, act, tuple(told), then, why, whole, by=by)
    if model.comes_with:
        act = f"par suite d’une action {french.of(who)}, {what} a été ouvert"
        opened = (" ".join((f"{what} est ouvert", *(f"et {e}" for e in effects if e))),)
        return Change(row.history_date, act, then, (), why, "", opened, by, _above(row))
    itself = (model, getattr(row, model._meta.pk.attname))
    return Change(row.history_date, act, tuple(told), then, why, whole, by=by, about=itself)


def _above(row: Any) -> tuple[Any, Any] | None:
    """Return the kind and the key of the record to which the one of a row belongs."""
    model = row.instance_type
    if not model.told_with:
        return None
    link = model._meta.get_field(model.told_with)
    return link.related_model, getattr(row, link.attname)


def _effect(field: Any, row: Any, before: Any, related: _Related) -> str:
    """Return what a record does by a column that rules filled or emptied; nothing, maybe."""
    filled, emptied = row.instance_type.consequences[field.name]
    now = written(field, getattr(row, field.attname), related)
    then = written(field, getattr(before, field.attname), related) if before else ""
    if not now:
        return emptied if then else ""
    return filled.format(now) + (f" (auparavant{COLON}{then})" if then else "")


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
