"""What each edition keeps from its readers, tried as someone who wants to know would."""

import csv
import html
import io
import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Q, prefetch_related_objects
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from convention.models import Axis, Convention
from reporting.documents import annex, report
from reporting.documents.communique import write
from reporting.figures import text
from reporting.figures.engine import Sheet, figures, sheets
from reporting.figures.facts import GRAINS, PLACEMENTS
from reporting.figures.indicators import Combination, Gap, Indicator, Ratio
from reporting.figures.measures import total
from reporting.figures.places import OF_AXIS, Place
from reporting.figures.registry import PUBLISHED, REGISTRY, counts_people, shown_in
from reporting.figures.values import SMALLEST, Figure, Mask, Unit
from reporting.situation import situation
from reporting.situation.editions import COMMITTEE, MEMBERS, PUBLIC, Edition
from reporting.situation.situation import RELATED, Situation

from .factories import (
    AxisFactory,
    ConventionFactory,
    JobFactory,
    PlacementFactory,
    ProjectFactory,
)

pytestmark = pytest.mark.django_db

FEW_PLACED = date(2014, 9, 30)  # three young people, all apprentices
FEW_APPRENTICES = date(2014, 12, 31)  # five, four of them apprentices
MID_TERM = date(2015, 5, 31)
MASKING = pytest.mark.parametrize("edition", [COMMITTEE, PUBLIC], ids=["committee", "public"])


def published(convention: Convention, edition: Edition, as_of: date) -> Sheet:
    """The figures of a convention at a date, with their parts by axis, as an edition tells them."""
    fresh = Convention.objects.get(pk=convention.pk)
    asked = sheets([fresh], {as_of: PUBLISHED}, GRAINS)
    return edition.publish(asked[fresh.pk][as_of])


def one_line(words: str) -> str:
    return " ".join(words.split())


# What is said in the declaration, and what follows from it


OF_THE_PLAN = {
    "plan_dismissed",
    "plan_followed",
    "plan_permanent",
    "plan_fixed_term",
    "plan_business_creations",
    "plan_training",
    "plan_other_solutions",
}


def test_declarations_say_people_and_the_rest_follows():
    assert {c for c, d in REGISTRY.items() if getattr(d, "people", False)} == OF_THE_PLAN | {
        "former_employees_hired",
        "placements",
    }
    assert {code for code in REGISTRY if counts_people(code)} == OF_THE_PLAN | {
        "placements",
        "placements_in_apprenticeship",
        "placements_counted",
        "follow_ups_overdue",
        "former_employees_hired",
    }


@pytest.fixture
def declare(monkeypatch):
    """Declare an indicator as its one line would, among those published."""

    def add(declared: Any) -> str:
        monkeypatch.setitem(REGISTRY, declared.code, declared)
        monkeypatch.setattr(situation, "PUBLISHED", (*situation.PUBLISHED, declared.code))
        return declared.code

    return add


def ratio(code: str = "apprenticeship_rate", **changes: Any) -> Ratio:
    """The share of apprentices, which no edition was ever told about."""
    given_ = {
        "label": "Part de l’apprentissage",
        "definition": "Jeunes en apprentissage rapportés aux jeunes accompagnés.",
        "numerator": "placements_in_apprenticeship",
        "denominator": "placements",
    }
    return Ratio(code=code, **(given_ | changes))


def test_a_new_ratio_of_apprentices_is_masked_with_no_further_line(lectoure, declare):
    code = declare(ratio(shown=frozenset({Place.TERRITORY})))

    members = Situation(lectoure, FEW_APPRENTICES).sheet[code]
    assert text.value_text(members) == "80,0\u202f%"
    assert text.basis_text(members) == "4 sur 5"

    paper = one_line(report.as_html(Situation(lectoure, FEW_APPRENTICES)))
    term = f'<span class="term">{members.label}</span> <span class="value">'
    assert f"{term}non publié</span>" in paper
    assert "80,0" not in paper
    assert "4 sur 5" not in paper
    # Once there are enough of both, it is told.
    later = one_line(report.as_html(Situation(lectoure, MID_TERM)))
    assert f'{term}71,4 % <span class="note">5 sur 7' in later


