"""The drawings made of rows: bullets, ladder, money by measure, plain bars.

Each row is a name, then its values in words, then its bar: nothing needs to be read off an axis,
and the same layout holds on a telephone and on paper.
"""

from collections.abc import Iterable, Sequence

from reporting.charts.canvas import Canvas, text_width, ticks, wrap
from reporting.charts.spec import BarRow, Bars, Bullets, Chart, Ladder, Rung, StackedMoney, number

BAR = 18
SLIM = 8


class Scale:
    """A linear scale from zero, from x = `left` to x = `right`."""

    def __init__(self, chart: Chart, values: Iterable[float | None], left: float, right: float):
        unit = 100 if chart.unit == "EUR" else 1
        highest = max([0.0, *(v for v in values if v is not None)]) / unit
        self.chart, self.left, self.right = chart, left, right
        whole = chart.unit != "ratio"
        for count in (6, 5, 4, 3, 2, 1):
            self.ticks = [unit * t for t in ticks(highest, count, whole=whole)]
            widest = max(text_width(chart.format(t), 14) for t in self.ticks)
            if widest * 1.3 * (len(self.ticks) - 1) < right - left:
                break

    def width(self, value: float | None) -> float:
        """Return the length of a bar; nothing for a missing or negative value."""
        share = max(value or 0.0, 0.0) / self.ticks[-1]
        return share * (self.right - self.left)


def _key(canvas: Canvas, items: Sequence[tuple[str, str]]) -> None:
    """Write the key of (kind of mark, term) pairs from the top, as many to a line as fit."""
    size, x = canvas.size, 0.0
    canvas.y += size
    for mark, term in items:
        needed = 24 + text_width(term, size) + 16
        if x and x + needed - 16 > canvas.width:
            x, canvas.y = 0.0, canvas.y + size * 1.5
        _swatch(canvas, x, canvas.y - size * 0.4, mark)
        canvas.text(x + 24, canvas.y, term, "soft")
        x += needed
    canvas.y += size * 0.9


def _swatch(canvas: Canvas, x: float, middle: float, mark: str) -> None:
    if mark == "tick":
        _tick(canvas, x + 9, middle, 9)
    elif mark == "end":
        canvas.rect(x + 7.5, middle - 7, 3, 14, "ink")
    elif mark == "hatched":
        canvas.rect(x, middle - 5, 18, 10, "main")
        canvas.hatch(x, middle - 5, 18, 10)
    else:
        height = SLIM if mark == "main" else 12
        canvas.rect(x, middle - height / 2, 18, height, mark)


def _tick(canvas: Canvas, x: float, middle: float, reach: float) -> None:
    """Mark where things should stand: a thin line between two triangles, readable in grey."""
    canvas.rect(x - 1, middle - reach, 2, 2 * reach, "accent")
    for way in (-1, 1):
        canvas.path(f"M{x - 4.5:.1f} {middle + way * (reach + 1):.1f}h9l-4.5 {-way * 6}z", "accent")


def _name(canvas: Canvas, label: str) -> None:
    """Write the name of a row in bold over as many lines as it needs."""
    for line in wrap(label, canvas.width, canvas.size):
        canvas.y += canvas.size * 1.3
        canvas.text(0, canvas.y, line, bold=True)


def _values(canvas: Canvas, items: Sequence[tuple[str, str]]) -> None:
    """Write (term, value) pairs below a name, as many to a line as fit."""
    size, x = canvas.size, 0.0
    canvas.y += size * 1.3
    for term, value in items:
        text = f"{term.lower()}\u00a0{value}"
        needed = text_width(text, size)
        if x and x + needed > canvas.width:
            x, canvas.y = 0.0, canvas.y + size * 1.3
        canvas.text(x, canvas.y, text, "ink")
        x += needed + size


