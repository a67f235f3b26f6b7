"""Looks indicators up by code."""

from functools import lru_cache

from .declarations import DECLARATIONS
from .indicators import Declaration, Indicator
from .places import Place
from .values import Unit

REGISTRY: dict[str, Declaration] = {d.code: d for d in DECLARATIONS}
PUBLISHED: tuple[str, ...] = tuple(d.code for d in DECLARATIONS if d.published)


def is_measured(code: str) -> bool:
    """Return whether an indicator is measured on rows, rather than computed from others."""
    return isinstance(REGISTRY[code], Indicator)


def measured(code: str) -> Indicator:
    """Return an indicator that is measured on rows; raises TypeError for a computed one."""
    declared = REGISTRY[code]
    if not isinstance(declared, Indicator):
        raise TypeError(f"{code} is computed from other figures.")
    return declared


def measured_behind(code: str) -> list[Indicator]:
    """Return the measured indicators that an indicator is made of, itself if it is one."""
    if is_measured(code):
        return [measured(code)]
    found: dict[str, Indicator] = {}
    for operand in REGISTRY[code].operands:
        found.update({i.code: i for i in measured_behind(operand)})
    return list(found.values())


def dimensions_of(code: str) -> tuple[str, ...]:
    """Return the dimensions along which an indicator breaks down; none for a computed one."""
    return tuple(measured(code).fact.dimensions) if is_measured(code) else ()


def is_apart(code: str) -> bool:
    """Return whether an indicator is asked only by who names it, or its table is."""
    return any(i.apart or i.fact.apart for i in measured_behind(code))


def shown_in(place: Place) -> tuple[str, ...]:
    """Return the codes that a place tells, in the order of the registry."""
    return tuple(code for code, declared in REGISTRY.items() if place in declared.shown)


def units_behind(declared: Declaration) -> tuple[Unit | None, Unit | None]:
    """Return the units of the two numbers behind an indicator, if it has any."""
    return declared.units(lambda code: REGISTRY[code].unit)


def counts_people(code: str) -> bool:
    """Return whether an indicator counts people: it says so, or counts a part of those who do."""
    if not is_measured(code):
        return False
    declared = measured(code)
    return declared.people or bool(declared.base and counts_people(declared.base))


@lru_cache(maxsize=256)
def with_operands(codes: tuple[str, ...] | frozenset[str]) -> frozenset[str]:
    """Return ``codes`` and all that they are computed from, or told beside."""
    wanted: set[str] = set()
    todo = list(codes)
    while todo:
        code = todo.pop()
        if code not in wanted:
            wanted.add(code)
            todo.extend(REGISTRY[code].operands)
            todo.extend(REGISTRY[code].beside)
    return frozenset(wanted)
