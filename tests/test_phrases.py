"""The words of the press release: they are right, and never say more than the numbers."""

import re
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reporting.documents import phrases
from reporting.figures import text
from reporting.figures.values import SMALLEST, Mask
from revitalisation.ui import formats, french

EUROS = re.compile(r"(\d[\d\u202f]*)(?:,(\d\d))?\u00a0€")


def cents_named(words: str) -> int:
    """Read the amount that words name, in euro cents."""
    found = EUROS.search(words)
    assert found is not None, words
    return int(found[1].replace("\u202f", "")) * 100 + int(found[2] or 0)


@pytest.mark.parametrize(
    ("cents", "words"),
    [
        (63_184_000, "près de 632\u202f000\u00a0€"),
        (63_150_000, "près de 632\u202f000\u00a0€"),
        (63_149_999, "un peu plus de 631\u202f000\u00a0€"),
        (63_120_000, "un peu plus de 631\u202f000\u00a0€"),
        (63_200_000, "632\u202f000\u00a0€"),
        (12_345_67, "12\u202f345,67\u00a0€"),
        (90_000, "900\u00a0€"),
        (0, "0\u00a0€"),
    ],
)
def test_an_amount_near_a_round_number(cents, words):
    assert phrases.near(cents) == words


def test_an_amount_may_be_near_another_step():
    assert phrases.near(149_900_000, 10_000_000) == "près de 1\u202f500\u202f000\u00a0€"
    with pytest.raises(ValueError, match="positive"):
        phrases.near(1, 0)


@given(st.integers(0, 10**13), st.sampled_from((10_000, 100_000, 10_000_000)))
@example(1, 100_000)
@example(100_001, 100_000)
def test_near_never_names_an_amount_too_far(cents, step):
    words = phrases.near(cents, step)
    named = cents_named(words)
    assert abs(named - cents) <= phrases.NEAR * cents
    if words.startswith("près de"):
        assert named > cents
    elif words.startswith("un peu plus de"):
        assert 0 < named < cents
    else:
        assert named == cents


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (16, 47, "un tiers"),
        (1, 3, "un tiers"),
        (1, 2, "la moitié"),
        (24, 47, "la moitié"),
        (1, 4, "un quart"),
        (2, 3, "les deux tiers"),
        (3, 4, "les trois quarts"),
        (18, 47, "38\u202f%"),
        (1, 1000, "0,1\u202f%"),
        (999, 1000, "99,9\u202f%"),
        (0, 3, "aucun"),
        (3, 3, "la totalité"),
    ],
)
def test_a_share_is_named(part, whole, words):
    assert phrases.share(part, whole) == words


@pytest.mark.parametrize(("part", "whole"), [(1, 0), (2, 1), (-1, 3), (0, 0), (-2, -1)])
def test_a_share_of_nothing_is_refused(part, whole):
    with pytest.raises(ValueError, match="share"):
        phrases.share(part, whole)


@pytest.mark.parametrize(
    ("cents", "step", "words"),
    [
        (200, 201, "près de 2,01\u00a0€"),
        (199, 201, "1,99\u00a0€"),
        (200, 199, "un peu plus de 1,99\u00a0€"),
        (199, 198, "1,99\u00a0€"),
        (-150_000, 100_000, "\u22121\u202f500\u00a0€"),
    ],
)
def test_a_round_number_is_near_up_to_five_thousandths_of_the_amount(cents, step, words):
    assert phrases.near(cents, step) == words


@pytest.mark.parametrize("step", [0, -1, -100_000])
def test_a_step_is_positive(step):
    with pytest.raises(ValueError, match="positive"):
        phrases.near(150_000, step)


@pytest.mark.parametrize(
    ("thousandths", "words"),
    [
        (234, "23\u202f%"), (235, "un quart"), (265, "un quart"), (266, "27\u202f%"),
        (484, "48\u202f%"), (485, "la moitié"), (515, "la moitié"), (516, "52\u202f%"),
        (4, "0,4\u202f%"), (5, "1\u202f%"), (994, "99\u202f%"), (995, "99,5\u202f%"),
    ],
)  # fmt: skip
def test_a_share_is_named_up_to_fifteen_thousandths_away(thousandths, words):
    assert phrases.share(thousandths, 1000) == words


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (6, 10, "en partie"), (601, 1000, "principalement"), (5, 3, "exclusivement"),
        (3, 3, "exclusivement"), (-1, 3, ""), (0, 3, ""), (1, 0, ""), (1, -1, ""),
    ],
)  # fmt: skip
def test_what_a_part_is_called(part, whole, words):
    assert phrases.mainly(part, whole) == words


parts = st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(parts)
def test_a_named_share_is_never_far_from_the_truth(drawn):
    part, whole = drawn
    words, ratio = phrases.share(part, whole), Fraction(part, whole)
    names = {name: value for value, name in phrases.NAMED_SHARES}
    if words in names:
        assert abs(ratio - names[words]) <= phrases.SHARE
    elif words.endswith("%"):
        written = Fraction(words.removesuffix("\u202f%").replace(",", ".")) / 100
        assert abs(ratio - written) <= Fraction(1, 200)
    else:
        assert (words, ratio) in {("aucun", 0), ("la totalité", 1)}


@given(parts)
def test_mainly_is_said_of_a_clear_majority_only(drawn):
    part, whole = drawn
    words = phrases.mainly(part, whole)
    assert (words == "exclusivement") == (part == whole)
    assert (words == "") == (part == 0)
    if words == "principalement":
        assert part * 10 > whole * 6
    if words == "en partie":
        assert 0 < part * 10 <= whole * 6


def test_mainly_in_the_press_release():
    assert phrases.mainly(5, 7) == "principalement"
    assert phrases.mainly(3, 5) == "en partie"
    assert phrases.mainly(0, 0) == ""


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_the_end_of_a_month_is_its_last_day(day):
    words = phrases.day_or_month_end(day)
    is_last = (day + timedelta(days=1)).month != day.month
    assert words == (f"fin {formats.month(day)}" if is_last else f"au {formats.long_date(day)}")


def test_days_are_written_in_french():
    assert phrases.day_or_month_end(date(2015, 5, 31)) == "fin mai 2015"
    assert phrases.day_or_month_end(date(2016, 2, 29)) == "fin février 2016"
    assert phrases.day_or_month_end(date(2015, 2, 1)) == "au 1er\u00a0février 2015"


def test_a_small_count_of_people_is_said_alike_in_tables_and_sentences():
    assert text.MASKS[Mask.FEW] == f"moins de {SMALLEST}"
    assert f"moins de {french.in_words(SMALLEST)}" == text.FEW_IN_WORDS
