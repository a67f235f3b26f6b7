"""How charts look: contrasts, colour blindness, grey print, grid lines, groups of small parts."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.charts.canvas import PAPER
from reporting.charts.drawing import render
from reporting.charts.spec import Bars, Trajectory, number
from reporting.situation.drawings import course

AS_OF = date(2015, 5, 31)
COMMON = {"as_of": AS_OF, "source": "suivi de la convention"}
CSS = Path(__file__).parent.parent / "static" / "charts" / "charts.css"
WHITE = (255, 255, 255)

# What follows a mark is what it is seen against; a mark with an outline is seen by its outline.
TEXTS = ("ink", "soft", "accent-text")
EDGES = {
    **dict.fromkeys(("achieved", "expected", "target", "axis", "today", "leader"), "stroke"),
    **dict.fromkeys(("main", "dot", "accent", "tick", "priority", "site"), "fill"),
    **dict.fromkeys(("tint", "outline", "apart", "lost", "extended", "outside"), "stroke"),
    **dict.fromkeys(("priority-near", "extended-near", "outside-near"), "stroke"),
}
# Pairs that touch: what is achieved on what is promised, a white casing between a tick and its bar,
# what was lost at the end of what was made, a closed site on the jobs of its commune.
TOUCHING = (
    (("main", "fill"), ("tint", "fill")),
    (("tint", "stroke"), ("tint", "fill")),
    (("tick", "stroke"), ("tick", "fill")),
    (("tick", "stroke"), ("main", "fill")),
    (("lost", "fill"), ("main", "fill")),
    (("site", "stroke"), ("site", "fill")),
    (("site", "stroke"), ("priority", "fill")),
    (("priority", "fill"), ("extended", "fill")),
    (("priority", "fill"), ("priority-near", "fill")),
    (("extended-near", "stroke"), ("extended-near", "fill")),
)
# Machado, Oliveira and Fernandes (2009), whole loss, over linear RGB.
SEEN_BY = {
    "trichromats": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopes": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopes": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopes": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    # A printer in black keeps the luminance alone.
    "grey print": ((0.2126, 0.7152, 0.0722),) * 3,
}


def of_paper() -> dict[tuple[str, str], tuple[int, ...]]:
    """Return the colours of paper by mark and by what of it they paint."""
    found = {}
    for role, attributes in PAPER.items():
        for paint, colour in re.findall(r'(fill|stroke)="#(\w{6})"', attributes):
            found[role, paint] = tuple(bytes.fromhex(colour))
    return found


def of_screen() -> dict[tuple[str, str], tuple[int, ...]]:
    """Return the same of the style sheet."""
    found = {}
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", CSS.read_text(encoding="utf-8")):
        for paint, colour in re.findall(r"\b(fill|stroke): #(\w{6})", body):
            for role in re.findall(r"\.ch-([\w-]+)\s*(?:,|$)", selectors.strip()):
                found[role, paint] = tuple(bytes.fromhex(colour))
    return found


SHEETS = {"screen": of_screen(), "paper": of_paper()}


def luminance(colour: tuple[int, ...], seen: tuple[tuple[float, ...], ...]) -> float:
    """Return the relative luminance of a colour, as WCAG defines it, to some eyes."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (channel / 255 for channel in colour)
    ]
    felt = [min(max(sum(m * v for m, v in zip(row, linear, strict=True)), 0), 1) for row in seen]
    return sum(w * v for w, v in zip((0.2126, 0.7152, 0.0722), felt, strict=True))


