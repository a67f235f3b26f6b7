"""The benchmark compares like with like, and says whether a target is met."""

import re
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from convention.models import Convention
from reporting.workshop.benchmark import measures, printing, raw
from reporting.workshop.benchmark.timing import Comparison, compare
from reporting.workshop.portfolio.generate import generate
from reporting.workshop.portfolio.shapes import LAST_DAY
from revitalisation.accounts.models import User

URLS = pytest.mark.urls("reporting.workshop.benchmark.urls")


@pytest.fixture
def portfolio(db) -> None:
    """Enough conventions for two of them to have something on every page."""
    generate(conventions=12, projects=150, jobs=600, seed=3, done=lambda jobs: None)


@pytest.fixture
def everywhere(client: Client) -> Client:
    """A browser of someone who sees every convention."""
    client.force_login(User.objects.create_superuser("mesure@portefeuille.invalid"))
    return client


def test_a_ratio_is_met_or_not():
    assert Comparison("x", 20.0, 10.0, 5, target=2).is_met
    assert not Comparison("x", 20.1, 10.0, 5, target=2).is_met
    assert Comparison("x", 99.0, 1.0, 5).is_met
    line = printing.line(Comparison("Une page", 30.0, 10.0, 5, target=2))
    assert "30,00 ms" in line
    assert "3,00" in line
    assert line.endswith("NON")


def test_both_sides_run_as_often(monkeypatch):
    # Collecting the garbage of a whole suite a dozen times takes seconds.
    monkeypatch.setattr("reporting.workshop.benchmark.timing.gc.collect", lambda: None)
    runs = []
    found = compare("x", lambda: runs.append("a"), lambda: runs.append("b"), samples=4)
    assert runs.count("a") == runs.count("b") > 4
    assert runs[:2] == ["a", "b"]
    assert found.samples == 4


@URLS
def test_pages_cost_the_same_queries_for_few_and_for_many_rows(portfolio):
    few, many = measures.alike()
    assert few.jobs < many.jobs
    for page in measures.of_queries():
        assert page.is_met, page
    assert "NON" not in printing.queries(measures.of_queries())


@URLS
def test_the_list_by_hand_shows_what_the_list_page_shows(portfolio, everywhere):
    ours = everywhere.get(measures.LIST).content.decode()
    by_hand = everywhere.get(f"{measures.BY_HAND}&totaux=1").content.decode()
    assert everywhere.get(measures.TABLES2).status_code == 200
    rows = re.compile(r">(P-\d+)</a>")
    assert rows.findall(ours)
    assert sorted(rows.findall(ours)) == sorted(rows.findall(by_hand))
    totals = re.compile(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>")
    assert [v for _, v in totals.findall(ours)] == [v for _, v in totals.findall(by_hand)]


@URLS
def test_the_dashboard_by_hand_runs(portfolio, everywhere):
    convention = Convention.objects.filter(slug__startswith="portefeuille")[0]
    address = f"/mesure/tableau/{convention.slug}/?jours={LAST_DAY.isoformat()}"
    assert everywhere.get(address).status_code == 200
    assert everywhere.get("/mesure/vide/").status_code == 200


def test_figures_by_hand_are_those_of_the_demonstration(lectoure):
    found = raw.figures(lectoure.pk, date(2015, 5, 31))
    assert (found["jobs_created"], found["jobs_programmed"]) == (102, 145)
    assert (found["projects_supported"], found["placements"]) == (47, 7)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"samples": 0}, "au moins un essai"),
        ({"jobs": -5}, "négatif"),
        ({"conventions": 10, "projects": 9}, "au moins un projet par convention"),
    ],
)
def test_wrong_requests_get_a_sentence(options, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("benchmark", **options)
