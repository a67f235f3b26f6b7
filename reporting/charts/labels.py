"""Put labels where they cover neither each other nor the lines they name."""

from bisect import bisect_left
from itertools import pairwise
from typing import NamedTuple

from reporting.charts.canvas import Canvas, text_width


class Box(NamedTuple):
    """A rectangle, in user units."""

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
    """A candidate place: where the text is anchored, and the cost of preferring it."""

    x: float
    y: float
    anchor: str = "start"


class Labels:
    """What is already on the drawing, and the choice of a free place for what comes next."""

    def __init__(self, canvas: Canvas, bounds: Box) -> None:
        self.canvas = canvas
        self.bounds = bounds
        self.boxes: list[Box] = []
        self.points: list[tuple[float, float]] = []

    def avoid_line(self, line: list[tuple[float, float]], step: float = 9) -> None:
        """Keep labels off a broken line, sampled every few units."""
        for (x1, y1), (x2, y2) in pairwise(line):
            count = max(1, int(max(abs(x2 - x1), abs(y2 - y1)) / step))
            self.points += [
                (x1 + (x2 - x1) * i / count, y1 + (y2 - y1) * i / count) for i in range(count + 1)
            ]
        self.points.sort()

    def write(self, lines: list[tuple[str, str, bool]], places: list[Place]) -> None:
        """Write lines of (text, role, bold) at the first free place, else the least covered one."""
        best: tuple[float, Place, Box] | None = None
        size = self.canvas.size
        width = max(text_width(text, size) for text, _, _ in lines)
        for place in places:
            box = self._box(width, len(lines), place)
            cost = self._cost(box)
            if best is None or cost < best[0]:
                best = (cost, place, box)
            if cost == 0:
                break
        if best is None:
            return
        _, place, box = best
        self.boxes.append(box)
        left, right = self.bounds.left - box.left, self.bounds.right - box.right
        shift = max(left, 0) + min(right, 0)
        for index, (text, role, bold) in enumerate(lines):
            y = place.y + index * self._leading
            self.canvas.text(
                place.x + shift, y, text, role, anchor=place.anchor, bold=bold, halo=True
            )

    @property
    def _leading(self) -> float:
        return self.canvas.size * 1.25

    def _box(self, width: float, count: int, place: Place) -> Box:
        size = self.canvas.size
        left = place.x - width * {"start": 0, "middle": 0.5, "end": 1}[place.anchor]
        bottom = place.y + (count - 1) * self._leading + size * 0.25
        return Box(left, place.y - size * 0.8, left + width, bottom)

    def _cost(self, box: Box) -> float:
        outside = max(self.bounds.left - box.left, 0) + max(box.right - self.bounds.right, 0)
        outside += max(self.bounds.top - box.top, 0) + max(box.bottom - self.bounds.bottom, 0)
        covered = sum(box.overlap(other) for other in self.boxes)
        left, top, right, bottom = box.left - 2, box.top - 2, box.right + 2, box.bottom + 2
        near = self.points[bisect_left(self.points, (left,)) : bisect_left(self.points, (right,))]
        crossed = sum(1 for _, y in near if top < y < bottom)
        return outside * 200 + covered * 10 + crossed
