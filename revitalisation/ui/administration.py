"""Forms of the administration: sent twice they count once, and a stale one is told so."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone

from revitalisation.dated import dates_of
from revitalisation.records import Stale, Versioned
from revitalisation.reference.forms import CommuneField
from revitalisation.reference.models import Commune

from . import conflicts, submissions
from .conflicts import SHOWN, VERSION
from .formats import long_date

MOST_NEW_ROWS = 100
CHANGED = (
    "Cette fiche a changé pendant que vous l’aviez ouverte\u00a0: rien n’a été fait. Votre saisie "
    "est gardée, le reste montre ce qui est enregistré\u202f; envoyez de nouveau pour confirmer."
)


class _Carried(forms.CharField):
    """What a form carries from its page: nobody types it."""

    widget = forms.HiddenInput({"autocomplete": "off"})

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class Versions(forms.Form):
    """Mixin before a ModelForm: carries the version of its record and what it showed of it.

    When someone else has saved the record since, the fields that were not touched take what is
    stored, and the form is refused once: sent again, it is a choice. A row of a page is refused
    only where something was typed in it.
    """

    form_version = _Carried(required=False)
    form_shown = _Carried(required=False)

    instance: Any
    data: Any
    is_row = True
    # Said of the whole page: its token.
    refusal: ValidationError | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_stale = False
        self.differences: list[conflicts.Difference] = []
        if self.instance._state.adding:
            return
        stored = {VERSION: str(self.instance.version), SHOWN: conflicts.shown_by(self)}
        self.initial.update(stored)
        if self.is_bound:
            came = {name: self.data.get(self.add_prefix(name), "") for name in stored}
            self.is_stale = conflicts.version_sent(came) != self.instance.version
            if self.is_stale:
                self._merge(came, stored)

    def _merge(self, came: dict[str, str], stored: dict[str, str]) -> None:
        model, version = type(self.instance), conflicts.version_sent(came)
        edits = conflicts.Edits(model, self.instance.pk, version)
        found, untouched, _ = conflicts.compare(self, came[SHOWN], edits)
        self.differences = found + edits.other_than(self.fields)
        self.data = self.data.copy()
        for name, value in (untouched | stored).items():
            self.data[self.add_prefix(name)] = value

    def clean(self) -> Any:
        cleaned = super().clean()
        if self.refusal is not None:
            raise self.refusal
        if self.is_stale and not (self.is_row and not self.has_changed()):
            raise ValidationError([CHANGED, *map(str, self.differences)])
        return cleaned


class VersionedRow(Versions, forms.ModelForm):
    """One row of an inline table."""


class NamesCommunes:
    """A commune is written here as on every other form: thirty-five thousand fit in no list."""

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.related_model is Commune:
            widget = CommuneField.widget({"class": "vTextField"})
            kwargs |= {"form_class": CommuneField, "help_text": CommuneField.HINT, "widget": widget}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


class VersionedInline(NamesCommunes, admin.TabularInline):
    """The rows of a record, in its form, each with its version; a hundred new ones at a time.

    Django makes a form for each row that a request says it has: a thousand take seconds.
    ``is_needed`` says that a record without any row is not finished: one is offered.
    """

    form = VersionedRow
    extra = 0
    is_needed = False

    def get_extra(self, request: Any, obj: Any = None, **kwargs: Any) -> int:
        """Return how many blank rows are offered."""
        return int(self.is_needed and not self._rows_of(obj))

    def _rows_of(self, obj: Any) -> int:
        link: Any = forms.models._get_foreign_key(self.parent_model, self.model, self.fk_name)
        rows = self.model._base_manager.filter(**{link.name: obj})
        return rows.count() if obj is not None and obj.pk else 0

    def get_formset(self, request: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Return the set of forms, of as many rows as the record has and may get at once."""
        formset = super().get_formset(request, obj, **kwargs)
        formset.max_num = formset.absolute_max = self._rows_of(obj) + MOST_NEW_ROWS
        return formset