@MASKING
@pytest.mark.parametrize(
    "declared",
    [
        ratio("reversed", numerator="placements", denominator="placements_in_apprenticeship"),
        ratio("cost", numerator="paid", unit=Unit.EUROS_PER_JOB, denominator="placements"),
        ratio("of_jobs", numerator="placements_counted", denominator="jobs_created"),
        Combination(code="both", label="Ensemble", definition="x", unit=Unit.JOBS,
                    plus=("jobs_programmed", "placements")),
        Combination(code="less", label="Sans", definition="x", unit=Unit.JOBS,
                    plus=("total_jobs",), minus=("jobs_verified",)),
        Gap(code="ahead", label="Avance", definition="x", achieved="creation_rate",
            expected="commitment_rate"),
        Indicator(code="young_permanent", label="dont CDI", definition="x", unit=Unit.PEOPLE,
                  fact=PLACEMENTS, when=REGISTRY["placements_in_apprenticeship"].when,
                  base="placements"),
        Indicator(code="hours", label="Heures", definition="x", unit=Unit.PEOPLE, fact=PLACEMENTS,
                  when=REGISTRY["placements"].when, measure=total("weekly_hours"),
                  base="placements"),
    ],
    ids=lambda d: getattr(d, "code", None),
)  # fmt: skip
def test_whatever_derives_from_few_people_is_masked(lectoure, declare, edition, declared):
    code = declare(declared)
    members = Situation(lectoure, FEW_PLACED)
    told = members.told_to(edition).sheet[code]
    assert members.sheet[code].value is not None
    assert told.masked
    assert (told.value, told.numerator, told.denominator, told.rows) == (None, None, None, 0)
    assert (told.masked is Mask.FEW) == (code == "young_permanent")


@MASKING
def test_how_many_answered_is_not_told_of_few_people(lectoure, declare, edition):
    """« 3 sur 3 renseignés » would tell the total that is masked."""
    code = declare(
        Indicator(code="aged", label="Âge connu", definition="x", unit=Unit.PEOPLE,
                  fact=PLACEMENTS, when=REGISTRY["placements_in_apprenticeship"].when,
                  base="placements", known=Q(age_at_hire__isnull=False))
    )  # fmt: skip
    members = Situation(lectoure, FEW_PLACED)
    assert members.sheet[code].coverage == (3, 3)
    told = members.told_to(edition).sheet[code]
    assert (bool(told.masked), told.coverage) == (True, None)


@MASKING
def test_an_absent_rate_tells_no_number_either(lectoure, edition):
    """« sans objet », but beside it stood « 34 sur 0 »."""
    lectoure.terms.update(job_target=0)
    rate = published(lectoure, edition, FEW_PLACED)["creation_rate"]
    assert (rate.absence, rate.numerator, text.basis_text(rate)) == ("not_applicable", None, "")
    # It says why there is no number, not that one is kept.
    assert rate.masked is None


# Boundaries


@MASKING
@pytest.mark.parametrize("number", range(7))
def test_from_one_to_four_people_are_few(edition, number):
    convention = ConventionFactory(rules__counts_placements=True)
    PlacementFactory.create_batch(number, convention=convention)
    the_day = date(2014, 9, 1)
    before = published(convention, edition, the_day - timedelta(days=1))
    assert before["placements"].value == 0
    told = published(convention, edition, the_day)
    is_few = 0 < number < SMALLEST
    assert text.value_text(told["placements"]) == ("moins de 5" if is_few else str(number))
    assert bool(told["total_jobs"].masked) is is_few
    assert told["jobs_created"].value == 0
    assert MEMBERS.publish(figures(convention, the_day))["placements"].value == number


@MASKING
@pytest.mark.parametrize(
    ("number", "is_masked"), [(0, False), (1, True), (SMALLEST - 1, True), (SMALLEST, False)]
)
def test_a_sum_over_people_is_told_of_none_and_from_five_of_them(
    edition, number, is_masked, declare
):
    code = declare(
        Indicator(code="hours", label="Heures", definition="x", unit=Unit.PEOPLE, fact=PLACEMENTS,
                  when=REGISTRY["placements"].when, measure=total("weekly_hours"),
                  base="placements")
    )  # fmt: skip
    convention = ConventionFactory()
    PlacementFactory.create_batch(number, convention=convention, weekly_hours=35)
    told = Situation(convention, date(2014, 9, 1)).told_to(edition).sheet[code]
    assert bool(told.masked) is is_masked
    assert told.value == (None if is_masked else 35 * number)


def hires(convention: Convention, former: list[bool | None], axis: str = "business") -> None:
    project = ProjectFactory(convention=convention, on=axis)
    for answer in former:
        JobFactory(project=project, is_former_employee=answer)


