"""The documents of a convention: the press release and the committee’s report."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.generic import TemplateView

from convention.pages.base import ConventionPage
from reporting.situation.situation import RELATED, Situation

from .communique import write
from .report import as_pdf, written
from .word import MEDIA_TYPE, as_docx

# Who signed with whom, and where.
PARTIES = ("liable_company", "commune", "departement")


class DocumentPage(ConventionPage, TemplateView):
    """A document written from the situation of a convention."""

    related = RELATED
    joined = PARTIES

    @cached_property
    def situation(self) -> Situation:
        """The convention’s situation at the date of the document."""
        return Situation(self.convention, self.as_of)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"situation": self.situation}


class CommuniquePage(DocumentPage):
    """The press release, each told figure a link to its rows.

    ``?format=txt`` is its plain text, ``?format=docx`` a Word document.
    """

    template_name = "reporting/documents/communique.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wanted = request.GET.get("format")
        if wanted not in ("txt", "docx"):
            return super().get(request, *args, **kwargs)
        communique = write(self.situation)
        if wanted == "txt":
            content, media = communique.plain().encode(), "text/plain; charset=utf-8"
        else:
            content, media = as_docx(communique, self.situation), MEDIA_TYPE
        name = f"communique-{self.convention.slug}-{self.as_of.isoformat()}.{wanted}"
        return HttpResponse(
            content,
            content_type=media,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"communique": write(self.situation)}


class ReportPdf(DocumentPage):
    """The committee’s report."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = f"comite-de-suivi-{self.convention.slug}-{self.as_of.isoformat()}.pdf"
        return HttpResponse(
            as_pdf(written(self.situation)),
            content_type="application/pdf",
            headers={"Content-Disposition": f'inline; filename="{name}"'},
        )
