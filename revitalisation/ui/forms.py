"""The one form page."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.generic.edit import FormMixin, FormView

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
    """

    template_name = "ui/form.html"
    base_template = "base.html"
    title = ""
    intro = ""
    submit_label = "Enregistrer"
    cancel_url = ""
    success_message = "Enregistré."
    request: HttpRequest

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

    def save(self, form: Any) -> Any:
        """Save the form’s object, inside the transaction; a ValidationError is shown above it."""
        return form.save()

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
            form.add_error(None, error.messages)
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
            "submit_label": self.submit_label,
            "cancel_url": self.get_cancel_url(),
            "base_template": self.base_template,
            **super().get_context_data(**kwargs),
        }


class ConfirmPage(FormPage, FormView):
    """Asks before what cannot be undone: GET says what will happen, POST does it in ``save``.

    ``form_class`` adds fields, such as a reason; ``get_consequences`` gives one sentence for each
    thing that will happen.
    """

    template_name = "ui/confirm.html"
    form_class: Any = forms.Form
    submit_label = "Confirmer"

    def get_consequences(self) -> list[str]:
        return []

    def save(self, form: Any) -> Any:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "consequences": self.get_consequences()}
