"""Turns numbers into the words a press release uses, by rules that never overstate."""

from datetime import date
from fractions import Fraction

from convention.calendar import month_ends
from revitalisation.ui import formats

# « près de » and « un peu plus de » are said of a round number at most this far away.
NEAR = Fraction(5, 1000)
# A fraction is named when the share is at most this far from it.
SHARE = Fraction(15, 1000)
NAMED_SHARES = (
    (Fraction(1, 4), "un quart"),
    (Fraction(1, 3), "un tiers"),
    (Fraction(1, 2), "la moitié"),
    (Fraction(2, 3), "les deux tiers"),
    (Fraction(3, 4), "les trois quarts"),
)
MAINLY = Fraction(60, 100)
# Counts of people below this are banded.
SMALLEST = 5


def near(cents: int, step: int = 100_000) -> str:
    """Return an amount as « près de 632 000 € », « un peu plus de 631 000 € » or exactly.

    ``step`` is the round number looked for, in euro cents. The words are said only when the round
    number is less than ``NEAR`` away; an amount that is round is written as it is.
    """
    if cents <= 0 or cents % step == 0:
        return formats.euros(cents)
    below = cents // step * step
    above = below + step
    margin = NEAR * cents
    if above - cents <= cents - below and above - cents <= margin:
        return f"près de {formats.euros(above)}"
    if below and cents - below <= margin:
        return f"un peu plus de {formats.euros(below)}"
    return formats.euros(round(cents, -2))


def share(part: int, whole: int) -> str:
    """Return a share as « un tiers » where it is one within ``SHARE``, else as a percentage.

    Raises ValueError when ``part`` is not between 0 and ``whole``, or ``whole`` is 0.
    """
    if whole <= 0 or not 0 <= part <= whole:
        raise ValueError("A share is of something, and at most the whole of it.")
    if part in (0, whole):
        return "aucun" if part == 0 else "la totalité"
    ratio = Fraction(part, whole)
    named, words = min(NAMED_SHARES, key=lambda pair: float(abs(ratio - pair[0])))
    return words if abs(ratio - named) <= SHARE else formats.percent(ratio, 0)


def mainly(part: int, whole: int) -> str:
    """Return « exclusivement », « principalement », « en partie » or nothing, for a part."""
    if part <= 0 or whole <= 0:
        return ""
    if part >= whole:
        return "exclusivement"
    return "principalement" if Fraction(part, whole) > MAINLY else "en partie"


def day_or_month_end(day: date) -> str:
    """Return « fin mai 2015 » on the last day of a month, else « au 15 mai 2015 »."""
    if next(month_ends(day, date.max)) == day:
        return f"fin {formats.month(day)}"
    return f"au {formats.long_date(day)}"


def of(words: str) -> str:
    """Return « de X » or « d’X »; an h is taken as mute only where French always does."""
    first = words[:1].lower()
    return f"d’{words}" if first in "aeiouyàâéèêëîïôöùûü" else f"de {words}"


def counted(number: int, one: str, many: str) -> str:
    """Return a number with its noun, in figures: « 1 projet », « 47 projets »."""
    return f"{formats.integer(number)}{formats.NO_BREAK}{one if number < 2 else many}"


def listed(words: list[str]) -> str:
    """Return « a », « a et b », « a, b et c »."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} et {words[-1]}"


def people(number: int) -> str:
    """Return a count of people fit for publication: below ``SMALLEST`` it is banded."""
    if 0 < number < SMALLEST:
        return "moins de cinq"
    return formats.integer(number)
