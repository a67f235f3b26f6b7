"""What a mutant is, and which sources have some: found by what they hold, never by their path."""

import ast
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("revitalisation", "convention", "axes", "reporting")
# What is written once, and what invents or measures data: no reader meets them.
_APART = re.compile(r"/(migrations|workshop|benchmark)/")


@dataclass(frozen=True)
class Mutant:
    """One small change: the text between two offsets of a file becomes another."""

    operator: str
    path: str
    start: int
    end: int
    to: str

    @property
    def source(self) -> str:
        """The file as it would be."""
        text = source(self.path)
        return text[: self.start] + self.to + text[self.end :]

    @property
    def line(self) -> int:
        """The first line changed."""
        return source(self.path).count("\n", 0, self.start) + 1

    @property
    def lines(self) -> range:
        """All the lines changed."""
        return range(self.line, source(self.path).count("\n", 0, self.end) + 2)

    @property
    def key(self) -> str:
        """The same for the same change to the same text, wherever its file moves."""
        return hashlib.sha1(self.source.encode(), usedforsecurity=False).hexdigest()

    def __str__(self) -> str:
        old, new = (
            " ".join(t.split()) for t in (source(self.path)[self.start : self.end], self.to)
        )
        return f"{self.path}:{self.line} [{self.operator}] {old[:60]!r} -> {new[:100]!r}"


@cache
def source(path: str) -> str:
    """Return the text of a file of the product."""
    return (ROOT / path).read_text()


@cache
def tree(path: str) -> ast.Module:
    """Return the syntax of a module, its nodes knowing what holds them (``held_by``)."""
    parsed = ast.parse(source(path))
    for node in ast.walk(parsed):
        for child in ast.iter_child_nodes(node):
            child.held_by = node
    return parsed


def modules() -> Iterator[str]:
    """Yield the modules of the product."""
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            path = file.relative_to(ROOT).as_posix()
            if not _APART.search(path):
                yield path


def templates() -> Iterator[str]:
    """Yield the templates of the product."""
    for file in sorted((ROOT / "templates").rglob("*.html")):
        yield file.relative_to(ROOT).as_posix()


def span(path: str, node: ast.AST) -> tuple[int, int]:
    """Return where a node begins and ends in the text of its file."""
    starts = _starts(path)

    def offset(line: int, column: int) -> int:
        text = source(path)[starts[line - 1] :]
        # The syntax counts bytes.
        return starts[line - 1] + len(text.encode()[:column].decode())

    where = node.lineno, node.col_offset, node.end_lineno, node.end_col_offset
    return offset(*where[:2]), offset(*where[2:])


@cache
def _starts(path: str) -> list[int]:
    return [0, *(m.end() for m in re.finditer("\n", source(path)))]
