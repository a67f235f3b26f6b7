"""Records that people edit: a version that decides between two saves, a history of every edit."""

from datetime import date

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import IntegrityError, transaction
from django.utils import timezone

from axes.business.models import Job, Project
from axes.ledger.models import LedgerEntry
from revitalisation.accounts.models import Organisation, User
from revitalisation.records import Stale, Versioned

pytestmark = pytest.mark.django_db


def versioned() -> list[type[Versioned]]:
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Versioned) and not model._meta.proxy
    ]


def test_of_two_saves_of_what_both_read_the_second_is_refused(project):
    first, second = (Project.objects.get(pk=project.pk) for _ in range(2))
    first.title = "Atelier de découpe"
    first.save()
    second.title = "Atelier d’usinage"
    with pytest.raises(Stale), transaction.atomic():
        second.save(update_fields=["title"])
    project.refresh_from_db()
    assert (project.title, project.version) == ("Atelier de découpe", first.version)
    assert second.version == first.version - 1


def test_a_save_raises_the_version_by_one_and_the_history_tells_which(project):
    read = project.version
    project.title = "Atelier de découpe"
    project.save()
    assert project.version == read + 1
    assert project.history.first().version == read + 1
    project.refresh_from_db()
    assert project.version == read + 1


def test_a_save_that_the_database_refuses_leaves_the_version_as_it_was(project):
    from django.db import transaction

    read = project.version
    project.investment = -1
    with pytest.raises(IntegrityError), transaction.atomic():
        project.save()
    assert project.version == read


def test_what_rules_derive_is_nobody_s_edit(project):
    job = Job.objects.filter(project=project).first()
    read, told = job.version, job.history.count()
    job.twelve_months_on = date(2016, 1, 1)
    job.save(update_fields=["twelve_months_on"])
    job.refresh_from_db()
    assert (job.version, job.history.count()) == (read, told + 1)


def test_a_record_removed_meanwhile_does_not_come_back():
    passing = Organisation.objects.create(name="Organisme de passage", kind="other")
    gone = Organisation.objects.get(pk=passing.pk)
    Organisation.objects.filter(pk=passing.pk)._raw_delete("default")
    with pytest.raises(Stale), transaction.atomic():
        gone.save()
    assert not Organisation.objects.filter(pk=passing.pk).exists()


def test_a_record_that_was_touched_is_saved_by_whoever_touched_it(project):
    read = project.version
    project.touch()
    assert project.version == read + 1
    project.title = "Atelier de découpe"
    project.save()
    project.refresh_from_db()
    assert (project.title, project.version) == ("Atelier de découpe", read + 2)


def test_signing_in_is_no_change_of_the_account():
    user = User.objects.first()
    read, told = user.version, user.history.count()
    user.last_login = timezone.now()
    user.save(update_fields=["last_login"])
    user.refresh_from_db()
    assert (user.version, user.history.count()) == (read, told)


def test_the_history_of_an_account_holds_no_password():
    columns = {field.name for field in User.history.model._meta.get_fields()}
    assert not columns & {"password", "last_login"}


def test_every_record_edited_in_the_administration_has_a_version_and_a_history():
    ours = {"convention", "accounts", "reference", "site", "business", "territory", "ledger"}
    edited = {
        model
        for model, page in admin.site._registry.items()
        if model._meta.app_label in ours and model is not LedgerEntry and not model._meta.proxy
    } | {
        inline.model
        for page in admin.site._registry.values()
        for inline in page.inlines
        if inline.model._meta.app_label in ours
    }
    published = {m for m in edited if m.__name__ == "Commune"}  # read only
    assert edited - published <= set(versioned())
    assert all(hasattr(model, "history") for model in versioned())
