"""Looks indicators up by code."""

from functools import lru_cache

from .declarations import DECLARATIONS
from .indicators import Declaration, Indicator

REGISTRY: dict[str, Declaration] = {d.code: d for d in DECLARATIONS}
PUBLISHED: tuple[str, ...] = tuple(d.code for d in DECLARATIONS if d.published)


def measured(code: str) -> Indicator:
    """Return an indicator that is measured on rows; raises TypeError for a computed one."""
    declared = REGISTRY[code]
    if not isinstance(declared, Indicator):
        raise TypeError(f"{code} is computed from other figures.")
    return declared


def counts_people(code: str) -> bool:
    """Return whether an indicator counts people: it says so, or counts a part of those who do."""
    declared = REGISTRY[code]
    return isinstance(declared, Indicator) and (
        declared.people or bool(declared.base and counts_people(declared.base))
    )


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
            todo.extend(_told_beside(REGISTRY[code]))
    return frozenset(wanted)


def _told_beside(declared: Declaration) -> tuple[str, ...]:
    """Return the base of which answers are known, or of which a few people are told."""
    if not isinstance(declared, Indicator) or not declared.base:
        return ()
    return (declared.base,) if declared.people or declared.known is not None else ()
