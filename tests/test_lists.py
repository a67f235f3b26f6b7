"""What every list does, tested once for all of them."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from django.urls import URLResolver, get_resolver, resolve, reverse
from python_calamine import CalamineWorkbook

from axes.business.models import Job, Project
from axes.ledger.models import LedgerEntry
from axes.territory.models import SkillsPlanMilestone
from convention.access import tabs_of
from convention.pages.lists import ConventionList
from reporting.figures.engine import figures
from revitalisation.accounts.models import User
from revitalisation.ui.formats import euros

from . import further_list


def lists(patterns) -> Iterator[str]:
    """Yield the names of the list pages of a convention, found from the addresses."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from lists(pattern.url_patterns)
        elif issubclass(getattr(pattern.callback, "view_class", object), ConventionList):
            yield pattern.name


LISTS = tuple(lists(get_resolver().url_patterns))
AS_OF = date(2015, 5, 31)
Kind = LedgerEntry.Kind


@pytest.fixture
def read(lectoure, as_role):
    """Open a list of the demonstration as the préfecture."""

    reader = as_role("prefecture")

    def get(name: str, query: str = "", **extra):
        url = f"{reverse(name, args=[lectoure.slug])}?au=2015-05-31{query}"
        return reader.get(url, **extra)

    return get


def lines(answer) -> list[dict[str, str]]:
    """Return the rows of a CSV answer."""
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content), delimiter=";"))


def test_every_list_is_reached_from_the_pages_of_a_convention(lectoure, as_role):
    assert {"project_list", "ledger_list", "committee_list"} <= {*LISTS}
    reader = as_role("prefecture")
    # Each tab leads to its first page, which leads to the others.
    firsts = [pages[0][0] for _, pages in tabs_of(lectoure)]
    opened = (reverse(name, args=[lectoure.slug]) for name in (*firsts, "comment_list"))
    page = "".join(reader.get(address).text for address in opened)
    led_to = {address.partition("?")[0] for address in re.findall(r'href="([^"]+)"', page)}
    assert {reverse(name, args=[lectoure.slug]) for name in LISTS} <= led_to


@pytest.mark.parametrize("name", LISTS)
def test_csv_and_spreadsheet_hold_exactly_the_filtered_rows(name, read):
    count = read(name).context["count"]
    assert count > 0
    assert len(lines(read(name, "&format=csv"))) == count
    answer = read(name, "&format=xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    assert len(book.get_sheet_by_index(0).to_python()) == count + 1


def test_totals_of_a_whole_list_are_the_figures_of_its_date(lectoure, read):
    known = figures(lectoure, AS_OF)
    money = dict(read("ledger_list").context["totals"])
    assert money == {label: euros(known[kind].value) for kind, label in Kind.choices}
    for query in ("", "&state=supported"):
        promised = dict(read("project_list", query).context["totals"])["Emplois programmés"]
        assert promised == str(known["jobs_programmed"].value), query


@pytest.mark.parametrize("name", LISTS)
def test_every_column_sorts_both_ways_and_says_so(name, read):
    heads = read(name).context["table"].head()
    for head in (h for h in heads if h.get("is_orderable")):
        for order, word in (("", "ascending"), ("-", "descending")):
            answer = read(name, f"&tri={order}{head['name']}")
            assert answer.text.count(f'aria-sort="{word}"') == 1, head


@pytest.mark.parametrize("name", LISTS)
def test_a_script_gets_the_table_alone(name, read):
    answer = read(name, headers={"HX-Request": "true"})
    assert "<html" not in answer.text
    assert "<table" in answer.text


@pytest.mark.parametrize("name", LISTS)
def test_nonsense_in_the_address_is_no_error(name, read):
    for query in ("&tri=nimporte", "&page=9999", "&page=x", "&since=hier", "&state=inconnu"):
        assert read(name, query).status_code == 200, query


@pytest.mark.parametrize("name", ["project_list", "job_list", "ledger_list"])
def test_few_rows_cost_as_many_queries_as_many(name, lectoure, read, django_assert_max_num_queries):
    counts = []
    for query in ("&q=Conserverie", ""):
        with django_assert_max_num_queries(14) as captured:
            read(name, query)
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("name", "state", "code"),
    [
        ("project_list", "supported", "projects_supported"),
        ("project_list", "pending", "projects_pending"),
        ("job_list", "created", "jobs_created"),
        ("job_list", "verified", "jobs_verified"),
        ("job_list", "sustained", "jobs_sustained"),
        ("job_list", "ended", "jobs_ended"),
        ("job_list", "not_counted", "hires_not_counted"),
        ("prospect_list", "open", "prospects_open"),
        ("prospect_list", "lost", "prospects_lost"),
        ("prospect_list", "studied", "prospects_studied"),
    ],
)
def test_a_state_lists_the_rows_of_its_figure(name, state, code, lectoure, read):
    expected = figures(lectoure, AS_OF)[code].value
    assert read(name, f"&state={state}").context["count"] == expected


def test_created_jobs_are_the_verified_and_the_unverified_ones(read):
    count = [
        read("job_list", f"&state={s}").context["count"]
        for s in ("created", "verified", "unverified")
    ]
    assert count[0] == count[1] + count[2]


def test_a_list_does_not_tell_what_happened_later(read):
    for row in lines(read("project_list", "&format=csv")):
        assert row["received_on"] <= "2015-05-31"
        assert row["decided_on"] <= "2015-05-31"
    for row in lines(read("job_list", "&format=csv")):
        assert row["hired_on"] <= "2015-05-31"
        assert row["verified_on"] <= "2015-05-31"
        assert row["ended_on"] <= "2015-05-31"


def test_totals_are_those_of_the_filtered_rows(lectoure, read):
    text = read("ledger_list", "&kind=committed").text
    expected = figures(lectoure, AS_OF)
    total = expected["committed"].value + expected["released"].value
    assert f"{total // 100:,}".replace(",", "\u202f") in text


def test_text_that_looks_like_a_formula_stays_text(lectoure, read):
    project = Project.objects.of(lectoure).filter(received_on__lte=AS_OF).first()
    project.company.name = "=1+1"
    project.company.save()
    rows = lines(read("project_list", "&format=csv"))
    assert "'=1+1" in {row["company"] for row in rows}


def test_search_keeps_every_word(read):
    rows = lines(read("job_list", "&q=Conserverie Agent&format=csv"))
    assert rows
    assert all("Conserverie" in r["company"] and "Agent" in r["post"] for r in rows)
    assert Job.objects.count() > len(rows)


def test_a_further_list_takes_twenty_five_lines_and_does_what_the_others_do(lectoure, rf):
    assert len(Path(further_list.__file__).read_text("utf-8").splitlines()) <= 25

    def open_list(query: str = ""):
        request = rf.get(f"/etapes/{query}")
        request.user = User.objects.get(email="prefecture@demo.invalid")
        request.htmx = False
        request.resolver_match = resolve(reverse("job_list", args=[lectoure.slug]))
        answer = further_list.MilestoneList.as_view()(request, slug=lectoure.slug)
        return answer.render() if hasattr(answer, "render") else answer

    milestones = SkillsPlanMilestone.objects.filter(plan__axis__convention=lectoure)
    page = open_list("?tri=-planned_on")
    assert page.context_data["count"] == milestones.count() > 1
    assert 'aria-sort="descending"' in page.text
    title = milestones.first().title
    found = b"".join(open_list(f"?q={quote(title)}&format=csv").streaming_content).decode()
    assert title in found
    assert found.count("\r\n") == 2
