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
            declared = REGISTRY[code]
            todo.extend(declared.operands)
            # How many answers are known, and of how many a few people are told.
            if isinstance(declared, Indicator) and (declared.known is not None or declared.people):
                todo.extend(filter(None, (declared.base,)))
    return frozenset(wanted)
