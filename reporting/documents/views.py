"""The documents of a convention: the press release and the committee’s report."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from reporting.pages.views import SituationPage

from .communique import write
from .report import as_html, as_pdf

# Who signed with whom, and where.
PARTIES = ("liable_company", "commune", "departement")


class CommuniquePage(SituationPage):
    """The press release, each told figure a link to its rows; ``?format=txt`` is plain."""

    template_name = "reporting/documents/communique.html"
    joined = PARTIES

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("format") == "txt":
            name = f"communique-{self.convention.slug}-{self.as_of.isoformat()}.txt"
            return HttpResponse(
                write(self.situation).plain(),
                content_type="text/plain; charset=utf-8",
                headers={"Content-Disposition": f'attachment; filename="{name}"'},
            )
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"communique": write(self.situation)}


class ReportPdf(SituationPage):
    """The committee’s report."""

    joined = PARTIES

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = f"comite-de-suivi-{self.convention.slug}-{self.as_of.isoformat()}.pdf"
        return HttpResponse(
            as_pdf(as_html(self.situation)),
            content_type="application/pdf",
            headers={"Content-Disposition": f'inline; filename="{name}"'},
        )
