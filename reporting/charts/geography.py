"""The drawing of a map: marks whose area is proportional to what they count, in a local projection.

Places are projected on the plane that touches the Earth at their middle latitude (equirectangular):
over a hundred kilometres, distances are right to one in a thousand.
"""

import math
from collections import defaultdict
from html import escape
from statistics import median
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from reporting.charts.canvas import Canvas, coordinate, looks
from reporting.charts.labels import Box, Labels, Line, Place
from reporting.charts.rows import NOTHING, keyed
from reporting.charts.spec import ZONES, Map, Spot, number
from revitalisation.reference.models import Precision
from revitalisation.ui import formats

# Kilometres of a degree of latitude.
DEGREE = 111.195
# A map reaches this far from its middle, in kilometres: the least that holds most of what is counted.
REACHES = (100.0, 250.0, 1200.0)
MOST = 0.9
# Kilometres across at least: a single commune is no map of its streets.
LEAST = 12.0
# Units across a map of the page, which is shown as wide or narrower; names written on it.
WIDTH = 400.0
NAMED = 10
LARGEST, PER_ONE = 24.0, 6.0


class Mark(NamedTuple):
    """A mark on the map: what it is of, where it is in pixels, the radius of a disc of its area."""

    spot: Spot
    x: float
    y: float
    radius: float


def far(a: Spot, latitude: float, longitude: float) -> float:
    """Return the kilometres from a place of known position to a point."""
    assert a.latitude is not None
    assert a.longitude is not None
    middle = math.radians((a.latitude + latitude) / 2)
    return DEGREE * math.hypot(
        a.latitude - latitude, (a.longitude - longitude) * math.cos(middle)
    )


def within(chart: Map) -> tuple[list[Spot], list[Spot], list[Spot]]:
    """Return the places that are drawn, those too far to be, and those of no known position."""
    known = [s for s in chart.spots if s.latitude is not None and (number(s.value) or 0) > 0]
    lost = [s for s in chart.spots if s.latitude is None]
    if not known:
        return [], [], lost
    if chart.site is not None and chart.site.latitude is not None:
        middle = chart.site.latitude, chart.site.longitude or 0.0
    else:
        weighed = [s for s in known for _ in range(min(round(number(s.value) or 0), 1000))]
        middle = (
            median(s.latitude for s in weighed or known),  # type: ignore[type-var]
            median(s.longitude for s in weighed or known),  # type: ignore[type-var]
        )
    total = sum(number(s.value) or 0 for s in known)
    for reach in REACHES:
        near = [s for s in known if far(s, *middle) <= reach]
        if sum(number(s.value) or 0 for s in near) >= MOST * total:
            return near, [s for s in known if s not in near], lost
    return known, [], lost


class _Sheet:
    """The projection of some places onto a drawing."""

    def __init__(self, spots: list[Spot], width: float) -> None:
        latitudes = [s.latitude for s in spots if s.latitude is not None]
        longitudes = [s.longitude for s in spots if s.longitude is not None]
        self.latitude = (min(latitudes) + max(latitudes)) / 2
        self.longitude = (min(longitudes) + max(longitudes)) / 2
        east = DEGREE * math.cos(math.radians(self.latitude))
        across = max((max(longitudes) - min(longitudes)) * east, LEAST)
        down = max((max(latitudes) - min(latitudes)) * DEGREE, LEAST)
        edge = LARGEST + 16
        self.scale = min((width - 2 * edge) / across, (width * 0.95 - 2 * edge) / down)
        self.height = max(down * self.scale + 2 * edge, width * 0.5)
        self.width, self.east = width, east

    def at(self, spot: Spot) -> tuple[float, float]:
        """Return where a place is, in pixels."""
        assert spot.latitude is not None
        assert spot.longitude is not None
        x = self.width / 2 + (spot.longitude - self.longitude) * self.east * self.scale
        return x, self.height / 2 - (spot.latitude - self.latitude) * DEGREE * self.scale


