"""Freezing the figures of a committee, and comparing them with what is known now."""

from dataclasses import dataclass
from typing import Any

from convention.models import Committee

from .engine import Sheet, figures
from .models import Snapshot
from .text import as_json


@dataclass(frozen=True)
class Restatement:
    """A figure whose rows changed after the committee saw it; values are those of ``as_json``."""

    code: str
    label: str
    frozen: Any
    now: Any


def freeze(committee: Committee) -> Snapshot:
    """Freeze the committee’s figures; once frozen, the same ones are returned."""
    existing = Snapshot.objects.filter(committee=committee).first()
    if existing is not None:
        return existing
    sheet = figures(committee.convention, committee.as_of)
    return Snapshot.objects.create(
        committee=committee, figures={code: as_json(figure) for code, figure in sheet.items()}
    )


def restatements(snapshot: Snapshot, sheet: Sheet) -> list[Restatement]:
    """Return the figures of ``sheet`` that differ from what was frozen, in the registry’s order."""
    found = []
    for code, figure in sheet.items():
        frozen, now = snapshot.figures.get(code), as_json(figure)
        if frozen is not None and any(frozen[key] != now[key] for key in ("value", "absence")):
            found.append(Restatement(code, figure.label, frozen["value"], now["value"]))
    return found
