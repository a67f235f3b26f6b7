"""The one list page: filters in the address, totals, sort, pages, exports, partial refresh."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.text import slugify
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from .exports import export
from .filters import FilterSet
from .formats import integer
from .tables import Table

Total = tuple[Any, Callable[[Any], str]]


class ListPage(SingleTableMixin, FilterView):
    """One page, one list; a further list is a table, a filter set and these attributes.

    ``totals`` maps a label to (aggregate, formatter), taken over all the filtered rows; like a
    column, an aggregate reads the record itself or what ``annotate_rows`` adds to it, so that no
    join multiplies anything. One that its formatter writes as nothing is not shown.
    """

    template_name = "ui/list.html"
    fragment_template_name = "ui/_list_fragment.html"
    base_template = "base.html"
    filterset_class: type[FilterSet] = FilterSet
    table_class: type[Table]
    title = ""
    intro = ""
    totals: dict[str, Total] = {}
    rows_per_page = 50

    def get_title(self) -> str:
        return self.title

    def get_intro(self) -> str:
        return self.intro

    def get_actions(self) -> list[tuple[str, str]]:
        """Return (label, address) of the buttons above the list."""
        return []

    def annotate_rows(self, queryset: QuerySet) -> QuerySet:
        """Add relations and annotations; totals pay only for those that they name."""
        return queryset

    def get_as_of(self) -> date | None:
        """Return the date of the page, if it has one: filters and rows are those of that date."""
        return None

    def get_totals(self) -> dict[str, Total]:
        return self.totals

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"as_of": self.get_as_of()}

    def get_filterset_kwargs(self, filterset_class: type[FilterSet]) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_filterset_kwargs(filterset_class)
        # Only an address that filters binds the form: a bare sort must not validate anything.
        kwargs["data"] = self.request.GET if self._is_filtered(filterset_class) else None
        return kwargs | {"as_of": self.get_as_of()}

    def _is_filtered(self, filterset_class: type[FilterSet]) -> bool:
        return any(self.request.GET.get(name) for name in filterset_class.base_filters)

    def get_table(self, **kwargs: Any) -> Table:
        table = self.table_class(data=self.annotate_rows(self.object_list), **kwargs)
        if order := self.request.GET.getlist(table.prefixed_order_by_field):
            table.order_by = order
        table.caption = table.caption or self.get_title()
        return table

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.filterset = self.get_filterset(self.filterset_class)
        is_valid = not self.filterset.is_bound or self.filterset.is_valid()
        self.object_list = self.filterset.qs if is_valid else self.filterset.queryset.none()
        wanted = request.GET.get("format")
        if wanted in {"csv", "xlsx"} and is_valid:
            return export(self.get_table(**self.get_table_kwargs()), wanted, self.get_file_name())
        context = self.get_context_data(filter=self.filterset)
        response = self.render_to_response(context)
        patch_vary_headers(response, ["HX-Request"])
        return response

    def get_file_name(self) -> str:
        """Return the name of an export: the title and the day."""
        return f"{slugify(self.get_title())}-{timezone.localdate().isoformat()}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        table: Table = context["table"]
        count, totals = count_and_totals(table.data.data, self.get_totals())
        table.show_page(self.request.GET.get("page"), self.rows_per_page, count)
        return {
            "title": self.get_title(),
            "intro": self.get_intro(),
            "base_template": self.base_template,
            "count": count,
            "totals": totals,
            "actions": self.get_actions(),
            "is_filtered": self._is_filtered(self.filterset_class),
            "page_range": table.paginator.get_elided_page_range(
                table.page.number if table.page else 1, on_each_side=1, on_ends=1
            ),
            **context,
        }

    def get_template_names(self) -> list[str]:
        htmx = getattr(self.request, "htmx", None)
        # Going back in the browser asks for the whole page again.
        if htmx and not htmx.history_restore_request:
            return [self.fragment_template_name]
        return [self.template_name]


def count_and_totals(
    queryset: QuerySet, totals: dict[str, Total]
) -> tuple[int, list[tuple[str, str]]]:
    """Return the number of rows and each total printed, in the order declared."""
    aggregates = {f"total_{index}": total[0] for index, total in enumerate(totals.values())}
    read = {name for aggregate in aggregates.values() for name in _read(aggregate)}
    named = [name for name in queryset.query.annotations if name in read]
    values = (
        queryset.order_by().values("pk", *named).aggregate(rows_counted=Count("pk"), **aggregates)
    )
    printed = [
        (label, words)
        for index, (label, (_, formatter)) in enumerate(totals.items())
        if (words := formatter(values[f"total_{index}"] or 0))
    ]
    return values["rows_counted"], printed


def _read(expression: Any) -> Iterator[str]:
    """Yield the names of the record, or of what is added to it, that an expression reads."""
    if isinstance(expression, F):
        name: str = expression.name  # type: ignore[attr-defined]
        yield name.partition(LOOKUP_SEP)[0]
    elif isinstance(expression, tuple):
        yield expression[0].partition(LOOKUP_SEP)[0]
    elif isinstance(expression, Q):
        for child in expression.children:
            yield from _read(child)
    elif expression is not None:
        for part in expression.get_source_expressions():
            yield from _read(part)


def counted(field: str = "pk") -> Total:
    """Return a total that counts distinct values of ``field``."""
    return Count(field, distinct=True), integer
