"""Pages written by hand, with which those of the product are compared."""

from datetime import date

import django_filters
import django_tables2
from django.core.paginator import Paginator
from django.db import connections
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_filters.views import FilterView

from . import raw
from .product import (
    Aid,
    Post,
    Project,
    count_of,
    decision_column,
    euros,
    integer,
    states,
    total_of,
)

ROWS = 50


def dashboard_by_hand(request: HttpRequest, pk: int) -> HttpResponse:
    """What a dashboard costs at least: its numbers in raw SQL, and an empty page."""
    days = [date.fromisoformat(day) for day in request.GET["jours"].split(",")]
    raw.dashboard(raw.bare(connections["default"]), pk, days)
    return render(request, "base.html")


def _supported(request: HttpRequest, convention: int) -> tuple[QuerySet[Project], date]:
    as_of = date.fromisoformat(request.GET["jour"])
    rows = Project.objects.filter(
        states.approved(as_of),
        axis__convention=convention,
        received_on__lte=as_of,
        kind=request.GET["kind"],
    )
    return rows, as_of


def _annotated(request: HttpRequest, convention: int) -> QuerySet[Project]:
    """Return the supported projects of a kind with all that a row of the list prints."""
    rows, as_of = _supported(request, convention)
    return (
        rows.select_related("company__commune", "axis__convention")
        .annotate(
            posts=count_of(Post, states.programmed(as_of)),
            granted=total_of(Aid, "amount", Q(granted_on__lte=as_of)),
            decision=decision_column("outcome", as_of),
            decided_on=decision_column("decided_on", as_of),
        )
        .order_by("-decided_on", "pk")
    )


def projects_by_hand(request: HttpRequest, pk: int) -> HttpResponse:
    """The annotated query in a plain template; ``?totaux`` adds those of the list page."""
    paginator = Paginator(_annotated(request, pk), ROWS)
    context = {
        "page": paginator.get_page(request.GET.get("page")),
        "numbers": paginator.page_range[:4],
        "totals": _totals(request, pk) if "totaux" in request.GET else [],
    }
    return render(request, "reporting/workshop/projects.html", context)


def _totals(request: HttpRequest, convention: int) -> list[tuple[str, str]]:
    rows, as_of = _supported(request, convention)
    held = Count("job_posts", filter=states.held_out(as_of, "job_posts__"))
    posts = rows.filter(states.programming(as_of)).aggregate(n=held)["n"]
    granted = rows.aggregate(n=Sum("aids__amount", filter=Q(aids__granted_on__lte=as_of)))["n"]
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
    decision = django_tables2.Column()
    decided_on = django_tables2.Column()
    posts = django_tables2.Column()
    granted = django_tables2.Column()


class _PlainFilter(django_filters.FilterSet):
    class Meta:
        model = Project
        fields = ("kind",)


class PlainTables2(django_tables2.SingleTableMixin, FilterView):
    """The same list by django-tables2 and django-filter, as their manuals say."""

    template_name = "reporting/workshop/tables2.html"
    table_class, filterset_class = _PlainTable, _PlainFilter
    table_pagination = {"per_page": ROWS}

    def get_queryset(self) -> QuerySet[Project]:
        return _annotated(self.request, self.kwargs["pk"])
