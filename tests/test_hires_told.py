"""What a project page tells of promises and hires, each thing at its date and nothing before it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from axes.business.models import Project
from axes.business.states import past_term
from convention.models import Convention, PerimeterCommune
from reporting.figures.engine import figures
from reporting.situation.work import Section

from .dated_factories import ContractChangeFactory
from .factories import (
    AidFactory,
    DecisionFactory,
    EvidenceFactory,
    JobCommitmentFactory,
    JobFactory,
    PerimeterFactory,
    ProjectFactory,
    UserFactory,
)
from .forms import plain
from .test_forms import url
from .test_ladder import values

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HIRED, LOST, BACK = date(2014, 5, 5), date(2015, 1, 5), date(2015, 3, 2)


@pytest.fixture
def project(lectoure) -> Project:
    return ProjectFactory.create(convention=lectoure)


@pytest.fixture
def told(project, as_role) -> Any:
    """Return what the page of the project says at the end of a day."""
    reader = as_role("operateur")
    return lambda day: plain(reader.get(project.get_absolute_url(), {"au": day}).text)


# --- on which days a hire counts -----------------------------------------------------------------


def test_a_hire_that_was_interrupted_tells_its_periods_and_why(project, told):
    JobFactory.create(project=project)
    DecisionFactory.create(project=project, decided_on=LOST, outcome="withdrawn")
    DecisionFactory.create(project=project, decided_on=BACK)
    counted = "a compté du 05/05/2014 au 04/01/2015"
    for day, said in (
        (LOST - DAY, "compte depuis le 05/05/2014"),
        (LOST, f"{counted}, hors décompte depuis le 05/01/2015 : projet retiré"),
        (BACK - DAY, f"{counted}, hors décompte depuis le 05/01/2015 : projet retiré"),
        (BACK, f"{counted}, hors décompte du 05/01/2015 au 01/03/2015 (projet retiré), "
         "compte depuis le 02/03/2015"),
    ):  # fmt: skip
        assert said in told(day), day
    assert "a compté" not in told(LOST - DAY)
    assert "au 01/03/2015 (" not in told(BACK - DAY)


def test_a_commune_that_leaves_and_comes_back_is_told_with_what_was_said_between(
    lectoure, project, told
):
    rules = lectoure.counting_rules.order_by("effective_on").first()
    rules.place = "within"
    rules.save()
    commune = PerimeterFactory.build(convention=lectoure).commune_id
    JobFactory.create(project=project, commune_id=commune)
    for day, zone in ((LOST, "outside"), (LOST + DAY, "extended")):
        PerimeterCommune.objects.create(
            convention=lectoure, commune_id=commune, effective_on=day, zone=zone
        )
    assert (
        "a compté du 05/05/2014 au 04/01/2015, hors décompte le 05/01/2015 (hors du périmètre "
        "demandé), compte depuis le 06/01/2015"
    ) in told(LOST + DAY)


def test_what_delayed_the_first_day_is_told_no_more_once_it_counts(lectoure, told, project):
    before = date(2014, 3, 24)
    JobFactory.create(project=project, hired_on=before)
    assert "hors décompte : projet sans accord" in told(date(2014, 3, 31))
    said = told(date(2014, 4, 1))
    assert "compte depuis le 01/04/2014" in said
    assert "sans accord" not in said


# --- its contracts -------------------------------------------------------------------------------


def test_each_change_of_contract_is_told_from_its_day(project, told):
    job = JobFactory.create(
        project=project, contract="fixed_term", duration_months=3, weekly_hours=24
    )
    ContractChangeFactory.create(
        job=job, changed_on=LOST, contract="fixed_term", duration_months=6, weekly_hours=30
    )
    ContractChangeFactory.create(job=job, changed_on=BACK)
    first, second = "CDD de 3 mois, 24 h", "CDD de 6 mois, 30 h depuis le 05/01/2015"
    for day, said, unsaid in (
        (LOST - DAY, first, "depuis le 05/01/2015"),
        (LOST, f"{second}, auparavant {first}", "CDI, 35 h"),
        (BACK, f"CDI, 35 h depuis le 02/03/2015, auparavant {second}, auparavant {first}", "–x–"),
    ):
        assert said in told(day), day
        assert unsaid not in told(day), day


def test_a_change_that_never_was_is_told_on_the_page_with_why(project, told, as_role):
    job = JobFactory.create(project=project)
    reader = as_role("operateur")

    def asked() -> int:
        reader.get(project.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            reader.get(project.get_absolute_url())
        return len(queries)

    before = asked()
    row = ContractChangeFactory.create(job=job, changed_on=LOST, weekly_hours=20)
    assert asked() == before
    row.void(UserFactory.create(), "other", "Jamais signé.")
    said = told(LOST)
    assert f"Emploi n° {job.pk}. Passé rectifié le" in said
    assert (
        "« CDI, 20 h à compter du 05/01/2015 » n’a pas eu lieu (autre cause : Jamais signé.)"
        in said
    )
    assert "Passé rectifié" not in told(LOST - DAY)
    assert asked() == before + 1


def test_the_length_of_the_contract_before_does_not_follow_a_permanent_one(
    lectoure, project, as_role
):
    job = JobFactory.create(project=project, short=True)
    writer, page = as_role("operateur"), url("contract_create", lectoure, job.pk)
    form = writer.get(page).context["form"]
    assert form["duration_months"].value() == 3
    assert not form["duration_months"].is_optional
    sent = {"changed_on": LOST.isoformat(), "contract": "permanent", "weekly_hours": "35"}
    assert writer.send(page, sent | {"duration_months": "4"}).status_code == 422
    assert writer.send(page, sent | {"duration_months": "3"}).status_code == 302
    assert job.changes.get().duration_months is None
    again = sent | {"changed_on": BACK.isoformat(), "contract": "fixed_term"}
    assert writer.send(page, again | {"duration_months": "6"}).status_code == 302
    assert job.changes.latest("changed_on").duration_months == 6


# --- past its term -------------------------------------------------------------------------------


def test_a_contract_past_its_term_is_something_to_do_until_something_is_entered(
    lectoure, project, as_role
):
    over = date(2014, 8, 5)
    job = JobFactory.create(project=project, short=True, post="Cariste singulier")
    first, on_the_day, later = (
        values(lectoure, "contracts_past_term", as_of=day)[0] for day in (over - DAY, over, LOST)
    )
    assert on_the_day - first == 1
    JobFactory.create(project=project)
    assert values(lectoure, "contracts_past_term", as_of=over) == [on_the_day]
    assert job in type(job).objects.filter(past_term(over))
    assert job not in type(job).objects.filter(past_term(over - DAY))
    reader = as_role("operateur")
    page = reader.get(url("dashboard", lectoure), {"au": LOST})
    (item,) = [
        t for t in page.context["lists_of_work"][2][3] if t.item.code == "contracts_past_term"
    ]
    assert item.section == Section.MISSING
    assert plain(item.sentence).startswith("Un contrat" if later == 1 else f"{later} contrats")
    assert "Cariste singulier" in reader.get(item.url).text
    ContractChangeFactory.create(job=job, changed_on=over, contract="fixed_term", duration_months=5)
    assert values(lectoure, "contracts_past_term", as_of=over) == [first]
    assert values(lectoure, "contracts_past_term", as_of=LOST) == [later]
    job = type(job).objects.get(pk=job.pk)
    job.ended_on, job.end_reason = LOST, "contract_end"
    job.save()
    assert values(lectoure, "contracts_past_term", as_of=LOST) == [later - 1]


# --- promises ------------------------------------------------------------------------------------


def test_posts_added_and_given_up_are_told_at_their_days(project, told):
    promise = JobCommitmentFactory.create(project=project, number=4, post="Couturier")
    promise.add_posts(2, LOST)
    promise.give_up_posts(1, BACK)
    assert "promis" not in told(LOST - DAY).partition("Emplois programmés")[2]
    added = "4 promis, 2 ajoutés le 05/01/2015"
    assert added in told(LOST)
    assert "abandonné" not in told(BACK - DAY)
    assert f"{added}, 1 abandonné le 02/03/2015" in told(BACK)
    promise.cancelled_on = BACK + DAY
    promise.save()
    said = told(BACK + DAY)
    assert f"{added}, 1 abandonné le 02/03/2015, promesse abandonnée le 03/03/2015" in said


def test_posts_are_not_given_up_before_they_are_promised(lectoure, project, as_role):
    promise = JobCommitmentFactory.create(project=project)
    page = url("posts_give_up", lectoure, promise.pk)
    day = promise.committed_on - DAY
    answer = as_role("operateur").send(page, {"number": "1", "given_up_on": day.isoformat()})
    assert answer.status_code == 422
    (sentence,) = answer.context["form"].errors["given_up_on"]
    assert "la promesse est du 1er avril 2014" in plain(sentence)
    assert not answer.context["form"].errors.get("number")


def test_the_day_of_the_first_posts_is_that_of_their_promise(lectoure, project, as_role):
    promise = JobCommitmentFactory.create(project=project, number=2)
    promise.give_up_posts(1, LOST)
    promise.add_posts(1, BACK)
    gone, added = promise.posts.get(given_up_on=LOST), promise.posts.get(made_on=BACK)
    why = {"change_reason": "Relu.", "change_cause": "mistyped", "change_note": "Relu."}
    for post, day in ((gone, LOST), (added, promise.committed_on)):
        answer = as_role("operateur").send(
            url("post_update", lectoure, post.pk),
            why | {"made_on": day.isoformat(), "given_up_on": ""},
        )
        assert answer.status_code == 422
        assert "nombre de postes de la promesse" in plain(answer.text)
    answer = as_role("operateur").send(url("post_delete", lectoure, gone.pk), why)
    assert answer.status_code == 422
    assert "garde autant de postes qu’il en annonce" in plain(answer.text)
    assert promise.posts.count() == 3


# --- forms that ask, lists that add up ------------------------------------------------------------


def test_what_is_needed_sometimes_is_not_called_optional(lectoure, project, as_role):
    writer = as_role("operateur")
    for page, name, hint in (
        ("project_update", "completed_on", "Nécessaire avant un accord ou un refus"),
        ("decision_create", "conditions", "nécessaires s’il est donné avec réserve"),
    ):
        field = writer.get(url(page, lectoure, project.pk)).context["form"][name]
        assert not field.is_optional
        assert hint in field.help_text


def test_the_totals_of_projects_are_those_of_the_rows_and_say_what_is_lost(
    lectoure, project, as_role
):
    def read(query: str = "") -> tuple[dict[str, str], int, str]:
        page = reader.get(f"{url('project_list', lectoure)}?au={LOST}{query}")
        rows = page.context["table"].data.data
        return dict(page.context["totals"]), sum(row.posts for row in rows), plain(page.text)

    reader = as_role("operateur")
    lost = "dont projets retirés, refusés ou annulés"
    known = figures(Convention.objects.get(pk=lectoure.pk), LOST)["jobs_programmed"].value
    before, posts, text = read("&q=Lieu-sans-projet")
    assert lost not in before
    JobCommitmentFactory.create(project=project, number=3)
    AidFactory.create(project=project, amount=123_400)
    found, posts, text = read()
    assert (int(found["Emplois programmés"]), posts) == (known + 3, known + 3)
    assert "Emplois programmés du filtre" not in text
    DecisionFactory.create(project=project, decided_on=LOST, outcome="cancelled")
    found, posts, _ = read()
    assert (int(found["Emplois programmés"]), posts) == (known, known)
    assert figures(lectoure, LOST)["jobs_programmed"].value == known
    alone, _, text = read(f"&q={project.reference}")
    assert plain(alone[lost]) == plain(alone["Aides accordées"]) == "1 234 €"
    assert "Aides accordées du filtre" in text


# --- what was entered later ----------------------------------------------------------------------


def test_that_an_acceptance_was_entered_late_is_told_once_it_is(project, told):
    job = JobFactory.create(project=project)
    piece = EvidenceFactory.create(job=job, dated_on=HIRED)
    entered = datetime.combine(BACK, time(12), tzinfo=UTC)
    piece.accept(UserFactory.create(), LOST, "Classeur retrouvé", at=entered)
    for day, is_told in ((LOST, False), (BACK - DAY, False), (BACK, True)):
        said = told(day)
        assert "acceptée le 05/01/2015" in said
        for words in ("saisie tardive", "Classeur retrouvé", "02/03/2015"):
            assert (words in said) == is_told, (day, words)
