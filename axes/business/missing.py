"""A form that asks for a company which is not known yet: one leaves to enter it, and comes back."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from .models import ConventionCompany

ASIDE = "aside"
BACK = "entreprise"


class AsksForCompany:
    """Mixin before RecordCreate: what was typed is put aside while a company is entered.

    The session keeps it, never an address: it may name people. It is forgotten once the form is
    saved, or opened otherwise than by coming back. ``company_field`` asks for a company of the kind
    ``company_kind``; ``purpose`` says to the page of a company which form it is missing for.
    """

    company_field: ClassVar[str]
    company_kind: ClassVar[str]
    purpose: ClassVar[str]
    ASIDE_LABEL: ClassVar[str] = "Enregistrer une entreprise nouvelle"

    request: HttpRequest
    convention: Any

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if BACK not in request.GET:
            request.session.pop(ASIDE, None)
        answer: HttpResponse = super().get(request, *args, **kwargs)  # type: ignore[misc]
        return answer

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if ASIDE not in request.POST:
            answer: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
            return answer
        self.object = None
        form = self.get_form()  # type: ignore[attr-defined]
        typed = {field.name: field.data for field in form.visible_fields()}
        request.session[ASIDE] = {"page": request.path, "typed": typed}
        page = self.form_url("company_create")  # type: ignore[attr-defined]
        return HttpResponseRedirect(f"{page}?pour={self.purpose}")

    def get_initial(self) -> dict[str, Any]:
        """Return what was put aside, with the company that was entered meanwhile."""
        aside, back = self.request.session.get(ASIDE, {}), self.request.GET.get(BACK)
        is_back = back is not None and aside.get("page") == self.request.path
        known = ConventionCompany.objects.of(self.convention).filter(kind=self.company_kind)
        company = known.with_key(back or "")
        found = {self.company_field: company} if company is not None else {}
        return (aside["typed"] if is_back else {}) | found

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        if isinstance(answer, HttpResponseRedirect):
            self.request.session.pop(ASIDE, None)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"aside": self.ASIDE_LABEL}  # type: ignore[misc]
