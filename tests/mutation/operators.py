"""Our own operators: the mistakes that hurt in this domain, each on the syntax of the product."""

import ast
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from .mutants import Mutant, modules, source, span, templates, tree

_LOOKUP = re.compile(r"__(lte|lt|gte|gt)\b")
_OTHER = {"lte": "lt", "lt": "lte", "gte": "gt", "gt": "gte"}
_SIGNS = {ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">")}
_DAYS = re.compile(r"(_on|as_of|day|today|since|until|start|end|date|months\w*|_from)\b")
_COMPARED = re.compile(r"(?P<left>\S+) (?P<sign><=|>=|<>|<|>|=) (?P<right>\S+)")
_TURNED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "=": "<>", "<>": "="}
# Days and sums; keys and kinds are told apart by other tests.
_MEASURED = re.compile(r"(_on|amount|number|rank|day|envelope|SUM.*|\))\b|^-")
_RIGHT_IN_TEMPLATE = re.compile(r"[\w.]+ (not )?in rights")

Found = Iterator[tuple[tuple[int, int], str]]


def _nodes(path: str) -> Iterator[Any]:
    """Yield the nodes of a module, less those of constraints, which a migration writes once."""
    for node in ast.walk(tree(path)):
        held: Any = node
        while held is not None and not (isinstance(held, ast.ClassDef) and held.name == "Meta"):
            held = getattr(held, "held_by", None)
        if held is None:
            yield node


def _text(path: str, node: ast.AST) -> str:
    start, end = span(path, node)
    return source(path)[start:end]


def boundary(path: str) -> Found:
    """The day itself: a lookup or a comparison of dates takes it in, or leaves it out."""
    for node in _nodes(path):
        whole = isinstance(node, ast.keyword | ast.JoinedStr) or (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and not isinstance(node.held_by, ast.JoinedStr | ast.Expr)
        )
        if whole:
            start, end = span(path, node)
            if isinstance(node, ast.keyword):
                end = start + len(node.arg or "")
            for m in _LOOKUP.finditer(source(path), start, end):
                yield m.span(1), _OTHER[m[1]]
        elif isinstance(node, ast.Compare) and _DAYS.search(ast.unparse(node)):
            left = node.left
            for sign, right in zip(node.ops, node.comparators, strict=True):
                if type(sign) in _SIGNS:
                    old, new = _SIGNS[type(sign)]
                    at = source(path).index(old, span(path, left)[1], span(path, right)[0])
                    yield (at, at + len(old)), new
                left = right


def _refuses(path: str) -> bool:
    return any(
        isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "REFUSALS"
        for node in tree(path).body
    )


def sql(path: str) -> Found:
    """A comparison of days or sums in what the database refuses."""
    if not _refuses(path):
        return
    for node in _nodes(path):
        is_text = isinstance(node, ast.JoinedStr) or (
            isinstance(node, ast.Constant) and isinstance(node.value, str)
        )
        if not is_text or isinstance(node.held_by, ast.JoinedStr | ast.Expr):
            continue
        for m in _COMPARED.finditer(source(path), *span(path, node)):
            sides = m["left"], m["right"]
            if m["sign"] not in "=<>" or any(map(_MEASURED.search, sides)):
                yield m.span("sign"), _TURNED[m["sign"]]


def trigger(path: str) -> Found:
    """A refusal of the database that is declared no more."""
    if not _refuses(path):
        return
    from django.apps import apps

    from revitalisation.triggers import GuardedApp

    app = path.removesuffix("/refusals.py").replace("/", ".")
    configs = (c for c in apps.get_app_configs() if isinstance(c, GuardedApp) and c.name == app)
    end = len(source(path))
    for refusal in (r for config in configs for r in config.refusals if r.only != "postgresql"):
        if refusal.name == f"{refusal.table}_replaced":
            continue  # put back by what keeps REPLACE from every guarded table
        dropped = f"\nREFUSALS = tuple(r for r in REFUSALS if r.name != {refusal.name!r})\n"
        yield (end, end), dropped


