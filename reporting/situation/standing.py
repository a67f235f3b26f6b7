"""How jobs stand against the calendar: the one rule that headline, lists, axes and verdict read.

Jobs are expected evenly over the duration, by the clock that the convention chose. A gap is told in
jobs, then in points of the target.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from convention.models import Committee, Opinion
from revitalisation.ui import formats, french
from revitalisation.ui.french import Noun

Verdict, Confidence = Committee.Verdict, Opinion.Confidence
JOBS = Noun("emploi", "emplois")


class Pace(StrEnum):
    """Where jobs stand; ``UNKNOWN`` where a number that it takes is absent or masked."""

    UNKNOWN = "unknown"
    REACHED = "reached"
    AHEAD = "ahead"
    ON_PACE = "on_pace"
    BEHIND = "behind"
    FAR_BEHIND = "far_behind"


# The least gap of each pace, in points of the target (share of one).
LEAST_GAP = (
    (Pace.AHEAD, Fraction(5, 100)),
    (Pace.ON_PACE, Fraction(-5, 100)),
    (Pace.BEHIND, Fraction(-15, 100)),
)
LATE = frozenset({Pace.BEHIND, Pace.FAR_BEHIND})
# The paces that a verdict or a confidence goes with; any goes with what is unknown.
GOES_WITH: dict[str, frozenset[Pace]] = {
    Verdict.ON_TRACK: frozenset({Pace.REACHED, Pace.AHEAD, Pace.ON_PACE}),
    Verdict.WATCH: frozenset({Pace.ON_PACE, Pace.BEHIND}),
    Verdict.BEHIND: frozenset({Pace.BEHIND, Pace.FAR_BEHIND}),
    Verdict.ACHIEVED: frozenset({Pace.REACHED}),
    Verdict.MISSED: frozenset({Pace.ON_PACE, Pace.BEHIND, Pace.FAR_BEHIND}),
    Confidence.FULL: frozenset({Pace.REACHED, Pace.AHEAD, Pace.ON_PACE}),
    Confidence.RESERVED: frozenset({Pace.REACHED, Pace.AHEAD, Pace.ON_PACE, Pace.BEHIND}),
    Confidence.DOUBTFUL: frozenset({Pace.ON_PACE, Pace.BEHIND, Pace.FAR_BEHIND}),
    Confidence.WORRIED: frozenset({Pace.BEHIND, Pace.FAR_BEHIND}),
}


@dataclass(frozen=True)
class Standing:
    """Jobs at a date beside those expected by then: ``achieved`` less ``expected`` is the gap.

    In heads; ``points`` is the gap as a share of the target. None where a number is not known.
    """

    achieved: int | None
    target: int | None
    expected: int | None
    elapsed: Fraction | None

    @property
    def jobs(self) -> int | None:
        """The gap in jobs, below zero behind the calendar."""
        if self.achieved is None or self.expected is None:
            return None
        return self.achieved - self.expected

    @property
    def points(self) -> Fraction | None:
        """The gap as a share of the target, below zero behind the calendar."""
        if self.achieved is None or not self.target or self.elapsed is None:
            return None
        return Fraction(self.achieved, self.target) - self.elapsed

    @property
    def pace(self) -> Pace:
        """Where the jobs stand."""
        gap = self.points
        if gap is None or self.target is None or self.achieved is None:
            return Pace.UNKNOWN
        if self.achieved >= self.target:
            return Pace.REACHED
        if not self.jobs:
            # Of a small target, what is expected may be no job yet, be it some points.
            return Pace.ON_PACE
        return next((pace for pace, least in LEAST_GAP if gap >= least), Pace.FAR_BEHIND)

    @property
    def is_late(self) -> bool:
        """Whether the gap is one that asks for a word: any, once the whole duration has passed."""
        is_short = self.elapsed == 1 and self.pace not in (Pace.UNKNOWN, Pace.REACHED)
        return is_short or self.pace in LATE

    def goes_with(self, judgement: str) -> bool:
        """Tell whether a verdict or a confidence says no other than the calendar."""
        return self.pace is Pace.UNKNOWN or self.pace in GOES_WITH[judgement]


def gap_in_words(standing: Standing, *, noun: Noun | None = JOBS) -> str:
    """Return the gap in jobs, then in points; nothing where it is not known.

    « 8 emplois de moins qu’attendu à date (3,0 points de retard) »; once the whole duration has
    passed, nothing more is expected: « il manque 8 emplois à l’objectif (3,0 points) ». Without a
    ``noun``, jobs and target were named just before: « il en manque 8 ».
    """
    jobs, points = standing.jobs, standing.points
    if jobs is None or points is None:
        return ""
    number = french.count(abs(jobs), noun)
    if standing.elapsed == 1:
        return _at_the_end(jobs, points, names_target=noun is not None)
    if not jobs:
        return "autant qu’attendu à date" if standing.expected else "aucun n’est encore attendu"
    if jobs < 0:
        template = "{number} de moins qu’attendu à date{points}"
    else:
        template = "{number} de plus qu’attendu à date{points}"
    turn = " de retard" if jobs < 0 else " d’avance"
    return french.clause(template, number=number, points=_points(points, turn))


def _at_the_end(jobs: int, points: Fraction, *, names_target: bool) -> str:
    """Return what is missing of the target, or exceeds it, whether or not it was just named."""
    if not jobs:
        return "l’objectif est atteint" if names_target else "il est atteint"
    if jobs > 0:
        template = (
            "l’objectif est dépassé {number:de}{points}"
            if names_target
            else "il est dépassé {number:de}{points}"
        )
    else:
        template = (
            "il manque {number} à l’objectif{points}"
            if names_target
            else "il en manque {few}{points}"
        )
    return french.clause(
        template,
        number=french.count(abs(jobs), JOBS),
        few=french.count(abs(jobs)),
        points=_points(points),
    )


def _points(share: Fraction, turn: str = "") -> str:
    """Write a gap in points between brackets; nothing for one that is written as zero."""
    written = formats.points(abs(share) * 100).removeprefix("+")
    if not any(digit in written for digit in "123456789"):
        return ""
    return french.clause(" ({written}{turn})", written=written, turn=turn)
