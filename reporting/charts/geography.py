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
from revitalisation.ui import formats, french

# Kilometres of a degree of latitude.
DEGREE = 111.195
# A map reaches this far from its middle, in kilometres: the least that holds most of the counts.
REACHES = (100.0, 250.0, 1200.0)
MOST = 0.9
# Kilometres across at least: a single commune is no map of its streets.
LEAST = 12.0
# Units across a map of the page, which is shown as wide or narrower; names written on it.
WIDTH = 400.0
NAMED = 10
# From so many pixels on, a name is led to its mark; what it costs to be led over another.
LED, OVER = 14, 60.0
LARGEST, PER_ONE, LEAST_RADIUS = 24.0, 6.0, 1.5


class Mark(NamedTuple):
    """A mark on the map: what it is of, where it is in pixels, the radius of a disc of its area."""

    spot: Spot
    x: float
    y: float
    radius: float


Point = tuple[float, float]


def far(a: Point, b: Point) -> float:
    """Return the kilometres between two points, as a map of both would show them."""
    middle = math.radians((a[0] + b[0]) / 2)
    return DEGREE * math.hypot(a[0] - b[0], (a[1] - b[1]) * math.cos(middle))


def within(chart: Map) -> tuple[list[Spot], list[Spot], list[Spot]]:
    """Return the places that are drawn, those too far to be, and those of no known position."""
    known = [(s, s.at, _count(s)) for s in chart.spots if s.at is not None and _count(s) > 0]
    lost = [s for s in chart.spots if s.at is None]
    if not known:
        return [], [], lost
    if chart.site is not None and chart.site.at is not None:
        middle = chart.site.at
    else:
        weighed = [at for _, at, count in known for _ in range(min(math.ceil(count), 1000))]
        middle = median(at[0] for at in weighed), median(at[1] for at in weighed)
    total = sum(count for *_, count in known)
    for reach in REACHES:
        near = {s for s, at, _ in known if far(at, middle) <= reach}
        if sum(count for s, _, count in known if s in near) >= MOST * total:
            break
    else:
        near = {s for s, *_ in known}
    drawn = [s for s, *_ in known if s in near]
    return drawn, [s for s, *_ in known if s not in near], lost


def _count(spot: Spot) -> float:
    return number(spot.value) or 0.0


class _Sheet:
    """The projection of some places onto a drawing."""

    def __init__(self, points: list[Point], width: float) -> None:
        latitudes, longitudes = zip(*points, strict=True)
        self.latitude = (min(latitudes) + max(latitudes)) / 2
        self.longitude = (min(longitudes) + max(longitudes)) / 2
        self.east = DEGREE * math.cos(math.radians(self.latitude))
        across = max((max(longitudes) - min(longitudes)) * self.east, LEAST)
        down = max((max(latitudes) - min(latitudes)) * DEGREE, LEAST)
        # A narrow map has smaller marks.
        self.largest = LARGEST * min(1.0, width / WIDTH)
        edge = self.largest + 16
        self.scale = min((width - 2 * edge) / across, (width * 0.95 - 2 * edge) / down)
        self.height = max(down * self.scale + 2 * edge, width * 0.5)
        self.width = width

    def at(self, point: Point) -> Point:
        """Return where a place is, in pixels."""
        latitude, longitude = point
        x = self.width / 2 + (longitude - self.longitude) * self.east * self.scale
        return x, self.height / 2 - (latitude - self.latitude) * DEGREE * self.scale


def marks(spots: list[Spot], sheet: _Sheet) -> list[Mark]:
    """Return the marks, largest first; those of one position are side by side around the first."""
    most = math.sqrt(max(map(_count, spots)))
    unit = min(PER_ONE * sheet.largest / LARGEST, sheet.largest / most)
    found: list[Mark] = []
    together: dict[Point, list[Mark]] = defaultdict(list)
    for spot in sorted(spots, key=lambda s: (-_count(s), s.label, s.where)):
        if spot.at is None:
            continue
        x, y = sheet.at(spot.at)
        radius = max(unit * math.sqrt(_count(spot)), LEAST_RADIUS)
        same = together[spot.at]
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
    zone = spot.zone if spot.zone in ZONES else "priority"
    return f"{zone}-near" if spot.near else zone


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
    site = chart.site.at if chart.site is not None else None
    points = [spot.at for spot in spots if spot.at is not None]
    sheet = _Sheet([*points, site] if site else points, width or WIDTH)
    drawn = marks(spots, sheet)
    canvas = Canvas(paper=paper, width=sheet.width)
    for mark in drawn:
        element = shape(mark.spot.zone, mark.x, mark.y, mark.radius)
        canvas.add(f"{element} {looks(role(mark.spot), paper=paper)}/>")
    if site is not None:
        canvas.add(f"{_site(*sheet.at(site))} {looks('site', paper=paper)}/>")
    _name(canvas, sheet, drawn, site)
    height = _scale(canvas, sheet)
    stops = "" if paper else f' data-stops="{_stops(chart, drawn, sheet)}"'
    svg = canvas.render(height, identifier, chart.title, chart.alternative(), stops)
    key = _key(chart, [mark.spot for mark in drawn], paper=paper)
    return mark_safe(svg + key + _left_out(chart, beyond, lost))  # noqa: S308


