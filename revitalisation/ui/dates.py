"""Dates written in addresses."""

from datetime import date

from django.http import Http404


class BadDate(Http404):
    """A date that no calendar has, or that this service cannot mean."""


def parse_as_of(value: str | None, default: date) -> date:
    """Return the date written ``AAAA-MM-JJ``, or ``default`` when there is none.

    Raises BadDate, with a sentence, for an impossible date or one outside 1990 to 2100.
    """
    if not value:
        return default
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise BadDate(f"« {value} » n’est pas une date : écrivez-la AAAA-MM-JJ.") from None
    if not 1990 <= day.year <= 2100:
        raise BadDate("La date doit se situer entre 1990 et 2100.")
    return day
