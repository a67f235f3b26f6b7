"""The interactive figure: the same data as the drawing, as plotly wants it.

The figure is a plain dictionary: the browser's plotly reads it as is, and the Python package is
needed only for the script it ships.
"""

import textwrap
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from reporting.charts.spec import Bars, Bullets, Chart, Ladder, StackedMoney, Trajectory, Value
from reporting.charts.spec import number as drawable
from revitalisation.ui import formats

MAIN, TINT, ACCENT, GREY = "#000091", "#cacafb", "#b34000", "#666666"
TINT_EDGE = "#5a5ae0"


def figure_json(chart: Chart) -> dict[str, Any]:
    """Return `data`, `layout` and `config` of the interactive figure, ready for JSON.

    Money is in euros there, ratios are ratios; a value that is not a number is null.
    """
    data, layout = _BUILD[chart.kind](chart)
    return {"data": data, "layout": _layout(chart) | layout, "config": _config(chart)}


def _plain(chart: Chart, value: Value) -> float | int | None:
    """Return a value as plotly draws it: euros for money, whole numbers kept whole."""
    drawn = drawable(value)
    if drawn is None:
        return None
    if chart.unit == "EUR":
        drawn /= 100
    return int(drawn) if drawn == int(drawn) else drawn


def _column(chart: Chart, values: Sequence[Value]) -> list[float | int | None]:
    return [_plain(chart, value) for value in values]


def _texts(chart: Chart, values: Sequence[Value]) -> list[str]:
    return [chart.format(value) for value in values]


def _value_axis(chart: Chart) -> dict[str, Any]:
    axis: dict[str, Any] = {
        "rangemode": "tozero",
        "gridcolor": "#e5e5e5",
        "zerolinecolor": "#808080",
        "tickformat": {"ratio": ",.0%", "EUR": ",~f"}.get(chart.unit, ",d"),
        "automargin": True,
    }
    if chart.unit == "EUR":
        axis["ticksuffix"] = f"{formats.NO_BREAK}€"
    if chart.unit in ("jobs", "count"):
        axis["nticks"] = 6
    return axis


def _layout(chart: Chart) -> dict[str, Any]:
    return {
        "separators": f",{formats.NARROW}",
        "font": {"family": "Marianne, Arial, sans-serif", "size": 14, "color": "#161616"},
        "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff",
        "hoverlabel": {"font": {"family": "Marianne, Arial, sans-serif", "size": 14}},
        "margin": {"l": 20, "r": 20, "t": 40, "b": 40},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        "dragmode": "pan",
    }


def _config(chart: Chart) -> dict[str, Any]:
    return {
        "locale": "fr",
        "responsive": True,
        "displaylogo": False,
        "scrollZoom": False,
        "displayModeBar": True,
        # The image buttons draw through a blob address, which the security policy refuses.
        # No button may send data elsewhere.
        "modeBarButtons": [["zoom2d", "pan2d"], ["zoomIn2d", "zoomOut2d", "resetScale2d"]],
    }


def _escape(text: str) -> str:
    """Keep plotly from reading markup in a name."""
    return text.replace("<", "‹").replace(">", "›")


def _names(labels: Sequence[str]) -> list[str]:
    """Fold long names, and keep equal ones apart: plotly would draw them on one row."""
    names: list[str] = []
    for label in labels:
        name = "<br>".join(textwrap.wrap(_escape(label), 28)) or "–"
        while name in names:
            name += "\u200b"
        names.append(name)
    return names


def _trajectory(chart: Trajectory) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    days = [day for day, _ in chart.points]
    values = [value for _, value in chart.points]
    hover = "%{customdata[0]}<br>%{customdata[1]}<extra>%{fullData.name}</extra>"
    data: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": _escape(chart.achieved_label),
            "x": [day.isoformat() for day in days],
            "y": _column(chart, values),
            "customdata": _pairs(chart, days, values),
            "connectgaps": False,
            "line": {"color": MAIN, "width": 3},
            "marker": {"color": MAIN, "size": 6},
            "hovertemplate": hover,
        }
    ]
    if chart.expected:
        ends = [day for day, _ in chart.expected]
        levels = [value for _, value in chart.expected]
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": _escape(chart.expected_label),
                "x": [day.isoformat() for day in ends],
                "y": _column(chart, levels),
                "customdata": _pairs(chart, ends, levels),
                "line": {"color": ACCENT, "width": 2, "dash": "dash"},
                "hovertemplate": hover,
            }
        )
    lines = [_marker_line("x", chart.as_of.isoformat(), GREY, "dot")]
    notes = [_note(f"au {formats.long_date(chart.as_of)}", chart.as_of.isoformat())]
    if chart.committees:
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": "Chiffres lus en comité de suivi",
                "x": [day.isoformat() for day in chart.committees],
                "y": [0] * len(chart.committees),
                "customdata": [formats.long_date(day) for day in chart.committees],
                "marker": {"symbol": "diamond", "size": 12, "color": "#161616"},
                "cliponaxis": False,
                "hovertemplate": "%{customdata}<extra>%{fullData.name}</extra>",
            }
        )
    target = _plain(chart, chart.target)
    if target is not None:
        lines.append(_marker_line("y", target, ACCENT, "solid"))
        label = f"{chart.target_label}{formats.NO_BREAK}: {chart.format(chart.target)}"
        notes.append(
            {
                "text": _escape(label),
                "xref": "paper",
                "x": 0,
                "y": target,
                "xanchor": "left",
                "yanchor": "bottom",
                "showarrow": False,
                "font": {"color": ACCENT},
            }
        )
    layout = {
        "xaxis": {"type": "date", "tickformat": "%b\n%Y", "hoverformat": "%e %B %Y"},
        "yaxis": _value_axis(chart),
        "shapes": lines,
        "annotations": notes,
        "hovermode": "closest",
        "height": 480,
        "margin": {"l": 20, "r": 20, "t": 80, "b": 50},
        "legend": {"orientation": "h", "y": 1.1, "yanchor": "bottom", "x": 0},
    }
    return data, layout


