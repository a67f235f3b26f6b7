"""Times of interleaved runs: what slows the machine down slows both sides down."""

import gc
import os
import resource
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from time import perf_counter
from typing import Any

WARM_UPS = 3
FEWEST = 5
# Of a slow page, fewer runs than asked; how many is told.
MOST_SECONDS = 20

Run = Callable[[], Any]


@dataclass(frozen=True)
class Times:
    """What some runs took, in milliseconds, the shortest first."""

    taken: tuple[float, ...]

    def at(self, percent: int) -> float:
        """Return the time within which that share of the runs was done."""
        return self.taken[max(0, ceil(len(self.taken) * percent / 100) - 1)]


@dataclass(frozen=True)
class Line:
    """What is measured, and what it is compared with; ``target`` is the highest ratio allowed."""

    title: str
    ours: Run
    baseline: Run | None = None
    target: float | None = None
    # Runs for each one asked: the shortest are the least sure.
    times: float = 1


@dataclass(frozen=True)
class Found:
    """What a line took; its ratio compares medians."""

    line: Line
    ours: Times
    baseline: Times | None = None

    @property
    def ratio(self) -> float | None:
        """How many times as long ours takes."""
        return self.ours.at(50) / self.baseline.at(50) if self.baseline else None

    @property
    def is_met(self) -> bool:
        """Whether the ratio is within the target, or has none."""
        target = self.line.target
        return target is None or self.ratio is None or self.ratio <= target


def measure(line: Line, samples: int, before: Run = lambda: None) -> Found:
    """Run both sides of a line in turn; ``before`` runs ahead of each, unmeasured."""
    sides: dict[str, Run] = {"ours": line.ours}
    if line.baseline is not None:
        sides["baseline"] = line.baseline
    taken = interleaved(sides, max(1, round(samples * line.times)), before)
    return Found(line, **taken)


def interleaved(
    sides: Mapping[str, Run], samples: int, before: Run = lambda: None
) -> dict[str, Times]:
    """Run each side in turn after a warm-up, ``samples`` times or until it has taken long."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    started = perf_counter()
    for turn in range(-min(WARM_UPS, samples), samples):
        if turn >= FEWEST and perf_counter() - started > MOST_SECONDS:
            break
        for name, run in sides.items():
            before()
            # Garbage of one side must not be collected at the expense of the other.
            gc.collect()
            elapsed = timed(run)
            if turn >= 0:
                taken[name].append(elapsed)
    return {name: Times(tuple(sorted(times))) for name, times in taken.items()}


def timed(run: Run) -> float:
    """Return what a run takes, in milliseconds."""
    started = perf_counter()
    run()
    return (perf_counter() - started) * 1000


@dataclass
class Watch:
    """How much of its time the machine was idle; one program alone uses one core of it."""

    cores: int = field(default_factory=lambda: os.cpu_count() or 1)
    idle: float | None = None

    @property
    def was_busy(self) -> bool | None:
        """Whether others used a tenth of the machine or more; None where it does not say."""
        return None if self.idle is None else self.idle < 1 - 1 / self.cores - 0.1


@contextmanager
def watching() -> Iterator[Watch]:
    """Watch the machine during a block."""
    watch, before = Watch(), _ticks()
    yield watch
    if before and (after := _ticks()):
        spent = [now - then for now, then in zip(after, before, strict=True)]
        watch.idle = (spent[3] + spent[4]) / max(1, sum(spent))


def _ticks() -> list[int]:
    """Return the times of all cores: in use, idle (fourth), waiting for a disk (fifth)…"""
    path = Path("/proc/stat")
    # Guests, which come last, are told twice.
    return [int(n) for n in path.read_text().split("\n")[0].split()[1:9]] if path.exists() else []


def peak_memory() -> int:
    """Return the most memory this process has held, in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
