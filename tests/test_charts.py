"""Charts: one description, the same numbers on screen, on paper and in the interactive figure."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template

from reporting.charts.canvas import ticks
from reporting.charts.drawing import render
from reporting.charts.explore import style_placeholders
from reporting.charts.interactive import figure_json
from reporting.charts.spec import (
    Bars,
    Bullets,
    Chart,
    Ladder,
    Map,
    Spot,
    StackedMoney,
    Trajectory,
    number,
)

AS_OF = date(2015, 5, 31)
COMMON = {"as_of": AS_OF, "source": "Suivi de la convention"}
MONTH_ENDS = [date(2014 + m // 12, m % 12 + 1, 1) - timedelta(days=1) for m in range(2, 18)]
REACHED = (0, 1, 3, 6, 10, 14, 19, 25, 32, 41, 52, 63, 74, 85, 97, 109)
EXPECTED = ((date(2014, 2, 1), 0), (date(2017, 1, 31), 263))


def trajectory(**changes) -> Trajectory:
    """Return the trajectory of the reference case, with changes."""
    given = COMMON | {
        "title": "109 emplois créés",
        "name": "trajectoire",
        "points": tuple(zip(MONTH_ENDS, REACHED, strict=True)),
        "expected": EXPECTED,
        "target": 263,
        "committees": (date(2014, 7, 2), date(2015, 7, 7)),
        "expected_label": "Attendu depuis le démarrage opérationnel",
    }
    return Trajectory(**(given | changes))


def bars(*rows, unit="jobs") -> Bars:
    """Return a breakdown of the given rows."""
    return Bars(title="Répartition", name="repartition", unit=unit, rows=rows, **COMMON)


USUAL: list[Chart] = [
    trajectory(),
    trajectory(
        name="engagements",
        unit="EUR",
        target=150_000_000,
        points=tuple((day, i * 4_500_012) for i, day in enumerate(MONTH_ENDS)),
        expected=((date(2013, 10, 11), 0), (date(2016, 10, 11), 150_000_000)),
    ),
    Bullets(
        title="L’axe 2 porte l’essentiel",
        name="axes",
        rows=(
            ("Axe 1 – Reconversion du site", 0, 0, "not_applicable", None),
            ("Axe 2 – Développement des entreprises locales", 102, 145, 101.9, 230),
        ),
        **COMMON,
    ),
    Ladder(
        title="102 emplois créés sur 145 programmés",
        name="echelle",
        rungs=(
            ("Programmés", 145, "dans 47 projets"),
            ("Créés", 102, "70,3\u202f% des programmés", 6),
            ("Vérifiés", 88),
            ("Pérennes à 12 mois", "not_due"),
        ),
        aside=(("Jeunes placés", 7, "dont 5 en apprentissage"), ("Maintenus", "missing")),
        **COMMON,
    ),
    StackedMoney(
        title="42,1\u202f% de l’enveloppe est engagée",
        name="argent",
        rows=(
            ("Fonds de prêts à taux bonifié", 50_000_000, 28_000_000, 24_000_000, 3_150_050),
            ("Expertise", 8_000_000, 9_000_000, None, "not_applicable"),
        ),
        **COMMON,
    ),
    bars(("Industrie", 38), ("Commerce ; réparation d’automobiles", 24), ("Autre", "missing")),
]
EXTREME: list[Chart] = [
    trajectory(points=(), expected=(), target=None, committees=()),
    trajectory(points=(), target=0),
    trajectory(points=((AS_OF, 0),), expected=(), target=0),
    trajectory(points=((AS_OF, None),)),
    trajectory(points=tuple((day, None if i == 5 else i) for i, day in enumerate(MONTH_ENDS))),
    trajectory(points=((AS_OF, 10**15),), unit="EUR"),
    trajectory(expected=((AS_OF, 12),)),
    trajectory(as_of=date(2031, 1, 1)),
    bars(),
    bars(("a", 0), ("b", 0)),
    bars(("a", 123_456_789_012_345), ("b", 1), ("c", -500), unit="EUR"),
    bars(("a", Fraction(1, 3)), ("b", 1.2), ("c", 0.0001), unit="ratio"),
    bars(*((f"Commune numéro {i}", i) for i in range(60))),
    Bullets(title="Vide", rows=(), **COMMON),
    Bullets(title="Sans objectif", rows=(("Axe 1", 3, None, None, 0),), **COMMON),
    Ladder(title="Vide", rungs=(), **COMMON),
    StackedMoney(title="Vide", rows=(), **COMMON),
]
PLACES = Map(
    title="92 sur 102 emplois créés dans le périmètre",
    name="carte",
    spots=(
        Spot("Fleurance", 33, "priority", (43.8494, 0.663), position="exacte", where="(32)"),
        Spot("Agen", 3, "outside", (44.2, 0.6167), position="exacte", where="(47)"),
        Spot("Condom", 12, "extended", (43.9577, 0.3729), near=True, position="approchée"),
        Spot("Paris", 1, "outside", (48.8534, 2.3488), position="exacte", where="(75)"),
        Spot("Commune non renseignée", 2),
    ),
    site=Spot("Lectoure", None, at=(43.9343, 0.6225)),
    zoned=True,
    **COMMON,
)
DRAWN = (*USUAL, *EXTREME, PLACES, Map(title="Vide", spots=(), **COMMON))
PAPERS = {"screen": 0, "page": 176, "column": 72}
SVG = "{http://www.w3.org/2000/svg}"


def parse(markup: str) -> ET.Element:
    """Read a drawing as XML."""
    return ET.fromstring(f"<body>{markup}</body>")  # noqa: S314 our own markup


def flat(text: str) -> str:
    """Return a text with every kind of space made plain."""
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
@pytest.mark.parametrize("chart", DRAWN, ids=lambda chart: chart.kind)
def test_drawing_is_plain_accessible_xml(chart, paper):
    markup = render(chart, paper=paper)
    drawn = parse(markup)
    for svg in drawn.iter(f"{SVG}svg"):
        if svg.get("role") == "img":
            # Who lays paper out reads the title as the alternative.
            assert svg.find(f"{SVG}title").text
        else:
            assert not paper or chart.kind == "trajectory"
    assert "<style" not in markup
    assert not re.search(r'="[^"]*\b(nan|inf)\b', markup)
    assert all("style" not in element.attrib for element in drawn.iter())
    marks = {mark for svg in drawn.iter(f"{SVG}svg") for mark in svg.iter() if mark is not svg}
    coloured = [mark for mark in marks if mark.tag[len(SVG) :] in ("rect", "path", "circle")]
    assert all((mark.get("class") is None) == bool(paper) for mark in coloured)


@pytest.mark.parametrize("chart", [USUAL[0], PLACES], ids=lambda chart: chart.kind)
@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_a_curve_or_a_map_is_one_image_that_says_what_it_shows(chart, paper):
    images = parse(render(chart, paper=paper)).iter(f"{SVG}svg")
    (image,) = [svg for svg in images if svg.get("aria-labelledby")]
    title, description = image.find(f"{SVG}title"), image.find(f"{SVG}desc")
    assert title.text == chart.title
    assert "Situation au 31\u00a0mai 2015" in description.text
    assert image.get("aria-labelledby") == title.get("id")
    assert image.get("aria-describedby") == description.get("id")


@pytest.mark.parametrize("chart", [*USUAL[2:], PLACES], ids=lambda chart: chart.kind)
def test_every_value_of_the_table_is_in_the_drawing(chart):
    drawn = flat(" ".join(parse(render(chart, paper=176)).itertext()))
    for row in chart.table().rows:
        assert flat(row[0]).split(" (")[0] in drawn
        for cell in row[1:2] if chart.kind == "map" else row[1:]:
            for word in flat(cell).replace(",", " ").split():
                assert word in drawn.replace(",", " "), (row, cell)


def test_a_trajectory_names_its_marks_its_days_and_the_days_of_committees():
    words = [flat(t.text) for t in parse(render(trajectory())).iter(f"{SVG}text")]
    for told in ("Réalisé : 109", "Objectif 263", "31 mai 2015", "juil. 2014", "juil. 2015"):
        assert told in words
    named = trajectory(achieved_mark="109 créés", expected_mark="117 attendus")
    words = [flat(t.text) for t in parse(render(named)).iter(f"{SVG}text")]
    assert {"109 créés", "117 attendus"} <= set(words)
    assert not [word for word in words if word.startswith(("Réalisé", "Attendu"))]


def test_each_row_of_the_table_of_a_curve_is_a_stop_on_it():
    for chart in (trajectory(), EXTREME[4]):
        (stops,) = re.findall(r'data-stops="([^"]*)"', render(chart))
        found = [stop.split(",") for stop in stops.split(" ")]
        assert len(found) == len(chart.table().rows)
        across = [float(x) for x, _ in found]
        assert across == sorted(across)
        assert all(0 <= x <= 100 for x in across)
    (stops,) = re.findall(r'data-stops="([^"]*)"', render(PLACES))
    # Neither the one too far nor the one without a position is on the map.
    assert [stop == "," for stop in stops.split(" ")] == [False, False, False, True, True]


@pytest.mark.parametrize("chart", USUAL + EXTREME, ids=lambda chart: chart.kind)
def test_table_rows_are_as_wide_as_its_head(chart):
    for brief in (False, True):
        table = chart.table(brief=brief)
        assert all(len(row) == len(table.headers) for row in table.rows)


def test_absence_is_written_in_words_and_never_as_zero():
    chart = bars(("a", 0), ("b", None), ("c", "not_applicable"), ("d", "not_due"))
    assert [row[1] for row in chart.table().rows] == [
        "0",
        "non renseigné",
        "sans objet",
        "à venir",
    ]
    assert figure_json(chart)["data"][0]["x"] == [0, None, None, None]


def test_months_to_come_are_not_due_rather_than_missing():
    chart = trajectory(points=((date(2015, 4, 30), None), (AS_OF, 109), (date(2015, 6, 30), None)))
    assert [row[1] for row in chart.table().rows if "2015" in row[0]] == [
        "non renseigné",
        "109",
        "à venir",
    ]


def test_the_start_of_the_expected_line_is_no_missing_figure():
    assert [row[0] for row in trajectory().table().rows][-1] == "31\u00a0janvier 2017"
    assert not any("non renseigné" in row for row in trajectory().table().rows)


def test_expected_value_is_read_on_the_line_and_nowhere_else():
    chart = trajectory(expected=((date(2015, 1, 1), 0), (date(2015, 1, 11), 10)))
    assert chart.expected_at(date(2015, 1, 4)) == pytest.approx(3)
    assert chart.expected_at(date(2014, 12, 31)) is None
    assert chart.expected_at(date(2015, 1, 12)) is None


def test_printed_table_keeps_the_date_of_the_figures():
    table = trajectory().table(brief=True)
    assert len(table.rows) < len(trajectory().table().rows)
    assert "31\u00a0mai 2015" in [row[0] for row in table.rows]


def test_two_charts_of_a_page_have_distinct_identifiers():
    markup = "".join(render(chart) for chart in (*USUAL, PLACES))
    identifiers = re.findall(r' id="([^"]+)"', markup)
    assert len(identifiers) == len(set(identifiers)) == 2 * 3


def test_names_are_escaped():
    chart = bars(("<script>alert(1)</script> & cie", 1))
    assert "<script" not in render(chart)
    assert "<b>" not in render(replace(PLACES, spots=(Spot("<b>", 3, at=(43.8, 0.6)),)))
    assert "<script" not in json.dumps(figure_json(chart))


@pytest.mark.parametrize(
    ("maximum", "count", "whole", "expected"),
    [
        (263, 5, True, [0, 100, 200, 300]),
        (0, 5, True, [0, 1]),
        (3, 5, True, [0, 1, 2, 3]),
        (1, 5, False, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (1_500_000, 5, False, [0, 500_000, 1_000_000, 1_500_000]),
    ],
)
def test_ticks_are_round(maximum, count, whole, expected):
    assert ticks(maximum, count, whole=whole) == pytest.approx(expected)


@pytest.mark.parametrize("chart", USUAL + EXTREME, ids=lambda chart: chart.kind)
def test_interactive_figure_is_valid_for_plotly(chart):
    import plotly.graph_objects as go

    figure = figure_json(chart)
    go.Figure(data=figure["data"], layout=figure["layout"])
    json.dumps(figure)
    assert figure["layout"]["separators"] == ",\u202f"


def test_interactive_trajectory_has_the_data_of_the_description():
    chart = trajectory()
    reached, expected, committees = figure_json(chart)["data"]
    assert tuple(zip(map(date.fromisoformat, reached["x"]), reached["y"], strict=True)) == (
        chart.points
    )
    assert tuple(zip(map(date.fromisoformat, expected["x"]), expected["y"], strict=True)) == (
        chart.expected
    )
    assert tuple(map(date.fromisoformat, committees["x"])) == chart.committees


def test_interactive_rows_have_the_data_of_the_description():
    for chart, factor in ((USUAL[2], 1), (USUAL[4], 100)):
        series = {trace["name"]: trace for trace in figure_json(chart)["data"]}
        for index, term in enumerate(chart.terms):
            given = [number(row[index + 1]) for row in chart.rows]
            assert series[term]["x"] == [None if v is None else v / factor for v in given]
            assert series[term]["customdata"] == [chart.format(r[index + 1]) for r in chart.rows]
    ladder = USUAL[3]
    rungs, aside = figure_json(ladder)["data"]
    assert rungs["x"] == [145, 102, 88, None]
    assert aside["x"] == [7, None]


def test_rows_of_one_name_stay_apart_in_the_interactive_figure():
    trace = figure_json(bars(("Autre", 1), ("Autre", 2)))["data"][0]
    assert len(set(trace["y"])) == 2


def test_plotly_script_is_served_and_nothing_else_of_its_package():
    assert finders.find("plotly/plotly.min.js")
    assert finders.find("plotly/widgetbundle.js") is None
    assert finders.find("plotly/datasets/iris.csv.gz") is None


def test_packaged_script_still_honours_what_keeps_it_from_injecting_styles():
    path = finders.find("plotly/plotly.min.js")
    script = Path(path).read_text(encoding="utf-8")
    assert '"plotly.js-style-"' in script
    assert len(style_placeholders()) >= 1


def test_figure_of_a_page_has_title_date_source_table_and_link():
    template = Template("{% load charts %}{% chart_figure chart '/explorer/' 3 %}")
    chart = replace(USUAL[0], subtitle="Cumul mensuel", place="ITM Lectoure")
    page = template.render(Context({"chart": chart}))
    for text in (
        '<h3 class="chart__title">109 emplois créés</h3>',
        "Cumul mensuel",
        "ITM Lectoure, situation au 31\u00a0mai 2015, en emplois. "
        "Source\u00a0: Suivi de la convention.",
        "<details",
        'href="/explorer/"',
    ):
        assert text in page
    assert " style=" not in page


@pytest.mark.parametrize("chart", [*USUAL, PLACES], ids=lambda chart: chart.kind)
def test_a_page_holds_one_drawing_of_a_chart(chart):
    page = Template("{% load charts %}{% chart_figure chart %}").render(Context({"chart": chart}))
    assert page.count("chart__drawing") == 1
    assert page.count('role="img"') == (chart.kind in ("trajectory", "map"))
    if chart.kind not in ("trajectory", "map"):
        assert page.count('class="ch-row"') == sum(1 for _ in _rows(chart))


def _rows(chart):
    if isinstance(chart, Ladder):
        return (*chart.rungs, *chart.aside)
    return chart.rows


def test_paper_has_a_drawing_or_a_table():
    for asked, tables in (("chart", 0), ("chart False 98", 0), ("chart True 98", 1)):
        template = Template(f"{{% load charts %}}{{% chart_paper {asked} %}}")
        page = template.render(Context({"chart": USUAL[4]}))
        assert page.count("<table>") == tables
        assert page.count("chart__drawing") == 1
        assert "<details" not in page


def test_a_drawing_on_paper_is_as_wide_as_asked():
    for width in (72, 98, 176):
        (image,) = [
            svg
            for svg in parse(render(trajectory(), paper=width)).iter(f"{SVG}svg")
            if svg.get("viewBox")
        ]
        # Neither wider nor narrower than its units: no text is scaled.
        assert float(image.get("width")) == pytest.approx(width * 96 / 25.4, abs=0.1)
        assert image.get("viewBox").split(" ")[2] == image.get("width")
        assert float(image.get("font-size")) * 0.75 >= 8.5
