"""What the page of an interactive figure needs besides the figure."""

import re
from functools import lru_cache
from typing import Any

from reporting.charts.finders import FOLDER, SCRIPT
from reporting.charts.interactive import figure_json
from reporting.charts.spec import Chart


@lru_cache(maxsize=1)
def style_placeholders() -> tuple[str, ...]:
    """Return the ids under which the packaged script looks for styles before it injects its own.

    An element with such an id keeps it from adding an inline style sheet, which the security
    policy refuses. The ids are generated, hence read from the script itself.
    """
    script = (FOLDER / SCRIPT).read_text(encoding="utf-8")
    return tuple(sorted(set(re.findall(r'getElementById\("([0-9a-f]{64})"\)', script))))


def explore_context(chart: Chart, back_url: str = "") -> dict[str, Any]:
    """Return what the page `reporting/charts/explore.html` needs to show a chart."""
    return {
        "chart": chart,
        "figure": figure_json(chart),
        "table": chart.data,
        "back_url": back_url,
        "style_placeholders": style_placeholders(),
    }
