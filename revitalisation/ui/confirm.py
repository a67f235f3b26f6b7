"""The one page that asks before an action that cannot be undone."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.generic import TemplateView


class ConfirmPage(TemplateView):
    """GET says what will happen; POST does it through ``perform`` and goes to ``get_done_url``.

    A ValidationError raised by ``perform`` is shown as its sentences and nothing is done.
    """

    template_name = "ui/confirm.html"
    base_template = "base.html"
    http_method_names = ("get", "head", "options", "post")
    title = ""
    intro = ""
    confirm_label = "Confirmer"
    success_message = ""

    def get_title(self) -> str:
        return self.title

    def get_consequences(self) -> list[str]:
        """Return one sentence for each thing that will happen."""
        return []

    def get_cancel_url(self) -> str:
        return self.get_done_url()

    def get_done_url(self) -> str:
        """Return where to go once done."""
        raise NotImplementedError

    def perform(self) -> None:
        """Do it."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.perform()
        except ValidationError as refusal:
            context = self.get_context_data(refusals=refusal.messages, **kwargs)
            return self.render_to_response(context, status=422)
        if self.success_message:
            messages.success(request, self.success_message)
        return HttpResponseRedirect(self.get_done_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": self.get_title(),
            "intro": self.intro,
            "consequences": self.get_consequences(),
            "confirm_label": self.confirm_label,
            "cancel_url": self.get_cancel_url(),
            "base_template": self.base_template,
        }
        return super().get_context_data(**{**context, **kwargs})
