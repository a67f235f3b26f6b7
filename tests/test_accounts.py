"""Signing in and out; nobody opens an account alone."""

import pytest
from django.urls import reverse

from revitalisation.accounts.models import Organisation, User

pytestmark = pytest.mark.django_db
PASSWORD = "une phrase assez longue"


@pytest.fixture
def user():
    organisation = Organisation.objects.create(name="Préfecture imaginaire", kind="prefecture")
    return User.objects.create_user("agent@exemple.fr", PASSWORD, organisation=organisation)


def sign_in(client, password=PASSWORD, login="agent@exemple.fr"):
    return client.post(reverse("account_login"), {"login": login, "password": password})


def test_a_person_signs_in_with_an_email_whatever_its_case(client, user):
    answer = sign_in(client, login="Agent@Exemple.fr")
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_wrong_password_gets_a_sentence_that_does_not_say_who_exists(client, user):
    known = sign_in(client, "faux")
    unknown = sign_in(client, "faux", "personne@exemple.fr")
    sentence = "L’adresse électronique ou le mot de passe sont incorrects."
    assert sentence in known.content.decode()
    assert sentence in unknown.content.decode()
    assert "_auth_user_id" not in client.session


def test_repeated_failures_are_slowed_down(client, user):
    pages = [sign_in(client, "faux").content.decode() for _ in range(7)]
    assert "Trop de tentatives" in pages[-1]
    assert "_auth_user_id" not in client.session
    assert sign_in(client).status_code != 302


def test_sign_up_is_closed(client):
    form = {"email": "x@exemple.fr", "password1": PASSWORD, "password2": PASSWORD}
    for answer in (
        client.get(reverse("account_signup")),
        client.post(reverse("account_signup"), form),
    ):
        assert "On ne s’inscrit pas soi-même" in answer.content.decode()
    assert not User.objects.filter(email="x@exemple.fr").exists()


def test_reading_the_sign_out_page_signs_nobody_out(client, user):
    client.force_login(user)
    client.get(reverse("account_logout"))
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("name", ["account_change_password", "mfa_index", "account_reset_password"])
def test_account_pages_are_french_and_hold_nothing_inline(client, user, name):
    client.force_login(user)
    page = client.get(reverse(name)).content.decode()
    assert '<html lang="fr"' in page
    assert "style=" not in page
    assert "<style" not in page
    assert page.count("<h1") == 1


def test_an_administrator_opens_an_account_for_someone(client, user):
    User.objects.create_superuser("admin@exemple.fr", PASSWORD)
    client.force_login(User.objects.get(email="admin@exemple.fr"))
    address = reverse("admin:accounts_user_add")
    assert client.get(address).status_code == 200
    answer = client.send(
        address,
        {
            "email": "nouveau@exemple.fr",
            "organisation": user.organisation_id,
            "usable_password": "true",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    )
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert User.objects.get(email="nouveau@exemple.fr").check_password(PASSWORD)
    changed = client.get(reverse("admin:accounts_user_change", args=[user.pk]))
    assert changed.status_code == 200


def test_errors_are_pages_with_a_way_out(client, user):
    page = client.get("/nulle-part/")
    assert page.status_code == 404
    assert "Page introuvable" in page.content.decode()
    assert 'href="/"' in page.content.decode()


def test_nobody_adds_or_changes_their_own_address(lectoure, as_role):
    client = as_role("prefecture")
    assert client.get("/compte/email/").status_code == 404
    answer = client.post("/compte/email/", {"email": "autre@demo.invalid", "action_add": ""})
    assert answer.status_code == 404
    assert "/compte/email/" not in client.get("/").text


def test_the_password_follows_the_address(client, db):
    page = client.get("/compte/login/").text
    places = [page.index(mark) for mark in ('name="login"', 'name="password"', "/password/reset/")]
    assert places == sorted(places)
    assert page.count("/password/reset/") == 1
