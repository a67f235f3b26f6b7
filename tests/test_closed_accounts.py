"""A person whom the history names is closed, never deleted."""

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from django.urls import reverse

from axes.business.models import Job
from convention.models import Convention
from revitalisation.accounts.models import NEVER_DELETED, User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    found = User.objects.create_superuser("admin@exemple.invalid")
    client.force_login(found)
    return found


def test_nothing_that_someone_did_loses_its_author(lectoure):
    author = User.objects.get(email="operateur@demo.invalid")
    lectoure._history_user = author
    lectoure.save()
    entered = Job.objects.filter(entered_by=author).count()
    assert entered
    for attempt in (author.delete, User.objects.filter(pk=author.pk).delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()
    assert Convention.history.filter(id=lectoure.pk).latest().history_user == author
    assert Job.objects.filter(entered_by=author).count() == entered


def test_the_database_refuses_by_itself_even_for_someone_who_did_nothing(db):
    user = UserFactory()
    with (
        pytest.raises(IntegrityError, match="se ferme et ne se supprime pas"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM accounts_user WHERE id = %s", [user.pk])
    with pytest.raises(models.ProtectedError, match="se ferme"):
        user.delete()
    assert "\u00a0:" in NEVER_DELETED


def test_the_administration_closes_and_does_not_delete(client, administrator):
    user, other = UserFactory(), UserFactory()
    page = client.get(reverse("admin:accounts_user_changelist")).text
    assert "delete_selected" not in page
    assert "Fermer les comptes choisis" in page
    address = reverse("admin:accounts_user_delete", args=[user.pk])
    assert client.send(address, {"post": "yes"}).status_code == 403
    chosen = {"action": "close", "_selected_action": [user.pk, other.pk, administrator.pk]}
    answer = client.post(reverse("admin:accounts_user_changelist"), chosen, follow=True).text
    assert "2 comptes fermés" in answer
    assert "On ne ferme pas son propre compte" in answer
    closed = User.objects.filter(is_active=False)
    assert {user, other} <= set(closed)
    assert administrator not in closed
    last = User.history.filter(id=user.pk).latest()
    assert (last.is_active, last.history_user) == (False, administrator)


@pytest.mark.parametrize("how", ["action", "form"])
def test_closing_ends_the_sessions_of_that_person_only(client, administrator, how):
    user, other = UserFactory(), UserFactory()
    browsers = {who: Client() for who in (user, other)}
    for who, browser in browsers.items():
        browser.force_login(who)
    if how == "action":
        chosen = {"action": "close", "_selected_action": [user.pk]}
        client.post(reverse("admin:accounts_user_changelist"), chosen)
    else:
        address = reverse("admin:accounts_user_change", args=[user.pk])
        form = client.get(address).context["adminform"].form
        fields = {name: form[name].value() or "" for name in form.fields if name != "is_active"}
        fields |= {"date_joined_0": "01/01/2015", "date_joined_1": "00:00"}
        fields["change_reason"] = "A quitté l’organisme"
        answer = client.send(address, {k: v for k, v in fields.items() if v})
        assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert browsers[user].get("/").status_code == 302
    assert browsers[other].get("/").status_code == 200
    # Opened again, the account does not find its sessions again.
    user.refresh_from_db()
    user.is_active = True
    user.save()
    assert browsers[user].get("/").status_code == 302
    assert Session.objects.count() == 2
