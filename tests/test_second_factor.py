"""One door for everybody, and a second factor for whoever administers the service."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.db.models import F
from django.test import Client
from django.urls import get_resolver, resolve, reverse
from django.utils import timezone

from reporting.workshop.demonstration.contract import SLUG
from revitalisation.accounts.models import Attempt, User
from revitalisation.accounts.throttling import RULES, Door

pytestmark = pytest.mark.django_db
PASSWORD = "une phrase assez longue"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
ENROL = "/compte/second-facteur/totp/activate/"
TIGHT = RULES[Door.CODE].tries


@pytest.fixture(autouse=True)
def _in_production(settings):
    settings.DEMONSTRATION = False


@pytest.fixture
def administrator():
    return User.objects.create_superuser("admin@exemple.fr", PASSWORD)


@pytest.fixture
def enrolled(administrator):
    TOTP.activate(administrator, SECRET)
    RecoveryCodes.activate(administrator)
    return administrator


def sign_in(client, address=None, password=PASSWORD, login="admin@exemple.fr"):
    door = address or reverse("account_login")
    return client.post(door, {"login": login, "password": password})


def code(secret=SECRET, ahead=0):
    """Return the code that an application shows; codes are accepted once."""
    counter = int(timezone.now().timestamp()) // 30 + ahead
    return format_hotp_value(hotp_value(secret, counter))


def wrong():
    return f"{(int(code()) + 500_000) % 1_000_000:06}"


def is_in(client):
    return "_auth_user_id" in client.session


def test_the_administration_has_no_door_of_its_own(client, enrolled):
    asked = client.get("/administration/convention/convention/", follow=True)
    place = urlsplit(asked.redirect_chain[-1][0])
    assert place.path == reverse("account_login")
    assert parse_qs(place.query)["next"] == ["/administration/convention/convention/"]
    for address in ("/administration/login/", "/administration/login/?next=/administration/"):
        answer = client.post(address, {"username": enrolled.email, "password": PASSWORD})
        assert answer.status_code == 302
        assert urlsplit(answer["Location"]).path == reverse("account_login")
        assert not is_in(client)


def test_one_comes_back_where_one_wanted_to_go_and_nowhere_else(client):
    User.objects.create_user("agent@exemple.fr", PASSWORD)
    door = client.get("/administration/login/?next=/methode-inconnue/")["Location"]
    assert sign_in(client, door, login="agent@exemple.fr")["Location"] == "/methode-inconnue/"
    other = Client()
    door = other.get("/administration/login/?next=https://ailleurs.example/")["Location"]
    answer = sign_in(other, door, login="agent@exemple.fr")
    assert "ailleurs.example" not in urlsplit(answer["Location"]).netloc
    # An agent is told so, and not asked in a loop.
    assert other.get("/administration/login/").status_code == 403


def test_a_password_alone_does_not_open_an_account_with_a_second_factor(client, enrolled):
    assert sign_in(client)["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert is_in(client)
    assert client.get("/administration/").status_code == 200


def addresses():
    """Return an address of every page that asks for no record, and a few that do."""
    plain = []

    def walk(patterns, prefix):
        for pattern in patterns:
            route = prefix + str(pattern.pattern).lstrip("^").rstrip("$\\Z")
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns, route)
            elif not set("<(?") & set(route):
                plain.append("/" + route)

    walk(get_resolver().url_patterns, "")
    convention = f"/conventions/{SLUG}/"
    return [
        *plain,
        convention,
        f"{convention}emplois/",
        f"{convention}emplois/?format=csv",
        f"{convention}rapport.pdf",
    ]


@pytest.mark.parametrize("rights", [{"is_staff": True}, {"is_superuser": True}])
def test_without_a_second_factor_an_administrator_reaches_no_page(client, rights):
    User.objects.create_user("admin@exemple.fr", PASSWORD, **rights)
    assert sign_in(client).status_code == 302
    client.raise_request_exception = False
    open_pages = set()
    pages = addresses()
    assert len(pages) > 40
    for address in pages:
        if address == reverse("account_logout"):
            continue
        for method in (client.get, client.post):
            answer = method(address)
            if answer.status_code == 404 and not answer.resolver_match:
                continue
            if not (answer.status_code == 302 and answer["Location"] == ENROL):
                open_pages.add(address)
    assert open_pages == {ENROL, reverse("account_reauthenticate")}


def test_a_fragment_leads_the_whole_page_to_enrolment(client, administrator):
    sign_in(client)
    answer = client.get("/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == ENROL
    assert not answer.content


def test_a_new_administrator_enrols_at_the_first_sign_in(client, administrator):
    page = client.post(
        reverse("account_login"), {"login": administrator.email, "password": PASSWORD}, follow=True
    )
    assert page.request["PATH_INFO"] == ENROL
    assert "Un second facteur est obligatoire" in page.text
    secret = client.session["mfa.totp.secret"]
    assert client.post(ENROL, {"code": wrong()}).status_code == 200
    assert client.get("/")["Location"] == ENROL
    secret = client.session["mfa.totp.secret"]
    done = client.post(ENROL, {"code": code(secret)}, follow=True)
    assert done.request["PATH_INFO"] == reverse("mfa_view_recovery_codes")
    kept = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()
    assert len(kept) == 10
    assert all(one in done.text for one in kept)
    assert client.get("/").status_code == 200


def test_whoever_signed_in_a_while_ago_confirms_the_password_before_enrolling(
    client, administrator
):
    sign_in(client)
    session = client.session
    session["account_authentication_methods"][-1]["at"] -= 5 * 60
    session.save()
    assert client.get(ENROL)["Location"].startswith(reverse("account_reauthenticate"))
    confirm(client)
    assert client.get(ENROL).status_code == 200


def test_enrolling_ends_the_sessions_that_a_password_opened(
    administrator, django_capture_on_commit_callbacks
):
    thief, owner = Client(), Client()
    sign_in(thief)
    sign_in(owner)
    other = Client()
    User.objects.create_user("agent@exemple.fr", PASSWORD)
    sign_in(other, login="agent@exemple.fr")
    owner.get(ENROL)
    with django_capture_on_commit_callbacks(execute=True):
        owner.post(ENROL, {"code": code(owner.session["mfa.totp.secret"])})
    assert owner.get("/").status_code == 200
    assert thief.get("/")["Location"].startswith(reverse("account_login"))
    assert other.get("/").status_code == 200


def test_someone_promoted_enrols_at_the_next_page(client):
    agent = User.objects.create_user("agent@exemple.fr", PASSWORD)
    sign_in(client, login="agent@exemple.fr")
    assert client.get("/").status_code == 200
    User.objects.filter(pk=agent.pk).update(is_staff=True)
    assert client.get("/")["Location"] == ENROL


def test_recovery_codes_alone_are_no_second_factor(client, enrolled):
    client.force_login(enrolled)
    assert client.get("/").status_code == 200
    Authenticator.objects.filter(user=enrolled, type="totp").delete()
    assert Authenticator.objects.filter(user=enrolled, type="recovery_codes").exists()
    assert client.get("/")["Location"] == ENROL


def test_an_agent_and_a_demonstration_are_exempt(client, administrator, settings):
    User.objects.create_user("agent@exemple.fr", PASSWORD)
    sign_in(client, login="agent@exemple.fr")
    assert client.get("/").status_code == 200
    settings.DEMONSTRATION = True
    other = Client()
    sign_in(other)
    assert other.get("/administration/").status_code == 200


def test_who_is_exempt_pays_no_query(client, django_assert_num_queries, rf):
    from revitalisation.accounts import second_factor

    agent = User.objects.create_user("agent@exemple.fr", PASSWORD)
    with django_assert_num_queries(0):
        assert not second_factor.is_missing(agent)


def test_an_administrator_keeps_the_last_factor(client, enrolled, settings):
    client.force_login(enrolled)
    confirm(client)
    page = client.post(reverse("mfa_deactivate_totp"))
    assert "il ne se retire pas" in page.text
    factor = Authenticator.objects.get(user=enrolled, type="totp")
    answer = client.post(
        f"/administration/accounts/secondfactor/{factor.pk}/delete/", {"post": "yes"}
    )
    assert answer.status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [factor.pk], "post": "yes"}
    client.post("/administration/accounts/secondfactor/", chosen)
    assert Authenticator.objects.filter(pk=factor.pk).exists()
    settings.DEMONSTRATION = True
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(pk=factor.pk).exists()


def confirm(client, password=PASSWORD):
    return client.post(reverse("account_reauthenticate"), {"password": password})


def test_an_administrator_resets_the_factor_of_someone_else_and_reads_no_secret(client, enrolled):
    other = User.objects.create_superuser("autre@exemple.fr", PASSWORD)
    lost = TOTP.activate(other, "MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK").instance
    client.force_login(enrolled)
    page = client.get(f"/administration/accounts/secondfactor/{lost.pk}/change/")
    assert page.status_code == 200
    assert "MFRGGZDF" not in page.text
    client.post(f"/administration/accounts/secondfactor/{lost.pk}/delete/", {"post": "yes"})
    assert not Authenticator.objects.filter(pk=lost.pk).exists()


def test_a_code_is_not_guessed(client, enrolled):
    sign_in(client)
    pages = [client.post(reverse("mfa_authenticate"), {"code": wrong()}).text for _ in range(TIGHT)]
    assert not any("Trop de tentatives" in page for page in pages)
    late = client.post(reverse("mfa_authenticate"), {"code": code()})
    assert "Trop de tentatives\u00a0: attendez 1\u00a0minute" in late.text
    # The password again, from a new browser, brings no further guess.
    again = Client()
    sign_in(again)
    page = again.post(reverse("mfa_authenticate"), {"code": code()})
    assert "Trop de tentatives" in page.text
    Attempt.objects.update(at=F("at") - timedelta(minutes=1))
    again.post(reverse("mfa_authenticate"), {"code": code()})
    assert is_in(again)
    assert not Attempt.objects.exists()


def test_the_password_alone_forgets_no_failure_and_makes_no_usual_client(client, enrolled):
    sign_in(client, password="faux")
    sign_in(client)
    assert Attempt.objects.filter(door=Door.PASSWORD).count() == 1
    assert "browser" not in client.cookies


def test_a_code_opens_once_whatever_the_worker(client, enrolled):
    used = code()
    sign_in(client)
    client.post(reverse("mfa_authenticate"), {"code": used})
    assert is_in(client)
    other = Client()
    sign_in(other)
    other.post(reverse("mfa_authenticate"), {"code": used})
    assert not is_in(other)


def test_the_code_that_enrols_opens_nothing_else(client, administrator):
    sign_in(client)
    client.get(ENROL)
    used = code(client.session["mfa.totp.secret"])
    assert client.post(ENROL, {"code": used}).status_code == 302
    other = Client()
    sign_in(other)
    other.post(reverse("mfa_authenticate"), {"code": used})
    assert not is_in(other)


def test_a_recovery_code_opens_once(client, enrolled):
    (one, *_) = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()
    for browser, opens in ((client, True), (Client(), False)):
        sign_in(browser)
        browser.post(reverse("mfa_authenticate"), {"code": one})
        assert is_in(browser) is opens


def test_every_page_of_sign_in_has_its_own_address():
    names = ("account_reauthenticate", "mfa_reauthenticate", "account_login", "mfa_authenticate")
    assert [resolve(reverse(name)).view_name for name in names] == list(names)


def test_a_code_that_confirms_is_not_guessed(client, enrolled):
    client.force_login(enrolled)
    address = reverse("mfa_reauthenticate")
    pages = [client.post(address, {"code": wrong()}).text for _ in range(TIGHT + 1)]
    assert ["Trop de tentatives" in page for page in pages] == [False] * TIGHT + [True]


def test_the_password_of_an_administrator_changes_behind_the_same_door(client, enrolled):
    client.force_login(enrolled)
    answer = client.get("/administration/password_change/")
    assert answer["Location"] == reverse("account_change_password")
    form = {"old_password": PASSWORD, "new_password1": "x" * 20, "new_password2": "x" * 20}
    client.post("/administration/password_change/", form)
    enrolled.refresh_from_db()
    assert enrolled.check_password(PASSWORD)
