"""The map: the jobs of the registry, where communes are, what is near, far, or nowhere."""

import csv
import math
import re
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from axes.business.models import Job
from convention.models import PerimeterCommune
from reporting.charts.canvas import text_width
from reporting.charts.drawing import render
from reporting.charts.geography import LEAST_RADIUS, far, marks, shape, within
from reporting.charts.geography import _Sheet as Sheet
from reporting.charts.spec import Map, Spot
from reporting.figures.answers import Question
from reporting.figures.engine import figures
from reporting.situation import ground
from reporting.situation import map as jobs_map
from reporting.situation.editions import COMMITTEE
from reporting.situation.situation import Situation
from revitalisation.reference.loading import DATA
from revitalisation.reference.models import Commune

DAY = date(2015, 5, 31)
COMMON = {"title": "x", "as_of": DAY, "source": "x"}


def positions() -> dict[str, dict[str, str]]:
    """Read the published positions, as this file does alone."""
    with (DATA / "positions.csv").open(encoding="utf-8", newline="") as file:
        return {row["code_insee"]: row for row in csv.DictReader(file)}


@pytest.mark.django_db
class TestJobsOfTheRegistry:
    def test_the_map_adds_up_to_the_jobs_created_and_to_their_parts(self, lectoure):
        chart = jobs_map.drawn(Situation(lectoure, DAY))
        created = figures(lectoure, DAY)["jobs_created"].value
        assert sum(spot.value for spot in chart.spots) == created == 102
        by_name: dict[str, int] = {}
        for spot in chart.spots:
            by_name[spot.label] = by_name.get(spot.label, 0) + spot.value
        parts = Question(lectoure, "jobs_created", DAY).parts("commune")
        known = {part.words: part.value for part in parts if part.key is not None}
        assert known.items() <= by_name.items()
        assert by_name[jobs_map.UNKNOWN] == created - sum(known.values())

    def test_an_axis_has_its_own(self, lectoure):
        situation = Situation(lectoure, DAY)
        site, business, young = lectoure.axes.all()
        whole, own = jobs_map.drawn(situation), jobs_map.drawn(situation, business)
        assert own.spots == whole.spots
        # No job on the first, and the third counts people, whom no map shows.
        assert jobs_map.drawn(situation, site) is None
        assert jobs_map.drawn(situation, young) is None
        assert ground.context(situation, business)["map"] == own

    def test_it_asks_one_query_and_none_without_a_job(self, lectoure):
        for day, asked in ((DAY, 1), (date(2013, 12, 31), 0)):
            situation = Situation(lectoure, day)
            assert situation.sheet
            with CaptureQueriesContext(connection) as captured:
                chart = jobs_map.drawn(situation)
            assert len(captured) == asked
            assert (chart is None) == (not asked)

    def test_the_committee_reads_the_same(self, lectoure):
        situation = Situation(lectoure, DAY)
        told = jobs_map.drawn(situation.told_to(COMMITTEE))
        assert told == jobs_map.drawn(situation)

    def test_jobs_of_one_place_are_no_map(self, lectoure):
        Job.objects.of(lectoure).update(commune=lectoure.commune_id)
        assert jobs_map.drawn(Situation(lectoure, DAY)) is None


