"""One rule feeds headline and lists: gaps in jobs first, then in points, by one clock."""

from datetime import date
from fractions import Fraction

import pytest
from django.urls import reverse

from convention.models import AxisTarget, Convention
from reporting.situation import sentences
from reporting.situation.situation import Situation
from reporting.situation.standing import Standing, gap_in_words
from reporting.situation.work import Section, todo

from .reading import plain

pytestmark = pytest.mark.django_db
DAY = date(2015, 5, 31)


def headline(convention: Convention, day: date = DAY) -> str:
    return plain(sentences.headline(Situation(convention, day)))


def listed(convention: Convention, section: Section) -> str:
    return plain(" ".join(t.sentence for t in todo(Situation(convention, DAY), section)))


def test_the_headline_tells_the_gap_in_jobs_then_in_points(lectoure):
    assert headline(lectoure) == (
        "Au 31 mai 2015, 109 emplois sont créés au total (102 emplois créés et 7 placements de "
        "jeunes) pour un objectif de 263 : 8 de moins qu’attendu à date (3,0 points de retard)."
    )
    lectoure.clock = Convention.Clock.SIGNATURE
    assert "35 de moins qu’attendu à date (13,2 points de retard)." in headline(lectoure)


def test_past_the_term_it_tells_what_is_missing_of_the_target(lectoure):
    found = headline(lectoure, date(2017, 7, 4))
    assert "emplois ont été créés au total" in found
    assert found.endswith("pour un objectif de 263 : il en manque 42 (16,0 points).")


def test_the_other_clock_is_told_in_the_method_alone(lectoure, as_role):
    client, query = as_role("prefecture"), {"au": DAY.isoformat()}
    said = (
        "L’avance et le retard se comptent depuis le démarrage opérationnel, comme la convention "
        "l’a choisi ; comptés depuis la signature, il y aurait 13,2 points de retard."
    )
    method, page = (
        reverse(name, args=[lectoure.slug]) for name in ("convention_method", "dashboard")
    )
    assert said in plain(client.get(method, query).text)
    assert "13,2" not in client.get(page, query).text


@pytest.mark.parametrize(
    ("achieved", "target", "expected", "elapsed", "words"),
    [
        (5000, 10_000, 5004, Fraction(5004, 10_000), "4 emplois de moins qu’attendu à date"),
        (5, 10, 5, Fraction(1, 2), "autant qu’attendu à date"),
        (0, 10, 0, Fraction(0), "aucun n’est encore attendu"),
        (6, 10, 5, Fraction(1, 2), "un emploi de plus qu’attendu à date (10,0 points d’avance)"),
        (10, 10, 10, Fraction(1), "l’objectif est atteint"),
        (11, 10, 10, Fraction(1), "l’objectif est dépassé d’un emploi (10,0 points)"),
        (9, 10, 10, Fraction(1), "il manque un emploi à l’objectif (10,0 points)"),
        (None, 10, 10, Fraction(1), ""),
        (9, 10, None, None, ""),
    ],
)
def test_the_gap_in_words(achieved, target, expected, elapsed, words):
    assert plain(gap_in_words(Standing(achieved, target, expected, elapsed))) == words


def test_a_convention_thirteen_points_behind_is_late(lectoure):
    late = listed(lectoure, Section.LATE)
    assert "8 emplois de moins" not in late
    assert "Axe 1 : 27 emplois de moins qu’attendu à date (44,4 points de retard)." in late
    lectoure.clock = Convention.Clock.SIGNATURE
    assert Situation(lectoure, DAY).standing.is_late
    late = listed(lectoure, Section.LATE)
    assert "35 emplois de moins qu’attendu à date (13,2 points de retard)." in late


def test_an_axis_without_target_is_missing_one(lectoure):
    assert "pas d’objectif d’emplois" not in listed(lectoure, Section.MISSING)
    AxisTarget.objects.filter(axis__number=1).delete()
    assert "L’axe 1 n’a pas d’objectif d’emplois." in listed(lectoure, Section.MISSING)
    AxisTarget.objects.filter(axis__number=3).delete()
    assert "Les axes 1 et 3 n’ont pas d’objectif d’emplois." in listed(lectoure, Section.MISSING)
