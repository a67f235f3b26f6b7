"""Guessing is slowed down at every door; nobody honest is kept out by it."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import F
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from revitalisation.accounts import mail as post_office
from revitalisation.accounts.models import Attempt, User, UsualClient
from revitalisation.accounts.throttling import KEPT, RULES, Door, attempt

pytestmark = pytest.mark.django_db
PASSWORD = "une phrase assez longue"
OFFICE, HOME, ELSEWHERE = "192.0.2.10", "198.51.100.7", "203.0.113.{}"
TIGHT = RULES[Door.PASSWORD].tries
REFUSED = "Trop de tentatives"


@pytest.fixture
def user():
    return User.objects.create_user("agent@exemple.fr", PASSWORD)


def browser(address=OFFICE):
    """Return a browser that never came, behind an address."""
    return Client(REMOTE_ADDR=address)


def sign_in(client, password=PASSWORD, login="agent@exemple.fr"):
    return client.post(reverse("account_login"), {"login": login, "password": password})


def signs_in(client, login="agent@exemple.fr"):
    return sign_in(client, login=login).status_code == 302


def fail(times, address=OFFICE, login="agent@exemple.fr"):
    client = browser(address)
    return [sign_in(client, "faux", login).content.decode() for _ in range(times)]


def later(**duration):
    """Let time pass: everything written so far is that much older."""
    for model, name in ((Attempt, "at"), (UsualClient, "seen_at")):
        model.objects.update(**{name: F(name) - timedelta(**duration)})


def test_one_account_is_not_guessed_from_one_client(user):
    pages = fail(TIGHT + 1)
    assert [REFUSED in page for page in pages] == [False] * TIGHT + [True]
    assert "attendez 1\u00a0minute, puis recommencez" in pages[-1]
    assert not signs_in(browser())


def test_the_wait_ends_on_its_second_and_grows_with_each_failure(user):
    fail(TIGHT)
    later(seconds=59)
    assert "attendez 1\u00a0seconde, puis" in fail(1)[0]
    later(seconds=1)
    assert REFUSED not in fail(1)[0]
    assert "attendez 2\u00a0minutes" in fail(1)[0]
    later(minutes=2)
    assert signs_in(browser())


def test_a_day_of_guessing_from_one_client_is_a_hundred_tries():
    request = RequestFactory().get("/", REMOTE_ADDR=OFFICE)
    tries = 0
    for _ in range(24 * 60):
        with suppress(ValidationError):
            attempt(request, Door.PASSWORD, "agent@exemple.fr")
            tries += 1
        later(minutes=1)
    assert 95 < tries < 105


def test_a_success_forgets_the_failures_of_that_account_and_client_only(user):
    User.objects.create_user("collegue@exemple.fr", PASSWORD)
    fail(TIGHT - 1)
    fail(TIGHT, login="collegue@exemple.fr")
    assert signs_in(browser())
    assert REFUSED not in "".join(fail(TIGHT - 1))
    assert not signs_in(browser(), "collegue@exemple.fr")


def test_many_clients_guess_one_account_one_at_a_time(user):
    rule = RULES[Door.PASSWORD]
    for number in range(rule.strangers):
        assert REFUSED not in fail(1, ELSEWHERE.format(number))[0]
    page = fail(1, ELSEWHERE.format(200))[0]
    assert REFUSED in page
    assert "attendez 30\u00a0secondes" in page
    later(seconds=30)
    assert REFUSED not in fail(1, ELSEWHERE.format(200))[0]
    assert REFUSED in fail(1, ELSEWHERE.format(201))[0]


def test_an_attacked_person_still_signs_in_from_the_usual_address(user):
    assert signs_in(browser(HOME))
    for number in range(RULES[Door.PASSWORD].strangers + 5):
        fail(1, ELSEWHERE.format(number))
    assert signs_in(browser(HOME))
    assert not signs_in(browser("203.0.113.250"))


def test_an_attacked_person_still_signs_in_from_the_usual_browser_anywhere(user):
    laptop = browser(HOME)
    assert signs_in(laptop)
    for number in range(RULES[Door.PASSWORD].strangers + 5):
        fail(1, ELSEWHERE.format(number))
    laptop.post(reverse("account_logout"))
    laptop.defaults["REMOTE_ADDR"] = "203.0.113.250"
    assert signs_in(laptop)


def test_a_colleague_behind_the_same_address_locks_nobody_out(user):
    mine = browser(OFFICE)
    assert signs_in(mine)
    mine.post(reverse("account_logout"))
    assert REFUSED in fail(TIGHT + 1, OFFICE)[-1]
    assert signs_in(mine)


def test_a_client_is_no_longer_usual_when_its_time_is_over(user):
    assert signs_in(browser(HOME))
    later(seconds=KEPT.total_seconds())
    for number in range(RULES[Door.PASSWORD].strangers):
        fail(1, ELSEWHERE.format(number))
    assert not signs_in(browser(HOME))


def test_thirty_colleagues_mistype_on_a_monday(user):
    colleagues = [f"agent-{number}@exemple.fr" for number in range(30)]
    for login in colleagues:
        User.objects.create_user(login, PASSWORD)
        assert REFUSED not in "".join(fail(TIGHT - 1, login=login))
    for login in colleagues:
        assert signs_in(browser(), login)


def test_many_accounts_are_not_tried_from_one_client(user):
    """Known passwords on many accounts: each account is tried once, the client is what repeats."""
    colleague = browser(OFFICE)
    assert signs_in(colleague)
    limit = RULES[Door.PASSWORD].accounts
    pages = [fail(1, login=f"nom-{number}@exemple.fr")[0] for number in range(limit + 1)]
    assert [REFUSED in page for page in pages] == [False] * limit + [True]
    colleague.post(reverse("account_logout"))
    assert signs_in(colleague)
    assert signs_in(browser(OFFICE))
    assert REFUSED not in fail(1, HOME, "nom-1@exemple.fr")[0]


def test_colleagues_who_mistype_where_they_usually_are_do_not_delay_a_newcomer(user):
    for number in range(RULES[Door.PASSWORD].accounts):
        login = f"nom-{number}@exemple.fr"
        User.objects.create_user(login, PASSWORD)
        assert signs_in(browser(OFFICE), login)
        fail(1, OFFICE, login)
    assert REFUSED not in fail(1, OFFICE, "nouveau@exemple.fr")[0]


def test_an_unknown_account_waits_like_a_known_one(user):
    known, unknown = fail(TIGHT + 1), fail(TIGHT + 1, login="personne@exemple.fr")
    assert [REFUSED in page for page in known] == [REFUSED in page for page in unknown]


def test_the_address_of_the_client_is_the_one_that_the_proxy_saw(user, settings):
    settings.TRUSTED_PROXIES = 1
    for number in range(TIGHT):
        invented = f"10.0.0.{number}, {HOME}"
        sign_in(Client(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=invented), "faux")
    invented = Client(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=f"10.9.9.9, {HOME}")
    assert REFUSED in sign_in(invented, "faux").text
    neighbour = Client(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=f"{HOME}, {OFFICE}")
    assert REFUSED not in sign_in(neighbour, "faux").text


def test_a_subscriber_of_ipv6_is_one_client_whatever_the_address(user):
    for number in range(TIGHT):
        fail(1, f"2001:db8:1:2::{number + 1}")
    assert REFUSED in sign_in(browser("2001:db8:1:2:ffff::9"), "faux").text
    assert REFUSED not in sign_in(browser("2001:db8:1:3::1"), "faux").text


def test_a_number_that_somebody_chose_for_a_browser_is_replaced(user):
    laptop = browser(HOME)
    assert signs_in(laptop)
    (name,) = (cookie for cookie in laptop.cookies if cookie.endswith("browser"))
    given = laptop.cookies[name].value
    planted = browser(OFFICE)
    planted.cookies[name] = "1"
    assert signs_in(planted)
    assert len(planted.cookies[name].value) == len(given)


def test_nothing_typed_at_the_door_is_kept(user):
    sign_in(browser(), "faux", "mon-mot-de-passe@exemple.fr")
    assert signs_in(browser())
    stored = str([*Attempt.objects.values_list(), *UsualClient.objects.values_list()])
    for secret in ("mon-mot", "exemple.fr", OFFICE):
        assert secret not in stored


def test_what_no_longer_matters_is_forgotten(user):
    fail(1, login="personne@exemple.fr")
    later(days=2)
    assert signs_in(browser())
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("name", ["account_reauthenticate", "account_change_password"])
def test_a_stolen_session_does_not_guess_the_password(user, name):
    client = browser()
    assert signs_in(client)
    fields = {"password": "faux", "oldpassword": "faux", "password1": "x", "password2": "x"}
    pages = [client.post(reverse(name), fields).text for _ in range(TIGHT + 1)]
    assert [REFUSED in page for page in pages] == [False] * TIGHT + [True]
    assert REFUSED in client.post(reverse(name), fields | {"password": PASSWORD}).text


def test_the_right_password_confirms_who_one_is(user):
    client = browser()
    assert signs_in(client)
    answer = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert answer.status_code == 302


def test_resets_are_asked_for_a_few_times(user):
    client, page = browser(), ""
    for _ in range(RULES[Door.RESET].tries):
        answer = client.post(reverse("account_reset_password"), {"email": "agent@exemple.fr"})
        assert answer.status_code == 302
    page = client.post(reverse("account_reset_password"), {"email": "agent@exemple.fr"}).text
    assert REFUSED in page
    post_office.wait()
    assert len(mail.outbox) == RULES[Door.RESET].tries


def test_a_new_password_opens_the_door_at_once(user):
    """Whoever is attacked and has no usual client gets in through the mailbox."""
    for number in range(RULES[Door.PASSWORD].strangers):
        fail(1, ELSEWHERE.format(number))
    client = browser(HOME)
    fail(TIGHT, HOME)
    assert not signs_in(client)
    client.post(reverse("account_reset_password"), {"email": "agent@exemple.fr"})
    post_office.wait()
    link = next(word for word in mail.outbox[0].body.split() if "/password/reset/key/" in word)
    form = client.get(link, follow=True)
    new = "une autre phrase, plus longue"
    done = client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert done.status_code == 302
    assert sign_in(client, new).status_code == 302


def test_the_throttle_costs_few_queries(user, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        sign_in(browser(), "faux")


def test_a_clock_set_back_keeps_nobody_out_longer_than_the_wait(user):
    fail(TIGHT)
    Attempt.objects.update(at=timezone.now() + timedelta(hours=3))
    assert "attendez 1\u00a0minute, puis" in fail(1)[0]


def test_attempts_are_judged_one_after_the_other(user):
    """What two attempts on one account, or from one address, wait for."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time.")
    fail(1)
    with connection.cursor() as cursor:
        # Other databases of the server have locks of their own.
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        assert cursor.fetchone() == (2,)
