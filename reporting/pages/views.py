"""Pages with numbers: home, dashboard, axes, rows behind a figure, interactive charts, method."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.generic import TemplateView

from convention.models import Axis
from convention.pages import ConventionPage
from reporting.charts.explore import explore_context
from reporting.demonstration import NOTICE
from reporting.figures import text
from reporting.figures.declarations import DECLARATIONS
from reporting.figures.engine import breakdown, figures
from reporting.figures.indicators import Figure, Indicator
from reporting.figures.registry import PUBLISHED, REGISTRY
from reporting.figures.rows import rows
from revitalisation.ui.dates import parse_as_of
from revitalisation.ui.exports import export
from revitalisation.ui.tables import Table

from . import axis_pages, drawings, home, row_tables, sentences
from .links import alert_url, with_date
from .situation import RELATED, Situation


def notice() -> str:
    """Return the sentence that says this is a demonstration, where it is one."""
    return NOTICE if settings.DEMONSTRATION else ""


class Home(TemplateView):
    """The conventions one may see, worst first."""

    template_name = "reporting/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        as_of = parse_as_of(self.request.GET.get("au"), timezone.localdate())
        page = Paginator(home.lines(self.request.user, as_of), 25).get_page(
            self.request.GET.get("page")
        )
        return super().get_context_data(**kwargs) | {
            "page_obj": page,
            "as_of": as_of,
            "notice": notice(),
        }


class SituationPage(ConventionPage, TemplateView):
    """A page that shows the situation of a convention."""

    related = RELATED

    @cached_property
    def situation(self) -> Situation:
        """The convention’s situation at the date of the page."""
        return Situation(self.convention, self.as_of)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "situation": self.situation,
            "notice": notice(),
        }

    def linked(self, alerts: list[sentences.Alert]) -> list[tuple[sentences.Alert, str]]:
        """Return alerts with the address of their page."""
        return [(alert, alert_url(alert, self.convention, self.as_of)) for alert in alerts]

    def explored(self, *names: str) -> list[tuple[Any, str]]:
        """Return charts with the address of their interactive page."""
        return [
            (
                drawings.CHARTS[name](self.situation),
                with_date("chart_explore", self.as_of, self.convention.slug, name),
            )
            for name in names
        ]


class Dashboard(SituationPage):
    """Where do we stand, what changed, what is late, what is missing, what to decide."""

    template_name = "reporting/dashboard.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        situation = self.situation
        names = ("trajectoire", "axes", "echelle", "argent") if situation.months else ()
        charts = dict(zip(names, self.explored(*names), strict=True))
        return super().get_context_data(**kwargs) | {
            "headline": sentences.headline(situation),
            "key_figures": sentences.key_figures(situation),
            "charts": charts,
            "changes": sentences.changes(situation),
            "late": self.linked(sentences.late(situation)),
            "missing": self.linked(sentences.missing(situation)),
            "decisions": self.linked(sentences.decisions(situation)),
            "totals": [situation.sheet[code] for code in ("committed", "paid", "repaid")],
        }


class AxisPage(SituationPage):
    """One axis: its figures, its measures, and what it is about."""

    template_name = "reporting/axis.html"

    @cached_property
    def axis(self) -> Axis:
        """The axis whose number is in the address."""
        for axis in self.convention.axes.all():
            if axis.number == self.kwargs["number"]:
                return axis
        raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | axis_pages.context(self.situation, self.axis, context["rights"])


class FigureRows(ConventionPage, TemplateView):
    """The rows behind a figure: they add up to it. ``?par=`` names a breakdown."""

    template_name = "reporting/figure_rows.html"
    per_page = 100

    @cached_property
    def figure(self) -> Figure:
        """The figure named in the address."""
        code = self.kwargs["code"]
        if code not in PUBLISHED:
            raise Http404
        return figures(self.convention, self.as_of, (code,))[code]

    @cached_property
    def tables(self) -> dict[str, Table]:
        """One table for each measured indicator that the figure is made of."""
        return {
            row_set.indicator.code: row_tables.table(row_set)
            for row_set in rows(self.convention, self.figure.code, self.as_of)
        }

    def get(  # type: ignore[override]
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        wanted, part = request.GET.get("format", ""), request.GET.get("lignes", "")
        if wanted in ("csv", "xlsx"):
            table = self.tables.get(part) or next(iter(self.tables.values()))
            name = f"{part if part in self.tables else self.figure.code}-{self.as_of.isoformat()}"
            return export(table, wanted, name)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        figure, page = self.figure, self.request.GET.get("page")
        for table in self.tables.values():
            table.show_page(page, self.per_page, table.data.data.count())
        return super().get_context_data(**kwargs) | {
            "figure": figure,
            "value": text.value_text(figure),
            "basis": text.basis_text(figure),
            "coverage": text.coverage_text(figure),
            "tables": self.tables.items(),
            "page_range": next(iter(self.tables.values())).paginator.get_elided_page_range(
                1, on_each_side=1, on_ends=1
            ),
            "chart": self._breakdown(),
            "part": self.request.GET.get("par", ""),
            "dimensions": self._dimensions(),
            "notice": notice(),
        }

    def _dimensions(self) -> list[tuple[str, str]]:
        declared = self.figure.indicator
        if not isinstance(declared, Indicator) or self.figure.absence:
            return []
        return [(n, w) for n, w in axis_pages.DIMENSIONS.items() if n in declared.fact.dimensions]

    def _breakdown(self) -> Any:
        dimension = self.request.GET.get("par", "")
        if dimension not in dict(self._dimensions()):
            return None
        parts = breakdown(self.convention, self.figure.code, self.as_of, dimension)
        return axis_pages.parts_chart(self.figure, dimension, parts)


class ChartPage(SituationPage):
    """A chart of the dashboard, to explore."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        draw = drawings.CHARTS.get(self.kwargs["name"])
        if draw is None or not self.situation.months:
            raise Http404
        back = with_date("dashboard", self.as_of, self.convention.slug)
        return render(
            request, "reporting/charts/explore.html", explore_context(draw(self.situation), back)
        )


class Method(TemplateView):
    """Every definition, from the registry."""

    template_name = "reporting/method.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | method_context()


class ConventionMethod(ConventionPage, TemplateView):
    """Every definition, and the counting rules of a convention in words."""

    template_name = "reporting/method.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return (
            super().get_context_data(**kwargs)
            | method_context()
            | {"rules": self.convention.counting_rules.all()}
        )


def method_context() -> dict[str, Any]:
    """Return the declarations with the labels of what they are computed from."""
    return {
        "declarations": [
            (d, [REGISTRY[code] for code in d.operands]) for d in DECLARATIONS if d.published
        ]
    }
