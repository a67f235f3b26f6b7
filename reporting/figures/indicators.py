"""What an indicator is: the kinds of declarations that the registry is made of.

Each kind knows what it is computed from and how: nobody else asks which kind a declaration is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from django.db.models import Q

from convention.calendar import months_between, whole_duration
from convention.models import Axis

from .facts import Fact
from .measures import COUNT, Measure
from .places import Place
from .values import Absence, Cell, Figure, Unit

if TYPE_CHECKING:
    from .engine import Evaluation

Condition = Callable[[date], Q]
EVERY_AXIS = frozenset(Axis.Kind.values)


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """What every indicator says of itself. ``version`` changes when its definition does.

    ``shown``: the lists of figures that tell it. ``broken_down``: the dimensions along which it is
    drawn, in one of those places.
    ``basis``: how both numbers behind it are told.
    """

    code: str
    label: str
    definition: str
    unit: Unit
    version: int = 1
    published: bool = True
    shown: frozenset[Place] = frozenset()
    broken_down: Mapping[Place, tuple[str, ...]] = field(
        default_factory=lambda: MappingProxyType({}), hash=False
    )

    @property
    def operands(self) -> tuple[str, ...]:
        """Codes of the indicators this one is computed from."""
        return ()

    @property
    def beside(self) -> tuple[str, ...]:
        """Codes of the indicators that are needed to tell this one, without being a part of it."""
        return ()

    @property
    def basis(self) -> str:
        """How both its numbers are told, each written in its unit."""
        return "{over} sur {under}"

    def units(self, unit_of: Callable[[str], Unit]) -> tuple[Unit | None, Unit | None]:
        """Return the units of its numerator and denominator, if it has any."""
        return (None, None)

    def refusals(self, declared: Mapping[str, "Declaration"]) -> list[str]:
        """Return what is wrong in it, its operands being known to exist."""
        return []

    def evaluate(self, found: "Evaluation") -> Figure:
        """Return its figure from what was measured."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Indicator(Declaration):
    """A measure over the rows of a fact table that meet a condition at a date.

    ``axes``: kinds of axis of which the convention must have one, else « sans objet ».
    ``owed``: without a value (a count, without a row) it is « à venir » before the signature,
    « non renseigné » from it on.
    ``rests_on``: the owed indicator without which these rows say nothing: its absence is theirs.
    ``base``: the indicator of whose rows these are a part.
    ``known``: condition on the rows of ``base`` whose answer is filled in; gives the coverage.
    ``people``: its rows are people whom a small number would point at; so are those of its parts.
    ``apart``: asked only by who names it, as are the indicators of a fact that is.
    """

    fact: Fact
    when: Condition
    measure: Measure = COUNT
    axes: frozenset[str] = EVERY_AXIS
    owed: bool = False
    base: str = ""
    known: Q | None = None
    people: bool = False
    rests_on: str = ""
    apart: bool = False

    @property
    def beside(self) -> tuple[str, ...]:
        told_of = self.base if self.people or self.known is not None else ""
        return tuple(code for code in (told_of, self.rests_on) if code)

    def refusals(self, declared: Mapping[str, Declaration]) -> list[str]:
        found = []
        base = declared.get(self.base)
        if self.known is not None and not self.base:
            found.append("tells how many answers are known, but of no base")
        if self.base and (not isinstance(base, Indicator) or base.fact is not self.fact):
            found.append(f"is no part of {self.base}, which is not measured on the same rows")
        ground = declared.get(self.rests_on)
        if ground is not None and not (isinstance(ground, Indicator) and ground.owed):
            found.append(f"rests on {self.rests_on}, which is never missing")
        if not self.axes <= EVERY_AXIS:
            found.append(f"names unknown kinds of axis: {sorted(self.axes - EVERY_AXIS)}")
        for dimensions in self.broken_down.values():
            found += [
                f"is broken down by {name}, along which its rows are not"
                for name in dimensions
                if name not in self.fact.dimensions
            ]
        return found

    def evaluate(self, found: "Evaluation") -> Figure:
        as_of = found.as_of
        if self.axes and not self.axes & found.kinds:
            return Figure(self, as_of, None, Absence.NOT_APPLICABLE)
        ground = found.figure(self.rests_on) if self.rests_on else None
        if ground is not None and ground.absence is not None:
            return Figure(self, as_of, None, ground.absence)
        cell = found.cells.get(self.code) or Cell(None, 0)
        if self.owed and (cell.value is None or (self.measure is COUNT and not cell.rows)):
            signed = as_of >= found.convention.signed_on
            absence = Absence.MISSING if signed else Absence.NOT_DUE
            return Figure(self, as_of, None, absence, rows=cell.rows)
        coverage = None
        if self.known is not None:
            base = found.cells.get(self.base)
            coverage = (cell.known or 0, base.rows if base else 0)
        return Figure(self, as_of, cell.value or 0, rows=cell.rows, coverage=coverage)


