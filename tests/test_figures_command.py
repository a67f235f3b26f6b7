"""The command that prints figures: its formats, and its sentences when asked the impossible."""

import csv
import io
import json
import re
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command

from convention.models import Convention, ConventionTerms
from reporting.figures.engine import figures
from reporting.figures.registry import PUBLISHED
from reporting.figures.text import as_json

from .histories import SIGNED, History

pytestmark = pytest.mark.django_db

RULES = {"counts_placements": True}
PROJECT = {
    "kind": "creation",
    "received_on": date(2014, 3, 1),
    "completed_on": date(2014, 3, 1),
    "decided_on": date(2014, 4, 1),
    "decision": "favourable",
    "withdrawn_on": None,
    "on_site_axis": False,
    "of_first_firm": False,
    "commitments": [(3, date(2014, 4, 1), None)],
    "jobs": [
        {
            "hired_on": date(2014, 5, 5),
            "contract": "permanent",
            "duration_months": None,
            "weekly_hours": 35,
            "commune_id": "32208",
            "is_former_employee": None,
            "ends_after": None,
            "verified_after": 30,
            "substitutes": [],
            "last_stays": True,
            "promised": False,
            "changes": [],
        }
    ],
    "aid": 1_234_567,
    "paid_share": 50,
    "released": False,
    "posts_since": [],
    "names_posts": False,
    "reversed_after": None,
}


@pytest.fixture
def convention() -> Convention:
    placed = [{"hired_on": date(2014, 9, 1), "contract": "apprenticeship"}]
    return History([PROJECT], placed, [["study"]], RULES, 263).write()


def run(*args: str) -> str:
    out = io.StringIO()
    call_command("figures", *args, stdout=out)
    return out.getvalue()


def test_json_holds_every_figure_with_plain_values(convention):
    answer = json.loads(run("histoire", "--as-of", "2015-05-31", "--format", "json"))
    assert (answer["convention"], answer["as_of"]) == ("histoire", "2015-05-31")
    assert tuple(answer["figures"]) == PUBLISHED
    found = answer["figures"]
    assert set(found["jobs_created"]) == {
        "label", "value", "unit", "absence", "numerator", "denominator", "rows",
    }  # fmt: skip
    assert found["jobs_created"]["value"] == 1
    assert found["total_jobs"]["value"] == 2
    assert found["committed"]["value"] == "12345.67"
    assert found["creation_rate"]["value"] == round(2 / 263, 6)
    assert (found["creation_rate"]["numerator"], found["creation_rate"]["denominator"]) == (2, 263)
    assert found["elapsed_since_start"] | {"label": ""} == {
        "label": "", "value": 0.444444, "unit": "ratio", "absence": None,
        "numerator": 16, "denominator": 36, "rows": 1,
    }  # fmt: skip
    sheet = figures(convention, date(2015, 5, 31))
    assert found == {code: as_json(figure) for code, figure in sheet.items()}


def test_table_reads_in_a_terminal(convention):
    text = run("histoire", "--as-of", "2015-05-31")
    assert "situation au 31/05/2015" in text
    assert "16 mois sur 36" in text
    assert "12\u202f345,67\u00a0€" in text


def test_rows_are_those_of_the_figure(convention):
    text = run("histoire", "--as-of", "2015-05-31", "--rows", "total_jobs")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert [line["indicator"] for line in lines] == ["jobs_created", "placements_counted"]
    assert lines[0]["hired_on"] == "2014-05-05"
    assert "given_name" not in lines[1]


def test_breakdowns_read_in_french_in_a_terminal(convention):
    text = run("histoire", "--as-of", "2015-05-31", "--by", "contract")
    assert re.search(r"Emplois créés \(jobs_created\)\n  CDI +1\n", text)


def test_breakdowns_by_month_and_commune(convention):
    by_month = json.loads(
        run("histoire", "--as-of", "2015-05-31", "--by", "month", "--format", "json")
    )
    assert by_month["figures"]["jobs_created"] == {"2014-05-01": 1}
    assert "LECTOURE" in run("histoire", "--as-of", "2015-05-31", "--by", "commune").upper()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("inconnue",), "Aucune convention «.inconnue.»"),
        (("histoire", "--as-of", "2015-02-30"), "n’existe pas"),
        (("histoire", "--as-of", "0001-01-01"), "hors de la période suivie"),
        (("histoire", "--as-of", "20150531"), "n’existe pas"),
        (("histoire", "--by", "couleur"), "--by ne connaît pas «.couleur.»"),
        (("histoire", "--format", "xml"), "--format ne connaît pas «.xml.»"),
        (("histoire", "--rows", "emplois"), "Aucun chiffre «.emplois.»"),
    ],
)
def test_wrong_requests_get_a_sentence(convention, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(*arguments)


def test_before_signature_nothing_is_due(convention):
    sheet = figures(convention, date(2013, 10, 10))
    assert sheet["envelope"].absence == "not_due"
    assert sheet["creation_rate"].absence == "not_due"
    assert sheet["elapsed_since_signature"].absence == "not_due"
    assert sheet["jobs_created"].value == 0


def test_a_target_of_zero_and_a_missing_one(convention):
    ConventionTerms.objects.update(job_target=0)
    assert figures(convention, SIGNED)["creation_rate"].absence == "not_applicable"
    ConventionTerms.objects.update(job_target=None)
    sheet = figures(convention, SIGNED)
    assert sheet["job_target"].absence == "missing"
    assert sheet["creation_rate"].absence == "missing"


def test_a_convention_without_axes_has_figures_all_the_same(convention):
    bare = Convention.objects.create(
        slug="nue",
        name="Convention nue",
        liable_company=convention.liable_company,
        legal_basis="convention",
        regime="large",
        departement_id="32",
        commune_id="32208",
        signed_on=SIGNED,
        operational_start=SIGNED,
    )
    sheet = figures(bare, date(2015, 5, 31))
    assert sheet["jobs_created"].absence == "not_applicable"
    assert sheet["total_jobs"].absence == "not_applicable"
    assert sheet["envelope"].absence == "missing"
    assert figures(bare, SIGNED - timedelta(days=1))["envelope"].absence == "not_due"
    assert "sans objet" in run("nue", "--as-of", "2015-05-31")


def test_a_partial_figure_says_how_many_answers_it_has(convention):
    figure = figures(convention, date(2015, 5, 31))["former_employees_hired"]
    assert (figure.value, figure.coverage, figure.is_partial) == (0, (0, 1), True)
    assert "0 sur 1 renseigné" in run("histoire", "--as-of", "2015-05-31", "--format", "table")


def test_a_figure_month_by_month_is_the_figure_of_each_month(convention):
    answer = json.loads(run(convention.slug, "--as-of", "2014-09-15", "--monthly", "jobs_created"))
    days = [date.fromisoformat(day) for day in answer["series"]]
    assert (answer["code"], answer["as_of"]) == ("jobs_created", "2014-09-15")
    assert days == sorted(days)
    assert days[-2:] == [date(2014, 8, 31), date(2014, 9, 15)]
    for day in days:
        told = answer["series"][day.isoformat()]
        assert told == as_json(figures(convention, day)["jobs_created"]), day
    # The hire of 5 May, after its trial period.
    assert {told["value"] for told in answer["series"].values()} == {0, 1}


def test_before_the_signature_a_series_has_its_date_only(convention):
    before = (SIGNED - timedelta(days=1)).isoformat()
    answer = json.loads(run(convention.slug, "--as-of", before, "--monthly", "envelope"))
    assert list(answer["series"]) == [before]
    assert answer["series"][before]["absence"] == "not_due"
