"""Pages that only the benchmark serves: those written by hand, and the list of all projects."""

from datetime import date

import django_filters
import django_tables2
from django.core.paginator import Paginator
from django.db.models import Case, Count, F, Q, QuerySet, Sum, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_filters.views import FilterView

from axes.business import states
from axes.business.lists import ProjectFilter, ProjectList, ProjectTable
from axes.business.models import Aid, JobCommitment, Project
from axes.business.querysets import total_of
from convention.models import Convention
from reporting.workshop.portfolio.shapes import LAST_DAY
from revitalisation.ui.formats import euros, integer
from revitalisation.ui.lists import ListPage

from . import raw

AS_OF = LAST_DAY
ROWS = 50


def empty(request: HttpRequest) -> HttpResponse:
    """A page with nothing in it."""
    return render(request, "base.html")


def dashboard_by_hand(request: HttpRequest, slug: str) -> HttpResponse:
    """What a dashboard costs at least: its numbers in raw SQL, and an empty page."""
    days = [date.fromisoformat(day) for day in request.GET["jours"].split(",")]
    key = Convention.objects.values_list("pk", flat=True).get(slug=slug)
    raw.dashboard(key, days[0], days[1] if len(days) > 1 else None)
    return empty(request)


class AllProjects(ListPage):
    """The list of projects of the product, over every convention."""

    title = "Projets"
    table_class, filterset_class = ProjectTable, ProjectFilter
    as_of = AS_OF
    annotate_rows = ProjectList.annotate_rows
    totals = ProjectList.totals

    def get_as_of(self) -> date:
        return self.as_of

    def get_queryset(self) -> QuerySet[Project]:
        return Project.objects.filter(received_on__lte=self.as_of)


def annotated(kind: str) -> QuerySet[Project]:
    """Return the supported projects of a kind with all that a row of the list prints."""
    decided = Case(When(decided_on__lte=AS_OF, then=F("decided_on")))
    withdrawn = Case(When(withdrawn_on__lte=AS_OF, then=F("withdrawn_on")))
    return (
        Project.objects.filter(states.approved(AS_OF), received_on__lte=AS_OF, kind=kind)
        .select_related("company__commune", "axis__convention")
        .annotate(
            posts=total_of(JobCommitment, "number", states.promised(AS_OF)),
            granted=total_of(Aid, "amount", Q(granted_on__lte=AS_OF)),
            known_decided_on=decided,
            known_withdrawn_on=withdrawn,
        )
        .order_by("-decided_on", "pk")
    )


def projects_by_hand(request: HttpRequest) -> HttpResponse:
    """The annotated query in a plain template; ``?totaux`` adds those of the list page."""
    paginator = Paginator(annotated(request.GET["kind"]), ROWS)
    totals = _totals(request.GET["kind"]) if "totaux" in request.GET else []
    context = {
        "page": paginator.get_page(request.GET.get("page")),
        "numbers": (1, 2, 3, paginator.num_pages),
        "totals": totals,
    }
    return render(request, "reporting/workshop/projects.html", context)


def _totals(kind: str) -> list[tuple[str, str]]:
    rows = Project.objects.filter(states.approved(AS_OF), received_on__lte=AS_OF, kind=kind)
    promised = states.promised(AS_OF, "commitments__")
    posts = rows.aggregate(n=Sum("commitments__number", filter=promised))["n"] or 0
    granted = rows.aggregate(n=Sum("aids__amount", filter=Q(aids__granted_on__lte=AS_OF)))["n"]
    companies = rows.aggregate(n=Count("company", distinct=True))["n"]
    return [
        ("Entreprises", integer(companies)),
        ("Emplois programmés", integer(posts)),
        ("Aides accordées", euros(granted or 0)),
    ]


class _PlainTable(django_tables2.Table):
    reference = django_tables2.Column(linkify=True)
    company = django_tables2.Column(accessor="company__name")
    commune = django_tables2.Column(accessor="company__commune__name")
    kind = django_tables2.Column()
    known_decided_on = django_tables2.Column()
    decision = django_tables2.Column()
    known_withdrawn_on = django_tables2.Column()
    posts = django_tables2.Column()
    granted = django_tables2.Column()


class _PlainFilter(django_filters.FilterSet):
    class Meta:
        model = Project
        fields = ("kind", "decision")


class PlainTables2(django_tables2.SingleTableMixin, FilterView):
    """The same list by django-tables2 and django-filter, as their manuals say."""

    template_name = "reporting/workshop/tables2.html"
    table_class, filterset_class = _PlainTable, _PlainFilter
    table_pagination = {"per_page": ROWS}

    def get_queryset(self) -> QuerySet[Project]:
        return annotated(self.request.GET["kind"])
