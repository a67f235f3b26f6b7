"""What each edition keeps from its readers, tried as someone who wants to know would."""

import csv
import html
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import prefetch_related_objects
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from axes.business.models import Job
from axes.territory.models import Placement
from convention.models import Axis, Committee, Convention
from reporting.documents import annex, report
from reporting.documents.communique import write
from reporting.figures import text
from reporting.figures.editions import COMMITTEE, MEMBERS, PUBLIC, Edition
from reporting.figures.engine import Sheet, figures, sheets
from reporting.figures.facts import PLACEMENTS
from reporting.figures.indicators import (
    SMALLEST,
    Combination,
    Figure,
    Gap,
    Indicator,
    Mask,
    Ratio,
    Unit,
    total,
)
from reporting.figures.registry import PUBLISHED, REGISTRY, counts_people
from reporting.figures.snapshots import freeze
from reporting.pages import axis_pages, situation
from reporting.pages.situation import GRAINS, RELATED, Situation

from .factories import (
    SIGNED,
    AxisFactory,
    ConventionFactory,
    JobFactory,
    PlacementFactory,
    ProjectFactory,
)
from .histories import histories
from .test_figures_properties import dates, written

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


def texts(convention: Convention, as_of: date) -> str:
    """All that the report and the press release of a date say."""
    fresh = Convention.objects.get(pk=convention.pk)
    found = Situation(fresh, as_of)
    return report.as_html(found) + write(found).plain()


def one_line(words: str) -> str:
    return " ".join(words.split())


# What is said in the declaration, and what follows from it


