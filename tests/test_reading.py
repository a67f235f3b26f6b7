"""A page that is read writes nothing, sessions apart."""

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from revitalisation.accounts.models import Organisation
from revitalisation.reading import ReadsOnly, WriteWhileReading

pytestmark = pytest.mark.django_db


def answered(method: str, act) -> HttpResponse:
    """Answer a request whose view does ``act``."""

    def view(request: HttpRequest) -> HttpResponse:
        act()
        return HttpResponse()

    return ReadsOnly(view)(RequestFactory().generic(method, "/"))


def insert() -> None:
    Group.objects.create(name="lecteurs")


def update() -> None:
    Organisation.objects.update(name="Autre nom")


def delete() -> None:
    Group.objects.all().delete()
    Group.objects.filter(pk=0).update(name="x")


def replace() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT OR REPLACE INTO auth_group (id, name) VALUES (1, 'x')")


def hidden_in_a_reading() -> None:
    with connection.cursor() as cursor:
        cursor.execute("WITH x AS (SELECT 1) UPDATE auth_group SET name = 'x'")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("act", [insert, update, delete, replace, hidden_in_a_reading])
def test_a_request_that_reads_changes_no_record(method, act):
    with pytest.raises(WriteWhileReading), transaction.atomic():
        answered(method, act)
    assert not Group.objects.exists()


def test_a_request_that_sends_a_form_may():
    assert answered("POST", insert).status_code == 200
    assert Group.objects.filter(name="lecteurs").exists()


def test_a_reading_may_put_two_readings_together():
    def union() -> None:
        named = Group.objects.values_list("name").order_by()
        list(named.filter(pk__gt=1).union(named.filter(pk=1), all=True).order_by("name"))

    assert answered("GET", union).status_code == 200


def test_a_reading_may_keep_a_session():
    def keep() -> None:
        session = SessionStore()
        session["page"] = 1
        session.save()
        session.delete()

    assert answered("GET", keep).status_code == 200


def test_the_product_s_own_requests_are_under_it(settings):
    assert settings.MIDDLEWARE[0] == "revitalisation.reading.ReadsOnly"
