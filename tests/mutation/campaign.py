"""One run of pytest that loads all once, then forks a process for each mutant."""

import contextlib
import hashlib
import itertools
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from . import grafting, reach
from .equivalents import reason
from .mutants import PACKAGES, ROOT, Mutant

STATE = ROOT / "out/mutation"
# Of processor time: others may be using the machine.
SECONDS_FOR_A_MODULE = 240
# Times what the tests of a mutant may cost: only what never ends gets there, and was noticed.
ENDLESS = 5
# What shows no more of the domain than quicker tests do.
APART = ("browser", "slow")

Answer = dict[str, Any]


class Campaign:
    """Takes the place of pytest’s own loop, once tests are collected."""

    def __init__(
        self, mutants: Callable[[], Iterable[Mutant]], limit: int | None, seconds: int
    ) -> None:
        self.mutants = mutants
        self.limit = limit
        self.seconds = seconds
        # Of each file, the tests that noticed a mutant: they are tried first on the next.
        self.noticing: dict[str, Counter[str]] = defaultdict(Counter)
        self.failed = ""
        self.scratch = Path(tempfile.mkdtemp(prefix="mutation-"))

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [
            item
            for item in items
            if not any(item.get_closest_marker(name) for name in APART) and not _empties(item)
        ]
        # As they are now: they may be edited while this runs.
        for path in {item.path for item in items}:
            marked(path)
        _mark({"outcome": "survived"})

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        # A busy machine draws examples slowly: that says nothing of the change.
        is_noticed = report.failed and "FailedHealthCheck" not in str(report.longrepr)
        if is_noticed and not self.failed:
            self.failed = report.nodeid

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Record what is not recorded yet, then try each mutant without an answer yet."""
        # Not before: pytest wants to load its plugins itself.
        from hypothesis import Phase
        from hypothesis import settings as hypothesis_settings
        from pytest_django.plugin import blocking_manager_key

        self.blocker = session.config.stash[blocking_manager_key]

        hypothesis_settings.register_profile(
            "mutation",
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],  # the first failure is enough
        )
        hypothesis_settings.load_profile("mutation")
        self.first = next(i for i in session.items if i.get_closest_marker("django_db"))
        self._run([self.first])  # loads the database, that all processes then start from
        if self.failed:
            raise pytest.UsageError(f"{self.failed} fails before any change")
        self.database = self.scratch / "loaded.sqlite3"
        with contextlib.closing(sqlite3.connect(os.environ["MUTATION_DATABASE"])) as loaded:
            loaded.execute("VACUUM INTO ?", [str(self.database)])
        items = {item.nodeid: item for item in session.items}
        tests = self._recorded(items)
        done = 0
        for mutant in (m for m in self.mutants() if not reason(m)):
            chosen = self._affordable(mutant, tests)
            answer = known(mutant)
            # What fewer tests did not notice, others may.
            if answer and (answer["outcome"] in NOTICED or answer["tests"] >= len(chosen)):
                self.noticing[mutant.path][answer.get("by", "")] += 1
                continue
            if self.limit is not None and done >= self.limit:
                break
            done += 1
            answer = self._tried(mutant, chosen, items)
            remember(mutant, answer)
            if answer["outcome"] == "killed":
                self.noticing[mutant.path][answer["by"]] += 1
            _say(answer, str(mutant))
        shutil.rmtree(self.scratch, ignore_errors=True)
        return True

    def _affordable(self, mutant: Mutant, tests: dict[str, Any]) -> list[str]:
        """Return the tests to try on a mutant, in their order, within what they may cost."""
        chosen = reach.reaching(mutant, tests)
        spent = itertools.accumulate(tests[test]["seconds"] for test in chosen)
        within = [
            test for test, so_far in zip(chosen, spent, strict=True) if so_far <= self.seconds
        ]
        noticing = self.noticing[mutant.path]
        return sorted(within or chosen[:1], key=lambda test: -noticing[test])

    def _run(
        self, items: list[pytest.Item], seen: Callable[[str, float], None] | None = None
    ) -> None:
        """Run tests until one fails, keeping what the session loaded."""
        for number, item in enumerate(items):
            following = items[number + 1] if number + 1 < len(items) else self.first
            if following is item:
                others = (i for i in item.session.items if i is not item)
                following = min(others, key=lambda other: other.path == item.path)
            started = time.process_time()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if seen is not None:
                seen(item.nodeid, time.process_time() - started)
            elif self.failed:
                return

    def _forked(self, work: Callable[[], Answer], seconds: int) -> Answer:
        """Do ``work`` in a process of its own, on its copy of the database."""
        place = self.scratch / "answer.json"
        place.unlink(missing_ok=True)
        sys.stdout.flush()
        child = os.fork()
        if not child:
            self.failed = ""
            quiet = os.open(os.devnull, os.O_RDWR)
            for stream in (1, 2):
                os.dup2(quiet, stream)
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
            try:
                self._own_database()
                place.write_text(json.dumps(work()))
            except grafting.Elsewhere:
                place.write_text(json.dumps({"outcome": "elsewhere"}))
            except BaseException as error:
                place.write_text(json.dumps({"outcome": "broken", "by": repr(error)[:200]}))
            os._exit(0)
        _, status, used = os.wait4(child, 0)
        spent = used.ru_utime + used.ru_stime
        if place.exists():
            return json.loads(place.read_text()) | {"seconds": spent}
        is_late = os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL)
        return {"outcome": "timeout" if is_late else "broken", "seconds": spent}

    def _own_database(self) -> None:
        copy = self.scratch / "copy.sqlite3"
        shutil.copyfile(self.database, copy)
        # The parent’s connection is left as it is: closing it here would release its locks.
        self.kept, connection.connection = connection.connection, None
        connection.settings_dict["NAME"] = str(copy)

    def _recorded(self, items: dict[str, pytest.Item]) -> dict[str, Any]:
        """Return what each test reaches, recording the modules that changed."""
        tests: dict[str, Any] = {}
        by_module: dict[Path, list[pytest.Item]] = {}
        for item in items.values():
            by_module.setdefault(item.path, []).append(item)
        for path, held in sorted(by_module.items()):
            place = STATE / f"reach/{path.stem}.json"
            mark = marked(path)
            told = json.loads(place.read_text()) if place.exists() else {}
            if told.get("mark") != mark:
                told = self._forked(partial(self._reached, held), SECONDS_FOR_A_MODULE)
                told["mark"] = mark
                files = {file for test in told.get("tests", {}).values() for file in test["lines"]}
                told["files"] = {file: marked(ROOT / file) for file in sorted(files)}
                if told["outcome"] == "recorded":
                    write(place, told)
                _say(told, f"{path.name} {told.get('by', '')}")
            changed = {f for f, was in told["files"].items() if marked(ROOT / f) != was}
            for test, what in told.get("tests", {}).items():
                what["lines"] |= {file: [reach.SOMEWHERE] for file in changed & {*what["lines"]}}
                if test in items:
                    tests[test] = what
        return tests

    def _reached(self, items: list[pytest.Item]) -> Answer:
        recorder, tests = reach.Recorder(), {}
        caches = grafting.caches()

        def seen(test: str, seconds: float) -> None:
            if self.failed != test:
                tests[test] = {"seconds": round(seconds, 3), **recorder.told(test)}

        with recorder.listening():
            for item in items:
                for kept in caches:
                    kept.cache_clear()
                recorder.begin(item.nodeid)
                self._run([item], seen)
        return {"outcome": "recorded", "tests": tests}

    def _tried(self, mutant: Mutant, chosen: list[str], items: dict[str, Any]) -> Answer:
        if not chosen:
            return {"outcome": "unreached", "seconds": 0.0, "tests": 0}

        def work() -> Answer:
            try:
                with self.blocker.unblock():
                    grafting.graft(mutant, self.scratch / "templates")
            except grafting.Refused as error:
                return {"outcome": "killed", "by": repr(error)}
            self._run([items[test] for test in chosen])
            return {"outcome": "killed" if self.failed else "survived", "by": self.failed}

        answer = self._forked(work, self.seconds * ENDLESS)
        if answer["outcome"] == "elsewhere":
            answer = self._alone(mutant, chosen)
        return answer | {"tests": len(chosen)}

    def _alone(self, mutant: Mutant, chosen: list[str]) -> Answer:
        """Try a mutant in a new process, on a copy of the tree that has it from the start."""
        copy = self.scratch / "tree"
        if not copy.exists():
            for name in (*PACKAGES, "tests", "templates"):
                shutil.copytree(ROOT / name, copy / name)
            for name in ("pyproject.toml", "manage.py"):
                shutil.copy(ROOT / name, copy)
            (copy / "static").symlink_to(ROOT / "static")
        database = self.scratch / "alone.sqlite3"
        shutil.copyfile(self.database, database)
        file = copy / mutant.path
        before = file.read_text()
        file.write_text(mutant.source)
        command = [sys.executable, "-m", "pytest", "-qx", *OPTIONS, *chosen]
        settings = os.environ | {"MUTATION_DATABASE": str(database), "PYTHONDONTWRITEBYTECODE": "1"}
        settings["PYTHONPATH"] = os.pathsep.join(filter(None, [str(copy), *sys.path[1:2]]))
        started = os.times()
        try:
            ran = subprocess.run(
                command, cwd=copy, env=settings, capture_output=True, text=True, check=False
            )
        finally:
            file.write_text(before)
        spent = os.times()
        failed = [line for line in ran.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
        return {
            "outcome": "killed" if ran.returncode else "survived",
            "by": (failed or [ran.stdout[-200:]])[0].split()[1]
            if ran.returncode and failed
            else "",
            "seconds": spent.children_user - started.children_user,
        }


# Without the explanations of failed asserts, which nobody reads here.
OPTIONS = (
    "--ds=tests.mutation.settings", "--reuse-db", "-p", "no:xdist", "--capture=sys",
    "--assert=plain", "--tb=no",
)  # fmt: skip
NOTICED = ("killed", "timeout")


def run(
    mutants: Callable[[], Iterable[Mutant]], limit: int | None, seconds: int, modules: list[str]
) -> int:
    """Try mutants, in this process and its children."""
    STATE.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            digest.update(file.read_bytes())
    database = STATE / f"{digest.hexdigest()[:16]}.sqlite3"
    os.environ["MUTATION_DATABASE"] = str(database)
    arguments = [*(modules or ["tests"]), "--ignore=tests/browser", "-q", *OPTIONS]
    return pytest.main(arguments, plugins=[Campaign(mutants, limit, seconds)])


def known(mutant: Mutant) -> Answer | None:
    """Return what became of a mutant while the test that noticed it is the same, or all are."""
    place = STATE / f"{mutant.key}.json"
    if not place.exists():
        return None
    answer: Answer = json.loads(place.read_text())
    return answer if answer["mark"] == _mark(answer) else None


def remember(mutant: Mutant, answer: Answer) -> None:
    """Keep what became of a mutant."""
    told = answer | {"mutant": str(mutant)}
    write(STATE / f"{mutant.key}.json", told | {"mark": _mark(told)})


def _say(answer: Answer, what: str) -> None:
    print(f"{answer['outcome']:9} {answer['seconds']:5.1f} s {what}", flush=True)


def _mark(answer: Answer) -> str:
    killer = ROOT / (answer.get("by") or "").partition("::")[0]
    if answer["outcome"] == "killed":
        return marked(killer) if killer.is_file() else ""
    return marked(*sorted((ROOT / "tests").glob("*.py")))


@cache  # as they were when they were read: they may change while this runs
def marked(*files: Path) -> str:
    """Return a mark of what files hold."""
    digest = hashlib.sha1(usedforsecurity=False)
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def write(place: Path, told: Answer) -> None:
    """Write JSON, whole or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    aside = place.with_suffix(".new")
    aside.write_text(json.dumps(told, ensure_ascii=False))
    aside.replace(place)


def answers(mutants: Iterable[Mutant]) -> Iterator[tuple[Mutant, Answer | None]]:
    """Yield the mutants with what is known of each."""
    for mutant in mutants:
        with contextlib.suppress(FileNotFoundError):
            yield mutant, known(mutant)


def _empties(item: pytest.Item) -> bool:
    """Tell whether a test empties every table when it ends."""
    mark = item.get_closest_marker("django_db")
    return bool(mark and mark.kwargs.get("transaction")) or "transactional_db" in getattr(
        item, "fixturenames", ()
    )