class VersionedAdmin(NamesCommunes, admin.ModelAdmin):
    """Pages that add, change and remove a record; each is one transaction with its token."""

    # A list removes nothing: it shows no version of what it would remove.
    actions: Any = None

    def hold(self, record: Any) -> None:
        """Wait for the other writers of a record; in the order that they all keep."""
        locked = self.model._base_manager.select_for_update(no_key=True)
        list(locked.filter(pk=record.pk).values_list("pk"))

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        added = {"is_row": False, "refusal": getattr(request, "form_refusal", None)}
        return forms.models.ModelFormMetaclass(form.__name__, (Versions, form), added)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        # The page draws by itself what it carries.
        return [name for name in super().get_fields(request, obj) if name not in (VERSION, SHOWN)]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save; of a stored record, the columns of the form alone."""
        if not change:
            super().save_model(request, obj, form, change)
        else:
            columns = {field.name for field in obj._meta.concrete_fields if field.editable}
            obj.save(update_fields=(columns & form.cleaned_data.keys()) | {"version"})
        self._tell_of_plan(request, obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        for line in (*formset.new_objects, *(line for line, _ in formset.changed_objects)):
            self._tell_of_plan(request, line)

    def _tell_of_plan(self, request: HttpRequest, record: Any) -> None:
        """Say from which day the pages tell a record that is only to come."""
        first = dates_of(record).first_day(record)
        if first is not None and first > timezone.localdate():
            text = f"«\u00a0{record}\u00a0»\u00a0: les pages en tiennent compte à partir du "
            self.message_user(request, f"{text}{long_date(first)}.", level=messages.INFO)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        page = super().changeform_view

        def show(refusal: ValidationError | None, more: dict[str, Any]) -> HttpResponse:
            request.form_refusal = refusal  # type: ignore[attr-defined]
            return page(request, object_id, form_url, (extra_context or {}) | more)

        return self._once(request, object_id, show)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        page = super().delete_view

        def show(refusal: ValidationError | None, more: dict[str, Any]) -> HttpResponse:
            record = self.get_object(request, unquote(object_id))
            if record is not None and isinstance(record, Versioned):
                more["hidden"][VERSION] = record.version
                refusal = refusal or self._changed(request, record)
            if request.method == "POST" and refusal is not None:
                # Without what was sent, Django asks again.
                request.POST = QueryDict()
                more["refusal"] = refusal.messages
            return page(request, object_id, (extra_context or {}) | more)

        return self._once(request, object_id, show)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Find what goes with a record, and the kinds of what keeps it.

        Django writes « kind: name »: not all names are for administrators to read.
        """
        *going, kept = super().get_deleted_objects(objs, request)
        return *going, sorted({told.partition(":")[0] for told in kept})

    def _check_open(self, request: HttpRequest, record: Any) -> None:
        """Raise Stale for a record that someone else has settled, and that changes no more."""
        stored = self.model._base_manager.get(pk=record.pk)
        is_stale = conflicts.version_sent(request.POST) != stored.version
        if is_stale and not self.has_change_permission(request, stored):
            raise Stale

    def _changed(self, request: HttpRequest, record: Versioned) -> ValidationError | None:
        version = conflicts.version_sent(request.POST)
        if version == record.version:
            return None
        edits = conflicts.Edits(type(record), record.pk, version)
        return ValidationError([CHANGED, *map(str, edits.other_than(()))])

    def _once(self, request: HttpRequest, key: str | None, show: Callable[..., Any]) -> Any:
        """Answer with a page; of a form sent, decide in one transaction that takes its token."""
        hidden = {submissions.TOKEN: submissions.new_token()}
        if request.method != "POST":
            return show(None, {"hidden": hidden})
        with transaction.atomic():
            refusal = None
            try:
                sent, first = submissions.claim(request)
            except ValidationError as error:
                refusal = error
            else:
                if not first:
                    return submissions.answer_again(request, sent)
                hidden[submissions.TOKEN] = sent.token
                record = None if key is None else self.get_object(request, unquote(key))
                if record is not None:
                    # Removed while we waited: the page says so.
                    with suppress(ObjectDoesNotExist):
                        self.hold(record)
                        self._check_open(request, record)
            answer = show(refusal, {"hidden": hidden})
            if isinstance(answer, HttpResponseRedirect):
                submissions.remember(sent, answer.url)
            elif "popup_response_data" in (getattr(answer, "context_data", None) or {}):
                submissions.remember(sent, reverse("admin:index"))
            else:
                transaction.set_rollback(True)
        return answer
