"""Two people on one record, and one form sent twice: nothing is lost, nothing counts twice."""

import html
import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from axes.business.models import Aid, Company, Evidence, Job, Project
from axes.ledger.models import LedgerEntry
from axes.site.models import Prospect
from axes.territory.models import Placement
from convention.models import Attendance, Committee, Convention, ConventionTerms
from revitalisation.accounts.models import Organisation, User
from revitalisation.records import Stale
from revitalisation.ui.models import SubmittedForm
from revitalisation.ui.submissions import KEPT

from .forms import Person, hidden_fields
from .test_corrections import aid_data
from .test_forms import project_data, url

pytestmark = pytest.mark.django_db


def plain(page: str) -> str:
    return html.unescape(page).replace("\u00a0", " ").replace("\u202f", " ")


def fields_of(client: Person, address: str) -> dict[str, str]:
    """Return what the page of a form would send if nobody touched it."""
    form = client.get(address).context["form"]
    shown = json.loads(client.open(address)["form_shown"])
    assert shown.keys() == form.fields.keys()
    return shown | client.open(address)


@pytest.fixture
def two(lectoure, as_role):
    """Two people of the operator, each with a browser."""
    operator = User.objects.get(email="operateur@demo.invalid")
    colleague = User.objects.create_user(
        "collegue@demo.invalid", first_name="Camille", last_name="Essai",
        organisation=operator.organisation,
    )  # fmt: skip
    first, second = Person(), Person()
    first.force_login(operator)
    second.force_login(colleague)
    return first, second


@pytest.fixture
def unverified(lectoure) -> Evidence:
    """A document to accept, of a job that nothing verifies yet."""
    jobs = Job.objects.of(lectoure).filter(
        verified_on=None, counts_from__isnull=False, ended_on=None, evidence=None
    )
    job = jobs.latest("hired_on")
    return Evidence.objects.create(job=job, kind="register", dated_on=job.hired_on)


# --- versions ---------------------------------------------------------------------------------


def test_the_second_to_save_keeps_what_was_typed_and_sees_who_changed_what(lectoure, project, two):
    first, second = two
    address = url("project_update", lectoure, project.pk)
    mine, theirs = fields_of(first, address), fields_of(second, address)
    assert second.post(address, theirs | {"title": "Atelier d’usinage"}).status_code == 302
    before = project.title
    answer = first.post(address, mine | {"title": "Atelier de découpe", "investment": "1 234,50"})
    assert answer.status_code == 409
    page = plain(answer.text)
    assert "Rien n’a été fait : cette fiche a changé" in page
    (title,) = answer.context["conflict"]["differences"]
    assert (title.label, title.before, title.now, title.typed) == (
        "Objet", before, "Atelier d’usinage", "Atelier de découpe",
    )  # fmt: skip
    assert title.who == "Camille Essai"
    assert title.contested
    assert "Camille Essai, le " in page
    assert 'value="Atelier de découpe"' in page
    assert 'value="1 234,50"' in page
    project.refresh_from_db()
    assert (project.title, project.investment) == ("Atelier d’usinage", project.investment)
    # Sent again as it stands, it is a choice.
    again = mine | {"title": "Atelier de découpe", "investment": "1 234,50"}
    again |= hidden_fields(answer.text)
    assert first.post(address, again).status_code == 302
    project.refresh_from_db()
    assert (project.title, project.investment) == ("Atelier de découpe", 123_450)


def test_a_field_left_as_it_was_takes_what_someone_else_has_saved(lectoure, project, two):
    first, second = two
    address = url("project_update", lectoure, project.pk)
    mine, theirs = fields_of(first, address), fields_of(second, address)
    second.post(address, theirs | {"kind": "takeover", "investment": "77"})
    answer = first.post(address, mine | {"title": "Atelier de découpe"})
    assert answer.status_code == 409
    assert not answer.context["conflict"]["contested"]
    form = answer.context["form"]
    assert form["kind"].value() == "takeover"
    assert 'value="77"' in answer.text
    assert "Reprendre les valeurs enregistrées" not in answer.text
    sent = json.loads(hidden_fields(answer.text)["form_shown"]) | hidden_fields(answer.text)
    assert first.post(address, sent | {"title": "Atelier de découpe"}).status_code == 302
    project.refresh_from_db()
    assert (project.title, project.kind, project.investment) == (
        "Atelier de découpe", "takeover", 7_700,
    )  # fmt: skip


