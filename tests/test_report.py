"""The committee’s report: an accessible PDF whose numbers are the engine’s."""

import io
import json
import re
from datetime import date
from pathlib import Path

import page
import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from weasyprint import HTML

from convention.models import Committee, Convention, ConventionTerms
from reporting.documents import annex, report
from reporting.documents.communique import write
from reporting.documents.management.commands import report as command
from reporting.figures import text
from reporting.figures.engine import figures
from reporting.figures.places import Place
from reporting.figures.registry import REGISTRY, is_measured, shown_in
from reporting.situation import drawings, keys, sentences
from reporting.situation.editions import COMMITTEE
from reporting.situation.situation import Situation

from .papers import Printed, faults

pytestmark = pytest.mark.django_db

MID_TERM = date(2015, 5, 31)
PRODUCED = date(2015, 7, 1)
A4 = (595, 842)
# Said by the report, the press release, the pages and the exports alike.
SAMPLE = ("projects_supported", "jobs_programmed", "jobs_created", "placements",
          "committed_to_companies")  # fmt: skip


def on_one_line(words: str) -> str:
    return " ".join(words.split())


@pytest.fixture(scope="module")
def printed(django_db_setup, django_db_blocker) -> tuple[str, bytes]:
    """The report at mid-term, as HTML and as PDF: laid out once for the module."""
    with django_db_blocker.unblock():
        found = Convention.objects.get(slug="itm-lectoure")
        return report.render(found, MID_TERM, produced_on=PRODUCED)


@pytest.fixture(scope="module")
def reader(printed) -> PdfReader:
    return PdfReader(io.BytesIO(printed[1]))


@pytest.fixture(scope="module")
def pages(reader) -> list[str]:
    return [on_one_line(p.extract_text()) for p in reader.pages]


def checked(pdf: bytes) -> page.ValidationReport:
    return page.validate_pdf_bytes(pdf, profile="ua1")


def test_it_is_accessible(printed):
    found = checked(printed[1])
    assert found.is_compliant, [(f.rule_id, f.message) for f in found.failures]
    assert found.rules.total > 50


def test_the_check_fails_without_tags(printed):
    """The negative control: the same report, not tagged, is refused."""
    bare = re.sub(r"<svg.*?</svg>", "", printed[0], flags=re.DOTALL)
    found = checked(HTML(string=bare).write_pdf())
    assert not found.is_compliant
    assert any("TAG" in failure.rule_id for failure in found.failures)


def test_it_says_what_it_is(reader):
    catalog, metadata = reader.trailer["/Root"], reader.metadata
    assert catalog["/Lang"] == "fr"
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert on_one_line(metadata.title) == (
        "Rapport au comité de suivi – convention de revitalisation ITM Lectoure – "
        "situation au 31 mai 2015"
    )
    assert metadata.author == "BPI Group"


def test_it_is_a4_in_marianne(reader):
    fonts = set()
    for sheet in reader.pages:
        assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == A4
        fonts |= {str(f.get_object()["/BaseFont"]) for f in sheet["/Resources"]["/Font"].values()}
    assert fonts
    assert all("Marianne" in name for name in fonts), fonts


def test_each_page_is_named_dated_and_numbered(pages):
    for number, words in enumerate(pages, 1):
        assert f"Page {number} / {len(pages)}" in words
        assert words.count("Situation au 31 mai 2015") >= 1
        assert words.count("produit le 1er juillet 2015") >= 1
        assert number == 1 or "convention de revitalisation ITM Lectoure" in words


def test_the_first_page_stands_alone(pages):
    for words in (
        "PRÉFET DU GERS Liberté · Égalité · Fraternité",
        "Rapport au comité de suivi",
        "Réunion du 7 juillet 2015, Préfecture du Gers, Auch",
        "Situation au 31 mai 2015 · produit le 1er juillet 2015",
        "objectif 263 · attendu 117",
        "8 de retard",
        "49 à vérifier",
        "498 160 € à engager",
        "0 sur 60",
        "102 sur 183",
        "Avis – Préfecture du Gers Confiance avec réserves – Les emplois suivent",
        "Avis – BPI Group Pleine confiance",
        "Conclusion du comité : conforme aux objectifs fixés.",
        "Le comité est invité à décider",
        "Comment financer l’aménagement du site",
    ):
        assert words in pages[0], words


def test_chapters_follow_one_another_in_the_order_of_the_contents(pages):
    titles = ("1. Ce qui a changé", "2. Les emplois", "3. Les axes", "4. L’argent",
              "5. Le comité", "Annexe A. Les projets", "Annexe B. La méthode")  # fmt: skip
    listed = [pages[1].index(title) for title in titles]
    assert listed == sorted(listed)
    # Without its line of the contents, each is found once.
    _, _, text = " ".join(pages[1:]).partition("Les données de ce rapport")
    found = [text.index(title) for title in titles]
    assert found == sorted(found)


