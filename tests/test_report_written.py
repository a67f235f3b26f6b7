"""What the committee’s report and its spreadsheet say, before they are laid out."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from python_calamine import CalamineWorkbook

from axes.business.models import Job
from convention.models import Convention, Opinion
from reporting.documents import communique, front, report
from reporting.situation import axis_words
from reporting.situation import map as jobs_map
from reporting.situation.editions import COMMITTEE
from reporting.situation.situation import RELATED, Situation
from reporting.situation.story import Story
from tests.factories import (
    ConventionFactory,
    OpinionFactory,
    OrganisationFactory,
    PerimeterFactory,
    PlacementFactory,
    ProjectFactory,
    ResolutionFactory,
    TermsFactory,
    party,
)
from tests.reading import plain

pytestmark = pytest.mark.django_db
MAY, DAY = date(2015, 5, 31), timedelta(days=1)


@pytest.fixture
def convention():
    return ConventionFactory()


def situation(convention, as_of=MAY):
    fresh = Convention.objects.prefetch_related(*RELATED).get(pk=convention.pk)
    return Situation(fresh, as_of)


def spreadsheet(convention, as_of=MAY):
    data = report.written(situation(convention, as_of)).data
    return CalamineWorkbook.from_filelike(io.BytesIO(data))


def held(convention, held_on, as_of):
    return convention.committees.create(
        place="Auch", held_on=held_on, as_of=as_of, kind="follow_up"
    )


def test_the_spreadsheet_tells_what_each_axis_is_expected_to_have_by_the_date(lectoure):
    _, *rows = spreadsheet(lectoure).get_sheet_by_name("Axes").to_python()
    told = {(axis.split(" ")[1].strip(",:"), name): value for axis, name, value, *_ in rows}
    assert (told["2", "Objectif"], told["2", "Attendu à date"]) == (183, 81)


def test_the_spreadsheet_heads_changes_with_the_dates_of_the_figures(lectoure):
    head, *_ = spreadsheet(lectoure).get_sheet_by_name("Évolution").to_python()
    previous = situation(lectoure).previous
    assert previous.as_of != previous.held_on
    assert head == ["Chiffre", f"{previous.as_of:%d/%m/%Y}", "31/05/2015", "Écart"]


def test_a_measure_without_a_budget_has_none_in_the_spreadsheet(lectoure):
    measure = lectoure.axes.get(number=2).measures.create(kind="other", title="Sans budget")
    _, *rows = spreadsheet(lectoure).get_sheet_by_name("Mesures").to_python()
    (row,) = (row for row in rows if row[1] == measure.title)
    assert (row[3], row[-1]) == ("", "")


def test_a_name_is_never_computed_by_the_spreadsheet_of_the_report(convention):
    ProjectFactory(
        axis=convention.axes.get(number=2), company__name='=HYPERLINK("http://a.invalid")'
    )
    data = report.written(situation(convention)).data
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert 'quotePrefix="1"' in book.read("xl/styles.xml").decode()


def test_only_the_opinion_that_the_calendar_contradicts_is_said_to_be(convention):
    # Nobody was hired: the calendar is far behind.
    for role, confidence in (("prefecture", "worried"), ("operator", "full")):
        OpinionFactory(
            convention=convention, organisation=party(convention, role), as_of=MAY,
            confidence=Opinion.Confidence(confidence),
        )  # fmt: skip
    page = report.written(situation(convention)).html
    first, second = page.split('<p class="opinion__by">')[1:3]
    assert "Le calendrier dit autre chose." not in first
    assert "Le calendrier dit autre chose." in second


def test_what_the_committee_decided_on_the_day_of_its_figures_is_no_more_asked(convention):
    reads = held(convention, MAY, MAY)
    asked = {"convention": convention, "committee": reads, "asked_on": MAY}
    ResolutionFactory(**asked, question="Décidé", taken_on=MAY, decision="Accordé.")
    ResolutionFactory(**asked, question="Ouvert")
    now = situation(convention)
    shown = front.read(now, Story(now))
    assert [asked.question for asked, _ in shown.requests] == ["Ouvert"]


@pytest.mark.parametrize(("after", "numbers"), [(0, []), (1, [1])])
def test_an_amendment_of_the_day_that_a_committee_read_is_not_told_as_new(
    convention, after, numbers
):
    read = date(2014, 12, 31)
    held(convention, date(2015, 2, 1), read)
    TermsFactory(convention=convention, number=1, effective_on=read + after * DAY)
    assert [terms.number for terms in report._amendments(situation(convention))] == numbers


def test_rules_are_printed_from_their_first_day(lectoure):
    first = date(2015, 12, 15)
    printed = [plain(report.as_html(situation(lectoure, d))) for d in (first - DAY, first)]
    assert ["à compter du 15 décembre 2015" in text for text in printed] == [False, True]


def test_the_sentence_of_an_axis_keeps_few_young_people_back(convention):
    young = convention.axes.get(number=3)
    PlacementFactory.create_batch(3, axis=young)
    told = situation(convention).told_to(COMMITTEE)
    (state,) = (state for state in told.axes if state.axis == young)
    assert "Moins de cinq jeunes" in plain(axis_words.note(told, state))


def test_a_press_release_of_the_past_names_who_took_part_then(convention):
    for role in ("prefecture", "operator"):
        for name, since, until in (("Jadis", None, MAY), ("Depuis", MAY, None)):
            body = OrganisationFactory(name=f"{role} {name}")
            convention.memberships.create(organisation=body, role=role, since=since, until=until)
    for day, name in ((MAY - DAY, "Jadis"), (MAY, "Depuis")):
        written = communique.write(situation(convention, day))
        assert written.sender == f"prefecture {name}"
        assert f"appui d’operator {name}" in plain(written.plain())


def test_the_perimeter_of_another_convention_is_none_of_the_map(lectoure, convention):
    before = jobs_map.drawn(Situation(lectoure, MAY)).spots
    for commune in {job.commune_id for job in Job.objects.of(lectoure)} - {None}:
        PerimeterFactory(convention=convention, commune_id=commune, extended=True)
    assert jobs_map.drawn(Situation(lectoure, MAY)).spots == before


def test_a_report_of_the_past_names_no_meeting_that_came_later(convention):
    held(convention, date(2015, 9, 8), date(2015, 8, 31))
    now = situation(convention)
    assert front.read(now, Story(now)).meeting is None
    assert "Hors réunion du comité" in plain(report.as_html(now))
