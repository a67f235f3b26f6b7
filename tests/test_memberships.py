"""Who takes part in a convention, from a day and until a day."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from convention.access import Right, has_right, holders
from convention.models import Committee, Convention, Membership
from reporting.documents import opening, report
from reporting.situation.situation import Situation
from revitalisation.accounts.models import Organisation, User

from .factories import SIGNED, ConventionFactory, OrganisationFactory
from .forms import Person, plain
from .test_constraints import refuses
from .test_forms import url
from .test_guards_agree import agree, drawn, undone
from .test_reasons import admin_form

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = timezone.localdate()
CHANGED = date(2015, 9, 1)


@pytest.fixture
def operator(lectoure) -> Membership:
    return lectoure.memberships.get(role="operator")


@pytest.fixture
def successor(lectoure, operator) -> Organisation:
    """The operator of the convention is replaced by another."""
    operator.until = CHANGED
    operator.save()
    body = OrganisationFactory.create(name="Cabinet suivant", kind="operator")
    Membership.objects.create(
        convention=lectoure, organisation=body, role="operator", since=CHANGED
    )
    return body


# --- what people see today ----------------------------------------------------------------------


@pytest.mark.parametrize(("until", "is_seen"), [(TODAY, False), (TODAY + DAY, True)])
def test_who_has_left_sees_nothing_from_that_day(lectoure, operator, as_role, until, is_seen):
    operator.until = until
    operator.save()
    reader, user = as_role("operateur"), User.objects.get(email="operateur@demo.invalid")
    assert has_right(user, lectoure, Right.VIEW) is is_seen
    assert has_right(user, lectoure, Right.ENTER_PROJECTS) is is_seen
    assert (lectoure.name in reader.get("/").text) is is_seen
    for address in (lectoure.get_absolute_url(), url("project_list", lectoure)):
        for past in ("", "?au=2015-05-31"):
            assert reader.get(address + past).status_code == (200 if is_seen else 404)


@pytest.mark.parametrize(("since", "is_seen"), [(TODAY, True), (TODAY + DAY, False)])
def test_who_arrives_sees_all_from_that_day(lectoure, as_role, since, is_seen):
    user = User.objects.get(email="banque@demo.invalid")
    Membership.objects.filter(organisation=user.organisation).update(since=since)
    reader = as_role("banque")
    assert has_right(user, lectoure, Right.ENTER_MONEY) is is_seen
    for past in ("", "?au=2015-05-31"):
        found = reader.get(lectoure.get_absolute_url() + past).status_code
        assert found == (200 if is_seen else 404)


def test_a_body_that_comes_back_in_another_role_has_the_rights_of_that_one(lectoure, as_role):
    user = User.objects.get(email="banque@demo.invalid")
    Membership.objects.filter(organisation=user.organisation).update(until=CHANGED)
    Membership.objects.create(
        convention=lectoure, organisation=user.organisation, role="prefecture", since=TODAY
    )
    reader = as_role("banque")
    assert reader.get(url("committee_create", lectoure)).status_code == 200
    assert reader.get(url("ledger_create", lectoure)).status_code == 403
    assert reader.get("/").text.count(lectoure.get_absolute_url()) >= 1


def test_those_of_the_signature_take_part_before_it():
    tomorrow = TODAY + DAY
    convention = ConventionFactory.create(
        signed_on=tomorrow, operational_start=tomorrow, terms=None, rules=None
    )
    bodies = [OrganisationFactory.create() for _ in range(3)]
    for body, since in zip(bodies, (None, tomorrow, tomorrow + DAY), strict=True):
        convention.memberships.create(organisation=body, role="operator", since=since)
    people = [
        User.objects.create_user(f"p{n}@exemple.invalid", organisation=body)
        for n, body in enumerate(bodies)
    ]
    assert [has_right(p, convention, Right.VIEW) for p in people] == [True, True, False]


# --- what pages and documents say ---------------------------------------------------------------


def test_pages_name_the_parties_of_their_date(lectoure, operator, successor):
    for day, name in ((CHANGED - DAY, str(operator.organisation)), (CHANGED, successor.name)):
        assert opening.named(lectoure, Membership.Role.OPERATOR, day) == [name]
        assert holders(lectoure, Right.ENTER_PROJECTS, day) == name
        assert report._context(Situation(lectoure, day))["author"] == name


def test_a_committee_invites_those_who_take_part_on_its_day(lectoure, operator, successor):
    for day, body in ((CHANGED - DAY, operator.organisation), (CHANGED, successor)):
        committee = Committee(convention=lectoure, kind="steering", held_on=day, as_of=day)
        committee.save()
        invited = [a.organisation for a in committee.invitations() if a.college == "experts"]
        assert body in invited
        assert len({operator.organisation, successor} & {*invited}) == 1


def test_labour_services_are_named_as_they_were_then(lectoure):
    reform = date(2021, 4, 1)
    told = [holders(lectoure, Right.VERIFY, day) for day in (reform - DAY, reform)]
    assert ["DIRECCTE" in names for names in told] == [True, False]
    assert ["DDETSPP" in names for names in told] == [False, True]


# --- what is refused ----------------------------------------------------------------------------

ends = st.none() | st.integers(-1, 6).map(lambda n: SIGNED + n * DAY)
parts = st.tuples(st.integers(0, 1), ends, ends, st.integers(0, 5))


@drawn
@given(st.lists(parts, max_size=8))
def test_an_organisation_has_one_role_a_day(history):
    """Forms and database agree; what is taken leaves one role at most on every day."""

    def example() -> None:
        convention = ConventionFactory.create()
        bodies = [OrganisationFactory.create() for _ in range(2)]
        written: list[Membership] = []
        for place, since, until, changed in history:
            is_new = changed >= len(written)
            part = Membership(convention=convention) if is_new else written[changed]
            part.organisation, part.role = bodies[place], "operator"
            part.since, part.until = since, until
            if agree(part, part.save) and is_new:
                written.append(part)
            written = [Membership.objects.get(pk=known.pk) for known in written]
        for body in bodies:
            for n in range(-2, 8):
                held = convention.memberships.filter(
                    Membership.holding(SIGNED + n * DAY), organisation=body
                )
                assert held.count() <= 1

    undone(example)


@drawn
@given(ends, ends, st.integers(-1, 4))
def test_the_signature_and_those_who_take_part(since, until, signed):
    def example() -> None:
        convention = ConventionFactory.create(terms=None)
        part = Membership(
            convention=convention, organisation=OrganisationFactory.create(), role="operator",
            since=since, until=until,
        )  # fmt: skip
        agree(part, part.save)
        convention.signed_on = SIGNED + signed * DAY
        agree(convention, convention.save)

    undone(example)


def test_a_change_of_role_on_one_day_leaves_neither_gap_nor_overlap(lectoure, operator):
    operator.until = CHANGED
    operator.save()
    part = Membership(
        convention=lectoure, organisation=operator.organisation, role="committee_member",
        since=CHANGED - DAY,
    )  # fmt: skip
    refuses(part.save, "un seul rôle à la fois")
    part.since = CHANGED
    part.save()
    for day, role in ((CHANGED - DAY, "operator"), (CHANGED, "committee_member")):
        held = Membership.objects.filter(
            Membership.holding(day), organisation=operator.organisation, convention=lectoure
        )
        assert [part.role for part in held] == [role]


# --- as administrators enter it -----------------------------------------------------------------


def lines(writer: Person, convention: Convention) -> tuple[str, dict[str, str]]:
    """Return the address of the form of a convention, and what it would send untouched."""
    address = reverse("admin:convention_convention_change", args=[convention.pk])
    return address, admin_form(writer, address)


def row_of(data: dict[str, str], part: Membership) -> str:
    """Return the prefix of the line of a membership."""
    (found,) = (
        name.removesuffix("-id")
        for name, value in data.items()
        if re.fullmatch(r"memberships-\d+-id", name) and value == str(part.pk)
    )
    return found


def replaced(data: dict[str, str], operator: Membership, until: str, **new: str) -> dict[str, str]:
    """Return what is typed to end a part and begin another, in one form."""
    row, count = row_of(data, operator), int(data["memberships-TOTAL_FORMS"])
    typed = {"organisation": str(operator.organisation_id), "role": "committee_member"} | new
    return data | {
        f"{row}-until": until,
        "memberships-TOTAL_FORMS": str(count + 1),
        **{f"memberships-{count}-{name}": value for name, value in typed.items()},
    }


def test_a_part_that_ends_and_the_next_are_entered_in_one_form(lectoure, operator, as_role):
    writer = as_role("admin")
    address, data = lines(writer, lectoure)
    overlapping = replaced(data, operator, "02/09/2015", since="01/09/2015")
    refused = plain(writer.send(address, overlapping).text)
    assert (
        "BPI Group participe depuis le 1er septembre 2015 et participe déjà de la signature à la "
        "veille du 2 septembre 2015 (rôle : Opérateur)"
    ) in refused
    # The end of a part is an event: it takes no reason.
    typed = replaced(data, operator, "01/09/2015", since="01/09/2015")
    assert writer.send(address, typed).status_code == 302
    held = lectoure.memberships.filter(organisation=operator.organisation).order_by("pk")
    assert [(m.role, m.since, m.until) for m in held] == [
        ("operator", None, CHANGED),
        ("committee_member", CHANGED, None),
    ]


def test_another_end_is_a_correction_and_takes_a_reason(lectoure, operator, as_role):
    operator.until = CHANGED
    operator.save()
    writer = as_role("admin")
    address, data = lines(writer, lectoure)
    typed = data | {f"{row_of(data, operator)}-until": "02/09/2015"}
    assert "motif" in plain(writer.send(address, typed).text)
    assert writer.send(address, typed | {"change_reason": "Lettre relue"}).status_code == 302
    operator.refresh_from_db()
    assert operator.until == CHANGED + DAY


def test_an_end_before_the_signature_is_told_on_its_field(lectoure, operator):
    operator.until = lectoure.signed_on
    with pytest.raises(Exception, match="indiquez un jour qui suit la signature"):
        operator.full_clean()
