"""The history of a record of a convention: one page for all kinds, under the rights of its page."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.views.generic import TemplateView

from convention.access import history_reader
from convention.models import Axis, Convention
from revitalisation.history.rows import Changes, rows_about
from revitalisation.records import Versioned

from .records import OneRecord


class RecordHistory(OneRecord, TemplateView):
    """Who changed a record and what hangs on it, newest first; ``model`` is all it needs.

    It tells when things were entered, whatever the date of the figures. A record that was removed
    keeps its history.
    """

    template_name = "convention/history.html"
    model: Any = None
    is_removed = False

    @cached_property
    def record(self) -> Any:
        try:
            return super().record
        except Http404:
            removed = self._removed()
            if removed is None:
                raise
            self.is_removed = True
            return removed

    def removed_rows(self) -> QuerySet[Any] | None:
        """Return the rows of the history among which the last of a removed record is looked up."""
        for rows in rows_about(self.convention):
            if rows.model.instance_type is self.model:
                return rows
        return None

    def _removed(self) -> Versioned | None:
        rows = self.removed_rows()
        if rows is None:
            return None
        row = rows.filter(**{self.model._meta.pk.attname: self.kwargs["pk"]}).first()
        # One that is still there is not open to the person.
        if row is None or row.history_type != "-":
            return None
        gone: Versioned = row.history_object
        return gone

    def get_parents(self) -> list[tuple[str, str]]:
        # Read first: it says whether the record still has a page.
        parents = super().get_parents()
        return [] if self.is_removed else parents

    def get_records(self) -> list[Versioned]:
        """Return the records whose changes are told."""
        return [self.record]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = Changes(history_reader(self.request.user, self.convention), *self.get_records())
        page = told.page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {"title": "Historique"} | page


class ConventionHistory(RecordHistory):
    """The history of the text: terms, axes, budgets, rules, perimeter, parts that bodies play."""

    @cached_property
    def record(self) -> Convention:
        return self.convention

    def get_parents(self) -> list[tuple[str, str]]:
        return []


class AxisHistory(RecordHistory):
    """The history of an axis: its targets, measures, budgets, sites and skills plans."""

    model = Axis

    @cached_property
    def record(self) -> Axis:
        for axis in self.convention.axes.all():
            if axis.number == self.kwargs["number"]:
                return axis
        raise Http404
