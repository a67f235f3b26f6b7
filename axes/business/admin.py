"""Corrections proposed to the identity of companies, which administrators settle.

Of an employer of young people they read the identity that conventions share: which convention knows
it, by what name, and who proposed, would point at the young people.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from convention.access import COMPANIES_OPEN_TO_ADMINISTRATORS
from convention.admin import OfConvention

from .models import CompanyProposal


class SettlementForm(forms.ModelForm):
    """An answer: it is final, and applied at once."""

    class Meta:
        model = CompanyProposal
        fields = ("outcome", "answer")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A settled proposal is shown without any field.
        if "outcome" in self.fields:
            self.fields["outcome"].required = True

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if outcome := cleaned.get("outcome"):
            self.instance.check_outcome(outcome)
        return cleaned


RESERVED = "réservé à ceux qui la suivent"


def reserved(description: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make a column of the administration that says nothing of companies closed to it.

    It sorts nothing: the order of the rows would tell.
    """

    def decorate(read: Callable[[Any, CompanyProposal], Any]) -> Callable[..., Any]:
        @admin.display(description=description)
        def column(page: Any, proposal: CompanyProposal) -> Any:
            return read(page, proposal) if is_open(proposal) else RESERVED

        return column

    return decorate


def is_open(proposal: CompanyProposal) -> bool:
    """Say whether administrators may read who follows the company of a proposal."""
    return proposal.company.kind in COMPANIES_OPEN_TO_ADMINISTRATORS


@admin.register(CompanyProposal)
class CompanyProposalAdmin(OfConvention):
    """Proposals, those that wait first; what a convention knows besides is not shown."""

    form = SettlementForm
    list_display = (
        "proposed_on", "convention", "known_as", "current_siret", "siret", "official_name",
        "outcome",
    )  # fmt: skip
    list_filter = ("outcome",)
    list_select_related = ("company__convention", "company__identity")
    ordering = ("outcome", "-proposed_on", "-pk")
    # What is shown of all: a search that finds would tell what the page does not.
    search_fields = ("siret", "official_name", "=company__identity__siret")
    asked: ClassVar[tuple[str, ...]] = (
        "convention", "known_as", "current_siret", "current_name", "followers", "siret",
        "official_name", "reason", "author", "proposed_on",
    )  # fmt: skip
    fieldsets = (
        ("Proposition", {"fields": asked}),
        ("Réponse", {"fields": ("outcome", "answer", "settled_by", "settled_on")}),
    )
    readonly_fields = (*asked, "settled_by", "settled_on")

    @reserved("convention")
    def convention(self, proposal: CompanyProposal) -> str:
        return str(proposal.company.convention)

    @reserved("entreprise")
    def known_as(self, proposal: CompanyProposal) -> str:
        return str(proposal.company)

    @reserved("proposée par")
    def author(self, proposal: CompanyProposal) -> str:
        return str(proposal.proposed_by)

    @admin.display(description="SIRET actuel")
    def current_siret(self, proposal: CompanyProposal) -> str | None:
        return proposal.company.siret

    @admin.display(description="nom officiel actuel")
    def current_name(self, proposal: CompanyProposal) -> str | None:
        return proposal.company.identity.official_name or None

    @admin.display(description="fiches qui suivent ce SIRET")
    def followers(self, proposal: CompanyProposal) -> int:
        return proposal.company.identity.known_as.count()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        # An answer corrects nothing that was filled in, and has a reason of its own.
        return self.fieldsets

    def has_add_permission(self, request: HttpRequest) -> bool:
        # They come from the pages of a convention.
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # The outcome may be what the form has just been refused.
        is_settled = obj is not None and obj.settled_on is not None
        return not is_settled and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.settle(obj.outcome, request.user, timezone.localdate(), obj.answer)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form; what changed between its check and its answer is told above it."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(request.path)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Tell who did what; not of a company whose followers are not told."""
        proposal = self.get_object(request, unquote(object_id))
        if proposal is not None and not is_open(proposal):
            messages.warning(
                request, "L’historique de cette proposition se lit dans sa convention."
            )
            return HttpResponseRedirect(
                reverse("admin:business_companyproposal_change", args=[proposal.pk])
            )
        return super().history_view(request, object_id, extra_context)