def _stops(chart: Map, drawn: list[Mark], sheet: _Sheet) -> str:
    at = {mark.spot: f"{mark.x / sheet.width * 100:.1f},{coordinate(mark.y)}" for mark in drawn}
    return " ".join(at.get(spot, ",") for spot in chart.spots)


def _name(canvas: Canvas, sheet: _Sheet, drawn: list[Mark], site: Point | None) -> None:
    """Name the largest marks and the site, each at the nearest free place."""
    # The scale stands below: names may come down to it.
    bounds = Box(1, 1, -1, sheet.height - 2)
    labels = Labels(canvas, [sheet.width], bounds)
    for mark in drawn:
        labels.avoid_mark(mark.x / sheet.width, mark.y, mark.radius * 0.9)
    for mark in drawn[:NAMED]:
        value = formats.integer(round(_count(mark.spot)))
        _write(labels, sheet, drawn, mark, Line(f"{mark.spot.label} {value}"))
    if site is not None:
        x, y = sheet.at(site)
        around = [m.radius for m in drawn if math.hypot(m.x - x, m.y - y) < m.radius]
        mark = Mark(Spot("", None), x, y, max([7, *around]))
        _write(labels, sheet, drawn, mark, Line("Site", "accent-text", bold=True))


def _write(labels: Labels, sheet: _Sheet, drawn: list[Mark], mark: Mark, line: Line) -> None:
    size, radius = labels.canvas.size, mark.radius

    def around(*besides: float) -> list[Place]:
        places = []
        for beside in besides:
            reach = radius + beside
            for turn in (0, 8, 12, 4, 14, 2, 10, 6, 15, 1, 9, 7, 13, 11, 3, 5):
                angle = turn * math.tau / 16
                end = mark.x + reach * math.cos(angle), mark.y + reach * math.sin(angle)
                anchor = ("start", "middle", "end")[round(1 - math.cos(angle))]
                base = end[1] + size * (0.35 + 0.35 * math.sin(angle))
                far = 0 if beside < LED else OVER * _crossed(mark, end, drawn)
                places.append(Place(end[0] / sheet.width, base, 0, anchor, far))
        return sorted(places, key=lambda place: place.far)

    if labels.write([line], around(4, 7, 10), only_free=True):
        return
    found = labels.write([line], around(LED, 19, 26, 35, 46, 60, 80))
    if found is None:
        return
    x, y = found.share * sheet.width - mark.x, found.y - size * 0.35 - mark.y
    length = math.hypot(x, y)
    # Far from its mark, a name is led to it.
    start = mark.x + x / length * radius, mark.y + y / length * radius
    end = mark.x + x * (1 - 3 / length), mark.y + y * (1 - 3 / length)
    path = "L".join(f"{coordinate(px)} {coordinate(py)}" for px, py in (start, end))
    canvas = labels.canvas
    canvas.add(f'<path d="M{path}" {looks("leader", paper=canvas.paper)}/>')


def _crossed(mark: Mark, end: Point, drawn: list[Mark]) -> int:
    """Return how many other marks lie between a mark and where its name would be."""
    x, y = end[0] - mark.x, end[1] - mark.y
    square = x * x + y * y
    count = 0
    for other in drawn:
        across, down = other.x - mark.x, other.y - mark.y
        along = min(max((across * x + down * y) / square, 0.0), 1.0)
        away = math.hypot(across - along * x, down - along * y)
        count += away < other.radius and other.spot is not mark.spot
    return count


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
    if any(spot.near for spot in spots):
        look = looks(f"{zones[0] if zones else 'priority'}-near", paper=paper)
        first = zones[0] if chart.zoned and zones else ""
        terms.append((f"{shape(first, 9, 6, 5)} {look}/>", "position approchée (plus clair)"))
    if chart.site is not None and chart.site.at is not None:
        mark = f"{_site(9, 6)} {looks('site', paper=paper)}/>"
        terms.append((mark, french.clause("site fermé, {site:à}", site=chart.site.label)))
    return keyed(terms, paper=paper) if terms else ""


def _left_out(chart: Map, beyond: list[Spot], lost: list[Spot]) -> str:
    """Say what is counted and not drawn."""
    said = []
    for what, spots in (("Trop loin pour la carte", beyond), ("Sans position connue", lost)):
        if spots:
            names = (f"{s.label} {s.where}".strip() + f" ({chart.format(s.value)})" for s in spots)
            said.append(f"{what}\u00a0: {', '.join(names)}.")
    return f'<p class="ch-note">{escape(" ".join(said))}</p>' if said else ""
