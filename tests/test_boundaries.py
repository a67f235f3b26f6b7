"""The very day, the very same record, the very one who may not: where a rule begins and ends."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from axes.business import states as business
from axes.business.models import Evidence, Job, Post, Project
from axes.ledger.models import LedgerEntry
from axes.site.models import Prospect
from axes.territory import states as territory
from axes.territory.models import FollowUp, Placement
from convention.counting import Reason
from convention.models import Committee, Convention, Measure
from reporting.figures.engine import figures
from reporting.figures.parts import NO_COMPANY, worded
from reporting.figures.rows import rows
from reporting.situation.situation import Situation
from reporting.situation.work import committee_owed
from revitalisation.accounts.models import User
from revitalisation.ui.formats import ABSENCES

from .dated_factories import AxisTermsFactory
from .factories import (
    SIGNED,
    AidFactory,
    ConventionFactory,
    EntryFactory,
    JobCommitmentFactory,
    JobFactory,
    MeasureFactory,
    PlacementFactory,
    ProjectFactory,
    ProspectFactory,
    TermsFactory,
)
from .forms import plain
from .test_constraints import refuses
from .test_counting import decision, hire, rules
from .test_ladder import check_counting, values

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TWELFTH = date(2015, 5, 5)  # of a hire of the factory


@pytest.fixture
def convention() -> Convention:
    return ConventionFactory.create()


@pytest.fixture
def project(convention) -> Project:
    return ProjectFactory.create(convention=convention)


# --- what counts ------------------------------------------------------------------------------


def test_a_departure_on_the_very_day_the_trial_is_over_leaves_the_hire_counted():
    over = date(2014, 11, 1)
    assert decision(hire(ended_on=over), rules(trial_months=2)).counts_from == over
    assert decision(hire(ended_on=over - DAY), rules(trial_months=2)).reason == Reason.TRIAL


def test_without_a_trial_whoever_left_counts_from_the_first_day():
    assert decision(hire(ended_on=date(2014, 9, 1)), rules()).counts_from == date(2014, 9, 1)


def test_a_placement_keeps_the_deadline_of_hires():
    terms = {"hire_within_months": 36, "counts_placements": True}
    last = date(2016, 10, 11)
    assert decision(hire(hired_on=last, is_placement=True), rules(**terms)).counts_from == last
    late = decision(hire(hired_on=last + DAY, is_placement=True), rules(**terms))
    assert late.reason == Reason.LATE


# --- promises and hires -----------------------------------------------------------------------


def test_a_promise_is_late_from_the_morrow_of_its_day(project):
    due = JobCommitmentFactory.create(project=project).due_on
    late = [Post.objects.filter(business.overdue(d)).count() for d in (due, due + DAY)]
    assert late == [0, 3]


@pytest.mark.parametrize(("left", "kept"), [(TWELFTH, 1), (TWELFTH - DAY, 0)])
def test_who_leaves_on_the_day_of_the_twelfth_month_has_held_the_post(
    convention, project, left, kept
):
    JobFactory.create(project=project, ended_on=left, end_reason=Job.EndReason.RESIGNATION)
    assert values(convention, "jobs_sustained", as_of=date(2016, 1, 1)) == [kept]


@pytest.mark.parametrize(("hired", "kept"), [(TWELFTH, 1), (TWELFTH + DAY, 0)])
def test_a_post_is_held_by_whoever_is_hired_by_the_twelfth_month(convention, project, hired, kept):
    job = JobFactory.create(project=project, ended=True)
    JobFactory.create(project=project, replaces=job, hired_on=hired)
    assert values(convention, "jobs_sustained", as_of=date(2016, 1, 1)) == [kept]


@pytest.mark.parametrize(("left", "kept"), [(TWELFTH, 1), (TWELFTH - DAY, 0)])
def test_a_replacement_that_left_in_its_turn_holds_no_post(convention, project, left, kept):
    job = JobFactory.create(project=project, replaced=True)
    substitute = job.replaced_by
    substitute.ended_on, substitute.end_reason = left, Job.EndReason.RESIGNATION
    substitute.save()
    assert values(convention, "jobs_sustained", as_of=date(2016, 1, 1)) == [kept]


def test_a_project_is_pending_from_the_day_it_is_received_to_the_eve_of_its_decision(convention):
    project = ProjectFactory.create(convention=convention)

    def pending(day: date) -> int:
        return values(convention, "projects_pending", as_of=day)[0]

    received, decided = project.received_on, project.decisions.get().decided_on
    days = (received - DAY, received, decided - DAY, decided)
    assert [pending(day) for day in days] == [0, 1, 1, 0]


def test_a_promise_counts_from_the_day_it_is_made_to_the_eve_of_its_end(convention, project):
    made, ended = date(2014, 6, 1), date(2015, 1, 5)
    JobCommitmentFactory.create(project=project, committed_on=made, cancelled_on=ended)
    days = (made - DAY, made, ended - DAY, ended)
    told = [values(convention, "jobs_programmed", as_of=day)[0] for day in days]
    assert told == [0, 3, 3, 0]


def test_a_hire_is_told_outside_the_rules_from_its_very_day(convention, project):
    short = JobFactory.create(project=project, short=True)
    days = (short.hired_on - DAY, short.hired_on)
    assert [values(convention, "hires_not_counted", as_of=d)[0] for d in days] == [0, 1]


def test_a_hire_is_created_from_the_very_day_it_counts():
    convention = ConventionFactory.create(rules__trial_months=2)
    job = JobFactory.create(project__convention=convention)
    days = (job.counts_from - DAY, job.counts_from)
    codes = ("jobs_created", "hires_not_counted")
    assert [values(convention, *codes, as_of=d) for d in days] == [[0, 1], [1, 0]]


def test_only_those_who_left_are_offered_as_replaced(lectoure, as_role):
    project = Project.objects.of(lectoure).get(reference="LEC-007")
    JobFactory.create(project=project)
    gone = JobFactory.create(project=project, ended=True)
    url = reverse("job_create", args=[lectoure.slug, project.pk])
    offered = as_role("operateur").get(url).context["form"].fields["replaces"].queryset
    assert gone in offered
    assert all(job.ended_on for job in offered)


def test_a_project_is_withdrawn_or_refused_from_its_very_day(convention):
    gone = ProjectFactory.create(convention=convention, withdrawn=True)
    refused = ProjectFactory.create(convention=convention, refused=True)
    ProjectFactory.create(convention=convention)
    for state, project, day in (
        (business.withdrawn, gone, gone.decisions.get(outcome="withdrawn").decided_on),
        (business.refused, refused, refused.decisions.get().decided_on),
    ):
        found = [list(Project.objects.of(convention).filter(state(d))) for d in (day - DAY, day)]
        assert found == [[], [project]], state


def test_a_project_withdrawn_before_any_decision_is_pending_no_more(convention):
    day = date(2015, 1, 5)
    ProjectFactory.create(convention=convention, pending=True, withdrawn_on=day)
    told = [values(convention, "projects_pending", as_of=d)[0] for d in (day - DAY, day)]
    assert told == [1, 0]


def test_who_leaves_is_told_so_from_the_very_day(convention, project):
    left = JobFactory.create(project=project, ended=True).ended_on
    told = [values(convention, "jobs_ended", as_of=d)[0] for d in (left - DAY, left)]
    assert told == [0, 1]


def test_a_promise_is_neither_programmed_nor_late_where_the_axis_counts_no_jobs(convention):
    project, day = ProjectFactory.create(convention=convention), date(2016, 1, 1)
    JobCommitmentFactory.create(project=project)
    AxisTermsFactory.create(axis=project.axis, effective_on=day)
    told = [values(convention, "jobs_programmed", "jobs_due", as_of=d) for d in (day - DAY, day)]
    assert told == [[3, 3], [0, 0]]


def test_only_hires_that_count_lack_an_answer_are_verified_or_are_over(convention, project):
    unknown = {"project": project, "is_former_employee": None, "commune_id": None}
    counted = JobFactory.create(**unknown)
    JobFactory.create(**unknown, short=True)
    JobFactory.create(project=project, short=True, verified=True)
    JobFactory.create(project=project, short=True, ended=True)
    JobFactory.create(project=project)
    jobs = Job.objects.of(convention)
    day = date(2015, 5, 31)
    for state in (business.former_employee_unknown, business.commune_unknown):
        assert list(jobs.filter(state(day))) == [counted], state
    for state in (business.verified, business.ended):
        assert not jobs.filter(state(day)).exists(), state


def test_the_last_post_of_a_promise_may_be_filled_and_no_further_one(project):
    promise = JobCommitmentFactory.create(project=project)
    JobFactory.create_batch(promise.number, project=project, commitment=promise)
    assert promise.free_post is None


def test_a_promise_may_shrink_to_its_last_filled_post_and_no_further(project):
    promise = JobCommitmentFactory.create(project=project)
    for rank in (1, 3):
        JobFactory.create(project=project, holds=promise.posts.get(rank=rank))
    promise.number = 2
    promise.save()
    assert list(promise.posts.values_list("rank", flat=True)) == [1, 3]
    promise.number = 1
    refuses(promise.save, "déjà pourvus")


def test_the_rules_of_a_convention_decide_for_its_hires_alone(convention, project):
    fixed = {"contract": "fixed_term", "duration_months": 6}
    mine = JobFactory.create(project=project, **fixed)
    other = JobFactory.create(project=ProjectFactory.create(), **fixed)
    terms = convention.counting_rules.get()
    terms.fixed_term_min_months = 12
    terms.save()
    mine.refresh_from_db()
    other.refresh_from_db()
    assert mine.counts_from is None
    assert other.counts_from == other.hired_on


def test_a_convention_is_told_of_its_own_verifications_alone(convention):
    other = JobFactory.create(verified=True)
    Job.objects.filter(pk=other.pk).update(verified_on=None)
    assert check_counting(convention.slug) == "Aucun écart.\n"


# --- money ------------------------------------------------------------------------------------


def test_an_entry_is_told_from_its_very_day(convention, project):
    loan = AidFactory.create(project=project, loan=True)
    moves = [EntryFactory.create(aid=loan)]
    moves += [EntryFactory.create(aid=loan, **{kind: True}) for kind in ("paid", "repaid")]
    codes = ("committed", "paid", "repaid")
    for code, entry in zip(codes, moves, strict=True):
        days = (entry.dated_on - DAY, entry.dated_on)
        assert [values(convention, code, as_of=d)[0] for d in days] == [0, entry.amount], code
    paid, back = moves[1].dated_on, moves[2].dated_on
    lent = [values(convention, "loans_outstanding", as_of=d)[0] for d in (paid - DAY, paid, back)]
    assert lent == [0, loan.amount, 0]


def test_no_aid_is_paid_by_a_measure_of_another_convention(project):
    elsewhere = MeasureFactory.create(axis=ConventionFactory.create().axes.first())
    refuses(lambda: AidFactory.create(project=project, measure=elsewhere), "la même convention")


def test_a_reversal_may_be_of_the_day_of_its_entry_and_no_earlier(lectoure, operator):
    known = LedgerEntry.objects.of(lectoure).filter(kind=LedgerEntry.Kind.PAID, aid=None)
    first, last = known.earliest("pk"), known.latest("pk")
    assert first.reverse(operator, first.dated_on, "Le jour même").dated_on == first.dated_on
    with pytest.raises(ValidationError, match="précéder"):
        last.reverse(operator, last.dated_on - DAY, "La veille")


@pytest.mark.parametrize(
    "changes",
    [
        {"dated_on": date(2014, 6, 1)},
        {"measure": lambda: MeasureFactory.create(axis=ConventionFactory.create().axes.first())},
        {"kind": LedgerEntry.Kind.COMMITTED},
        {"amount": -1},
    ],
    ids=["the eve", "another convention", "another kind", "another amount"],
)
def test_the_database_takes_no_reversal_of_anything_else(convention, operator, changes):
    fees = MeasureFactory.create(axis=convention.axes.first(), kind=Measure.Kind.OPERATOR_FEES)
    paid = LedgerEntry.objects.create(
        measure=fees, kind=LedgerEntry.Kind.PAID, dated_on=date(2014, 6, 2), amount=100_000,
        label="Honoraires", recorded_by=operator,
    )  # fmt: skip
    same = {"measure": fees, "kind": paid.kind, "dated_on": paid.dated_on, "amount": -paid.amount}
    changed = {name: v() if callable(v) else v for name, v in changes.items()}
    wrong = LedgerEntry(**(same | changed), label="Fausse", reverses=paid, recorded_by=operator)
    refuses(wrong.save, "au signe près")
    LedgerEntry(**same, label="Juste", reverses=paid, recorded_by=operator).save()


def test_an_entry_may_be_of_today_and_not_of_tomorrow(convention, project):
    aid = AidFactory.create(project=project)
    today = timezone.localdate()
    EntryFactory.build(aid=aid, measure=aid.measure, dated_on=today).refuse_days_to_come()
    with pytest.raises(ValidationError, match="après aujourd’hui"):
        EntryFactory.build(aid=aid, dated_on=today + DAY).refuse_days_to_come()


@pytest.fixture
def operator() -> User:
    return User.objects.get(email="operateur@demo.invalid")


def test_money_without_a_company_is_not_money_of_an_unknown_one(lectoure):
    sheet = figures(lectoure, date(2015, 5, 31), ("committed", "jobs_created"))
    told = {code: worded(sheet[code], "sector", [(None, 1), ("", 2)]) for code in sheet}
    assert {part.words for part in told["committed"]} == {NO_COMPANY}
    assert {part.words for part in told["jobs_created"]} == {ABSENCES["missing"]}


def test_the_rows_of_a_ratio_are_those_of_its_numerator_then_of_its_denominator(lectoure):
    day = date(2015, 5, 31)
    figure = figures(lectoure, day, ("share_verified",))["share_verified"]
    over, under = rows(lectoure, "share_verified", day)
    assert over.indicator.code == "jobs_verified"
    assert (over.measure(), under.measure()) == (figure.numerator, figure.denominator)
    assert over.measure() < under.measure()


# --- young people -----------------------------------------------------------------------------


def test_a_follow_up_is_late_from_the_morrow_of_its_day_until_it_is_done(convention):
    placement = PlacementFactory.create(convention=convention)
    step = placement.follow_ups.create(month=FollowUp.Month.THREE)
    done = step.due_on + timedelta(days=10)
    step.done_on, step.situation = done, FollowUp.Situation.values[0]
    step.save()

    def late(day: date) -> bool:
        return Placement.objects.filter(territory.follow_up_overdue(day)).contains(placement)

    days = (step.due_on, step.due_on + DAY, done - DAY, done)
    assert [late(day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize(("role", "reads"), [("mission-locale", True), ("prefecture", False),
                                             ("admin", False)])  # fmt: skip
def test_employer_and_situation_of_a_young_person_are_for_those_who_follow_them(
    lectoure, as_role, role, reads
):
    placement = PlacementFactory.create(
        convention=lectoure, employer__name="Fournil Très Discret", given_name="Prénomdiscret"
    )
    placement.follow_ups.create(
        month=FollowUp.Month.THREE,
        done_on=date(2014, 12, 5),
        situation=FollowUp.Situation.values[0],
    )
    situation = FollowUp.Situation(FollowUp.Situation.values[0]).label
    reader = as_role(role)
    page = reader.get(reverse("placement_detail", args=[lectoure.slug, placement.pk])).text
    listed = reader.get(reverse("placement_list", args=[lectoure.slug])).text
    for text, told in ((page, "Fournil Très Discret"), (listed, "Fournil Très Discret"),
                       (page, "Prénomdiscret"), (page, f"<td>{situation}</td>")):  # fmt: skip
        assert (told in text) is reads, told


# --- lists and pages --------------------------------------------------------------------------

LISTED: dict[str, tuple[Any, str]] = {
    "project_list": (ProjectFactory, "received_on"),
    "placement_list": (PlacementFactory, "hired_on"),
}


@pytest.mark.parametrize("name", LISTED)
def test_a_list_holds_a_record_from_its_very_day(lectoure, as_role, name):
    factory, column = LISTED[name]
    day = date(2014, 3, 3) if column == "received_on" else date(2014, 9, 1)
    record = factory.create(convention=lectoure, **{column: day})
    assert _listed(name, lectoure, as_role, record, day - DAY, day) == [False, True]


def test_hires_entries_prospects_and_committees_are_listed_from_their_very_day(lectoure, as_role):
    project = Project.objects.of(lectoure).get(reference="LEC-007")
    job = JobFactory.create(project=project)
    entry = EntryFactory.create(aid=AidFactory.create(project=project))
    prospect = ProspectFactory.create(site=Prospect.objects.of(lectoure).first().site)
    committee = Committee.objects.of(lectoure).filter(kind=Committee.Kind.COMMITMENT).first()
    for name, record, day in (
        ("job_list", job, job.hired_on),
        ("ledger_list", entry, entry.dated_on),
        ("prospect_list", prospect, prospect.stages.get().dated_on),
        ("committee_list", committee, committee.held_on),
    ):
        assert _listed(name, lectoure, as_role, record, day - DAY, day) == [False, True], name


def _listed(name: str, convention: Convention, as_role: Any, record: Any, *days: date) -> list:
    url = reverse(name, args=[convention.slug])
    reader = as_role("operateur")
    told = (reader.get(f"{url}?au={day}").context["table"].data.data for day in days)
    return [record.pk in {row.pk for row in found} for found in told]


def test_a_departure_is_told_on_the_page_of_its_project_from_its_very_day(lectoure, as_role):
    project = Project.objects.of(lectoure).get(reference="LEC-007")
    job = JobFactory.create(project=project, ended=True)
    url = reverse("project_detail", args=[lectoure.slug, project.pk])

    def told(day: date) -> bool:
        page = plain(as_role("prefecture").get(f"{url}?au={day}").text)
        row = page.split(f'id="emploi-{job.pk}"')[1].split("</tr>")[0]
        assert ("en poste" in row) is not ("rompu le" in row)
        return "rompu le" in row

    assert [told(day) for day in (job.ended_on - DAY, job.ended_on)] == [False, True]


@pytest.mark.parametrize(("role", "offered"), [("prefecture", True), ("operateur", False),
                                               ("comite", False)])  # fmt: skip
def test_only_those_who_hold_committees_are_offered_to_freeze_figures(
    lectoure, as_role, role, offered
):
    committee = lectoure.committees.create(
        kind=Committee.Kind.FOLLOW_UP, held_on=date(2016, 2, 2), as_of=date(2016, 1, 31)
    )
    url = reverse("committee_detail", args=[lectoure.slug, committee.pk])
    assert ("Figer les chiffres" in as_role(role).get(url).text) is offered


@pytest.mark.parametrize(("role", "offered"), [("prefecture", True), ("operateur", False),
                                               ("comite", False)])  # fmt: skip
def test_only_those_who_verify_are_offered_to_accept(lectoure, as_role, unverified, role, offered):
    project: Project = Evidence.objects.get(pk=unverified.pk).job.project
    page = as_role(role).get(reverse("project_detail", args=[lectoure.slug, project.pk])).text
    accept = reverse("evidence_accept", args=[lectoure.slug, unverified.pk])
    assert (accept in page) is offered


# --- committees -------------------------------------------------------------------------------


def test_a_committee_is_owed_from_the_morrow_of_the_twelfth_month(convention):
    anniversary = date(SIGNED.year + 1, SIGNED.month, SIGNED.day)
    owed = [committee_owed(Situation(convention, d)) for d in (anniversary, anniversary + DAY)]
    assert [bool(words) for words in owed] == [False, True]


def test_the_previous_committee_read_the_figures_of_an_earlier_day(convention):
    day = date(2015, 5, 31)
    for held, as_of in ((date(2014, 6, 10), date(2014, 5, 31)), (day, day)):
        convention.committees.create(kind=Committee.Kind.FOLLOW_UP, held_on=held, as_of=as_of)
    assert Situation(convention, day).previous.as_of == date(2014, 5, 31)
    assert Situation(convention, day + DAY).previous.as_of == day


def test_one_text_is_in_force_on_the_eve_and_on_the_very_day_of_an_amendment(convention):
    amended = SIGNED + timedelta(days=400)
    before = [figures(convention, amended - DAY)[c].value for c in ("envelope", "job_target")]
    TermsFactory.create(
        convention=convention, number=1, effective_on=amended, envelope=77_000_00, job_target=77,
        ends_on=amended + timedelta(days=900), reason="Avenant",
    )  # fmt: skip
    told = {
        day: [figures(convention, day)[c].value for c in ("envelope", "job_target")]
        for day in (amended - DAY, amended, amended + DAY)
    }
    assert told == {amended - DAY: before, amended: [77_000_00, 77], amended + DAY: [77_000_00, 77]}
