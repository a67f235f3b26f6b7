"""The benchmark compares like with like, and says whether a target is met."""

import re
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from reporting.workshop.benchmark import measures, printing, raw
from reporting.workshop.benchmark.timing import Found, Line, Times, Watch, measure
from reporting.workshop.portfolio.generate import generate
from tests import factories

URLS = pytest.mark.urls("reporting.workshop.benchmark.urls")


@pytest.fixture
def portfolio(db) -> None:
    """Enough conventions for two of them to have something on every page."""
    generate(conventions=12, projects=150, jobs=600, seed=3, done=lambda jobs: None)


@pytest.fixture
def link(db, monkeypatch) -> raw.Link:
    """The connection of the test: another one would not see what it has not committed."""
    connection.ensure_connection()
    found = raw.Link(connection.connection)
    monkeypatch.setattr(raw, "bare", lambda database: found)
    return found


def found(ours: float, baseline: float, target: float | None = None) -> Found:
    line = Line("Une page", lambda: None, lambda: None, target)
    return Found(line, Times((ours,)), Times((baseline,)))


def test_a_ratio_is_met_or_not():
    assert found(20.0, 10.0, 2).is_met
    assert not found(20.1, 10.0, 2).is_met
    assert found(99.0, 1.0).is_met
    assert "30,00" in printing.line(found(30.0, 10.0, 2))
    assert printing.side_by_side([[found(19.0, 10.0, 2)]] * 2).endswith("oui")
    # Of two passes, one is enough to miss a target.
    both = [[found(19.0, 10.0, 2)], [found(30.0, 10.0, 2)]]
    assert re.search(r"1,90 +3,00 +2,00  NON$", printing.side_by_side(both))


def test_percentiles_are_times_that_were_taken():
    times = Times(tuple(float(n) for n in range(1, 201)))
    assert [times.at(percent) for percent in (50, 95, 99)] == [100, 190, 198]
    assert {Times((7.0,)).at(percent) for percent in (50, 95, 99)} == {7}


def test_both_sides_run_as_often(monkeypatch):
    # Collecting the garbage of a whole suite a dozen times takes seconds.
    monkeypatch.setattr("reporting.workshop.benchmark.timing.gc.collect", lambda: None)
    runs = []
    line = Line("x", lambda: runs.append("a"), lambda: runs.append("b"))
    taken = measure(line, 4, before=lambda: runs.append("cold"))
    assert runs.count("a") == runs.count("b") > 4
    assert runs[:4] == ["cold", "a", "cold", "b"]
    assert len(taken.ours.taken) == len(taken.baseline.taken) == 4


def test_a_machine_is_busy_when_others_use_it():
    assert Watch(cores=2, idle=0.1).was_busy
    assert not Watch(cores=2, idle=0.49).was_busy
    assert "inconnu" in printing.machine(Watch(cores=2))
    assert "OCCUPÉE" in printing.machine(Watch(cores=2, idle=0.1))


@URLS
def test_pages_cost_the_same_queries_for_few_and_for_many_rows(portfolio):
    few, many = measures.alike()
    assert few.jobs < many.jobs
    for page in measures.of_queries():
        assert page.is_met, page
    assert "NON" not in printing.queries(measures.of_queries())


@URLS
def test_the_list_by_hand_shows_what_the_list_page_shows(portfolio):
    _, many = measures.subjects()
    client = many.reader()
    addresses = measures.project_lists(many)
    ours, by_hand, tables2 = (client.get(address).content.decode() for address in addresses)
    rows = re.compile(r">(P-\d+)</a>")
    assert rows.findall(ours)
    assert sorted(rows.findall(ours)) == sorted(rows.findall(by_hand))
    assert rows.findall(tables2)
    totals = re.compile(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>")
    assert [v for _, v in totals.findall(ours)] == [v for _, v in totals.findall(by_hand)]


@URLS
def test_what_is_not_compared_is_opened(portfolio, link):
    for title, client in measures.homes():
        measures.opening(client, "/")()
        assert title
    addresses = measures.dashboards(40)
    assert len(set(addresses)) == 40
    measures.opening(measures.everywhere(), addresses[-1])()
    few, many = measures.subjects()
    for _, weight in measures.weights(many):
        assert 0 < weight.travels < weight.plain
    for kind in ("csv", "xlsx"):
        measures.opening(few.reader(), f"{few.page('emplois/')}&format={kind}")()
    for line in measures.compared_with_sql(link):
        line.ours()
        line.baseline()


@URLS
def test_home_reads_created_jobs_in_an_index(portfolio):
    """Statistics of a small database say to read it whole; which index there is to read stays."""
    generous = "SET LOCAL enable_seqscan = off" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        if generous:
            cursor.execute(generous)
    _, many = measures.subjects()
    steps = [step for _, step in measures.plans(many)]
    assert any("business_jobspell" in step for step in steps), steps
    # Alone: the table is not read, on either database.
    alone = "Index Only Scan using spell_sums" if generous else "COVERING INDEX spell_sums"
    assert any(alone in step for step in steps), steps
    assert any("ledger_ledgerentry" in step for step in steps)


def test_figures_by_hand_are_those_of_the_demonstration(lectoure, link):
    day, earlier = date(2015, 5, 31), date(2014, 12, 31)
    measures.check_agreement(link, lectoure, day)
    measures.check_agreement(link, lectoure, earlier)
    now, then = raw.figures(link, lectoure.pk, [day, earlier])
    assert (now["jobs_created"], now["jobs_programmed"]) == (102, 145)
    assert (now["projects_supported"], now["placements"]) == (47, 7)
    # One pass for two dates finds what a pass for each does.
    assert [now, then] == [raw.figures(link, lectoure.pk, [d])[0] for d in (day, earlier)]


@pytest.mark.django_db
def test_only_a_portfolio_is_measured_again():
    factories.ConventionFactory()
    with pytest.raises(CommandError, match="pas un portefeuille fictif"):
        call_command("benchmark", kept=True)


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
