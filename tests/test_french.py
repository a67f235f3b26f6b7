"""The French grammar: prepositions, numbers, agreement, tense, lists."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revitalisation.ui import formats, french
from revitalisation.ui.french import Noun, Phrase, Tense, Verb

JOBS = Noun("emploi", "emplois")
HIRES = Noun("embauche", "embauches", is_feminine=True)


@pytest.mark.parametrize(
    ("words", "of", "to"),
    [
        ("Lectoure", "de Lectoure", "à Lectoure"),
        ("Angers", "d’Angers", "à Angers"),
        ("Évian", "d’Évian", "à Évian"),
        ("Œuilly", "d’Œuilly", "à Œuilly"),
        ("Le Havre", "du Havre", "au Havre"),
        ("Les Ulis", "des Ulis", "aux Ulis"),
        ("La Rochelle", "de La Rochelle", "à La Rochelle"),
        ("L’Isle-Jourdain", "de L’Isle-Jourdain", "à L’Isle-Jourdain"),
        ("Lesparre", "de Lesparre", "à Lesparre"),
        ("Hendaye", "d’Hendaye", "à Hendaye"),
        ("Hyères", "d’Hyères", "à Hyères"),
        ("Haguenau", "de Haguenau", "à Haguenau"),
        ("Holtzheim", "de Holtzheim", "à Holtzheim"),
        ("Haute-Goulaine", "de Haute-Goulaine", "à Haute-Goulaine"),
        ("Hautmont", "d’Hautmont", "à Hautmont"),
        ("HSBC", "de HSBC", "à HSBC"),
        ("EDF", "d’EDF", "à EDF"),
        ("Yvetot", "d’Yvetot", "à Yvetot"),
        ("Y", "d’Y", "à Y"),
        ("Yutz", "de Yutz", "à Yutz"),
        ("263", "de 263", "à 263"),
        ("onze emplois", "de onze emplois", "à onze emplois"),
        ("un emploi", "d’un emploi", "à un emploi"),
    ],
)
def test_prepositions(words, of, to):
    assert (french.of(words), french.to(words)) == (of, to)


def test_que_and_articles_elide():
    assert french.that("il") == "qu’il"
    assert french.that("Le Havre") == "que Le Havre"
    assert french.the("axe") == "l’axe"
    assert french.the("site") == "le site"
    assert french.the("mesure", is_feminine=True) == "la mesure"
    assert french.the("enveloppe", is_feminine=True) == "l’enveloppe"
    assert french.the("handicap") == "le handicap"


@pytest.mark.parametrize(
    ("number", "noun", "words"),
    [
        (0, JOBS, "aucun emploi"),
        (1, JOBS, "un emploi"),
        (2, JOBS, "2\u00a0emplois"),
        (1500, JOBS, "1\u202f500\u00a0emplois"),
        (0, HIRES, "aucune embauche"),
        (1, HIRES, "une embauche"),
        (-1, JOBS, "−1\u00a0emploi"),
        (1, None, "un"),
        (12, None, "12"),
    ],
)
def test_a_number_with_its_noun(number, noun, words):
    assert str(french.count(number, noun)) == words


def test_numbers_in_letters():
    assert [french.in_words(n) for n in (0, 1, 4, 10, 11, -1)] == [
        "aucun", "un", "quatre", "dix", "11", "−1",
    ]  # fmt: skip
    assert french.in_words(1, is_feminine=True) == "une"
    assert str(french.count(4, JOBS, in_letters=True)) == "quatre emplois"
    assert str(french.count(11, JOBS, in_letters=True)) == "11\u00a0emplois"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "Décider d’un emploi reçu."),
        (2, "Décider de 2\u00a0emplois reçus."),
    ],
)
def test_a_template_makes_its_words_agree(number, words):
    jobs = french.count(number, JOBS)
    assert french.sentence("décider {jobs:de} {jobs:reçu|reçus}.", jobs=jobs) == words
    assert french.sentence("{n:reçu|reçus}", n=number) == ("Reçu" if number == 1 else "Reçus")


def test_verbs_agree_and_stand_in_their_tense():
    template = "{be:est|sont|a été|ont été}"
    found = [french.clause(template, be=Verb(n, time)) for time in Tense for n in (1, 2)]
    assert found == ["est", "sont", "a été", "ont été"]
    assert french.clause("{time:porte|a porté}", time=Tense.PAST) == "a porté"


@pytest.mark.parametrize(
    ("seen_on", "tense"),
    [(date(2016, 10, 10), Tense.PRESENT), (date(2016, 10, 11), Tense.PAST)],
)
def test_what_lasts_until_a_day_is_past_from_the_morrow(seen_on, tense):
    assert french.tense(date(2016, 10, 10), seen_on) is tense
    assert french.tense(None, seen_on) is Tense.PRESENT


def test_a_date_has_its_article():
    day = date(2018, 6, 1)
    assert french.sentence("{day:à}, réuni {day}, comité {day:de}.", day=day) == (
        "Au 1er\u00a0juin 2018, réuni le 1er\u00a0juin 2018, comité du 1er\u00a0juin 2018."
    )


def test_lists_repeat_their_preposition():
    names = ["Agence Gers", "Le Crédit", "BPI"]
    assert french.clause("avec l’appui {names:de}", names=names) == (
        "avec l’appui d’Agence Gers, du Crédit et de BPI"
    )
    assert french.listed([]) == ""
    assert french.listed(["a"]) == "a"
    assert french.listed("abc") == "a, b et c"


def test_titles_inside_a_sentence():
    assert french.lower("Subventions à l’emploi") == "subventions à l’emploi"
    assert french.lower("GPECT du nord du Gers") == "GPECT du nord du Gers"
    assert french.lower("À définir") == "à définir"
    assert french.lower("GPECT") == "GPECT"
    assert french.capital("élan Commun") == "Élan Commun"
    assert french.lower("") == french.capital("") == ""


def test_what_people_wrote_is_no_template_and_keeps_its_first_letter():
    assert french.sentence("{firm} signe.", firm="eBay {0}") == "eBay {0} signe."
    assert french.sentence("{firm} signe.", firm=Phrase("elle")) == "Elle signe."
    assert french.sentence(" {jobs} manque.", jobs=french.count(1, JOBS)) == " Un emploi manque."
    assert french.clause("{name:de}", name="L'Isle-d'Abeau") == "de L’Isle-d’Abeau"


def test_a_template_is_refused_where_it_asks_for_what_is_not_there():
    with pytest.raises(KeyError):
        french.clause("{unknown}")
    with pytest.raises(ValueError, match="Unknown use"):
        french.clause("{name:vers}", name="Angers")


@given(st.integers(-(10**6), 10**6))
def test_a_count_never_says_one_of_many(number):
    words = str(french.count(number, JOBS))
    assert words.endswith("emplois") == (abs(number) >= 2)
    assert words.startswith(("un ", "aucun ")) or formats.integer(number) in words


def test_amounts_agree_from_two_euros_on():
    template = "{money:est engagé|sont engagés}"
    assert french.clause(template, money=french.amount(199)) == "est engagé"
    assert french.clause(template, money=french.amount(200)) == "sont engagés"
    assert str(french.amount(63_184_000, "près de 632")) == "près de 632"
