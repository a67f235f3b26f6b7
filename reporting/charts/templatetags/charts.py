"""Tags that show a chart: `{% chart_figure chart explore_url %}`, `{% chart_paper chart %}`."""

from typing import Any

from django import template

from reporting.charts.spec import Chart
from reporting.charts.svg import NARROW, WIDE, render_svg

register = template.Library()


@register.inclusion_tag("reporting/charts/figure.html")
def chart_figure(chart: Chart, explore_url: str = "") -> dict[str, Any]:
    """Show a chart on a page: both layouts, of which the style sheet shows one, and its table."""
    return {
        "chart": chart,
        "wide": render_svg(chart, width=WIDE),
        "narrow": render_svg(chart, width=NARROW),
        "table": chart.data,
        "explore_url": explore_url,
    }


@register.inclusion_tag("reporting/charts/figure_paper.html")
def chart_paper(chart: Chart, with_table: bool = True, width: int = WIDE) -> dict[str, Any]:
    """Show a chart in a printed document, with a table a page can hold."""
    return {
        "chart": chart,
        "drawing": render_svg(chart, width=width, paper=True),
        "table": chart.table(brief=True) if with_table else None,
    }