@MASKING
@pytest.mark.parametrize(
    ("former", "words", "coverage"),
    [
        ([True] * 4 + [False] * 3, "moins de 5", ""),
        ([True] * 5 + [False] * 3, "5", ""),
        ([False] * 7, "0", ""),
        # « moins de 5 » of one would be one: of fewer than five no part is told, not even none.
        ([True], "non publié", ""),
        ([False], "non publié", ""),
        ([True, False, False, False], "non publié", ""),
        ([True] + [False] * 4, "moins de 5", ""),
        # The same of those who answered.
        ([True] + [None] * 9, "non publié", "1 sur 10 renseignés"),
        ([True] + [False] * 3 + [None] * 9, "non publié", "4 sur 13 renseignés"),
        ([True] + [False] * 4 + [None] * 9, "moins de 5", "5 sur 14 renseignés"),
        ([None] * 9, "0", "0 sur 9 renseignés"),
    ],
)
def test_a_few_of_a_few_are_told_for_no_number(edition, former, words, coverage):
    convention = ConventionFactory()
    hires(convention, former)
    told = published(convention, edition, MID_TERM)
    figure = told["former_employees_hired"]
    assert (text.value_text(figure), text.coverage_text(figure)) == (words, coverage)
    assert told["jobs_created"].value == len(former)


def test_a_total_gives_way_to_its_parts_where_one_is_masked():
    convention = ConventionFactory(rules__counts_placements=True)
    AxisFactory(convention=convention, kind=Axis.Kind.TERRITORY, number=4)
    for number, placed in ((3, 6), (4, 2)):
        axis = convention.axes.get(number=number)
        PlacementFactory.create_batch(placed, axis=axis)
    committee = published(convention, COMMITTEE, MID_TERM)
    # The committee reads each axis: eight less six would be two.
    assert committee["placements"].masked is Mask.WITHHELD
    assert committee["total_jobs"].masked is Mask.WITHHELD
    assert committee.part("placements", 3).value == 6
    assert committee.part("placements", 4).masked is Mask.FEW
    # A press release has no figure of an axis.
    public = published(convention, PUBLIC, MID_TERM)
    assert public["placements"].value == 8
    assert public.part("placements", 3).masked
    on_axis = Situation(Convention.objects.get(pk=convention.pk), MID_TERM, PUBLIC).on_axis
    assert on_axis(convention.axes.get(number=3))["placements"].masked is Mask.WITHHELD
    # Without the parts, a committee’s total cannot be told either.
    assert COMMITTEE.publish(figures(convention, MID_TERM))["placements"].masked is Mask.WITHHELD
    assert "moins de cinq jeunes" not in write(Situation(convention, MID_TERM)).plain()


def test_a_total_of_one_axis_is_told_though_its_parts_are_not_known():
    """There is no other part that, taken from it, would give a few people away."""
    convention = ConventionFactory()
    PlacementFactory.create_batch(SMALLEST, convention=convention)
    told = COMMITTEE.publish(figures(convention, MID_TERM))["placements"]
    assert (told.value, told.masked) == (SMALLEST, None)


def test_former_employees_of_two_axes_give_way_as_well():
    convention = ConventionFactory()
    hires(convention, [True] * 6 + [False] * 4)
    hires(convention, [True] * 2 + [False] * 8, axis="site")
    told = published(convention, COMMITTEE, MID_TERM)["former_employees_hired"]
    assert (told.masked, told.coverage) == (Mask.WITHHELD, (20, 20))
    assert published(convention, PUBLIC, MID_TERM)["former_employees_hired"].value == 8


def test_members_read_the_very_figures(lectoure, django_assert_num_queries):
    sheet = figures(lectoure, FEW_PLACED)
    assert MEMBERS.publish(sheet) is sheet
    prefetch_related_objects([lectoure], *RELATED)
    known = Situation(lectoure, FEW_PLACED)
    assert known.sheet
    with django_assert_num_queries(0):
        assert known.told_to(COMMITTEE).sheet["placements"].masked is Mask.FEW
        assert known.sheet["placements"].value == 3


def test_what_documents_break_down_row_by_row_is_no_people():
    for code in (*annex.COLUMNS, annex.SUPPORTED, "jobs_created"):
        assert not counts_people(code)


# Channels of one edition say the same


