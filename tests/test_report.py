"""The committee’s report: an accessible PDF whose numbers are the engine’s."""

import io
import json
import re
from dataclasses import astuple
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

from convention.models import Axis, Committee, Convention, ConventionTerms
from reporting.documents import annex, report
from reporting.documents.communique import write
from reporting.documents.management.commands import report as command
from reporting.figures import text
from reporting.figures.engine import figures
from reporting.figures.places import Place
from reporting.figures.registry import PUBLISHED, shown_in
from reporting.situation import drawings, keys, sentences
from reporting.situation.editions import COMMITTEE
from reporting.situation.situation import Situation

pytestmark = pytest.mark.django_db

MID_TERM = date(2015, 5, 31)
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
        return report.render(Convention.objects.get(slug="itm-lectoure"), MID_TERM)


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
        "Comité de suivi – ITM Lectoure – situation au 31 mai 2015"
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
        assert number == 1 or "Convention de revitalisation ITM Lectoure" in words


def test_the_first_page_stands_alone(pages):
    for words in (
        "Comité de suivi du 7 juillet 2015",
        "109 emplois créés au total (102 emplois créés et 7 placements de jeunes)",
        "pour un objectif de 263, soit 41,4 %",
        "3,0 points de retard",
        "55,1 % de l’objectif",
        "1 001 840 €",
        "Ce qui a changé",
        "Ce qui est en retard",
        "Ce qui manque",
        "Ce qu’il faut décider",
        "Avis du comité : conforme aux objectifs fixés.",
    ):
        assert words in pages[0], words


def test_the_second_page_opens_the_first_chapter(pages):
    assert "1. La convention" in pages[1]
    titles = ("2. Les axes", "3. Les emplois", "4. L’argent", "Annexe A.", "Annexe B.")
    found = [next(n for n, words in enumerate(pages) if title in words) for title in titles]
    assert found == sorted(found)


def test_the_head_of_a_table_is_repeated(pages):
    annexed = [words for words in pages if "LEC-0" in words]
    assert len(annexed) > 1
    assert all("Référence Entreprise Commune" in words for words in annexed)


def test_every_figure_it_shows_is_the_engine_s(lectoure, pages):
    sheet, words = figures(lectoure, MID_TERM), on_one_line(" ".join(pages))
    shown = {*shown_in(Place.MONEY), *SAMPLE, "envelope", "job_target", "total_jobs",
             "jobs_verified",
             "jobs_sustained", "former_employees_hired", "prospects_studied", "creation_rate",
             "programming_rate", "completion_rate", "sustained_rate", "committed", "paid",
             "repaid", "released"}  # fmt: skip
    for code in shown:
        value = on_one_line(text.value_text(sheet[code]))
        assert re.search(rf"(?<![\d,]){re.escape(value)}(?!\d)", words), (code, value)


def test_every_definition_is_in_the_method(lectoure, pages):
    words, sheet = " ".join(pages), figures(lectoure, MID_TERM)
    for code in PUBLISHED:
        assert sheet[code].label in words


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
        lines = [astuple(line.numbers) for line in group.lines]
        assert tuple(map(sum, zip(*lines, strict=True))) == astuple(group.totals)
        assert group.supported == sum(line.is_supported for line in group.lines)
    totals = [astuple(group.totals) for group in groups] or [(0, 0, 0, 0)]
    assert tuple(map(sum, zip(*totals, strict=True))) == astuple(annex.totals(situation))
    supported = situation.sheet["projects_supported"].value or 0
    assert sum(group.supported for group in groups) == supported


def test_few_young_people_are_neither_counted_nor_drawn(lectoure):
    as_of = date(2014, 10, 31)
    assert 0 < figures(lectoure, as_of, ("placements",))["placements"].value < 5
    html = on_one_line(report.as_html(Situation(lectoure, as_of)))
    assert "moins de cinq placements de jeunes" in html
    assert not re.search(r"\d\s(?:jeune|placement)", html)
    assert "ne sont ni écrits ni dessinés" in html
    # In the charts and their tables the words stand where the number was.
    assert '<th scope="row">Placements de jeunes (à part)</th><td>moins de 5</td>' in html
    young = lectoure.axes.get(kind=Axis.Kind.TERRITORY)
    assert f'<th scope="row">{young}</th><td>moins de 5</td><td>sans objet</td>' in html


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
    html = on_one_line(report.as_html(Situation(lectoure, now)))
    sheet = figures(lectoure, then)
    assert sheet["total_jobs"].value - sheet["jobs_created"].value == 3
    cells = r"</th><td>([^<]*)</td>"
    assert re.search(r"30\s?septembre\s2014" + cells, html)[1] == "non publié"
    # Nobody yet, then five and more: these are told.
    assert re.search(r"30\s?juin\s2014" + cells, html)[1] == "11"
    assert re.search(r"31\s?décembre\s2014" + cells, html)[1].isdigit()


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


def test_a_breakdown_too_long_for_a_page_keeps_its_total(lectoure, monkeypatch):
    monkeypatch.setattr(report, "MOST_BARS", 4)
    chart = report._context(Situation(lectoure, MID_TERM))["breakdowns"][-1]
    assert [bar.label for bar in chart.rows[:1] + chart.rows[-1:]] == ["Fleurance", "12 autres"]
    assert sum(bar.value for bar in chart.rows) == 102


def test_too_many_projects_are_added_up_only(lectoure, monkeypatch):
    monkeypatch.setattr(report, "MOST_PROJECTS", 10)
    html = report.as_html(Situation(lectoure, MID_TERM))
    assert "LEC-001" not in html
    assert "16 projets" in html
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
    monkeypatch.setattr(command, "render", lambda convention, as_of, say: ("", b"%PDF new"))


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
    monkeypatch.setattr(report, "as_pdf", lambda html: b"%PDF")
    told = io.StringIO()
    output = tmp_path / "report.pdf"
    call_command("report", "itm-lectoure", f"--output={output}", stdout=io.StringIO(), stderr=told)
    assert "Chiffres…" in told.getvalue()
    assert "Mise en page…" in told.getvalue()
