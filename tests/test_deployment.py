"""What a service in production refuses, says, and never prints."""

import os
import re
import subprocess
import sys
from base64 import b64encode
from hashlib import sha512
from pathlib import Path

import pytest
from django.core import mail
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from axes.business.models import Company
from revitalisation.accounts import clients
from revitalisation.accounts import mail as post_office
from revitalisation.accounts.checks import NO_MAIL, SENDS_NOTHING
from revitalisation.accounts.models import Attempt, User

ROOT = Path(__file__).resolve().parent.parent
TABLE = re.compile(r'(?:FROM|INTO|UPDATE) "(\w+)"')
PASSWORD = "une phrase assez longue"
# The same for every process of a run: it is part of the names of tests.
GOOD = b64encode(sha512(b"essais").digest(), b"-_").decode()


def settings_of(name="DEBUG", **environment):
    """Read a setting under an environment; return what was printed, and whether it was refused."""
    reading = f"from django.conf import settings; print(settings.{name})"
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", reading],
        cwd=ROOT,
        env=kept | {"DATABASE_URL": "sqlite://", "PYTHONWARNINGS": "ignore"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "key",
    [
        "",
        GOOD[:49],
        "0123456789" * 4 + "012345678",
        "012345678" * 8,
        "django-insecure-" + GOOD,
    ],
)
def test_a_key_that_can_be_guessed_is_refused(key):
    refused = settings_of(SECRET_KEY=key)
    assert refused.returncode == 1
    assert "SECRET_KEY" in refused.stderr
    assert "Traceback" not in refused.stderr
    if key:
        assert "au moins cinquante" in refused.stderr
        assert key not in refused.stderr


def test_a_good_key_and_a_demonstration_start():
    assert settings_of(SECRET_KEY=GOOD[:50]).returncode == 0
    assert settings_of(DEMONSTRATION="1").returncode == 0
    assert settings_of(DEMONSTRATION="1", SECRET_KEY="court").returncode == 0


@pytest.mark.parametrize(
    ("environment", "kind"),
    [
        ({"SECRET_KEY": GOOD}, "dummy"),
        ({"SECRET_KEY": GOOD, "EMAIL_HOST": "mail.example"}, "smtp"),
        ({"DEMONSTRATION": "1"}, "console"),
    ],
)
def test_no_message_is_printed_in_production(environment, kind):
    found = settings_of("EMAIL_BACKEND", **environment)
    assert f"backends.{kind}." in found.stdout


@pytest.mark.parametrize(
    ("environment", "number"),
    [({}, "0"), ({"BEHIND_PROXY": "1"}, "1"), ({"BEHIND_PROXY": "1", "TRUSTED_PROXIES": "2"}, "2")],
)
def test_the_documented_proxy_is_trusted_and_no_other(environment, number):
    found = settings_of("TRUSTED_PROXIES", DEMONSTRATION="1", **environment)
    assert found.stdout.strip() == number


def test_a_count_of_proxies_is_a_number():
    for written in ("-1", "un"):
        refused = settings_of(DEMONSTRATION="1", TRUSTED_PROXIES=written)
        assert refused.returncode == 1
        assert "TRUSTED_PROXIES" in refused.stderr
        assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("proxies", "forwarded", "asked_from", "client"),
    [
        (0, "", "192.0.2.1", "192.0.2.1"),
        (0, "203.0.113.9", "192.0.2.1", "192.0.2.1"),
        (1, "203.0.113.9", "127.0.0.1", "203.0.113.9"),
        (1, "10.0.0.1, 203.0.113.9", "127.0.0.1", "203.0.113.9"),
        (2, "10.0.0.1, 203.0.113.9, 192.0.2.7", "127.0.0.1", "203.0.113.9"),
        (1, "", "192.0.2.1", "192.0.2.1"),
        (2, "203.0.113.9", "127.0.0.1", "203.0.113.9"),
        (1, "203.0.113.9:4711", "", "203.0.113.9"),
        (1, "[2001:db8:1:2:3::4]:4711", "", "2001:db8:1:2::/64"),
        (1, "2001:db8:1:2:ffff::9", "", "2001:db8:1:2::/64"),
        (0, "", "::ffff:192.0.2.1", "192.0.2.1"),
        (1, "unknown", "192.0.2.1", "192.0.2.1"),
        (0, "", "", "inconnue"),
    ],
)
def test_the_address_of_a_client(rf, settings, proxies, forwarded, asked_from, client):
    settings.TRUSTED_PROXIES = proxies
    request = rf.get("/", REMOTE_ADDR=asked_from)
    if forwarded:
        request.META["HTTP_X_FORWARDED_FOR"] = forwarded
    assert clients.address(request) == client