def draw_bullets(canvas: Canvas, chart: Bullets) -> float:
    """Draw one bullet bar per row on one scale; return the height used."""
    marks = ("main", "tint", "tick", "end")
    used = [any(number(row[i + 1]) is not None for row in chart.rows) for i in range(4)]
    terms = list(zip(marks, chart.terms, used, strict=True))
    _key(canvas, [(mark, term) for mark, term, shown in terms if shown])
    values = [number(value) for row in chart.rows for value in row[1:]]
    scale = Scale(chart, values, 1, canvas.width - 3)
    bars: list[tuple[float, tuple[float | None, ...]]] = []
    first = None
    for row in chart.rows:
        _name(canvas, row.label)
        cells = zip(chart.terms, row[1:], used, strict=True)
        _values(canvas, [(term, chart.format(value)) for term, value, shown in cells if shown])
        canvas.y += 14
        first = canvas.y if first is None else first
        bars.append((canvas.y + BAR / 2, tuple(number(value) for value in row[1:])))
        canvas.y += BAR + 14
    if first is None:
        return _empty(canvas)
    for middle, (achieved, promised, due, target) in bars:
        _bullet(canvas, scale, middle, achieved, promised, due, target)
    if any(value is not None for value in values):
        canvas.y += 4
        base = canvas.y + canvas.size
        for index, tick in enumerate(scale.ticks):
            _below(canvas, scale, tick, index, base)
        canvas.y = base
    return canvas.y + 6


def _below(canvas: Canvas, scale: Scale, tick: float, index: int, base: float) -> None:
    x = scale.left + scale.width(tick)
    anchor = "start" if index == 0 else "end" if index == len(scale.ticks) - 1 else "middle"
    canvas.line(x, base - canvas.size * 1.35, x, base - canvas.size, "axis")
    canvas.text(x, base, scale.chart.format(tick), "soft", anchor=anchor)


def _bullet(
    canvas: Canvas,
    scale: Scale,
    middle: float,
    achieved: float | None,
    promised: float | None,
    due: float | None,
    target: float | None,
) -> None:
    left, top = scale.left, middle - BAR / 2
    canvas.line(left, middle, scale.right, middle, "grid")
    canvas.rect(left, top, scale.width(target), BAR, "outline")
    canvas.rect(left, top, scale.width(promised), BAR, "tint")
    canvas.rect(left, middle - SLIM / 2, scale.width(achieved), SLIM, "main")
    canvas.line(left, top - 3, left, top + BAR + 3, "axis")
    if target is not None:
        canvas.rect(left + scale.width(target) - 1.5, top - 4, 3, BAR + 8, "ink")
    if due is not None:
        _tick(canvas, left + scale.width(due), middle, BAR / 2 + 1)


def draw_money(canvas: Canvas, chart: StackedMoney) -> float:
    """Draw budget, commitment, payment and repayment of each measure; return the height used."""
    marks = ("outline", "tint", "main", "hatched")
    used = [any(number(row[i + 1]) is not None for row in chart.rows) for i in range(4)]
    terms = zip(marks, chart.terms, used, strict=True)
    _key(canvas, [(mark, term) for mark, term, shown in terms if shown])
    values = [number(value) for row in chart.rows for value in row[1:]]
    scale = Scale(chart, values, 1, canvas.width - 3)
    for row in chart.rows:
        _name(canvas, row.label)
        cells = zip(chart.terms, row[1:], used, strict=True)
        _values(canvas, [(term, chart.format(value)) for term, value, shown in cells if shown])
        canvas.y += 7
        _money_bar(canvas, scale, *(number(value) for value in row[1:]))
        canvas.y += BAR + 10
    if not chart.rows:
        return _empty(canvas)
    base = canvas.y + canvas.size * 1.1
    for index, tick in enumerate(scale.ticks):
        _below(canvas, scale, tick, index, base)
    return base + 6


def _money_bar(
    canvas: Canvas,
    scale: Scale,
    budgeted: float | None,
    committed: float | None,
    paid: float | None,
    repaid: float | None,
) -> None:
    left, top = scale.left, canvas.y
    canvas.line(left, top + BAR / 2, scale.right, top + BAR / 2, "grid")
    canvas.rect(left, top, scale.width(budgeted), BAR, "outline")
    canvas.rect(left, top + 3, scale.width(committed), BAR - 6, "tint")
    spent, back = scale.width(paid), min(scale.width(repaid), scale.width(paid))
    canvas.rect(left, top + (BAR - SLIM) / 2, spent, SLIM, "main")
    if back >= 3:
        canvas.hatch(left + spent - back, top + (BAR - SLIM) / 2, back, SLIM)
    canvas.line(left, top - 3, left, top + BAR + 3, "axis")


