"""The drawing of a trajectory: what was reached, what was expected, and the target."""

from collections.abc import Iterator
from datetime import date

from reporting.charts.canvas import Canvas, text_width, ticks, wrap
from reporting.charts.labels import Box, Labels, Place
from reporting.charts.spec import Trajectory, number
from revitalisation.ui import formats

SHORT_MONTHS = (
    *("janv.", "févr.", "mars", "avr.", "mai", "juin"),
    *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
)


def draw_trajectory(canvas: Canvas, chart: Trajectory) -> float:
    """Draw the chart and return the height it takes."""
    return _Drawing(canvas, chart).draw()


class _Drawing:
    """The scales of one trajectory and the steps of its drawing."""

    def __init__(self, canvas: Canvas, chart: Trajectory) -> None:
        self.canvas, self.chart = canvas, chart
        size = canvas.size
        values = [v for _, given in chart.points if (v := number(given)) is not None]
        values += [float(value) for _, value in chart.expected]
        target = number(chart.target)
        self.target = target
        highest = max([0.0, *values, *([] if target is None else [target])])
        money = chart.unit == "EUR"
        unit = 100 if money else 1
        rounded = ticks(highest / unit, 5, whole=chart.unit != "ratio")
        self.ticks = [unit * tick for tick in rounded]
        days = [day for day, _ in (*chart.points, *chart.expected)]
        days += [chart.as_of, *chart.committees]
        self.first, self.last = min(days).toordinal(), max(days).toordinal()
        if self.last - self.first < 28:
            self.last = self.first + 28
        margin = max(text_width(chart.format(t), size) for t in self.ticks) + 8
        self.left, self.right = margin, canvas.width - (10 if canvas.narrow else 16)
        self.top, self.bottom = size * 2.9, size * 2.9 + (210 if canvas.narrow else 250)
        bounds = Box(margin + 2, size * 1.3, canvas.width - 1, self.bottom - 4)
        self.labels = Labels(canvas, bounds)
        self.axis_height = 0.0

    def x(self, day: date) -> float:
        share = (day.toordinal() - self.first) / (self.last - self.first)
        return self.left + share * (self.right - self.left)

    def y(self, value: float) -> float:
        return self.bottom - value / self.ticks[-1] * (self.bottom - self.top)

    def draw(self) -> float:
        self._grid()
        self._today()
        expected = [(self.x(day), self.y(value)) for day, value in self.chart.expected]
        runs = self._runs()
        for line in (expected, *runs):
            self.labels.avoid_line(line)
        if not self.canvas.paper:
            for run in runs:
                self._area(run)
        if self.target is not None:
            level = self.y(self.target)
            self.canvas.line(self.left, level, self.right, level, "target")
            self.labels.avoid_line([(self.left, level), (self.right, level)])
        self.canvas.polyline(expected, "expected")
        for run in runs:
            self.canvas.polyline(run, "achieved")
            if len(run) == 1:
                self.canvas.circle(*run[0], 3, "dot")
        self._name_lines(expected)
        height = self._committees()
        self._hovers()
        return height

    def _grid(self) -> None:
        canvas, size = self.canvas, self.canvas.size
        for tick in self.ticks:
            y = self.y(tick)
            canvas.line(self.left, y, self.right, y, "grid" if tick else "axis")
            canvas.text(
                self.left - 8, y + size * 0.35, self.chart.format(tick), "soft", anchor="end"
            )
        shown_year = None
        self.axis_height = size * 2
        for day, step in self._months():
            x = self.x(day)
            canvas.line(x, self.bottom, x, self.bottom + 5, "axis")
            if step >= 12:
                canvas.text(x, self.bottom + size * 1.5, str(day.year), "soft", anchor="middle")
                continue
            month = SHORT_MONTHS[day.month - 1]
            canvas.text(x, self.bottom + size * 1.5, month, "soft", anchor="middle")
            if day.year != shown_year:
                shown_year = day.year
                self.axis_height = size * 3.2
                year = str(day.year)
                canvas.text(x, self.bottom + size * 2.7, year, "soft", anchor="middle")

    def _months(self) -> Iterator[tuple[date, int]]:
        """Yield the first days of month that get a tick, and the step between them in months."""
        start, end = date.fromordinal(self.first), date.fromordinal(self.last)
        total = (end.year - start.year) * 12 + end.month - start.month + 1
        room = max(2, int((self.right - self.left) / (self.canvas.size * 3.2)))
        steps = (1, 2, 3, 6, 12, 24, 60, 120, 240)
        step = next((s for s in steps if total / s <= room), steps[-1])
        edge = self.canvas.size
        for index in range(start.year * 12, (end.year + 1) * 12):
            day = date(index // 12, index % 12 + 1, 1)
            if index % step == 0 and start <= day <= end and self.x(day) < self.right - edge / 2:
                yield day, step

    def _today(self) -> None:
        canvas, chart = self.canvas, self.chart
        x = self.x(chart.as_of)
        text = chart.today_label or f"au {formats.long_date(chart.as_of)}"
        half = text_width(text, canvas.size) / 2
        at = min(max(x, self.left + half), canvas.width - half - 1)
        canvas.text(at, canvas.size, text, "ink", anchor="middle")
        canvas.line(x, canvas.size * 1.4, x, self.bottom, "today")

    def _runs(self) -> list[list[tuple[float, float]]]:
        """Cut the reached line where a value is missing."""
        runs: list[list[tuple[float, float]]] = [[]]
        for day, given in self.chart.points:
            value = number(given)
            if value is not None:
                runs[-1].append((self.x(day), self.y(value)))
            elif runs[-1]:
                runs.append([])
        return [run for run in runs if run]

    def _area(self, run: list[tuple[float, float]]) -> None:
        if len(run) > 1:
            outline = [(run[0][0], self.bottom), *run, (run[-1][0], self.bottom)]
            self.canvas.polyline(outline, "area")

    def _name_lines(self, expected: list[tuple[float, float]]) -> None:
        canvas, chart, labels = self.canvas, self.chart, self.labels
        size = canvas.size
        if self.target is not None:
            text = f"{chart.target_label}\u00a0: {chart.format(chart.target)}"
            level = self.y(self.target)
            ends = ((self.left + 6, "start"), (self.right - 2, "end"))
            sides = (level - 6, level + size * 1.1)
            places = [Place(x, y, anchor) for y in sides for x, anchor in ends]
            labels.write([(text, "accent-text", True)], places)
        latest = chart.latest()
        if latest is None:
            middle = Place((self.left + self.right) / 2, (self.top + self.bottom) / 2, "middle")
            word = chart.format(chart.points[-1][1] if chart.points else None)
            labels.write([(f"{chart.achieved_label}\u00a0: {word}", "soft", False)], [middle])
        else:
            day, value = latest
            x, y = self.x(day), self.y(value)
            canvas.circle(x, y, 4.5, "dot")
            labels.boxes.append(Box(x - 6, y - 6, x + 6, y + 6))
            text = f"{chart.achieved_label}\u00a0: {chart.format(value)}"
            if day != chart.as_of:
                text += f" au {formats.short_date(day)}"
            due = chart.expected_at(day)
            labels.write(
                [(text, "ink", True)], self._around(x, y, above=due is None or value > due)
            )
        if expected:
            self._name_expected(expected)

    def _name_expected(self, expected: list[tuple[float, float]]) -> None:
        chart = self.chart
        now = chart.expected_at(chart.as_of)
        latest = chart.latest()
        above = now is None or latest is None or latest[1] <= now
        if now is None:
            text = chart.expected_label
            (x1, y1), (x2, y2) = expected[0], expected[-1]
            x, y = (x1 + x2) / 2, (y1 + y2) / 2
        else:
            value = chart.format(chart.expected_value_on(chart.as_of))
            text = f"{chart.expected_label}\u00a0: {value}"
            x, y = self.x(chart.as_of), self.y(now)
            self.canvas.circle(x, y, 3, "accent")
        lines = [(text, "accent-text", False)]
        room = (self.right - self.left) * (0.6 if self.canvas.narrow else 0.9)
        if text_width(text, self.canvas.size) > room:
            lines = [(line, "accent-text", False) for line in wrap(text, room, self.canvas.size)]
        self.labels.write(lines, self._around(x, y, above=above, rows=len(lines)))

    def _around(self, x: float, y: float, *, above: bool, rows: int = 1) -> list[Place]:
        """Places near a point, best first: a rising line leaves room above left and below right."""
        size = self.canvas.size
        more = (rows - 1) * size * 1.25
        near: list[Place] = []
        for lift in (0.7, 1.6, 2.6, 3.8, 5.2, 7, 9):
            up, down = y - size * lift - more, y + size * (lift + 0.5)
            high = [Place(x - 9, up, "end"), Place(x + 9, up)]
            low = [Place(x + 9, down), Place(x - 9, down, "end")]
            near += high + low if above else low + high
        return near

    def _committees(self) -> float:
        """Mark the dates that committees read, list them below; return the height used."""
        canvas, size = self.canvas, self.canvas.size
        base = self.bottom + self.axis_height
        if not self.chart.committees:
            return base
        for day in self.chart.committees:
            canvas.diamond(self.x(day), self.bottom, 5.5, "ink")
        dates = " · ".join(formats.short_date(day) for day in sorted(self.chart.committees))
        base += size
        canvas.diamond(self.left + 5, base - size * 0.35, 5, "ink")
        room = self.right - self.left - 16
        for line in wrap(f"Chiffres lus en comité de suivi\u00a0: {dates}", room, size):
            canvas.text(self.left + 16, base, line, "soft")
            base += size * 1.3
        return base - size * 0.8

    def _hovers(self) -> None:
        """Let a pointing device read each month, as the table below the drawing does."""
        if not self.canvas.points:
            return
        table = self.chart.data
        centres = [self.x(day) for day in self.chart.days()]
        for index, row in enumerate(table.rows):
            left = (centres[index - 1] + centres[index]) / 2 if index else self.left
            after = (
                (centres[index] + centres[index + 1]) / 2
                if index + 1 < len(centres)
                else self.right
            )
            text = (
                f"{row[0]}\n{table.headers[1]}\u00a0: {row[1]}\n{table.headers[2]}\u00a0: {row[2]}"
            )
            self.canvas.hover(left, self.top, max(after - left, 1), self.bottom - self.top, text)
