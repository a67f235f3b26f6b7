"""The health address, and the proof that daily commands leave."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from axes.business.models import Job
from revitalisation.accounts.models import User
from revitalisation.operations import health, whole
from revitalisation.operations.models import Run
from revitalisation.operations.runs import recorded
from tests.factories import JobFactory
from tests.roles import as_owner
from tests.test_whole import dropped

pytestmark = pytest.mark.django_db
TOKEN = "jeton-des-essais-" * 3
ASKED = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(autouse=True)
def token(settings) -> None:
    settings.HEALTH_TOKEN = TOKEN


def run(name: str, age: timedelta = timedelta(), **values) -> Run:
    at = timezone.now() - age
    values = {"outcome": Run.Outcome.FINE} | values
    return Run.objects.create(name=name, started_at=at, finished_at=at, **values)


def told(client) -> list[str]:
    return client.get("/sante/", headers=ASKED).json()["problems"]


def test_a_stranger_is_told_nothing_not_even_that_the_address_exists(client, as_role):
    for wrong in ({}, {"Authorization": "Bearer "}, {"Authorization": f"Bearer {TOKEN}x"}):
        answer = client.get("/sante/", headers=wrong)
        assert answer.status_code == 404
        assert answer.text == client.get("/rien/", headers=wrong).text
    for role in ("prefecture", "operateur", "mission-locale"):
        assert as_role(role).get("/sante/").status_code == 404


def test_whoever_enters_the_administration_does_not_run_the_service(client):
    client.force_login(User.objects.create_user("agent@exemple.fr", is_staff=True))
    assert client.get("/sante/").status_code == 404


def test_no_token_is_no_key(client, settings):
    settings.HEALTH_TOKEN = ""
    for guess in ("Bearer ", "Bearer", ""):
        assert client.get("/sante/", headers={"Authorization": guess}).status_code == 404


def test_a_stranger_costs_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/sante/")


def test_an_administrator_reads_sentences(as_role):
    answer = as_role("admin").get("/sante/", headers={"Accept": "text/html"})
    assert answer.status_code == 503
    assert "La sauvegarde n’a jamais été faite." in answer.text
    run("backup")
    run("check_counting")
    answer = as_role("admin").get("/sante/", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert "Rien à signaler" in answer.text


def test_a_machine_reads_json(client):
    run("check_counting", timedelta(hours=5))
    run("backup")
    answer = client.get("/sante/", headers=ASKED)
    assert (answer.status_code, answer.json()["problems"]) == (200, [])
    assert answer.json()["runs"]["check_counting"]["age_hours"] == 5.0
    assert "no-cache" in answer["Cache-Control"]


def test_a_daily_command_is_late_after_a_day_and_two_hours(client):
    run("backup")
    run("check_counting", timedelta(hours=25, minutes=59))
    assert told(client) == []
    late = run("check_counting", timedelta(hours=26, minutes=1))
    (sentence,) = told(client)
    assert f"{timezone.localtime(late.finished_at):%d/%m/%Y}" in sentence
    run("check_counting")
    assert told(client) == []


def test_what_a_run_found_and_its_failure_are_told_until_the_next(client):
    run("backup", outcome=Run.Outcome.FAILED)
    run("check_counting", outcome=Run.Outcome.FINDINGS, findings=1)
    assert told(client) == [
        "La vérification du décompte a trouvé 1 écart.",
        "La sauvegarde s’est interrompue par une erreur.",
    ]


def test_a_missing_trigger_is_told(client):
    with as_owner() as cursor:
        cursor.execute(dropped())
    assert any("Déclencheur absent" in sentence for sentence in told(client))


def test_a_database_that_does_not_answer_is_told_to_who_holds_the_token(client, monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("nothing there")

    monkeypatch.setattr(whole.schema, "gaps", fail)
    monkeypatch.setattr(health, "_last", fail)
    answer = client.get("/sante/", headers=ASKED)
    assert answer.status_code == 503
    assert answer.json() == {
        "problems": ["La base de données ne répond pas (OperationalError)."],
        "runs": {},
    }


def test_health_costs_a_few_queries_whatever_was_run(client):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/sante/", headers=ASKED)
        return len(queries)

    first = asked()
    assert first <= 7
    for name in ("backup", "check_counting") * 5:
        run(name)
    assert asked() == first


def last() -> tuple:
    found = Run.objects.filter(name="check_counting").first()
    return found.outcome, found.findings


def test_checking_leaves_proof_of_its_run():
    call_command("check_counting", verbosity=0)
    assert last() == ("fine", 0)
    job = JobFactory()
    Job.objects.filter(pk=job.pk).update(counts_from=None, not_counted_reason="hours")
    with pytest.raises(CommandError):
        call_command("check_counting")
    assert last() == ("findings", 1)
    call_command("check_counting", "--fix")
    assert last() == ("fine", 1)
    number = Run.objects.count()
    call_command("check_counting", job.project.convention.slug)
    assert Run.objects.count() == number, "one convention is not the daily check"


def test_a_run_that_breaks_leaves_proof_too():
    with pytest.raises(ZeroDivisionError), recorded("check_counting"):
        1 / 0  # noqa: B018
    assert last() == ("failed", 0)
