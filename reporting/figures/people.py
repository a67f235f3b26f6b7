"""Counts of people too small to be told to those who do not follow them."""

from revitalisation.ui import formats

SMALLEST = 5


def is_masked(number: int) -> bool:
    """Return whether a count of people is too small to be told: nobody is not somebody to hide."""
    return 0 < number < SMALLEST


def banded(number: int) -> str:
    """Return a count of people in French: below ``SMALLEST``, only that it is."""
    return f"moins de {SMALLEST}" if is_masked(number) else formats.integer(number)
