"""A list page of a convention: what the date and the person let one see."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar

from django.db.models import Case, F, Q, QuerySet, When
from django.urls import reverse
from django.utils.text import slugify

from revitalisation.ui import filters
from revitalisation.ui.lists import ListPage

from .access import Right, rights
from .pages import ConventionPage

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
        return qs.filter(condition(self.parent.request.as_of))


class ConventionList(ConventionPage, ListPage):
    """A list of records of the convention, as known at the date of the page.

    ``model`` has a manager with ``of(convention)``; ``known_from`` names the date by which a record
    exists. ``buttons`` are (right, label, name of the page) shown above the list.
    """

    template_name = "convention/list.html"
    known_from = ""
    buttons: ClassVar[tuple[tuple[Right, str, str], ...]] = ()
    model: Any

    def get_queryset(self) -> QuerySet[Any]:
        known = {f"{self.known_from}__lte": self.as_of} if self.known_from else {}
        records: QuerySet[Any] = self.model._default_manager.of(self.convention)
        return records.filter(**known)

    def get_filterset_kwargs(self, filterset_class: Any) -> dict[str, Any]:
        # States are states at the date of the page.
        self.request.as_of = self.as_of  # type: ignore[attr-defined]
        kwargs: dict[str, Any] = super().get_filterset_kwargs(filterset_class)
        return kwargs

    def known_by_date(self, **dated: str) -> dict[str, Case]:
        """Return annotations ``known_NAME``: a column, null until its date has come.

        ``dated`` maps the name of a column to that of the date by which it is known.
        """
        return {
            f"known_{name}": Case(When(**{f"{day}__lte": self.as_of}, then=F(name)))
            for name, day in dated.items()
        }

    def get_file_name(self) -> str:
        return f"{slugify(self.get_title())}-{self.as_of.isoformat()}"

    def get_link_query(self) -> str:
        return f"?au={self.as_of.isoformat()}"

    def get_actions(self) -> list[tuple[str, str]]:
        held = rights(self.request.user, self.convention)
        return [
            (label, reverse(page, args=[self.convention.slug]))
            for right, label, page in self.buttons
            if right in held
        ]