def test_what_is_stored_may_be_taken_back_where_both_changed_it(lectoure, project, two):
    first, second = two
    address = url("project_update", lectoure, project.pk)
    mine, theirs = fields_of(first, address), fields_of(second, address)
    second.post(address, theirs | {"title": "Atelier d’usinage"})
    typed = mine | {"title": "Atelier de découpe", "investment": "77"}
    conflict = first.post(address, typed)
    assert "Enregistré entre-temps : Atelier d’usinage." in plain(conflict.text)
    taken = first.post(address, typed | hidden_fields(conflict.text) | {"take_stored": "title"})
    assert taken.status_code == 200
    assert taken.context["form"]["title"].value() == "Atelier d’usinage"
    assert taken.context["form"]["investment"].value() == "77"
    project.refresh_from_db()
    assert project.investment != 7_700, "taking back saves nothing"
    sent = typed | {"title": "Atelier d’usinage"} | hidden_fields(taken.text)
    assert first.post(address, sent).status_code == 302
    project.refresh_from_db()
    assert (project.title, project.investment) == ("Atelier d’usinage", 7_700)


def test_what_both_typed_alike_is_no_quarrel(lectoure, project, two):
    first, second = two
    address = url("project_update", lectoure, project.pk)
    mine, theirs = fields_of(first, address), fields_of(second, address)
    second.post(address, theirs | {"title": "Le même"})
    answer = first.post(address, mine | {"title": "Le même"})
    assert answer.status_code == 409
    assert not answer.context["conflict"]["contested"]
    assert "la même" in answer.text


def test_a_page_of_before_the_history_contests_every_difference(lectoure, project, two):
    first, second = two
    address = url("project_update", lectoure, project.pk)
    mine, theirs = fields_of(first, address), fields_of(second, address)
    second.post(address, theirs | {"title": "Atelier d’usinage"})
    project.history.all().delete()
    for shown in ("", "[1]", "{", "null"):
        answer = first.post(address, mine | {"title": "À moi", "form_shown": shown})
        assert answer.status_code == 409
        (title,) = answer.context["conflict"]["contested"]
        assert (title.before, title.now, title.who) == ("", "Atelier d’usinage", "")


@pytest.mark.parametrize("version", [None, "", "0", "-1", "x", "²", "9" * 40])
def test_a_version_that_no_page_showed_saves_nothing(version, lectoure, project, two):
    first, _ = two
    address = url("project_update", lectoure, project.pk)
    data = fields_of(first, address) | {"title": "Autre", "form_version": version}
    if version is None:
        del data["form_version"]
    assert first.post(address, data).status_code == 409
    assert Project.objects.get(pk=project.pk).title == project.title


def test_names_of_young_people_are_told_to_those_who_follow_them_only(lectoure, as_role):
    placement = Placement.objects.of(lectoure).exclude(given_name="").first()
    referrer = User.objects.get(email="mission-locale@demo.invalid")
    first, second = Person(), Person()
    first.force_login(referrer)
    second.force_login(referrer)
    address = url("placement_update", lectoure, placement.pk)
    mine, theirs = fields_of(first, address), fields_of(second, address)
    second.post(address, theirs | {"family_name": "Nouveau-Nom"})
    answer = first.post(address, mine | {"weekly_hours": "21"})
    (name,) = answer.context["conflict"]["differences"]
    assert (name.label, name.now) == ("Nom", "Nouveau-Nom")
    removal = url("placement_delete", lectoure, placement.pk)
    asked = first.post(removal, first.open(removal) | {"form_version": mine["form_version"]})
    assert asked.status_code == 409
    assert "Nouveau-Nom" not in asked.text
    assert as_role("admin").get(address).status_code == 403


def test_a_save_decides_again_what_the_fields_of_its_form_decide(lectoure, unverified, two):
    first, _ = two
    job = unverified.job
    address = url("job_update", lectoure, job.pk)
    moved = fields_of(first, address) | {"hired_on": "2016-03-07", "contract": "temporary"}
    assert first.post(address, moved).status_code == 302
    job.refresh_from_db()
    assert (job.counts_from, job.not_counted_reason) == (None, "temporary")
    assert job.twelve_months_on == date(2017, 3, 7)