DAYS = (date(2014, 6, 30), FEW_PLACED, FEW_APPRENTICES, MID_TERM, date(2017, 7, 4))


@pytest.mark.parametrize("day", DAYS)
def test_members_read_the_same_on_screen_in_json_and_in_csv(lectoure, as_role, day):
    out = io.StringIO()
    arguments = ["itm-lectoure", "--as-of", day.isoformat()]
    call_command("figures", *arguments, "--format", "json", stdout=out)
    written_ = json.loads(out.getvalue())["figures"]
    assert not any("masked" in figure for figure in written_.values())
    sheet, client = figures(lectoure, day), as_role("comite")
    for code in PUBLISHED:
        figure = sheet[code]
        assert written_[code] == text.as_json(figure)
        address = reverse("figure_rows", args=["itm-lectoure", code])
        page = client.get(address, {"au": day.isoformat()})
        assert page.context["value"] == text.value_text(figure), code
        if counts_people(code):
            exported = client.get(address, {"au": day.isoformat(), "format": "csv"})
            content = b"".join(exported) if exported.streaming else exported.content
            head, *lines = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
            assert len(lines) == figure.rows
            # A row is one person, or a note that says how many.
            if code not in OF_THE_PLAN:
                assert figure.rows == written_[code]["value"]
            assert not {"Nom", "Prénom", "Âge", "Employeur"} & set(head)
            rows_ = io.StringIO()
            call_command("figures", *arguments, "--rows", code, stdout=rows_)
            assert len(rows_.getvalue().splitlines()) == 1 + figure.rows


@pytest.mark.parametrize("day", [FEW_PLACED, MID_TERM])
def test_the_committee_reads_its_edition_on_paper(lectoure, day):
    found = Situation(lectoure, day)
    pdf = report.as_pdf(report.written(found))
    pages = PdfReader(io.BytesIO(pdf)).pages
    words = one_line(" ".join(page.extract_text() for page in pages))
    told = found.told_to(COMMITTEE)
    masked = 0
    for axis in lectoure.axes.all():
        for code in shown_in(OF_AXIS[Axis.Kind(axis.kind)]):
            figure = told.on_axis(axis)[code]
            said = one_line(f"{figure.label} {text.value_text(figure)}")
            assert re.search(rf"{re.escape(said)}(?!\d)", words), said
            masked += bool(figure.masked)
    assert masked
    assert (told.sheet["placements"].masked is Mask.FEW) == (day == FEW_PLACED)


@pytest.mark.parametrize("day", DAYS)
def test_the_public_reads_the_same_on_the_page_and_in_the_text(lectoure, as_role, day):
    client, address = as_role("comite"), reverse("communique", args=["itm-lectoure"])
    query = {"au": day.isoformat()}
    page = html.unescape(re.sub(r"<[^>]+>", "", client.get(address, query).text))
    plain = client.get(address, query | {"format": "txt"}).content.decode()
    communique = write(Situation(lectoure, day))
    out = io.StringIO()
    call_command("communique", "itm-lectoure", "--as-of", day.isoformat(), stdout=out)
    assert plain == out.getvalue() == communique.plain()
    word = Document(io.BytesIO(client.get(address, query | {"format": "docx"}).content))
    in_word = [paragraph.text for paragraph in word.paragraphs]
    for paragraph in communique.paragraphs:
        assert one_line(str(paragraph)) in one_line(page)
        assert one_line(str(paragraph)) in one_line(plain)
        assert str(paragraph) in in_word
    told = published(lectoure, PUBLIC, day)
    for figure in communique.figures:
        assert figure == told[figure.code]
        assert one_line(f"{figure.label}{text.value_text(figure)}") in one_line(page)


def test_the_sheet_of_an_edition_holds_no_masked_number(lectoure):
    """Whatever reads it later has nothing to give away."""

    def numbers(sheet: Sheet) -> set[Any]:
        return {
            (code, cell.value)
            for groups in sheet.parts.values()
            for cells in groups.values()
            for code, cell in cells.items()
            if counts_people(code) and cell.value
        }

    told = published(lectoure, COMMITTEE, FEW_PLACED)
    assert ("placements", 3) in numbers(published(lectoure, MEMBERS, FEW_PLACED))
    assert ("placements", 3) not in numbers(told)
    for figure in told.values():
        if figure.masked:
            assert figure == Figure(
                figure.indicator, FEW_PLACED, None, masked=figure.masked, coverage=figure.coverage
            )
