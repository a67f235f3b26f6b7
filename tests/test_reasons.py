"""Corrections and removals take a reason; those about people are coded and name nobody."""

import html
import re
from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from axes.business.models import Evidence, Job
from axes.territory.models import FollowUp, Placement
from revitalisation.accounts.models import Organisation, User

from .factories import JobFactory, ProjectFactory, UserFactory
from .reading import change, plain, sent_by, told
from .test_forms import url

pytestmark = pytest.mark.django_db


def test_a_value_replaced_asks_why_and_one_completed_does_not(lectoure, as_role):
    project = ProjectFactory(
        convention=lectoure, pending=True, completed_on=None, reference="LEC-9"
    )
    writer, address = as_role("operateur"), url("project_update", lectoure, project.pk)
    completed = change(writer, address, completed_on="2014-03-04")
    assert completed.status_code == 302
    refused = change(writer, address, completed_on="2014-03-05", title="Atelier")
    assert refused.status_code == 422
    text = plain(refused.text)
    assert "Objet : de « Extension » à « Atelier »" in text
    assert "Complet le : du 4 mars 2014 au 5 mars 2014" in text
    assert "Indiquez le motif de la correction, ou remettez" in text
    emptied = change(writer, address, completed_on="")
    assert "Complet le : effacé, auparavant 4 mars 2014" in plain(emptied.text)
    for blank in ("", "   "):
        assert change(writer, address, title="Atelier", change_reason=blank).status_code == 422
    accepted = change(writer, address, title="Atelier", change_reason="Erreur de saisie")
    assert accepted.status_code == 302
    assert project.history.first().history_change_reason == "Erreur de saisie"


def test_a_form_sent_as_it_was_asks_nothing(lectoure, project, as_role):
    writer = as_role("operateur")
    for page, record in (
        ("project_update", project),
        ("company_update", project.company),
        ("job_update", project.jobs.first()),
        ("aid_update", project.aids.filter(kind="loan").first()),
        ("aid_update", project.aids.filter(kind="subsidy").first()),
        ("commitment_update", project.commitments.first()),
    ):
        answer = change(writer, url(page, lectoure, record.pk))
        assert answer.status_code == 302, (page, plain(answer.text))
        assert record.history.first().history_change_reason is None


def test_the_same_commune_written_otherwise_is_no_correction(lectoure, project, as_role):
    writer, company = as_role("operateur"), project.company
    address = url("company_update", lectoure, company.pk)
    assert change(writer, address, commune=company.commune_id).status_code == 302
    assert change(writer, address, name=f"{company.name} SAS").status_code == 422


def test_an_end_of_contract_completes_a_hire_and_changing_it_corrects_it(
    lectoure, project, as_role
):
    job = JobFactory(project=project, hired_on=date(2014, 5, 5))
    writer, address = as_role("operateur"), url("job_update", lectoure, job.pk)
    ended = change(writer, address, ended_on="2015-01-05", end_reason="resignation")
    assert ended.status_code == 302
    again = change(writer, address, ended_on="2015-01-06")
    assert again.status_code == 422
    assert "Rompu le : du 5 janvier 2015 au 6 janvier 2015" in plain(again.text)
    assert (
        change(writer, address, ended_on="2015-01-06", change_cause="received").status_code == 302
    )


def test_a_cause_other_than_the_usual_ones_is_explained(lectoure, project, as_role):
    job = project.jobs.first()
    writer, address = as_role("operateur"), url("job_update", lectoure, job.pk)
    bare = change(writer, address, post="Autre", change_cause="other")
    assert "précisez" in plain(bare.text)
    told_why = change(writer, address, post="Autre", change_cause="other", change_note="fusion")
    assert told_why.status_code == 302


@pytest.mark.parametrize(
    "written", ["{0}", "vu avec {1}", "{2} a signalé", "chez m. {3}.", "l’{0}"]
)
def test_a_note_about_hires_names_nobody(written, lectoure, project, as_role):
    placement = Placement.objects.get(code="J-01")
    placement.given_name, placement.family_name = "Élodie", "Saint-Exemple"
    placement.save()
    note = written.format("elodie", "ÉLODIE", "Saint Exemple", "SAINT-EXEMPLE")
    job = project.jobs.first()
    writer, address = as_role("operateur"), url("job_update", lectoure, job.pk)
    refused = change(writer, address, post="x", change_cause="mistyped", change_note=note)
    assert refused.status_code == 422
    assert "sans nom de personne" in plain(refused.text)
    assert "Élodie" not in html.unescape(refused.text)
    kept = change(
        writer, address, post="x", change_cause="mistyped", change_note="mélodieux exemple"
    )
    assert kept.status_code == 302


def test_removing_takes_a_reason(lectoure, project, as_role):
    writer = as_role("operateur")
    spare = JobFactory(project=project)
    address = url("job_delete", lectoure, spare.pk)
    assert writer.send(address, {}).status_code == 422
    assert writer.send(address, {"change_cause": "duplicate"}).status_code == 302
    row = Job.history.filter(id=spare.pk).first()
    assert (row.history_type, row.history_change_reason) == ("-", "doublon")


def test_what_falls_with_a_record_falls_for_the_same_reason(lectoure, as_role):
    placement = Placement.objects.of(lectoure).first()
    key = placement.pk
    as_role("mission-locale").send(
        url("placement_delete", lectoure, key), {"change_cause": "duplicate"}
    )
    rows = FollowUp.history.filter(placement=key, history_type="-")
    assert {r.history_change_reason for r in rows} == {"doublon"}
    assert rows.count() == 3


