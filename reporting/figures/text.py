"""How a figure is written: for people in French, for machines in plain values."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from revitalisation.ui import formats, french
from revitalisation.ui.french import Noun, Phrase

from .registry import units_behind
from .values import FULL_TIME, SMALLEST, Figure, Mask, Unit

MASKS = {
    Mask.FEW: french.clause("moins {number:de}", number=SMALLEST),
    Mask.WITHHELD: "non publié",
}
FEW_IN_WORDS = "moins de cinq"


def amount(cents: int | Fraction) -> str:
    """Return euro cents as euros with two decimals and a point: ``"631840.00"``."""
    rounded = round(Fraction(cents))
    sign = "-" if rounded < 0 else ""
    return f"{sign}{abs(rounded) // 100}.{abs(rounded) % 100:02d}"


def value_text(figure: Figure) -> str:
    """Return the figure’s value in French, or the words for its absence or its mask."""
    if figure.absence is not None:
        return formats.ABSENCES[figure.absence]
    if figure.masked is not None:
        return MASKS[figure.masked]
    return unit_text(figure.value, figure.unit)


def counted(figure: Figure, one: str, many: str) -> str:
    """Return a count in figures with its noun, as a label says it; it has a value or a mask."""
    if figure.masked is None:
        return formats.plural(figure.value, one, many)
    return str(people(figure, Noun(one, many)))


def people(figure: Figure, noun: Noun | None = None) -> Phrase:
    """Return a count that may be masked, with its noun if there is one, as a sentence says it."""
    if figure.masked is Mask.WITHHELD and noun is not None:
        words = "{some} (nombre {unsaid})"
        return Phrase(
            french.clause(words, some=french.some(noun), unsaid=MASKS[figure.masked]), SMALLEST
        )
    if figure.masked is not None:
        many = [noun.many] if noun else []
        return Phrase(" ".join((FEW_IN_WORDS, *many)), SMALLEST)
    return french.count(figure.value, noun)


def unit_text(value: Any, unit: Unit | None) -> str:
    """Return a bare value in French."""
    match unit:
        case Unit.EUROS:
            return formats.euros(value)
        case Unit.EUROS_PER_JOB:
            return formats.euros(value, 0)
        case Unit.FTE:
            return formats.decimal(Fraction(value, FULL_TIME))
        case Unit.RATIO:
            return formats.percent(value)
        case Unit.POINTS:
            return formats.points(value)
        case Unit.DATE:
            return formats.long_date(value)
        case Unit.MONTHS:
            return formats.decimal(value, 0 if Fraction(value).denominator == 1 else 1)
    return formats.integer(value)


def basis_text(figure: Figure) -> str:
    """Return both numbers behind a percentage or a cost, or an empty string."""
    if figure.numerator is None or figure.denominator is None:
        return ""
    over, under = units_behind(figure.indicator)
    return french.clause(
        figure.indicator.basis,
        over=unit_text(figure.numerator, over),
        under=unit_text(figure.denominator, under),
    )


def coverage_text(figure: Figure) -> str:
    """Return « 7 sur 9 renseignés » where some rows lack the answer, or an empty string."""
    if not figure.is_partial or figure.coverage is None:
        return ""
    return coverage(*figure.coverage)


def coverage(known: int, owed: int) -> str:
    """Return how many of what is owed is filled in: « 7 sur 9 renseignés »."""
    return french.clause("{known} sur {owed} {owed:renseigné|renseignés}", known=known, owed=owed)


def as_json(figure: Figure) -> dict[str, Any]:
    """Return the figure for machines.

    Counts are integers, amounts strings of euros with two decimals, ratios and full-time
    equivalents numbers with six decimals; ``rows`` is the number of rows behind the value. A masked
    figure says so.
    """
    units = units_behind(figure.indicator)
    return {
        "label": figure.label,
        "value": plain(figure.value, figure.unit),
        "unit": figure.unit.value,
        "absence": figure.absence.value if figure.absence else None,
        "numerator": plain(figure.numerator, units[0]),
        "denominator": plain(figure.denominator, units[1]),
        "rows": figure.rows,
    } | ({"masked": figure.masked.value} if figure.masked else {})


def value_from_json(written: dict[str, Any]) -> Any:
    """Return the value that ``as_json`` wrote, None where it wrote an absence."""
    value, unit = written["value"], Unit(written["unit"])
    if value is None:
        return None
    if unit.is_money:
        return int(Decimal(value) * 100)
    if unit is Unit.FTE:
        return round(value * FULL_TIME)
    return date.fromisoformat(value) if unit is Unit.DATE else value


def plain(value: Any, unit: Unit | None) -> Any:
    """Return a value for machines: euros as text, dates in ISO, others in six decimals at most."""
    if value is None:
        return None
    if unit is not None and unit.is_money:
        return amount(value)
    if unit is Unit.FTE:
        return round(float(Fraction(value, FULL_TIME)), 6)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return (
            int(value) if unit is Unit.MONTHS and value.denominator == 1 else round(float(value), 6)
        )
    return value


def cell(value: Any) -> str:
    """Write a value of a row for a machine: ISO dates, yes and no as true and false."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)
