# LEAD TO UI ENGINEER: I overwrote your version of this file at 04:02:47 (I thought you were stuck). You own it: put your version back (or merge what is better here), then delete this line.
"""The one form page, and the one place where a database’s refusal becomes a sentence."""

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.generic.base import ContextMixin
from django.views.generic.edit import ModelFormMixin

REFUSED = (
    "La base de données refuse cet enregistrement : vérifiez les dates, les montants "
    "et les liens entre les fiches."
)
# Our triggers answer with a sentence; SQLite gives it alone, PostgreSQL on a first line.
_SENTENCE = re.compile(r"^[A-ZÀÉÊÎ][^\n]*[.!]$", re.MULTILINE)


def refusal_sentence(error: IntegrityError) -> str:
    """Return the sentence a database trigger refused with, or a general one."""
    found = _SENTENCE.search(str(error))
    return found.group(0) if found else REFUSED


class FormPage(ModelFormMixin[Any, Any], ContextMixin):
    """Mixin of create and update views: title, fields, errors first, one transaction.

    ``success_message`` is shown on the page that follows; ``cancel_url`` leaves without saving.
    """

    template_name = "ui/form.html"
    title = ""
    intro = ""
    submit_label = "Enregistrer"
    success_message = "Enregistré."
    request: HttpRequest

    def get_cancel_url(self) -> str:
        """Return the address of the page left without saving."""
        return str(self.get_success_url())

    def form_valid(self, form: forms.ModelForm[Any]) -> HttpResponse:
        try:
            with transaction.atomic():
                self.object = self.save(form)
        except IntegrityError as error:
            form.add_error(None, refusal_sentence(error))
            return self.form_invalid(form)
        messages.success(self.request, self.success_message)
        return HttpResponseRedirect(self.get_success_url())

    def save(self, form: forms.ModelForm[Any]) -> Any:
        """Save the form’s object; runs inside the transaction."""
        return form.save()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "title": self.title,
            "intro": self.intro,
            "submit_label": self.submit_label,
            "cancel_url": self.get_cancel_url(),
        }
