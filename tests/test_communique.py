"""The press release: every figure of 2015, and sentences that hold for any convention and date."""

import io
import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from docx import Document
from hypothesis import given

from convention.models import Committee, Convention, Membership
from reporting.documents.communique import write
from reporting.documents.prose import Said, Text, add, say
from reporting.documents.word import MEDIA_TYPE
from reporting.figures.engine import Sheet
from reporting.figures.values import Absence
from reporting.situation.situation import Situation
from revitalisation.ui.french import count

from .histories import histories
from .test_figures_properties import dates, some_examples, written

pytestmark = pytest.mark.django_db

MID_TERM = date(2015, 5, 31)
# A space that may break before a sign that must not open a line; a straight apostrophe or quote.
UNTYPOGRAPHIC = re.compile(r" [;:!?%€»]|« |['\"]|\d \d{3}")


def plain(text: str) -> str:
    """Return a text on one line, its spaces all alike."""
    return " ".join(text.split())


def said(convention: Convention, as_of: date = MID_TERM, **values: object) -> str:
    """Write the press release, some figures given another value or absence, on one line."""
    situation = Situation(convention, as_of)
    sheet = situation.sheet
    changed = {
        code: replace(sheet[code], value=None, absence=value)
        if isinstance(value, Absence)
        else replace(sheet[code], value=value, coverage=None)
        for code, value in values.items()
    }
    given_ = Sheet(convention, as_of, {**sheet.figures, **changed}, sheet.parts)
    situation.__dict__["_measured"] = {**situation._measured, as_of: given_}
    return plain(write(situation).plain())


STATEMENTS_OF_2015 = (
    "fermeture de son site de Lectoure (Gers)",
    "ITM LAI (Groupement des Mousquetaires) a signé avec l’État (Préfecture du Gers)",
    "en octobre 2013, une convention de revitalisation du bassin d’emploi, d’une durée de 3 ans",
    "consacre 1 500 000 €, avec l’appui de BPI Group, pour soutenir la création de 263 emplois",
    "sur trois axes",
    "Axe 1, reconversion du site de Lectoure",
    "Axe 2, développement des entreprises locales : subventions à l’emploi, prêts à taux bonifié "
    "(partenaire : Crédit Agricole Pyrénées-Gascogne) et expertises",
    "GPECT du nord du Gers",
    "aide au recrutement de jeunes (partenaire : Mission Locale du Gers)",
    "Après 16 mois de mise en œuvre opérationnelle",
    "47 projets d’entreprises, dont un tiers de créations",
    "145 emplois y sont programmés",
    "Fin mai 2015, 102 emplois sont effectivement créés",
    "10 ont bénéficié à d’anciens salariés d’ITM LAI",
    "7 jeunes de moins de 26 ans",
    "principalement en contrat d’apprentissage",
    "près de 632 000 € sont engagés au profit d’entreprises du bassin",
    "109 emplois créés : 102 dans les entreprises accompagnées et 7 placements de jeunes",
    "cinq projets ont été étudiés ; quatre prospects n’ont pas abouti ; un reste en cours "
    "(logistique multi-clients)",
    "Le comité de suivi, réuni le 7 juillet 2015 (Préfecture du Gers, Auch), a constaté que la "
    "convention se déroule conformément aux objectifs fixés",
    "Auch, le 7 juillet 2015",
)


