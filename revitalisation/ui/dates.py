"""The date figures are taken at, read from the address and written in it (``?au=AAAA-MM-JJ``)."""

from datetime import date

from .errors import NotFound

FIRST_YEAR = 1990
LAST_YEAR = 2100


class BadDate(NotFound):
    """A date that does not exist or is out of the range the records may cover."""


def parse_as_of(value: str | None, default: date) -> date:
    """Return the date written ``AAAA-MM-JJ`` in ``value``, or ``default`` where it is absent.

    Raises BadDate (a 404) on an impossible date or one outside 1990 to 2100.
    """
    if not value:
        return default
    try:
        day = date.fromisoformat(value)
    except ValueError:
        day = None
    # fromisoformat also reads week dates and compact forms, which no page writes.
    if day is None or day.isoformat() != value:
        raise BadDate(
            f"La date «\u00a0{value[:20]}\u00a0» n’existe pas. "
            "Écrivez-la sous la forme AAAA-MM-JJ, par exemple 2015-05-31."
        )
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadDate(
            f"La date «\u00a0{value}\u00a0» est hors de la période suivie, "
            f"qui va de {FIRST_YEAR} à {LAST_YEAR}."
        )
    return day


def dated(address: str, as_of: date | None) -> str:
    """Return the address of a page at a date, its query and its place kept; None: as it opens."""
    if as_of is None:
        return address
    page, mark, place = address.partition("#")
    joint = "&" if "?" in page else "?"
    return f"{page}{joint}au={as_of.isoformat()}{mark}{place}"
