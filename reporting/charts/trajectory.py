"""The drawing of a trajectory: what was reached, what was expected, and the target."""

from datetime import date
from functools import partial

from reporting.charts.canvas import PAPER_SIZE, SCREEN_SIZE, Canvas, coordinate, text_width, ticks
from reporting.charts.labels import Box, Labels, Line, Place
from reporting.charts.spec import Trajectory, number
from revitalisation.ui import formats

SHORT_MONTHS = (
    *("janv.", "févr.", "mars", "avr.", "mai", "juin"),
    *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
)
# Widths of the columns that a drawing of the page must fit, and the least one that is wide.
COLUMNS = (280, 350, 430, 620, 1150)
WIDE_COLUMN = 600
# Pixels kept at the right for the marks of the last day.
RIGHT = 7


def draw_trajectory(chart: Trajectory, *, paper: bool, width: float | None) -> "_Drawing":
    """Draw the chart, fluid without a width."""
    drawing = _Drawing(chart, paper=paper, width=width)
    drawing.draw()
    return drawing


class _Drawing:
    """The scales of one trajectory and the steps of its drawing."""

    def __init__(self, chart: Trajectory, *, paper: bool, width: float | None) -> None:
        self.chart = chart
        size = PAPER_SIZE if paper else SCREEN_SIZE
        target = self.target = number(chart.target)
        values = [v for _, given in chart.points if (v := number(given)) is not None]
        values += [float(value) for _, value in chart.expected]
        highest = max([0.0, *values, *([] if target is None else [target])])
        unit = 100 if chart.unit == "EUR" else 1
        rounded = ticks(highest / unit, 3, whole=chart.unit != "ratio")
        self.highest = highest if highest > 0 else unit * rounded[-1]
        # The highest value closes the scale; a line above it would tell nothing.
        self.ticks = [t for tick in rounded if (t := unit * tick) <= self.highest]
        days = [day for day, _ in (*chart.points, *chart.expected)]
        days += [chart.as_of, *chart.committees]
        self.first, self.last = min(days).toordinal(), max(days).toordinal()
        if self.last - self.first < 28:
            self.last = self.first + 28
        gutter = max(text_width(chart.format(t), size) for t in self.ticks) + 6
        self.canvas = Canvas(paper=paper, width=width, left=gutter, right=RIGHT)
        self.top = size * 2
        self.bottom = self.top + (150 if paper else 170)
        self.height = self.bottom
        # Whether only narrow columns need the whole height.
        self.is_tight = False
        around = gutter + RIGHT
        self.widths = [c - around for c in (COLUMNS if width is None else (width,))]
        self.labels = Labels(self.canvas, self.widths, Box(2, 0, RIGHT, self.bottom - 3))

    def share(self, day: date) -> float:
        return (day.toordinal() - self.first) / (self.last - self.first)

    def y(self, value: float) -> float:
        return self.bottom - value / self.highest * (self.bottom - self.top)

    def draw(self) -> None:
        canvas, labels = self.canvas, self.labels
        for tick in self.ticks:
            canvas.across(self.y(tick), "grid" if tick else "axis")
        expected = self._expected()
        runs = self._runs()
        for line in (expected, *runs):
            labels.avoid_line(line)
        if self.target is not None:
            level = self.y(self.target)
            canvas.across(level, "target")
            labels.avoid_line([(0, level), (1, level)])
        canvas.curves(self.bottom, [(expected, "expected"), *((run, "achieved") for run in runs)])
        for run in runs:
            if len(run) == 1:
                canvas.circle(*run[0], 3, "dot")
        self._today()
        self._name_lines(expected)
        self._days()

    def scale(self) -> str:
        """Return the values of the lines, which stand at their left."""
        canvas = Canvas(paper=self.canvas.paper, width=self.canvas.left)
        for tick in self.ticks:
            y, text = self.y(tick) + canvas.size * 0.35, self.chart.format(tick)
            canvas.text(0, y, text, "soft", dx=self.canvas.left - 6, anchor="end")
        return canvas.markup()

    def stops(self) -> str:
        """Return where each row of the table is: a percentage across and a height."""
        reached, written = dict(self.chart.points), []
        for day in self.chart.days():
            value = number(reached.get(day))
            value = self.chart.expected_at(day) if value is None else value
            y = coordinate(self.y(value)) if value is not None else ""
            written.append(f"{self.share(day) * 100:.1f},{y}")
        return " ".join(written)

    def _expected(self) -> list[tuple[float, float]]:
        """Return the expected line, straight where only its rounding to whole numbers bends it."""
        given = [(day, float(value)) for day, value in self.chart.expected]
        drawn = [(self.share(day), self.y(value)) for day, value in given]
        if len(given) < 3:
            return drawn
        (first, low), (last, high) = given[0], given[-1]
        slope = (high - low) / (last - first).days
        unit = 100 if self.chart.unit == "EUR" else 1
        if any(abs(value - low - slope * (day - first).days) > unit for day, value in given):
            return drawn
        # Its mark stands on it.
        now = self.chart.expected_at(self.chart.as_of)
        knee = [] if now is None else [(self.share(self.chart.as_of), self.y(now))]
        return [drawn[0], *(k for k in knee if drawn[0][0] < k[0] < drawn[-1][0]), drawn[-1]]

    def _runs(self) -> list[list[tuple[float, float]]]:
        """Cut the reached line where a value is missing."""
        runs: list[list[tuple[float, float]]] = [[]]
        for day, given in self.chart.points:
            value = number(given)
            if value is not None:
                runs[-1].append((self.share(day), self.y(value)))
            elif runs[-1]:
                runs.append([])
        return [run for run in runs if run]

    def _today(self) -> None:
        """Lead from the day of the figures to what is told of it."""
        day, latest = self.chart.as_of, self.chart.latest()
        levels = [self.chart.expected_at(day), latest[1] if latest else None]
        highest = max((self.y(value) for value in levels if value is not None), default=self.top)
        highest = min((self.y(v) for v in levels if v is not None), default=highest)
        self.canvas.down(self.share(day), highest, self.bottom, "today")

    def _name_lines(self, expected: list[tuple[float, float]]) -> None:
        canvas, chart, labels = self.canvas, self.chart, self.labels
        size, latest = canvas.size, chart.latest()
        now = chart.expected_at(chart.as_of)
        marks: list[tuple[float, float, float, str]] = []
        if expected and now is not None:
            marks.append((self.share(chart.as_of), self.y(now), 4, "accent"))
        if latest is not None:
            marks.append((self.share(latest[0]), self.y(latest[1]), 5, "dot"))
        for share, y, radius, role in marks:
            canvas.circle(share, y, radius, role)
            labels.avoid_mark(share, y, radius + 1)
        if self.target is not None:
            text = f"{chart.target_label}\u00a0{chart.format(chart.target)}"
            level = self.y(self.target)
            sides = (level - 6, level + size * 1.1)
            ends = ((0, 4, "start"), (1, -4, "end"))
            places = [Place(share, y, dx, anchor) for y in sides for share, dx, anchor in ends]
            labels.write([Line(text, "accent-text", bold=True)], places)
        names = [partial(self._name_reached, latest)]
        if expected:
            names.append(partial(self._name_expected, expected, now, latest[1] if latest else None))
        # Of two marks, the name of the upper one goes first, and above.
        if now is not None and latest is not None and latest[1] < now:
            names.reverse()
        for name in names:
            name()

    def _name_reached(self, latest: tuple[date, float] | None) -> None:
        chart = self.chart
        if latest is None:
            word = chart.format(chart.points[-1][1] if chart.points else None)
            middle = Place(0.5, (self.top + self.bottom) / 2, 0, "middle")
            self.labels.write([Line(f"{chart.achieved_label}\u00a0: {word}", "soft")], [middle])
            return
        day, value = latest
        text = chart.achieved_mark or f"{chart.achieved_label}\u00a0: {chart.format(value)}"
        if day != chart.as_of:
            text += f" au {formats.short_date(day)}"
        due = chart.expected_at(day)
        above = due is None or value > due
        places = self._around(self.share(day), self.y(value), above=above)
        self.labels.write([Line(text, "ink", bold=True)], places)

    def _name_expected(
        self, expected: list[tuple[float, float]], now: float | None, reached: float | None
    ) -> None:
        chart = self.chart
        above = now is None or reached is None or reached <= now
        if now is None:
            (s1, y1), (s2, y2) = expected[0], expected[-1]
            places = self._around((s1 + s2) / 2, (y1 + y2) / 2, above=above)
            self.labels.write([Line("Attendu", "accent-text")], places)
            return
        value = chart.format(chart.expected_value_on(chart.as_of))
        text = chart.expected_mark or f"Attendu\u00a0: {value}"
        places = self._around(self.share(chart.as_of), self.y(now), above=above)
        self.labels.write([Line(text, "accent-text")], places)

    def _around(self, share: float, y: float, *, above: bool) -> list[Place]:
        """Places near a point, best first: a rising line leaves room above left and below right."""
        size = self.canvas.size
        near: list[Place] = []
        for lift in (0.7, 1.6, 2.6, 3.8, 5.2, 7, 9):
            up, down, far = y - size * lift, y + size * (lift + 0.5), (lift - 0.7) ** 2 / 2
            high = [Place(share, up, -9, "end", far), Place(share, up, 9, "start", far)]
            low = [Place(share, down, 9, "start", far), Place(share, down, -9, "end", far)]
            near += high + low if above else low + high
        return near

    def _days(self) -> None:
        """Name the ends of the axis, the day of the figures and the days that committees read."""
        canvas, chart, size = self.canvas, self.chart, self.canvas.size
        for day in chart.committees:
            canvas.diamond(self.share(day), self.bottom, 5.5, "ink")
        axis = Labels(canvas, self.widths, Box(-canvas.left, 0, RIGHT, self.bottom + size * 4))
        ends = [date.fromordinal(day) for day in (self.first, self.last)]
        # The month of the figures is told with their day.
        known = (chart.as_of.year, chart.as_of.month)
        ends = [day for day in ends if (day.year, day.month) != known]
        named = [chart.as_of, *sorted(chart.committees, reverse=True), *ends]
        rows = [self.bottom + size * lift for lift in (1.8, 3.25)]
        lowest = wide = self.bottom
        for day in dict.fromkeys(named):
            month = f"{SHORT_MONTHS[day.month - 1]} {day.year}"
            text = f"{_ordinal(day)} {month}" if day == chart.as_of else month
            share = self.share(day)
            around = {0.0: ((0, "start"),), 1.0: ((RIGHT, "end"),)}
            sides = around.get(share, ((0, "middle"), (-6, "start"), (6, "end")))
            places = [Place(share, row, dx, anchor) for row in rows for dx, anchor in sides]
            line = Line(text, "ink" if day == chart.as_of else "soft", bold=day == chart.as_of)
            plot = WIDE_COLUMN - canvas.left - RIGHT
            for found, is_wide in axis.write_free([line], places, plot):
                lowest = max(lowest, found.y)
                wide = max(wide, found.y) if is_wide else wide
        self.is_tight = wide < lowest
        self.height = lowest + size * 0.5


def _ordinal(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)