@pytest.fixture(scope="module")
def of_2015(django_db_setup, django_db_blocker) -> str:
    with django_db_blocker.unblock():
        out = io.StringIO()
        call_command("communique", "itm-lectoure", "--as-of", "2015-05-31", stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("statement", STATEMENTS_OF_2015)
def test_it_says_all_that_the_one_of_2015_says(of_2015, statement):
    assert statement in plain(of_2015)


def test_its_paragraphs_are_whole_lines_and_typeset(of_2015):
    """A mail breaks lines as wide as it is: what is pasted there has none of its own."""
    lines = of_2015.rstrip("\n").split("\n")
    assert lines[1::2] == [""] * (len(lines) // 2)
    assert [line[-1] for line in lines[2:-4:2]] == ["."] * len(lines[2:-4:2])
    assert not UNTYPOGRAPHIC.search(of_2015)
    assert "1\u202f500\u202f000\u00a0€" in of_2015


def test_each_figure_of_2015_is_the_engine_s(lectoure):
    communique = write(Situation(lectoure, MID_TERM))
    sheet = Situation(lectoure, MID_TERM).sheet
    values = {figure.code: figure.value for figure in communique.figures}
    assert values == {code: sheet[code].value for code in values}
    assert {"envelope", "job_target", "projects_supported", "jobs_programmed", "jobs_created",
            "former_employees_hired", "placements", "committed_to_companies", "total_jobs",
            "prospects_open"} <= values.keys()  # fmt: skip


def test_other_dates_say_other_things(lectoure):
    before, after = said(lectoure, date(2015, 4, 30)), said(lectoure, date(2015, 6, 30))
    for statement in ("102 emplois", "47 projets", "près de 632 000 €"):
        assert statement not in before
    assert "102 emplois" not in after
    assert "a constaté que la convention demande une attention particulière" in before
    assert before.endswith("Lectoure, le 30 avril 2015 Contact presse : Préfecture du Gers")


def test_the_last_committee_held_is_quoted_with_its_own_date(lectoure):
    text = said(lectoure, date(2015, 9, 30))
    assert "Le dernier comité de suivi, réuni le 7 juillet 2015" in text
    assert "sur la situation fin mai 2015" in text


def test_without_a_verdict_no_word_of_the_committee(lectoure):
    Committee.objects.filter(convention=lectoure, as_of=MID_TERM).update(verdict="")
    assert "a constaté" not in said(Convention.objects.get(pk=lectoure.pk))


def test_before_the_signature_one_sentence(lectoure):
    text = said(lectoure, date(2013, 1, 31))
    assert "ITM LAI (Groupement des Mousquetaires) doit signer avec l’État" in text
    assert "le 11 octobre 2013" in text
    assert "enveloppe" not in text
    assert "créé" not in text


def test_nothing_yet_is_said_as_nothing_yet(lectoure):
    text = said(lectoure, date(2013, 10, 31))
    assert "Aucun projet d’entreprise n’est accompagné par la convention." in text
    assert "Fin octobre 2013, aucune embauche n’est encore comptée." in text
    assert "Aucune somme n’est encore engagée" in text
    for word in ("jeunes de moins de 26", "Au total", "Pour la reconversion", "comité de suivi"):
        assert word not in text


def test_after_its_term_it_counts_no_more_months(lectoure):
    text = said(lectoure, date(2017, 5, 31))
    assert "Arrivée à son terme le 10 octobre 2016, la convention a accompagné 65 projets" in text
    assert "mois de mise en œuvre" not in text


def test_few_young_people_are_banded_and_cannot_be_worked_out(lectoure):
    text = said(lectoure, placements=3, placements_in_apprenticeship=3, placements_counted=3,
                total_jobs=105)  # fmt: skip
    assert "a permis à moins de cinq jeunes de moins de 26 ans" in text
    assert "exclusivement" not in text
    assert "105" not in text
    assert "La convention compte" not in text


def test_few_former_employees_are_banded(lectoure):
    assert "Parmi eux, moins de cinq ont bénéficié" in said(lectoure, former_employees_hired=2)
    assert "Parmi eux" not in said(lectoure, former_employees_hired=0)
    assert "Parmi eux" not in said(lectoure, jobs_created=2, former_employees_hired=2)


def test_answers_that_are_missing_are_counted(lectoure):
    assert "d’après les réponses connues pour 100 d’entre eux" in said(lectoure)


def test_one_is_singular(lectoure):
    text = said(lectoure, projects_supported=1, business_creations=1, jobs_programmed=1,
                jobs_created=1, placements=0, placements_counted=0, total_jobs=1, job_target=1,
                prospects_studied=1, prospects_lost=1, prospects_open=0)  # fmt: skip
    assert "pour soutenir la création d’un emploi." in text
    assert "accompagne un projet d’entreprise, une création ; un emploi y est programmé" in text
    assert "un emploi est effectivement créé : une embauche réelle, admise par" in text
    assert "un projet a été étudié ; un prospect n’a pas abouti." in text
    assert "jeunes de moins de 26" not in text


@pytest.mark.parametrize(
    ("projects", "creations", "words"),
    [
        (10, 0, "10 projets d’entreprises ;"),
        (10, 2, "10 projets d’entreprises, dont 2 créations ;"),
        (10, 5, "10 projets d’entreprises, dont la moitié de créations ;"),
        (10, 10, "10 projets d’entreprises, tous des créations ;"),
        (100, 10, "100 projets d’entreprises, dont 10 créations (10 %) ;"),
    ],
)
def test_the_share_of_creations(lectoure, projects, creations, words):
    text = said(lectoure, projects_supported=projects, business_creations=creations)
    assert words in text


def test_what_is_absent_is_said_or_left_out(lectoure):
    missing, not_due = Absence.MISSING, Absence.NOT_APPLICABLE
    text = said(lectoure, envelope=missing, job_target=missing)
    assert (
        "Le montant que l’entreprise y consacre et l’objectif d’emplois ne sont pas renseignés."
    ) in text
    text = said(lectoure, envelope=missing)
    assert "doit y soutenir la création de 263 emplois, avec l’appui de BPI Group ; " in text
    assert "le montant qu’elle y consacre n’est pas renseigné." in text
    text = said(lectoure, projects_supported=not_due, jobs_programmed=not_due,
                jobs_created=not_due, placements=not_due, total_jobs=not_due,
                committed_to_companies=not_due, prospects_studied=not_due)  # fmt: skip
    for word in ("projets d’entreprises", "créés", "Au total", "jeunes de moins", "étudié"):
        assert word not in text
    assert "Le comité de suivi" in text
    text = said(lectoure, jobs_programmed=not_due, job_target=0)
    assert "un tiers de créations. " in text
    assert "pour soutenir" not in text


def test_names_are_taken_as_they_are(lectoure):
    lectoure.liable_company.name = "Atelier {0} & fils"
    assert "Atelier {0} & fils a signé" in said(lectoure)


def test_without_members_the_roles_are_left_out(lectoure):
    Membership.objects.filter(convention=lectoure).delete()
    text = said(lectoure)
    assert "a signé avec l’État, en octobre 2013" in text
    assert "appui" not in text
    assert "prescripteur" not in text


@some_examples
@given(histories, dates)
def test_any_convention_at_any_date(history, as_of):
    def check(convention: Convention):
        situation = Situation(convention, as_of)
        communique = write(situation)
        text = communique.plain()
        assert communique.paragraphs
        assert not re.search(r"None|[{}]|\.\.| ,|\(\)| {2}", text), text
        assert not UNTYPOGRAPHIC.search(text), text
        assert communique.closing in text
        placed = situation.sheet["placements"].value or 0
        if 0 < placed < 5 and as_of >= convention.signed_on:
            assert f"à {placed} jeunes" not in plain(text)
            assert "placements de jeunes" not in plain(text)

    written(history, check)


def test_a_text_knows_its_figures(lectoure):
    sheet = Situation(lectoure, MID_TERM).sheet
    created = sheet["jobs_created"]
    text = say("{a} puis {b}, {a}.", a=Said("102", created), b="rien")
    assert str(text) == "102 puis rien, 102."
    assert text.figures == [created]
    assert str(text + add(" Et {n:de}.", n=Said(count(1), created))).endswith("102. Et d’un.")
    assert not Text()
    with pytest.raises(KeyError):
        say("{unknown}")


def test_the_page_links_each_figure_to_its_rows(as_role, lectoure):
    page = as_role("comite").get(reverse("communique", args=["itm-lectoure"]) + "?au=2015-05-31")
    html = re.sub(r"[ \n]+", " ", unescape(page.content.decode()))
    for code, words in (
        ("jobs_created", "102\u00a0emplois"),
        ("committed_to_companies", "près de 632\u202f000\u00a0€"),
        ("former_employees_hired", "10"),
        ("business_creations", "dont un tiers de créations"),
    ):
        address = reverse("figure_rows", args=["itm-lectoure", code])
        assert f'<a href="{address}?au=2015-05-31">{words}</a>' in html
    assert "631\u202f840\u00a0€" in html
    assert "100 sur 102 renseignés" in html


def test_the_page_gives_the_text_of_the_command(as_role, of_2015):
    address = reverse("communique", args=["itm-lectoure"]) + "?au=2015-05-31&format=txt"
    answer = as_role("comite").get(address)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert 'filename="communique-itm-lectoure-2015-05-31.txt"' in answer["Content-Disposition"]
    assert answer.content.decode() == of_2015


def test_the_word_document_says_the_same_and_whom_to_ask(as_role, lectoure):
    address = reverse("communique", args=["itm-lectoure"]) + "?au=2015-05-31&format=docx"
    answer = as_role("comite").get(address)
    assert answer["Content-Type"] == MEDIA_TYPE
    assert 'filename="communique-itm-lectoure-2015-05-31.docx"' in answer["Content-Disposition"]
    document = Document(io.BytesIO(answer.content))
    communique = write(Situation(lectoure, MID_TERM))
    assert [paragraph.text for paragraph in document.paragraphs] == [
        "Préfecture du Gers", "Communiqué de presse", communique.title,
        *map(str, communique.paragraphs), communique.closing,
        "Contact presse\u00a0: Préfecture du Gers",
    ]  # fmt: skip
    assert document.core_properties.language == "fr-FR"
    assert document.core_properties.title == communique.title


def test_without_a_prefecture_nobody_is_invented(lectoure):
    Membership.objects.filter(convention=lectoure).delete()
    assert write(Situation(lectoure, MID_TERM)).contact == [
        "Contact presse\u00a0: préfecture non renseignée"
    ]


def test_the_perimeter_is_named_where_jobs_fall_outside(lectoure):
    assert (
        "9 emplois sont situés hors du périmètre de la convention, qui compte 21 communes."
        in said(lectoure)
    )
    inside = {"jobs_in_perimeter": 102, "jobs_created": 102}
    assert "hors du périmètre" not in said(lectoure, **inside)
    assert "Un emploi est situé hors du" in said(lectoure, **inside | {"jobs_in_perimeter": 101})


def test_an_overrun_is_said(lectoure):
    assert "que l’enveloppe" not in said(lectoure, remaining=0)
    text = said(lectoure, remaining=-15_000_000, committed=165_000_000)
    assert "Toutes mesures confondues, 1 650 000 € sont engagés, soit 150 000 € de plus que" in text
    text = said(lectoure, remaining=-100, committed=63_184_000, committed_to_companies=63_184_000)
    assert "au profit d’entreprises du bassin. C’est 1 € de plus que l’enveloppe." in text


@pytest.mark.parametrize(
    ("day", "words"),
    [
        # The last day of the term, then the first one past it: operations began in February 2014.
        (
            date(2016, 10, 10),
            "Après 32 mois de mise en œuvre opérationnelle, la convention",
        ),
        (date(2016, 10, 11), "Arrivée à son terme le 10 octobre 2016, la convention a accompagné"),
    ],
)
def test_the_past_begins_on_the_morrow_of_the_term(lectoure, day, words):
    assert words in said(lectoure, day)


def test_past_the_term_all_is_told_in_the_past(lectoure):
    text = said(lectoure, date(2018, 1, 10), projects_supported=0)
    assert "L’entreprise y consacrait" in text
    assert "Elle a agi sur trois axes." in text
    assert "aucun projet d’entreprise n’a été accompagné par la convention." in text
    assert "ont été effectivement créés" in text
    for present in (" y consacre ", "n’est accompagné", " sont engagés", "À son terme"):
        assert present not in text


def test_the_page_bands_few_people(as_role):
    address = reverse("communique", args=["itm-lectoure"]) + "?au=2014-10-31"
    html = as_role("mission-locale").get(address).content.decode()
    assert "a permis à moins de cinq jeunes" in html
    assert 'class="app-number">moins de 5' in html
    # What is masked opens on no row; the others do.
    assert reverse("figure_rows", args=["itm-lectoure", "placements"]) not in html
    assert reverse("figure_rows", args=["itm-lectoure", "jobs_created"]) in html


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("inconnue",), "Aucune convention"),
        (("itm-lectoure", "--as-of", "2015-02-30"), "n’existe pas"),
        (("itm-lectoure", "--as-of", "hier"), "n’existe pas"),
    ],
)
def test_a_wrong_request_gets_a_sentence(arguments, words):
    with pytest.raises(CommandError, match=words):
        call_command("communique", *arguments)
