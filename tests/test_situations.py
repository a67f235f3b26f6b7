"""Twelve conventions say what their tables say: on every day, in every channel, for all readers."""

import html
import io
import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import prefetch_related_objects
from django.urls import reverse

from axes.business.models import Job, Project
from axes.territory.models import Placement
from convention.models import Axis, Convention
from convention.recounting import disagreements as miscounted
from convention.spells import misspelled
from reporting.documents import report
from reporting.documents.communique import write
from reporting.figures.facts import GRAINS
from reporting.figures.places import OF_AXIS, Place
from reporting.figures.registry import REGISTRY, shown_in
from reporting.figures.values import Figure
from reporting.situation.editions import COMMITTEE, MEMBERS, PUBLIC, Edition
from reporting.situation.situation import RELATED
from reporting.situation.situation import Situation as Read
from reporting.workshop.situations import parties, tables
from reporting.workshop.situations.build import SITUATIONS, build
from reporting.workshop.situations.situation import Situation
from reporting.workshop.situations.tables import Row, Table, Told
from revitalisation.accounts.models import User

from .forms import Person
from .oracle import Oracle
from .papers import Printed, faults
from .test_oracle import asked, disagreements

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
EACH = pytest.mark.parametrize("situation", SITUATIONS, ids=lambda s: s.slug)
WORDS = {word: code for code, word in (tables.ABSENCES | tables.MASKS).items()}
EDITIONS = (
    (MEMBERS, "members_read"), (COMMITTEE, "committee_reads"), (PUBLIC, "public_reads"),
)  # fmt: skip