def contrast(one: tuple[int, ...], other: tuple[int, ...], eyes: str = "trichromats") -> float:
    """Return the contrast of two colours to some eyes."""
    low, high = sorted(luminance(colour, SEEN_BY[eyes]) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def test_the_measure_of_contrast_is_that_of_wcag():
    assert contrast(WHITE, (0, 0, 0)) == pytest.approx(21)
    assert contrast((118, 118, 118), WHITE) == pytest.approx(4.54, abs=0.01)
    # It finds what is too pale, and a red that deuteranopes confuse with its green.
    assert contrast(SHEETS["paper"]["tint", "fill"], WHITE) < 3
    assert contrast((190, 0, 0), (0, 170, 0), "protanopes") > contrast((190, 0, 0), (0, 170, 0))
    assert contrast((200, 30, 30), (90, 104, 30), "deuteranopes") < 1.5


@pytest.mark.parametrize("eyes", SEEN_BY)
@pytest.mark.parametrize("sheet", SHEETS)
def test_texts_and_marks_stand_out_to_all_eyes_and_in_grey(sheet, eyes):
    colours = SHEETS[sheet]
    for role in TEXTS:
        assert contrast(colours[role, "fill"], WHITE, eyes) >= 4.5, role
    for role, paint in EDGES.items():
        assert contrast(colours[role, paint], WHITE, eyes) >= 3, role
    for one, other in TOUCHING:
        assert contrast(colours[one], colours[other], eyes) >= 3, (one, other)


def test_every_mark_has_a_look_on_screen_and_on_paper():
    screen, paper = ({role for role, _ in SHEETS[sheet]} for sheet in ("screen", "paper"))
    # A halo is a stroke of the text on screen; what the arrows read is on screen alone.
    assert screen - {"cursor", "halo"} == paper - {"halo"}
    assert set(TEXTS) | set(EDGES) | {"grid", "halo"} == paper


def test_lines_differ_by_more_than_their_colour():
    dashed = [role for role in ("achieved", "expected", "target") if "dasharray" in PAPER[role]]
    assert dashed == ["expected"]
    css = CSS.read_text(encoding="utf-8")
    assert "dasharray" in re.search(r"\.ch-expected \{ stroke[^}]*", css)[0]
    assert "dasharray" not in re.search(r"\.ch-achieved \{ stroke[^}]*", css)[0]


DAYS = [date(2013, 10, 31) + timedelta(days=30 * i) for i in range(20)]


@given(
    values=st.lists(st.none() | st.integers(0, 10**12), max_size=20),
    target=st.none() | st.integers(0, 10**12),
    unit=st.sampled_from(["jobs", "EUR", "ratio"]),
    paper=st.sampled_from([0, 98]),
)
def test_a_curve_has_ten_lines_at_most_whatever_it_shows(values, target, unit, paper):
    chart = Trajectory(
        title="x",
        unit=unit,
        points=tuple(zip(DAYS, values, strict=False)),
        expected=() if target is None else ((DAYS[0], 0), (DAYS[-1], target)),
        target=target,
        **COMMON,
    )
    drawn = render(chart, paper=paper)
    lines = re.findall(r"<line x1=\"(?:0%|[\d.]+)\" x2=\"(?:100%|[\d.]+)\"[^>]*", drawn)
    across = [line for line in lines if (y := re.findall(r'y\d="([^"]+)"', line))[0] == y[1]]
    assert 1 <= len(across) <= 10
    # None above what is shown.
    assert all(float(re.findall(r'y1="([^"]+)"', line)[0]) >= 20 for line in across)


def breakdown(values, **more) -> Bars:
    rows = [(f"Commune {i}", value) for i, value in enumerate(values)]
    return Bars(
        title="x", rows=rows, **COMMON, **({"others": ("autres communes", "chacune")} | more)
    )


def test_small_parts_that_are_alike_are_one_bar():
    chart = breakdown([33, 17, 12, *[1] * 9])
    named, group, apart = chart.drawn()
    assert [row.value for row in named] == [33, 17, 12]
    assert group == ("9 autres communes", 9, "1 chacune")
    assert not apart
    assert "9 autres communes\u00a0: 1 chacune" in render(chart)
    assert len(chart.table().rows) == 12


def test_three_alike_are_still_told_one_by_one():
    assert breakdown([33, 17, 1, 1, 1]).drawn()[1] is None
    assert breakdown([33, 17, 1, 1, 1, 1]).drawn()[1] == ("4 autres communes", 4, "1 chacune")


def test_parts_that_are_all_alike_are_told_one_by_one():
    assert breakdown([2] * 6).drawn()[1] is None


def test_a_long_list_keeps_its_largest_parts():
    named, group, _ = breakdown(range(30, 0, -1)).drawn()
    assert [row.value for row in named] == list(range(30, 21, -1))
    assert group == ("21 autres communes", sum(range(1, 22)), "1 à 21 chacune")


def test_months_are_never_grouped():
    assert breakdown([1] * 24, others=None).drawn()[1] is None


def test_what_is_not_filled_in_is_no_other_commune():
    rows = [("Fleurance", 9), *((f"C{i}", 1) for i in range(5)), ("non renseigné", 1, True)]
    chart = Bars(title="x", rows=rows, others=("autres communes", "chacune"), **COMMON)
    _, group, apart = chart.drawn()
    assert group == ("5 autres communes", 5, "1 chacune")
    assert [row.label for row in apart] == ["non renseigné"]


@given(st.lists(st.integers(1, 40), max_size=40))
def test_groups_add_up_and_hide_nothing_larger(values):
    chart = breakdown(sorted(values, reverse=True))
    named, group, apart = chart.drawn()
    assert sum(row.value for row in (*named, *apart)) + (group.value if group else 0) == sum(values)
    assert len(named) + bool(group) <= max(Bars.most, Bars.alike) or group is None
    if group:
        hidden = [number(row.value) for row in chart.rows[len(named) :]]
        assert max(hidden) <= min(row.value for row in named)
        assert group.label.startswith(f"{len(hidden)} autres")


def told(values, target=100) -> str:
    """Return the title of a course that should reach the target in twenty months."""
    expected = tuple((day, 5 * i) for i, day in enumerate(DAYS))
    points = tuple(zip(DAYS, values, strict=False))
    return course(Trajectory(title="x", points=points, expected=expected, target=target, **COMMON))


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ([0, 5, 10, 15], "Les emplois sont créés au rythme attendu"),
        ([0, 5, 9], "En dessous du rythme attendu depuis décembre 2013"),
        # 1, 6, 11, 6 behind, then 4: less than three months before.
        ([0, 4, 4, 4, 14, 21], "En dessous du rythme attendu depuis novembre 2013\u00a0: "
         "l’écart se réduit"),
        ([0, 4, 4, 4, 4, 4], "En dessous du rythme attendu depuis novembre 2013\u00a0: "
         "l’écart se creuse"),
        # As far behind as three months before.
        ([0, 4, 4, 14, 19, 19], "En dessous du rythme attendu depuis novembre 2013"),
        # It was ahead, then behind: since when is of the last time.
        ([0, 9, 9, 14], "En dessous du rythme attendu depuis décembre 2013"),
        ([0, 9, 14, 19, 30], "Au-dessus du rythme attendu depuis novembre 2013\u00a0: "
         "l’écart s’accroît"),
        ([0, 20, 20, 20, 21], "Au-dessus du rythme attendu depuis novembre 2013\u00a0: "
         "l’écart se réduit"),
        ([0, 5, 100, 101], "L’objectif est atteint depuis décembre 2013"),
        ([], "Rien n’est encore attendu à cette date"),
    ],
)  # fmt: skip
def test_the_title_of_a_course_says_since_when_and_which_way(values, title):
    assert told(values) == title
