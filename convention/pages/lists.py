"""A list page of a convention: what the date and the person let one see."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.text import slugify

from convention.access import lists_of
from revitalisation.dated import dates_of
from revitalisation.ui import filters
from revitalisation.ui.columns import Column
from revitalisation.ui.lists import ListPage

from .base import Button, OpensToday

State = tuple[str, Callable[[date], Q]]


class StateFilter(filters.ChoiceFilter):
    """What a record is at the date of the page; ``states`` maps a word to (label, condition)."""

    def __init__(self, states: Mapping[str, State], label: str = "État") -> None:
        self.states = states
        super().__init__(label=label, choices=[(k, words) for k, (words, _) in states.items()])

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        if value not in self.states:
            return qs
        _, condition = self.states[value]
        return qs.filter(condition(self.parent.as_of))


class ConventionList(OpensToday, ListPage):
    """A list of records of the convention, as known at the date of the page.

    ``model`` has a manager with ``of(convention)`` and says in ``dates`` which day dates what.
    ``buttons`` are (right, label, name of the page) shown above the list.
    """

    template_name = "convention/list.html"
    buttons: ClassVar[tuple[Button, ...]] = ()
    model: Any

    def get_as_of(self) -> date:
        return self.as_of

    def get_queryset(self) -> QuerySet[Any]:
        records: QuerySet[Any] = self.model._default_manager.of(self.convention)
        return records.filter(dates_of(self.model).begun(self.as_of))

    def get_row_actions(self) -> list[tuple[str, Column]]:
        """Return the column of what the person may do with each row, if anything."""
        return []

    def get_table_kwargs(self) -> dict[str, Any]:
        return super().get_table_kwargs() | {"extra_columns": self.get_row_actions()}

    def get_file_name(self) -> str:
        return f"{slugify(self.get_title())}-{self.as_of.isoformat()}"

    def get_actions(self) -> list[tuple[str, str]]:
        # Nothing is entered of an axis that the convention does not have.
        match = self.request.resolver_match
        open_lists: list[str | None] = [page for page, *_ in lists_of(self.convention)]
        is_open = match is not None and match.url_name in open_lists
        return self.form_links(self.buttons) if is_open else []
