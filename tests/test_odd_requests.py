"""Requests that no page of ours writes: they get a page and a sentence, never an error."""

import logging

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from axes.site.models import Prospect, Site
from revitalisation.wsgi import application

NUL = "\0"
BEYOND = str(2**63)
SIGN_IN = "account_login"


def url(name: str, convention, *args) -> str:
    return reverse(name, args=[convention.slug, *args])


@pytest.fixture
def signed_in(db, as_role):
    """Sign in a demonstration account whose client reads the page of an error."""

    def sign_in(name: str) -> Client:
        client = as_role(name)
        client.raise_request_exception = False
        return client

    return sign_in


@pytest.fixture
def stranger(db) -> Client:
    """A browser that has not signed in; it has seen a form, and sends no token of it."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.get(reverse(SIGN_IN))
    assert "csrftoken" in client.cookies
    return client


def logged(caplog) -> str:
    """Return what the log of the service holds, as its own handler writes it."""
    console = next(h for h in logging.root.handlers if type(h) is logging.StreamHandler)
    return "\n".join(console.format(record) for record in caplog.records if console.filter(record))


def test_a_new_prospect_has_no_project_yet(lectoure, project, signed_in):
    data = {
        "site": Site.objects.filter(axis__convention=lectoure).first().pk,
        "name": "Menuiserie invisible",
        "activity": "Menuiserie",
        "project": project.pk,
    }
    answer = signed_in("operateur").send(url("prospect_create", lectoure), data)
    assert answer.status_code == 422
    assert "Enregistrez d’abord la signature du prospect" in answer.text
    assert not Prospect.objects.filter(name="Menuiserie invisible").exists()


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-16", "utf-7", "inconnu"])
@pytest.mark.parametrize(
    "kind",
    ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"],
)
def test_a_form_in_another_charset_is_refused_in_one_line(stranger, caplog, kind, charset):
    for method in ("POST", "GET"):
        caplog.clear()
        answer = stranger.generic(
            method, reverse(SIGN_IN) + "?next=/", b"login=%E9", f"{kind}; charset={charset}"
        )
        assert answer.status_code == 400
        assert "Demande illisible" in answer.text
        assert len(logged(caplog)) < 200, logged(caplog)


@pytest.mark.parametrize("charset", ["rot13", "base64", "hex", "idna", "undefined", "a\0"])
def test_a_codec_that_is_not_one_of_text_never_leaves_the_service(db, charset):
    environment = RequestFactory().get("/methode/?a=b").environ
    environment["CONTENT_TYPE"] = f"text/plain; charset={charset}"
    answers = []
    b"".join(application(environment, lambda status, headers: answers.append(status)))
    assert answers == ["400 Bad Request"]


@pytest.mark.parametrize("charset", ["UTF-8", "utf8", '"utf-8"', "us-ascii"])
def test_a_form_that_says_it_is_in_utf8_is_read(lectoure, signed_in, charset):
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    body = "name=Caf%C3%A9+%C3%A0+louer"
    answer = signed_in("operateur").generic(
        "POST", url("prospect_create", lectoure), body.encode(), kind
    )
    assert answer.status_code == 422
    assert "Café à louer" in answer.text


def test_an_unreadable_body_takes_few_lines_of_the_log(stranger, caplog):
    answer = stranger.generic("POST", reverse(SIGN_IN), b"x", "multipart/form-data")
    assert answer.status_code in {400, 403}
    assert len(logged(caplog)) < 400, logged(caplog)


def test_an_unknown_host_takes_one_line_of_the_log(stranger, caplog):
    for host in ("ailleurs.invalid", "a b", "[::1", "x" * 300):
        caplog.clear()
        assert stranger.get("/", headers={"host": host}).status_code == 400
        assert len(logged(caplog)) < 600, logged(caplog)


@pytest.mark.parametrize(
    "address",
    ["/?q=%00", "/methode/%00", "/administration/%00/", "/compte/login/?next=/%00"],
)
def test_a_nul_in_an_address_is_refused(stranger, address):
    assert stranger.get(address).status_code == 400
    assert stranger.post(address).status_code == 400


def test_a_nul_in_a_cookie_is_refused(stranger):
    answer = stranger.get("/", headers={"cookie": r'sessionid="abcdefghij\000klmnop"'})
    assert answer.status_code == 400


def test_an_address_longer_than_a_server_reads_is_refused(signed_in, caplog):
    reader = signed_in("admin")
    answer = reader.get("/administration/reference/commune/?q=" + "x" * 60_000)
    assert answer.status_code == 400
    assert len(logged(caplog)) < 400
    assert reader.get("/administration/reference/commune/?q=" + "x" * 3_000).status_code == 200


NAMED = {"commune": "company_create", "naf": "company_create", "company": "project_create"}


@pytest.mark.parametrize("field", NAMED)
@pytest.mark.parametrize(
    "text", [NUL, f"Lec{NUL}toure", "é" * 60_000, "9" * 14 + NUL, "x" * 1_000_000, "(" * 5_000]
)
def test_what_names_a_record_gets_a_sentence_whatever_is_typed(lectoure, signed_in, field, text):
    answer = signed_in("operateur").send(url(NAMED[field], lectoure), {field: text})
    assert answer.status_code == 422
    errors = answer.context["form"].errors[field]
    assert len(errors) == 1
    assert len(errors[0]) < 200


def test_an_employer_gets_the_same_sentence(lectoure, signed_in):
    answer = signed_in("mission-locale").send(url("placement_create", lectoure), {"employer": NUL})
    assert "employer" in answer.context["form"].errors


def test_every_text_field_refuses_a_nul(lectoure, project, signed_in):
    for name, args in (
        ("prospect_create", ()),
        ("company_create", ()),
        ("project_create", ()),
        ("ledger_create", ()),
        ("job_create", (project.pk,)),
        ("aid_create", (project.pk,)),
        ("commitment_create", (project.pk,)),
    ):
        writer = signed_in("operateur")
        address = url(name, lectoure, *args)
        fields = writer.get(address).context["form"].fields
        answer = writer.send(address, dict.fromkeys(fields, f"1{NUL}"))
        assert answer.status_code == 422, name
        assert set(answer.context["form"].errors) >= {
            field for field, f in fields.items() if f.widget.input_type == "text"
        } - {"amount"}, name


@pytest.mark.parametrize(
    "query",
    [
        f"accounts/user/?organisation__id__exact={BEYOND}",
        f"accounts/user/?organisation={BEYOND}",
        f"accounts/user/?id__in={BEYOND}",
        f"accounts/user/?id={'9' * 5000}",
        f"accounts/user/?organisation=-{BEYOND}9",
        f"accounts/user/?organisation={BEYOND[:4]}_{BEYOND[4:]}",
        f"accounts/user/{BEYOND}/change/",
        f"accounts/user/{BEYOND}/password/",
        f"accounts/user/{BEYOND}/history/",
        f"accounts/user/{BEYOND}/delete/",
        f"accounts/user/?p={BEYOND}",
        f"accounts/user/?o={BEYOND}.{BEYOND}",
        f"convention/convention/?liable_company={BEYOND}",
        f"convention/committee/?convention__id__exact={BEYOND}",
        f"ledger/ledgerentry/?amount={BEYOND}",
        f"ledger/ledgerentry/?amount__gt={BEYOND}",
        "ledger/ledgerentry/?dated_on__year=0",
        "ledger/ledgerentry/?dated_on__year=10000",
        f"ledger/ledgerentry/?dated_on__year={BEYOND}",
        "ledger/ledgerentry/?dated_on=0000-00-00",
        "accounts/user/?is_active__exact=x",
        "reference/smicrate/9999-99-99/change/",
        f"r/{BEYOND}/{BEYOND}/",
        f"jsi18n/?x={BEYOND}",
    ],
)
def test_the_administration_has_an_answer_to_any_number(signed_in, query):
    answer = signed_in("admin").get(f"/administration/{query}")
    assert answer.status_code in {200, 302, 400, 403, 404}


def test_an_action_on_numbers_that_no_key_has_is_answered(signed_in):
    admin = signed_in("admin")
    for key in (BEYOND, NUL, "x"):
        data = {"action": "delete_selected", "_selected_action": key}
        answer = admin.send("/administration/accounts/organisation/", data)
        assert answer.status_code in {200, 302, 400, 404}, key


def test_a_reference_typed_in_the_administration_may_be_anything(lectoure, signed_in):
    admin = signed_in("admin")
    address = reverse("admin:convention_convention_change", args=[lectoure.pk])
    for text in (NUL, BEYOND, "x" * 100_000):
        answer = admin.send(address, {"commune": text, "liable_company": text, "slug": text})
        assert answer.status_code in {200, 400, 404}, text[:20]


@pytest.mark.parametrize("key", ["0", BEYOND, "9" * 100, "9" * 3_900])
def test_a_key_beyond_any_key_answers_as_an_unknown_one(lectoure, signed_in, key):
    reader = signed_in("operateur")
    for page in ("projets", "prospects", "ecritures", "comites", "jeunes"):
        address = f"/conventions/{lectoure.slug}/{page}/{key}/"
        assert reader.get(address).status_code == 404
    for page in (f"axes/{key}/", f"emplois/{key}/modifier/"):
        assert reader.post(f"/conventions/{lectoure.slug}/{page}").status_code in {404, 405}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("page=x", 200),
        ("page=-1", 200),
        (f"page={BEYOND}", 200),
        ("page=1&page=2", 200),
        ("tri=inconnu", 200),
        ("tri=-", 200),
        ("tri=&tri=--reference", 200),
        ("au=0001-01-01", 404),
        ("au=9999-12-31", 404),
        ("au=2015-05-31&au=hier", 404),
        (f"commune={BEYOND}", 200),
        ("q=%ED%A0%80", 200),
        ("q=%25_%5C", 200),
        (f"q={'x' * 3_000}", 200),
        ("format=inconnu", 200),
        ("=&&&=", 200),
    ],
)
def test_a_list_answers_whatever_its_address_asks(lectoure, signed_in, query, status):
    reader = signed_in("operateur")
    for page in ("project_list", "job_list", "prospect_list", "ledger_list", "placement_list"):
        for headers in ({}, {"hx-request": "true"}):
            address = f"{url(page, lectoure)}?{query}"
            assert reader.get(address, headers=headers).status_code == status, page


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"name": '),
        ("application/json", b"[" * 100_000),
        ("text/xml", b"<a/>"),
        ("", b"name=x"),
        ("multipart/form-data; boundary=x", b"--x\r\n" * 1_000),
        ("multipart/form-data; boundary=" + "x" * 500, b"--x"),
        ("application/x-www-form-urlencoded", b"name=%ED%A0%80&name=%FF&%00=%00"),
        ("application/x-www-form-urlencoded", b"name=" + b"x" * 1_000_000),
        ("application/x-www-form-urlencoded", b"&".join(b"a=1" for _ in range(2_000))),
        ("application/x-www-form-urlencoded", b"name=" + b"x" * 3_000_000),
    ],
)
def test_a_body_of_any_kind_has_its_answer(lectoure, signed_in, stranger, kind, body):
    address = url("prospect_create", lectoure)
    writer = signed_in("operateur")
    assert writer.generic("POST", address, body, kind).status_code in {400, 422}
    assert stranger.generic("POST", reverse(SIGN_IN), body, kind).status_code in {400, 403}


def test_large_headers_are_read_or_refused(stranger):
    for name in ("accept-language", "user-agent", "referer", "hx-current-url", "cookie"):
        answer = stranger.get(reverse(SIGN_IN), headers={name: "é\x80;q=,x=" * 800})
        assert answer.status_code in {200, 400}, name


def test_a_form_of_the_administration_has_a_hundred_new_rows_at_most(lectoure, signed_in):
    admin = signed_in("admin")
    address = reverse("admin:convention_convention_change", args=[lectoure.pk])
    stored = lectoure.memberships.count()
    for rows, too_many in ((stored + 100, False), (stored + 101, True), (999_999, True)):
        data = {
            f"{prefix}-{count}": "0"
            for prefix in ("terms", "axes", "counting_rules", "memberships", "perimeter")
            for count in ("TOTAL_FORMS", "INITIAL_FORMS")
        }
        answer = admin.send(address, data | {"memberships-TOTAL_FORMS": str(rows)})
        sets = {s.formset.prefix: s.formset for s in answer.context["inline_admin_formsets"]}
        assert bool(sets["memberships"].non_form_errors()) == too_many, rows
        assert len(sets["memberships"].forms) == min(rows, stored + 100)