@dataclass(frozen=True, kw_only=True)
class Combination(Declaration):
    """Indicators added and subtracted; parts that do not apply are left out."""

    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()

    @property
    def operands(self) -> tuple[str, ...]:
        return self.plus + self.minus

    def refusals(self, declared: Mapping[str, Declaration]) -> list[str]:
        others = {declared[code].unit for code in self.operands} - {self.unit}
        return [f"adds {', '.join(others)} up to {self.unit}"] if others else []

    def evaluate(self, found: "Evaluation") -> Figure:
        parts = [(1, found.figure(code)) for code in self.plus]
        parts += [(-1, found.figure(code)) for code in self.minus]
        held = [(sign, f) for sign, f in parts if f.absence is not Absence.NOT_APPLICABLE]
        if not held:
            return Figure(self, found.as_of, None, Absence.NOT_APPLICABLE)
        for _, part in held:
            if part.absence is not None:
                return Figure(self, found.as_of, None, part.absence)
        value = sum(sign * f.value for sign, f in held)
        return Figure(self, found.as_of, value, rows=sum(f.rows for _, f in held))


@dataclass(frozen=True, kw_only=True)
class Ratio(Declaration):
    """One indicator over another; ``on_zero`` is what a denominator of zero means."""

    numerator: str
    denominator: str
    unit: Unit = Unit.RATIO
    on_zero: Absence = Absence.NOT_APPLICABLE

    # Units of the numerator and of the denominator that a cost divides; a share divides alike ones.
    COSTS: ClassVar[Mapping[Unit, tuple[Unit, Unit]]] = MappingProxyType(
        {Unit.EUROS_PER_JOB: (Unit.EUROS, Unit.JOBS)}
    )

    @property
    def operands(self) -> tuple[str, ...]:
        return (self.numerator, self.denominator)

    @property
    def basis(self) -> str:
        return "{over} pour {under}" if self.unit in self.COSTS else "{over} sur {under}"

    def units(self, unit_of: Callable[[str], Unit]) -> tuple[Unit | None, Unit | None]:
        return (unit_of(self.numerator), unit_of(self.denominator))

    def refusals(self, declared: Mapping[str, Declaration]) -> list[str]:
        over, under = (declared[code].unit for code in self.operands)
        fits = self.COSTS.get(self.unit, (over, over)) == (over, under)
        if fits and (self.unit is Unit.RATIO or self.unit in self.COSTS):
            return []
        return [f"divides {over} by {under}, which is no {self.unit}"]

    def evaluate(self, found: "Evaluation") -> Figure:
        over, under = found.figure(self.numerator), found.figure(self.denominator)
        absence = over.absence or under.absence
        if absence is None and under.value == 0:
            absence = self.on_zero
        return Figure(
            self,
            found.as_of,
            None if absence else Fraction(over.value, under.value),
            absence,
            numerator=over.value,
            denominator=under.value,
            rows=over.rows,
            coverage=over.coverage,
        )


@dataclass(frozen=True, kw_only=True)
class Clock(Declaration):
    """Share of the duration elapsed since a date of the convention; never above 1.

    The numerator is in months since ``start``, the denominator the months from signature to the
    end date of the terms in force.
    """

    start: str
    unit: Unit = Unit.RATIO
    END: ClassVar[str] = "term_end"

    @property
    def operands(self) -> tuple[str, ...]:
        return (self.END,)

    @property
    def basis(self) -> str:
        return "{over} mois sur {under}"

    def units(self, unit_of: Callable[[str], Unit]) -> tuple[Unit | None, Unit | None]:
        return (Unit.MONTHS, Unit.MONTHS)

    def refusals(self, declared: Mapping[str, Declaration]) -> list[str]:
        if declared[self.END].unit is not Unit.DATE:
            return [f"ends on {self.END}, which is no date"]
        return []

    def evaluate(self, found: "Evaluation") -> Figure:
        convention, as_of, end = found.convention, found.as_of, found.figure(self.END)
        start: date = getattr(convention, self.start)
        if end.absence is not None or as_of < start:
            return Figure(self, as_of, None, end.absence or Absence.NOT_DUE, rows=end.rows)
        duration = Fraction(whole_duration(convention.signed_on, end.value))
        if not duration:
            return Figure(self, as_of, None, Absence.NOT_APPLICABLE, rows=end.rows)
        elapsed = min(months_between(start, as_of), duration)
        return Figure(
            self,
            as_of,
            elapsed / duration,
            numerator=elapsed,
            denominator=duration,
            rows=end.rows,
        )


@dataclass(frozen=True, kw_only=True)
class Gap(Declaration):
    """Difference of two ratios, in points."""

    achieved: str
    expected: str
    unit: Unit = Unit.POINTS

    @property
    def operands(self) -> tuple[str, ...]:
        return (self.achieved, self.expected)

    @property
    def basis(self) -> str:
        return "{over} de l’objectif, pour un temps écoulé {under:de}"

    def units(self, unit_of: Callable[[str], Unit]) -> tuple[Unit | None, Unit | None]:
        return (unit_of(self.achieved), unit_of(self.expected))

    def refusals(self, declared: Mapping[str, Declaration]) -> list[str]:
        others = [code for code in self.operands if declared[code].unit is not Unit.RATIO]
        return [f"is a difference of {code}, which is no ratio" for code in others]

    def evaluate(self, found: "Evaluation") -> Figure:
        achieved, expected = found.figure(self.achieved), found.figure(self.expected)
        absence = achieved.absence or expected.absence
        return Figure(
            self,
            found.as_of,
            None if absence else (achieved.value - expected.value) * 100,
            absence,
            numerator=achieved.value,
            denominator=expected.value,
            rows=achieved.rows,
        )