def test_a_deployment_without_mail_is_told_so(settings):
    settings.EMAIL_BACKEND = SENDS_NOTHING
    assert NO_MAIL in run_checks(tags=["security"], include_deployment_checks=True)
    assert NO_MAIL not in run_checks()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert NO_MAIL not in run_checks(tags=["security"], include_deployment_checks=True)


@pytest.mark.django_db
def test_without_mail_no_link_is_written_anywhere(settings, capfd, caplog):
    settings.EMAIL_BACKEND = SENDS_NOTHING
    User.objects.create_user("agent@exemple.fr", PASSWORD)
    caplog.set_level("DEBUG")
    answer = Client().post(reverse("account_reset_password"), {"email": "agent@exemple.fr"})
    assert answer.status_code == 302
    post_office.wait()
    printed = "".join(capfd.readouterr()) + caplog.text
    assert "/password/reset/key/" not in printed
    assert "agent@exemple.fr" not in printed


@pytest.mark.django_db
def test_a_message_that_cannot_leave_is_told_without_what_it_says(settings, capfd, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    User.objects.create_user("agent@exemple.fr", PASSWORD)
    Client().post(reverse("account_reset_password"), {"email": "agent@exemple.fr"})
    post_office.wait()
    assert "n’a pas pu être envoyé (ConnectionRefusedError)" in caplog.text
    assert "agent@exemple.fr" not in caplog.text + "".join(capfd.readouterr())
    assert "Traceback" not in caplog.text


def ask(email):
    """Ask for a new password from a browser of its own; return the answer and the page after it."""
    client = Client(REMOTE_ADDR=f"192.0.2.{len(email)}")
    answer = client.post(reverse("account_reset_password"), {"email": email})
    return answer.status_code, answer["Location"], client.get(answer["Location"]).text


@pytest.mark.django_db
def test_only_accounts_that_open_are_written_to_and_the_answer_is_the_same(settings):
    User.objects.create_user("agent@exemple.fr", PASSWORD)
    User.objects.create_user("ferme@exemple.fr", PASSWORD, is_active=False)
    User.objects.create_user("demo@exemple.fr", PASSWORD, is_demonstration=True)
    settings.DEMONSTRATION = False
    addresses = ("agent@exemple.fr", "ferme@exemple.fr", "demo@exemple.fr", "inconnue@exemple.fr")
    answers = {ask(email) for email in addresses}
    post_office.wait()
    assert len(answers) == 1
    assert [message.to for message in mail.outbox] == [["agent@exemple.fr"]]


@pytest.mark.django_db
def test_the_answer_costs_the_same_whoever_asks():
    User.objects.create_user("agent@exemple.fr", PASSWORD)
    ask("premiere@exemple.fr")
    asked = []
    for email in ("agent@exemple.fr", "inconnue@exemple.fr"):
        with CaptureQueriesContext(connection) as queries:
            Client().post(reverse("account_reset_password"), {"email": email})
        asked.append([TABLE.findall(query["sql"]) or query["sql"].split()[0] for query in queries])
        Attempt.objects.all().delete()
    assert asked[0] == asked[1] != []


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/compte/login/", "/", "/nulle-part/", "/static/css/app.css"])
def test_every_answer_forbids_what_no_page_of_ours_does(client, address):
    answer = client.get(address)
    answer.close()
    policy = answer["Permissions-Policy"]
    assert {"camera=()", "geolocation=()", "microphone=()", "payment=()"} <= set(policy.split(", "))
    assert all(part.endswith("=()") for part in policy.split(", "))


@pytest.mark.django_db
def test_a_portfolio_is_invented_in_a_demonstration_only(settings):
    settings.DEMONSTRATION = False
    companies = Company.objects.count()
    with pytest.raises(CommandError, match="DEMONSTRATION=1"):
        call_command("generate_portfolio", conventions=1, projects=1, jobs=1, verbosity=0)
    assert Company.objects.count() == companies
