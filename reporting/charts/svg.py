"""Draw any chart as one SVG element, for the page or for paper."""

import zlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString

from reporting.charts.canvas import Canvas
from reporting.charts.rows import draw_bars, draw_bullets, draw_ladder, draw_money
from reporting.charts.spec import Chart
from reporting.charts.trajectory import draw_trajectory

WIDE = 720
NARROW = 360

_DRAW: dict[str, Callable[[Canvas, Any], float]] = {
    "trajectory": draw_trajectory,
    "bullets": draw_bullets,
    "ladder": draw_ladder,
    "money": draw_money,
    "bars": draw_bars,
}


# The same description is the same drawing: those read lately are kept, some ten kilobytes each.
@lru_cache(maxsize=512)
def render_svg(
    chart: Chart, *, width: int = WIDE, paper: bool = False, key: str = ""
) -> SafeString:
    """Return a chart as SVG markup, `width` user units wide and as high as it needs.

    Under 520 units the narrow layout is used. `paper` leaves out classes and hover texts and
    darkens outlines. `key` tells apart two drawings of one chart, of one width, on one page.
    """
    canvas = Canvas(width, paper=paper)
    height = _DRAW[chart.kind](canvas, chart)
    seed = f"{chart.name}{chart.title}{chart.as_of}{width}{paper}{key}"
    identifier = f"ch{zlib.crc32(seed.encode()):08x}"
    return canvas.render(height, identifier, chart.title, chart.alternative())