@pytest.fixture(scope="module")
def files(django_db_setup, django_db_blocker) -> Iterator[dict[str, Convention]]:
    """All of them, written once for this module and taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield {convention.slug: convention for convention in build()}
        transaction.set_rollback(True)


@pytest.fixture
def convention(files, situation) -> Convention:
    """The convention of a situation, as it is stored."""
    return Convention.objects.get(pk=files[situation.slug].pk)


@pytest.fixture(scope="module")
def member(files) -> Person:
    """Somebody of the préfecture."""
    found = Person()
    found.force_login(User.objects.get(organisation__name=parties.PREFECTURE))
    return found


def told(figure: Figure) -> Told:
    """Return what a figure says, as a cell of a table does."""
    over, under = figure.numerator, figure.denominator
    is_ratio = figure.value is not None and under is not None
    return Told(
        figure.value,
        figure.absence and figure.absence.value,
        figure.masked and figure.masked.value,
        int(over) if is_ratio else None,
        int(under) if is_ratio else None,
        figure.coverage if figure.is_partial else None,
    )


def written(cell: Told, unit: str) -> str:
    """Return the words of a cell, as pages and documents write them."""
    if cell.value is None:
        return WORDS[cell.absence or cell.mask or ""]
    if cell.under is not None:
        # A half goes up, as people round.
        return f"{floor(1000 * cell.value + Fraction(1, 2)) / 10:.1f}_%".replace(".", ",")
    if unit == "fte":
        return f"{cell.value / 3500:.1f}".replace(".", ",")
    if unit == "EUR":
        return f"{cell.value // 100:,}_€".replace(",", "_")
    return f"{cell.value:,}".replace(",", "_")


def one_line(words: str) -> str:
    """Return words as they are read: without tags, spaces that hold a number written ``_``."""
    plain = html.unescape(re.sub(r"<[^>]+>", " ", words))
    return " ".join(re.sub("[\u202f\u00a0]", "_", plain).split())


def shows(words: str, label: str, code: str, cell: Told, held: str = "_") -> bool:
    """Say whether a label is followed by what a cell says, or by no number where it is withheld.

    ``held`` is what became of the spaces that hold a number.
    """
    before = re.escape(one_line(label))
    if cell.mask == "withheld":
        return re.search(rf"{before} \d", words) is None
    said = re.escape(written(cell, REGISTRY[code].unit.value)).replace("_", held)
    return re.search(rf"{before} {said}(?![\d_,])", words) is not None


def steps(table: Table) -> list[tuple[date, Row]]:
    """Return the day of each row, and its eve where another row held then."""
    eves = pairwise(table.rows)
    return [(row.day, row) for row in table.rows] + [(n.day - DAY, row) for row, n in eves]


# Tables, before any record


@EACH
def test_the_arithmetic_of_a_table_adds_up(situation: Situation):
    found = 0
    for row in situation.members_read.rows:
        known = {n for c in row.cells.values() for n in (c.value, c.over, c.under)}
        known |= {n // 100 for n in known if isinstance(n, int)}
        for number, terms in row.equalities():
            assert number == sum(terms), f"{row.day}: {row.why}"
            assert number in known, f"{row.day}: no figure is {number}"
            found += 1
        for share in re.findall(r"soit (\d+,\d) %", row.why):
            assert f"{share}_%" in {written(c, "") for c in row.cells.values() if c.under}, row.day
    assert found


@EACH
def test_each_row_of_a_table_moves_a_figure(situation: Situation):
    rows = situation.members_read.rows
    for before, after in pairwise(rows):
        assert before.day < after.day
        assert before.cells != after.cells, after.day


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("au  jobs_created\n2018-03-01  3\n2018-03-02  4\n    4 = 3 + 1", "a row says why"),
        ("au  jobs_created  paid\n2018-03-01  3\n    trois", "argument 2"),
        ("au  jobs_created\n2018-03-01  trois\n    trois", "invalid literal"),
    ],
)
def test_a_table_that_says_too_little_is_refused(words, refusal):
    with pytest.raises(ValueError, match=refusal):
        tables.read(words)


# What is stored, and the engine


@EACH
def test_what_is_stored_of_counting_is_what_the_rules_say(situation, convention):
    for model in (Job, Placement):
        assert not list(miscounted(model.objects.all(), convention))
    assert not list(misspelled(Job.objects.of(convention).with_facts()))


@EACH
def test_figures_are_those_of_the_oracle_and_of_the_table_on_every_day(situation, convention):
    table, oracle = situation.members_read, Oracle(convention)
    days = sorted({*oracle.event_days(), *(day for day, _ in steps(table))})
    found = asked(convention, days)
    assert not disagreements(convention, days, found)
    for day in days:
        if (row := table.holding(day)) is not None:
            said = {code: told(found[day][code]) for code in table.codes}
            assert said == dict(row.cells), f"{day}: {row.why}"


@EACH
@pytest.mark.parametrize(("edition", "reads"), EDITIONS, ids=("members", "committee", "public"))
def test_each_edition_reads_its_table(situation, convention, edition: Edition, reads: str):
    table: Table = getattr(situation, reads)
    found = asked(convention, sorted({day for day, _ in steps(table)}), GRAINS)
    for day, row in steps(table):
        sheet = edition.publish(found[day])
        assert {code: told(sheet[code]) for code in table.codes} == dict(row.cells), day


# Channels


def as_json(cell: Told, unit: str) -> dict[str, Any]:
    value: Any = cell.value
    if value is not None and cell.under is not None:
        value = round(float(value), 6)
    elif value is not None and unit == "EUR":
        value = f"{value // 100}.{value % 100:02d}"
    elif value is not None and unit == "fte":
        value = round(value / 3500, 6)
    return {"value": value, "absence": cell.absence}


@EACH
def test_the_command_prints_the_table(situation: Situation, convention):
    for row in situation.members_read.rows:
        out = io.StringIO()
        call_command("figures", situation.slug, "--as-of", f"{row.day}", "--format", "json",
                     stdout=out)  # fmt: skip
        printed = json.loads(out.getvalue())["figures"]
        for code, cell in row.cells.items():
            expected = as_json(cell, REGISTRY[code].unit.value)
            if cell.under is not None:
                expected |= {"numerator": cell.over, "denominator": cell.under}
            assert expected.items() <= printed[code].items(), (row.day, code)


# What the dashboard opens with, and the rungs of its ladder.
KEYS = ("total_jobs", "jobs_programmed", "jobs_verified", "projects_supported", "committed")
FIRST_PAGE = ("total_jobs", "jobs_verified", "committed")
LADDER = ("jobs_programmed", "jobs_created", "jobs_verified", "jobs_sustained")
RUNGS = {
    "jobs_programmed": "Programmés",
    "jobs_created": "Créés",
    "jobs_verified": "Vérifiés",
    "jobs_sustained": "Pérennes à 12 mois",
    "hires_not_counted": "Embauches hors décompte",
    "placements": "Placements de jeunes",
}


@EACH
def test_the_dashboard_shows_the_table(situation: Situation, convention, member):
    table, found = situation.members_read, 0
    for row in table.rows:
        page = member.get(reverse("dashboard", args=[situation.slug]), {"au": f"{row.day}"})
        words = one_line(page.text)
        labels = {code: [REGISTRY[code].label] for code in KEYS}
        if row.day >= convention.signed_on:
            for code, label in RUNGS.items():
                labels.setdefault(code, []).append(label)
        for code in labels.keys() & row.cells.keys():
            for label in labels[code]:
                assert shows(words, label, code, row.cells[code]), (row.day, code, label)
                found += 1
    assert found


@EACH
def test_each_figure_opens_on_rows_that_say_the_same(situation: Situation, convention, member):
    row = situation.members_read.holding(situation.day)
    assert row is not None
    for code, cell in row.cells.items():
        address = reverse("figure_rows", args=[situation.slug, code])
        page = member.get(address, {"au": situation.read_on})
        assert one_line(page.context["value"]) == written(cell, REGISTRY[code].unit.value)
        assert shows(one_line(page.text), "", code, cell)


def told_on_paper(convention: Convention) -> dict[str, str]:
    """Return the figures that the report tells of the whole of a convention, with their labels.

    Those of an axis are of the whole where no other axis has any part in them.
    """
    kinds = [Axis.Kind(axis.kind) for axis in convention.axes.all()]
    firms = [kind for kind in kinds if kind != Axis.Kind.TERRITORY]
    alone = {
        code
        for kind in kinds
        if kind == Axis.Kind.TERRITORY or len(firms) == 1
        for code in shown_in(OF_AXIS[kind])
        if REGISTRY[code].unit.value != "EUR"
    }
    ladder = {code: RUNGS[code] for code in LADDER} if firms else {}
    told = {*alone, *shown_in(Place.MONEY), *FIRST_PAGE}
    return ladder | {code: REGISTRY[code].label for code in told}


@EACH
def test_the_report_prints_the_committee_s_table(situation: Situation, convention):
    prefetch_related_objects([convention], *RELATED)
    labels = told_on_paper(convention)
    found = 0
    for row in situation.committee_reads.rows:
        words = one_line(report.as_html(Read(convention, row.day)))
        for code in labels.keys() & row.cells.keys():
            assert shows(words, labels[code], code, row.cells[code]), (row.day, code)
            found += 1
    assert found


@pytest.mark.skipif(connection.vendor == "postgresql", reason="Layout reads no database.")
@EACH
def test_the_pdf_says_the_same_on_pages_that_hold(situation: Situation, convention):
    prefetch_related_objects([convention], *RELATED)
    printed = Printed(report.as_pdf(report.written(Read(convention, situation.day))))
    assert faults(printed, most_pages=8) == []
    words, labels = " ".join(printed.words), told_on_paper(convention)
    cells = situation.committee_reads.holding(situation.day).cells
    for code in labels.keys() & cells.keys():
        assert shows(words, labels[code], code, cells[code], "[_ ]"), code


@EACH
def test_the_press_release_tells_the_public_table(situation: Situation, convention, member):
    found = set()
    for row in situation.public_reads.rows:
        communique = write(Read(convention, row.day))
        address = reverse("communique", args=[situation.slug])
        page = one_line(member.get(address, {"au": f"{row.day}"}).text)
        plain = one_line(communique.plain())
        for figure in communique.figures:
            if (cell := row.cells.get(figure.code)) is None:
                continue
            assert told(figure) == cell, (row.day, figure.code)
            assert shows(page, figure.label, figure.code, cell), (row.day, figure.code)
            if cell.value and figure.code in ("jobs_created", "jobs_programmed"):
                one = "un emploi" if cell.value == 1 else f"{written(cell, '')}_emploi"
                assert one in plain.lower(), (row.day, figure.code)
            found.add(figure.code)
    assert found


# What each situation is about, in words


@pytest.fixture
def opened(files, member):
    """Open a page of a situation at a date; return its words."""

    def words(name: str, slug: str, au: str, *args: Any, **query: Any) -> str:
        answer = member.get(reverse(name, args=[slug, *args]), {"au": au, **query})
        assert answer.status_code == 200
        return one_line(answer.text)

    return words


@pytest.mark.parametrize(
    ("slug", "day", "reason", "number"),
    [
        ("filature-romorantin", "2020-03-09", "accord annulé", 0),
        ("filature-romorantin", "2020-03-10", "accord annulé", 8),
        ("chaudronnerie-thiers", "2020-05-04", "CDD plus court que la durée admise", 1),
        ("chaudronnerie-thiers", "2020-11-01", "CDD plus court que la durée admise", 1),
        ("chaudronnerie-thiers", "2020-11-02", "période d’essai en cours", 1),
        ("conserverie-fumel", "2020-09-14", "hors du périmètre demandé", 5),
        ("conserverie-fumel", "2021-02-28", "hors du périmètre demandé", 5),
        ("conserverie-fumel", "2021-03-01", "hors du périmètre demandé", 7),
        ("cablerie-bolbec", "2017-02-28", "axe qui ne compte pas d’emplois", 6),
        ("cablerie-bolbec", "2018-05-31", "axe qui ne compte pas d’emplois", 0),
        ("cablerie-bolbec", "2018-06-01", "axe qui ne compte pas d’emplois", 10),
        ("bonneterie-tulle", "2021-11-01", "moins d’embauches que le minimum par entreprise", 4),
        ("bonneterie-tulle", "2021-11-02", "moins d’embauches que le minimum par entreprise", 0),
        ("bonneterie-tulle", "2022-10-03", "moins d’embauches que le minimum par entreprise", 4),
        ("bonneterie-tulle", "2022-10-03", "projet retiré", 1),
    ],
)
def test_hires_that_do_not_count_say_why(opened, slug, day, reason, number):
    assert opened("job_list", slug, day).count(reason) == number


def test_what_falls_says_of_which_day_and_of_what(opened, files):
    (project,) = Project.objects.of(files["filature-romorantin"]).filter(reference="ROM-01")
    asked = ("project_detail", "filature-romorantin")
    words = opened(*asked, "2020-03-10", project.pk)
    assert "Décision Accord annulé le 10_mars 2020" in words
    assert "Ajourné 12/03/2019 – – – Favorable 16/04/2019 – 40_000_€ 10" in words
    before = opened(*asked, "2020-03-09", project.pk)
    assert "Décision Favorable le 16_avril 2019" in before
    assert "annulé" not in before


def test_more_created_than_programmed_is_explained_by_hires_without_a_promise(opened):
    assert "dont 9 sans promesse" in opened("dashboard", "cablerie-bolbec", "2017-05-02")
    assert "sans promesse" not in opened("dashboard", "cablerie-bolbec", "2017-05-01")


def test_without_a_perimeter_a_share_is_never_zero(opened):
    label = REGISTRY["share_in_perimeter"].label
    for day in ("2019-05-06", "2019-09-01"):
        words = opened("axis", "conserverie-fumel", day, 1)
        assert f"{label} non renseigné" in words
        assert f"{label} 0" not in words
    assert f"{label} 66,7_%" in opened("axis", "conserverie-fumel", "2019-09-02", 1)


@pytest.mark.parametrize(
    ("day", "made_of"),
    [
        (
            "2021-03-08",
            "5_emplois sont créés au total (4_emplois créés et 1_placement de jeune)",
        ),
        (
            "2021-05-03",
            "10_emplois sont créés au total (4_emplois créés et 6_placements de jeunes)",
        ),
    ],
)
def test_a_total_with_likely_doubles_says_what_it_is_made_of(opened, day, made_of):
    assert made_of in opened("dashboard", "imprimerie-autun", day)


STATE, OLD, NEW = parties.PREFECTURE, parties.OPERATOR, parties.SECOND_OPERATOR
OF_THE_DATE: tuple[tuple[str, str, set[str], set[str]], ...] = (
    ("2020-06-30", OLD, {parties.DIRECCTE, parties.UNION}, {parties.DREETS, NEW}),
    ("2020-09-30", OLD, set(), {NEW}),
    ("2020-10-01", NEW, set(), {OLD}),
    ("2021-06-30", NEW, {parties.DREETS}, {parties.DIRECCTE, parties.UNION, OLD}),
)


@pytest.mark.parametrize(("day", "operator", "named", "unnamed"), OF_THE_DATE)
def test_documents_name_those_of_their_date(files, opened, day, operator, named, unnamed):
    convention = Convention.objects.get(slug="biscuiterie-longwy")
    found = Read(convention, date.fromisoformat(day))
    paper, told_to_all = report.as_html(found), one_line(write(found).plain())
    assert f'<meta name="author" content="{operator}">' in paper
    assert f"avec l’appui de {operator}" in told_to_all
    (present,) = re.findall(r"(?s)<caption>Présences.*?</table>", paper) or ("",)
    for name in named:
        assert name in present
    for name in unnamed:
        assert name not in present
        assert f"l’appui de {name}" not in told_to_all
    # Who signed stays who signed.
    assert f"a signé avec l’État ({STATE})" in told_to_all


def test_texts_and_decisions_are_told_at_their_date(opened):
    slug, on = "biscuiterie-longwy", "toute la convention"
    first = {f"{OLD} {on} 07/07/2020 Pleine confiance", f"{STATE} {on} 07/07/2020 Doutes"}
    second = {f"{NEW} {on} 06/07/2021 Confiance avec", f"{STATE} {on} 06/07/2021 Forte inquiétude"}
    for day, told, untold in (("2021-06-29", first, second), ("2021-06-30", first | second, ())):
        words = opened("opinion_list", slug, day)
        assert all(opinion in words for opinion in told)
        assert not any(opinion in words for opinion in untold)
    asked = f"Faut-il prolonger la convention d’un an_? {NEW} 17/05/2021"
    for day, is_asked, state in (
        ("2021-05-16", False, "à venir"),
        ("2021-05-17", True, "à venir"),
        ("2021-07-05", True, "à venir"),
        ("2021-07-06", True, "06/07/2021 Prolongation acceptée"),
    ):
        assert (f"{asked} {state}" in opened("resolution_list", slug, day)) is is_asked, day


# The command


def test_the_command_writes_them_once(files, capsys):
    assert len(files) == len(SITUATIONS) == 12
    call_command("situations")
    printed = capsys.readouterr().out
    assert "Déjà en place." in printed
    for account in parties.ACCOUNTS:
        assert account.email in printed
    assert Convention.objects.filter(slug__in=files).count() == 12


def test_the_command_is_of_a_demonstration(settings):
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="DEMONSTRATION=1"):
        call_command("situations")


def test_names_say_that_they_are_invented(files):
    invented = re.compile("imagin|ficti|exemple", re.IGNORECASE)
    names = [*parties.ORGANISATIONS]
    for convention in files.values():
        known = convention.companies.values_list("name", flat=True)
        names += [convention.name, convention.liable_company.name, *known]
    assert not [name for name in names if not invented.search(name)]


def test_the_notice_speaks_of_the_release_of_2015_on_the_pages_of_its_convention_alone(
    files, member, lectoure, as_role
):
    slug = next(iter(files))
    for reader, page, is_said in (
        (member, reverse("dashboard", args=[slug]), False),
        (member, reverse("home"), False),
        (as_role("operateur"), reverse("dashboard", args=[lectoure.slug]), True),
    ):
        words = one_line(reader.get(page).text)
        assert "entreprises, personnes et dates inventées" in words
        assert ("communiqué de 2015" in words) == is_said, page
