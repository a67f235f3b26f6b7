"""Turns numbers into the words a press release uses, by rules that never overstate."""

from datetime import date, timedelta
from fractions import Fraction

from revitalisation.ui import formats, french

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


def near(cents: int, step: int = 100_000) -> str:
    """Return an amount as « près de 632 000 € », « un peu plus de 631 000 € » or exactly.

    ``step`` is the round number looked for, in euro cents. The words are said only when the round
    number is at most ``NEAR`` away; an amount that is round is written as it is. Raises ValueError
    for a step that is not positive.
    """
    if step <= 0:
        raise ValueError("A step is positive.")
    if cents <= 0 or cents % step == 0:
        return formats.euros(cents)
    below = cents // step * step
    above = below + step
    margin = NEAR * cents
    if above - cents <= cents - below and above - cents <= margin:
        return french.clause("près {amount:de}", amount=formats.euros(above))
    if below and cents - below <= margin:
        return french.clause("un peu plus {amount:de}", amount=formats.euros(below))
    return formats.euros(cents)


def share(part: int, whole: int) -> str:
    """Return a share as « un tiers » where it is one within ``SHARE``, else as a percentage.

    Raises ValueError when ``part`` is not between 0 and ``whole``, or ``whole`` is 0.
    """
    if whole <= 0 or not 0 <= part <= whole:
        raise ValueError("A share is of something, and at most the whole of it.")
    if part in (0, whole):
        return "aucun" if part == 0 else "la totalité"
    ratio = Fraction(part, whole)
    named, words = min(NAMED_SHARES, key=lambda pair: abs(ratio - pair[0]))
    if abs(ratio - named) <= SHARE:
        return words
    # Rounded to the unit, a part would be written as nothing or as the whole.
    digits = 0 if Fraction(5, 1000) <= ratio < Fraction(995, 1000) else 1
    return formats.percent(ratio, digits)


def mainly(part: int, whole: int) -> str:
    """Return « exclusivement », « principalement », « en partie » or nothing, for a part."""
    if part <= 0 or whole <= 0:
        return ""
    if part >= whole:
        return "exclusivement"
    return "principalement" if Fraction(part, whole) > MAINLY else "en partie"


def day_or_month_end(day: date) -> str:
    """Return « fin mai 2015 » on the last day of a month, else « au 15 mai 2015 »."""
    if (day + timedelta(days=1)).day == 1:
        return french.clause("fin {month}", month=formats.month(day))
    return french.clause("{day:à}", day=day)