def draw_bars(canvas: Canvas, chart: Bars) -> float:
    """Draw a breakdown; return the height used."""
    if not chart.rows:
        return _empty(canvas)
    scale = Scale(chart, (number(row.value) for row in chart.rows), *_room(canvas, chart))
    for row in chart.rows:
        _labelled(canvas, scale, Rung(*row), "main")
    return canvas.y + 4


def draw_ladder(canvas: Canvas, chart: Ladder) -> float:
    """Draw the rungs, then apart from them what is never added; return the height used."""
    every = (*chart.rungs, *chart.aside)
    if not every:
        return _empty(canvas)
    plain = Bars(
        title=chart.title,
        as_of=chart.as_of,
        source=chart.source,
        unit=chart.unit,
        rows=tuple(BarRow(rung.label, rung.value) for rung in every),
    )
    scale = Scale(chart, (number(rung.value) for rung in every), *_room(canvas, plain))
    below = any(_overflows(canvas, scale, rung, chart.note(rung)) for rung in every)
    for rung in chart.rungs:
        _labelled(canvas, scale, rung._replace(note=chart.note(rung)), "main", below=below)
    if chart.aside:
        canvas.y += 10
        canvas.line(0, canvas.y, canvas.width, canvas.y, "today")
        canvas.y += canvas.size * 1.5
        canvas.text(0, canvas.y, chart.aside_title, "soft")
        canvas.y += 4
        for rung in chart.aside:
            _labelled(canvas, scale, rung._replace(note=chart.note(rung)), "apart", below=below)
    return canvas.y + 4


def _room(canvas: Canvas, chart: Bars) -> tuple[float, float]:
    """Return the two ends left for bars between names and values."""
    size = canvas.size
    value = max(text_width(chart.format(row.value), size) for row in chart.rows) + 10
    if canvas.narrow:
        return 1, canvas.width - value
    name = max(text_width(row.label, size) for row in chart.rows)
    left = min(name, canvas.width * 0.36) + 12
    return left, canvas.width - value


def _overflows(canvas: Canvas, scale: Scale, rung: Rung, note: str) -> bool:
    """Tell whether a note is too long to follow its value on one line."""
    width = scale.width(number(rung.value))
    text = f"{scale.chart.format(rung.value)}{note}"
    return scale.left + width + 17 + text_width(text, canvas.size) > canvas.width


def _labelled(canvas: Canvas, scale: Scale, rung: Rung, role: str, *, below: bool = False) -> None:
    """Draw one row: its name before the bar (above it when narrow), its value after, its note."""
    size, value = canvas.size, number(rung.value)
    canvas.y += 10
    if canvas.narrow:
        _name(canvas, rung.label)
        top = bottom = canvas.y + 5
    else:
        lines = wrap(rung.label, scale.left - 12, size)
        leading = size * 1.2
        top = canvas.y + max(0.0, (len(lines) * leading - BAR) / 2)
        bottom = canvas.y + len(lines) * leading
        first = top + BAR / 2 + size * 0.36 - (len(lines) - 1) * leading / 2
        for index, line in enumerate(lines):
            canvas.text(scale.left - 12, first + index * leading, line, anchor="end")
    width = scale.width(value)
    canvas.rect(scale.left, top, width, BAR, role)
    lost = min(scale.width(number(rung.broken)), width)
    if lost >= 3 and role == "main":
        canvas.hatch(scale.left + width - lost, top, lost, BAR)
    canvas.line(scale.left, top - 3, scale.left, top + BAR + 3, "axis")
    end, base = scale.left + width + 7, top + BAR / 2 + size * 0.36
    text = scale.chart.format(rung.value)
    canvas.text(end, base, text, "soft" if value is None else "ink", bold=value is not None)
    canvas.y = max(bottom, top + BAR)
    if not rung.note:
        return
    if not below:
        canvas.text(end + text_width(text, size) + 10, base, rung.note, "soft")
        return
    for line in wrap(rung.note, canvas.width - scale.left, size):
        canvas.y += size * 1.3
        canvas.text(scale.left, canvas.y, line, "soft")
    canvas.y += size * 0.3


def _empty(canvas: Canvas) -> float:
    """Say that there is nothing to draw, instead of an empty frame."""
    canvas.y += canvas.size * 1.5
    canvas.text(0, canvas.y, "Aucune donnée à cette date.", "soft")
    return canvas.y + canvas.size
