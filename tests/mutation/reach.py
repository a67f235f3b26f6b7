"""Which test reaches which line, page, template or refusal: recorded once."""

import ast
from collections import defaultdict
from collections.abc import Iterable
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from coverage import Coverage
from django.core.handlers.base import BaseHandler
from django.db.utils import DatabaseErrorWrapper
from django.test.signals import template_rendered

from .mutants import PACKAGES, ROOT, Mutant, span, tree

Reached = dict[str, Any]
# In place of the lines of a file that has changed since.
SOMEWHERE = 0


class Recorder:
    """Notes what each test reaches."""

    def __init__(self) -> None:
        self.coverage = Coverage(
            data_file=None, branch=False, config_file=False, messages=False,
            include=[f"{ROOT / package}/*" for package in PACKAGES],
        )  # fmt: skip
        # Some tests reach nothing of ours but SQL.
        self.coverage.set_option("run:disable_warnings", ["no-data-collected"])
        self.pages: dict[str, set[str]] = defaultdict(set)
        self.sentences: dict[str, set[str]] = defaultdict(set)
        self.templates: dict[str, set[str]] = defaultdict(set)
        self.test = ""

    @contextmanager
    def listening(self) -> Any:
        """Note the pages opened, the templates drawn and what the database refuses."""
        resolve, leave = BaseHandler.resolve_request, DatabaseErrorWrapper.__exit__
        recorder = self

        def resolved(handler: Any, request: Any) -> Any:
            found = resolve(handler, request)
            view = getattr(found.func, "view_class", found.func)
            recorder.pages[recorder.test].update(
                f"{c.__module__}.{c.__name__}" for c in getattr(view, "__mro__", [])
            )
            return found

        def left(wrapper: Any, kind: Any, error: Any, trace: Any) -> Any:
            if error is not None:
                recorder.sentences[recorder.test].add(str(error).split("\nCONTEXT")[0])
            return leave(wrapper, kind, error, trace)

        def drawn(template: Any, **kwargs: Any) -> None:
            if template.origin and template.origin.name.startswith(str(ROOT)):
                path = template.origin.name.removeprefix(f"{ROOT}/")
                recorder.templates[recorder.test].add(path)

        template_rendered.connect(drawn, weak=False)
        with (
            patch.object(BaseHandler, "resolve_request", resolved),
            patch.object(DatabaseErrorWrapper, "__exit__", left),
            self.coverage.collect(),
        ):
            yield self

    def begin(self, test: str) -> None:
        """From now on, ``test`` runs."""
        self.test = test
        self.coverage.switch_context(test)

    def told(self, test: str) -> Reached:
        """Return what a test reached."""
        data = self.coverage.get_data()
        data.set_query_context(test)
        lines = {
            file.removeprefix(f"{ROOT}/"): sorted(data.lines(file) or ())
            for file in data.measured_files()
        }
        return {
            "lines": {file: found for file, found in lines.items() if found},
            "pages": sorted(self.pages[test]),
            "templates": sorted(self.templates[test]),
            "sentences": sorted(self.sentences[test]),
        }


def reaching(mutant: Mutant, tests: dict[str, dict[str, Any]]) -> list[str]:
    """Return the tests that reach a mutant, the quickest first."""
    chosen = _chosen(mutant, tests)
    return sorted(chosen, key=lambda test: tests[test]["seconds"])


def _chosen(mutant: Mutant, tests: dict[str, dict[str, Any]]) -> Iterable[str]:
    if mutant.path.endswith(".html"):
        return [t for t, told in tests.items() if mutant.path in told["templates"]]
    there = {SOMEWHERE, *mutant.lines}
    on_line = [t for t, told in tests.items() if there & {*told["lines"].get(mutant.path, ())}]
    if on_line and _is_in_function(mutant):
        return on_line
    if messages := _messages(mutant):
        by_sentence = {t for t, told in tests.items() if messages & {*told["sentences"]}}
        # Those beside them try what is allowed.
        near = {test.partition("::")[0] for test in by_sentence}
        return [t for t in tests if t.partition("::")[0] in near]
    if names := _classes(mutant):
        module = mutant.path.removesuffix(".py").replace("/", ".")
        pages = {f"{module}.{name}" for name in names}
        opened = [t for t, told in tests.items() if pages & {*told["pages"]}]
        if opened:
            return opened
    return [t for t, told in tests.items() if mutant.path in told["lines"]]


def _holding(mutant: Mutant, kind: Any) -> list[Any]:
    return [
        node
        for node in ast.walk(tree(mutant.path))
        if isinstance(node, kind)
        and span(mutant.path, node)[0] <= mutant.start
        and mutant.end <= span(mutant.path, node)[1]
    ]


def _is_in_function(mutant: Mutant) -> bool:
    return bool(_holding(mutant, ast.FunctionDef | ast.Lambda))


def _classes(mutant: Mutant) -> list[str]:
    return [node.name for node in _holding(mutant, ast.ClassDef)]


def _messages(mutant: Mutant) -> set[str]:
    """Return what the refusals that differ answer."""
    from .grafting import module_of

    live = getattr(module_of(mutant.path), "REFUSALS", None)
    if live is None:
        return set()
    module = module_of(mutant.path)
    other: dict[str, Any] = {"__name__": module.__name__, "__package__": module.__package__}
    exec(compile(mutant.source, mutant.path, "exec"), other)  # noqa: S102
    kept = {*other["REFUSALS"]}
    return {refusal.message for refusal in live if refusal not in kept}
