"""Tags that show a chart: `{% chart_figure chart explore_url %}`, `{% chart_paper chart %}`."""

from typing import Any

from django import template

from reporting.charts.drawing import render
from reporting.charts.spec import Chart

register = template.Library()

# Millimetres between the margins of an A4 page of ours.
PAGE = 176
# From so many on, names of bars stand beside them.
WIDE = 110


@register.inclusion_tag("reporting/charts/figure.html")
def chart_figure(chart: Chart, explore_url: str = "", level: int = 0) -> dict[str, Any]:
    """Show a chart on a page, with its table; `level` makes its title a heading of that level."""
    return {
        "chart": chart,
        "drawing": render(chart),
        "table": chart.data,
        "explore_url": explore_url,
        "tag": f"h{level}" if level else "span",
    }


@register.inclusion_tag("reporting/charts/figure_paper.html")
def chart_paper(
    chart: Chart, with_table: bool = False, width: float = PAGE, level: int = 0
) -> dict[str, Any]:
    """Show a chart in a printed document, `width` millimetres wide.

    A chart or a table, never both: `with_table` is for what no drawing tells.
    """
    return {
        "chart": chart,
        "drawing": render(chart, paper=width),
        "table": chart.table(brief=True) if with_table else None,
        "is_wide": width >= WIDE,
        "tag": f"h{level}" if level else "strong",
    }
