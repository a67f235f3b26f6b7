"""Declarations are checked when Django starts; one of them is enough for every reader."""

import ast
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q

from convention.models import Axis
from reporting.documents import report
from reporting.figures.checks import check_declarations
from reporting.figures.engine import Sheet
from reporting.figures.facts import JOBS, PROJECTS
from reporting.figures.indicators import Clock, Combination, Gap, Indicator, Ratio
from reporting.figures.places import OF_AXIS, Place
from reporting.figures.registry import REGISTRY, shown_in
from reporting.figures.values import Unit
from reporting.situation import ground, overview, situation, work
from reporting.situation.checks import check_figures_told
from reporting.situation.sentences import changes
from reporting.situation.situation import Situation

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2015, 5, 31)
WORDS = {"code": "essai", "label": "Essai", "definition": "Essai."}
HIRES = {"unit": Unit.JOBS, "fact": JOBS, "when": REGISTRY["jobs_created"].when}


def share(**changes) -> Ratio:
    return Ratio(
        **(WORDS | {"numerator": "jobs_permanent", "denominator": "jobs_created"} | changes)
    )


def hires(**changes) -> Indicator:
    return Indicator(**(WORDS | HIRES | changes))


@pytest.fixture
def declare(monkeypatch):
    def add(declared):
        monkeypatch.setitem(REGISTRY, declared.code, declared)
        return declared.code

    return add


def test_what_is_declared_is_right():
    check_declarations()


@pytest.mark.parametrize(
    ("declared", "why"),
    [
        (share(numerator="jobs_permanant"), "jobs_permanant is not declared"),
        (hires(base="jobs_created_", known=Q(pk=1)), "jobs_created_ is not declared"),
        (hires(base="projects_supported"), "is no part of projects_supported"),
        (hires(base="creation_rate"), "is no part of creation_rate"),
        (hires(known=Q(pk=1)), "of no base"),
        (hires(axes=frozenset({"buisness"})), "unknown kinds of axis"),
        (hires(version=0), "a version is 1 or more"),
        (
            hires(shown=frozenset({Place.SITE}), broken_down={Place.SITE: ("measure",)}),
            "broken down",
        ),
        (hires(broken_down={Place.SITE: ("contract",)}), "where it is not shown"),
        (share(numerator="committed"), "divides EUR by jobs"),
        (share(unit=Unit.EUROS_PER_JOB), "divides jobs by jobs"),
        (share(numerator="committed", denominator="envelope", unit=Unit.JOBS), "no jobs"),
        (share(numerator="essai"), "computed from itself"),
        (
            Combination(**WORDS, unit=Unit.JOBS, plus=("jobs_created", "placements")),
            "adds people up to jobs",
        ),
        (Gap(**WORDS, achieved="creation_rate", expected="jobs_created"), "no ratio"),
    ],
)
def test_a_wrong_declaration_does_not_start(declare, declared, why):
    declare(declared)
    with pytest.raises(ImproperlyConfigured, match=rf"^essai: .*{why}"):
        check_declarations()


def test_an_end_that_is_no_date_does_not_start(declare, monkeypatch):
    declare(replace(REGISTRY["term_end"], unit=Unit.JOBS))
    with pytest.raises(ImproperlyConfigured, match="elapsed_since_start: ends on term_end"):
        check_declarations()


def test_a_dimension_without_words_does_not_start(monkeypatch):
    monkeypatch.setitem(JOBS.dimensions, "colour", PROJECTS.dimensions["kind"])
    with pytest.raises(ImproperlyConfigured, match=r"job: nothing says how to write .* colour"):
        check_declarations()


def test_each_kind_says_both_numbers_in_its_own_words():
    told = {type(d): d.basis for d in REGISTRY.values()}
    assert told[Clock] != told[Gap] != told[Combination]


@pytest.mark.django_db
@pytest.mark.parametrize("place", [*OF_AXIS.values(), Place.CHANGES, Place.MONEY])
def test_one_declaration_is_told_wherever_it_says(lectoure, declare, monkeypatch, place):
    declared = hires(label="Emplois de l’essai", shown=frozenset({place}))
    code = declare(declared)
    monkeypatch.setattr(situation, "PUBLISHED", (*situation.PUBLISHED, code))
    found = Situation(lectoure, DAY)
    told = {
        OF_AXIS[axis.kind]: [f.code for f in ground.figures(found, axis)]
        for axis in lectoure.axes.all()
    }
    told[Place.CHANGES] = [change.figure.code for change in changes(found)]
    told[Place.MONEY] = [f.code for f in report._context(found)["money_figures"]]
    assert [where for where, codes in told.items() if code in codes] == [place]
    assert "Emplois de l’essai" in report.as_html(found)


@pytest.mark.django_db
def test_every_place_of_an_axis_tells_something(lectoure):
    assert set(OF_AXIS) == set(Axis.Kind)
    assert all(shown_in(place) for place in Place)


class Watched(Sheet):
    """A sheet that remembers which figures were read."""

    def __getitem__(self, code):
        self.__dict__.setdefault("read", set()).add(code)
        return super().__getitem__(code)


@pytest.mark.django_db
@pytest.mark.parametrize("item", work.ITEMS, ids=lambda item: item.code)
@pytest.mark.parametrize("day", [DAY, date(2015, 12, 1), date(2018, 6, 1)])
def test_a_work_item_reads_only_the_figures_it_needs(lectoure, item, day):
    measured = Situation(lectoure, day).sheet
    watched = Watched(lectoure, day, measured.figures, measured.parts)
    for sentence in item.says.values():
        sentence(overview.Known(watched))
    assert watched.__dict__.get("read", set()) <= set(item.needs)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"needs": ("jobs_craeted",)}, "no figure is named jobs_craeted"),
        ({"page": "job_liste"}, "no list of a convention is named job_liste"),
        ({"page": "", "rows": "term_end"}, "no published figure is named term_end"),
        ({"rows": "jobs_due"}, "leads to a list or to the rows"),
        ({"page": "", "rows": ""}, "leads to a list or to the rows"),
        ({"code": "committee_owed"}, "declared 2 times"),
    ],
)
def test_a_work_item_that_leads_nowhere_is_said_at_start(monkeypatch, change, why):
    (item,) = [i for i in work.ITEMS if i.code == "jobs_unverified"]
    others = tuple(i for i in work.ITEMS if i is not item)
    monkeypatch.setattr(work, "ITEMS", (*others, replace(item, **change)))
    assert [why in error.msg for error in check_figures_told()] == [True]


def test_the_check_of_figures_told_is_registered():
    assert check_figures_told in checks.registry.registry.registered_checks
    assert check_figures_told() == []


def literals(path: Path) -> set[str]:
    """Return the codes that a module names: ``sheet["…"]``, ``part("…")``."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("sheet"):
            key = node.slice
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("sheet.part",)):
            key = node.args[0]
        else:
            continue
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            found.add(key.value)
    return found


def test_every_code_named_in_a_page_or_a_document_is_declared():
    modules = [*(ROOT / "reporting").rglob("*.py")]
    named = set().union(*map(literals, modules))
    assert len(named) > 20
    assert named <= set(REGISTRY)
