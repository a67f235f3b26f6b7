"""The situation of a convention at a date: all that the dashboard and the report show of it.

One engine call answers for the date, the previous committee and every month, with the parts of jobs
by axis and of money by measure. An edition then keeps from its readers what is not for them.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from django.db.models import Prefetch
from django.utils import timezone

from axes.ledger.models import LedgerEntry
from convention.calendar import add_months, month_ends, months_between
from convention.models import (
    Axis,
    AxisTarget,
    Committee,
    Convention,
    Measure,
    follow_up_committees,
    term_of,
    uncounted,
)
from reporting.figures import text
from reporting.figures.engine import Sheet, sheets
from reporting.figures.facts import GRAINS
from reporting.figures.places import Place
from reporting.figures.registry import PUBLISHED, is_apart, shown_in
from reporting.figures.snapshots import Restatement, read, restatements
from reporting.figures.values import Figure
from revitalisation.ui.french import Tense, tense

from .editions import MEMBERS, Edition
from .standing import Standing

# A state of the money bears the name of the figure that adds it up.
Kind = LedgerEntry.Kind
# What a page fetches with the convention, so that the situation asks nothing more of it.
RELATED = (
    "axes",
    "terms",
    Prefetch("committees", queryset=Committee.objects.select_related("snapshot")),
)
# The total, then what it gives way to where it is masked.
MONTHLY = ("total_jobs", "jobs_created")
# More months than this are read every other month, every third, and so on.
MOST_MONTHS = 72


@dataclass(frozen=True)
class AxisState:
    """Jobs of one axis, in heads; None where the axis has no such number."""

    axis: Axis
    achieved: Figure
    promised: Figure | None
    target_to_date: int | None
    target: int | None
    elapsed: Fraction | None

    @property
    def standing(self) -> Standing:
        """How its jobs stand against the calendar, as far as its readers may know."""
        return Standing(self.achieved.value, self.target, self.target_to_date, self.elapsed)


@dataclass(frozen=True)
class MeasureState:
    """Money of one measure, in euro cents; ``budget`` is None where none is in force.

    ``moved`` gives each state of the money, in the order of the ledger.
    """

    measure: Measure
    budget: int | None
    moved: dict[str, int]

    @property
    def committed(self) -> int:
        """Commitments, net of releases."""
        return self.moved[Kind.COMMITTED]

    @property
    def movements(self) -> list[int | None]:
        """What moved, state by state; None where there is no such thing: a loan alone is repaid."""
        is_lent = self.measure.kind == Measure.Kind.LOAN_FUND
        return [n if is_lent or kind != Kind.REPAID else None for kind, n in self.moved.items()]

    @property
    def remaining(self) -> int | None:
        """Budget less commitments; None without a budget."""
        return None if self.budget is None else self.budget - self.committed


class Situation:
    """Figures of a convention at a date, with what they are compared with, as an edition reads."""

    # Whether the parts of each axis are known with the figures.
    tells_axes = True

    def __init__(self, convention: Convention, as_of: date, edition: Edition = MEMBERS) -> None:
        self.convention = convention
        self.as_of = as_of
        self.edition = edition
        self.terms = term_of(convention, as_of)

    def told_to(self, edition: Edition) -> "Situation":
        """Return the same situation as other readers may know it, without measuring it again."""
        told = Situation(self.convention, self.as_of, edition)
        told.__dict__["_measured"] = self._measured
        return told

    @cached_property
    def committees(self) -> list[Committee]:
        """The follow-up committees, oldest first."""
        return sorted(follow_up_committees(self.convention), key=lambda c: c.as_of)

    @cached_property
    def committee(self) -> Committee | None:
        """The committee whose figures are taken at this very date."""
        return next((c for c in self.committees if c.as_of == self.as_of), None)

    @property
    def is_read_later(self) -> bool:
        """Whether the committee of these figures met after their date: pages say so of it."""
        return self.committee is not None and self.committee.held_on > self.as_of

    @cached_property
    def previous(self) -> Committee | None:
        """The last committee held by this date, on figures that precede it."""
        held = (c for c in reversed(self.committees) if c.held_on <= self.as_of)
        return next((c for c in held if c.as_of < self.as_of), None)

    @cached_property
    def last_held(self) -> Committee | None:
        """The last committee held by this date."""
        return next((c for c in reversed(self.committees) if c.held_on <= self.as_of), None)

    @cached_property
    def next(self) -> Committee | None:
        """The first committee to be held after today; of a past date, nobody knows what was
        planned.
        """
        if self.as_of < timezone.localdate():
            return None
        to_come = (c for c in self.committees if c.held_on > self.as_of)
        return min(to_come, key=lambda c: c.held_on, default=None)

    @cached_property
    def months(self) -> list[date]:
        """The ends of the months from signature to this date, which closes the list."""
        if self.as_of < self.convention.signed_on:
            return []
        found = list(month_ends(self.convention.signed_on, self.as_of))
        step = -(-len(found) // MOST_MONTHS)
        return found[::-1][::step][::-1]

    @cached_property
    def _measured(self) -> dict[date, Sheet]:
        """The figures before any edition: what is shown reads ``_sheets``."""
        requests: dict[date, tuple[str, ...]] = dict.fromkeys(self.months, MONTHLY)
        told = tuple(code for code in PUBLISHED if not is_apart(code))
        requests[self.as_of] = told
        if self.previous is not None:
            # What moved since is told; the other figures, where it froze them to be compared.
            is_frozen = getattr(self.previous, "snapshot", None) is not None
            asked = told if is_frozen else (*shown_in(Place.CHANGES), *MONTHLY)
            requests[self.previous.as_of] = asked
        return sheets([self.convention], requests, GRAINS)[self.convention.pk]

    @cached_property
    def _sheets(self) -> dict[date, Sheet]:
        return {day: self.edition.publish(sheet) for day, sheet in self._measured.items()}

    @property
    def sheet(self) -> Sheet:
        """The figures at the date."""
        return self._sheets[self.as_of]

    @property
    def before(self) -> Sheet | None:
        """The figures at the date of the previous committee, as known now."""
        return self._sheets[self.previous.as_of] if self.previous else None

    def monthly(self, code: str) -> list[Figure]:
        """One of the ``MONTHLY`` figures at the end of each month, then at the date."""
        return [self._sheets[day][code] for day in self.months]

    @cached_property
    def restated(self) -> list[tuple[Committee, list[tuple[Restatement, Figure, Figure]]]]:
        """What the previous committee and the one of this date saw otherwise: then, and now."""
        found = []
        for committee in filter(None, (self.previous, self.committee)):
            snapshot = getattr(committee, "snapshot", None)
            if snapshot is None:
                continue
            changed = restatements(snapshot, self._measured[committee.as_of])
            if changed:
                then = self.edition.publish(read(snapshot, self.convention))
                now = self._sheets[committee.as_of]
                found.append((committee, [(r, then[r.code], now[r.code]) for r in changed]))
        return found

    def on_axis(self, axis: Axis) -> Sheet:
        """The same figures over one axis; what belongs to no axis stays whole."""
        groups: dict[str, set[int]] = {
            fact: {axis.number} for fact, grain in GRAINS.items() if grain == "axis"
        }
        groups["ledger_entry"] = {
            m.measure.pk for m in self.measures if m.measure.axis_id == axis.pk
        }
        return self.edition.publish(self._measured[self.as_of].within(groups))

    @property
    def is_over(self) -> bool:
        """Whether the term has passed."""
        return self.terms is not None and self.terms.ends_on < self.as_of

    @property
    def elapsed(self) -> Figure:
        """The share of the duration that has passed, by the clock of the convention."""
        return self.sheet[f"elapsed_since_{self.convention.clock}"]

    @property
    def calendar_gap(self) -> Figure:
        """The gap to the calendar, in points, by the clock of the convention."""
        return self.sheet[f"calendar_gap_since_{self.convention.clock}"]

    @property
    def standing(self) -> Standing:
        """How all jobs stand against the calendar."""
        total, target = self.sheet["total_jobs"].value, self.sheet["job_target"].value
        return Standing(total, target, self.expected_jobs, self.elapsed.value)

    @property
    def tense(self) -> Tense:
        """The tense in which to speak of the convention: past its term, in the past."""
        return tense(self.terms.ends_on if self.terms else None, self.as_of)

    @cached_property
    def expected_jobs(self) -> int | None:
        """Jobs expected by the date if they came evenly over the calendar."""
        target, elapsed = self.sheet["job_target"].value, self.elapsed.value
        return None if target is None or elapsed is None else round(target * elapsed)

    @cached_property
    def expected_line(self) -> list[tuple[date, int]]:
        """The line of expected jobs, by the same clock as ``expected_jobs``.

        It starts when the clock of the convention does and lasts as long as the convention, hence
        may end after the term: the gap to the calendar is counted so.
        """
        target = self.sheet["job_target"].value
        if target is None or self.terms is None or not self.terms.duration_months:
            return []
        start, duration = self.convention.clock_starts_on, self.terms.duration_months
        end = add_months(start, duration)
        days = {start, end, *(day for day in self.months if day > start)}
        return [
            (day, round(target * min(months_between(start, day) / duration, 1)))
            for day in sorted(days)
        ]

    @cached_property
    def axes(self) -> list[AxisState]:
        """Jobs of each axis, in the order of their numbers."""
        targets = self._axis_targets()
        elapsed = self.elapsed.value
        found = []
        for axis in self.convention.axes.all():
            target = targets.get(axis.number)
            young = axis.kind == Axis.Kind.TERRITORY
            code = "placements_counted" if young else "jobs_created"
            promised = None if young else self.sheet.part("jobs_programmed", axis.number)
            found.append(
                AxisState(
                    axis=axis,
                    achieved=self.sheet.part(code, axis.number),
                    promised=promised,
                    target_to_date=None
                    if target is None or elapsed is None
                    else round(target * elapsed),
                    target=target,
                    elapsed=elapsed,
                )
            )
        return found

    @cached_property
    def axes_of_jobs(self) -> list[AxisState]:
        """The axes that count jobs or have a target: of the others there is nothing to draw."""
        without = uncounted([a.axis for a in self.axes], self.as_of)
        return [a for a in self.axes if a.axis.pk not in without or a.target is not None]

    def _axis_targets(self) -> dict[int, int]:
        if self.terms is None:
            return {}
        return dict(
            AxisTarget.objects.filter(terms=self.terms).values_list("axis__number", "job_target")
        )

    @cached_property
    def measures(self) -> list[MeasureState]:
        """Money of each measure, in the order of the axes."""
        measures = (
            Measure.objects.of(self.convention)
            .select_related("operator")
            .in_force_budget(self.as_of)
            .order_by("axis__number", "pk")
        )
        part = self.sheet.part
        return [
            MeasureState(
                measure=m,
                budget=m.budget,
                moved={kind: part(kind, m.pk).value for kind in Kind.values},
            )
            for m in measures
        ]

    @property
    def movements(self) -> list[Figure]:
        """The figures that the money of the measures adds up to, one a state of the ledger."""
        return [self.sheet[kind] for kind in Kind.values]

    @property
    def budget(self) -> int | None:
        """Budgets of the measures added up, in euro cents; None where none is filled in."""
        known = [m.budget for m in self.measures if m.budget is not None]
        return sum(known) if known else None

    @property
    def budget_coverage(self) -> str:
        """« 7 sur 9 renseignés » where measures have no budget, else nothing."""
        known = sum(m.budget is not None for m in self.measures)
        owed = len(self.measures)
        return text.coverage(known, owed) if 0 < known < owed else ""

    @property
    def unspent_budget(self) -> int | None:
        """Budgets less commitments of the measures that have one, in euro cents; else None."""
        known = [m.remaining for m in self.measures if m.remaining is not None]
        return sum(known) if known else None
