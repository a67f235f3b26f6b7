"""A form sent twice counts once, and what was typed is never lost."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from axes.business.models import Project
from axes.ledger.models import LedgerEntry
from revitalisation.accounts.models import User
from revitalisation.ui.models import SubmittedForm
from revitalisation.ui.submissions import KEPT

from .forms import WHY, hidden_fields, plain
from .test_forms import project_data, url

pytestmark = pytest.mark.django_db


# --- tokens -----------------------------------------------------------------------------------


def test_a_form_sent_twice_counts_once_ledger_included(lectoure, as_role):
    writer = as_role("operateur")
    measure = lectoure.axes.get(number=3).measures.first()
    address = url("ledger_create", lectoure)
    data = writer.open(address) | {
        "measure": measure.pk, "kind": "paid", "dated_on": "2016-03-01", "amount": "150",
        "label": "Facture",
    }  # fmt: skip
    once, twice = writer.post(address, data), writer.post(address, data)
    assert once.status_code == twice.status_code == 302
    assert once.url == twice.url
    assert LedgerEntry.objects.filter(label="Facture").count() == 1
    assert "il n’a compté qu’une fois" in plain(writer.get(twice.url).text)
    # A new page is a new entry, though the words be the same.
    assert writer.send(address, {k: v for k, v in data.items() if "form_" not in k})
    assert LedgerEntry.objects.filter(label="Facture").count() == 2


def test_a_record_is_entered_once_though_its_own_reference_would_refuse_the_second(
    lectoure, as_role
):
    writer, address = as_role("operateur"), url("project_create", lectoure)
    data = writer.open(address) | project_data(lectoure)
    once, twice = writer.post(address, data), writer.post(address, data)
    assert (once.status_code, twice.status_code) == (302, 302)
    assert once.url == twice.url


def test_a_removal_sent_twice_leads_where_the_first_led(lectoure, project, as_role):
    writer = as_role("operateur")
    promise = project.commitments.create(
        post="Soudeur", contract="permanent", number=1,
        committed_on=date(2016, 1, 4), due_on=date(2016, 6, 1),
    )  # fmt: skip
    address = url("commitment_delete", lectoure, promise.pk)
    data = writer.open(address) | WHY
    once, twice = writer.post(address, data), writer.post(address, data)
    assert once.url == twice.url
    assert once.url.startswith(project.get_absolute_url())


def test_a_refused_form_is_corrected_and_sent_with_the_same_token(lectoure, as_role):
    writer, address = as_role("operateur"), url("project_create", lectoure)
    data = writer.open(address) | project_data(lectoure)
    refused = writer.post(address, data | {"reference": ""})
    assert refused.status_code == 422
    assert hidden_fields(refused.text)["form_token"] == data["form_token"]
    assert not SubmittedForm.objects.filter(token=data["form_token"]).exists()
    assert writer.post(address, data).status_code == 302


def test_the_same_token_with_other_words_is_another_wish_and_is_not_lost(lectoure, as_role):
    writer, address = as_role("operateur"), url("project_create", lectoure)
    data = writer.open(address) | project_data(lectoure)
    writer.post(address, data)
    other = data | {"reference": "LEC-901", "title": "Un autre projet"}
    answer = writer.post(address, other)
    assert answer.status_code == 422
    assert "avec d’autres valeurs" in answer.text
    assert 'value="Un autre projet"' in answer.text
    assert not Project.objects.filter(reference="LEC-901").exists()
    assert writer.post(address, other | hidden_fields(answer.text)).status_code == 302
    assert Project.objects.filter(reference="LEC-901").exists()


@pytest.mark.parametrize("token", [None, "", "x", "0" * 31, "G" * 32, "0" * 33, "é" * 32])
def test_a_token_that_no_page_gave_saves_nothing(token, lectoure, as_role):
    writer, address = as_role("operateur"), url("project_create", lectoure)
    data = project_data(lectoure) | ({} if token is None else {"form_token": token})
    answer = writer.post(address, data)
    assert answer.status_code == 422
    assert "est arrivé incomplet" in answer.text
    assert 'value="LEC-900"' in answer.text
    assert not Project.objects.filter(reference="LEC-900").exists()
    assert writer.post(address, data | hidden_fields(answer.text)).status_code == 302


def test_a_token_serves_one_person_on_one_page(lectoure, project, two):
    first, second = two
    address = url("project_create", lectoure)
    data = first.open(address) | project_data(lectoure)
    assert first.post(address, data).status_code == 302
    other = second.post(address, data)
    assert other.status_code == 422
    assert "est arrivé incomplet" in other.text
    elsewhere = first.post(url("commitment_create", lectoure, project.pk), data)
    assert elsewhere.status_code == 422


def test_old_tokens_are_forgotten(lectoure, as_role):
    writer, address = as_role("operateur"), url("project_create", lectoure)
    old, young = ("0" * 31 + digit for digit in "12")
    for token, age in ((old, KEPT + timedelta(minutes=1)), (young, KEPT - timedelta(minutes=1))):
        form = SubmittedForm.objects.create(token=token, user=User.objects.first(), path="/")
        SubmittedForm.objects.filter(pk=form.pk).update(sent_at=timezone.now() - age)
    writer.send(address, project_data(lectoure))
    assert set(SubmittedForm.objects.values_list("token", flat=True)) & {old, young} == {young}
