"""The last day, the very moment, the record of another convention: where the site itself stops."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from axes.business.models import Project
from convention.access import Right, companies_open_to, holders
from convention.models import Committee, Measure, MeasureBudget, Membership, term_of
from convention.pages.base import default_as_of
from convention.pages.corrections import names_in
from revitalisation.accounts.models import Attempt, User, UsualClient
from revitalisation.accounts.throttling import DAY as COUNTED
from revitalisation.accounts.throttling import HOUR, KEPT, RULES, Door, attempt, welcome
from revitalisation.dated import as_known, known_columns
from revitalisation.triggers import Refusal
from revitalisation.triggers.replaced import no_way_round
from revitalisation.ui import submissions
from revitalisation.ui.columns import DoneColumn
from revitalisation.ui.dates import BadDate, parse_as_of
from revitalisation.ui.models import SubmittedForm

from .factories import (
    SIGNED,
    TERM,
    ConventionFactory,
    JobFactory,
    MeasureFactory,
    PlacementFactory,
    ProjectFactory,
    TermsFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DAY, MOMENT = timedelta(days=1), timedelta(microseconds=1)
LOGIN, OFFICE = "agent@exemple.fr", "192.0.2.10"


@pytest.fixture
def now(monkeypatch):
    """Stop the clock."""
    stopped = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: stopped)
    return stopped


# --- doors ------------------------------------------------------------------------------------


def comes(address=OFFICE, login=LOGIN) -> bool:
    """Try the door once; say whether it was not too early."""
    request = RequestFactory().get("/", REMOTE_ADDR=address)
    try:
        attempt(request, Door.PASSWORD, login)
    except ValidationError:
        return False
    return True


def grows_old(age) -> None:
    """Make the last attempt that much older."""
    last = Attempt.objects.latest("pk")
    last.at -= age
    last.save()


@pytest.mark.parametrize(("age", "free"), [(COUNTED, True), (COUNTED - MOMENT, False)])
def test_a_failure_counts_for_a_day_less_a_moment(now, age, free):
    comes()
    grows_old(age)
    for _ in range(RULES[Door.PASSWORD].tries - 1):
        comes()
    assert comes() is free


@pytest.mark.parametrize(("age", "free"), [(HOUR, True), (HOUR - MOMENT, False)])
def test_the_failures_of_strangers_count_for_an_hour_less_a_moment(now, age, free):
    comes("203.0.113.1")
    grows_old(age)
    for number in range(RULES[Door.PASSWORD].strangers - 1):
        comes(f"198.51.100.{number}")
    assert comes() is free


@pytest.mark.parametrize(("age", "is_stranger"), [(KEPT, True), (KEPT - MOMENT, False)])
def test_a_client_is_usual_until_the_moment_its_time_is_over(now, age, is_stranger):
    welcome(RequestFactory().get("/", REMOTE_ADDR=OFFICE), LOGIN)
    UsualClient.objects.update(seen_at=now - age)
    comes()
    assert Attempt.objects.get().is_stranger is is_stranger


@pytest.mark.parametrize(("moment", "kept"), [(timedelta(), 0), (MOMENT, 1)])
def test_what_counts_no_more_is_forgotten_from_that_very_moment(now, moment, kept):
    other = RequestFactory().get("/", REMOTE_ADDR="198.51.100.7")
    welcome(other, "autre@exemple.fr")
    UsualClient.objects.update(seen_at=now - KEPT + moment)
    comes("198.51.100.7", "autre@exemple.fr")
    grows_old(COUNTED - moment)
    welcome(RequestFactory().get("/", REMOTE_ADDR=OFFICE), LOGIN)
    assert Attempt.objects.count() == kept
    assert UsualClient.objects.count() == 1 + kept


def test_a_form_is_remembered_to_the_very_end_of_its_time(now):
    user = UserFactory.create()
    for token, age in (("a", submissions.KEPT), ("b", submissions.KEPT + MOMENT)):
        SubmittedForm.objects.create(token=token * 32, user=user)
        SubmittedForm.objects.filter(token=token * 32).update(sent_at=now - age)
    submissions._purge()
    assert [form.token[0] for form in SubmittedForm.objects.all()] == ["a"]


# --- dates ------------------------------------------------------------------------------------


def test_a_page_is_read_from_the_first_day_of_1990_to_the_last_of_2100():
    first, last = date(1990, 1, 1), date(2100, 12, 31)
    assert [parse_as_of(day.isoformat(), first) for day in (first, last)] == [first, last]
    for beyond in (first - DAY, last + DAY):
        with pytest.raises(BadDate, match="hors de la période"):
            parse_as_of(beyond.isoformat(), first)


def test_what_a_day_brings_is_known_from_that_very_day():
    project = ProjectFactory.create()
    eve, day = project.completed_on - DAY, project.completed_on
    for as_of, known in ((eve, None), (day, day)):
        stored = Project.objects.filter(pk=project.pk).values(
            told=known_columns(Project, as_of)["completed_on"]
        )
        assert stored.get()["told"] == known
        assert as_known(Project.objects.get(pk=project.pk), as_of).completed_on == known


@pytest.mark.parametrize(("late_by", "words"), [(0, "à venir"), (1, "en retard")])
def test_a_thing_is_late_from_the_morrow_of_the_day_it_was_for(late_by, words):
    due = date(2015, 1, 5)
    column = DoneColumn("Fait le", due="due_on", as_of=due + late_by * DAY)
    step = type("Step", (), {"done_on": None, "due_on": due})()
    assert words in column.cell("done_on", None)(step)


def test_a_budget_is_in_force_from_its_very_day():
    measure = MeasureFactory.create(axis=ConventionFactory.create().axes.first())
    day = date(2015, 6, 1)
    MeasureBudget.objects.filter(measure=measure).delete()
    MeasureBudget.objects.create(measure=measure, effective_on=day, amount=100)
    told = [Measure.objects.in_force_budget(d).get(pk=measure.pk).budget for d in (day - DAY, day)]
    assert told == [None, 100]


def test_a_committee_may_meet_on_the_day_of_the_signature_and_no_earlier():
    convention = ConventionFactory.create()
    Committee(convention=convention, held_on=SIGNED).clean()
    with pytest.raises(ValidationError, match="avant la signature"):
        Committee(convention=convention, held_on=SIGNED - DAY).clean()


@pytest.mark.parametrize(("later_by", "is_said"), [(0, False), (1, True)])
def test_a_list_of_committees_says_which_met_after_its_day(lectoure, as_role, later_by, is_said):
    day = date(2015, 2, 3)
    lectoure.committees.create(
        kind=Committee.Kind.FOLLOW_UP, held_on=day + later_by * DAY, as_of=day
    )
    page = as_role("prefecture").get(reverse("committee_list", args=[lectoure.slug]) + f"?au={day}")
    assert ("tenu après cette date" in page.text) is is_said


def test_a_text_is_in_force_from_its_very_day():
    convention = ConventionFactory.create()
    amendment = TermsFactory.create(convention=convention, amendment=True)
    eve, day = amendment.effective_on - DAY, amendment.effective_on
    assert [term_of(convention, d).number for d in (eve, day)] == [0, 1]


@pytest.mark.parametrize(
    ("today", "last_read", "opens_at"),
    [
        (TERM, TERM - 30 * DAY, TERM),
        (TERM + DAY, TERM - 30 * DAY, TERM - 30 * DAY),
        (TERM + DAY, TERM + DAY, TERM + DAY),
        (TERM + DAY, TERM + 2 * DAY, date(2015, 1, 31)),
    ],
    ids=["the last day", "the morrow", "a committee of today", "a committee to come"],
)
def test_past_its_last_day_a_convention_opens_at_what_its_last_committee_read(
    monkeypatch, today, last_read, opens_at
):
    convention = ConventionFactory.create()
    for day in (date(2015, 1, 31), last_read):
        convention.committees.create(kind=Committee.Kind.FOLLOW_UP, held_on=day, as_of=day)
    monkeypatch.setattr(timezone, "localdate", lambda *args: today)
    assert default_as_of(convention) == opens_at


# --- whose it is ------------------------------------------------------------------------------


def test_the_committees_of_a_convention_are_its_own(lectoure, tissages, as_role):
    mine, other = (
        c.committees.create(kind="follow_up", held_on=date(2016, 2, 2), as_of=date(2016, 1, 31))
        for c in (lectoure, tissages)
    )
    reader = as_role("prefecture")
    listed = reader.get(reverse("committee_list", args=[lectoure.slug])).context["table"].data.data
    found = {committee.pk for committee in listed}
    assert mine.pk in found
    assert other.pk not in found
    pages = [reverse("committee_detail", args=[lectoure.slug, c.pk]) for c in (mine, other)]
    assert [reader.get(page).status_code for page in pages] == [200, 404]


@pytest.mark.parametrize(
    ("right", "roles"),
    [
        (Right.HOLD_COMMITTEES, [Membership.Role.PREFECTURE]),
        (Right.ENTER_MONEY, [Membership.Role.OPERATOR, Membership.Role.BANK]),
        (Right.NAME_YOUNG_PEOPLE, [Membership.Role.YOUTH_REFERRER]),
    ],
)
def test_only_the_bodies_that_have_a_right_are_named_to_whoever_lacks_it(lectoure, right, roles):
    day = date(2015, 5, 31)
    there = lectoure.memberships.filter(Membership.holding(day), role__in=roles)
    held = there.values_list("organisation__name", flat=True)
    assert holders(lectoure, right, day) == " ou ".join(sorted(held))


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("operateur", ["aided"]),
        ("mission-locale", ["employer"]),
        ("prefecture", []),
        ("admin", ["aided"]),
    ],
)
def test_companies_open_to_those_who_have_the_right_and_to_nobody_else(lectoure, name, kinds):
    reader = User.objects.get(email=f"{name}@demo.invalid")
    assert companies_open_to(reader, lectoure) == kinds


@pytest.mark.parametrize(("role", "offered"), [("prefecture", True), ("operateur", False)])
def test_a_page_leads_to_the_forms_that_one_may_open(lectoure, as_role, role, offered):
    committee = lectoure.committees.first()
    form = reverse("committee_update", args=[lectoure.slug, committee.pk])
    page = as_role(role).get(reverse("committee_detail", args=[lectoure.slug, committee.pk]))
    assert (form in page.text) is offered


@pytest.mark.parametrize(("role", "offered"), [("operateur", True), ("prefecture", False)])
def test_a_table_offers_to_change_its_rows_to_those_who_may(
    lectoure, project, as_role, role, offered
):
    job = JobFactory.create(project=project)
    page = as_role(role).get(reverse("project_detail", args=[lectoure.slug, project.pk]))
    assert (reverse("job_update", args=[lectoure.slug, job.pk]) in page.text) is offered


def test_a_reason_is_kept_from_the_names_of_its_own_convention(lectoure):
    placement = PlacementFactory.create(given_name="Prénomdailleurs")
    assert "Prénomdailleurs" in set(names_in(placement.convention))
    assert "Prénomdailleurs" not in set(names_in(lectoure))


# --- what the database keeps -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "is_kept"), [("INSERT", False), ("UPDATE", True), ("DELETE", True)]
)
def test_replace_is_kept_from_the_tables_whose_rows_are_kept_and_from_no_other(event, is_kept):
    refusal = Refusal("a_rule", "business_aid", (event,), "NEW.amount < 0", "Non.")
    assert any("_replaced" in r.name for r in no_way_round([refusal])) is is_kept