@pytest.mark.django_db
class TestWhereCommunesAre:
    def test_positions_and_what_they_are_worth_are_the_published_ones(self, lectoure):
        chart, published = jobs_map.drawn(Situation(lectoure, DAY)), positions()
        codes = dict(
            Commune.objects.filter(name__in=[s.label for s in chart.spots], departement="32")
            .values_list("name", "code")
        )  # fmt: skip
        seen = set()
        for spot in chart.spots:
            if spot.where != "(32)":
                continue
            row = published[codes[spot.label]]
            assert spot.at == (float(row["latitude"]), float(row["longitude"]))
            assert spot.near == (row["precision"] != "exact")
            seen.add(row["precision"])
        assert seen == {"exact", "postal"}
        site = published[lectoure.commune_id]
        assert chart.site.at == (float(site["latitude"]), float(site["longitude"]))

    def test_zones_are_those_of_the_day(self, lectoure):
        row = PerimeterCommune.objects.of(lectoure).get(
            PerimeterCommune.within(DAY), commune__name="Condom"
        )
        assert row.zone == PerimeterCommune.Zone.EXTENDED
        PerimeterCommune.objects.create(
            convention=lectoure, commune=row.commune, effective_on=DAY, zone="priority"
        )
        for day, zone in ((DAY, "priority"), (DAY - timedelta(days=1), "extended")):
            chart = jobs_map.drawn(Situation(lectoure, day))
            assert {s.zone for s in chart.spots if s.label == "Condom"} == {zone}
        zones = {s.label: s.zone for s in chart.spots}
        assert (zones["Lectoure"], zones["Agen"]) == ("priority", "outside")

    def test_without_a_perimeter_none_is_told(self, lectoure):
        chart = jobs_map.drawn(Situation(lectoure, DAY))
        assert chart.zoned
        assert "dans le périmètre" in chart.title
        assert chart.table().headers[2] == "Périmètre"
        bare = Map(spots=(Spot("A", 3, at=(43, 0)),), **COMMON)
        assert "Périmètre" not in bare.table().headers
        assert "périmètre" not in render(bare)

    def test_positions_are_credited_where_they_are_shown(self, lectoure, as_role):
        assert "GeoNames (CC BY 4.0)" in jobs_map.drawn(Situation(lectoure, DAY)).origin
        page = as_role("prefecture").get("/conventions/itm-lectoure/axes/2/?au=2015-05-31")
        assert "GeoNames (CC BY 4.0)" in page.content.decode()


PARIS, AUCH, LECTOURE = (48.8534, 2.3488), (43.6464, 0.5855), (43.9343, 0.6225)


def haversine(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the kilometres between two points of the sphere."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*a, *b))
    h = math.sin((lat2 - lat1) / 2) ** 2
    h += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(h))


@given(
    st.tuples(st.floats(42, 51), st.floats(-4, 8)),
    st.floats(-0.9, 0.9).filter(lambda d: abs(d) > 0.01),
    st.floats(-0.9, 0.9),
)
def test_distances_are_those_of_the_sphere(a, north, east):
    b = (a[0] + north, a[1] + east)
    assert far(a, b) == pytest.approx(haversine(a, b), rel=2e-3)
    sheet = Sheet([a, b], 400)
    (x1, y1), (x2, y2) = sheet.at(a), sheet.at(b)
    assert math.hypot(x2 - x1, y2 - y1) / sheet.scale == pytest.approx(haversine(a, b), rel=2e-3)
    # North is up, east on the right.
    assert (y2 < y1) == (north > 0)


def test_what_is_too_far_or_nowhere_is_said_and_not_drawn():
    spots = [Spot(f"C{i}", 10, at=(43.9 + i / 50, 0.6)) for i in range(5)]
    spots += [Spot("Paris", 2, at=PARIS, where="(75)"), Spot("Commune non renseignée", 3)]
    chart = Map(spots=spots, site=Spot("Lectoure", None, at=LECTOURE), **COMMON)
    drawn, beyond, lost = within(chart)
    assert [s.label for s in beyond] == ["Paris"]
    assert [s.label for s in lost] == ["Commune non renseignée"]
    assert len(drawn) == 5
    said = re.sub(r"[\s\u00a0]+", " ", render(chart))
    assert "Trop loin pour la carte : Paris (75) (2)." in said
    assert "Sans position connue : Commune non renseignée (3)." in said
    assert [row[0] for row in chart.table().rows][-2:] == ["Paris (75)", "Commune non renseignée"]
    # Where a good part of the jobs are far, the map reaches them.
    wide = Map(spots=[Spot("A", 5, at=LECTOURE), Spot("B", 5, at=PARIS)], **COMMON)
    assert len(within(wide)[0]) == 2


