"""Corrections proposed to the identity of companies, which administrators settle."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from convention.admin import OfConvention
from convention.models import Convention

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


@admin.register(CompanyProposal)
class CompanyProposalAdmin(OfConvention):
    """Proposals, those that wait first; what a convention knows besides is not shown."""

    form = SettlementForm
    list_display = ("proposed_on", "convention", "company", "siret", "official_name", "outcome")
    list_display_links = ("proposed_on", "company")
    list_filter = ("outcome",)
    list_select_related = ("company__convention",)
    ordering = ("outcome", "-proposed_on", "-pk")
    search_fields = ("siret", "official_name", "company__name")
    asked: ClassVar[tuple[str, ...]] = (
        "convention", "company", "current_siret", "current_name", "followers", "siret",
        "official_name", "reason", "proposed_by", "proposed_on",
    )  # fmt: skip
    fieldsets = (
        ("Proposition", {"fields": asked}),
        ("Réponse", {"fields": ("outcome", "answer", "settled_by", "settled_on")}),
    )
    readonly_fields = (*asked, "settled_by", "settled_on")

    @admin.display(description="convention", ordering="company__convention")
    def convention(self, proposal: CompanyProposal) -> str:
        return str(proposal.company.convention)

    @admin.display(description="SIRET actuel")
    def current_siret(self, proposal: CompanyProposal) -> str | None:
        return proposal.company.siret

    @admin.display(description="nom officiel actuel")
    def current_name(self, proposal: CompanyProposal) -> str | None:
        return proposal.company.identity.official_name or None

    @admin.display(description="fiches qui suivent ce SIRET")
    def followers(self, proposal: CompanyProposal) -> int:
        return proposal.company.identity.known_as.count()

    def convention_of(self, record: Any) -> Convention:
        found: Convention = record.company.convention
        return found

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        # An answer corrects nothing that was filled in, and has a reason of its own.
        return self.fieldsets

    def has_add_permission(self, request: HttpRequest) -> bool:
        # They come from the pages of a convention.
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_settled = obj is not None and obj.outcome
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
