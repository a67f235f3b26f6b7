"""Names that do not read as they are written, and cells that a spreadsheet would compute."""

import re
from io import BytesIO
from types import SimpleNamespace
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from axes.site.models import Prospect
from revitalisation.accounts.models import Organisation, User
from revitalisation.ui.columns import TextColumn
from revitalisation.ui.exports import csv_value, is_formula, write_xlsx
from revitalisation.ui.tables import Table
from revitalisation.ui.validators import visible

OURS = ("accounts", "reference", "convention", "site", "business", "territory", "ledger")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Usine\u202exe", "un caractère qui change le sens de lecture (U+202E) après «\u00a0Usine"),
        ("\u2067Usine", "un caractère qui change le sens de lecture (U+2067) au début"),
        ("Us\u200bine", "un caractère invisible (U+200B) après «\u00a0Us"),
        ("Us\u200dine", "un caractère invisible (U+200D)"),
        ("\ufeffUsine", "un caractère invisible (U+FEFF)"),
        ("Us\u00adine", "un caractère invisible (U+00AD)"),
        ("Us\u2060ine", "un caractère invisible (U+2060)"),
        ("Usine\U000e0041", "un caractère invisible (U+E0041)"),
        ("Us\u3164ine", "un caractère invisible (U+3164)"),
        ("Us\ufe0fine", "un caractère invisible (U+FE0F)"),
        ("Us\tine", "un caractère de commande (U+0009)"),
        ("Us\nine", "un caractère de commande (U+000A)"),
        ("Us\x1bine", "un caractère de commande (U+001B)"),
        ("Us\x85ine", "un caractère de commande (U+0085)"),
        ("Us\u2028ine", "un caractère de commande (U+2028)"),
        ("Us\ue000ine", "un caractère inconnu (U+E000)"),
    ],
)
def test_what_is_not_seen_is_refused_by_its_name(text, words):
    with pytest.raises(ValidationError) as refused:
        visible(text)
    (sentence,) = refused.value.messages
    assert words in sentence
    assert sentence.endswith("effacez-le, ou tapez ce texte à nouveau.")
    assert text not in sentence


@pytest.mark.parametrize(
    "text",
    [
        "",
        "L’Œuvre d’Été – « Garonne & fils », n°\u00a03",
        "12\u202f500\u00a0€ l'an",
        "Ça, là-bas\u2011même : œuf, ÿ, Ÿ, Île",
        "Cafe\u0301",
        "Ελλάς, Москва, 日本, مصنع",
    ],
)
def test_ordinary_names_are_accepted(text):
    visible(text)


def one_line_texts():
    return [
        field
        for label in OURS
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.local_fields
        if type(field) is models.CharField and not field.choices
    ]


def test_every_one_line_text_of_every_record_refuses_them():
    fields = one_line_texts()
    assert {"business.ConventionCompany.name", "accounts.User.last_name"} <= {
        str(f) for f in fields
    }
    for field in fields:
        with pytest.raises(ValidationError, match=r"U\+202E"):
            field.run_validators("Usine\u202exe")


def test_no_migration_repeats_it():
    field = Prospect._meta.get_field("name")
    assert "validators" not in field.deconstruct()[3]


@pytest.fixture
def operator(as_role):
    return as_role("operateur")


@pytest.mark.django_db
def test_a_form_says_which_field_and_what(lectoure, operator):
    address = reverse("prospect_create", args=[lectoure.slug])
    answer = operator.send(address, {"name": "Usine\u202eexe", "activity": "Bois"})
    assert answer.status_code == 422
    (sentence,) = answer.context["form"].errors["name"]
    assert "U+202E" in sentence


@pytest.mark.django_db
def test_a_text_that_is_no_column_is_read_too(lectoure, as_role):
    client = as_role("operateur")
    entry = lectoure.axes.get(kind="business").measures.get(kind="operator_fees").entries.first()
    address = reverse("ledger_reverse", args=[lectoure.slug, entry.pk])
    answer = client.send(address, {"reason": "Erreur\u200b", "dated_on": "2015-05-31"})
    assert "U+200B" in str(answer.context["form"].errors["reason"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "fields", "field"),
    [
        ("admin:accounts_organisation_add", {"name": "Pré\u200ffecture", "kind": "other"}, "name"),
        ("admin:auth_group_add", {"name": "Agents\u202e"}, "name"),
    ],
)
def test_the_administration_refuses_them(client, name, fields, field):
    client.force_login(User.objects.create_superuser("admin@exemple.invalid"))
    answer = client.send(reverse(name), fields)
    assert answer.status_code == 200
    assert "U+20" in str(answer.context["adminform"].form.errors[field])
    assert not Organisation.objects.filter(name__startswith="Pré").filter(kind="other").exists()


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@A1",
        "＝1+1",
        "＋1",
        "－1",
        "＠A1",
        "﹦1",
        "﹢1",
        "﹣1",
        "﹫A1",
        " =1",
        "\u00a0＝1",
        "\u3000@A1",
        "\u200b=1",
        "\ufeff=1",
        "\n=1",
        "\t1",
        "\r1",
    ],
)
def test_what_a_spreadsheet_would_compute_stays_text(text):
    assert csv_value(text) == "'" + text
    assert is_formula(text)


@pytest.mark.parametrize("text", ["", " ", "Usine", " Usine", "1-1", "«\u00a0=\u00a0»", "’=1"])
def test_other_text_is_left_as_it_is(text):
    assert csv_value(text) == text


class Names(Table):
    name = TextColumn("Nom")


def test_a_workbook_marks_such_text_as_text():
    stream = BytesIO()
    lines = [SimpleNamespace(name=name) for name in ("＝1+1", " @A1", "Usine")]
    write_xlsx(Names(lines), stream)
    with ZipFile(stream) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        styles = book.read("xl/styles.xml").decode().split("<cellXfs")[1].split("</cellXfs>")[0]
    quoted = [
        str(n) for n, xf in enumerate(re.findall("<xf [^>]*>", styles)) if "quotePrefix" in xf
    ]
    cells = dict(re.findall(r'<c r="A([234])"(?: s="(\d+)")?', sheet))
    assert cells == {"2": quoted[0], "3": quoted[0], "4": ""}
    assert "<f>" not in sheet
