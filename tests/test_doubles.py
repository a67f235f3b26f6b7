"""One post that was entered twice counts once, from the day on which someone says so."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from axes.business.models import Job
from axes.decisions import likely
from axes.decisions.models import Settlement
from axes.territory.models import Placement
from convention.access import ADMINISTRATOR, RIGHTS, Right
from convention.models import Convention
from reporting.figures.engine import figures
from revitalisation.accounts.models import User

from .factories import (
    CompanyFactory,
    ConventionFactory,
    CountingRulesFactory,
    DecisionFactory,
    JobFactory,
    PlacementFactory,
    ProjectFactory,
)
from .forms import plain
from .test_constraints import changed, refuses

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HIRED, SETTLED = date(2014, 5, 5), date(2015, 6, 1)
SIRET = "00000000000017"
Outcome = Settlement.Outcome


@pytest.fixture
def convention(lectoure) -> Convention:
    """A convention of the same parties as Lectoure’s; its rules count placements."""
    made = ConventionFactory.create(slug="doubles")
    CountingRulesFactory.create(
        convention=made, effective_on=made.signed_on + DAY, counts_placements=True
    )
    for member in lectoure.memberships.all():
        made.memberships.create(organisation=member.organisation, role=member.role)
    return made


def hired(convention: Convention, post: str = "Soudeur", on: date = HIRED, **project: Any) -> Job:
    """Hire someone under a project of its own, in the firm that all of them are in."""
    firm = convention.companies.filter(identity__siret=SIRET, kind="aided").first()
    firm = firm or CompanyFactory.create(convention=convention, siret=SIRET)
    made = ProjectFactory.create(convention=convention, company=firm, **project)
    return JobFactory.create(project=made, post=post, hired_on=on)


def placed(convention: Convention, on: date = HIRED, **known: Any) -> Placement:
    """Place a young person in the firm of ``hired``."""
    firm = convention.companies.filter(identity__siret=SIRET, kind="employer").first()
    firm = firm or CompanyFactory.create(convention=convention, siret=SIRET, kind="employer")
    return PlacementFactory.create(
        convention=convention, employer=firm, hired_on=on, contract="permanent", **known
    )


@pytest.fixture
def prefecture() -> User:
    return User.objects.get(email="prefecture@demo.invalid")


def found(user: User, convention: Convention, on: date = SETTLED) -> list[tuple[int, int]]:
    return [(p.first.pk, p.second.pk) for p in likely.to_settle(user, convention, on)]


def value(convention: Convention, code: str, on: date) -> Any:
    return figures(convention, on)[code].value


# --- what looks like one post ---------------------------------------------------------------------


def test_hires_of_a_firm_under_two_projects_within_a_month_look_like_one(convention, prefecture):
    one, other = hired(convention), hired(convention, "Soudeur-monteur", HIRED + 31 * DAY)
    assert found(prefecture, convention) == [(one.pk, other.pk)]
    assert found(prefecture, convention, HIRED + 30 * DAY) == [], "the second is to come"


@pytest.mark.parametrize(
    "other",
    [
        {"on": HIRED + 32 * DAY},
        {"post": "Comptable"},
        {"post": "SOUDÉE à la main"},
    ],
)
def test_hires_further_apart_or_of_other_words_are_two(convention, prefecture, other):
    hired(convention)
    hired(convention, **other)
    assert found(prefecture, convention) == []


def test_accents_and_case_tell_no_post_from_another(convention, prefecture):
    one = hired(convention, "Opératrice de découpe")
    other = hired(convention, "OPERATRICE")
    assert found(prefecture, convention) == [(one.pk, other.pk)]


def test_posts_of_one_project_and_hires_that_never_count_are_no_doubles(convention, prefecture):
    one = hired(convention)
    JobFactory.create(project=one.project, post="Soudeur", hired_on=HIRED)
    short = hired(convention)
    Job.objects.filter(pk=short.pk).delete()
    JobFactory.create(short=True, project=short.project, post="Soudeur", hired_on=HIRED)
    assert found(prefecture, convention) == []


def test_a_hire_and_a_placement_of_one_contract_look_like_one(convention, prefecture):
    job, young = hired(convention), placed(convention, HIRED + 10 * DAY)
    assert found(prefecture, convention) == [(job.pk, young.pk)]
    # Two young people of a firm are two.
    placed(convention, HIRED + 40 * DAY)
    assert found(prefecture, convention) == [(job.pk, young.pk)]


# --- who is told ----------------------------------------------------------------------------------


def test_that_a_firm_is_followed_elsewhere_is_told_to_who_verifies_in_both(
    convention, prefecture, lectoure
):
    elsewhere = ConventionFactory.create(slug="ailleurs")
    one, other = hired(convention), hired(elsewhere)
    assert found(prefecture, convention) == []
    member = lectoure.memberships.get(organisation=prefecture.organisation)
    elsewhere.memberships.create(organisation=member.organisation, role=member.role)
    for side in (convention, elsewhere):
        assert found(prefecture, side) == [(one.pk, other.pk)]


def test_only_who_verifies_opens_the_page_and_nothing_tells_which_placement(
    convention, as_role, prefecture
):
    job = hired(convention)
    young = placed(convention, HIRED + 4 * DAY, given_name="Prénomsingulier")
    page = reverse("doubles", args=[convention.slug])
    for role in ("operateur", "mission-locale", "banque", "comite", "entreprise"):
        assert as_role(role).get(page).status_code == 403, role
    told = plain(as_role("prefecture").get(page).text)
    assert f"Emploi n° {job.pk} – Soudeur, CDI, embauche du 5 mai 2014, projet" in told
    assert "Placement d’un jeune, CDI, embauche du 9 mai 2014" in told
    for kept in (young.code, young.employer.name, job.project.company.name, young.given_name):
        assert kept
        assert kept not in told


def test_nobody_who_settles_reads_who_employs_young_people():
    held = (*RIGHTS.values(), ADMINISTRATOR)
    assert not [r for r in held if {Right.VERIFY, Right.NAME_YOUNG_PEOPLE} <= r]


# --- settling -------------------------------------------------------------------------------------


def settle(client: Any, convention: Convention, outcome: str, on: date = SETTLED) -> Any:
    (pair,) = likely.to_settle(
        User.objects.get(email="prefecture@demo.invalid"), convention, timezone.localdate()
    )
    page = reverse("double_settle", args=[convention.slug, pair.pk])
    return client.send(page, {"outcome": outcome, "settled_on": on.isoformat()})


@pytest.mark.parametrize(
    ("outcome", "before", "after"), [("first", 2, 1), ("second", 2, 1), ("distinct", 2, 2)]
)
def test_one_post_counts_once_from_the_day_of_the_answer(
    convention, as_role, outcome, before, after
):
    jobs = hired(convention), hired(convention)
    settle(as_role("prefecture"), convention, outcome)
    assert value(convention, "jobs_created", SETTLED - DAY) == before
    assert value(convention, "jobs_created", SETTLED) == after
    lost = {"first": jobs[1], "second": jobs[0]}.get(outcome)
    reasons = {
        job.pk: [spell.reason for spell in job.spells.order_by("since")]
        for job in Job.objects.of(convention)
    }
    assert reasons == {job.pk: ["", "elsewhere"] if job == lost else [""] for job in jobs}


def test_a_placement_counted_with_a_hire_leaves_the_total_and_stays_a_placement(
    convention, as_role
):
    hired(convention)
    placed(convention)
    settle(as_role("prefecture"), convention, "first")
    assert value(convention, "total_jobs", SETTLED - DAY) == 2
    assert value(convention, "total_jobs", SETTLED) == 1
    assert value(convention, "placements", SETTLED) == 1


def test_what_is_settled_asks_no_more_and_is_rectified_with_a_reason(
    convention, as_role, prefecture
):
    hired(convention)
    hired(convention)
    client = as_role("prefecture")
    settle(client, convention, "first")
    assert found(prefecture, convention) == []
    row = Settlement.objects.get(convention=convention)
    page = reverse("settlement_correct", args=[convention.slug, row.pk])
    why = {"change_cause": "mistyped", "change_note": "Relu avec le registre."}
    client.send(page, why | {"outcome": "distinct", "settled_on": SETTLED.isoformat()})
    assert value(convention, "jobs_created", SETTLED) == 2
    told = plain(client.get(reverse("doubles", args=[convention.slug])).text)
    assert "Passé rectifié" in told
    last = Settlement.objects.get(Settlement.live(), convention=convention)
    client.send(reverse("settlement_void", args=[convention.slug, last.pk]), why)
    assert len(found(prefecture, convention)) == 1, "the question is open again"


def test_an_answer_does_not_precede_the_second_hire(convention, as_role):
    hired(convention)
    hired(convention, on=HIRED + 5 * DAY)
    answer = settle(as_role("prefecture"), convention, "first", HIRED + 4 * DAY)
    assert answer.status_code == 422
    assert "elle ne peut pas la précéder" in plain(answer.text)
    assert settle(as_role("prefecture"), convention, "first", HIRED + 5 * DAY).status_code == 302


# --- what the database refuses --------------------------------------------------------------------


def test_the_database_refuses_what_no_form_writes(convention, prefecture):
    one, other = hired(convention), hired(convention, on=HIRED + DAY)
    by = {"convention": convention, "recorded_by": prefecture}

    def answer(outcome: str, on: date) -> Settlement:
        return likely.Pair(one, other).settlement(**by, outcome=outcome, settled_on=on)

    refuses(answer("first", HIRED).save, "On ne tranche pas avant la seconde embauche")
    refuses(changed(one, counted_elsewhere_on=SETTLED), "n’est comptée ailleurs que si")
    answer("first", HIRED + DAY).save()
    refuses(changed(other, counted_elsewhere_on=None), "n’est comptée ailleurs que si")
    refuses(changed(other, hired_on=HIRED + 2 * DAY), "rectifiez d’abord la réponse")
    refuses(answer("second", SETTLED).save)


def test_doubles_ask_the_same_whatever_their_number(convention, as_role):
    client, asked = as_role("prefecture"), []
    for _ in range(2):
        for _ in range(2):
            hired(convention)
        pair = likely.to_settle(
            User.objects.get(email="prefecture@demo.invalid"), convention, timezone.localdate()
        )[0]
        for page in (
            reverse("doubles", args=[convention.slug]),
            reverse("double_settle", args=[convention.slug, pair.pk]),
        ):
            client.get(page)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(page).status_code == 200
            asked.append(len(captured))
    assert asked[:2] == asked[2:]


def test_no_ring_of_answers_leaves_a_post_that_counts_nowhere(convention, prefecture, as_role):
    jobs = [hired(convention) for _ in range(3)]
    by = {"convention": convention, "recorded_by": prefecture, "settled_on": SETTLED}
    likely.Pair(jobs[0], jobs[1]).settlement(**by, outcome="second").save()
    likely.Pair(jobs[1], jobs[2]).settlement(**by, outcome="second").save()
    ring = likely.Pair(jobs[0], jobs[2])
    message = "Un poste ne se compte pas avec une embauche elle-même comptée ailleurs"
    refuses(ring.settlement(**by, outcome="first").save, message)
    page = reverse("double_settle", args=[convention.slug, ring.pk])
    answer = as_role("prefecture").send(
        page, {"outcome": "first", "settled_on": SETTLED.isoformat()}
    )
    assert answer.status_code == 422
    assert "elle-même comptée ailleurs depuis le 1er juin 2015" in plain(answer.text)
    assert value(convention, "jobs_created", SETTLED) == 1


def test_an_answer_is_of_two_hires_in_their_order(convention, prefecture):
    one, other = hired(convention), hired(convention)
    by = {"convention": convention, "recorded_by": prefecture, "settled_on": SETTLED}
    for pair in (likely.Pair(other, one), likely.Pair(one, one)):
        refuses(pair.settlement(**by, outcome="distinct").save)
    refuses(likely.Pair(one, other).settlement(**by, outcome="neither").save)


def test_an_answer_about_a_convention_that_one_does_not_follow_is_told_to_nobody(
    convention, prefecture, as_role
):
    elsewhere = ConventionFactory.create(slug="ailleurs", name="Convention tue")
    pair = likely.Pair(hired(convention), hired(elsewhere, "Soudeuse"))
    row = pair.settlement(
        convention=convention, recorded_by=prefecture, settled_on=SETTLED, outcome="first"
    )
    row.save()
    client = as_role("prefecture")
    token = client.open(reverse("comment_create", args=["itm-lectoure"]))
    for page in ("settlement_correct", "settlement_void"):
        address = reverse(page, args=[convention.slug, row.pk])
        said = {"outcome": "first", "settled_on": SETTLED.isoformat(), "change_cause": "input"}
        for answer in (client.get(address), client.post(address, token | said)):
            assert answer.status_code == 404
            assert "Convention tue" not in answer.text


def test_the_page_says_when_what_was_counted_counts_no_more(convention, prefecture, as_role):
    one, other = hired(convention), hired(convention)
    by = {"convention": convention, "recorded_by": prefecture, "settled_on": SETTLED}
    likely.Pair(one, other).settlement(**by, outcome="first").save()
    page, words = reverse("doubles", args=[convention.slug]), "celle qui comptait ne compte plus"
    client = as_role("prefecture")
    assert words not in plain(client.get(page).text)
    withdrawn = SETTLED + 9 * DAY
    DecisionFactory.create(project=one.project, decided_on=withdrawn, outcome="withdrawn")
    assert words in plain(client.get(page).text)
    for day, is_said in ((withdrawn - DAY, False), (withdrawn, True)):
        assert (words in plain(client.get(page, {"au": day}).text)) == is_said, day
