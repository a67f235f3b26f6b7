"""A text is written beside the figures that it speaks of; what is to be done is listed once."""

from datetime import date

import pytest
from django.urls import reverse

from convention.models import Opinion
from reporting.situation import work
from reporting.situation.situation import Situation
from tests.factories import CommentFactory, OpinionFactory

MAY = date(2015, 5, 31)


def form(client, convention, page, **query):
    return client.get(reverse(page, args=[convention.slug]), query)


@pytest.fixture
def convention(lectoure):
    return lectoure


def body(client):
    return client.get("/").wsgi_request.user.organisation


def test_the_figures_of_the_day_stand_beside_what_is_written(convention, as_role):
    answer = form(as_role("prefecture"), convention, "opinion_create", chiffres="2015-05-31")
    told = {figure.code: figure.value for figure in answer.context["figures"]}
    assert told["total_jobs"] == 109
    assert "109" in answer.context["said"]
    assert answer.context["form"]["as_of"].value() == MAY.isoformat()


def test_of_an_axis_they_are_those_of_the_axis(convention, as_role):
    answer = form(
        as_role("operateur"), convention, "comment_create", chiffres="2015-05-31", axe="2"
    )
    told = {figure.code: figure.value for figure in answer.context["figures"]}
    assert told["jobs_created"] == 102
    axis = convention.axes.get(number=2)
    assert answer.context["form"]["axis"].value() == axis.pk


def test_without_a_day_they_are_those_that_the_last_committee_read(convention, as_role):
    answer = form(as_role("prefecture"), convention, "opinion_create")
    assert answer.context["figures_at"] == date(2017, 7, 4)


def test_what_the_body_signed_last_is_a_draft_and_stays(convention, as_role):
    client = as_role("operateur")
    signed = {"convention": convention, "organisation": body(client), "axis": None}
    OpinionFactory(**signed, as_of=date(2016, 12, 31), grounds="Avant.", confidence="doubtful")
    before = Opinion.objects.of(convention).count()
    answer = form(client, convention, "opinion_create", chiffres="2017-01-01")
    fields = answer.context["form"]
    assert (fields["grounds"].value(), fields["confidence"].value()) == ("Avant.", "doubtful")
    assert "31 décembre 2016" in answer.context["carried"].replace("\u00a0", " ")
    # Of the very day there is one already: it is rectified, not carried over.
    same = form(client, convention, "opinion_create", chiffres="2016-12-31")
    assert same.context["form"]["grounds"].value() != "Avant."
    assert Opinion.objects.of(convention).count() == before


def test_nobody_is_offered_the_text_of_another_body(convention, as_role):
    other = as_role("operateur")
    CommentFactory(
        convention=convention, organisation=body(other), axis=None, as_of=date(2017, 1, 2),
        done="Dit par un autre.",
    )  # fmt: skip
    answer = form(as_role("prefecture"), convention, "comment_create", chiffres="2017-02-01")
    assert answer.context["form"]["done"].value() != "Dit par un autre."


def test_an_opinion_fits_the_first_page(convention, as_role):
    client, address = as_role("prefecture"), reverse("opinion_create", args=[convention.slug])
    said = {"as_of": "2017-01-01", "signed_on": "2017-01-02", "confidence": "full"}
    refused = client.send(address, said | {"grounds": "a" * 301})
    assert "grounds" in refused.context["form"].errors
    assert client.send(address, said | {"grounds": "a" * 300}).status_code == 302


@pytest.mark.parametrize("day", [date(2014, 5, 31), MAY, date(2016, 9, 30), date(2017, 7, 4)])
def test_nothing_is_to_be_done_in_two_lists(convention, day):
    lists = work.lists(Situation(convention, day))
    codes = [todo.item.code for *_, held in lists for todo in held]
    assert len(codes) == len(set(codes))
    assert [name for name, *_ in lists] == ["decider", "retard", "manquant"]


def test_tabs_say_where_one_is(convention, as_role):
    client = as_role("prefecture")
    text = " ".join(client.get(reverse("job_list", args=[convention.slug])).text.split())
    assert 'aria-current="true">Dossiers</a>' in text
    assert 'aria-current="page">Emplois</a>' in text
    assert ">Communiqué</a>" not in text
    dashboard = " ".join(client.get(reverse("dashboard", args=[convention.slug])).text.split())
    assert 'aria-current="page">Situation</a>' in dashboard
    assert ">Emplois</a>" not in dashboard


def test_a_text_signed_on_these_figures_is_rectified_from_their_page(convention, as_role):
    client = as_role("prefecture")

    def offered(day):
        page = client.get(reverse("dashboard", args=[convention.slug]), {"au": day})
        return [label for label, _ in page.context["write"]]

    assert offered("2015-05-31") == ["Rectifier votre avis", "Rectifier votre commentaire"]
    assert offered("2015-06-01") == ["Donner un avis", "Commenter"]
