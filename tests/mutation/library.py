"""The mutants of cosmic-ray, on the modules that decide of numbers, rights and words."""

import ast
from collections.abc import Iterator
from pathlib import PurePath

from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

from .mutants import Mutant, modules, source

# Names of modules, wherever they are.
DECIDING = frozenset(
    [
        "counting",
        "states",
        "refusals",
        "access",
        "money",
        "calendar",
        "editions",
        "phrases",
        "snapshots",
    ]
)
# No break-up of a number tells more than the next; decorators and annotations decide nothing.
_IDLE = ("NumberReplacer", "RemoveDecorator", "ExceptionReplacer")


def mutants() -> Iterator[Mutant]:
    """Yield the mutants of the library that are Python and change what is run."""
    for path in modules():
        if PurePath(path).stem in DECIDING:
            yield from _of(path)


def _of(path: str) -> Iterator[Mutant]:
    before = source(path)
    seen = {ast.dump(_bare(before))}
    for name in operator_names():
        if name.endswith(_IDLE):
            continue
        operator = get_operator(name)
        if operator.arguments():
            continue
        occurrence = 0
        while (after := mutate_code(before, operator(), occurrence)) is not None:
            occurrence += 1
            try:
                told = ast.dump(_bare(after))
            except SyntaxError:
                continue
            if told not in seen:
                seen.add(told)
                yield _between(name.partition("/")[2], path, before, after)


def _bare(text: str) -> ast.Module:
    """Return the syntax without annotations, which nothing reads."""
    parsed = ast.parse(text)
    for node in ast.walk(parsed):
        for field in ("annotation", "returns"):
            if getattr(node, field, None) is not None:
                setattr(node, field, ast.Constant(None))
    return parsed


def _between(name: str, path: str, before: str, after: str) -> Mutant:
    """Return the smallest change that makes one text of another."""
    start = next(i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b)
    most = min(len(before), len(after)) - start
    same = next(
        (i for i in range(most) if before[-1 - i] != after[-1 - i]),
        most,
    )
    return Mutant(name, path, start, len(before) - same, after[start : len(after) - same])