def _pairs(chart: Chart, days: Sequence[date], values: Sequence[Value]) -> list[list[str]]:
    texts = _texts(chart, values)
    return [[formats.long_date(d), text] for d, text in zip(days, texts, strict=True)]


def _marker_line(axis: str, at: str | float, color: str, dash: str) -> dict[str, Any]:
    other = "y" if axis == "x" else "x"
    place = {f"{axis}0": at, f"{axis}1": at, f"{other}0": 0, f"{other}1": 1}
    style = {"color": color, "width": 1.5, "dash": dash}
    return {"type": "line", f"{other}ref": "paper", **place, "line": style}


def _note(text: str, at: str) -> dict[str, Any]:
    place = {"x": at, "yref": "paper", "y": 1, "yanchor": "bottom"}
    return {"text": _escape(text), **place, "showarrow": False}


def _bar(
    chart: Chart, labels: Sequence[str], name: str, values: Sequence[Value], **more: Any
) -> dict[str, Any]:
    """Return one series of horizontal bars."""
    return {
        "type": "bar",
        "orientation": "h",
        "name": _escape(name),
        "y": _names(labels),
        "x": _column(chart, values),
        "customdata": _texts(chart, values),
        "hovertemplate": "%{y}<br>%{customdata}<extra>%{fullData.name}</extra>",
        **more,
    }


def _row_layout(chart: Chart, count: int, **more: Any) -> dict[str, Any]:
    axis = {"autorange": "reversed", "automargin": True, "ticklabelstandoff": 8}
    height = max(320, 140 + 56 * count)
    return {"xaxis": _value_axis(chart), "yaxis": axis, "height": height, "bargap": 0.35, **more}


def _filled(color: str, edge: str | None = None, pattern: str = "") -> dict[str, Any]:
    marker: dict[str, Any] = {"color": color, "line": {"color": edge or color, "width": 1}}
    if pattern:
        marker["pattern"] = {"shape": pattern, "fgcolor": color, "bgcolor": "#ffffff", "size": 6}
    return {"marker": marker}


def _bullets(chart: Bullets) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    labels = [row.label for row in chart.rows]
    columns = list(zip(*(row[1:] for row in chart.rows), strict=True)) or [()] * 4
    looks = (
        _filled(MAIN) | {"width": 0.3},
        _filled(TINT, TINT_EDGE) | {"width": 0.6},
    )
    data = [
        _bar(chart, labels, chart.terms[index], columns[index], **looks[index]) for index in (1, 0)
    ]
    for index, color in ((2, ACCENT), (3, "#161616")):
        points = _bar(chart, labels, chart.terms[index], columns[index])
        del points["orientation"]
        marker = {"symbol": "line-ns-open", "size": 30, "color": color, "line": {"width": 3}}
        data.append(points | {"type": "scatter", "mode": "markers", "marker": marker})
    return data, _row_layout(chart, len(labels), barmode="overlay")


def _money(chart: StackedMoney) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    labels = [row.label for row in chart.rows]
    columns = list(zip(*(row[1:] for row in chart.rows), strict=True)) or [()] * 4
    looks = (
        _filled("#ffffff", GREY) | {"width": 0.7},
        _filled(TINT, TINT_EDGE) | {"width": 0.5},
        _filled(MAIN) | {"width": 0.3},
        _filled(MAIN, pattern="/") | {"width": 0.3},
    )
    data = [
        _bar(chart, labels, term, column, **look)
        for term, column, look in zip(chart.terms, columns, looks, strict=True)
    ]
    # What came back is a part of what was paid: it stands at the end of that bar.
    data[3]["base"] = [
        max((paid or 0) - (back or 0), 0)
        for paid, back in zip(data[2]["x"], data[3]["x"], strict=True)
    ]
    return data, _row_layout(chart, len(labels), barmode="overlay")


def _ladder(chart: Ladder) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    data = []
    shown = (("Échelle", chart.rungs, _filled(MAIN)), ("À part", chart.aside, _filled(TINT, MAIN)))
    for name, rungs, look in shown:
        if rungs:
            labels = [rung.label for rung in rungs]
            texts = [
                " – ".join(part for part in (chart.format(r.value), chart.note(r)) if part)
                for r in rungs
            ]
            bar = _bar(chart, labels, name, [rung.value for rung in rungs], **look)
            data.append(bar | {"customdata": [_escape(text) for text in texts]})
    count = len(chart.rungs) + len(chart.aside)
    return data, _row_layout(chart, count, barmode="overlay")


def _bars(chart: Bars) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    labels = [row.label for row in chart.rows]
    values = [row.value for row in chart.rows]
    data = [_bar(chart, labels, chart.value_header, values, **_filled(MAIN))]
    return data, _row_layout(chart, len(labels), showlegend=False)


_BUILD: dict[str, Callable[[Any], tuple[list[dict[str, Any]], dict[str, Any]]]] = {
    "trajectory": _trajectory,
    "bullets": _bullets,
    "money": _money,
    "ladder": _ladder,
    "bars": _bars,
}
