"""The administration of records that have a history: it asks why, and tells the same sentences."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from revitalisation.records import Versioned
from revitalisation.ui.administration import VersionedAdmin, VersionedInline, VersionedRow

from .reasons import HINT, LABEL, LONGEST, CorrectionForm, current, given, needed
from .rows import Changes
from .sentences import Reader

REASON = "change_reason"
# What asks for a right in a convention is read there.
READER = Reader(hidden=lambda model: tuple(model.read_with))


class AdministrationForm(CorrectionForm):
    """A form of the administration, with its reason."""

    change_reason = forms.CharField(
        label=LABEL,
        max_length=LONGEST,
        required=False,
        widget=forms.TextInput({"class": "vTextField"}),
        help_text=HINT,
    )
    is_coded = False


class CorrectedLines(BaseInlineFormSet):
    """Lines within a form: replacing, emptying or removing one takes the reason of the form."""

    def clean(self) -> None:
        super().clean()
        if current():
            return
        changes: list[str] = []
        for form in self.initial_forms:
            changes += (
                [f"{form.instance}\u00a0: supprimé"]
                if form in self.deleted_forms
                else form.found_corrections  # type: ignore[attr-defined]
            )
        if changes:
            raise ValidationError(needed(changes))


class LineForm(VersionedRow, CorrectionForm):
    """One line; the form around it asks why."""

    found_corrections: list[str] = []

    def _post_clean(self) -> None:
        if not self.instance._state.adding:
            self.found_corrections = self.corrections()
        super()._post_clean()


class HistoryInline(VersionedInline):
    """Lines of records that have a history."""

    form, formset = LineForm, CorrectedLines


class HistoryAdmin(VersionedAdmin):
    """Corrections and removals take a reason; « Historique » tells who changed what, and why."""

    object_history_template = "admin/changes.html"
    delete_confirmation_template = "admin/removal.html"

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if change:
            kwargs["form"] = type("CorrectionForm", (AdministrationForm, self.form), {})
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        found = super().get_fieldsets(request, obj)
        asks = obj is not None and self.has_change_permission(request, obj)
        return [*found, (None, {"fields": (REASON,)})] if asks else found

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        with given(_reason(request)):
            return super().changeform_view(request, *args, **kwargs)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        reason = _reason(request)
        if request.method == "POST" and not reason and self.has_delete_permission(request):
            messages.error(request, "Indiquez le motif de la suppression.")
            return HttpResponseRedirect(request.get_full_path())
        with given(reason):
            return super().delete_view(request, object_id, extra_context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        record = self.get_object(request, unquote(object_id))
        told = isinstance(record, Versioned) and Changes(READER, record)
        page = told.page(request.GET.get("page")) if told else {}
        return super().history_view(request, object_id, page | (extra_context or {}))


def _reason(request: HttpRequest) -> str:
    return request.POST.get(REASON, "").strip()[:LONGEST]
