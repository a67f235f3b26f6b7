"""What is wrong in the declarations, found when Django starts."""

from collections import Counter
from collections.abc import Iterator, Mapping

from django.core.exceptions import ImproperlyConfigured

from . import standins
from .declarations import DECLARATIONS
from .facts import FACTS
from .indicators import Declaration
from .parts import DIMENSIONS
from .registry import REGISTRY, is_apart, is_measured, measured


def check_declarations() -> None:
    """Refuse declarations that no page could tell; raises ImproperlyConfigured with them all."""
    found = [*_twice(), *_dimensions(), *_of_each(REGISTRY)]
    if found:
        raise ImproperlyConfigured("\n".join(found))
    # A condition that a statement could not ask again is refused now, not at a first request.
    standins.check_all(measured(code) for code in REGISTRY if is_measured(code))


def _twice() -> Iterator[str]:
    for code, n in Counter(declared.code for declared in DECLARATIONS).items():
        if n > 1:
            yield f"{code}: declared {n} times."


def _dimensions() -> Iterator[str]:
    for fact in FACTS:
        for name in fact.dimensions.keys() - DIMENSIONS.keys() - {fact.grain}:
            yield f"{fact.name}: nothing says how to write its dimension {name}."
        if fact.grain and fact.grain not in fact.dimensions:
            yield f"{fact.name}: its grain {fact.grain} is no dimension of it."


def _of_each(declared: Mapping[str, Declaration]) -> Iterator[str]:
    for code, one in declared.items():
        unknown = [c for c in (*one.operands, *one.beside) if c not in declared]
        if unknown:
            yield f"{code}: {', '.join(unknown)} is not declared."
        elif _turns(code, declared):
            yield f"{code}: is computed from itself."
        else:
            yield from (f"{code}: {words}." for words in one.refusals(declared))
        if not unknown and one.shown and is_apart(code):
            yield f"{code}: is shown in a place, whose pages do not ask for it."
        if one.version < 1:
            yield f"{code}: a version is 1 or more."
        for place in one.broken_down.keys() - one.shown:
            yield f"{code}: is broken down in {place}, where it is not shown."


def _turns(code: str, declared: Mapping[str, Declaration]) -> bool:
    """Return whether an indicator is an operand of its operands."""
    seen: set[str] = set()
    todo = list(declared[code].operands)
    while todo:
        operand = todo.pop()
        if operand == code:
            return True
        if operand not in seen and operand in declared:
            seen.add(operand)
            todo.extend(declared[operand].operands)
    return False