def test_the_sheet_holds(printed):
    assert faults(Printed(printed[1]), most_pages=12) == []


def test_what_changed_is_told_with_both_numbers(printed):
    html = on_one_line(printed[0])
    assert (
        '<th scope="row">Emplois créés</th><td class="number">7</td> <td class="number">102</td>'
        '<td class="number">+95</td>'
    ) in html
    assert "D’où vient l’écart." in html


def test_money_is_told_with_what_it_rests_on(pages):
    words = " ".join(pages)
    for told in (
        "Honoraires de l’opérateur 87 100 € versés ; prévus : 270 000 €",
        "Reste à engager 498 160 €",
        "Coût par emploi créé 6 195 € 631 840 € pour 102",
    ):
        assert told in words, told


def test_figures_and_tables_are_numbered(pages):
    words = " ".join(pages)
    for kind, least in (("Figure", 6), ("Tableau", 5)):
        numbers = [int(n) for n in re.findall(rf"{kind} (\d+) – ", words)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) >= least


def test_paper_shows_a_chart_or_a_table_and_never_both(printed):
    html = printed[0]
    assert "<svg" in html
    assert "chart__table" not in html


def test_the_head_of_a_table_is_repeated(pages):
    annexed = [words for words in pages if "LEC-0" in words]
    assert len(annexed) > 1
    assert all("Référence Entreprise Commune" in words for words in annexed)


def test_every_figure_it_shows_is_the_engine_s(lectoure, pages):
    sheet, words = figures(lectoure, MID_TERM), on_one_line(" ".join(pages))
    shown = {*shown_in(Place.MONEY), *SAMPLE, "envelope", "job_target", "total_jobs",
             "jobs_verified", "jobs_sustained", "former_employees_hired", "prospects_studied",
             "programming_rate", "completion_rate", "sustained_rate", "committed", "paid",
             "repaid", "released"}  # fmt: skip
    for code in shown:
        value = on_one_line(text.value_text(sheet[code]))
        assert re.search(rf"(?<![\d,]){re.escape(value)}(?!\d)", words), (code, value)


def test_what_is_counted_is_defined_and_what_is_not_told_is_not(printed):
    html = on_one_line(printed[0])
    defined = html.partition('<ul class="definitions">')[2]
    told = {*shown_in(Place.MONEY), *shown_in(Place.CHANGES), *shown_in(Place.BUSINESS), *SAMPLE}
    for code in told:
        is_there = f'<span class="term">{REGISTRY[code].label} <span' in defined
        # A ratio prints both its numbers.
        assert is_there is is_measured(code), code
    assert REGISTRY["plan_dismissed"].label not in defined


def test_the_data_it_carries_is_that_of_its_edition(lectoure, reader):
    ((name, (content, *_)),) = reader.attachments.items()
    assert name == "donnees-itm-lectoure-2015-05-31.xlsx"
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    head, *rows = book.get_sheet_by_name("Chiffres").to_python()
    told = {row[head.index("Identifiant")]: row[1] for row in rows}
    sheet = figures(lectoure, MID_TERM)
    assert told["follow_ups_overdue"] == "moins de 5"
    for code in SAMPLE:
        value = sheet[code].value
        assert told[code] == (value / 100 if sheet[code].unit.is_money else value)
    _, *projects = book.get_sheet_by_name("Projets").to_python()
    assert len(projects) >= sheet["projects_supported"].value
    assert sum(row[5] for row in projects) == sheet["jobs_created"].value
    _, *months = book.get_sheet_by_name("Trajectoire").to_python()
    assert ["31/05/2015", 109] in [month[:2] for month in months]


def test_rules_that_came_later_are_not_printed(pages):
    assert "Embauches à compter du 11 octobre 2013" in " ".join(pages)
    assert "15 décembre 2015" not in " ".join(pages)


@pytest.mark.parametrize("code", SAMPLE)
def test_screen_exports_and_documents_agree(lectoure, as_role, pages, code, tmp_path):
    figure = figures(lectoure, MID_TERM, (code,))[code]
    out = io.StringIO()
    call_command("figures", "itm-lectoure", "--as-of", "2015-05-31", "--format", "json", stdout=out)
    assert json.loads(out.getvalue())["figures"][code] == text.as_json(figure)

    client = as_role("admin")
    address = reverse("figure_rows", args=["itm-lectoure", code]) + "?au=2015-05-31"
    value = on_one_line(text.value_text(figure))
    assert value in on_one_line(client.get(address).content.decode())
    assert value in " ".join(pages)

    exported = tmp_path / "rows.xlsx"
    answer = client.get(f"{address}&format=xlsx")
    exported.write_bytes(b"".join(answer) if answer.streaming else answer.content)
    head, *lines = CalamineWorkbook.from_path(exported).get_sheet_by_index(0).to_python()
    assert len(lines) == figure.rows
    if code == "committed_to_companies":
        signs = {"Engagé": 1, "Désengagé": -1}
        kind, amount = head.index("Nature"), head.index("Montant")
        total = sum(signs[line[kind]] * round(line[amount] * 100) for line in lines)
        assert total == figure.value
    else:
        assert len(lines) == figure.value

    said = {f.code: f.value for f in write(Situation(lectoure, MID_TERM)).figures}
    assert said[code] == figure.value