def marks(chart: Map, spots: list[Spot], sheet: _Sheet) -> list[Mark]:
    """Return the marks, largest first; those of one position are side by side around the first."""
    values = [number(spot.value) or 0 for spot in spots]
    unit = min(PER_ONE, LARGEST / math.sqrt(max(values)))
    found: list[Mark] = []
    together: dict[tuple[float, float], list[Mark]] = defaultdict(list)
    for spot in sorted(spots, key=lambda s: (-(number(s.value) or 0), s.label, s.where)):
        x, y = sheet.at(spot)
        radius = max(unit * math.sqrt(number(spot.value) or 0), 1.5)
        same = together[round(x, 1), round(y, 1)]
        if same:
            ring, step = divmod(len(same) - 1, 8)
            reach = same[0].radius + radius + 1 + ring * 2 * radius
            x += reach * math.cos(step * math.tau / 8)
            y += reach * math.sin(step * math.tau / 8)
        mark = Mark(spot, x, y, radius)
        same.append(mark)
        found.append(mark)
    return found


def shape(zone: str, x: float, y: float, radius: float) -> str:
    """Return the element of a mark, open: a disc, a square or a diamond, all of one area."""
    if zone == "extended":
        half = radius * math.sqrt(math.pi) / 2
        side = coordinate(2 * half)
        place = f'x="{coordinate(x - half)}" y="{coordinate(y - half)}"'
        return f'<rect {place} width="{side}" height="{side}"'
    if zone == "outside":
        d = coordinate(radius * math.sqrt(math.pi / 2))
        return f'<path d="M{coordinate(x)} {coordinate(y)}m0 -{d}l{d} {d}l-{d} {d}l-{d} -{d}z"'
    return f'<circle cx="{coordinate(x)}" cy="{coordinate(y)}" r="{coordinate(radius)}"'


def role(spot: Spot) -> str:
    """Return the look of a mark: by its zone, lighter where its position is only approached."""
    near = "" if spot.precision == Precision.EXACT else "-near"
    return f"{spot.zone if spot.zone in ZONES else 'priority'}{near}"


def _site(x: float, y: float) -> str:
    """Return the element of the closed site, open: a cross."""
    points = "m-7 -4l3 -3l4 4l4 -4l3 3l-4 4l4 4l-3 3l-4 -4l-4 4l-3 -3l4 -4z"
    return f'<path d="M{coordinate(x)} {coordinate(y)}{points}"'


def kilometres(sheet: _Sheet) -> int:
    """Return the length of the scale: 1, 2 or 5 times a power of ten, within a third of the map."""
    room = sheet.width / 3 / sheet.scale
    power = 10 ** math.floor(math.log10(room))
    return int(next(m * power for m in (5, 2, 1) if m * power <= room)) or 1


def draw_map(chart: Map, identifier: str, *, paper: bool, width: float | None) -> SafeString:
    """Draw a map with its key, its scale, and what it could not show."""
    spots, beyond, lost = within(chart)
    if not spots:
        return mark_safe(NOTHING + _left_out(chart, beyond, lost))  # noqa: S308
    sited = [chart.site] if chart.site is not None and chart.site.latitude is not None else []
    sheet = _Sheet([*spots, *sited], width or WIDTH)
    drawn = marks(chart, spots, sheet)
    canvas = Canvas(paper=paper, width=sheet.width)
    for mark in drawn:
        element = shape(mark.spot.zone, mark.x, mark.y, mark.radius)
        canvas.add(f"{element} {looks(role(mark.spot), paper=paper)}/>")
    for site in sited:
        canvas.add(f"{_site(*sheet.at(site))} {looks('site', paper=paper)}/>")
    _name(canvas, sheet, drawn, sited)
    height = _scale(canvas, sheet)
    stops = "" if paper else f' data-stops="{_stops(chart, drawn, sheet)}"'
    svg = canvas.render(height, identifier, chart.title, chart.alternative(), stops)
    key = _key(chart, [mark.spot for mark in drawn], paper=paper)
    return mark_safe(svg + key + _left_out(chart, beyond, lost))  # noqa: S308


def _stops(chart: Map, drawn: list[Mark], sheet: _Sheet) -> str:
    at = {mark.spot: f"{mark.x / sheet.width * 100:.1f},{coordinate(mark.y)}" for mark in drawn}
    return " ".join(at.get(spot, ",") for spot in chart.spots)


