"""The report and the press release say what the figures say, and nothing else."""

import io
import re
from datetime import date

import page as page_validation
import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from weasyprint import HTML

from reporting.documents import phrases
from reporting.documents.communique import write
from reporting.documents.report import render
from reporting.figures.engine import figures
from reporting.figures.text import value_text
from reporting.pages.situation import Situation

AS_OF = date(2015, 5, 31)
SEEDS = {
    "envelope": 150_000_000,
    "job_target": 263,
    "projects_supported": 47,
    "business_creations": 16,
    "jobs_programmed": 145,
    "jobs_created": 102,
    "former_employees_hired": 10,
    "placements": 7,
    "total_jobs": 109,
    "prospects_open": 1,
}


def plain(text: str) -> str:
    """Return text with single ordinary spaces and no soft hyphen."""
    return re.sub(r"[\s\u00a0\u202f]+", " ", text.replace("\u00ad", ""))


@pytest.fixture(scope="module")
def report(django_db_setup, django_db_blocker) -> bytes:
    """The report at mid-term: laid out once for all the tests that read it."""
    from convention.models import Convention

    with django_db_blocker.unblock():
        return render(Convention.objects.get(slug="itm-lectoure"), AS_OF)[1]


def test_the_seeds_of_the_press_release_hold(lectoure):
    sheet = figures(lectoure, AS_OF)
    assert {code: sheet[code].value for code in SEEDS} == SEEDS
    assert 63_150_000 <= sheet["committed_to_companies"].value <= 63_199_900
    assert sheet["prospects_studied"].value >= 4
    clock = sheet["elapsed_since_start"]
    assert (clock.numerator, clock.denominator) == (16, 36)


@pytest.mark.parametrize("other", [date(2015, 4, 30), date(2015, 6, 30)])
def test_a_month_earlier_or_later_the_figures_differ(lectoure, other):
    then, now = figures(lectoure, other), figures(lectoure, AS_OF)
    for code in ("projects_supported", "jobs_programmed", "jobs_created", "placements",
                 "committed_to_companies"):  # fmt: skip
        assert then[code].value != now[code].value, code


def test_the_press_release_says_all_that_the_first_one_said(lectoure):
    text = plain(write(Situation(lectoure, AS_OF)).plain())
    for words in (
        "ITM LAI", "Groupement des Mousquetaires", "octobre 2013", "3 ans", "BPI Group",
        "1 500 000 €", "263 emplois", "Axe 1", "Axe 2", "Axe 3", "Crédit Agricole",
        "GPECT", "Mission Locale du Gers", "16 mois", "47 projets", "un tiers de créations",
        "145 emplois y sont programmés", "Fin mai 2015, 102 emplois", "10 ont bénéficié",
        "7 jeunes", "principalement en contrat d’apprentissage", "près de 632 000 €",
        "109 emplois créés", "un reste en cours", "7 juillet 2015", "Auch",
        "conformément aux objectifs",
    ):  # fmt: skip
        assert words in text, words


@pytest.mark.parametrize("day", [date(2010, 1, 1), date(2013, 10, 11), date(2014, 3, 1),
                                 date(2016, 12, 31), date(2030, 1, 1)])  # fmt: skip
def test_a_press_release_reads_at_any_date(lectoure, day):
    text = write(Situation(lectoure, day)).plain()
    assert "None" not in text
    assert "  " not in text


def test_a_press_release_of_a_convention_with_gaps(lectoure):
    from convention.models import Convention

    bare = Convention.objects.get(slug="tissages-condom")
    text = plain(write(Situation(bare, date(2026, 11, 1))).plain())
    assert "aucun projet" in text
    assert "None" not in text


def test_the_report_holds_the_figures_of_the_screen(lectoure, report, as_role):
    text = plain("".join(p.extract_text() for p in PdfReader(io.BytesIO(report)).pages))
    sheet = figures(lectoure, AS_OF)
    screen = plain(as_role("prefecture").get("/conventions/itm-lectoure/?au=2015-05-31").text)
    for code in ("total_jobs", "jobs_programmed", "jobs_verified", "committed", "creation_rate"):
        written = plain(value_text(sheet[code]))
        assert written in text, code
        assert written in screen, code
    assert "Situation au 31 mai 2015" in text
    assert re.search(r"Page 1 / \d+", text)


def test_the_synthesis_stands_on_one_page(report):
    first, second, *_ = PdfReader(io.BytesIO(report)).pages
    assert "conforme aux objectifs" in plain(first.extract_text())
    assert "1. La convention" in plain(second.extract_text())


def test_the_report_passes_the_checks_of_pdf_ua_and_an_untagged_one_does_not(report):
    found = page_validation.validate_pdf_bytes(report, profile="pdf_ua_1")
    assert found.is_compliant, [f.message for f in found.failures]
    untagged = HTML(string="<html><p>Sans balises").write_pdf()
    assert not page_validation.is_pdf_compliant_bytes(untagged, profile="pdf_ua_1")


def test_young_people_are_not_counted_below_five_on_paper(lectoure, report):
    text = plain("".join(p.extract_text() for p in PdfReader(io.BytesIO(report)).pages))
    assert figures(lectoure, AS_OF)["follow_ups_overdue"].value < 5
    assert "moins de cinq jeunes" in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("command", "arguments", "sentence"),
    [
        ("communique", ("inconnue",), "Aucune convention"),
        ("communique", ("itm-lectoure", "--as-of", "31/05/2015"), "n’est pas une date"),
        ("report", ("itm-lectoure", "--output", "/nulle/part/rapport.pdf"), "n’existe pas"),
        ("report", ("inconnue", "--output", "rapport.pdf"), "Aucune convention"),
    ],
)
def test_wrong_requests_get_a_sentence(command, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command(command, *arguments)


@pytest.mark.parametrize(
    ("cents", "words"),
    [
        (63_184_000, "près de 632 000 €"),
        (63_200_000, "632 000 €"),
        (63_110_000, "un peu plus de 631 000 €"),
        (150_000_000, "1 500 000 €"),
        (45_000, "450 €"),
        (0, "0 €"),
    ],
)
def test_amounts_in_words(cents, words):
    assert plain(phrases.near(cents)) == words


@given(st.integers(1, 10**12))
def test_near_never_names_an_amount_far_away_or_on_the_wrong_side(cents):
    words = plain(phrases.near(cents))
    named = int("".join(c for c in words.split("€")[0].split(",")[0] if c.isdigit())) * 100
    if words.startswith("près de"):
        assert 0 < named - cents <= phrases.NEAR * cents
    elif words.startswith("un peu plus de"):
        assert 0 < cents - named <= phrases.NEAR * cents
    else:
        assert abs(named - cents) < 100


@given(st.integers(1, 5000), st.integers(0, 5000))
def test_a_named_share_is_close_to_the_share(whole, part):
    part = min(part, whole)
    words = phrases.share(part, whole)
    for named, name in phrases.NAMED_SHARES:
        if words == name:
            assert abs(part / whole - named) <= phrases.SHARE


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(5, 7, "principalement"), (7, 7, "exclusivement"), (3, 7, "en partie"), (0, 7, "")],
)
def test_mainly_is_said_of_a_clear_majority(part, whole, words):
    assert phrases.mainly(part, whole) == words


def test_dates_and_elisions():
    assert phrases.day_or_month_end(date(2015, 5, 31)) == "fin mai 2015"
    assert plain(phrases.day_or_month_end(date(2015, 5, 1))) == "au 1er mai 2015"
    assert phrases.of("Auch") == "d’Auch"
    assert phrases.of("Lectoure") == "de Lectoure"
