"""What the contract of a hire becomes: an event leaves the past, a correction restates it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from axes.business.models import ContractChange, Job, Project
from convention.calendar import add_months
from convention.counting import Reason, decide
from convention.models import Convention
from reporting.figures.engine import figures
from reporting.figures.rows import rows
from reporting.figures.text import as_json, coverage_text, value_from_json, value_text
from revitalisation.dated_rows import KEPT

from .dated_factories import ContractChangeFactory
from .factories import (
    SIGNED,
    ConventionFactory,
    DecisionFactory,
    JobFactory,
    ProjectFactory,
    UserFactory,
)
from .forms import plain
from .test_constraints import refuses
from .test_forms import url
from .test_guards_agree import agree, drawn, undone
from .test_ladder import check_counting, values
from .test_spells import DAY, HIRED, ladder, spells

pytestmark = pytest.mark.django_db
BECAME = date(2014, 11, 3)
WHY = {"change_cause": "mistyped", "change_note": "Contrat relu."}


@pytest.fixture
def convention() -> Convention:
    return ConventionFactory.create()


@pytest.fixture
def project(convention) -> Project:
    return ProjectFactory.create(convention=convention)


@pytest.fixture
def short(project) -> Job:
    """A hire on a fixed term that the rules do not admit."""
    return JobFactory.create(project=project, short=True)


def permanent(job: Job, day: date = BECAME, **facts) -> ContractChange:
    return ContractChangeFactory.create(job=job, changed_on=day, **facts)


# --- from when it counts -------------------------------------------------------------------------


def test_a_fixed_term_that_becomes_permanent_counts_from_the_very_day(convention, short):
    permanent(short)
    assert spells(short) == [(HIRED, Reason.FIXED_TERM_SHORT), (BECAME, "")]
    days = (HIRED, BECAME - DAY, BECAME)
    assert [ladder(convention, day) for day in days] == [(0, 1), (0, 1), (1, 0)]
    short.refresh_from_db()
    assert (short.counts_from, short.not_counted_reason) == (BECAME, "")


def test_the_trial_period_is_asked_from_the_day_of_the_contract(db):
    convention = ConventionFactory.create(rules__trial_months=2)
    project, over = ProjectFactory.create(convention=convention), add_months(BECAME, 2)
    job = JobFactory.create(project=project, short=True)
    permanent(job)
    refused = (HIRED, Reason.FIXED_TERM_SHORT)
    assert spells(job) == [refused, (BECAME, Reason.NOT_YET), (over, "")]
    job = Job.objects.get(pk=job.pk)
    job.ended_on, job.end_reason = over - DAY, "trial"
    job.save()
    assert spells(job) == [refused, (BECAME, Reason.NOT_YET), (over - DAY, Reason.TRIAL)]


def test_another_contract_that_is_admitted_goes_on_with_the_trial(db):
    convention = ConventionFactory.create(rules__trial_months=2)
    job = JobFactory.create(project=ProjectFactory.create(convention=convention))
    permanent(job, HIRED + 10 * DAY, weekly_hours=24)
    found = list(job.spells.values_list("since", "said_since", "reason"))
    over = add_months(HIRED, 2)
    assert found == [(HIRED, HIRED, Reason.NOT_YET), (HIRED + 10 * DAY, HIRED, Reason.NOT_YET),
                     (over, over, "")]  # fmt: skip


def test_a_contract_lost_before_the_trial_is_over_was_never_created(db):
    convention = ConventionFactory.create(rules__trial_months=2)
    job = JobFactory.create(project=ProjectFactory.create(convention=convention))
    over = add_months(HIRED, 2)
    permanent(job, over, contract="temporary")
    assert spells(job) == [(HIRED, Reason.NOT_YET), (over, Reason.TEMPORARY)]


def test_what_is_created_stays_created_whatever_the_contract_becomes(convention, project):
    job = JobFactory.create(project=project)
    permanent(job, contract="temporary", weekly_hours=None)
    assert {s.reason for s in job.spells.all()} == {""}
    assert {s.said_since for s in job.spells.all()} == {HIRED}
    assert [ladder(convention, day) for day in (BECAME - DAY, BECAME)] == [(1, 0), (1, 0)]


def test_the_rules_are_those_of_the_day_of_the_hire(convention, short):
    convention.counting_rules.create(effective_on=HIRED + DAY, min_weekly_hours=48)
    permanent(short, weekly_hours=20)
    assert spells(short)[-1] == (BECAME, "")


def test_a_delay_to_hire_is_that_of_the_hire(db):
    convention = ConventionFactory.create(rules__hire_within_months=7)
    job = JobFactory.create(project=ProjectFactory.create(convention=convention), short=True)
    permanent(job)
    assert spells(job)[-1] == (BECAME, "")
    late = JobFactory.create(project=job.project, hired_on=date(2014, 5, 12), short=True)
    permanent(late)
    assert [reason for _, reason in spells(late)] == [Reason.LATE, Reason.LATE]


def test_a_correction_restates_and_a_void_takes_back(convention, short):
    wrong = permanent(short)
    right = wrong.successor(UserFactory.create())
    right.changed_on, right.cause, right.reason = BECAME - 7 * DAY, "mistyped", "Relu."
    right.save()
    assert spells(short) == [(HIRED, Reason.FIXED_TERM_SHORT), (BECAME - 7 * DAY, "")]
    right.void(UserFactory.create(), "other", "Jamais signé.")
    assert spells(short) == [(HIRED, Reason.FIXED_TERM_SHORT)]
    short.refresh_from_db()
    assert short.counts_from is None
    assert ladder(convention, BECAME) == (0, 1)


# --- what figures tell of it ---------------------------------------------------------------------


def test_contract_and_hours_are_those_of_the_date(convention, project):
    job = JobFactory.create(
        project=project, contract="fixed_term", duration_months=12, weekly_hours=24
    )
    JobFactory.create(project=project, weekly_hours=None)
    permanent(job, weekly_hours=Decimal(35))
    told = []
    for day in (BECAME - DAY, BECAME):
        found = figures(convention, day)
        (held,) = rows(convention, "jobs_created_fte", day)
        assert held.measure() == found["jobs_created_fte"].value
        told.append((found["jobs_permanent"].value, value_text(found["jobs_created_fte"]),
                     coverage_text(found["jobs_created_fte"]), held.parts("contract"),
                     dict.fromkeys(row[4] for row in held.values()).keys()))  # fmt: skip
    assert told == [
        (1, "0,7", "1 sur 2 renseignés", [("fixed_term", 2400)], {"CDD", "CDI"}),
        (2, "1,0", "1 sur 2 renseignés", [("permanent", 3500)], {"CDI"}),
    ]


def test_hours_that_become_unknown_are_those_of_no_earlier_contract(convention, project):
    permanent(JobFactory.create(project=project), weekly_hours=None)
    told = [figures(convention, d)["jobs_created_fte"] for d in (BECAME - DAY, BECAME)]
    assert [(f.value, f.coverage) for f in told] == [(3500, (1, 1)), (0, (0, 1))]


@pytest.mark.parametrize("hours", ["0.01", "17.33", "35", "39.99", "48"])
def test_full_time_equivalents_are_exact_and_frozen_as_such(convention, project, hours):
    JobFactory.create_batch(3, project=project, weekly_hours=Decimal(hours))
    figure = figures(convention, BECAME)["jobs_created_fte"]
    assert figure.value == 3 * int(Decimal(hours) * 100)
    assert value_from_json(as_json(figure)) == figure.value
    assert as_json(figure)["value"] == pytest.approx(3 * float(hours) / 35, abs=1e-6)


def test_a_hire_is_listed_once_with_the_contract_of_the_date(lectoure, as_role):
    project = ProjectFactory.create(convention=lectoure)
    job = JobFactory.create(project=project, short=True, post="Cariste singulier", weekly_hours=24)
    permanent(job)
    page = as_role("operateur").get
    for day, contract, hours, since in (
        (BECAME - DAY, "fixed_term", "24", "CDD plus court que la durée admise"),
        (BECAME, "permanent", "35", "03/11/2014"),
    ):
        at = {"au": day.isoformat(), "q": "singulier"}
        text = page(url("job_list", lectoure), at | {"contract": contract}).text
        cells = text.partition("<tbody>")[2].partition("</tbody>")[0]
        assert cells.count("Cariste singulier") == 1
        assert hours in cells
        assert since in plain(cells)
        others = {"permanent", "fixed_term"} - {contract}
        for other in others:
            assert "Cariste singulier" not in page(
                url("job_list", lectoure), at | {"contract": other}
            ).text.partition("<tbody>")[2].partition("</tbody>")[0]  # fmt: skip


# --- what is refused -----------------------------------------------------------------------------


def test_a_change_is_kept_as_it_was_written(short):
    row = permanent(short)
    stored = ContractChange.objects.filter(pk=row.pk)
    for name, value in (("contract", "temporary"), ("changed_on", BECAME + DAY),
                        ("weekly_hours", 20)):  # fmt: skip
        refuses(lambda name=name, value=value: stored.update(**{name: value}), KEPT)
    refuses(stored.delete, KEPT)


days = st.integers(0, 5).map(lambda n: HIRED + n * DAY)


@drawn
@given(days, st.none() | days, st.none() | days, st.none() | days)
def test_guards_and_database_say_the_same_of_a_change(day, ended, shown, moved):
    def example() -> None:
        job = JobFactory.create(ended_on=ended, end_reason="other" if ended else "")
        if shown:
            piece = job.evidence.create(kind="contract", dated_on=shown)
            piece.accept(UserFactory.create(), shown)
        change = ContractChange(job=job, changed_on=day, contract="permanent")
        written = agree(change, change.save)
        is_within = day > HIRED and (ended is None or day <= ended)
        assert written == (is_within and (shown is None or shown < day))
        if moved and not shown:
            again = Job.objects.get(pk=job.pk)
            again.ended_on, again.end_reason = max(moved, HIRED), "other"
            agree(again, lambda: again.save(update_fields=["ended_on", "end_reason"]))
            later = Job.objects.get(pk=job.pk)
            later.hired_on = moved
            if later.ended_on is None or later.ended_on >= moved:
                rules = later.convention.counting_rules.all()
                later.apply(decide(later.hire, rules, later.convention.signed_on))
                agree(later, lambda: later.save(update_fields=["hired_on"]))

    undone(example)


def test_an_accepted_document_keeps_the_contract_of_its_day(short):
    piece = short.evidence.create(kind="register", dated_on=BECAME)
    row = permanent(short, BECAME)
    piece.accept(UserFactory.create(), BECAME)
    refuses(lambda: row.void(UserFactory.create(), "other", "x"), ContractChange.PROVEN)
    right = row.successor(UserFactory.create())
    right.changed_on, right.cause, right.reason = BECAME + DAY, "mistyped", "Relu."
    refuses(right.save, ContractChange.PROVEN)
    permanent(short, BECAME + 2 * DAY, weekly_hours=30)
    piece.withdraw()
    row.void(UserFactory.create(), "other", "x")
    assert spells(short)[-1] == (BECAME + 2 * DAY, "")


# --- as people enter it --------------------------------------------------------------------------


@pytest.fixture
def entered(lectoure) -> Job:
    project = ProjectFactory.create(convention=lectoure)
    return JobFactory.create(project=project, short=True, weekly_hours=24)


def test_a_change_is_entered_and_the_past_is_left(lectoure, entered, as_role):
    writer, page = as_role("operateur"), entered.project.get_absolute_url()
    address = url("contract_create", lectoure, entered.pk)
    assert address in writer.get(page).text
    assert address in writer.get(url("job_update", lectoure, entered.pk)).text
    sent = {"changed_on": "2014-11-03", "contract": "permanent", "duration_months": "",
            "weekly_hours": "35"}  # fmt: skip
    assert writer.send(address, sent).status_code == 302
    row = entered.changes.get()
    assert (row.recorded_by.email, row.weekly_hours) == ("operateur@demo.invalid", 35)
    told = plain(writer.get(page).text)
    assert "CDI, 35 h depuis le 03/11/2014, auparavant CDD de 3 mois, 24 h" in told
    assert "compte depuis le 03/11/2014" in told
    before = plain(writer.get(f"{page}?au=2014-11-02").text)
    assert "CDD de 3 mois, 24 h" in before
    assert "CDI, 35 h depuis" not in before
    assert url("contract_correct", lectoure, row.pk) in writer.get(address).text


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"changed_on": "2014-05-05"}, "changed_on", "l’embauche est du 5 mai 2014"),
        ({"changed_on": "2062-01-31"}, "changed_on", "après aujourd’hui"),
        ({"duration_months": "6"}, "duration_months", "Un CDI n’a pas de durée"),
        ({"weekly_hours": "49"}, "weekly_hours", "de 1 à 48 heures"),
    ],
)
def test_a_wrong_change_is_told_on_its_field(lectoure, entered, as_role, changes, field, sentence):
    sent = {"changed_on": "2014-11-03", "contract": "permanent", "weekly_hours": "35",
            "duration_months": ""} | changes  # fmt: skip
    answer = as_role("operateur").send(url("contract_create", lectoure, entered.pk), sent)
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert sentence in plain(" ".join(errors.get(field, [])) or str(errors))
    assert not entered.changes.exists()


def test_a_change_is_rectified_then_withdrawn_with_a_reason(lectoure, entered, as_role):
    row = permanent(entered)
    writer, address = as_role("operateur"), url("contract_correct", lectoure, row.pk)
    sent = {"changed_on": "2014-10-01", "contract": "permanent", "weekly_hours": "30"}
    assert "change_cause" in writer.send(address, sent).context["form"].errors
    assert writer.send(address, sent | WHY).status_code == 302
    page = plain(writer.get(entered.project.get_absolute_url()).text)
    assert "CDI, 30 h depuis le 01/10/2014" in page
    assert "Passé rectifié le" in page
    (right,) = entered.changes.filter(ContractChange.live())
    assert writer.send(url("contract_void", lectoure, right.pk), WHY).status_code == 302
    assert spells(entered) == [(HIRED, Reason.FIXED_TERM_SHORT)]


def test_a_hire_that_never_changed_asks_nothing_more(lectoure, as_role):
    project = ProjectFactory.create(convention=lectoure)
    JobFactory.create(project=project)
    reader, numbers = as_role("operateur"), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            reader.get(project.get_absolute_url())
        numbers.append(len(queries))
        changed = JobFactory.create(project=project)
        permanent(changed)
    assert numbers[0] == numbers[1]


# --- proved --------------------------------------------------------------------------------------

contracts = st.lists(
    st.tuples(
        st.integers(1, 40),
        st.sampled_from((("permanent", None), ("fixed_term", 3), ("fixed_term", 6),
                         ("temporary", None))),
        st.sampled_from((None, 10, 20, 35)),
    ),
    max_size=4,
    unique_by=lambda drawn: drawn[0],
)  # fmt: skip


@drawn
@given(contracts, st.sampled_from((0, 1)), st.sampled_from((0, 20)), st.none() | st.integers(0, 30))
def test_a_hire_is_created_once_its_contract_has_been_admitted_long_enough(
    became, trial, least, withdrawn
):
    """Day after day, in plain Python: how long it has been admitted without a break."""

    def example() -> None:
        convention = ConventionFactory.create(
            rules__trial_months=trial, rules__min_weekly_hours=least
        )
        project = ProjectFactory.create(convention=convention, decided_on=SIGNED,
                                        received_on=SIGNED)  # fmt: skip
        if withdrawn is not None:
            gone = HIRED + withdrawn * DAY
            DecisionFactory.create(project=project, decided_on=gone, outcome="withdrawn")
        job = JobFactory.create(project=project, short=True, weekly_hours=20)
        held = {0: ("fixed_term", 3, 20)}
        for after, (contract, months), hours in became:
            permanent(job, HIRED + after * DAY, contract=contract, duration_months=months,
                      weekly_hours=hours)  # fmt: skip
            held[after] = (contract, months, hours)
        created, since = False, None
        for n in range(80):
            contract, months, hours = held[max(at for at in held if at <= n)]
            admitted = contract == "permanent" or (contract == "fixed_term" and months >= 6)
            admitted = admitted and (not least or (hours is not None and hours >= least))
            since = (n if since is None else since) if admitted else None
            day = HIRED + n * DAY
            if since is not None and add_months(HIRED + since * DAY, trial) <= day:
                created = True
            approved = withdrawn is None or n < withdrawn
            if n % 4 == 0 or n in held:
                expected = int(created and approved)
                assert ladder(convention, day) == (expected, 1 - expected), n
        assert "Aucun écart." in check_counting(convention.slug)

    undone(example)


def test_spells_of_a_contract_that_is_not_the_right_one_are_found(convention, short):
    permanent(short)
    short.spells.filter(since=BECAME).update(change=None)
    assert f"emploi {short.pk}" in check_counting(convention.slug)
    assert "1 écart, tout est corrigé." in check_counting(convention.slug, "--fix")
    assert values(convention, "jobs_permanent", as_of=BECAME) == [1]


def test_a_later_day_has_no_place_before_it(convention, short):
    permanent(short, HIRED + timedelta(days=400))
    assert ladder(convention, HIRED + timedelta(days=399)) == (0, 1)
