"""Two people on one record: the second to save keeps what was typed, sees what changed, chooses."""

import json
from datetime import date

import pytest
from django.db import connection, transaction

from axes.business.models import ConventionCompany, Project
from axes.site.models import Prospect
from axes.territory.models import Placement
from convention.locking import hold
from convention.models import Attendance, Convention
from revitalisation.accounts.models import User

from .forms import WHY, Person, fields_of, hidden_fields, plain
from .test_forms import url

pytestmark = pytest.mark.django_db


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
    carried = hidden_fields(answer.text)
    sent = json.loads(carried["form_shown"]) | WHY | carried
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


def test_taking_back_is_asked_again_when_the_record_changed_once_more(lectoure, project, two):
    first, second = two
    address = url("project_update", lectoure, project.pk)
    typed = fields_of(first, address) | {"title": "Atelier de découpe"}
    second.post(address, fields_of(second, address) | {"title": "Atelier d’usinage"})
    conflict = first.post(address, typed)
    second.post(address, fields_of(second, address) | {"title": "Atelier de forge"})
    taken = first.post(address, typed | hidden_fields(conflict.text) | {"take_stored": "title"})
    assert taken.status_code == 409
    assert not taken.context["conflict"]["is_taken"]
    assert "Atelier de forge" in taken.text


def test_of_several_who_changed_a_field_the_last_is_named(lectoure, project, two, as_role):
    first, second = two
    address = url("project_update", lectoure, project.pk)
    mine = fields_of(first, address)
    for client, title in ((second, "Atelier d’usinage"), (as_role("admin"), "Atelier de forge")):
        sent = fields_of(client, address) | {"title": title}
        assert client.post(address, sent).status_code == 302
    answer = first.post(address, mine | {"title": "Atelier de découpe"})
    (title,) = answer.context["conflict"]["differences"]
    assert (title.now, title.who) == (
        "Atelier de forge", str(User.objects.get(email="admin@demo.invalid")),
    )  # fmt: skip


def test_whoever_waited_reads_the_convention_as_the_others_left_it(lectoure):
    Convention.objects.filter(pk=lectoure.pk).update(name="Renommée entre-temps")
    with transaction.atomic():
        hold(lectoure)
        assert lectoure.name == "Renommée entre-temps"


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
    fields = ("axis_id", "company_id", "kind", "title", "received_on")
    loaded = Project(reference="EN-MASSE", **{name: getattr(project, name) for name in fields})
    Project.objects.bulk_create([loaded])
    assert not loaded.history.exists()
    address = url("project_update", lectoure, loaded.pk)
    mine, theirs = fields_of(first, address), fields_of(second, address)
    second.post(address, theirs | {"title": "Atelier d’usinage"})
    for shown in ("", "[1]", "{", "null"):
        answer = first.post(address, mine | {"title": "À moi", "form_shown": shown})
        assert answer.status_code == 409
        (title,) = answer.context["conflict"]["contested"]
        assert (title.before, title.now, title.who) == (
            "", "Atelier d’usinage", "Camille Essai",
        )  # fmt: skip


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
    assert second.send(url("commitment_delete", lectoure, promise.pk), WHY).status_code == 302
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
    assert first.post(removal, WHY | hidden_fields(answer.text)).status_code == 302
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
    sent = {name: form[name].value() for name in names} | WHY | hidden_fields(answer.text)
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


def test_what_nobody_held_and_someone_changed_meanwhile_is_told_too(
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
            other = ConventionCompany.objects.get(pk=company.pk)
            other.phone = "05 62 00 00 00"
            other.save()
        return view.record

    monkeypatch.setattr(CompanyUpdate, "get_edited", read)
    answer = first.post(address, mine | {"name": "Menuiserie renommée"})
    assert answer.status_code == 409
    (phone,) = answer.context["conflict"]["differences"]
    assert (phone.label, phone.now) == ("Téléphone", "05 62 00 00 00")
    assert "Menuiserie renommée" in answer.text
