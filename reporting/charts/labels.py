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
    """A candidate place of a text: a share of the width, a base line, pixels beside, its anchor."""

    share: float
    y: float
    dx: float = 0
    anchor: str = "start"


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
        covered = sum(box.overlap(other) for other in self.boxes)
        left, top, right, bottom = box.left - 2, box.top - 1, box.right + 2, box.bottom + 1
        near = self.points[bisect_left(self.points, (left,)) : bisect_left(self.points, (right,))]
        crossed = sum(1 for _, y in near if top < y < bottom)
        return outside * 200 + covered * 10 + crossed


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
        self, lines: list[Line], places: list[Place], *, strict: bool = False, narrowest: float = 0
    ) -> Place | None:
        """Write lines at the first free place, else at the least covered one, and return it.

        `strict` writes nothing where no place is free, or for want of one at all widths, of those
        from `narrowest` on: the text is then shown in a wide column only.
        """
        widest = max(text_width(line.text, self.canvas.size) for line in lines)
        for fields, more in self._tries(narrowest if strict else 0):
            best: tuple[float, Place, list[Box]] | None = None
            for place in places:
                boxes = [self._box(field, widest, len(lines), place) for field in fields]
                cost = sum(map(_Field.cost, fields, boxes))
                if best is None or cost < best[0]:
                    best = (cost, place, boxes)
                if cost == 0:
                    break
            if best is None or (strict and best[0] > 0):
                continue
            _, place, boxes = best
            for field, box in zip(fields, boxes, strict=True):
                field.boxes.append(box)
            self._put(lines, place, more)
            return place
        return None

    def _tries(self, narrowest: float) -> list[tuple[list[_Field], str]]:
        every = [(self.fields, "")]
        wide = [field for field in self.fields if field.width >= narrowest]
        return every if not narrowest or not wide else [*every, (wide, "ch-roomy")]

    def _put(self, lines: list[Line], place: Place, more: str) -> None:
        for index, (text, role, bold) in enumerate(lines):
            self.canvas.text(
                place.share,
                place.y + index * self._leading,
                text,
                role,
                dx=place.dx,
                anchor=place.anchor,
                bold=bold,
                halo=True,
                more=more,
            )

    @property
    def _leading(self) -> float:
        return self.canvas.size * 1.25

    def _box(self, field: _Field, width: float, count: int, place: Place) -> Box:
        size, x = self.canvas.size, place.share * field.width + place.dx
        left = x - width * {"start": 0, "middle": 0.5, "end": 1}[place.anchor]
        bottom = place.y + (count - 1) * self._leading + size * 0.25
        return Box(left, place.y - size * 0.8, left + width, bottom)
