"""Which rows of the history tell of a record: its own, and those of what hangs on it."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cache
from typing import Any, cast

from django.apps import apps
from django.core.paginator import Paginator
from django.db.models import IntegerField, OuterRef, Q, QuerySet, Subquery, Value

from revitalisation.records import Versioned

from .reading import read
from .sentences import Change, Reader, Row, row_key, tell

Kind = type[Versioned]


class Changes:
    """The changes of records and of what hangs on each, newest first; a paginator cuts them."""

    def __init__(self, reader: Reader, *records: Versioned) -> None:
        self.reader = reader
        self.parts = [part for record in records for part in rows_about(record)]

    per_page = 50

    def page(self, number: str | None) -> dict[str, Any]:
        """Return what ``ui/_changes.html`` reads of one page."""
        pages: Paginator[Change] = Paginator(cast("Any", self), self.per_page)
        page = pages.get_page(number)
        numbers = pages.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
        return {"changes": page, "page_range": numbers}

    def count(self) -> int:
        return self._index().count()

    def __getitem__(self, page: slice) -> list[Change]:
        index = list(self._index().order_by("-history_date", "part", "-history_id")[page])
        told = dict(tell(*self._rows(index), self.reader))
        kinds = [part.model for part in self.parts]
        keys = ((kinds[part], key) for _, key, part in index)
        return _acts([told[key] for key in keys if key in told])

    def _index(self) -> QuerySet[Any]:
        first, *others = (
            part.order_by()
            .annotate(part=Value(number, IntegerField()))
            .values_list("history_date", "history_id", "part")
            for number, part in enumerate(self.parts)
        )
        return first.union(*others, all=True) if others else first

    def _rows(self, index: list[Any]) -> tuple[list[Any], dict[Row, Any]]:
        """Return the rows of a page and, by row, the one before it of the same record."""
        wanted: dict[Any, set[int]] = defaultdict(set)
        for _, key, part in index:
            wanted[self.parts[part].model].add(key)
        found = read(_with_earlier(history, keys) for history, keys in wanted.items())
        found.sort(key=lambda row: row.history_id)
        earlier: dict[Row, Any] = {}
        last: dict[tuple[Any, Any], Any] = {}
        for row in found:
            record = type(row), getattr(row, row.instance_type._meta.pk.attname)
            if record in last:
                earlier[row_key(row)] = last[record]
            last[record] = row
        return [row for row in found if row.history_id in wanted[type(row)]], earlier


def _with_earlier(history: Any, keys: Collection[int]) -> QuerySet[Any]:
    """Return rows of one kind, each with the row before it of the same record."""
    key = history.instance_type._meta.pk.attname
    before = history.objects.filter(
        **{key: OuterRef(key)}, history_id__lt=OuterRef("history_id")
    ).order_by("-history_id")
    rows = history.objects.filter(history_id__in=keys)
    earlier = rows.annotate(before=Subquery(before.values("history_id")[:1])).values("before")
    return history.objects.filter(Q(history_id__in=keys) | Q(history_id__in=earlier))


def _acts(newest_first: list[Change]) -> list[Change]:
    """Return changes, each with what rules made of it at once: one act is told once."""
    found: list[Change] = []
    for change in reversed(newest_first):
        if found and change.follows(found[-1]):
            found[-1] = found[-1].with_consequences(change.effects)
        else:
            found.append(change)
    return found[::-1]


def rows_about(record: Versioned) -> list[QuerySet[Any]]:
    """Return the rows about a record, then those about each kind that hangs on it.

    They are looked up in the history alone: what was removed since is told as well.
    """
    own = type(record).history.filter(**{record._meta.pk.attname: record.pk})
    return [own, *_below(type(record), [record.pk])]


def _below(kind: Kind, keys: Any) -> Iterator[QuerySet[Any]]:
    for child in kinds():
        if _points(child, child.told_with, kind):
            rows = child.history.filter(**{f"{child.told_with}__in": keys})
            yield rows
            yield from _below(child, rows.values(child._meta.pk.attname))
        elif _points(child, child.removed_from, kind):
            yield child.history.filter(**{f"{child.removed_from}__in": keys}, history_type="-")


def _points(child: Kind, name: str, kind: Kind) -> bool:
    return bool(name) and child._meta.get_field(name).related_model is kind


@cache
def kinds() -> tuple[Kind, ...]:
    """Return every kind of record that people edit."""
    return tuple(
        model
        for model in apps.get_models()
        if issubclass(model, Versioned) and not model._meta.proxy
    )
