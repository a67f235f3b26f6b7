"""Times two ways of doing the same thing in turn, so that the machine’s moods hit both alike."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

Work = Callable[[], Any]


@dataclass(frozen=True)
class Comparison:
    """Median milliseconds of ours and of the baseline, and the ratio that is aimed at."""

    name: str
    ours: float
    baseline: float
    target: float | None
    runs: int

    @property
    def ratio(self) -> float:
        """Ours over the baseline."""
        return self.ours / self.baseline

    def line(self) -> str:
        """Return the comparison as one line of the printed table."""
        aim = "" if self.target is None else f"≤ {self.target:g}"
        met = "" if self.target is None else ("oui" if self.ratio <= self.target else "non")
        return (
            f"{self.name:<58} {self.ours:>9.2f} {self.baseline:>9.2f} {self.ratio:>7.2f} "
            f"{aim:>7} {met:>4} {self.runs:>5}"
        )


HEAD = (
    f"{'Mesure (médianes, en ms)':<58} {'produit':>9} {'repère':>9} {'rapport':>7} "
    f"{'visé':>7} {'tenu':>4} {'fois':>5}"
)


def compare(
    name: str, ours: Work, baseline: Work, target: float | None = None, runs: int = 21
) -> Comparison:
    """Run each once unmeasured, then in turn ``runs`` times; keep the medians."""
    ours()
    baseline()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for work, kept in zip((ours, baseline), times, strict=True):
            started = perf_counter()
            work()
            kept.append((perf_counter() - started) * 1000)
    return Comparison(name, median(times[0]), median(times[1]), target, runs)


def timed(work: Work, runs: int) -> float:
    """Return the median of ``runs`` of ``work`` in milliseconds, after one unmeasured run."""
    work()
    times = []
    for _ in range(runs):
        started = perf_counter()
        work()
        times.append((perf_counter() - started) * 1000)
    return median(times)
