"""The list page, the form page, columns, money and dates, whatever the records behind them."""

import io
import re
from datetime import date
from fractions import Fraction

import pytest
import python_calamine
from django import forms
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import MinValueValidator
from django.template import engines

from axes.ledger.models import LedgerEntry
from revitalisation.reference.models import Commune
from revitalisation.ui import columns, formats, tables
from revitalisation.ui.dates import BadDate, dated, parse_as_of
from revitalisation.ui.exports import csv_lines, write_xlsx
from revitalisation.ui.money import LARGEST, EuroField, MoneyFormField, parse_euros

NARROW, HARD = "\u202f", "\u00a0"


class Row:
    """A record of no table."""

    def __init__(self, **values):
        self.__dict__.update(values)

    def get_absolute_url(self):
        return f"/lignes/{self.name}/"


class RowTable(tables.Table):
    caption = "Lignes"
    name = columns.LinkColumn("Nom")
    on = columns.DateColumn("Le", absent="à venir")
    amount = columns.EuroColumn("Montant")
    share = columns.PercentColumn("Part")
    permanent = columns.BooleanColumn("Durable")
    town = columns.TextColumn("Commune", accessor="company__town")
    kind = columns.ChoiceColumn("Nature", choices=[("loan", "Prêt")])
    secret = columns.IntegerColumn("Réservé", visible=False)


def row(**values):
    plain = {
        "name": "A",
        "on": date(2015, 5, 31),
        "amount": 150000050,
        "share": Fraction(145, 263),
        "permanent": True,
        "company": Row(name="C", town="Lectoure"),
        "kind": "loan",
        "secret": 7,
    }
    return Row(**{**plain, **values})


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1 500,50", 150050),
        ("1500.50", 150050),
        (f"1{NARROW}500{HARD}€", 150000),
        ("0,1", 10),
        ("-3", -300),
        ("\u22123", -300),
    ],
)
def test_euros_are_read_in_every_usual_spelling(text, cents):
    assert parse_euros(text) == cents


@pytest.mark.parametrize("text", ["12,345", "1,5,0", "douze", "1e3", "NaN", "--1", "€", "9" * 20])
def test_what_is_no_amount_gets_a_sentence(text):
    with pytest.raises(ValidationError) as refusal:
        parse_euros(text)
    assert refusal.value.message.endswith(".")


def test_money_field_shows_euros_and_gives_cents():
    field = MoneyFormField(min_value=100)
    assert field.prepare_value(150050) == "1500,50"
    assert field.prepare_value(150000) == "1500"
    assert field.prepare_value("1 5x") == "1 5x"
    assert field.clean("1 500") == 150000
    assert not field.has_changed(150050, "1 500,50")
    with pytest.raises(ValidationError, match="au moins 1"):
        field.clean("0,99")
    assert MoneyFormField(required=False).clean(" ") is None
    assert LARGEST < 2**63


def test_euro_field_keeps_the_limits_of_the_model_and_refuses_a_numeric_box():
    field = EuroField("montant", validators=[MinValueValidator(1)])
    form_field = field.formfield(widget=forms.NumberInput)
    assert isinstance(form_field, MoneyFormField)
    assert form_field.min_value == 1
    assert form_field.widget.input_type == "text"
    assert isinstance(LedgerEntry._meta.get_field("amount").formfield(), MoneyFormField)


@pytest.mark.parametrize(
    "text", ["2015-02-30", "31/05/2015", "20150531", "2015-W22-7", "1989-12-31", "2101-01-01", "x"]
)
def test_an_impossible_date_is_a_404_with_a_sentence(text):
    with pytest.raises(BadDate) as refusal:
        parse_as_of(text, date(2015, 5, 31))
    assert refusal.value.args[0].is_sentence


def test_a_date_is_read_or_defaults():
    assert parse_as_of("2015-05-31", date(2020, 1, 1)) == date(2015, 5, 31)
    assert parse_as_of("", date(2020, 1, 1)) == parse_as_of(None, date(2020, 1, 1))


def test_a_date_is_written_once_before_the_place_in_the_page():
    day = date(2015, 5, 31)
    assert dated("/projets/1/#emploi-2", day) == "/projets/1/?au=2015-05-31#emploi-2"
    assert dated("/emplois/?state=ended", day) == "/emplois/?state=ended&au=2015-05-31"
    assert dated("/emplois/", None) == "/emplois/"


