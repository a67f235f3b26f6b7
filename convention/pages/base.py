"""What every page of a convention shares: who may open it, and the date it speaks of."""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic.base import View

from convention.access import Right, holders, remember_role, rights, tabs_of, visible
from convention.models import Committee, Convention, follow_up_committees, term_of
from revitalisation.accounts.models import User
from revitalisation.ui.columns import Action, ActionsColumn, Column
from revitalisation.ui.dates import dated, parse_as_of

from . import addresses

# Who may open a form, what its button says, the name of its page.
Button = tuple[Right, str, str]


class ConventionPage(View):
    """A page of one convention at one date (``?au=AAAA-MM-JJ``).

    A convention the user may not see answers 404, as an unknown one does. ``right`` is what the
    page asks for; without it the answer is 403.
    """

    right: Right = Right.VIEW
    # What the page reads of the convention, fetched with it: in one query, then one each.
    joined: tuple[str, ...] = ()
    related: tuple[Any, ...] = ("axes", "committees", "terms")
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.right not in rights(request.user, self.convention):
            bodies = holders(self.convention, self.right, timezone.localdate())
            raise PermissionDenied(
                "Votre rôle dans cette convention ne permet pas cette action. "
                f"Elle revient à\u00a0: {bodies}."
            )
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def convention(self) -> Convention:
        """The convention named in the address."""
        user = self.request.user
        convention = get_object_or_404(
            self.conventions().select_related(*self.joined).prefetch_related(*self.related),
            slug=self.kwargs["slug"],
        )
        remember_role(user, convention)
        return convention

    def conventions(self) -> QuerySet[Convention]:
        """Return the conventions that the person may see."""
        return visible(Convention.objects.all(), self.request.user)

    @property
    def person(self) -> User:
        """The signed-in person: every page asks for sign-in."""
        return cast("User", self.request.user)

    @cached_property
    def as_of(self) -> date:
        """The date of what the page tells."""
        return parse_as_of(self.request.GET.get("au"), self.get_default_as_of())

    def get_default_as_of(self) -> date:
        """Return the date at which the page opens."""
        return default_as_of(self.convention)

    @property
    def is_past(self) -> bool:
        """Whether the page tells a day before today: what is only planned is not told then."""
        return self.as_of < timezone.localdate()

    def at(self, page: str, *args: str | int) -> str:
        """Return the address of another page of the convention, at the date of this one."""
        return addresses.at(page, self.as_of, self.convention.slug, *args)

    def address_of(self, record: Any) -> str:
        """Return the address of the page of a record, at the date of this one."""
        return dated(record.get_absolute_url(), self.as_of)

    def form_url(self, page: str, *args: str | int) -> str:
        """Return the address of a form, which is of today whatever the date of this page."""
        return addresses.at(page, None, self.convention.slug, *args)

    def form_links(self, buttons: tuple[Button, ...], *args: str | int) -> list[tuple[str, str]]:
        """Return (label, address) of the forms that the person may open."""
        held = rights(self.request.user, self.convention)
        return [
            (label, self.form_url(page, *args)) for right, label, page in buttons if right in held
        ]

    def action_columns(
        self, right: Right, label: str, actions: Callable[[Any], list[Action]]
    ) -> list[tuple[str, Column]]:
        """Return the column of what the person may do with each record of a table, if anything."""
        may = right in rights(self.request.user, self.convention)
        return [("actions", ActionsColumn(label, actions))] if may else []

    @property
    def section(self) -> str:
        """The page of a tab that this one is, or belongs to."""
        match = self.request.resolver_match
        return (match.url_name if match else None) or ""

    @cached_property
    def dates(self) -> list[tuple[date, str]]:
        """The dates offered: today and each committee, latest first."""
        held = sorted(self.convention.committees.all(), key=_as_of, reverse=True)
        labels = {
            c.as_of: f"{c.get_kind_display()} du {c.held_on:%d/%m/%Y}"
            for c in held
            if c.kind != Committee.Kind.COMMITMENT
        }
        return [(timezone.localdate(), "Aujourd’hui"), *labels.items()]

    @property
    def date_label(self) -> str:
        """What the date of the page is: today, or the figures of a committee that it may tell."""
        if not self.is_past:
            return "Aujourd’hui"
        told = [
            c
            for c in self.convention.committees.all()
            if c.as_of == self.as_of
            and c.kind != Committee.Kind.COMMITMENT
            and c.is_told(self.as_of, is_past=True)
        ]
        return str(max(told, key=lambda c: c.held_on)) if told else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the templates of a convention’s pages read."""
        parent = getattr(super(), "get_context_data", None)
        context: dict[str, Any] = parent(**kwargs) if parent else dict(kwargs)
        return context | self.of_convention()

    def of_convention(self) -> dict[str, Any]:
        """Return what the templates read of the convention and of the date."""
        return {
            "convention": self.convention,
            "as_of": self.as_of,
            "is_past": self.is_past,
            "today": timezone.localdate(),
            "date_choices": self.dates,
            "date_label": self.date_label,
            "nav_tabs": [(tab, pages, dict(pages)) for tab, pages in tabs_of(self.convention)],
            "section": self.section,
            "rights": rights(self.request.user, self.convention),
            "Right": Right,
        }


class OpensToday(ConventionPage):
    """A page that opens at today, also past the term: who has just entered something sees it."""

    def get_default_as_of(self) -> date:
        return timezone.localdate()


def default_as_of(convention: Convention) -> date:
    """Return the date a convention opens at: today, or its last committee once past its term."""
    today = timezone.localdate()
    read = (c for c in follow_up_committees(convention) if c.as_of <= today)
    committees = sorted(read, key=_as_of)
    term = term_of(convention, today)
    if term is not None and term.ends_on < today and committees:
        return committees[-1].as_of
    return today


def _as_of(committee: Committee) -> date:
    return committee.as_of
