"""The fuzzer: a short run finds nothing in the service, and finds what a test has broken."""

import time

import pytest
from django.contrib.auth.models import Group
from django.http import HttpResponse

from axes.site.models import Prospect
from reporting.workshop.demonstration.parties import ACCOUNTS
from revitalisation.accounts.models import Organisation
from tests.fuzz import pages
from tests.fuzz.browser import Reader
from tests.fuzz.campaign import Campaign
from tests.fuzz.routes import routes
from tests.fuzz.scratch import Watch

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(monkeypatch, settings) -> Reader:
    """Everyone of the demonstration, with the layout of the report spared."""
    monkeypatch.setattr("reporting.documents.views.as_pdf", lambda paper: b"%PDF-")
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    options = {**settings.TEMPLATES[0]["OPTIONS"], "string_if_invalid": ""}
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "OPTIONS": options}]
    return Reader({account.email.partition("@")[0]: account.email for account in ACCOUNTS})


def run(reader: Reader, requests: int, *names: str) -> Campaign:
    """Send ``requests`` requests to the pages ``names``, or to any."""
    known = [route for route in routes() if not names or route.name in names]
    campaign = Campaign(8, requests, reader, lambda: None, known)
    campaign.run()
    return campaign


def test_a_short_run_finds_nothing(reader):
    campaign = run(reader, 300)
    assert not [str(finding) for finding in (*campaign.findings, *campaign.slow)]
    assert campaign.sent >= 300
    assert campaign.reached * 2 > campaign.sent
    assert {status for status in campaign.statuses if status >= 500} <= {503}


def test_it_hits_every_field_and_every_method_of_a_page(reader):
    campaign = run(reader, 160, "prospect_create")
    assert campaign.unmet == 0
    assert campaign.unhit == []
    names = {name for _, name in campaign.survey.targets}
    assert {"site", "name", "activity", "jobs_envisaged", "project", "csrfmiddlewaretoken"} <= names


def test_it_finds_an_error(reader, monkeypatch):
    monkeypatch.setattr("axes.site.views.ProspectCreate.get_title", lambda page: 1 / 0)
    found = run(reader, 60, "prospect_create").findings
    assert {finding.what for finding in found} == {"ERREUR 500"}
    assert "ZeroDivisionError" in str(found[0])
    assert "prospects/nouveau/" in str(found[0])


def test_it_finds_what_was_written_by_halves(reader, monkeypatch):
    def post(page, request, **kwargs):
        Organisation.objects.filter(name="BPI Group").update(siren=str(time.monotonic())[-9:])
        return HttpResponse("Refusé.", status=422)

    monkeypatch.setattr("axes.site.views.ProspectCreate.post", post)
    found = run(reader, 60, "prospect_create").findings
    assert {finding.what for finding in found} == {"ÉCRIT À MOITIÉ"}
    assert "accounts_organisation" in found[0].detail


def test_it_knows_which_rows_a_request_changed(db):
    watch = Watch()
    with watch.reading():
        Organisation.objects.filter(name="BPI Group").update(siren="732829320")
        Group.objects.filter(pk=0).update(name="x")
    assert watch.written == ["accounts_organisation", "auth_group"]
    assert watch.changed() == ["accounts_organisation"]
    assert watch.changed() == []


def test_it_finds_what_is_slow_and_sees_it_three_times(reader, monkeypatch):
    def records(page):
        if any(len(value) > 200 for value in page.request.GET.values()):
            end = time.process_time() + 0.5
            while time.process_time() < end:
                pass
        return Prospect.objects.filter(site__axis__convention=page.convention)

    monkeypatch.setattr("axes.site.lists.ProspectList.get_queryset", records)
    monkeypatch.setattr("tests.fuzz.campaign.SLOW_FACTOR", 5)
    slow = run(reader, 160, "prospect_list").slow
    assert slow
    assert all(len(finding.sent.path) > 200 for finding in slow)
    assert slow[0].detail.split(" ms")[0].count(",") == 3


def test_a_round_is_the_same_twice(reader):
    sent = []
    for _ in range(2):
        campaign = run(reader, 60, "prospect_list", "method")
        sent.append([str(one) for _, one, _ in campaign.heavy])
    assert sent[0] == sent[1]
    assert len(sent[0]) > 30


def test_a_form_is_read_as_a_browser_reads_it():
    (form,), asked = pages.read(
        '<a href="?tri=x&amp;page=2">2</a><form method="post"><input type="hidden" name="version" '
        'value="3"><input name="name"><select name="kind"><option value="">–</option>'
        '<option value="b" selected>B</option></select><textarea name="terms-0-reason">a</textarea>'
        '<input type="checkbox" name="is_open" checked>'
        '<button name="go" value="1">OK</button></form>'
    )
    assert asked == ["page", "tri"]
    assert [(f.shape, f.kind, f.value) for f in form.fields] == [
        ("version", "hidden", "3"),
        ("name", "text", ""),
        ("kind", "select", "b"),
        ("terms-N-reason", "text", "a"),
        ("is_open", "checkbox", ""),
    ]
    assert form.fields[2].options == ["", "b"]
    assert form.buttons == [("go", "1")]
