"""Figures of conventions at dates: the only way in which a page or a document gets a number."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects

from convention.models import Convention

from .registry import PUBLISHED, REGISTRY, measured, with_operands
from .statements import by_fact, run
from .values import Cell, Figure, Mask

# Columns of one statement: PostgreSQL stops at 1,664, SQLite at 2,000.
MOST_COLUMNS = 600


@dataclass(frozen=True)
class Sheet(Mapping[str, Figure]):
    """The figures of one convention at one date, by code, with their parts along dimensions.

    ``parts[fact name]`` maps a group to its cells by code; totals are the sums of these parts.
    ``is_part`` says that only some groups are in. ``masks`` names the parts, by code and group,
    that an edition keeps from its readers.
    """

    convention: Convention
    as_of: date
    figures: Mapping[str, Figure]
    parts: Mapping[str, Mapping[Any, Mapping[str, Cell]]]
    is_part: bool = False
    masks: Mapping[tuple[str, Any], Mask] = field(default_factory=dict)

    def __getitem__(self, code: str) -> Figure:
        return self.figures[code]

    def __iter__(self) -> Any:
        return iter(self.figures)

    def __len__(self) -> int:
        return len(self.figures)

    def part(self, code: str, group: Any) -> Figure:
        """One part of a measured figure, without its coverage; zero when the part has no row."""
        indicator, masked = measured(code), self.masks.get((code, group))
        cell = self.parts.get(indicator.fact.name, {}).get(group, {}).get(code)
        whole = self.figures.get(code)
        if indicator.rests_on and whole is not None and whole.absence is not None:
            return Figure(indicator, self.as_of, None, whole.absence)
        if masked or cell is None:
            return Figure(indicator, self.as_of, None if masked else 0, masked=masked)
        return Figure(indicator, self.as_of, cell.value or 0, rows=cell.rows)

    def with_operands(self) -> dict[str, Figure]:
        """Return the figures and all that they are computed from, or told beside."""
        missing = with_operands(tuple(self.figures)) - self.figures.keys()
        kinds, totals = _kinds(self.convention), _totals(self.parts)
        found = _evaluate(self.convention, kinds, self.as_of, missing, totals)
        return {**found, **self.figures}

    def within(self, groups: Mapping[str, Collection[Any]]) -> "Sheet":
        """Return the same figures over some groups only, without another query.

        ``groups`` names, by fact table, the groups kept; tables left out count whole.
        """
        kept = {
            name: {
                group: cells
                for group, cells in parts.items()
                if name not in groups or group in groups[name]
            }
            for name, parts in self.parts.items()
        }
        kinds = _kinds(self.convention)
        figures = _evaluate(self.convention, kinds, self.as_of, self.figures, _totals(kept))
        return Sheet(self.convention, self.as_of, figures, kept, is_part=True)


def figures(convention: Convention, as_of: date, codes: Iterable[str] = PUBLISHED) -> Sheet:
    """Return the figures of one convention at one date; one query per fact table."""
    return sheets([convention], {as_of: tuple(codes)})[convention.pk][as_of]


def sheets(
    conventions: Sequence[Convention],
    requests: Mapping[date, tuple[str, ...]],
    grains: Mapping[str, str] | None = None,
) -> dict[int, dict[date, Sheet]]:
    """Return sheets by convention and date; one query per fact table for all of them.

    ``requests`` names the codes wanted at each date. ``grains`` names, by fact table, the
    dimension whose parts are wanted beside the totals. Requests too wide for one statement are cut
    in several.
    """
    if not conventions:
        return {}
    # Their kinds of axes are read for each sheet, and again by each edition.
    prefetch_related_objects(conventions, "axes")
    needed = {as_of: with_operands(codes) for as_of, codes in requests.items()}
    keys = [c.pk for c in conventions]
    found: dict[int, dict[date, dict[str, Mapping[Any, Mapping[str, Cell]]]]] = {
        pk: {as_of: {} for as_of in requests} for pk in keys
    }
    everything = frozenset().union(*needed.values())
    for fact, fact_codes in by_fact(everything):
        slots = [
            (as_of, wanted)
            for as_of, codes in needed.items()
            if (wanted := tuple(code for code in fact_codes if code in codes))
        ]
        for chunk in _chunks(slots):
            cells = run(fact, chunk, keys, (grains or {}).get(fact.name, ""))
            for pk in keys:
                for (as_of, _), groups in zip(chunk, cells[pk], strict=True):
                    found[pk][as_of][fact.name] = groups
    answers: dict[int, dict[date, Sheet]] = {}
    for c in conventions:
        kinds, tables = _kinds(c), found[c.pk]
        answers[c.pk] = {
            as_of: Sheet(
                c,
                as_of,
                _evaluate(c, kinds, as_of, codes, _totals(tables[as_of])),
                tables[as_of],
            )
            for as_of, codes in requests.items()
        }
    return answers


def _chunks(
    slots: list[tuple[date, tuple[str, ...]]],
) -> Iterable[list[tuple[date, tuple[str, ...]]]]:
    chunk: list[tuple[date, tuple[str, ...]]] = []
    width = 0
    for slot in slots:
        # A measured sum also counts its rows, and a partial one its known answers.
        slot_width = 3 * len(slot[1])
        if chunk and width + slot_width > MOST_COLUMNS:
            yield chunk
            chunk, width = [], 0
        chunk.append(slot)
        width += slot_width
    if chunk:
        yield chunk


def _totals(tables: Mapping[str, Mapping[Any, Mapping[str, Cell]]]) -> dict[str, Cell]:
    """Add the parts of each figure up."""
    totals: dict[str, Cell] = {}
    for groups in tables.values():
        for cells in groups.values():
            for code, cell in cells.items():
                totals[code] = _add(totals[code], cell) if code in totals else cell
    return totals


def _add(one: Cell, other: Cell) -> Cell:
    values = [v for v in (one.value, other.value) if v is not None]
    value = sum(values) if values else None
    known = None if other.known is None else (one.known or 0) + other.known
    return Cell(value, one.rows + other.rows, known)


def _kinds(convention: Convention) -> set[str]:
    return {axis.kind for axis in convention.axes.all()}


class Evaluation:
    """What declarations read to turn what was measured into figures, operands first."""

    def __init__(
        self, convention: Convention, as_of: date, kinds: set[str], cells: Mapping[str, Cell]
    ) -> None:
        self.convention = convention
        self.as_of = as_of
        # The kinds of axes that the convention has.
        self.kinds = kinds
        self.cells = cells
        self._done: dict[str, Figure] = {}

    def figure(self, code: str) -> Figure:
        """Return a figure, worked out once."""
        if code not in self._done:
            self._done[code] = REGISTRY[code].evaluate(self)
        return self._done[code]


def _evaluate(
    convention: Convention,
    kinds: set[str],
    as_of: date,
    codes: Iterable[str],
    cells: Mapping[str, Cell],
) -> dict[str, Figure]:
    found = Evaluation(convention, as_of, kinds, cells)
    return {code: found.figure(code) for code in codes}
