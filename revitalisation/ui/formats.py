"""French typography of numbers, amounts and dates; used on screen, on paper and in text."""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

NARROW = "\u202f"
NO_BREAK = "\u00a0"
MINUS = "\u2212"
MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
ABSENCES = {
    "missing": "non renseigné",
    "not_applicable": "sans objet",
    "not_due": "à venir",
}

Number = int | float | Decimal | Fraction


def decimal(value: Number, digits: int = 1) -> str:
    """Return ``1 234,5``, rounded half up to ``digits`` decimals."""
    exact = (
        Decimal(value.numerator) / Decimal(value.denominator)
        if isinstance(value, int | Fraction)
        else Decimal(str(value))
    )
    rounded = exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    sign = MINUS if rounded < 0 else ""
    return sign + f"{abs(rounded):,.{digits}f}".replace(",", NARROW).replace(".", ",")


def number(value: Number) -> str:
    """Return ``0,4``, ``24,5`` or ``35``: the decimals that say something, three at most."""
    digits = next(d for d in range(4) if d == 3 or round(value, d) == value)
    return decimal(value, digits)


def integer(value: Number) -> str:
    """Return ``1 500 000``."""
    if isinstance(value, int):  # lists print thousands of them
        return f"{value:,}".replace(",", NARROW).replace("-", MINUS)
    return decimal(value, 0)


def plural(number: int, one: str, many: str) -> str:
    """Return a number with its noun: French says « 0 emploi », « 1 emploi », « 2 emplois »."""
    return f"{integer(number)}{NO_BREAK}{one if abs(number) < 2 else many}"


def euros(cents: Number, digits: int | None = None) -> str:
    """Return an amount of euro cents as ``1 500 000 €``; cents are shown only where there are any.

    ``digits`` forces the number of decimals.
    """
    if isinstance(cents, int) and digits is None:
        units, rest = divmod(abs(cents), 100)
        sign = MINUS if cents < 0 else ""
        return sign + integer(units) + (f",{rest:02}" if rest else "") + NO_BREAK + "€"
    if digits is None:
        digits = 0 if Fraction(cents) % 100 == 0 else 2
    return decimal(Fraction(cents) / 100, digits) + NO_BREAK + "€"


def percent(ratio: Number, digits: int = 1) -> str:
    """Return a ratio as ``55,1 %``."""
    return decimal(Fraction(ratio) * 100, digits) + NARROW + "%"


def points(value: Number, digits: int = 1) -> str:
    """Return a difference of percentages as ``−3,0 points``, its sign always shown."""
    text = decimal(value, digits)
    sign = "" if text.startswith(MINUS) or not any(c in "123456789" for c in text) else "+"
    # The number written decides: 1,96 is written 2,0, which is a plural.
    written = Decimal(text.replace(MINUS, "").replace(NARROW, "").replace(",", "."))
    unit = "point" if written < 2 else "points"
    return f"{sign}{text}{NO_BREAK}{unit}"


def long_date(day: date) -> str:
    """Return ``31 mai 2015``, and ``1er mai 2015``."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number}{NO_BREAK}{MONTHS[day.month - 1]} {day.year}"


def short_date(day: date) -> str:
    """Return ``31/05/2015``."""
    return f"{day:%d/%m/%Y}"


def month(day: date) -> str:
    """Return ``mai 2015``."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def listed(words: Iterable[str]) -> str:
    """Return ``a, b et c``."""
    *others, last = [*words] or [""]
    return f"{', '.join(others)} et {last}" if others else last
