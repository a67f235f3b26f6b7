"""What is measured: figures, pages, lists, the report, and how many queries each costs."""

import resource
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any, cast

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Count, QuerySet
from django.template import engines
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from axes.business.lists import ProjectList
from axes.business.models import Project
from convention.models import Convention
from reporting.documents.report import as_pdf, render
from reporting.figures.engine import figures
from revitalisation.ui.lists import ListPage

from . import raw
from .measure import Comparison, compare

MOST_QUERIES = 15
READER = "mesure@portefeuille.invalid"
FILTER = "kind=takeover&state=supported"
PLAIN_ROWS = """<table>{% for p in projects %}<tr><td><a href="/{{ p.pk }}">{{ p.reference }}</a>
</td><td>{{ p.company.name }}</td><td>{{ p.company.commune.name }}</td>
<td>{{ p.get_kind_display }}</td><td>{{ p.known_decided_on }}</td><td>{{ p.known_decision }}</td>
<td>{{ p.known_withdrawn_on }}</td><td>{{ p.posts }}</td><td>{{ p.granted }}</td></tr>
{% endfor %}</table>"""


class AllProjects(ProjectList):
    """The list of projects over every convention: the same table, filters and page."""

    template_name = "ui/list.html"
    as_of = date(2026, 1, 1)
    totals = {}

    def get_queryset(self) -> QuerySet[Project]:
        return Project.objects.filter(received_on__lte=self.as_of)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return ListPage.get_context_data(self, **kwargs)

    def get_actions(self) -> list[tuple[str, str]]:
        return []


def _view(query: str) -> AllProjects:
    request = RequestFactory().get(
        "/", query_params=dict(item.split("=") for item in query.split("&"))
    )
    request.user = AnonymousUser()
    view = AllProjects()
    view.setup(request, slug="")
    return view


def _listed(query: str) -> str:
    view = _view(query)
    response = cast("TemplateResponse", view.get(view.request))
    return response.render().content.decode()


def _plain(query: str) -> str:
    view = _view(query)
    filterset = view.get_filterset(view.filterset_class)
    rows = view.annotate_rows(filterset.qs).order_by("-decided_on", "pk")[: view.rows_per_page]
    return engines["django"].from_string(PLAIN_ROWS).render({"projects": rows})


def conventions() -> tuple[Convention, Convention]:
    """Return the convention with the median number of jobs, and the one with the most."""
    ranked = list(
        Convention.objects.annotate(jobs=Count("axes__projects__jobs"))
        .order_by("jobs", "pk")
        .prefetch_related("axes")
    )
    if not ranked:
        raise LookupError("Base vide.")
    return ranked[len(ranked) // 2], ranked[-1]


def as_of_of(convention: Convention) -> date:
    """Return a date late in the convention’s life."""
    return convention.terms.latest("effective_on").ends_on


def client() -> Client:
    """Return a browser signed in as someone who sees every convention."""
    people = get_user_model()
    reader, _ = people.objects.get_or_create(email=READER, defaults={"is_superuser": True})
    signed_in = Client(SERVER_NAME="localhost")
    signed_in.force_login(reader, backend="revitalisation.accounts.backends.Backend")
    return signed_in


def dashboard(convention: Convention) -> str:
    """Return the address of the dashboard of a convention late in its life."""
    address = reverse("dashboard", args=[convention.slug])
    return f"{address}?au={as_of_of(convention).isoformat()}"


def figure_comparisons() -> Iterator[Comparison]:
    """All figures of one convention against the same aggregates in SQL."""
    for name, convention in zip(("médiane", "la plus grande"), conventions(), strict=True):
        as_of = as_of_of(convention)
        yield compare(
            f"Tous les chiffres d’une convention ({name}) / SQL",
            partial(figures, convention, as_of),
            partial(raw.figures, convention.pk, as_of),
            target=2,
            runs=101,
        )


def page_comparisons(runs: int) -> Iterator[Comparison]:
    """The dashboard against raw SQL and an empty page; a list against a plain template."""
    browser = client()
    reader = get_user_model().objects.get(email=READER)
    request = RequestFactory().get("/")
    request.user = reader
    median, largest = conventions()
    for name, convention in (("médiane", median), ("la plus grande", largest)):
        as_of = as_of_of(convention)

        def bare(convention: Convention = convention, as_of: date = as_of) -> None:
            raw.figures(convention.pk, as_of)
            render_to_string("base.html", {"user": reader}, request)

        yield compare(
            f"Tableau de bord ({name}) / SQL et page vide",
            partial(browser.get, dashboard(convention)),
            bare,
            target=4,
            runs=runs,
        )
    yield compare(
        "Liste filtrée de 50 projets parmi tous / gabarit nu",
        partial(_listed, FILTER),
        partial(_plain, FILTER),
        target=2,
        runs=runs,
    )


def report_comparison(runs: int) -> Comparison:
    """The report against WeasyPrint alone on the same HTML."""
    convention = conventions()[0]
    as_of = as_of_of(convention)
    html, _ = render(convention, as_of)
    return compare(
        "Rapport / WeasyPrint seul sur le même HTML",
        partial(render, convention, as_of),
        partial(as_pdf, html),
        target=1.15,
        runs=runs,
    )


def dashboard_time(convention: Convention) -> Callable[[], Any]:
    """Return the work of reading one dashboard."""
    return partial(client().get, dashboard(convention))


def queries() -> list[tuple[str, int]]:
    """Return how many queries each page costs, on the largest convention."""
    browser, convention = client(), conventions()[1]
    pages = [("Tableau de bord", dashboard(convention))] + [
        (label, f"{reverse(name, args=[convention.slug])}?au={as_of_of(convention).isoformat()}")
        for label, name in (
            ("Projets", "project_list"),
            ("Emplois", "job_list"),
            ("Écritures", "ledger_list"),
        )
    ]
    counted = []
    for label, address in pages:
        browser.get(address)
        with CaptureQueriesContext(connection) as captured:
            browser.get(address)
        counted.append((label, len(captured)))
    return counted


def peak_memory() -> int:
    """Return the peak memory of this process, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
