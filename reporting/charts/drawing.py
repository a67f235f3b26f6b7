"""Draw any chart, for the page or for paper."""

import zlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from reporting.charts.canvas import MM
from reporting.charts.geography import draw_map
from reporting.charts.rows import draw_bars, draw_bullets, draw_ladder, draw_money
from reporting.charts.spec import Chart, Trajectory
from reporting.charts.trajectory import draw_trajectory

_ROWS: dict[str, Callable[..., str]] = {
    "bullets": draw_bullets,
    "ladder": draw_ladder,
    "money": draw_money,
    "bars": draw_bars,
}


# The same description is the same drawing: those read lately are kept, some kilobytes each.
@lru_cache(maxsize=512)
def render(chart: Chart, *, paper: float = 0) -> SafeString:
    """Return the drawing of a chart, `paper` millimetres wide when printed, else for the page.

    One drawing serves every width of a column of the page.
    """
    is_paper = bool(paper)
    if chart.kind in _ROWS:
        return mark_safe(_ROWS[chart.kind](chart, paper=is_paper))  # noqa: S308
    seed = f"{chart.name}{chart.title}{chart.as_of}{paper}"
    identifier = f"ch{zlib.crc32(seed.encode()):08x}"
    width = paper * MM if is_paper else None
    return _DRAWN[chart.kind](chart, identifier, paper=is_paper, width=width)


def _trajectory(chart: Trajectory, identifier: str, **how: Any) -> SafeString:
    drawn = draw_trajectory(chart, **how)
    canvas, height = drawn.canvas, drawn.height
    if canvas.paper:
        canvas.add(drawn.scale())
        return canvas.render(height, identifier, chart.title, chart.alternative())
    scale = (
        f'<svg class="ch" width="{canvas.left:.0f}" height="{height:.0f}" '
        f'font-size="{canvas.size:g}" aria-hidden="true">{drawn.scale()}</svg>'
    )
    more = f' data-stops="{drawn.stops()}"'
    plot = canvas.render(height, identifier, chart.title, chart.alternative(), more)
    tight = " ch-plot--tight" if drawn.is_tight else ""
    return mark_safe(f'<div class="ch-plot{tight}">{scale}{plot}</div>')  # noqa: S308


_DRAWN: dict[str, Callable[..., SafeString]] = {"trajectory": _trajectory, "map": draw_map}