def right(path: str) -> Found:
    """A right that is asked no more, or that a role no longer has."""
    for node in _nodes(path):
        if isinstance(node, ast.Assign) and isinstance(node.held_by, ast.ClassDef):
            if ast.unparse(node.targets[0]) == "right" and ast.unparse(node.value) != "Right.VIEW":
                yield span(path, node.value), "Right.VIEW"
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Right":
            if isinstance(node.held_by, ast.Set):
                yield span(path, node), "*()"
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "has_right":
            yield span(path, node), "True"
        elif isinstance(node, ast.Compare) and re.search(r"\b[Rr]ight\b", ast.unparse(node.left)):
            if isinstance(node.ops[0], ast.In):
                yield span(path, node), "True"
            elif isinstance(node.ops[0], ast.NotIn):
                yield span(path, node), "False"


def shown(path: str) -> Found:
    """What a template shows to those who have a right, shown to all."""
    for m in _RIGHT_IN_TEMPLATE.finditer(source(path)):
        yield m.span(), "0" if m[1] else "1"


def exclusion(path: str) -> Found:
    """An exclusion, half of a condition, a mask or the limit to one convention, forgotten."""
    for node in _nodes(path):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in ("exclude", "of"):
                yield (span(path, node.func.value)[1], span(path, node)[1]), ".all()"
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd):
            yield span(path, node), _text(path, node.left)
            yield span(path, node), _text(path, node.right)
        elif isinstance(node, ast.keyword) and node.arg in ("people", "masks"):
            yield from [(span(path, node.value), "False")] * (ast.unparse(node.value) == "True")


def _tells(path: str) -> bool:
    """Whether a module is about the domain: elsewhere one subtracts coordinates and lengths."""
    return not path.startswith(("revitalisation/", "reporting/charts/"))


def swapped(path: str) -> Found:
    """A numerator for a denominator; what is left of a subtraction for what is right of it."""
    for node in _nodes(path):
        if isinstance(node, ast.Call):
            named = {keyword.arg: keyword.value for keyword in node.keywords}
            if {"numerator", "denominator"} <= named.keys():
                over, under = (_text(path, named[k]) for k in ("numerator", "denominator"))
                whole = _text(path, node)
                shift = span(path, node)[0]
                spans = sorted((span(path, named["numerator"]), span(path, named["denominator"])))
                texts = [under, over]
                if spans[0] != span(path, named["numerator"]):
                    texts.reverse()
                (a, b), (c, d) = ((s - shift, e - shift) for s, e in spans)
                yield span(path, node), whole[:a] + texts[0] + whole[b:c] + texts[1] + whole[d:]
        elif _tells(path) and isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
            yield span(path, node), f"{_text(path, node.right)} - ({_text(path, node.left)})"


def zero(path: str) -> Found:
    """An absence told as zero."""
    for node in _nodes(path):
        if isinstance(node, ast.Call):
            for told, absence in pairwise(node.args):
                if ast.unparse(told) == "None" and "bsence" in ast.unparse(absence):
                    yield (span(path, told)[0], span(path, absence)[1]), "0, None"
        elif "Absence" in source(path) and isinstance(node, ast.Return | ast.IfExp):
            value: Any = node.orelse if isinstance(node, ast.IfExp) else node.value
            if value is not None and ast.unparse(value) == "None":
                yield span(path, value), "0"


OPERATORS: dict[str, Callable[[str], Found]] = {
    "boundary": boundary,
    "sql": sql,
    "trigger": trigger,
    "right": right,
    "exclusion": exclusion,
    "swapped": swapped,
    "zero": zero,
}


def mutants() -> Iterator[Mutant]:
    """Yield every mutant of our own operators."""
    for path in modules():
        for name, operator in OPERATORS.items():
            for (start, end), to in sorted(set(operator(path))):
                yield Mutant(name, path, start, end, to)
    for path in templates():
        for (start, end), to in shown(path):
            yield Mutant("right", path, start, end, to)