def test_two_declarations_say_people_and_the_rest_follows():
    assert [c for c, d in REGISTRY.items() if getattr(d, "people", False)] == [
        "former_employees_hired",
        "placements",
    ]
    assert {code for code in REGISTRY if counts_people(code)} == {
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


def test_a_new_ratio_of_apprentices_is_masked_with_no_further_line(lectoure, declare, monkeypatch):
    code = declare(ratio())
    shown = axis_pages.FIGURES[Axis.Kind.TERRITORY]
    monkeypatch.setitem(axis_pages.FIGURES, Axis.Kind.TERRITORY, (*shown, code))

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
def test_an_absent_rate_tells_no_number_either(lectoure, edition):
    """« sans objet », but beside it stood « 34 sur 0 »."""
    lectoure.terms.update(job_target=0)
    rate = published(lectoure, edition, FEW_PLACED)["creation_rate"]
    assert (rate.absence, rate.numerator, text.basis_text(rate)) == ("not_applicable", None, "")


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


# As an attacker: what can be solved


Key = tuple[str, Any]


class Attack:
    """Solves for masked counts from all that an edition tells of a date.

    It knows every declaration, which parts add up to which total, and that a part of some people
    is no more than they are.
    """

    def __init__(self, edition: Edition, convention: Convention, as_of: date) -> None:
        asked = sheets([convention], {as_of: PUBLISHED}, GRAINS)
        self.truth = asked[convention.pk][as_of]
        self.told = edition.publish(self.truth)
        self.tells_parts = edition.tells_parts
        self.people = [c for c in PUBLISHED if counts_people(c) and self.truth[c].absence is None]

    def groups(self, code: str) -> list[Any]:
        return list(self.truth.parts.get(REGISTRY[code].fact.name, {}))

    def secrets(self) -> dict[Key, Mask]:
        """What is not told: each part, or the whole where parts are not this edition’s matter."""
        if not self.tells_parts:
            return {(c, None): m for c in self.people if (m := self.told[c].masked)}
        return {
            (code, group): mask
            for code in self.people
            for group in self.groups(code)
            if (mask := self.told.part(code, group).masked)
        }

    def value(self, code: str, group: Any, guess: dict[Key, int]) -> Any:
        if (code, group) in guess:
            return guess[code, group]
        known = self.truth[code] if group is None else self.truth.part(code, group)
        return known.value or 0

    def whole(self, code: str, guess: dict[Key, int]) -> Any:
        """The value of a figure were the guess true; None where it has none."""
        declared = REGISTRY[code]
        if isinstance(declared, Combination):
            parts = [(1, c) for c in declared.plus] + [(-1, c) for c in declared.minus]
            return sum(sign * (self.whole(c, guess) or 0) for sign, c in parts)
        if isinstance(declared, Ratio | Gap):
            first, second = (self.whole(c, guess) for c in declared.operands)
            if first is None or second is None:
                return None
            if isinstance(declared, Gap):
                return (first - second) * 100
            return Fraction(first, second) if second else None
        if counts_people(code) and self.truth[code].absence is None:
            if not self.tells_parts:
                return self.value(code, None, guess)
            return sum(self.value(code, group, guess) for group in self.groups(code))
        figure = self.truth[code] if code in self.truth else self.truth.with_operands()[code]
        return figure.value

    def agrees(self, guess: dict[Key, int]) -> bool:
        """Whether all that is told would be told were the guess true."""
        told = [f for f in self.told.values() if f.masked is None and f.absence is None]
        return all(
            self.whole(f.code, guess) == f.value for f in told + self.operands(told)
        ) and all(self.possible(*key, guess) for key in guess)

    def operands(self, told: list[Figure]) -> list[Figure]:
        """The numbers printed beside ratios, as the figures that they are."""
        return [
            replace(self.truth[code], value=number)
            for figure in told
            if isinstance(figure.indicator, Ratio)
            for code, number in zip(
                figure.indicator.operands, (figure.numerator, figure.denominator), strict=True
            )
            if number is not None
        ]

    def possible(self, code: str, group: Any, guess: dict[Key, int]) -> bool:
        """A few are one to four; a part of some is no more than they, nor than the answers."""
        value, base = guess[code, group], REGISTRY[code].base
        cell = self.told[code] if group is None else self.told.part(code, group)
        if cell.masked is Mask.FEW and not 0 < value < SMALLEST:
            return False
        if self.told[code].masked is Mask.FEW and self.whole(code, guess) >= SMALLEST:
            return False
        if value < 0 or (base and value > self.value(base, group, guess)):
            return False
        coverage = self.truth[code].coverage
        return coverage is None or self.whole(code, guess) <= coverage[0]

    def solved(self) -> Iterator[Key]:
        """Yield what can have one value only."""
        secrets = self.secrets()
        for key in secrets:
            if not any(self.agrees(guess) for guess in self.guesses(key, list(secrets))):
                yield key

    def guesses(self, key: Key, secrets: list[Key]) -> Iterator[dict[Key, int]]:
        """Yield guesses in which ``key`` is not what it is, and at most two others are not."""
        true = {k: self.value(*k, {}) for k in secrets}
        others = [k for k in secrets if k != key]
        for count in range(3):
            for moved in combinations(others, min(count, len(others))):
                for value, *rest in product(range(SMALLEST + 1), repeat=1 + len(moved)):
                    if value != true[key]:
                        yield true | {key: value} | dict(zip(moved, rest, strict=True))


some = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@MASKING
@some
@given(history=histories, as_of=dates)
def test_no_masked_count_can_be_solved(edition, history, as_of):
    def check(convention: Convention):
        assert list(Attack(edition, convention, as_of).solved()) == []

    written(history, check)


@MASKING
@pytest.mark.parametrize("as_of", [date(2014, 6, 30), date(2014, 7, 31), FEW_PLACED,
                                   FEW_APPRENTICES, MID_TERM, date(2016, 10, 10)])  # fmt: skip
def test_no_masked_count_of_the_demonstration_can_be_solved(lectoure, edition, as_of):
    attack = Attack(edition, lectoure, as_of)
    assert attack.secrets()
    assert list(attack.solved()) == []


@pytest.mark.parametrize("leak", ["total_jobs", "creation_rate", "calendar_gap_since_start"])
def test_the_attack_succeeds_where_one_figure_is_told_too_many(lectoure, leak):
    """The control: any one of these, left as it was, gives the placements away."""
    attack = Attack(COMMITTEE, lectoure, FEW_PLACED)
    told = {**attack.told.figures, leak: attack.truth[leak]}
    attack.told = replace(attack.told, figures=told)
    assert ("placements_counted", 3) in attack.solved()


@MASKING
@some
@given(history=histories, days=st.lists(dates, min_size=2, max_size=3, unique=True))
def test_a_date_is_told_alike_wherever_it_is_told(edition, history, days):
    """As the date of the page, a committee before, or a month drawn: what one masks, all mask."""

    def check(convention: Convention):
        days.sort()
        first, *_, last = days
        Committee.objects.create(
            convention=convention, kind=Committee.Kind.FOLLOW_UP, held_on=first, as_of=first
        )
        fresh = Convention.objects.get(pk=convention.pk)
        told = Situation(fresh, last, edition)
        for drawn in (told.monthly(code) for code in situation.MONTHLY):
            for figure in drawn:
                assert figure == published(convention, edition, figure.as_of)[figure.code]
        assert told.before is not None
        assert told.before.figures == published(convention, edition, first).figures

    written(history, check)


# As an attacker: what the texts say, word for word


@settings(some, max_examples=6)
@given(
    history=histories,
    hired=st.integers(0, 900).map(lambda n: SIGNED + timedelta(days=n)),
    contract=st.sampled_from(("permanent", "apprenticeship")),
    later=st.lists(st.integers(0, 500), min_size=2, max_size=3, unique=True),
)
def test_documents_are_the_same_for_one_young_person_or_four(history, hired, contract, later):
    """Titles, charts, alerts, changes, restatements: no word depends on a masked number."""
    history.placements[:] = [{"hired_on": hired, "contract": contract}] * 4

    def check(convention: Convention):
        days = [hired + timedelta(days=n) for n in sorted(later)]
        committee = Committee.objects.create(
            convention=convention, kind=Committee.Kind.FOLLOW_UP, held_on=days[0], as_of=days[0]
        )
        freeze(committee)
        said = [texts(convention, day) for day in days]
        for left in (3, 2, 1):
            Placement.objects.of(convention).last().delete()
            assert Placement.objects.of(convention).count() == left
            assert [texts(convention, day) for day in days] == said, left

    written(history, check)


def test_documents_are_the_same_for_one_former_employee_or_four():
    convention = ConventionFactory()
    hires(convention, [True] * 4 + [False] * 6)
    hires(convention, [False] * 10, axis="site")
    said = texts(convention, MID_TERM)
    assert "Parmi eux, moins de cinq ont bénéficié" in one_line(said)
    for job in Job.objects.filter(is_former_employee=True)[:3]:
        Job.objects.filter(pk=job.pk).update(is_former_employee=False)
        assert texts(convention, MID_TERM) == said


@pytest.mark.parametrize(
    ("code", "change", "days"),
    [
        # Hired eleven days earlier: of September there were four, not three.
        ("J-03", {"hired_on": date(2014, 9, 25), "counts_from": date(2014, 9, 25)},
         (FEW_PLACED, FEW_APPRENTICES, MID_TERM, date(2016, 10, 10))),
        # No longer an apprentice: three of five, not four; « principalement » told which.
        ("J-05", {"contract": "professionalisation"},
         (FEW_PLACED, date(2014, 11, 30), FEW_APPRENTICES, date(2015, 3, 31))),
    ],
)  # fmt: skip
def test_no_document_of_the_demonstration_tells_a_masked_number(lectoure, code, change, days):
    said = [texts(lectoure, day) for day in days]
    assert Placement.objects.of(lectoure).filter(code=code).update(**change) == 1
    assert [texts(lectoure, day) for day in days] == said


def test_a_text_that_told_would_differ(lectoure):
    """The control: the figures of the members do."""
    before = figures(lectoure, FEW_PLACED)["placements"].value
    Placement.objects.of(lectoure).filter(code="J-03").update(hired_on=date(2014, 9, 25))
    assert figures(lectoure, FEW_PLACED)["placements"].value == before + 1


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
            assert len(lines) == written_[code]["value"] == figure.rows
            assert not {"Nom", "Prénom", "Âge", "Employeur"} & set(head)
            rows_ = io.StringIO()
            call_command("figures", *arguments, "--rows", code, stdout=rows_)
            assert len(rows_.getvalue().splitlines()) == 1 + figure.rows


@pytest.mark.parametrize("day", [FEW_PLACED, MID_TERM])
def test_the_committee_reads_its_edition_on_paper(lectoure, day):
    found = Situation(lectoure, day)
    pdf = report.as_pdf(report.as_html(found))
    pages = PdfReader(io.BytesIO(pdf)).pages
    words = one_line(" ".join(page.extract_text() for page in pages))
    told = found.told_to(COMMITTEE)
    masked = 0
    for axis in lectoure.axes.all():
        for code in axis_pages.FIGURES[Axis.Kind(axis.kind)]:
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
    for paragraph in communique.paragraphs:
        assert one_line(str(paragraph)) in one_line(page)
        assert one_line(str(paragraph)) in one_line(plain)
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
