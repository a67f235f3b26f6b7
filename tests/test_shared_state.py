"""What two writers share is decided by the database: verifications, schedules."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from axes.business.models import Aid, Evidence, Job
from revitalisation.accounts.models import User
from revitalisation.records import Stale

from .forms import fields_of, hidden_fields, plain
from .test_corrections import aid_data
from .test_forms import url

pytestmark = pytest.mark.django_db


# --- what two writers share -------------------------------------------------------------------


def test_a_document_is_accepted_once_and_the_second_learns_by_whom(lectoure, unverified):
    prefecture = User.objects.get(email="prefecture@demo.invalid")
    first, second = (Evidence.objects.get(pk=unverified.pk) for _ in range(2))
    today = timezone.localdate()
    first.accept(prefecture, today)
    with pytest.raises(ValidationError, match="déjà acceptée, par Démonstration Préfecture"):
        second.accept(User.objects.get(email="admin@demo.invalid"), today)
    unverified.refresh_from_db()
    assert unverified.verified_by == prefecture
    assert unverified.history.filter(verified_by__isnull=False).count() == 1


def test_two_who_accept_one_document_the_second_is_told(lectoure, unverified, as_role):
    address = url("evidence_accept", lectoure, unverified.pk)
    reader = as_role("prefecture")
    late = reader.open(address)
    assert reader.send(address).status_code == 302
    answer = reader.post(address, late)
    assert answer.status_code == 409
    assert "Démonstration Préfecture" in answer.text
    settled = reader.post(address, hidden_fields(answer.text))
    assert settled.status_code == 422
    assert "déjà acceptée, par Démonstration Préfecture" in settled.text


def test_an_edit_of_a_job_read_before_its_verification_does_not_take_it_away(unverified):
    stale = Job.objects.get(pk=unverified.job_id)
    prefecture = User.objects.get(email="prefecture@demo.invalid")
    unverified.accept(prefecture, timezone.localdate())
    stale.post = "Renommé"
    with pytest.raises(Stale), transaction.atomic():
        stale.save()
    assert Job.objects.get(pk=stale.pk).verified_on == timezone.localdate()


def test_no_statement_changes_a_hire_as_it_takes_its_verification_away(unverified):
    unverified.accept(User.objects.get(email="prefecture@demo.invalid"), timezone.localdate())
    with pytest.raises(IntegrityError, match="Cet emploi est vérifié"), transaction.atomic():
        Job.objects.filter(pk=unverified.job_id).update(verified_on=None, weekly_hours=12)


def test_whoever_was_changing_a_job_is_told_that_it_is_verified(lectoure, unverified, two):
    first, _ = two
    address = url("job_update", lectoure, unverified.job_id)
    mine = fields_of(first, address)
    unverified.accept(User.objects.get(email="prefecture@demo.invalid"), timezone.localdate())
    answer = first.post(address, mine | {"hired_on": "2016-03-07"})
    assert answer.status_code == 409
    assert "Vérifié le" in answer.text
    again = first.post(address, mine | {"hired_on": "2016-03-07"} | hidden_fields(answer.text))
    assert again.status_code == 422
    assert "Cet emploi est vérifié" in again.text
    assert Job.objects.get(pk=unverified.job_id).verified_on == timezone.localdate()


def test_a_document_accepted_meanwhile_is_no_longer_changed(lectoure, unverified, two):
    first, _ = two
    address = url("evidence_update", lectoure, unverified.pk)
    mine = fields_of(first, address)
    unverified.accept(User.objects.get(email="prefecture@demo.invalid"), timezone.localdate())
    answer = first.post(address, mine | {"kind": "check"})
    assert answer.status_code == 409
    page = plain(answer.text)
    assert "ce que vous demandez n’y est plus possible" in page
    assert "Acceptée par" in page
    assert "Contrôle sur pièces" in page
    unverified.refresh_from_db()
    assert unverified.kind == "register"


def test_a_loan_changed_by_two_keeps_one_schedule(lectoure, project, two):
    first, second = two
    first.send(url("aid_create", lectoure, project.pk), aid_data(lectoure))
    loan = Aid.objects.get(granted_on=date(2016, 1, 4))
    address = url("aid_update", lectoure, loan.pk)
    mine, theirs = fields_of(first, address), fields_of(second, address)
    assert second.post(address, theirs | {"every": "12"}).status_code == 302
    assert loan.instalments.count() == 2
    answer = first.post(address, mine | {"every": "3"})
    assert answer.status_code == 409
    (rhythm,) = answer.context["conflict"]["contested"]
    assert (rhythm.before, rhythm.now, rhythm.typed) == (
        "semestrielles", "annuelles", "trimestrielles",
    )  # fmt: skip
    assert (
        first.post(address, mine | {"every": "3"} | hidden_fields(answer.text)).status_code == 302
    )
    assert loan.instalments.count() == 8
