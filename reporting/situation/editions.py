"""Who reads the figures, and what is kept from them.

Small counts of people are masked, and so is all from which one could be worked out: a declaration
says that its rows are people, the rest follows from what is computed from what. Pages and documents
ask once, for the sheet of their edition, and read its figures like any other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from reporting.figures.engine import Sheet
from reporting.figures.indicators import Indicator
from reporting.figures.registry import REGISTRY, counts_people, is_measured, measured
from reporting.figures.values import SMALLEST, Cell, Figure, Mask


@dataclass(frozen=True)
class Edition:
    """A kind of readers. ``masks``: small counts of people are kept from them.

    ``tells_parts``: they also read the figures of each axis; a total of people then gives way where
    one of its parts is masked, which the others would give away.
    """

    masks: bool
    tells_parts: bool = True

    def publish(self, sheet: Sheet) -> Sheet:
        """Return what these readers may know of a sheet."""
        return _Publication(self, sheet).sheet() if self.masks else sheet


# Screen, JSON, exports; the report; the press release.
MEMBERS = Edition(masks=False)
COMMITTEE = Edition(masks=True)
PUBLIC = Edition(masks=True, tells_parts=False)


class _Publication:
    """One sheet, as one edition tells it."""

    def __init__(self, edition: Edition, sheet: Sheet) -> None:
        self.edition = edition
        self.given = sheet
        self.figures = sheet.with_operands()
        self.known: dict[str, Mask | None] = {}

    def sheet(self) -> Sheet:
        given = self.given
        told = {code: self._told(figure) for code, figure in given.figures.items()}
        return replace(given, figures=told, parts=self._told_parts(), masks=self.masked_parts)

    def _told(self, figure: Figure) -> Figure:
        mask = self.mask(figure.code)
        if mask is None:
            return figure
        base = measured(figure.code).base if is_measured(figure.code) else ""
        keeps_coverage = figure.coverage is not None and base and self.mask(base) is None
        # Of an absent figure, the operand that is there is hidden all the same.
        return replace(
            figure,
            value=None,
            masked=None if figure.absence else mask,
            numerator=None,
            denominator=None,
            rows=0,
            coverage=figure.coverage if keeps_coverage else None,
        )

    def mask(self, code: str) -> Mask | None:
        """Return what hides a figure, be it absent."""
        if code not in self.known:
            if is_measured(code):
                is_told = not counts_people(code)
                self.known[code] = None if is_told else self._mask_of_rows(measured(code))
            else:
                hidden = any(self.mask(operand) for operand in REGISTRY[code].operands)
                self.known[code] = Mask.WITHHELD if hidden else None
        return self.known[code]

    def _mask_of_rows(self, indicator: Indicator) -> Mask | None:
        if self.given.is_part and not self.edition.tells_parts:
            return Mask.WITHHELD
        if self.edition.tells_parts and self._may_be_worked_out(indicator):
            return Mask.WITHHELD
        figure, base = self.figures[indicator.code], self.figures.get(indicator.base)
        if base is None or self.mask(base.code):
            population = None
        else:
            population = base.value if figure.coverage is None else figure.coverage[0]
        return _mask(indicator, figure.value, figure.rows, population)

    def _may_be_worked_out(self, indicator: Indicator) -> bool:
        """Tell whether the parts that are told, less the total, would give a masked one away."""
        if not indicator.fact.grain:
            return False  # it has no part that is told
        groups = self.given.parts.get(indicator.fact.name)
        if groups is None or None in groups:
            # The parts are not known here: as many axes as may have some.
            kinds = [axis.kind for axis in self.given.convention.axes.all()]
            return sum(kind in indicator.axes for kind in kinds) > 1
        held = [group for group, cells in groups.items() if _value(cells.get(indicator.code))]
        return len(held) > 1 and any(code == indicator.code for code, _ in self.masked_parts)

    @cached_property
    def masked_parts(self) -> dict[tuple[str, Any], Mask]:
        """The masked parts of figures that count people."""
        found = {}
        for groups in self.given.parts.values():
            for group, cells in groups.items():
                for code, cell in cells.items():
                    if counts_people(code) and (mask := self._mask_of_part(code, cell, cells)):
                        found[code, group] = mask
        return found

    def _mask_of_part(self, code: str, cell: Cell, cells: Mapping[str, Cell]) -> Mask | None:
        if not self.edition.tells_parts:
            return Mask.WITHHELD
        indicator = measured(code)
        base = cells.get(indicator.base)
        if base is None or counts_people(indicator.base):
            population = None
        else:
            population = base.rows if cell.known is None else cell.known
        return _mask(indicator, _value(cell), cell.rows, population)

    def _told_parts(self) -> dict[str, dict[Any, dict[str, Cell]]]:
        return {
            fact: {
                group: {c: cell for c, cell in cells.items() if (c, group) not in self.masked_parts}
                for group, cells in groups.items()
            }
            for fact, groups in self.given.parts.items()
        }


def _value(cell: Cell | None) -> Any:
    return (cell.value if cell else 0) or 0


def _mask(indicator: Indicator, value: Any, rows: int, population: int | None) -> Mask | None:
    """Mask few people; of a population that is small, any part: « moins de 5 » of one is one."""
    if population is not None and 0 < population < SMALLEST:
        return Mask.WITHHELD
    if indicator.measure.is_count:
        return Mask.FEW if 0 < (value or 0) < SMALLEST else None
    # A sum over few people tells of them as much, in another unit.
    return Mask.WITHHELD if 0 < rows < SMALLEST else None