def test_only_the_columns_of_the_form_are_in_the_statement(lectoure, project, two):
    from django.test.utils import CaptureQueriesContext

    first, _ = two
    promise = project.commitments.first()
    address = url("commitment_update", lectoure, promise.pk)
    data = fields_of(first, address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        first.post(address, data | {"post": "Fraiseur"})
    (update,) = [
        q["sql"] for q in queries if q["sql"].startswith('UPDATE "business_jobcommitment"')
    ]
    assert '"project_id" =' not in update.split("WHERE")[0]


def test_a_record_removed_meanwhile_leaves_what_was_typed_to_read(lectoure, project, two):
    first, second = two
    promise = project.commitments.create(
        post="Saisi par erreur", contract="permanent", number=1,
        committed_on=date(2016, 1, 4), due_on=date(2016, 6, 1),
    )  # fmt: skip
    address = url("commitment_update", lectoure, promise.pk)
    mine = fields_of(first, address)
    assert second.send(url("commitment_delete", lectoure, promise.pk)).status_code == 302
    answer = first.post(address, mine | {"post": "Un titre long à retaper"})
    assert answer.status_code == 410
    page = plain(answer.text)
    assert "a été supprimée pendant que vous l’aviez ouverte" in page
    assert "Supprimé par Camille Essai, le" in page
    assert "Un titre long à retaper" in page
    assert not project.commitments.filter(pk=promise.pk).exists()
    assert first.get(address).status_code == 404


def test_a_record_of_another_convention_answers_as_an_unknown_one(lectoure, two):
    from .factories import JobCommitmentFactory

    first, _ = two
    stranger = JobCommitmentFactory(post="Secret d’ailleurs")
    key = stranger.pk
    for _ in range(2):
        for page in ("commitment_update", "commitment_delete"):
            address = url(page, lectoure, key)
            some = first.open(url("project_create", lectoure))
            answer = first.post(address, some | {"form_version": "1"})
            assert answer.status_code == 404
            assert "Secret" not in answer.text
        if JobCommitmentFactory._meta.model.objects.filter(pk=key).exists():
            stranger.delete()


def test_a_removal_is_asked_again_when_the_record_changed_meanwhile(lectoure, project, two):
    first, second = two
    promise = project.commitments.create(
        post="Soudeur", contract="permanent", number=1,
        committed_on=date(2016, 1, 4), due_on=date(2016, 6, 1),
    )  # fmt: skip
    removal, change = (url(f"commitment_{p}", lectoure, promise.pk) for p in ("delete", "update"))
    asked = first.open(removal)
    second.post(change, fields_of(second, change) | {"post": "Fraiseur"})
    answer = first.post(removal, asked)
    assert answer.status_code == 409
    (post,) = answer.context["conflict"]["differences"]
    assert (post.label, post.before, post.now, post.who) == (
        "Poste", "Soudeur", "Fraiseur", "Camille Essai",
    )  # fmt: skip
    assert project.commitments.filter(pk=promise.pk).exists()
    assert first.post(removal, hidden_fields(answer.text)).status_code == 302
    assert not project.commitments.filter(pk=promise.pk).exists()


def test_who_came_is_kept_organisation_by_organisation(lectoure):
    prefecture = User.objects.get(email="prefecture@demo.invalid")
    committee = lectoure.committees.create(
        kind="follow_up", held_on=date(2017, 9, 4), as_of=date(2017, 8, 31), place="Auch"
    )
    address = url("committee_attendance", lectoure, committee.pk)
    first, second = Person(), Person()
    first.force_login(prefecture)
    second.force_login(prefecture)
    mine, theirs = fields_of(first, address), fields_of(second, address)
    names = sorted(name for name in mine if name.startswith("organisation_"))
    assert second.post(address, theirs | {names[0]: "True", names[1]: "True"}).status_code == 302
    answer = first.post(address, mine | {names[1]: "False", names[2]: "False"})
    assert answer.status_code == 409
    form = answer.context["form"]
    assert [form[name].value() for name in names[:3]] == ["True", "False", "False"]
    assert [d.contested for d in answer.context["conflict"]["differences"]] == [False, True]
    sent = {name: form[name].value() for name in names} | hidden_fields(answer.text)
    assert first.post(address, sent).status_code == 302
    stored = {f"organisation_{a.organisation_id}": a.present for a in committee.attendances.all()}
    assert [stored[name] for name in names[:3]] == [True, False, False]
    told = Attendance.history.filter(committee_id=committee.pk)
    assert set(told.values_list("history_user__email", flat=True)) == {"prefecture@demo.invalid"}
    assert told.filter(history_type="~").count() == 2


def test_a_stage_added_raises_the_version_of_its_prospect(lectoure, two):
    first, second = two
    site = lectoure.axes.get(number=1).sites.get()
    prospect = Prospect.objects.create(site=site, name="Essai", activity="x")
    address = url("prospect_update", lectoure, prospect.pk)
    mine = fields_of(first, address)
    stage = {"stage": "contacted", "dated_on": "2016-01-04"}
    assert second.send(url("stage_create", lectoure, prospect.pk), stage).status_code == 302
    answer = first.post(address, mine | {"activity": "y"})
    assert answer.status_code == 409
    assert "Une fiche qui en dépend a été ajoutée, modifiée ou supprimée par Camille Essai" in (
        plain(answer.text)
    )


def test_a_company_changed_meanwhile_by_another_convention_is_told_too(
    lectoure, project, two, monkeypatch
):
    from axes.business.views import CompanyUpdate

    first, _ = two
    company, address = project.company, url("company_update", lectoure, project.company_id)
    mine = fields_of(first, address)
    seen = []

    def read(view):
        seen.append(view.record)
        if len(seen) == 1:  # between our reading and our writing, where nothing holds it
            other = Company.objects.get(pk=company.pk)
            other.baseline_fte = 12
            other.save()
        return view.record

    monkeypatch.setattr(CompanyUpdate, "get_edited", read)
    answer = first.post(address, mine | {"name": "Menuiserie renommée"})
    assert answer.status_code == 409
    (headcount,) = answer.context["conflict"]["differences"]
    assert (headcount.label, headcount.now) == ("Effectif de référence", "12")
    assert "Menuiserie renommée" in answer.text


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
    data = writer.open(address)
    once, twice = writer.post(address, data), writer.post(address, data)
    assert once.url == twice.url == project.get_absolute_url()


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


# --- the administration -----------------------------------------------------------------------


def admin_fields(client: Person, address: str) -> dict[str, str]:
    """Return what a page of the administration would send if nobody touched it."""
    page = client.get(address)
    found = client.open(address)
    forms = [page.context["adminform"].form]
    for formset in page.context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    for form in forms:
        for field in form:
            value = field.value()
            if not field.is_hidden or field.name not in ("form_version", "form_shown"):
                found[field.html_name] = (
                    ""
                    if value is None
                    else field.field.widget.format_value(
                        field.as_written(field.field.prepare_value(value))
                    )
                )
    flat = {k: v[0] if isinstance(v, list) else v for k, v in found.items()}
    return {k: "" if v is None else v for k, v in flat.items() if not k.endswith("-DELETE")}


def test_two_administrators_on_one_organisation(as_role, lectoure):
    organisation = lectoure.liable_company
    address = f"/administration/accounts/organisation/{organisation.pk}/change/"
    writer = as_role("admin")
    mine, theirs = admin_fields(writer, address), admin_fields(writer, address)
    assert writer.post(address, theirs | {"kind": "other"}).status_code == 302
    answer = writer.post(address, mine | {"name": "Nom corrigé"})
    page = plain(answer.text)
    assert "Cette fiche a changé pendant que vous l’aviez ouverte" in page
    assert "Nature : Entreprise assujettie → Autre organisme" in page
    organisation.refresh_from_db()
    assert (organisation.name == "Nom corrigé", organisation.kind) == (False, "other")
    again = mine | {"name": "Nom corrigé", "kind": "other"} | hidden_fields(answer.text)
    assert answer.context["adminform"].form["kind"].value() == "other"
    assert writer.post(address, again).status_code == 302
    organisation.refresh_from_db()
    assert (organisation.name, organisation.kind) == ("Nom corrigé", "other")


def test_an_addition_of_the_administration_sent_twice_counts_once(as_role):
    writer, address = as_role("admin"), "/administration/accounts/organisation/add/"
    data = writer.open(address) | {"name": "Chambre fictive", "kind": "chamber", "siren": ""}
    once, twice = writer.post(address, data), writer.post(address, data)
    assert (once.status_code, once.url) == (twice.status_code, twice.url)
    assert once.status_code == 302
    assert Organisation.objects.filter(name="Chambre fictive").count() == 1
    bare = writer.post(address, {"name": "Sans jeton", "kind": "chamber", "siren": ""})
    assert "est arrivé incomplet" in plain(bare.text)
    assert not Organisation.objects.filter(name="Sans jeton").exists()


def test_rows_of_a_page_of_the_administration_carry_their_version(as_role, lectoure):
    writer = as_role("admin")
    address = f"/administration/convention/convention/{lectoure.pk}/change/"
    terms = lectoure.terms.last()
    mine = admin_fields(writer, address)
    other = f"/administration/convention/conventionterms/{terms.pk}/change/"
    theirs = admin_fields(writer, other)
    assert writer.post(other, theirs | {"job_target": "270"}).status_code == 302
    row = next(k for k, v in mine.items() if k.startswith("terms-") and k.endswith("-number")
               and str(v) == str(terms.number)).removesuffix("number")  # fmt: skip
    answer = writer.post(address, mine | {f"{row}reason": "Nouvel objet"})
    page = plain(answer.text)
    assert answer.status_code == 200
    assert "Cette fiche a changé" in page
    assert "Objectif d’emplois : 263 → 270" in page
    again = mine | {f"{row}reason": "Nouvel objet", f"{row}job_target": "270"}
    assert writer.post(address, again | hidden_fields(answer.text)).status_code == 302
    terms = ConventionTerms.objects.get(pk=terms.pk)
    assert (terms.job_target, terms.reason) == (270, "Nouvel objet")


def test_a_removal_in_the_administration_is_asked_again_when_the_record_changed(as_role):
    writer = as_role("admin")
    organisation = Organisation.objects.create(name="Chambre fictive", kind="chamber")
    address = f"/administration/accounts/organisation/{organisation.pk}/delete/"
    asked = writer.open(address) | {"post": "yes"}
    organisation.name = "Chambre fictive du Gers"
    organisation.save()
    answer = writer.post(address, asked)
    assert "Cette fiche a changé" in plain(answer.text)
    assert Organisation.objects.filter(pk=organisation.pk).exists()
    sent = {"post": "yes"} | hidden_fields(answer.text)
    once, twice = writer.post(address, sent), writer.post(address, sent)
    assert (once.status_code, twice.status_code) == (302, 302)
    assert not Organisation.objects.filter(pk=organisation.pk).exists()


def test_a_password_s_digest_is_on_no_page(as_role):
    user = User.objects.get(email="operateur@demo.invalid")
    page = as_role("admin").get(f"/administration/accounts/user/{user.pk}/change/").text
    assert user.password not in html.unescape(page)


def test_what_is_stale_elsewhere_is_a_page_with_a_sentence(as_role, monkeypatch):
    def stale(*args, **kwargs):
        raise Stale

    monkeypatch.setattr(Committee, "save", stale)
    writer = as_role("prefecture")
    committee = Committee.objects.first()
    address = url("committee_update", committee.convention, committee.pk)
    answer = writer.post(address, fields_of(writer, address) | {"place": "Auch"})
    assert answer.status_code == 409
    assert "Rien n’a été enregistré" in plain(answer.text)


def test_a_convention_removed_while_its_page_waited_is_said_to_be_gone(as_role, monkeypatch):
    from convention import admin, records

    from .factories import ConventionFactory

    def removed(convention):
        raise Convention.DoesNotExist

    monkeypatch.setattr(admin, "hold", removed)
    monkeypatch.setattr(records, "hold", removed)
    convention = ConventionFactory(without_axes=True, terms=None, rules=None)
    writer = as_role("admin")
    address = f"/administration/convention/convention/{convention.pk}/delete/"
    assert writer.send(address, {"post": "yes"}).status_code == 302
    page = url("committee_create", Convention.objects.first())
    assert writer.send(page, {"kind": "steering"}).status_code == 404
