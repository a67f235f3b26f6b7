"""What keeps SQLite’s REPLACE from removing a row, or taking its key, unseen.

REPLACE fires no trigger of the row that it removes, unless the connection asks for it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.utils import ConnectionHandler

from .refusal import ALWAYS, Refusal, differ

ALREADY_THERE = "Cet enregistrement existe déjà\u00a0: il ne se remplace pas."


def no_way_round(own: list[Refusal]) -> Iterator[Refusal]:
    """Yield, for the tables of which ``own`` refuse something, what keeps REPLACE from it."""
    guarded = {refusal.table for refusal in own if {"UPDATE", "DELETE"} & {*refusal.events}}
    known = {refusal.name for refusal in own}
    unchanged = {r.table for r in own if "UPDATE" in r.events and r.condition == ALWAYS}
    for model in apps.get_models():
        table = model._meta.db_table
        if table not in guarded or model._meta.proxy:
            continue
        if f"{table}_replaced" not in known:
            yield from not_replaced(model)
        if table not in unchanged:
            yield from _not_taken(model)


def not_replaced(model: type[models.Model]) -> Iterator[Refusal]:
    """Yield the refusals of a row whose key, or anything unique, is that of a stored one."""
    table, key = model._meta.db_table, model._meta.pk.column
    same = f'EXISTS (SELECT 1 FROM "{table}" o WHERE o."{key}" = NEW."{key}")'  # noqa: S608
    yield Refusal(f"{table}_replaced", table, ("INSERT",), same, ALREADY_THERE, only="sqlite")
    for unique in _uniques(model):
        twin = f"EXISTS ({unique.twin})"
        yield Refusal(
            f"{unique.name}_replaced", table, ("INSERT",), twin, unique.message, only="sqlite"
        )


def _not_taken(model: type[models.Model]) -> Iterator[Refusal]:
    """Yield the refusals of another key, and of what is unique to another row."""
    table, key = model._meta.db_table, model._meta.pk.column
    moved = f'NEW."{key}" <> OLD."{key}"'
    yield Refusal(f"{table}_rekeyed", table, ("UPDATE",), moved, ALREADY_THERE, only="sqlite")
    for unique in _uniques(model):
        # Most updates change nothing of the kind, and look no other row up.
        taken = f'({differ(*unique.read)}) AND EXISTS ({unique.twin} AND o."{key}" <> OLD."{key}")'
        yield Refusal(
            f"{unique.name}_taken", table, ("UPDATE",), taken, unique.message, only="sqlite"
        )


@dataclass(frozen=True)
class _Unique:
    """Columns of a table that no two rows share, among those that meet ``condition``."""

    table: str
    columns: tuple[str, ...]
    condition: str = ""

    @property
    def name(self) -> str:
        return "_".join((self.table, *self.columns))

    @property
    def message(self) -> str:
        """What SQLite says when its index refuses: one sentence is made of both."""
        on = ", ".join(f"{self.table}.{column}" for column in self.columns)
        return f"UNIQUE constraint failed: {on}"

    @property
    def read(self) -> tuple[str, ...]:
        """All the columns that decide, those of the condition included."""
        return (*self.columns, *_COLUMN.findall(self.condition))

    @property
    def twin(self) -> str:
        """The selection of the stored rows that leave no room for NEW."""
        same = [f'o."{column}" = NEW."{column}"' for column in self.columns]
        among = [_COLUMN.sub(rf'{row}."\1"', self.condition) for row in ("o", "NEW")]
        both = " AND ".join([*same, *(f"({text})" for text in among if text)])
        return f'SELECT 1 FROM "{self.table}" o WHERE {both}'  # noqa: S608


_COLUMN = re.compile(r'"(\w+)"')


def _uniques(model: type[models.Model]) -> Iterator[_Unique]:
    """Yield all that SQLite keeps unique in a table, besides its key."""
    meta = model._meta

    def on(names: Iterable[str], condition: str = "") -> _Unique:
        columns = tuple(str(meta.get_field(name).column) for name in names)  # type: ignore[union-attr]
        return _Unique(meta.db_table, columns, condition)

    for field in meta.concrete_fields:
        if field.unique and not field.primary_key:
            yield on([field.name])
    for names in meta.unique_together:
        yield on(names)
    sqlite = ConnectionHandler({"default": {"ENGINE": "django.db.backends.sqlite3"}})["default"]
    editor = sqlite.SchemaEditorClass(sqlite, collect_sql=True)
    for constraint in meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            if constraint.expressions:
                raise ImproperlyConfigured(f"{constraint.name} is not on columns: guard it here.")
            condition = constraint._get_condition_sql(model, editor)  # type: ignore[attr-defined]
            yield on(constraint.fields, condition or "")
