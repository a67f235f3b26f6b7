"""Figures month after month, from the same declarations as the figures themselves."""

from collections.abc import Iterable
from datetime import date

from convention.calendar import month_ends
from convention.models import Convention

from .engine import Sheet, sheets
from .indicators import Figure


def series(
    convention: Convention, codes: Iterable[str], start: date, end: date
) -> dict[str, list[Figure]]:
    """Return each code’s figures at the end of every month from ``start`` on, and at ``end``."""
    wanted = tuple(codes)
    dated: dict[date, Sheet] = sheets([convention], dict.fromkeys(month_ends(start, end), wanted))[
        convention.pk
    ]
    return {code: [sheet[code] for sheet in dated.values()] for code in wanted}
