"""The first page: one's conventions, worst first, each with its figures, dates and alerts."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from convention.models import Convention, ConventionTerms, Membership
from reporting.figures.engine import figures
from reporting.figures.text import value_text
from reporting.situation import overview
from revitalisation.accounts.models import User

pytestmark = pytest.mark.django_db
HOME = reverse("home")
DAY = date(2015, 5, 31)


def add(like: Convention, slug: str, *, target: int | None = 10, ends_on=date(2016, 12, 31)):
    """Write a convention of the préfecture without any record, at a pace of its own."""
    made = Convention.objects.create(
        slug=slug,
        name=slug.title(),
        liable_company=like.liable_company,
        legal_basis=like.legal_basis,
        regime=like.regime,
        departement=like.departement,
        commune=like.commune,
        signed_on=date(2014, 1, 1),
        operational_start=date(2014, 1, 1),
    )
    ConventionTerms.objects.create(
        convention=made,
        number=0,
        effective_on=date(2014, 1, 1),
        ends_on=ends_on,
        envelope=10_000_000,
        job_target=target,
    )
    organisation = User.objects.get(email="prefecture@demo.invalid").organisation
    assert organisation is not None
    Membership.objects.create(convention=made, organisation=organisation, role="prefecture")
    made.axes.create(number=1, kind="business", title="Entreprises")
    return made


def read(client, day: date = DAY, **query):
    return client.get(HOME, {"au": day.isoformat(), **query})


def names(answer) -> list[str]:
    return [line.convention.slug for line in answer.context["page_obj"]]


def test_running_conventions_come_first_then_the_greatest_delay_then_no_number(lectoure, as_role):
    add(lectoure, "sans-emploi")
    add(lectoure, "echue", ends_on=date(2015, 3, 31))
    add(lectoure, "sans-objectif", target=None)
    # A third of the duration has passed everywhere: nothing created is worse than 41 %.
    answer = read(as_role("prefecture"))
    order = names(answer)
    assert order[:2] == ["sans-emploi", "itm-lectoure"]
    assert order.index("sans-objectif") > order.index("itm-lectoure")
    assert order[-1] == "echue"


def test_figures_are_those_of_the_engine_and_lead_to_their_rows(lectoure, as_role):
    answer = read(as_role("prefecture"))
    sheet = figures(lectoure, DAY)
    for code in ("total_jobs", "creation_rate", "calendar_gap_since_start", "committed"):
        assert value_text(sheet[code]) in answer.text
        address = reverse("figure_rows", args=[lectoure.slug, code])
        assert f"{address}?au=2015-05-31" in answer.text
    assert "102\u00a0emplois créés et 7\u00a0placements de jeunes" in answer.text


def test_work_items_lead_to_the_rows_they_count(lectoure, as_role):
    client = as_role("prefecture")
    (line,) = [li for li in read(client).context["page_obj"] if li.convention == lectoure]
    assert line.todo
    for todo in line.todo:
        answer = client.get(todo.url)
        assert answer.status_code == 200, todo.url
        if "state=" in todo.url or "followup=" in todo.url:
            count = answer.context["count"]
            said = "Un " if count == 1 else f"{count}\u00a0"
            assert todo.sentence.startswith(said), todo.url


def test_a_year_without_committee_and_a_term_that_passed_are_said(lectoure, as_role):
    add(lectoure, "echue", ends_on=date(2015, 3, 31))
    add(lectoure, "jamais-reunie")
    found = {
        line.convention.slug: [todo.sentence for todo in line.todo]
        for line in read(as_role("prefecture")).context["page_obj"]
    }
    assert any("arrivée à son terme" in sentence for sentence in found["echue"])
    assert any("bilan définitif" in sentence for sentence in found["echue"])
    assert any("plus d’un an" in sentence for sentence in found["jamais-reunie"])
    assert not any("D1233-42" in sentence for sentence in found["itm-lectoure"])


def test_what_is_missing_is_said_in_words(lectoure, as_role):
    add(lectoure, "sans-objectif", target=None)
    answer = read(as_role("prefecture"))
    assert "L’objectif d’emplois n’est pas renseigné." in answer.text
    assert "objectif&nbsp;: non renseigné" in answer.text


def test_queries_do_not_grow_with_conventions(lectoure, as_role):
    client = as_role("prefecture")
    read(client)
    with CaptureQueriesContext(connection) as few:
        read(client)
    for number in range(30):
        add(lectoure, f"autre-{number}")
    with CaptureQueriesContext(connection) as many:
        answer = read(client)
    # Five to rank them all, thirteen for those that a page shows.
    assert len(few) == len(many) <= 18
    assert len(names(answer)) == 25
    assert answer.context["page_obj"].paginator.num_pages == 2
    assert "au=2015-05-31&amp;page=2" in answer.text


def test_one_sees_the_conventions_of_ones_organisation_only(lectoure, as_role):
    firm = lectoure.liable_company
    other = add(lectoure, "ailleurs")
    assert not Membership.objects.filter(convention=other, organisation=firm).exists()
    assert "ailleurs" not in names(read(as_role("entreprise")))


def test_nothing_to_see_is_said(client):
    client.force_login(User.objects.create(email="nouveau@exemple.invalid"))
    assert "Aucune convention ne vous est ouverte" in client.get(HOME).text


def test_without_sign_in_one_is_sent_to_it(client):
    assert client.get(HOME).status_code == 302


def test_lines_are_the_same_whoever_asks(lectoure):
    admin = User.objects.get(email="admin@demo.invalid")
    prefecture = User.objects.get(email="prefecture@demo.invalid")
    seen = [overview.ranked(user, DAY) for user in (admin, prefecture)]
    assert seen[0] == seen[1]
