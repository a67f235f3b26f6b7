"""Tables of the list pages: declared and sorted by django-tables2, drawn and exported by us."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

import django_tables2
from django.core.exceptions import ImproperlyConfigured
from django.core.paginator import Page, Paginator
from django.db.models import Expression, F, Model, QuerySet
from django.utils.safestring import SafeString, mark_safe

from revitalisation.dated import as_known, known_columns

from .columns import Column
from .paths import fields_along

SORT_WORDS = {"ascending": "croissant", "descending": "décroissant"}


class Table(django_tables2.Table):
    """A table whose cells are printed by functions prepared once per column.

    Columns come from ``revitalisation.ui.columns``. ``caption`` says what is listed, the title of
    a list page otherwise, and ``region`` what the table is, where that differs; ``model`` is that
    of records given as a list. ``Meta.order_by`` is the sort of the first visit. ``as_of`` is the
    date of the page: its rows show what was known by then, and lead to that date.
    """

    caption = ""
    region = ""
    model: type[Model] | None = None
    page: Page | None = None

    def __init__(self, *args: Any, as_of: date | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("order_by_field", "tri")
        super().__init__(*args, **kwargs)
        self.as_of = as_of
        source = self.data.data
        model = source.model if isinstance(source, QuerySet) else self.model
        for bound in self.columns.iterall():
            if not isinstance(bound.column, Column):
                raise ImproperlyConfigured(
                    f"{type(self).__name__}.{bound.name} n’est pas une colonne de "
                    "revitalisation.ui.columns."
                )
            bound.column.bind(model, str(bound.accessor))

    def sorted_source(self) -> Any:
        """Return the sorted records; absent values last and ties by key, on every database."""
        source = self.data.data
        if not isinstance(source, QuerySet):
            return source
        order = source.query.order_by or source.model._meta.ordering or ()
        known = known_columns(source.model, self.as_of) if self.as_of else {}
        return source.order_by(*(_absent_last(source.model, item, known) for item in order), "pk")

    def show_page(self, number: str | int | None, per_page: int, count: int) -> None:
        """Show one page of ``count`` known records; a number out of range shows the last one."""
        source = self.sorted_source()
        # Keys first: a database would work out the annotations of every row before it sorts them.
        keys = source.values_list("pk", flat=True) if isinstance(source, QuerySet) else source
        paginator = Paginator(keys, per_page)
        # The totals have already counted the rows: the paginator must not count them again.
        paginator.__dict__["count"] = count
        self.paginator = paginator
        self.page = paginator.get_page(number)

    def records(self) -> list[Any]:
        """Return the records of the page shown, or all of them where there are no pages."""
        if self.page is None:
            return list(self.as_known(self.sorted_source()))
        shown = list(self.page.object_list)
        source = self.data.data
        if isinstance(source, QuerySet):
            found = source.order_by().in_bulk(shown)
            shown = [found[key] for key in shown]
        return list(self.as_known(shown))

    def as_known(self, records: Iterable[Any]) -> Iterator[Any]:
        """Yield records without what happened after the date of the page."""
        if self.as_of is None:
            return iter(records)
        as_of = self.as_of
        return (as_known(record, as_of) for record in records)

    def body(self) -> SafeString:
        """Return the rows of the page as HTML; every value is escaped by its column."""
        cells = [
            bound.column.cell(str(bound.accessor), self.as_of)
            for bound in self.columns.iterall()
            if bound.visible
        ]
        rows = [
            f"{self.row(record)}{''.join([cell(record) for cell in cells])}</tr>\n"
            for record in self.records()
        ]
        return mark_safe("".join(rows))  # noqa: S308

    def row(self, record: Any) -> str:
        """Return what opens the row of a record."""
        return "<tr>"

    def head(self) -> list[dict[str, Any]]:
        """Return one description per visible column: label, sort state and address to sort by."""
        return [
            {
                "name": bound.name,
                "label": bound.header,
                "is_numeric": bound.column.is_numeric,
                **(self._sort(bound) if bound.orderable else {}),
            }
            for bound in self.columns.iterall()
            if bound.visible
        ]

    @staticmethod
    def _sort(bound: Any) -> dict[str, Any]:
        alias = bound.order_by_alias
        state = ""
        if bound.is_ordered:
            state = "descending" if alias.is_descending else "ascending"
        return {
            "is_orderable": True,
            "sort": state,
            "next": str(alias.next),
            "hint": f"tri {SORT_WORDS[state]}" if state else "trier",
        }

    def export_heads(self) -> list[tuple[str, str]]:
        """Return (identifier, label) of every column, those hidden on the page included."""
        return [(bound.name, str(bound.header)) for bound in self._exported()]

    def exporters(self) -> list[tuple[Column, Callable[[Any], Any]]]:
        """Return each column with its function from a record to a typed value."""
        return [(b.column, b.column.exporter(str(b.accessor))) for b in self._exported()]

    def _exported(self) -> list[Any]:
        return [b for b in self.columns.iterall() if not b.column.exclude_from_export]


class PlainTable(Table):
    """A table within a page: a few records in their order, which nobody sorts."""

    def __init__(self, records: Iterable[Any], *columns: tuple[str, Column], **kwargs: Any) -> None:
        super().__init__(list(records), extra_columns=columns, orderable=False, **kwargs)


def _absent_last(model: type[Model], item: Any, known: dict[str, Expression]) -> Any:
    """Return one item of an order, saying where NULL goes only where there may be some.

    ``known`` gives the expression of the columns that have a day: what comes later sorts nothing.

    SQLite and PostgreSQL disagree on it; a column that is never NULL keeps its index.
    """
    if not isinstance(item, str) or item == "?":
        return item
    path = item.removeprefix("-")
    if path not in known and not _may_be_null(model, path):
        return item
    value = known.get(path, F(path))
    return value.desc(nulls_last=True) if item != path else value.asc(nulls_last=True)


def _may_be_null(model: type[Model], path: str) -> bool:
    fields = fields_along(model, path)
    # Without fields, an annotation.
    return any(getattr(field, "null", True) for field in fields) if fields else path != "pk"