def test_taking_an_acceptance_back_takes_a_reason(lectoure, as_role):
    piece = Evidence.objects.of(lectoure).exclude(verified_on=None).first()
    writer, address = as_role("prefecture"), url("evidence_withdraw", lectoure, piece.pk)
    assert writer.send(address, {}).status_code == 422
    assert writer.send(address, {"change_cause": "received"}).status_code == 302
    text = told(writer, "project_history", lectoure, piece.job.project_id)
    assert "Acceptée le : effacé, auparavant" in text
    assert "Motif : pièce reçue depuis." in text


def test_a_reason_is_forgotten_after_its_request(lectoure, project, as_role):
    change(
        as_role("operateur"), url("project_update", lectoure, project.pk), title="x",
        change_reason="Une fois",
    )  # fmt: skip
    project.refresh_from_db()
    project.title = "y"
    project.save()
    assert project.history.first().history_change_reason is None


# --- the administration -------------------------------------------------------------------------


def admin_form(client, address: str) -> dict[str, str]:
    """What a browser would send of a form of the administration."""
    page = client.get(address)
    adminform = page.context["adminform"].form
    sets = [inline.formset for inline in page.context["inline_admin_formsets"]]
    data: dict[str, str] = {}
    for form in (adminform, *(f for s in sets for f in (s.management_form, *s))):
        data |= sent_by(form)
    # What the page carries is read again each time that it is opened.
    return {name: value for name, value in data.items() if "form_" not in name}


def test_the_administration_asks_why_too(lectoure, as_role):
    writer = as_role("admin")
    address = reverse("admin:convention_convention_change", args=[lectoure.pk])
    data = admin_form(writer, address)
    assert writer.send(address, data).status_code == 302
    refused = writer.send(address, data | {"name": "ITM Lomagne"})
    assert refused.status_code == 200
    assert "Intitulé : de « ITM Lectoure » à « ITM Lomagne »" in plain(refused.text)
    assert (
        writer.send(
            address, data | {"name": "ITM Lomagne", "change_reason": "nom d’usage"}
        ).status_code
        == 302
    )
    row = lectoure.history.first()
    assert (row.name, row.history_change_reason) == ("ITM Lomagne", "nom d’usage")
    assert row.history_user.email == "admin@demo.invalid"


def test_lines_within_a_form_of_the_administration_ask_why_too(lectoure, as_role):
    writer = as_role("admin")
    address = reverse("admin:convention_convention_change", args=[lectoure.pk])
    data = admin_form(writer, address)
    target = next(key for key in data if re.fullmatch(r"terms-\d-job_target", key))
    refused = writer.send(address, data | {target: "264"})
    assert refused.status_code == 200
    assert "Objectif d’emplois : de 263 à 264" in plain(refused.text)
    assert (
        writer.send(address, data | {target: "264", "change_reason": "avenant relu"}).status_code
        == 302
    )
    text = told(as_role("comite"), "convention_history", lectoure)
    assert "Objectif d’emplois : de 263 à 264. Motif : avenant relu." in text
    removed = admin_form(as_role("admin"), address) | {"memberships-0-DELETE": "on"}
    assert as_role("admin").send(address, removed).status_code == 200


def test_accounts_and_organisations_are_corrected_with_a_reason(as_role):
    writer = as_role("admin")
    body = Organisation.objects.get(name="BPI Group")
    address = reverse("admin:accounts_organisation_change", args=[body.pk])
    data = admin_form(writer, address)
    assert writer.send(address, data | {"name": "BPI"}).status_code == 200
    assert (
        writer.send(address, data | {"name": "BPI", "change_reason": "nom d’usage"}).status_code
        == 302
    )
    person = User.objects.get(email="banque@demo.invalid")
    address = reverse("admin:accounts_user_change", args=[person.pk])
    data = admin_form(writer, address)
    assert "date_joined_0" in data
    assert writer.send(address, data | {"last_name": "Prêts"}).status_code == 200
    answer = writer.send(address, data | {"last_name": "Prêts", "change_reason": "mariage"})
    assert answer.status_code == 302


def test_removing_in_the_administration_takes_a_reason(as_role):
    spare = Organisation.objects.create(name="Doublon Fictif", kind="other")
    writer = as_role("admin")
    address = reverse("admin:accounts_organisation_delete", args=[spare.pk])
    assert "change_reason" in writer.get(address).text
    writer.send(address, {"post": "yes"})
    assert Organisation.objects.filter(pk=spare.pk).exists()
    writer.send(address, {"post": "yes", "change_reason": "doublon"})
    row = Organisation.history.filter(id=spare.pk).first()
    assert (row.history_type, row.history_change_reason) == ("-", "doublon")
    listed = writer.get(reverse("admin:accounts_organisation_changelist")).text
    assert "delete_selected" not in listed


def test_who_only_reads_in_the_administration_is_asked_nothing(client):
    reader = UserFactory(is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_organisation"))
    client.force_login(reader)
    body = Organisation.objects.first()
    page = client.get(reverse("admin:accounts_organisation_change", args=[body.pk]))
    assert page.status_code == 200
    assert "Motif de la correction" not in page.text


def test_adding_in_the_administration_asks_nothing(as_role):
    writer = as_role("admin")
    for page in ("organisation", "user"):
        assert "Motif" not in writer.get(reverse(f"admin:accounts_{page}_add")).text
    data = {"name": "Organisme Fictif Neuf", "kind": "other", "siren": ""}
    assert writer.send(reverse("admin:accounts_organisation_add"), data).status_code == 302
    row = Organisation.objects.get(name="Organisme Fictif Neuf").history.get()
    assert (row.history_type, row.history_user.email) == ("+", "admin@demo.invalid")
