"""Freezing the figures of a committee, and comparing them with what is known now."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, NamedTuple

from convention.models import Committee, Convention

from .engine import Sheet, figures
from .indicators import Declaration
from .models import Snapshot
from .registry import REGISTRY, with_operands
from .text import as_json, value_from_json
from .values import Absence, Figure


class Cause(StrEnum):
    """Why a figure is no longer what a committee read."""

    ENTRIES = "entries"
    DEFINITION = "definition"
    UNKNOWN = "unknown"


class Redefinition(NamedTuple):
    """What a figure followed, or what it was computed from did, and what it follows now."""

    then: Declaration
    now: Declaration


@dataclass(frozen=True)
class Restatement:
    """A figure that is no longer what the committee read."""

    code: str
    cause: Cause
    redefined: tuple[Redefinition, ...] = ()


def freeze(committee: Committee) -> Snapshot:
    """Freeze the committee’s figures; once frozen, the same ones are returned."""
    existing = Snapshot.objects.filter(committee=committee).first()
    if existing is not None:
        return existing
    sheet = figures(committee.convention, committee.as_of)
    return Snapshot.objects.create(
        committee=committee,
        figures={code: _frozen(figure) for code, figure in sheet.with_operands().items()},
    )


def _frozen(figure: Figure) -> dict[str, Any]:
    """Write a figure with the definition that it follows and all that it is computed from."""
    return as_json(figure) | {
        "coverage": figure.coverage,
        "version": figure.indicator.version,
        "definition": figure.indicator.definition,
        "operands": sorted(with_operands((figure.code,)) - {figure.code}),
    }


def read(snapshot: Snapshot, convention: Convention) -> Sheet:
    """Return the figures that a committee read, of the indicators that still exist."""
    as_of = snapshot.committee.as_of
    found = {
        code: _as_read(REGISTRY[code], written, snapshot)
        for code, written in snapshot.figures.items()
        if code in REGISTRY
    }
    return Sheet(convention, as_of, found, {})


def _as_read(declared: Declaration, written: dict[str, Any], snapshot: Snapshot) -> Figure:
    value, coverage = value_from_json(written), written.get("coverage")
    if coverage is None and getattr(declared, "known", None) is not None:
        # Not kept at the time: at least the rows counted had an answer.
        coverage = (written["rows"], written["rows"])
    return Figure(
        replace(declared, unit=type(declared.unit)(written["unit"])),
        snapshot.committee.as_of,
        value,
        Absence(written["absence"]) if written["absence"] else None,
        rows=written["rows"],
        coverage=tuple(coverage) if coverage else None,
    )


def restatements(snapshot: Snapshot, sheet: Sheet) -> list[Restatement]:
    """Return the figures of ``sheet`` that differ from what was frozen, in the registry’s order.

    A figure whose definition, or an operand’s, is another one since is told even where its value
    is the same.
    """
    found = []
    for code, figure in sheet.items():
        frozen, now = snapshot.figures.get(code), as_json(figure)
        if frozen is None:
            continue
        redefined = tuple(_redefined(snapshot, code))
        if redefined:
            found.append(Restatement(code, Cause.DEFINITION, redefined))
        elif any(frozen[key] != now[key] for key in ("value", "absence")):
            found.append(Restatement(code, Cause.ENTRIES if "version" in frozen else Cause.UNKNOWN))
    return found


def _redefined(snapshot: Snapshot, code: str) -> Iterator[Redefinition]:
    """Yield the definitions, of a figure and of what it was computed from, that changed since."""
    for followed in (code, *snapshot.figures[code].get("operands", ())):
        written, now = snapshot.figures[followed], REGISTRY.get(followed)
        if now is None or "version" not in written:
            continue
        then = replace(now, version=written["version"], definition=written["definition"])
        if then != now:
            yield Redefinition(then, now)
