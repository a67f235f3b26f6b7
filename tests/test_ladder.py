"""The ladder of jobs and the states of money, one small story at a time."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from axes.business.models import Job
from axes.territory.models import Placement
from convention.models import Convention
from reporting.figures.engine import figures
from reporting.figures.values import Absence
from reporting.situation.drawings import ladder
from reporting.situation.situation import Situation

from .factories import (
    AidFactory,
    ConventionFactory,
    EntryFactory,
    JobCommitmentFactory,
    JobFactory,
    PlacementFactory,
    ProjectFactory,
    ProspectFactory,
    SiteFactory,
    TermsFactory,
)

pytestmark = pytest.mark.django_db
MID_TERM = date(2015, 5, 31)


@pytest.fixture
def convention() -> Convention:
    return ConventionFactory.create()


@pytest.fixture
def project(convention):
    return ProjectFactory(convention=convention)


def values(convention: Convention, *codes: str, as_of: date = MID_TERM) -> list:
    """Return the values of figures, or their absence where they have none."""
    sheet = figures(Convention.objects.get(pk=convention.pk), as_of, codes)
    return [sheet[code].absence or sheet[code].value for code in codes]


def test_a_promise_is_programmed_once_its_project_is_approved(convention, project):
    JobCommitmentFactory(project=project)
    JobCommitmentFactory(project=ProjectFactory(convention=convention, pending=True))
    JobCommitmentFactory(project=ProjectFactory(convention=convention, refused=True))
    assert values(convention, "jobs_programmed", as_of=date(2014, 3, 31)) == [0]
    assert values(convention, "jobs_programmed", as_of=date(2014, 4, 1)) == [3]


def test_promises_given_up_or_withdrawn_leave_the_ladder_on_their_day(convention, project):
    JobCommitmentFactory(project=project, cancelled=True)
    JobCommitmentFactory(project=ProjectFactory(convention=convention, withdrawn=True))
    codes = ("jobs_programmed", "projects_supported")
    assert values(convention, *codes, as_of=date(2015, 1, 4)) == [6, 2]
    assert values(convention, *codes, as_of=date(2015, 1, 5)) == [0, 1]


def test_a_hire_outside_the_rules_is_seen_and_not_counted(convention, project):
    JobFactory(project=project)
    short = JobFactory(project=project, short=True)
    assert short.not_counted_reason == "fixed_term_short"
    assert values(convention, "jobs_created", "hires_not_counted") == [1, 1]


def test_verified_from_the_day_a_document_was_accepted(convention, project):
    JobFactory(project=project, verified=True)
    JobFactory(project=project)
    codes = ("jobs_created", "jobs_verified")
    assert values(convention, *codes, as_of=date(2014, 8, 31)) == [2, 0]
    assert values(convention, *codes, as_of=date(2014, 9, 1)) == [2, 1]


def test_someone_who_left_stays_created_and_is_broken_until_replaced(convention, project):
    JobFactory(project=project, ended=True)
    JobFactory(project=project, replaced=True)
    codes = ("jobs_created", "jobs_ended", "jobs_sustained")
    assert values(convention, *codes, as_of=date(2014, 11, 2)) == [2, 0, 0]
    assert values(convention, *codes, as_of=date(2014, 11, 30)) == [2, 2, 0]
    assert values(convention, *codes, as_of=date(2014, 12, 1)) == [2, 1, 0]
    # The twelfth month came on 5 May 2015: one post is held, by the replacement.
    assert values(convention, *codes) == [2, 1, 1]
    assert values(convention, "sustained_rate") == [0.5]


def test_placements_join_the_total_only_where_the_rules_say_so(convention, project):
    JobFactory(project=project)
    PlacementFactory(convention=convention, apprentice=True)
    codes = ("jobs_created", "placements", "total_jobs")
    assert values(convention, *codes) == [1, 1, 1]
    counting = ConventionFactory(rules__counts_placements=True)
    JobFactory(project__convention=counting)
    PlacementFactory(convention=counting, apprentice=True)
    assert values(counting, *codes) == [1, 1, 2]


def test_money_is_committed_net_of_what_was_released(convention, project):
    aid = AidFactory(project=project)
    EntryFactory(aid=aid)
    EntryFactory(aid=aid, paid=True, amount=600_000)
    EntryFactory(aid=aid, released=True, amount=400_000)
    codes = ("committed", "paid", "released", "remaining")
    assert values(convention, *codes, as_of=date(2015, 1, 4)) == [
        1_000_000,
        600_000,
        0,
        149_000_000,
    ]
    assert values(convention, *codes) == [600_000, 600_000, 400_000, 149_400_000]


def test_a_loan_comes_back(convention, project):
    loan = AidFactory(project=project, loan=True)
    EntryFactory(aid=loan)
    EntryFactory(aid=loan, paid=True)
    EntryFactory(aid=loan, repaid=True, amount=100_000)
    assert values(convention, "paid", "repaid", "loans_outstanding") == [
        1_000_000,
        100_000,
        900_000,
    ]


def test_a_prospect_is_open_until_it_is_lost_or_signed(convention):
    site = SiteFactory(convention=convention)
    ProspectFactory(site=site, stages=("identified", "study"))
    ProspectFactory(site=site, stages=("identified", "study", "lost"))
    codes = ("prospects_studied", "prospects_open", "prospects_lost")
    assert values(convention, *codes, as_of=date(2014, 4, 30)) == [2, 2, 0]
    assert values(convention, *codes) == [2, 1, 1]


def test_an_amendment_changes_the_promise_from_its_day(convention):
    TermsFactory(convention=convention, amendment=True, job_target=120, ends_on=date(2017, 4, 10))
    assert values(convention, "job_target", as_of=date(2015, 5, 31)) == [100]
    assert values(convention, "job_target", as_of=date(2015, 6, 1)) == [120]


def test_the_words_for_no_number_never_collapse():
    missing = ConventionFactory(terms__job_target=None)
    assert values(missing, "job_target", "creation_rate") == [Absence.MISSING] * 2
    nothing = ConventionFactory(terms__job_target=0)
    assert values(nothing, "job_target", "creation_rate") == [0, Absence.NOT_APPLICABLE]
    bare = ConventionFactory(without_axes=True)
    assert values(bare, "jobs_created", "placements") == [Absence.NOT_APPLICABLE] * 2
    early = ConventionFactory()
    assert values(early, "envelope", as_of=date(2013, 10, 10)) == [Absence.NOT_DUE]
    assert values(early, "jobs_created", as_of=date(2013, 10, 10)) == [0]


def check_counting(*arguments: str) -> str:
    """Run the command; return what it says, and what it finds with its refusal."""
    said = StringIO()
    try:
        call_command("check_counting", *arguments, stdout=said, stderr=said)
    except CommandError as error:
        said.write(str(error))
    return said.getvalue()


def test_the_command_finds_and_mends_whatever_the_rules_would_not_have_stored(convention, project):
    counted, verified = JobFactory(project=project), JobFactory(project=project, verified=True)
    placed = PlacementFactory(convention=convention)
    assert check_counting(convention.slug) == "Aucun écart.\n"
    Job.objects.filter(pk=counted.pk).update(counts_from=None, not_counted_reason="hours")
    Job.objects.filter(pk=verified.pk).update(verified_on=None)
    Placement.objects.filter(pk=placed.pk).update(
        counts_from=placed.hired_on, not_counted_reason=""
    )
    said = check_counting(convention.slug)
    assert f"emploi {counted.pk}\u00a0: hours enregistré, 2014-05-05 attendu" in said
    assert f"emploi {verified.pk}\u00a0: vérifié le – enregistré, 2014-09-01 attendu" in said
    assert f"placement d’un jeune {placed.pk}\u00a0: 2014-09-01 enregistré" in said
    assert "3 écarts avec les règles ou les pièces" in said
    assert "3 écarts, tout est corrigé." in check_counting(convention.slug, "--fix")
    assert check_counting(convention.slug) == "Aucun écart.\n"


def test_an_unknown_convention_gets_a_sentence(db):
    assert "Aucune convention «\u00a0inconnue\u00a0»." in check_counting("inconnue")


def test_a_hire_of_29_february_comes_to_its_twelfth_month_on_the_28th(convention, project):
    job = JobFactory(project=project, hired_on=date(2016, 2, 29))
    assert job.twelve_months_on == date(2017, 2, 28)
    codes = ("jobs_past_twelve_months", "jobs_sustained")
    assert values(convention, *codes, as_of=date(2017, 2, 27)) == [0, 0]
    assert values(convention, *codes, as_of=date(2017, 2, 28)) == [1, 1]


def test_a_term_within_a_fortnight_leaves_no_time_to_measure(convention):
    terms = convention.terms.get()
    terms.ends_on = date(2013, 10, 20)
    terms.save()
    codes = ("elapsed_since_signature", "calendar_gap_since_signature")
    absent = [Absence.NOT_APPLICABLE, Absence.NOT_APPLICABLE]
    assert values(convention, *codes) == absent
    assert Situation(convention, MID_TERM).expected_line == []


def test_more_created_than_programmed_is_explained_by_hires_without_a_promise(convention, project):
    promise = JobCommitmentFactory(project=project, number=2)
    JobFactory(project=project, commitment=promise)
    JobFactory.create_batch(2, project=project)
    assert values(convention, "jobs_created", "jobs_created_unpromised") == [3, 2]
    (created,) = [r for r in ladder(Situation(convention, MID_TERM)).rungs if r.label == "Créés"]
    assert created.note == "dont 2 sans promesse"
    JobCommitmentFactory(project=project, number=9)
    (created,) = [r for r in ladder(Situation(convention, MID_TERM)).rungs if r.label == "Créés"]
    assert "sans promesse" not in created.note
