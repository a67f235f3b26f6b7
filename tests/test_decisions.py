"""What is decided of a project: an event leaves the past, a correction restates it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from axes.business import states
from axes.business.models import Project, ProjectDecision
from convention.models import Committee, Convention
from reporting.figures.engine import figures
from revitalisation.accounts.models import User
from revitalisation.dated_rows import KEPT, Kept
from revitalisation.guards import findings

from .factories import (
    SIGNED,
    ConventionFactory,
    DecisionFactory,
    JobCommitmentFactory,
    ProjectFactory,
    UserFactory,
)
from .forms import plain
from .test_constraints import refuses
from .test_forms import url
from .test_guards_agree import agree, drawn, undone
from .test_ladder import values

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
RECEIVED, ADJOURNED, APPROVED = date(2014, 3, 3), date(2014, 4, 1), date(2014, 6, 3)
WHY = {"change_cause": "mistyped", "change_note": "Compte rendu relu."}


@pytest.fixture
def convention() -> Convention:
    return ConventionFactory.create()


@pytest.fixture
def file(convention) -> Project:
    """A file that was adjourned, then approved, with three posts promised from the first day."""
    file = ProjectFactory.create(convention=convention, pending=True, received_on=RECEIVED)
    DecisionFactory.create(project=file, decided_on=ADJOURNED, outcome="adjourned")
    DecisionFactory.create(project=file, decided_on=APPROVED)
    JobCommitmentFactory.create(project=file, committed_on=RECEIVED)
    return file


def told(convention: Convention, *days: date) -> list[tuple[int, int, int]]:
    """Return, on each day, the projects pending and supported and the jobs programmed."""
    codes = ("projects_pending", "projects_supported", "jobs_programmed")
    found = [figures(convention, day) for day in days]
    return [tuple(sheet[code].value for code in codes) for sheet in found]


# --- events ------------------------------------------------------------------------------------


def test_a_file_adjourned_then_approved_is_pending_in_between(convention, file):
    days = (RECEIVED - DAY, RECEIVED, ADJOURNED, APPROVED - DAY, APPROVED)
    assert told(convention, *days) == [(0, 0, 0), *[(1, 0, 0)] * 3, (0, 1, 3)]


def test_a_cancelled_approval_leaves_the_past_as_it_was(convention, file):
    gone = date(2015, 1, 5)
    DecisionFactory.create(project=file, decided_on=gone, outcome="cancelled")
    assert told(convention, APPROVED, gone - DAY, gone) == [(0, 1, 3), (0, 1, 3), (0, 0, 0)]
    for state, listed in ((states.refused, [file]), (states.withdrawn, [])):
        assert list(Project.objects.of(convention).filter(state(gone))) == listed


def test_a_decision_entered_late_takes_its_place_among_the_others(convention, file):
    between = date(2014, 5, 6)
    DecisionFactory.create(project=file, decided_on=between, outcome="unfavourable")
    assert told(convention, between - DAY, between, APPROVED) == [(1, 0, 0), (0, 0, 0), (0, 1, 3)]


# --- corrections -------------------------------------------------------------------------------


def test_a_correction_restates_the_past_and_keeps_what_was_wrong(convention, file):
    wrong = file.decisions.get(outcome="favourable")
    right = wrong.successor(UserFactory.create())
    right.decided_on, right.cause, right.reason = APPROVED - 7 * DAY, "mistyped", "Date relue."
    right.save()
    assert told(convention, right.decided_on - DAY, right.decided_on) == [(1, 0, 0), (0, 1, 3)]
    wrong.refresh_from_db()
    assert (wrong.decided_on, wrong.is_live, wrong.superseded_by) == (APPROVED, False, right)


def test_what_never_was_is_void_at_every_date(convention, file):
    void = file.decisions.get(outcome="favourable").void(UserFactory.create(), "other", "Homonyme")
    assert (void.is_live, void.is_void) == (False, True)
    assert told(convention, ADJOURNED, APPROVED, date(2016, 1, 1)) == [(1, 0, 0)] * 3
    with pytest.raises(ValidationError, match="déjà rectifié"):
        void.supersedes.void(UserFactory.create(), "other", "Encore")


def test_a_dated_row_is_neither_changed_nor_removed(file):
    row = file.decisions.get(outcome="favourable")
    row.outcome = "reserved"
    for act in (row.save, row.delete):
        with pytest.raises(Kept):
            act()
    stored = ProjectDecision.objects.filter(pk=row.pk)
    for name, value in (("outcome", "reserved"), ("decided_on", ADJOURNED - DAY), ("posts", 3)):
        refuses(lambda name=name, value=value: stored.update(**{name: value}), KEPT)
    refuses(stored.delete, KEPT)


@pytest.mark.parametrize("missing", ["cause", "reason"])
def test_a_correction_says_why(file, missing):
    right = file.decisions.get(outcome="favourable").successor(UserFactory.create())
    right.cause, right.reason, right.outcome = "mistyped", "Relu.", "reserved"
    setattr(right, missing, "")
    with pytest.raises(IntegrityError), transaction.atomic():
        right.save()


def test_a_row_is_superseded_by_one_about_the_same_project(file):
    other = ProjectFactory.create(convention=file.convention)
    stray = file.decisions.get(outcome="favourable").successor(UserFactory.create())
    stray.project, stray.cause, stray.reason = other, "mistyped", "Relu."
    stray.decided_on += DAY
    refuses(stray.save, "porte sur ce qu’elle rectifie")


steps = st.lists(
    st.tuples(
        st.sampled_from(ProjectDecision.Outcome.values),
        st.integers(-1, 5).map(lambda n: SIGNED + n * DAY),
        st.sampled_from(("event", "event", "event", "correction", "void")),
    ),
    max_size=9,
)


@drawn
@given(steps, st.none() | st.integers(0, 3), st.none() | st.integers(0, 4))
def test_whatever_is_recorded_a_day_knows_what_was_last_decided(history, complete, counted):
    """Forms and database agree on each row; what holds is what plain Python finds among them."""

    def example() -> None:
        project = ProjectFactory.create(
            pending=True, received_on=SIGNED,
            completed_on=None if complete is None else SIGNED + complete * DAY,
            **{} if counted is None else {"baseline_fte": 1, "baseline_source": "dsn",
                                          "baseline_on": SIGNED + counted * DAY},
        )  # fmt: skip
        by = UserFactory.create()
        known: dict[date, ProjectDecision] = {}
        for outcome, day, act in history:
            wrong = known[min(known)] if known and act != "event" else None
            row = ProjectDecision(project=project) if wrong is None else wrong.successor(by)
            if act == "void" and wrong is not None:
                wrong.void(by, "other", "Essai")
                del known[wrong.decided_on]
                continue
            row.outcome, row.decided_on = outcome, day
            if wrong is not None:
                row.cause, row.reason = "other", "Essai"
            taken = {d for d in known if wrong is None or d != wrong.decided_on}
            if day in taken:
                refuses(row.save, "")
            elif agree(row, row.save):
                if wrong is not None:
                    del known[wrong.decided_on]
                known[day] = row
                known = {d: ProjectDecision.objects.get(pk=r.pk) for d, r in known.items()}
        for n in range(-1, 7):
            day = SIGNED + n * DAY
            last = max((d for d in known if d <= day), default=None)
            expected = known[last].outcome if last else ""
            held = project.decisions.filter(ProjectDecision.holding(day))
            assert [d.outcome for d in held] == ([expected] if expected else [])
            is_approved = Project.objects.filter(states.approved(day), pk=project.pk).exists()
            assert is_approved == (expected in ("favourable", "reserved"))

    undone(example)


# --- as people enter them ----------------------------------------------------------------------


def data(**changes) -> dict:
    return {"decided_on": "2016-03-08", "outcome": "favourable", "amount": "12 500,00",
            "posts": "3"} | changes  # fmt: skip


@pytest.fixture
def entered(lectoure) -> Project:
    return ProjectFactory.create(convention=lectoure, pending=True, received_on=date(2016, 2, 1))


def test_a_decision_is_entered_with_what_it_grants(lectoure, entered, as_role):
    writer = as_role("operateur")
    answer = writer.send(url("decision_create", lectoure, entered.pk), data())
    assert answer.status_code == 302
    row = entered.decisions.get()
    assert (row.amount, row.posts, row.recorded_by.email) == (
        1_250_000,
        3,
        "operateur@demo.invalid",
    )
    page = plain(writer.get(entered.get_absolute_url()).text)
    assert "Favorable le 8 mars 2016" in page
    assert "12 500 €" in page
    before = plain(writer.get(f"{entered.get_absolute_url()}?au=2016-03-07").text)
    assert "Favorable" not in before


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"decided_on": "2016-01-31"}, "decided_on", "le dossier a été reçu le 1er février 2016"),
        ({"decided_on": "2062-01-31"}, "decided_on", "après aujourd’hui"),
        ({"outcome": "cancelled", "amount": "", "posts": ""}, "outcome", "rien à annuler"),
        ({"outcome": "reserved"}, "conditions", "Une réserve se dit"),
        ({"outcome": "unfavourable"}, "outcome", "Seul un accord porte un montant"),
        ({"amount": "0"}, "amount", "supérieur à zéro"),
    ],
)
def test_a_wrong_decision_is_told_on_its_field(
    lectoure, entered, as_role, changes, field, sentence
):
    sent = data(**changes)
    answer = as_role("operateur").send(url("decision_create", lectoure, entered.pk), sent)
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert sentence in plain(" ".join(errors.get(field, [])) or str(errors))
    assert not entered.decisions.exists()


def test_a_committee_of_another_convention_is_not_offered(lectoure, entered, as_role):
    own = lectoure.committees.filter(kind=Committee.Kind.COMMITMENT)
    page = as_role("operateur").get(url("decision_create", lectoure, entered.pk))
    assert {*page.context["form"].fields["committee"].queryset} == {*own}


def test_entering_one_more_offers_to_rectify_instead(lectoure, entered, as_role):
    row = DecisionFactory.create(project=entered, decided_on=date(2016, 3, 8))
    page = as_role("operateur").get(url("decision_create", lectoure, entered.pk))
    assert url("decision_correct", lectoure, row.pk) in page.text
    assert "ce qui précède reste vrai jusque-là" in page.text


def test_a_decision_is_rectified_with_a_cause_and_a_reason(lectoure, entered, as_role):
    row = DecisionFactory.create(project=entered, decided_on=date(2016, 3, 8))
    writer, address = as_role("operateur"), url("decision_correct", lectoure, row.pk)
    sent = data(outcome="adjourned", amount="", posts="")
    assert "change_cause" in writer.send(address, sent).context["form"].errors
    same = {"decided_on": "2016-03-08", "outcome": "favourable"} | WHY
    assert "Rien ne change" in writer.send(address, same).text
    assert writer.send(address, sent | WHY).status_code == 302
    assert [d.outcome for d in entered.decisions.filter(ProjectDecision.live())] == ["adjourned"]
    page = plain(writer.get(entered.get_absolute_url()).text)
    assert "Passé rectifié le" in page
    assert "erreur de saisie : Compte rendu relu." in page
    assert writer.get(address).status_code == 404, "it is superseded already"


def test_what_was_wrong_and_dated_later_is_told_from_its_day_only(lectoure, entered, as_role):
    wrong = DecisionFactory.create(project=entered, decided_on=date(2016, 6, 7))
    right = wrong.successor(UserFactory.create())
    right.decided_on, right.cause, right.reason = date(2016, 3, 8), "mistyped", "Date relue."
    right.save()
    reader = as_role("operateur")
    for day, is_told in (("2016-06-06", False), ("2016-06-07", True)):
        page = plain(reader.get(f"{entered.get_absolute_url()}?au={day}").text)
        assert "Favorable le 8 mars 2016" in page
        assert ("Passé rectifié" in page) is is_told


def test_a_decision_that_never_was_is_withdrawn_with_a_reason(lectoure, entered, as_role):
    row = DecisionFactory.create(project=entered, decided_on=date(2016, 3, 8))
    writer, address = as_role("operateur"), url("decision_void", lectoure, row.pk)
    assert writer.send(address, {"change_cause": "mistyped"}).status_code == 422
    (before,) = values(lectoure, "projects_pending", as_of=date(2016, 3, 8))
    assert writer.send(address, WHY).status_code == 302
    page = plain(writer.get(entered.get_absolute_url()).text)
    assert "n’a pas eu lieu" in page
    assert values(lectoure, "projects_pending", as_of=date(2016, 3, 8)) == [before + 1]


def test_of_two_who_rectify_the_second_is_told(lectoure, entered, two):
    row = DecisionFactory.create(project=entered, decided_on=date(2016, 3, 8))
    address = url("decision_correct", lectoure, row.pk)
    first, second = two
    opened = [person.open(address) for person in two]
    change = {"decided_on": "2016-03-08", "outcome": "adjourned"} | WHY
    assert first.post(address, opened[0] | change).status_code == 302
    answer = second.post(address, opened[1] | change | {"outcome": "unfavourable"})
    assert answer.status_code in (409, 410)
    assert [d.outcome for d in entered.decisions.filter(ProjectDecision.live())] == ["adjourned"]


def test_the_history_of_a_project_tells_its_decisions(lectoure, entered, as_role):
    writer = as_role("operateur")
    writer.send(url("decision_create", lectoure, entered.pk), data())
    page = plain(writer.get(url("project_history", lectoure, entered.pk)).text)
    assert "la décision « Favorable »" in page


def test_only_those_who_enter_projects_decide(lectoure, entered, client: Client):
    row = DecisionFactory.create(project=entered, decided_on=date(2016, 3, 8))
    client.force_login(User.objects.get(email="prefecture@demo.invalid"))
    for page, key in (("decision_create", entered.pk), ("decision_correct", row.pk),
                      ("decision_void", row.pk)):  # fmt: skip
        assert client.get(url(page, lectoure, key)).status_code == 403


def test_an_approval_is_cancelled_by_rectifying_what_followed_it_on_its_very_day(file):
    """On that day the approval has been followed, by the decision that is put right."""
    wrong = DecisionFactory.create(project=file, decided_on=date(2017, 3, 7), outcome="adjourned")
    right = wrong.successor(wrong.recorded_by)
    right.outcome, right.cause, right.reason = "cancelled", "mistyped", "Relu."
    assert findings(right) == []
    right.save()
    live = file.decisions.filter(ProjectDecision.live()).latest("decided_on")
    assert (live.outcome, live.decided_on) == ("cancelled", date(2017, 3, 7))
