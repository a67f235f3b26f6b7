"""Put labels where they cover neither each other nor the lines they name.

A fluid drawing has one place for a label, whatever the width of its column: a place is judged at
several widths, and taken if it is free at all of them.
"""

from bisect import bisect_left
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from reporting.charts.canvas import Canvas, text_width


class Box(NamedTuple):
    """A rectangle, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: "Box") -> float:
        """Return the area two rectangles share."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(width, 0) * max(height, 0)


class Place(NamedTuple):
    """A candidate place of a text: a share of the width, a base line, pixels beside, its anchor.

    `far` is what it costs to be away from what the text names: better crossed by a line than far.
    """

    share: float
    y: float
    dx: float = 0
    anchor: str = "start"
    far: float = 0


class Line(NamedTuple):
    """A line of a label."""

    text: str
    role: str = "ink"
    bold: bool = False


class _Field:
    """What is already drawn, at one width of the plot."""

    def __init__(self, width: float, bounds: Box) -> None:
        self.width, self.bounds = width, bounds
        self.boxes: list[Box] = []
        self.points: list[tuple[float, float]] = []

    def cost(self, box: Box) -> float:
        """Return how bad it is to write in a box; 0 where nothing is touched."""
        bounds = self.bounds
        outside = max(bounds.left - box.left, 0) + max(box.right - bounds.right, 0)
        outside += max(bounds.top - box.top, 0) + max(box.bottom - bounds.bottom, 0)
        # The halo of a text reaches around it.
        wide = Box(box.left - 2, box.top - 2, box.right + 2, box.bottom + 2)
        covered = sum(wide.overlap(other) for other in self.boxes)
        left, top, right, bottom = wide
        near = self.points[bisect_left(self.points, (left,)) : bisect_left(self.points, (right,))]
        crossed = sum(1 for _, y in near if top < y < bottom)
        # A text that ends where the drawing does is inside of it.
        return round(outside, 2) * 200 + covered * 10 + crossed


class _Found(NamedTuple):
    """A place for a label: what it costs, and what it takes at each width."""

    cost: float
    place: Place
    boxes: list[Box]


class Labels:
    """What is already on a drawing, and the choice of a free place for what comes next.

    `bounds` are those of texts around the plot, of which `right` is counted from its right edge.
    """

    def __init__(self, canvas: Canvas, widths: Iterable[float], bounds: Box) -> None:
        self.canvas = canvas
        self.fields = [_Field(w, bounds._replace(right=w + bounds.right)) for w in widths]

    def avoid_line(self, line: list[tuple[float, float]], step: float = 9) -> None:
        """Keep labels off a broken line of (share, y) points, sampled every few pixels."""
        for field in self.fields:
            for (s1, y1), (s2, y2) in pairwise(line):
                x1, x2 = s1 * field.width, s2 * field.width
                count = max(1, int(max(abs(x2 - x1), abs(y2 - y1)) / step))
                field.points += [
                    (x1 + (x2 - x1) * i / count, y1 + (y2 - y1) * i / count)
                    for i in range(count + 1)
                ]
            field.points.sort()

    def avoid_mark(self, share: float, y: float, reach: float) -> None:
        """Keep labels off a mark."""
        for field in self.fields:
            x = share * field.width
            field.boxes.append(Box(x - reach, y - reach, x + reach, y + reach))

    def write(
        self, lines: list[Line], places: list[Place], *, only_free: bool = False
    ) -> Place | None:
        """Write lines at the first place that is free at all widths, and return it.

        Else at the least covered one, or nowhere with `only_free`.
        """
        found = self._best(lines, self.fields, places)
        if found is None or (only_free and found.cost > 0):
            return None
        self._put(lines, found, self.fields)
        return found.place

    def write_free(
        self, lines: list[Line], places: list[Place], wide: float
    ) -> list[tuple[Place, bool]]:
        """Write lines where nothing is touched, if anywhere; return where, and if wide columns see.

        Without a first choice at all widths, columns whose plot is at least so wide have their
        place and the others theirs.
        """
        found = self._best(lines, self.fields, places)
        if found is not None and found.cost == 0 and found.place == places[0]:
            self._put(lines, found, self.fields)
            return [(found.place, True)]
        written = []
        groups = {
            "ch-roomy": [field for field in self.fields if field.width >= wide],
            "ch-tight": [field for field in self.fields if field.width < wide],
        }
        for more, fields in groups.items():
            found = self._best(lines, fields, places)
            if found is not None and found.cost == 0:
                self._put(lines, found, fields, more if all(groups.values()) else "")
                written.append((found.place, more != "ch-tight" or not all(groups.values())))
        return written

    def _best(self, lines: list[Line], fields: list[_Field], places: list[Place]) -> _Found | None:
        best: _Found | None = None
        widest = max(text_width(line.text, self.canvas.size) for line in lines)
        for place in places if fields else ():
            boxes = [self._box(field, widest, len(lines), place) for field in fields]
            cost = sum(map(_Field.cost, fields, boxes)) + place.far * len(fields)
            if best is None or cost < best.cost:
                best = _Found(cost, place, boxes)
            # Places come nearest first: no other can cost less than being as far.
            if best.cost <= place.far * len(fields):
                break
        return best

    def _put(self, lines: list[Line], found: _Found, fields: list[_Field], more: str = "") -> None:
        place = found.place
        for field, box in zip(fields, found.boxes, strict=True):
            field.boxes.append(box)
        for index, (text, role, bold) in enumerate(lines):
            self.canvas.text(
                place.share,
                place.y + index * self._leading,
                text,
                role,
                dx=place.dx,
                anchor=place.anchor,
                bold=bold,
                # On paper a halo is a second text: only where something is touched.
                halo=not self.canvas.paper or found.cost > 0,
                more=more,
            )

    @property
    def _leading(self) -> float:
        return self.canvas.size * 1.25

    def _box(self, field: _Field, width: float, count: int, place: Place) -> Box:
        size, x = self.canvas.size, place.share * field.width + place.dx
        left = x - width * {"start": 0, "middle": 0.5, "end": 1}[place.anchor]
        bottom = place.y + (count - 1) * self._leading + size * 0.3
        return Box(left, place.y - size * 0.9, left + width, bottom)