DATES = ("2013-01-01", "2014-06-30", "2015-05-31", "2016-10-10", "2018-12-31")


@pytest.mark.parametrize("day", DATES)
def test_the_annex_adds_up(lectoure, day):
    situation = Situation(lectoure, date.fromisoformat(day))
    groups = annex.groups(situation)
    for group in groups:
        lines = [line.numbers for line in group.lines]
        assert tuple(map(sum, zip(*lines, strict=True))) == group.totals
        assert group.supported == sum(line.is_supported for line in group.lines)
    totals = [group.totals for group in groups] or [(0, 0, 0, 0)]
    assert tuple(map(sum, zip(*totals, strict=True))) == annex.totals(situation)
    supported = situation.sheet["projects_supported"].value or 0
    assert sum(group.supported for group in groups) == supported


def test_few_young_people_are_neither_counted_nor_drawn(lectoure):
    as_of = date(2014, 10, 31)
    assert 0 < figures(lectoure, as_of, ("placements",))["placements"].value < 5
    html = on_one_line(report.as_html(Situation(lectoure, as_of)))
    assert "moins de cinq placements de jeunes" in html
    assert not re.search(r"\d\s(?:jeune|placement)", html)
    assert "ne sont ni écrits ni dessinés" in html
    # In the charts the words stand where the number was.
    assert 'Placements de jeunes</span> <span class="ch-value">moins de 5</span>' in html
    assert "Territoire : moins de 5 sur 20" in html


@pytest.mark.parametrize("is_before", [False, True], ids=["at the date", "a committee before"])
def test_no_total_gives_few_young_people_away(lectoure, is_before):
    few = date(2014, 9, 30)
    Committee.objects.create(
        convention=lectoure, kind=Committee.Kind.FOLLOW_UP, held_on=few, as_of=few
    )
    situation = Situation(lectoure, date(2015, 5, 30) if is_before else few)
    sheet, told = situation.sheet, situation.told_to(COMMITTEE)
    assert (sheet["placements_counted"].value < 5) is not is_before
    trajectory = dict(drawings.trajectory(told).points)
    jobs = {figure.as_of: figure.value for figure in situation.monthly("jobs_created")}
    assert not isinstance(trajectory[few], int) or trajectory == jobs
    changed = {change.figure.code for change in sentences.changes(told)}
    assert "jobs_created" in changed
    assert "total_jobs" not in changed
    words = sentences.headline(told) + "".join(
        f"{key.value} {key.gap} {key.detail}" for key in keys.key_figures(told)
    )
    assert (str(sheet["total_jobs"].value) in re.findall(r"\d+", words)) is is_before
    assert f"{sheet['jobs_created'].value}" in re.findall(r"\d+", words)


def test_a_total_of_the_past_is_not_drawn_where_it_would_give_few_away(lectoure):
    """A report of then prints the jobs: the total drawn later, less them, told three people."""
    then, now = date(2014, 9, 30), date(2015, 5, 31)
    data = report.written(Situation(lectoure, now)).data
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    months = {row[0]: row[1] for row in book.get_sheet_by_name("Trajectoire").to_python()}
    sheet = figures(lectoure, then)
    assert sheet["total_jobs"].value - sheet["jobs_created"].value == 3
    assert months["30/09/2014"] == "non publié"
    # Nobody yet, then five and more: these are told.
    assert months["30/06/2014"] == 11
    assert isinstance(months["31/12/2014"], float)


def test_a_partial_answer_says_so_on_paper(lectoure):
    html = on_one_line(report.as_html(Situation(lectoure, MID_TERM)))
    assert "(100 sur 102 renseignés)" in html
    assert "(101 sur 102 renseignés)" in html


def test_before_the_signature_and_without_axes_it_is_still_a_report(lectoure):
    html, pdf = report.render(lectoure, date(2013, 1, 1))
    assert "la convention n’est pas encore signée" in html
    assert "<svg" not in html
    assert checked(pdf).is_compliant
    bare = Convention.objects.create(
        slug="sans-axe",
        name="Convention sans axe",
        liable_company=lectoure.liable_company,
        legal_basis="convention",
        regime="large",
        departement_id="32",
        commune_id="32208",
        signed_on=date(2020, 1, 1),
        operational_start=date(2020, 1, 1),
    )
    ConventionTerms.objects.create(
        convention=bare, number=0, effective_on=date(2020, 1, 1), ends_on=date(2022, 12, 31)
    )
    html, pdf = report.render(bare, date(2021, 1, 1))
    assert "sans objet" in html
    assert "Aucun projet n’est accompagné à cette date." in html
    assert checked(pdf).is_compliant


