"""Style sheets of the design system without the rules that no page of ours can meet.

A rule is left out for what it names: a class, or an attribute, of the design system that nothing of
ours writes; a variable that nothing reads; a face that no page is set in. All others are kept, in
their order, so that what is kept wins over the same rules as before.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import tinycss2

# Four faces weigh more than all the rest of a page. Browsers slant the regular one for the few
# words in italics; the others are for headings and documents that we do not have.
FACES = {("Marianne", "normal", weight) for weight in ("400", "500", "700")}

CLASS = re.compile(r"(?<![\w-])fr-[a-z0-9_-]+")
ATTRIBUTE = re.compile(r"(data-fr-[\w-]+)=[\"']?([\w-]*)")
VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")
_CLASS_ASKED = re.compile(r"\.(fr-[\w-]+)")
_ATTRIBUTE_ASKED = re.compile(r"\[(data-fr-[\w-]+)(?:=[\"']?([\w-]*)[\"']?)?\]")
_NOT = re.compile(r":not\((?:[^()]|\([^()]*\))*\)")
_ADDRESS = re.compile(r"url\(([\w./-]+)\)")


class Used(NamedTuple):
    """What the sources of the product write of the design system."""

    classes: frozenset[str]
    attributes: frozenset[tuple[str, str]]
    variables: frozenset[str]


def used_by(texts: Iterable[str]) -> Used:
    """Return what templates, code and style sheets use; classes are written whole there."""
    classes, attributes, variables = set[str](), set[tuple[str, str]](), set[str]()
    for text in texts:
        classes.update(CLASS.findall(text))
        attributes.update(ATTRIBUTE.findall(text))
        variables.update(VARIABLE.findall(text))
    return Used(frozenset(classes), frozenset(attributes), frozenset(variables))


def pruned(sheets: Iterable[tuple[str, str]], used: Used) -> str:
    """Return one sheet for several, each given with its folder: what is used, addresses and all."""
    rules: list[Any] = []
    for folder, text in sheets:
        here = _moved(text, folder)
        rules += tinycss2.parse_stylesheet(here, skip_comments=True, skip_whitespace=True)
    kept = list(_kept(rules, used))
    alive = _alive(kept, used.variables)
    return "".join(_written(rule, alive) for rule in kept)


def addresses(sheet: str) -> set[str]:
    """Return the files that a sheet names, from its own folder."""
    return set(_ADDRESS.findall(sheet))


class _Rule(NamedTuple):
    head: str
    """Selectors, or the at-keyword and its condition."""

    inside: "list[_Rule] | None" = None
    said: list[tuple[str, str]] = []
    """Names and values of its declarations."""


def _moved(text: str, folder: str) -> str:
    def moved(found: re.Match[str]) -> str:
        return f"url({posixpath.normpath(posixpath.join(folder, found[1]))})"

    return _ADDRESS.sub(moved, text)


def _kept(rules: Iterable[Any], used: Used) -> Iterator[_Rule]:
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [s for s in _selectors(rule.prelude) if _is_met(s, used)]
            if selectors:
                yield _Rule(",".join(selectors), said=_said(rule.content))
        elif rule.type == "at-rule" and rule.at_keyword == "font-face":
            said = dict(_said(rule.content))
            family = said["font-family"].strip("\"'")
            if (family, said["font-style"], said["font-weight"]) in FACES:
                # Whatever browser reads the other rules of our pages reads this format, the first.
                said["src"] = said["src"].split(",")[0]
                yield _Rule("@font-face", said=list(said.items()))
        elif rule.type == "at-rule" and rule.content is not None:
            head = f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}"
            nested = tinycss2.parse_rule_list(
                rule.content, skip_comments=True, skip_whitespace=True
            )
            inside = list(_kept(nested, used))
            if inside:
                yield _Rule(head, inside=inside)


def _selectors(prelude: list[Any]) -> list[str]:
    parts: list[list[Any]] = [[]]
    for part in prelude:
        if part == ",":
            parts.append([])
        else:
            parts[-1].append(part)
    return [tinycss2.serialize(selector).strip() for selector in parts]


def _is_met(selector: str, used: Used) -> bool:
    asked = _NOT.sub("", selector)
    if not used.classes.issuperset(_CLASS_ASKED.findall(asked)):
        return False
    names = {name for name, _ in used.attributes}
    return all(
        (name, value) in used.attributes if value else name in names
        for name, value in _ATTRIBUTE_ASKED.findall(asked)
    )


def _said(content: list[Any]) -> list[tuple[str, str]]:
    said = []
    for found in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if found.type != "declaration":
            raise ValueError(f"Not a declaration of the design system: {found}")
        value = tinycss2.serialize(found.value).strip()
        said.append((found.name, f"{value}!important" if found.important else value))
    return said


def _all(rules: Iterable[_Rule]) -> Iterator[tuple[str, str]]:
    for rule in rules:
        yield from rule.said
        yield from _all(rule.inside or [])


def _alive(rules: list[_Rule], wanted: Iterable[str]) -> set[str]:
    """Return the variables that something reads, be it through others."""
    reads: dict[str, set[str]] = {}
    waiting = set(wanted)
    for name, value in _all(rules):
        found = VARIABLE.findall(value)
        if name.startswith("--"):
            reads.setdefault(name, set()).update(found)
        else:
            waiting.update(found)
    alive: set[str] = set()
    while waiting:
        alive |= waiting
        waiting = {read for name in waiting for read in reads.get(name, ())} - alive
    return alive


def _written(rule: _Rule, alive: set[str]) -> str:
    if rule.inside is not None:
        body = "".join(_written(nested, alive) for nested in rule.inside)
    else:
        body = ";".join(
            f"{name}:{value}"
            for name, value in rule.said
            if not name.startswith("--") or name in alive
        )
    return f"{rule.head}{{{body}}}" if body else ""
