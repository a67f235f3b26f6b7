"""The drawings made of rows: bullets, ladder, money by measure, plain bars.

Names, values and sentences are the text of the page, which wraps as it must in any column and on
paper; only the bars are drawn. Nothing needs to be read off an axis.
"""

from collections.abc import Iterable, Sequence
from html import escape

from reporting.charts.canvas import coordinate, looks, percent
from reporting.charts.spec import Bars, Bullets, Chart, Ladder, Rung, StackedMoney, Value, number
from revitalisation.ui import formats

BAR, SLIM = 16, 8
NOTHING = '<p class="ch-note">Aucune donnée à cette date.</p>'


class _Bars:
    """The bars of one chart, on one scale from zero."""

    def __init__(self, chart: Chart, values: Iterable[Value], *, paper: bool) -> None:
        self.chart, self.paper = chart, paper
        self.highest = max([0.0, *(v for v in map(number, values) if v is not None)]) or 1.0

    def share(self, value: Value) -> float:
        """Return the length of a bar; nothing for a missing or negative value."""
        return max(number(value) or 0.0, 0.0) / self.highest

    def bar(self, top: float, height: float, value: Value, role: str, *, since: Value = 0) -> str:
        """Draw a bar; a positive value too small to be seen still gets a sliver."""
        start, end = self.share(since), self.share(value)
        if end <= start:
            return ""
        x = f'x="{percent(start)}" ' if start else ""
        return (
            f'<rect {x}y="{coordinate(top)}" width="{percent(max(end - start, 0.002))}" '
            f'height="{coordinate(height)}" {looks(role, paper=self.paper)}/>'
        )

    def stop(self, value: Value, role: str, wide: int, top: float, height: float) -> str:
        """Mark a value by a line across the bar."""
        if number(value) is None:
            return ""
        return (
            f'<rect x="{percent(self.share(value))}" y="{coordinate(top)}" width="{wide}" '
            f'height="{coordinate(height)}" transform="translate(-{wide / 2:g})" '
            f"{looks(role, paper=self.paper)}/>"
        )

    def frame(self, drawn: str, height: float, title: str) -> str:
        """Close a bar; on paper it says its values, which its row writes on screen."""
        told = f"<title>{escape(title)}</title>" if self.paper else ""
        how = 'role="img"' if self.paper else 'class="ch" aria-hidden="true"'
        return (
            f'<span class="ch-bar"><svg xmlns="http://www.w3.org/2000/svg" width="100%" '
            f'height="{coordinate(height)}" {how}>{told}{drawn}</svg></span>'
        )


def _row(
    name: str, bar: str, *, value: str = "", detail: str = "", note: str = "", stop: str = ""
) -> str:
    told = f' data-say="{escape(stop)}"' if stop else ""
    parts = (("name", name), ("value", value), ("detail", detail))
    texts = " ".join(f'<span class="ch-{kind}">{escape(t)}</span>' for kind, t in parts if t)
    under = f' <span class="ch-note">{escape(note)}</span>' if note else ""
    return f'<li class="ch-row"{told}>{texts} {bar}{under}</li>'


def _list(rows: Sequence[str], kind: str) -> str:
    return f'<ul class="ch-rows ch-rows--{kind}">{"".join(rows)}</ul>' if rows else ""


def _said(chart: Chart, terms: Sequence[str], values: Sequence[Value]) -> str:
    """Return what a bar shows in words, for those who do not see it."""
    pairs = zip(terms, values, strict=True)
    return ", ".join(f"{term.lower()}\u00a0: {chart.format(value)}" for term, value in pairs)


def draw_bullets(chart: Bullets, *, paper: bool) -> str:
    """Draw one bullet bar per row on one scale."""
    bars = _Bars(chart, [value for row in chart.rows for value in row.values], paper=paper)
    rows = []
    for row in chart.rows:
        achieved, promised, due, target = row.values
        drawn = (
            bars.bar(3, BAR, target, "outline")
            + bars.bar(3, BAR, promised, "tint")
            + bars.bar(3 + (BAR - SLIM) / 2, SLIM, achieved, "main")
            + bars.stop(0, "ink", 1, 3, BAR)
            + bars.stop(target, "ink", 4, 0, BAR + 6)
            + bars.stop(due, "tick", 4, 0, BAR + 6)
        )
        head = f"{row.label}\u00a0: {chart.format(achieved)}"
        if number(target) is not None:
            head += f" sur {chart.format(target)}"
        beside = zip((promised, due), chart.beside, strict=True)
        detail = ", ".join(filter(None, (_counted(chart, v, *nouns) for v, nouns in beside)))
        bar = bars.frame(drawn, BAR + 6, _said(chart, chart.terms, row.values))
        rows.append(_row(head, bar, detail=detail, note=row.note))
    return _list(rows, "bullets") or NOTHING


def _counted(chart: Chart, value: Value, one: str, many: str) -> str:
    """Write a number with its noun; what does not apply, or is not known, is not told here."""
    if isinstance(value, str):
        return "" if value in formats.ABSENCES else f"{many}\u00a0: {chart.format(value)}"
    if value is None:
        return ""
    return f"{chart.format(value)}\u00a0{one if abs(float(value)) < 2 else many}"