def test_queries_do_not_grow_with_the_projects(lectoure):
    def count(as_of: date) -> int:
        convention = Convention.objects.prefetch_related(*report.RELATED).get(pk=lectoure.pk)
        with CaptureQueriesContext(connection) as captured:
            report.as_html(Situation(convention, as_of))
        return len(captured)

    few, many = count(date(2014, 6, 30)), count(date(2016, 5, 31))
    assert many <= few + 2  # the restated figures and the attendances of a committee


def test_of_too_many_projects_the_others_are_added_up(lectoure, monkeypatch):
    monkeypatch.setattr(annex, "MOST_PROJECTS", 10)
    monkeypatch.setattr(annex, "MOST_OF_A_KIND", 3)
    situation = Situation(lectoure, MID_TERM)
    groups = annex.groups(situation)
    for held in annex.printed(groups):
        assert len(held.lines) <= 3
        assert len(held.lines) + held.others == len(held.group.lines)
        parts = [line.numbers for line in held.lines] + [held.rest] * bool(held.others)
        assert tuple(map(sum, zip(*parts, strict=True))) == held.group.totals
    html = report.as_html(situation)
    assert "autres, dans le tableur" in html
    assert "631\u202f840\u00a0€" in html


def test_only_our_own_files_are_read():
    with pytest.raises(ValueError, match="static files only"):
        report._StaticFiles().fetch("https://example.invalid/x.css")
    with pytest.raises(SuspiciousFileOperation):
        report._StaticFiles().fetch("static:///../manage.py")
    with pytest.raises(FileNotFoundError):
        report._StaticFiles().fetch("static:///documents/none.css")


def test_the_page_gives_the_report(as_role):
    address = reverse("report_pdf", args=["itm-lectoure"]) + "?au=2013-01-31"
    answer = as_role("comite").get(address)
    assert answer["Content-Type"] == "application/pdf"
    assert 'filename="comite-de-suivi-itm-lectoure-2013-01-31.pdf"' in answer["Content-Disposition"]
    assert answer.content.startswith(b"%PDF-1.7")


def run(*arguments: object) -> str:
    out = io.StringIO()
    call_command("report", *map(str, arguments), stdout=out, stderr=io.StringIO())
    return out.getvalue()


@pytest.fixture
def quick(monkeypatch):
    """The command without the layout."""
    monkeypatch.setattr(command, "render", lambda *given: ("", b"%PDF new"))


@pytest.mark.usefixtures("quick")
def test_the_command_replaces_the_report_in_one_go(lectoure, tmp_path: Path, monkeypatch):
    output = tmp_path / "report.pdf"
    output.write_bytes(b"%PDF old")
    assert str(output) in run("itm-lectoure", "--as-of", MID_TERM, "--output", output)
    assert output.read_bytes() == b"%PDF new"
    assert output.stat().st_mode & 0o777 == 0o644

    def full(self, target):
        raise OSError(28, "No space left on device")

    output.write_bytes(b"%PDF old")
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(CommandError, match="ne peut pas être écrit"):
        run("itm-lectoure", "--output", output)
    assert output.read_bytes() == b"%PDF old"
    assert [p.name for p in tmp_path.iterdir()] == ["report.pdf"]


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("slug", "as_of", "output", "words"),
    [
        ("inconnue", "2015-05-31", "report.pdf", "Aucune convention"),
        ("itm-lectoure", "2015-13-01", "report.pdf", "n’existe pas"),
        ("itm-lectoure", "2015-05-31", "missing/report.pdf", "n’existe pas"),
        ("itm-lectoure", "2015-05-31", ".", "est un dossier"),
    ],
)
def test_a_wrong_request_gets_a_sentence(tmp_path, slug, as_of, output, words):
    with pytest.raises(CommandError, match=words):
        run(slug, "--as-of", as_of, "--output", tmp_path / output)
    assert not list(tmp_path.iterdir())


def test_the_command_tells_its_steps(lectoure, tmp_path, monkeypatch):
    monkeypatch.setattr(report, "as_pdf", lambda paper: b"%PDF")
    told = io.StringIO()
    output = tmp_path / "report.pdf"
    call_command("report", "itm-lectoure", f"--output={output}", stdout=io.StringIO(), stderr=told)
    assert "Chiffres…" in told.getvalue()
    assert "Mise en page…" in told.getvalue()