def test_formats_follow_french_typography():
    assert formats.integer(1500000) == f"1{NARROW}500{NARROW}000"
    assert formats.euros(150000050) == f"1{NARROW}500{NARROW}000,50{HARD}€"
    assert formats.euros(-100) == f"\u22121{HARD}€"
    assert formats.euros(Fraction(200, 3)) == f"0,67{HARD}€"
    assert formats.percent(Fraction(145, 263)) == f"55,1{NARROW}%"
    assert formats.points(1.96) == f"+2,0{HARD}points"
    assert formats.points(-1.94) == f"\u22121,9{HARD}point"
    assert formats.points(-3.0) == f"\u22123,0{HARD}points"
    assert formats.long_date(date(2015, 5, 1)) == f"1er{HARD}mai 2015"
    write = engines["django"].from_string("{% load formats %}{{ a|euros }} {{ b|percent:0 }}")
    assert write.render({"a": None, "b": 0.5}) == f"non renseigné 50{NARROW}%"


def test_cells_are_escaped_formatted_and_say_what_is_absent():
    rows = [row(name="<b>", on=None, permanent=None, company=None)]
    table = RowTable(rows, as_of=date(2015, 5, 31))
    body = table.body()
    assert '<a href="/lignes/&lt;b&gt;/?au=2015-05-31">&lt;b&gt;</a>' in body
    assert f'<td class="app-number">1{NARROW}500{NARROW}000,50{HARD}€</td>' in body
    assert "à venir" in body
    assert body.count("non renseigné") == 2
    assert "Prêt" in body
    assert ">7<" not in body


def test_a_zero_and_a_no_are_not_absent():
    body = RowTable([row(amount=0, share=0, permanent=False)]).body()
    assert "non renseigné" not in body
    assert f"0{HARD}€" in body


def test_a_column_from_elsewhere_is_refused():
    import django_tables2

    class Wrong(tables.Table):
        name = django_tables2.Column()

    with pytest.raises(ImproperlyConfigured, match="name"):
        Wrong([row()])


def test_heads_say_how_they_are_sorted():
    table = RowTable([row()], order_by="-amount")
    heads = {head["name"]: head for head in table.head()}
    assert heads["amount"]["sort"] == "descending"
    assert heads["amount"]["next"] == "amount"
    assert heads["name"]["sort"] == ""
    assert "secret" not in heads


def test_absent_values_are_sorted_last_on_every_database():
    class CommuneTable(tables.Table):
        name = columns.TextColumn("Commune")
        population = columns.IntegerColumn("Population")

    def order(by):
        return str(CommuneTable(Commune.objects.all(), order_by=by).sorted_source().query)

    assert "NULLS LAST" in order("-population")
    assert "NULLS LAST" not in order("name")
    assert order("name").endswith('"reference_commune"."code" ASC')


def test_csv_holds_typed_values_every_column_and_no_formula():
    table = RowTable([row(name="=1+1"), row(name="@x", amount=None, on=None)])
    text = b"".join(csv_lines(table)).decode()
    assert text.startswith("\ufeffname;on;amount;share;permanent;town;kind;secret\r\n")
    assert "'=1+1;2015-05-31;1500000.50;0.551331;Oui;Lectoure;Prêt;7\r\n" in text
    assert "'@x;;;" in text


def test_xlsx_holds_numbers_dates_and_no_formula():
    file = io.BytesIO()
    write_xlsx(RowTable([row(name="=1+1"), row(amount=None)]), file)
    file.seek(0)
    sheet = python_calamine.CalamineWorkbook.from_filelike(file).get_sheet_by_index(0)
    head, first, second = sheet.to_python()
    assert head[:3] == ["Nom", "Le", "Montant"]
    assert first[:3] == ["=1+1", date(2015, 5, 31), 1500000.5]
    assert first[-1] == 7
    assert second[2] == ""


class Every(forms.Form):
    name = forms.CharField(label="Nom", help_text="Tel qu’au registre.")
    day = forms.DateField(label="Date", initial=date(2015, 5, 31))
    kind = forms.ChoiceField(label="Nature", choices=[("a", "A & B"), ("b", "B")])
    way = forms.ChoiceField(label="Voie", choices=[("a", "A")], widget=forms.RadioSelect)
    former = forms.BooleanField(label="Ancien salarié", required=False)


def test_every_form_is_drawn_by_the_design_system():
    html = str(Every())
    assert 'class="fr-input"' in html
    assert 'class="fr-select"' in html
    assert 'type="date" name="day" value="2015-05-31"' in html
    assert 'aria-describedby="id_name_helptext"' in html
    assert 'id="id_name_helptext"' in html
    assert "A &amp; B" in html
    assert "fr-fieldset__legend" in html
    assert "erreurs" not in html


def test_refused_fields_are_named_first_and_tied_to_their_errors():
    html = str(Every({"day": "2015-02-30", "kind": "a", "way": "a"}))
    assert html.index('role="alert"') < html.index('name="name"')
    assert re.search(r'<a\s+href="#id_name">Nom</a>', html)
    assert 'id="id_name_error"' in html
    assert "id_name_error" in html.split('name="name"')[1].split(">")[0]
    assert 'aria-invalid="true"' in html