def draw_money(chart: StackedMoney, *, paper: bool) -> str:
    """Draw budget, commitment, payment and repayment of each measure."""
    bars = _Bars(chart, [value for row in chart.rows for value in row[1:]], paper=paper)
    marks = ("outline", "tint", "main", "lost")
    used = [any(number(row[i + 1]) is not None for row in chart.rows) for i in range(4)]
    rows = []
    for row in chart.rows:
        _, budgeted, committed, paid, repaid = row
        kept = max((number(paid) or 0) - (number(repaid) or 0), 0)
        drawn = (
            bars.bar(1, BAR, budgeted, "outline")
            + bars.bar(4, BAR - 6, committed, "tint")
            + bars.bar(1 + (BAR - SLIM) / 2, SLIM, kept, "main")
            + bars.bar(1 + (BAR - SLIM) / 2, SLIM, paid, "lost", since=kept)
            + bars.stop(0, "ink", 1, 0, BAR + 2)
        )
        told = [
            f"{term.lower()}\u00a0{chart.format(value)}"
            for term, value, shown in zip(chart.terms, row[1:], used, strict=True)
            if shown and value != "not_applicable"
        ]
        bar = bars.frame(drawn, BAR + 2, _said(chart, chart.terms, row[1:]))
        rows.append(_row(row.label, bar, detail=", ".join(told)))
    if not rows:
        return NOTHING
    terms = [(m, t) for m, t, shown in zip(marks, chart.terms, used, strict=True) if shown]
    return key(terms, paper=paper) + _list(rows, "money")


def key(terms: Sequence[tuple[str, str]], *, paper: bool) -> str:
    """Write what marks mean: (role, term) pairs."""
    return keyed(
        [
            (
                f'<rect x="0.5" y="{6 - high / 2}" width="17" height="{high}" '
                f"{looks(role, paper=paper)}/>",
                term,
            )
            for role, term in terms
            for high in [SLIM if role in ("main", "lost") else 11]
        ],
        paper=paper,
    )


def keyed(swatches: Sequence[tuple[str, str]], *, paper: bool) -> str:
    """Write (mark, term) pairs, each mark drawn in 18 × 12 pixels."""
    how = 'role="img"' if paper else 'class="ch" aria-hidden="true"'
    items = "".join(
        f'<li><svg xmlns="http://www.w3.org/2000/svg" width="18" height="12" {how}>'
        f"{f'<title>{escape(term)}</title>' if paper else ''}{mark}</svg> {escape(term)}</li>"
        for mark, term in swatches
    )
    return f'<ul class="ch-key">{items}</ul>'


def draw_bars(chart: Bars, *, paper: bool) -> str:
    """Draw a breakdown, its small parts as one bar."""
    named, group, apart = chart.drawn()
    values = [row.value for row in (*named, *apart)] + ([group.value] if group else [])
    bars = _Bars(chart, values, paper=paper)
    rows = [_bar(bars, Rung(row.label, row.value), "main") for row in named]
    if group is not None:
        rung = Rung(f"{group.label}\u00a0: {group.note}", group.value)
        said = f"{rung.label}, {chart.format(group.value)} en tout"
        rows.append(_bar(bars, rung, "tint", said))
    for row in apart:
        said = f"{row.label}\u00a0: {chart.format(row.value)}"
        rows.append(_bar(bars, Rung(row.label, row.value), "apart", said if group else ""))
    return _list(rows, "bars") or NOTHING


def draw_ladder(chart: Ladder, *, paper: bool) -> str:
    """Draw the rungs, then apart from them what is never added."""
    every = (*chart.rungs, *chart.aside)
    bars = _Bars(chart, [rung.value for rung in every], paper=paper)
    if not every:
        return NOTHING
    drawn = _list([_bar(bars, r._replace(note=chart.note(r)), "main") for r in chart.rungs], "bars")
    if chart.aside:
        drawn += f'<p class="ch-aside">{escape(chart.aside_title)}</p>'
        aside = [_bar(bars, r._replace(note=chart.note(r)), "apart") for r in chart.aside]
        drawn += _list(aside, "bars")
    return drawn


def _bar(bars: _Bars, rung: Rung, role: str, said: str = "") -> str:
    """Draw one row: its name, its value, its bar, of which what was lost is hollow, its note."""
    value = number(rung.value) or 0.0
    lost = min(number(rung.broken) or 0.0, value) if role == "main" else 0.0
    height = BAR - 2
    drawn = (
        bars.bar(1, height, value - lost, role)
        + bars.bar(1, height, value, "lost", since=value - lost)
        + bars.stop(0, "ink", 1, 0, height + 2)
    )
    text = bars.chart.format(rung.value)
    frame = bars.frame(drawn, height + 2, f"{rung.label}\u00a0: {text}")
    return _row(rung.label, frame, value=text, note=rung.note, stop=said)
