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


@lru_cache(maxsize=256)
def with_operands(codes: tuple[str, ...] | frozenset[str]) -> frozenset[str]:
    """Return ``codes`` and all that they are computed from."""
    wanted: set[str] = set()
    todo = list(codes)
    while todo:
        code = todo.pop()
        if code not in wanted:
            wanted.add(code)
            todo.extend(REGISTRY[code].operands)
            base = getattr(REGISTRY[code], "base", "")
            if base and getattr(REGISTRY[code], "known", None) is not None:
                todo.append(base)
    return frozenset(wanted)
