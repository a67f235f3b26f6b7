"""A document is accepted at the day on which it was checked; one entered late says why."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from axes.business.models import Evidence

from .factories import EvidenceFactory, JobFactory, PlacementFactory, ProjectFactory
from .forms import plain
from .test_forms import url

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LATE = Evidence.LATE_AFTER


@pytest.fixture
def piece(lectoure) -> Evidence:
    """A document of 1 March 2016 about a hire of 1 February."""
    job = JobFactory(project=ProjectFactory(convention=lectoure), hired_on=date(2016, 2, 1))
    return EvidenceFactory.create(job=job, dated_on=date(2016, 3, 1))


@pytest.fixture
def accept(lectoure, piece, as_role):
    def send(day: date | str = "", reason: str = ""):
        address = url("evidence_accept", lectoure, piece.pk)
        return as_role("prefecture").send(address, {"verified_on": day, "late_reason": reason})

    return send


def test_a_document_is_accepted_today_unless_another_day_is_said(piece, accept):
    assert accept().status_code == 302
    piece.refresh_from_db()
    assert (piece.verified_on, piece.is_entered_late, piece.late_reason) == (TODAY, False, "")


@pytest.mark.parametrize(
    ("days", "reason", "status"),
    [(LATE.days, "", 302), (LATE.days + 1, "", 422), (LATE.days + 1, "Comité reporté", 302)],
)
def test_a_check_of_more_than_thirty_days_takes_a_reason(piece, accept, days, reason, status):
    answer = accept(TODAY - timedelta(days=days), reason)
    assert answer.status_code == status
    if status == 422:
        assert "dites pourquoi" in plain(answer.text)
        assert "late_reason" in answer.context["form"].errors
    piece.refresh_from_db()
    assert piece.is_entered_late == (bool(reason) and status == 302)


def test_an_acceptance_entered_late_is_told_with_its_reason(piece, accept, as_role):
    accept(date(2016, 3, 1), "Classeur retrouvé")
    page = plain(as_role("operateur").get(piece.job.project.get_absolute_url()).text)
    assert "acceptée le 01/03/2016" in page
    assert "saisie tardive" in page
    assert "Classeur retrouvé" in page


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2016, 2, 29), "la pièce est datée du 1er mars 2016"),
        (TODAY + timedelta(days=1), "après aujourd’hui"),
        ("31/02/2016", "date valide"),
    ],
)
def test_a_day_that_cannot_be_is_told_on_its_field(piece, accept, day, sentence):
    answer = accept(day, "Retard")
    assert answer.status_code == 422
    assert sentence in plain(" ".join(answer.context["form"].errors["verified_on"]))
    piece.refresh_from_db()
    assert piece.verified_on is None


def test_the_reason_of_a_late_entry_names_no_young_person(lectoure, piece, accept):
    young = PlacementFactory(convention=lectoure, family_name="Inventé", given_name="Nestor")
    answer = accept(date(2016, 3, 1), f"Demandée par {young.given_name} {young.family_name}")
    assert answer.status_code == 422
    assert "sans nom de personne" in plain(answer.text)


def test_a_check_never_precedes_the_hire(lectoure, accept, piece):
    Evidence.objects.filter(pk=piece.pk).update(dated_on=date(2016, 1, 4))
    answer = accept(date(2016, 1, 31), "Retard")
    assert "l’embauche est du 1er février 2016" in plain(answer.text)


def test_an_acceptance_taken_back_says_nothing_of_its_day(piece, accept):
    accept(date(2016, 3, 1), "Classeur retrouvé")
    piece.refresh_from_db()
    piece.withdraw()
    piece.refresh_from_db()
    assert (piece.verified_on, piece.accepted_at, piece.late_reason) == (None, None, "")
