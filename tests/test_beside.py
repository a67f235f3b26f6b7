"""Beside the ladder, never added to it: people of the social plan, firms that were met."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from axes.beside.models import OutreachPeriod, SocialPlanNote
from convention.models import Convention
from reporting.figures import text
from reporting.figures.engine import figures
from reporting.figures.registry import REGISTRY, counts_people, with_operands
from reporting.figures.rows import rows
from reporting.figures.values import Absence, Mask
from reporting.situation.editions import COMMITTEE, MEMBERS, PUBLIC
from reporting.situation.situation import Situation

from .factories import SIGNED, ConventionFactory, OutreachFactory, SocialPlanFactory
from .forms import plain
from .test_constraints import refuses
from .test_forms import url
from .test_guards_agree import agree, drawn, undone

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOTED = date(2015, 1, 31)
PEOPLE = ("plan_dismissed", "plan_followed", "plan_permanent", "plan_solutions")


@pytest.fixture
def convention() -> Convention:
    return ConventionFactory.create()


def values(convention: Convention, day: date, *codes: str) -> list[Any]:
    sheet = figures(convention, day, codes)
    return [sheet[code].value for code in codes]


# --- the social plan ------------------------------------------------------------------------------


def test_the_last_note_counts_from_its_day(convention):
    SocialPlanFactory.create(convention=convention, first=True)
    SocialPlanFactory.create(convention=convention)
    assert values(convention, NOTED - DAY, *PEOPLE) == [120, 100, 0, 0]
    assert values(convention, NOTED, *PEOPLE) == [120, 100, 30, 70]
    (found,) = rows(convention, "plan_permanent", NOTED)
    assert found.queryset.get().noted_on == NOTED
    assert found.measure() == 30
    rate = figures(convention, NOTED, ("plan_solution_rate",))["plan_solution_rate"]
    assert (text.value_text(rate), text.basis_text(rate)) == ("70,0\u202f%", "70 sur 100")


def test_what_no_note_says_is_missing(convention):
    SocialPlanFactory.create(convention=convention, training=None)
    for day, absence in ((SIGNED - DAY, Absence.NOT_DUE), (NOTED - DAY, Absence.MISSING)):
        sheet = figures(convention, day, PEOPLE)
        assert {figure.absence for figure in sheet.values()} == {absence}
    sheet = figures(convention, NOTED, (*PEOPLE, "plan_training"))
    assert sheet["plan_training"].absence is Absence.MISSING
    assert sheet["plan_solutions"].absence is Absence.MISSING
    assert sheet["plan_permanent"].value == 30


def test_nobody_of_the_social_plan_is_a_job(convention):
    before = values(convention, NOTED, "jobs_created", "total_jobs", "creation_rate")
    SocialPlanFactory.create(convention=convention)
    OutreachFactory.create(convention=convention)
    assert values(convention, NOTED, "jobs_created", "total_jobs", "creation_rate") == before
    ladder = with_operands(("total_jobs", "creation_rate", "completion_rate"))
    assert not any(code.startswith(("plan_", "firms_")) for code in ladder)


def test_few_people_are_masked_and_so_is_what_would_give_them_away(convention):
    SocialPlanFactory.create(convention=convention, other=3)
    codes = tuple(code for code in REGISTRY if code.startswith("plan_"))
    assert all(counts_people(c) for c in codes if c not in ("plan_solutions", "plan_solution_rate"))
    sheet = figures(convention, NOTED, codes)
    assert MEMBERS.publish(sheet)["plan_other_solutions"].value == 3
    for edition in (COMMITTEE, PUBLIC):
        told = edition.publish(sheet)
        assert told["plan_other_solutions"].masked is Mask.FEW
        assert told["plan_solutions"].masked is Mask.WITHHELD
        assert told["plan_solution_rate"].masked is Mask.WITHHELD
        assert told["plan_solution_rate"].numerator is None
        assert (told["plan_permanent"].value, told["plan_followed"].value) == (30, 100)
    few = ConventionFactory.create()
    SocialPlanFactory.create(
        convention=few, dismissed=9, followed=4, permanent=0, fixed_term=0, business_creation=0,
        training=0, other=0,
    )  # fmt: skip
    told = COMMITTEE.publish(figures(few, NOTED, codes))
    assert told["plan_followed"].masked is Mask.FEW
    assert told["plan_dismissed"].value == 9


counts = st.none() | st.integers(0, 4)


@drawn
@given(st.lists(counts, min_size=7, max_size=7))
def test_solutions_are_among_those_followed(drawn_counts):
    def example() -> None:
        dismissed, followed, *found = drawn_counts
        note = SocialPlanFactory.build(
            convention=ConventionFactory.create(), dismissed=dismissed, followed=followed,
            **dict(zip(SocialPlanNote.SOLUTIONS, found, strict=True)),
        )  # fmt: skip
        is_written = agree(note, note.save)
        too_many = followed is not None and sum(n or 0 for n in found) > followed
        assert is_written is not (too_many or dismissed is followed is None)

    undone(example)


def test_one_note_a_day(convention):
    SocialPlanFactory.create(convention=convention)
    again = SocialPlanFactory.build(convention=convention)
    with pytest.raises(Exception, match="Une note est déjà enregistrée à cette date"):
        again.full_clean()


# --- firms ----------------------------------------------------------------------------------------


def test_a_period_counts_from_its_last_day(convention):
    OutreachFactory.create(convention=convention)
    second = OutreachFactory.create(
        convention=convention, starts_on=date(2014, 7, 1), ends_on=date(2014, 9, 30),
        contacted=20, silent=True,
    )  # fmt: skip
    codes = ("firms_contacted", "firms_met")
    assert values(convention, date(2014, 6, 29), *codes) == [None, None]
    assert values(convention, date(2014, 6, 30), *codes) == [80, 30]
    assert values(convention, second.ends_on - DAY, *codes) == [80, 30]
    assert values(convention, second.ends_on, *codes) == [100, 30]
    (found,) = rows(convention, "firms_met", second.ends_on)
    assert [n for _, n in found.parts("month")] == [30]


periods = st.tuples(st.integers(-1, 6), st.integers(0, 3), st.integers(0, 3), st.integers(0, 5))


@drawn
@given(st.lists(periods, max_size=7))
def test_no_day_is_counted_twice(history):
    def example() -> None:
        convention = ConventionFactory.create()
        written: list[OutreachPeriod] = []
        for first, length, met, changed in history:
            is_new = changed >= len(written)
            period = OutreachPeriod(convention=convention) if is_new else written[changed]
            period.starts_on = SIGNED + first * DAY
            period.ends_on = period.starts_on + (length - 1) * DAY
            period.contacted, period.met = 2, met
            if agree(period, period.save) and is_new:
                written.append(period)
            written = [OutreachPeriod.objects.get(pk=known.pk) for known in written]
        days = [
            p.starts_on + n * DAY
            for p in written
            for n in range((p.ends_on - p.starts_on).days + 1)
        ]
        assert len(days) == len({*days})
        assert all(p.met <= p.contacted and p.starts_on >= SIGNED for p in written)

    undone(example)


# --- as people enter and read them ----------------------------------------------------------------


def test_a_note_is_entered_and_read_at_its_date(lectoure, as_role):
    sent = {"noted_on": "2017-05-31", "source": "state", "dismissed": "286", "followed": "251"}
    for role in ("prefecture", "operateur"):
        assert as_role(role).send(url("social_plan_create", lectoure), sent).status_code in (
            302,
            422,
        )
    assert lectoure.social_plan_notes.filter(noted_on=date(2017, 5, 31)).count() == 1
    reader, address = as_role("comite"), url("social_plan_list", lectoure)
    assert "31/05/2017" in reader.get(address).text
    assert "31/05/2017" not in reader.get(address, {"au": "2017-05-30"}).text
    assert "Nouvelle note" not in reader.get(address).text


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"followed": "9", "permanent": "10"}, "followed", "ne peuvent pas dépasser"),
        ({"dismissed": ""}, "dismissed", "au moins les licenciés ou les accompagnés"),
        ({"noted_on": (timezone.localdate() + DAY).isoformat()}, "noted_on", "après aujourd’hui"),
        ({"noted_on": "2015-05-31"}, "noted_on", "déjà enregistrée à cette date"),
    ],
)
def test_a_wrong_note_is_told_on_its_field(lectoure, as_role, changes, field, sentence):
    sent = {"noted_on": "2017-05-31", "source": "state", "dismissed": "286"} | changes
    answer = as_role("operateur").send(url("social_plan_create", lectoure), sent)
    assert answer.status_code == 422
    assert sentence in plain(" ".join(answer.context["form"].errors.get(field, [])))


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"met": "11"}, "met", "parmi les contactées"),
        ({"ends_on": "2017-01-01"}, "ends_on", "au plus tôt le jour où elle commence"),
        ({"ends_on": (timezone.localdate() + DAY).isoformat()}, "ends_on", "après aujourd’hui"),
        ({"starts_on": "2016-10-10"}, "starts_on", "une autre va du 1er janvier 2016"),
        ({"starts_on": "2013-10-10"}, "starts_on", "ne peut pas précéder la signature"),
    ],
)
def test_a_wrong_period_is_told_on_its_field(lectoure, as_role, changes, field, sentence):
    sent = {"starts_on": "2017-01-02", "ends_on": "2017-03-31", "contacted": "10", "met": "4"}
    answer = as_role("operateur").send(url("outreach_create", lectoure), sent | changes)
    assert answer.status_code == 422
    assert sentence in plain(" ".join(answer.context["form"].errors.get(field, [])))


def test_a_period_is_entered_corrected_and_removed(lectoure, as_role):
    writer = as_role("operateur")
    sent = {"starts_on": "2017-01-02", "ends_on": "2017-03-31", "contacted": "10", "met": "4"}
    assert writer.send(url("outreach_create", lectoure), sent).status_code == 302
    period = lectoure.outreach_periods.get(ends_on=date(2017, 3, 31))
    page = plain(writer.get(url("outreach_list", lectoure)).text)
    assert url("outreach_update", lectoure, period.pk) in page
    address, why = url("outreach_update", lectoure, period.pk), {"change_reason": "Relevé relu"}
    assert writer.send(address, sent | {"met": "5"}).status_code == 422
    assert writer.send(address, sent | {"met": "5"} | why).status_code == 302
    assert writer.send(url("outreach_delete", lectoure, period.pk), why).status_code == 302
    assert not lectoure.outreach_periods.filter(pk=period.pk).exists()


def test_a_note_stays_in_its_convention(convention):
    note = SocialPlanFactory.create(convention=convention)
    refuses(
        lambda: SocialPlanNote.objects.filter(pk=note.pk).update(
            convention=ConventionFactory.create()
        ),
        "reste dans sa convention",
    )


def test_pages_of_the_situation_ask_nothing_of_them(lectoure, django_assert_max_num_queries):
    told = Situation(lectoure, date(2015, 5, 31)).sheet
    assert not any(code.startswith(("plan_", "firms_")) for code in told)
    shown = replace(REGISTRY["firms_met"], shown=frozenset())
    assert shown == REGISTRY["firms_met"]


def test_rows_method_and_json_tell_them(lectoure, as_role):
    reader = as_role("comite")
    assert "Solutions trouvées" in plain(reader.get(url("convention_method", lectoure)).text)
    page = plain(reader.get(url("figure_rows", lectoure, "firms_met"), {"au": "2015-05-31"}).text)
    assert "208" in page