def _name(canvas: Canvas, sheet: _Sheet, drawn: list[Mark], sited: list[Spot]) -> None:
    """Name the largest marks and the site, each at the nearest free place."""
    # The scale stands below: names may come down to it.
    bounds = Box(1, 1, -1, sheet.height - 2)
    labels = Labels(canvas, [sheet.width], bounds)
    for mark in drawn:
        labels.avoid_mark(mark.x / sheet.width, mark.y, mark.radius * 0.9)
    for mark in drawn[:NAMED]:
        value = formats.integer(round(number(mark.spot.value) or 0))
        _write(labels, sheet, mark, Line(f"{mark.spot.label} {value}", "ink"))
    for site in sited:
        x, y = sheet.at(site)
        _write(labels, sheet, Mark(site, x, y, 7), Line("Site", "accent-text", bold=True))


def _write(labels: Labels, sheet: _Sheet, mark: Mark, line: Line) -> None:
    size, radius = labels.canvas.size, mark.radius
    places = []
    for beside in (4, 9, 16, 26, 40, 60, 85):
        reach = radius + beside
        for turn in (0, 4, 6, 2, 7, 1, 5, 3):
            angle = turn * math.tau / 8
            x, y = mark.x + reach * math.cos(angle), mark.y + reach * math.sin(angle)
            anchor = ("start", "start", "middle", "end", "end", "end", "middle", "start")[turn]
            base = y + size * (0.35 + 0.35 * math.sin(angle))
            places.append(Place(x / sheet.width, base, 0, anchor))
    found = labels.write([line], places)
    if found is None or math.hypot(
        x := found.share * sheet.width - mark.x, y := found.y - size * 0.35 - mark.y
    ) < radius + 14:
        return
    # Far from its mark, a name is led to it.
    length = math.hypot(x, y)
    start = mark.x + x / length * radius, mark.y + y / length * radius
    end = mark.x + x * (1 - 3 / length), mark.y + y * (1 - 3 / length)
    path = "L".join(f"{coordinate(px)} {coordinate(py)}" for px, py in (start, end))
    canvas = labels.canvas
    canvas.add(f'<path d="M{path}" {looks("leader", paper=canvas.paper)}/>')


def _scale(canvas: Canvas, sheet: _Sheet) -> float:
    """Draw the scale under the map; return the height of all."""
    length = kilometres(sheet)
    long, top = length * sheet.scale, sheet.height + 6
    path = f"M1 {coordinate(top)}v6h{coordinate(long)}v-6"
    canvas.add(f'<path d="{path}" {looks("axis", paper=canvas.paper)}/>')
    words = f"{formats.integer(length)}\u00a0km"
    canvas.text((long + 8) / sheet.width, top + canvas.size * 0.6, words, "soft")
    return top + canvas.size


def _key(chart: Map, spots: list[Spot], *, paper: bool) -> str:
    """Write what the marks that are drawn mean."""
    terms = []
    zones = [zone for zone in ZONES if any(spot.zone == zone for spot in spots)]
    for zone in zones if chart.zoned else ():
        mark = f"{shape(zone, 9, 6, 5)} {looks(zone, paper=paper)}/>"
        terms.append((mark, ZONES[zone]))
    if any(spot.precision != Precision.EXACT for spot in spots):
        look = looks(f"{zones[0] if zones else 'priority'}-near", paper=paper)
        first = zones[0] if chart.zoned and zones else ""
        terms.append((f"{shape(first, 9, 6, 5)} {look}/>", "position approchée (plus clair)"))
    if chart.site is not None and chart.site.latitude is not None:
        mark = f"{_site(9, 6)} {looks('site', paper=paper)}/>"
        terms.append((mark, f"site fermé, à {chart.site.label}"))
    return keyed(terms, paper=paper) if terms else ""


def _left_out(chart: Map, beyond: list[Spot], lost: list[Spot]) -> str:
    """Say what is counted and not drawn."""
    said = []
    for what, spots in (("Trop loin pour la carte", beyond), ("Sans position connue", lost)):
        if spots:
            names = (f"{s.label} {s.where}".strip() + f" ({chart.format(s.value)})" for s in spots)
            said.append(f"{what}\u00a0: {', '.join(names)}.")
    return f'<p class="ch-note">{escape(" ".join(said))}</p>' if said else ""
