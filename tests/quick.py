"""The tests to run while working (``make quick``, ``-p tests.quick``): as many as two minutes hold.

Neither browser, nor a server, nor an emptied database; then, of the modules left, the shortest
first, by what they took when last measured.
"""

from pathlib import Path

import pytest

from tests.durations import measured

# What is long by nature, seen from what a test asks for.
SLOW_MARKS = ("slow", "browser")
SLOW_FIXTURES = frozenset({"browser", "page", "demo_site", "transactional_db"})
# Of two processes together; loading the demonstration takes each of them some twenty more.
SECONDS = 150


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long tests out, and say how many."""
    within = _modules({item.path for item in items if not _is_slow(item)})
    kept = [item for item in items if item.path in within and not _is_slow(item)]
    kept_ids = {item.nodeid for item in kept}
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in kept_ids])
    items[:] = kept


def _modules(paths: set[Path]) -> set[Path]:
    """Return the modules that two minutes hold; one never measured is taken for a short one."""
    known = {Path(name).resolve(): seconds for name, seconds in measured().items()}
    within, spent = set(), 0.0
    for path in sorted(paths, key=lambda path: (known.get(path, 0.0), path)):
        spent += known.get(path, 0.0)
        if spent <= SECONDS:
            within.add(path)
    return within


def _is_slow(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    return bool(
        any(item.get_closest_marker(name) for name in SLOW_MARKS)
        or SLOW_FIXTURES & {*getattr(item, "fixturenames", ())}
        or (mark and mark.kwargs.get("transaction"))
    )
