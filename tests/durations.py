"""Where the time of a run of pytest goes (``-p tests.durations``): its longest modules.

What each module took is kept in ``out/durations.json``, for ``make quick`` to choose from.
"""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

MOST = 15
LAST = Path("out/durations.json")
# Of a whole run, for those who have made none yet.
USUAL = Path("tests/durations.json")
_seconds: defaultdict[str, float] = defaultdict(float)


def measured() -> dict[str, float]:
    """Return the seconds that each module of tests took when last measured."""
    known: dict[str, float] = {}
    for place in (USUAL, LAST):
        known |= json.loads(place.read_text()) if place.exists() else {}
    return known


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add what a test took, its preparation included, in whichever process it ran."""
    _seconds[report.nodeid.partition("::")[0]] += report.duration


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the longest modules, and keep what all of them took."""
    terminalreporter.write_sep("=", f"les {MOST} modules les plus longs")
    for module, seconds in sorted(_seconds.items(), key=lambda pair: -pair[1])[:MOST]:
        terminalreporter.write_line(f"{seconds:7.1f} s  {module}")
    LAST.parent.mkdir(exist_ok=True)
    known = measured() | {module: round(seconds, 1) for module, seconds in _seconds.items()}
    LAST.write_text(json.dumps(known, indent=0, sort_keys=True))
