"""Medians of interleaved runs: what slows the machine down slows both sides down."""

import gc
import resource
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

WARM_UPS = 3


@dataclass(frozen=True)
class Comparison:
    """Two medians in milliseconds; ``target`` is the highest ratio allowed, None for none."""

    title: str
    ours: float
    baseline: float
    samples: int
    target: float | None = None

    @property
    def ratio(self) -> float:
        """How many times as long ours takes."""
        return self.ours / self.baseline

    @property
    def is_met(self) -> bool:
        """Whether the ratio is within the target, or has none."""
        return self.target is None or self.ratio <= self.target


def medians(sides: Mapping[str, Callable[[], Any]], samples: int) -> dict[str, float]:
    """Run each side in turn, ``samples`` times after a warm-up; medians in milliseconds."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(-min(WARM_UPS, samples), samples):
        for name, run in sides.items():
            # Garbage of one side must not be collected at the expense of the other.
            gc.collect()
            gc.disable()
            started = perf_counter()
            run()
            elapsed = perf_counter() - started
            gc.enable()
            if turn >= 0:
                taken[name].append(elapsed * 1000)
    return {name: median(times) for name, times in taken.items()}


def compare(
    title: str,
    ours: Callable[[], Any],
    baseline: Callable[[], Any],
    samples: int,
    target: float | None = None,
) -> Comparison:
    """Compare two ways of doing the same thing."""
    found = medians({"ours": ours, "baseline": baseline}, samples)
    return Comparison(title, found["ours"], found["baseline"], samples, target)


def peak_memory() -> int:
    """Return the most memory this process has held, in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
