"""The committee’s report as a sheet, whatever the convention: it holds on its pages.

Each is laid out once; what is laid out does not depend on the database.
"""

import io
import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from python_calamine import CalamineWorkbook

from axes.business.models import Project
from convention.models import Axis, Convention, Measure, Membership, Opinion
from reporting.documents import annex, report
from reporting.situation.situation import Situation

from .factories import (
    AidFactory,
    CommentFactory,
    ConventionFactory,
    EntryFactory,
    JobFactory,
    MeasureFactory,
    OpinionFactory,
    OrganisationFactory,
    ProjectFactory,
    ResolutionFactory,
    party,
)
from .papers import Printed, faults

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor == "postgresql", reason="Layout reads no database."),
]
PRODUCED = date(2026, 7, 1)
AS_OF = date(2015, 1, 31)
LONG = "Le rythme des embauches dépend de travaux que trois entreprises ont dû repousser. " * 7
# Running sentences of the first page: the verdict, what is said of the axes, the conclusion. Words
# that others signed, opinions and requests, have a room of their own.
MOST_SAID = 450


def crowded() -> Convention:
    """Thirty measures, 200 projects, one overspent; names and texts as long as they may be."""
    found = ConventionFactory.create(
        slug="sheet-crowded", name="Convention " + "de nom très long " * 8, terms__job_target=400
    )
    state = OrganisationFactory.create(
        name="Préfecture de la " + "Très Longue Rivière " * 6 + "Basse"
    )
    found.memberships.create(organisation=state, role=Membership.Role.PREFECTURE)
    business = found.axes.get(kind=Axis.Kind.BUSINESS)
    kinds = [*Project.Kind.values]
    for number in range(200):
        project = ProjectFactory.create(
            axis=business, kind=kinds[number % len(kinds)], company__name=f"Atelier {number:03d}"
        )
        if number % 10 == 0:
            JobFactory.create_batch(1 + number // 40, project=project)
    measures = [
        MeasureFactory.create(axis=axis, kind=Measure.Kind.OTHER, title=f"Mesure {number} " * 4)
        for axis in found.axes.all()
        for number in range(10)
    ]
    EntryFactory.create(aid=AidFactory.create(project=project, measure__axis=business))
    assert len(measures) == 30
    for role in (Membership.Role.PREFECTURE, Membership.Role.OPERATOR):
        body = party(found, role)
        OpinionFactory.create(
            convention=found, organisation=body, grounds=LONG, as_of=AS_OF,
            signed_on=AS_OF, confidence=Opinion.Confidence.FULL,
        )  # fmt: skip
        for axis in (None, *found.axes.all()):
            CommentFactory.create(
                convention=found, organisation=body, axis=axis, as_of=AS_OF, signed_on=AS_OF,
                done=LONG, gap=LONG, risks=LONG, next_steps=LONG,
            )  # fmt: skip
    for number in range(6):
        ResolutionFactory.create(
            convention=found, asked_on=AS_OF - timedelta(days=number), question=f"{LONG[:500]} ?",
            options=LONG, proposal=LONG,
        )  # fmt: skip
    return found


def bare() -> Convention:
    """Nothing hired, nobody taking part, no text, no target."""
    return ConventionFactory.create(
        slug="sheet-bare", terms__job_target=None, terms__envelope=None, site=None, territory=None
    )


CASES = {
    "crowded": (crowded, AS_OF, 22),
    "bare": (bare, AS_OF, 6),
    "before the signature": ("itm-lectoure", date(2013, 1, 1), 5),
    "nothing hired yet": ("itm-lectoure", date(2013, 12, 31), 8),
    "few young people": ("itm-lectoure", date(2014, 9, 30), 10),
    "past its term": ("itm-lectoure", date(2017, 7, 4), 12),
}


@pytest.fixture(scope="module")
def papers(django_db_setup, django_db_blocker) -> Iterator[dict[str, tuple[report.Paper, Printed]]]:
    """The report of each case: as it was written, and as it is printed."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = {}
        for name, (source, as_of, _) in CASES.items():
            made = source() if callable(source) else Convention.objects.get(slug=source)
            # As a page finds it: a record just made holds what was passed to it.
            fresh = Convention.objects.prefetch_related(*report.RELATED).get(pk=made.pk)
            paper = report.written(Situation(fresh, as_of), PRODUCED)
            found[name] = (paper, Printed(report.as_pdf(paper)))
        yield found
        transaction.set_rollback(True)


@pytest.mark.parametrize("case", CASES)
def test_the_sheet_holds(papers, case):
    assert faults(papers[case][1], CASES[case][2]) == []


@pytest.mark.parametrize("case", [name for name in CASES if name != "before the signature"])
def test_the_first_page_is_one_page(papers, case):
    _, printed = papers[case]
    assert "Sommaire" not in printed.words[0]
    assert printed.headings[1][:2] == ("Sommaire", 2)


@pytest.mark.parametrize("case", CASES)
def test_the_first_page_says_little_beside_its_figures(papers, case):
    first = papers[case][0].html.partition('<nav class="contents">')[0]
    said = re.findall(r"data-said>(.*?)</p>", first, re.DOTALL)
    said += re.findall(r'<span class="ch-note">(.*?)</span>', first, re.DOTALL)
    assert said
    words = " ".join(" ".join(re.sub(r"<[^>]+>", "", part).split()) for part in said)
    assert len(words) <= MOST_SAID, words


def test_what_is_long_is_cut_and_told_further_on(papers):
    _, printed = papers["crowded"]
    first = printed.words[0]
    assert first.count("Texte entier, p. ") == 5
    assert "Autres demandes, p. " in first
    (page,) = set(re.findall(r"Texte entier, p. (\d+)", first))
    whole = LONG.strip()
    assert whole not in first
    assert sum(words.count(whole[:400]) for words in printed.words[int(page) - 1 :]) >= 2


def test_of_many_projects_paper_holds_some_and_the_spreadsheet_all(papers):
    paper, printed = papers["crowded"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(paper.data))
    head, *rows = book.get_sheet_by_name("Projets").to_python()
    assert len(rows) == 200
    html = paper.html
    shown = len(re.findall(r"<td>Atelier \d{3}", html))
    assert shown == annex.MOST_OF_A_KIND * len(Project.Kind.values)
    assert re.search(r"\d+ autres, dans le tableur", html)
    assert "La liste entière est dans le tableur" in html
    # The columns of paper, and of the spreadsheet, add up to the same jobs.
    created = head.index("Emplois créés")
    assert sum(row[created] for row in rows) == sum(1 + n // 40 for n in range(0, 200, 10))
    assert len(book.get_sheet_by_name("Mesures").to_python()) == 1 + 31
    # Its heading and its columns come again on each page of a group.
    for words in printed.words:
        if "Atelier 1" in words:
            assert "Référence Entreprise Commune" in words


def test_an_overspent_measure_is_said(papers):
    assert "Engagé au-delà du prévu" not in papers["past its term"][1].words[1]
    assert any("Engagé au-delà du prévu" in words for words in papers["past its term"][1].words)


def test_who_speaks_is_who_took_part(papers):
    assert "PRÉFET DU GERS" in papers["past its term"][1].words[0]
    assert "PRÉFET DE LA TRÈS LONGUE RIVIÈRE" in papers["crowded"][1].words[0]
    # Nobody takes part: the State does all the same.
    assert "PRÉFET GERS" in papers["bare"][1].words[0]


def test_the_same_situation_gives_the_same_bytes(papers):
    paper, printed = papers["bare"]
    again = report.written(
        Situation(Convention.objects.get(slug="sheet-bare"), AS_OF), PRODUCED
    )  # fmt: skip
    assert again == paper
    assert report.as_pdf(again) == printed.pdf
    assert printed.reader.metadata.creation_date.date() == PRODUCED
    # Its day is of the paper, and of nothing else.
    other = report.written(
        Situation(Convention.objects.get(slug="sheet-bare"), AS_OF), date(2026, 7, 2)
    )  # fmt: skip
    assert other.data == paper.data
    assert other.html.replace("2 juillet", "1er juillet") != paper.html
    assert "produit le 2\u00a0juillet 2026" in other.html
