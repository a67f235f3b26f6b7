"""Finds in the source the French that is put together outside the grammar (``ui.french``)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

# A sign or a word that only French has: addresses, SQL and words for developers have none.
FRENCH = re.compile(
    r"[àâçéèêëîïôùûœÀÉ’«»\u00a0\u202f]"
    r"|\b(?:de|du|des|le|la|les|un|une|au|aux|et|est|sont|pour|sur|dont|par|en|sans|qui|il|elle)\b"
)
# Words for developers are in English; marks and addresses are no words.
ENGLISH = re.compile(r"\b(?:is|are|has|times|more than|the)\b|[<=]")
# What changes with the word that follows, at the end of a run of words; a date has its own article.
BEFORE = re.compile(
    r"(?:\b(?:de|à|que|le|la|les|du|des|au|aux|un|une)[ \u00a0]|\b[dlnmtscjDLNMTSCJ]’|\bqu’)$",
    re.IGNORECASE,
)
# What counts some of what was named: the noun that follows agrees.
AMONG = re.compile(r"\bdont[ \u00a0]$")
# A plural right after a value, whatever its number.
AFTER = re.compile(
    r"[ \u00a0](?!(?:depuis|dans|sans|sous|mais|plus|moins|mois|pas|puis|dès|vers|hors)\b)"
    r"[a-zéèêà]+s\b"
)
# Values that keep the words beside them: dates, amounts, constants.
KEEPS = re.compile(
    r"date\(|%d|euros\(|month|NO_BREAK|NARROW|\bday\b|\bsince\b|\bheld\b|_YEAR|LATE_AFTER|\.when\b"
)
# Values that keep the word before them: numbers, names between guillemets.
KEEPS_BEFORE = re.compile(r"quoted\(|\bnumber\b|\bhour\b|\bdeferral\b|\bof_named\b")
PLACE = re.compile(r"\{(\w+)(?::([^{}]*))?\}")


class Found(NamedTuple):
    """French put together outside the grammar: where, and the code."""

    file: str
    line: int
    code: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.code}"


def put_together(path: Path) -> Iterator[Found]:
    """Yield every French text that is put together, and every place of a template left bare.

    Text is put together by an f-string, ``+``, ``%`` or ``format``; a place is bare where an
    article or a preposition stands before it as if no word could change it.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if _is_put_together(node) or _is_bare(node):
            yield _found(path, node)


def agreeing(path: Path) -> Iterator[Found]:
    """Yield f-strings where a word that changes with its neighbour stands beside a value."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and _has_agreement(node):
            yield _found(path, node)


def _found(path: Path, node: ast.AST) -> Found:
    return Found(str(path), getattr(node, "lineno", 0), ast.unparse(node)[:120])


def _is_put_together(node: ast.AST) -> bool:
    if isinstance(node, ast.JoinedStr):
        is_filled = any(isinstance(value, ast.FormattedValue) for value in node.values)
        return is_filled and any(_is_french(value) for value in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        sides = (node.left, node.right)
        return any(map(_is_french, sides)) and not all(isinstance(s, ast.Constant) for s in sides)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return _is_french(node.left)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr == "format" and (bool(node.keywords) or _is_french(node.func.value))
    return False


def _is_bare(node: ast.AST) -> bool:
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return False
    text = node.value
    return any(
        BEFORE.search(text[: place.start()]) and not place[2]
        for place in PLACE.finditer(text)
        if FRENCH.search(text)
    )


def _has_agreement(node: ast.JoinedStr) -> bool:
    if any(ENGLISH.search(_text(value)) for value in node.values):
        return False
    for before, value, after in zip(
        (None, *node.values), node.values, (*node.values[1:], None), strict=False
    ):
        if not isinstance(value, ast.FormattedValue) or KEEPS.search(ast.unparse(value)):
            continue
        keeps_before = KEEPS_BEFORE.search(ast.unparse(value))
        if BEFORE.search(_text(before)) and not keeps_before:
            return True
        if AMONG.search(_text(before)):
            return True
        if AFTER.match(_text(after)):
            return True
    return False


def _text(node: ast.AST | None) -> str:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return str(getattr(node, "value", "")) if is_text else ""


def _is_french(node: ast.AST) -> bool:
    """Tell whether words are French; a name of a file, with no space and no accent, is not."""
    words = _text(node)
    return bool(FRENCH.search(words)) and (" " in words or not words.isascii())