def crowd(draw):
    """Return places around Lectoure, some of them at one point."""
    spot = st.builds(
        Spot,
        st.text("abcdefgh", min_size=3, max_size=14).map(str.title),
        st.integers(1, 900),
        st.sampled_from(["priority", "extended", "outside"]),
        st.tuples(st.integers(4350, 4420), st.integers(10, 110)).map(
            lambda at: (at[0] / 100, at[1] / 100)
        ),
        st.booleans(),
    )
    return draw(st.lists(spot, min_size=1, max_size=40))


@given(st.composite(crowd)())
def test_areas_are_as_the_numbers_and_no_place_hides_another(spots):
    sheet = Sheet([s.at for s in spots], 400)
    found = marks(spots, sheet)
    assert [m.spot.value for m in found] == sorted((s.value for s in spots), reverse=True)
    for mark in found:
        if mark.radius > LEAST_RADIUS:
            share = found[0].radius ** 2 / found[0].spot.value
            assert mark.radius**2 / mark.spot.value == pytest.approx(share)
    centres = {(round(m.x, 3), round(m.y, 3)) for m in found}
    assert len(centres) == len(found)


def test_every_shape_has_the_area_of_the_disc():
    disc = math.pi * 100
    side = float(re.search(r'width="([\d.]+)"', shape("extended", 50, 50, 10))[1])
    assert side**2 == pytest.approx(disc, rel=0.01)
    half = float(re.search(r"m0 -([\d.]+)", shape("outside", 50, 50, 10))[1])
    assert 2 * half**2 == pytest.approx(disc, rel=0.01)
    assert 'r="10"' in shape("priority", 50, 50, 10)


@pytest.mark.django_db
@pytest.mark.parametrize("paper", [0, 100, 176])
def test_the_ten_largest_are_named_without_overlap(lectoure, paper):
    chart = jobs_map.drawn(Situation(lectoure, DAY))
    svg = re.search(r"<svg.*?</svg>", render(chart, paper=paper), re.DOTALL)[0]
    texts = ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")  # noqa: S314
    size, boxes = (11.5 if paper else 13), {}
    for text in texts:
        if text.get("stroke"):  # the halo of another
            continue
        width, x, y = text_width(text.text, size), float(text.get("x")), float(text.get("y"))
        left = x - width * {"start": 0, "middle": 0.5, "end": 1}[text.get("text-anchor", "start")]
        boxes[text.text] = (left, y - size * 0.8, left + width, y + size * 0.2)
    drawn = [s for s in chart.spots if s.at][:10]
    assert len(drawn) == 10
    assert {f"{s.label} {s.value}" for s in drawn} | {"Site"} <= set(boxes)
    found = list(boxes.values())
    for index, a in enumerate(found):
        for b in found[index + 1 :]:
            assert min(a[2], b[2]) <= max(a[0], b[0]) or min(a[3], b[3]) <= max(a[1], b[1])


def test_the_scale_is_as_long_as_it_says():
    chart = Map(spots=[Spot("A", 5, at=LECTOURE), Spot("B", 5, at=AUCH)], **COMMON)
    drawn, sheet = render(chart), Sheet([LECTOURE, AUCH], 400)
    long = float(re.search(r"v6h([\d.]+)v-6", drawn)[1])
    kilometres = int(re.search(r">(\d+)\u00a0km<", drawn)[1])
    assert kilometres in (1, 2, 5, 10, 20, 50)
    assert long / sheet.scale == pytest.approx(kilometres, rel=0.01)
    (x1, y1), (x2, y2) = sheet.at(LECTOURE), sheet.at(AUCH)
    apart = math.hypot(x2 - x1, y2 - y1) / long * kilometres
    assert apart == pytest.approx(haversine(LECTOURE, AUCH), rel=0.01)
