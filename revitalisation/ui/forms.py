"""The one form page."""

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from django.views.generic.edit import FormMixin, FormView

from revitalisation.records import Stale

from . import conflicts, submissions
from .refusals import refusal_sentence
from .validators import watch_lines


class DecimalInput(forms.TextInput):
    """Shows « 1,2 »: the browser’s own number box follows its language, not the page’s."""

    def __init__(self) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off"})

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, Decimal):
            return f"{value.normalize():f}".replace(".", ",")
        return super().format_value(value)


class FormPage(FormMixin):
    """Mixin before CreateView, UpdateView or FormView: one page, one form, one transaction.

    ``success_message`` is shown on the page that follows; ``cancel_url`` leaves without saving.
    Each text is an attribute or its ``get_`` method. ``base_template`` is the template extended.

    A form sent twice counts once (``submissions``). One about a record (``get_edited``) carries
    the version that the page showed: when someone else has saved the record since, nothing is
    saved, what was typed is kept, and the page says what changed (``conflicts``).
    """

    template_name = "ui/form.html"
    base_template = "base.html"
    title = ""
    intro = ""
    submit_label = "Enregistrer"
    # Of a record that changed meanwhile, where the person chooses.
    keep_label = "Enregistrer mes valeurs"
    cancel_url = ""
    success_message = "Enregistré."
    request: HttpRequest
    # What the page says of a record that changed meanwhile; None while it did not.
    conflict: dict[str, Any] | None = None
    # The hidden fields of the page, where they are not those that came.
    fresh: tuple[str, ...] = ()

    def get_title(self) -> str:
        return self.title

    def get_intro(self) -> str:
        return self.intro

    def get_links(self) -> list[tuple[str, str]]:
        """Return (label, address) of pages where something that the form asks for is entered."""
        return []

    def get_cancel_url(self) -> str:
        """Return the address of the page left without saving."""
        return self.cancel_url or str(self.get_success_url())

    def get_success_message(self) -> str:
        return self.success_message

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        watch_lines(form)
        return form

    def hold(self) -> None:
        """Wait for the other writers of what the form is about; in the order that they all keep."""

    def get_edited(self) -> Any:
        """Return the record, with its version, that the form is about; None for a new one."""
        return None

    def read_again(self) -> None:
        """Forget the record that was read: someone else has saved it since."""

    def get_gone(self) -> HttpResponse | None:
        """Return the page about a record that is no longer there to be changed; None for a 404."""
        return None

    def save(self, form: Any) -> Any:
        """Save the form’s object, inside the transaction; a ValidationError is shown above it."""
        return form.save()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Read, decide and save in one transaction, which nothing leaves unless all was saved."""
        if conflicts.TAKE in request.POST and (record := self.get_edited()) is not None:
            return self._show_changes(record)
        with transaction.atomic():
            answer = self._answer(request, *args, **kwargs)
            if not isinstance(answer, HttpResponseRedirect):
                transaction.set_rollback(True)
        return answer

    def _answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            sent, first = submissions.claim(request)
        except ValidationError as refusal:
            self.fresh = (submissions.TOKEN,)
            return self._show_again(refusal)
        if not first:
            return submissions.answer_again(request, sent)
        self.hold()
        try:
            answer: HttpResponse = self._decide(request, *args, **kwargs)
        except Stale:
            # What conventions share is not held: the database has compared the versions.
            self.read_again()
            answer = self._decide(request, *args, **kwargs)
        if isinstance(answer, HttpResponseRedirect):
            submissions.remember(sent, answer.url)
        return answer

    def _decide(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            record = self.get_edited()
        except Http404:
            if (gone := self.get_gone()) is None:
                raise
            return gone
        if record is not None and conflicts.version_sent(request.POST) != record.version:
            return self._show_changes(record)
        answer: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
        return answer

    def _show_again(self, refusal: ValidationError) -> HttpResponse:
        self.object = self.get_object_of_form()
        form = self.get_form()
        form.add_error(None, refusal)
        return self.form_invalid(form)

    def _show_changes(self, record: Any) -> HttpResponse:
        """Show the form on what is stored now, with what was typed: sending it is a choice."""
        self.object = self.get_object_of_form()
        sent, came = self.get_form(), self.request.POST
        edits = conflicts.Edits(type(record), record.pk, conflicts.version_sent(came))
        page = came.get(conflicts.SHOWN, "")
        found, untouched, alone = conflicts.compare(sent, page, edits)
        contested = [difference for difference in found if difference.contested]
        taken = came.get(conflicts.TAKE, "").split(",")
        form = self.get_form_class()(**self.get_form_kwargs() | {"data": None, "files": None})
        for field in sent.visible_fields():
            if field.name not in untouched and field.name not in taken:
                form.initial[field.name] = field.data
        for each in contested:
            hint = form.fields[each.name].help_text
            form.fields[each.name].help_text = format_html(
                "{} Enregistré entre-temps\u00a0: {}.", hint, each.now
            )
        self.conflict = {
            "differences": found + edits.other_than(form.fields),
            "alone": alone,
            "edits": edits.told(),
            "contested": contested,
            "take": ",".join(each.name for each in contested),
            "is_taken": conflicts.TAKE in came and not found,
            "is_form": bool(form.fields),
        }
        self.fresh = (conflicts.VERSION,)
        self._stored = conflicts.shown_by(sent)
        context = self.get_context_data(form=form)
        status = 200 if self.conflict["is_taken"] else 409
        return cast("HttpResponse", self.render_to_response(context, status=status))  # type: ignore[attr-defined]

    def get_object_of_form(self) -> Any:
        """Return what Django’s views call ``object``: the record that is changed, if any."""
        return self.get_edited()

    def get_hidden(self, form: forms.BaseForm) -> dict[str, str]:
        """Return the hidden fields of the page: its token and, of a record, what it shows.

        A form shown again is still the one that came, but for what has to be ``fresh``.
        """
        record, came = self.get_edited(), self.request.POST
        opened = self.request.method != "POST"
        hidden = {submissions.TOKEN: came.get(submissions.TOKEN, "")}
        if opened or submissions.TOKEN in self.fresh:
            hidden[submissions.TOKEN] = submissions.new_token()
        if record is not None and (opened or conflicts.VERSION in self.fresh):
            stored = self._stored or conflicts.shown_by(form)
            hidden |= {conflicts.VERSION: str(record.version), conflicts.SHOWN: stored}
        elif record is not None:
            hidden |= {name: came.get(name, "") for name in (conflicts.VERSION, conflicts.SHOWN)}
        return hidden

    _stored = ""

    @property
    def _must_choose(self) -> bool:
        return bool(self.conflict and self.conflict["is_form"] and not self.conflict["is_taken"])

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        try:
            with transaction.atomic():
                self.object = self.save(form)
        except IntegrityError as error:
            sentence = refusal_sentence(error)
            if sentence is None:
                raise
            form.add_error(None, sentence)
            return self.form_invalid(form)
        except ValidationError as error:
            _add_to(form, error)
            return self.form_invalid(form)
        if message := self.get_success_message():
            messages.success(self.request, message)
        return HttpResponseRedirect(str(self.get_success_url()))

    def form_invalid(self, form: forms.BaseForm) -> HttpResponse:
        """Show the form again, with the status that says nothing was saved."""
        response = super().form_invalid(form)
        response.status_code = 422
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            "title": self.get_title(),
            "intro": self.get_intro(),
            "links": self.get_links(),
            "submit_label": self.keep_label if self._must_choose else self.submit_label,
            "cancel_url": self.get_cancel_url(),
            "base_template": self.base_template,
            "conflict": self.conflict,
            "must_choose": self._must_choose,
            **(context := super().get_context_data(**kwargs)),
            "hidden": self.get_hidden(context["form"]),
        }


def _add_to(form: forms.BaseForm, error: ValidationError) -> None:
    """Tell what a save refuses on the fields that the form asks, otherwise above it."""
    told = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
    for name, refusals in told.items():
        form.add_error(name if name in form.fields else None, refusals)


class ConfirmPage(FormPage, FormView):
    """Asks before what cannot be undone: GET says what will happen, POST does it in ``save``.

    ``form_class`` adds fields, such as a reason; ``get_consequences`` gives one sentence for each
    thing that will happen.
    """

    template_name = "ui/confirm.html"
    form_class: Any = forms.Form
    submit_label = "Confirmer"

    @property
    def keep_label(self) -> str:  # type: ignore[override]
        """What a confirmation does is the same, whatever changed."""
        return self.submit_label

    def get_consequences(self) -> list[str]:
        return []

    def save(self, form: Any) -> Any:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "consequences": self.get_consequences()}
