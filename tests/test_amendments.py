"""What amendments made of the terms that were signed, told as what they are."""

from datetime import date
from typing import Any

import pytest

from convention.calendar import months_counted
from convention.models import Convention
from reporting.situation import amendments

from .factories import ConventionFactory, TermsFactory
from .reading import plain

pytestmark = pytest.mark.django_db

SIGNED, AMENDED, AGAIN = date(2016, 3, 15), date(2018, 6, 7), date(2019, 3, 1)
THREE_YEARS, FOUR_YEARS, FIVE_YEARS = date(2019, 3, 14), date(2020, 3, 14), date(2021, 3, 14)


def signed(**terms: Any) -> Convention:
    """A convention signed for three years, 1.4 M€ and 263 jobs, but for ``terms``."""
    given = {"ends_on": THREE_YEARS, "envelope": 140_000_000, "job_target": 263} | terms
    return ConventionFactory.create(
        signed_on=SIGNED, operational_start=SIGNED,
        **{f"terms__{name}": value for name, value in given.items()},
        terms__effective_on=SIGNED,
    )  # fmt: skip


def amended(convention: Convention, number: int, day: date, **terms: Any) -> None:
    given = {"ends_on": THREE_YEARS, "envelope": 140_000_000, "job_target": 263} | terms
    TermsFactory(convention=convention, number=number, effective_on=day, **given)


def told(convention: Convention, day: date = FIVE_YEARS) -> list[str]:
    fresh = Convention.objects.get(pk=convention.pk)
    return [plain(sentence) for sentence in amendments.sentences(fresh, day)]


def test_terms_that_were_never_amended_say_nothing():
    assert told(signed()) == []


def test_what_was_raised_is_told_from_the_signature_on():
    convention = signed()
    amended(convention, 1, AMENDED, ends_on=FOUR_YEARS, envelope=177_500_000)
    assert told(convention, date(2018, 6, 6)) == []
    assert told(convention, AMENDED) == [
        "La convention, signée pour 3 ans et 1 400 000 €, a été portée à 4 ans et 1 775 000 € le "
        "7 juin 2018."
    ]


def test_each_amendment_has_its_day():
    convention = signed()
    amended(convention, 1, AMENDED, ends_on=FOUR_YEARS)
    amended(convention, 2, AGAIN, ends_on=FIVE_YEARS)
    assert told(convention) == [
        "La convention, signée pour 3 ans, a été portée à 4 ans le 7 juin 2018, puis à 5 ans le "
        "1er mars 2019."
    ]


def test_a_lowered_target_names_both():
    convention = signed()
    amended(convention, 1, AMENDED, job_target=200)
    assert told(convention) == ["L’objectif d’emplois a été ramené de 263 à 200 le 7 juin 2018."]


def test_what_rose_and_fell_is_told_step_by_step():
    convention = signed()
    amended(convention, 1, AMENDED, envelope=177_500_000)
    amended(convention, 2, AGAIN, envelope=150_000_000)
    assert told(convention) == [
        "L’enveloppe a été portée de 1 400 000 € à 1 775 000 € le 7 juin 2018.",
        "L’enveloppe a été ramenée de 1 775 000 € à 1 500 000 € le 1er mars 2019.",
    ]


def test_what_was_not_filled_in_is_fixed_later():
    convention = signed(envelope=None)
    amended(convention, 1, AMENDED)
    assert told(convention) == ["L’enveloppe a été fixée à 1 400 000 € le 7 juin 2018."]


@pytest.mark.parametrize(
    ("day", "months"),
    [
        (date(2013, 10, 10), 0),
        (date(2013, 11, 9), 0),
        (date(2013, 11, 10), 1),
        (date(2016, 10, 9), 35),
        # The last day of a term of three years counts.
        (date(2016, 10, 10), 36),
    ],
)
def test_months_are_counted_to_the_end_of_the_day(day, months):
    assert months_counted(date(2013, 10, 11), day) == months


def test_months_from_the_first_of_a_month_end_with_it():
    assert months_counted(date(2014, 2, 1), date(2015, 5, 31)) == 16
    assert months_counted(date(2014, 2, 1), date(2015, 5, 30)) == 15
    assert months_counted(date(2015, 1, 31), date(2015, 2, 28)) == 1
