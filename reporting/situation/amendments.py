"""What amendments made of the terms that were signed, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from convention.models import Convention, ConventionTerms
from revitalisation.ui import formats, french
from revitalisation.ui.french import Noun, Phrase

from .standing import JOBS

_MONTHS, _YEARS = Noun("mois", "mois"), Noun("an", "ans")

# What terms promise: the name of the value, its subject, and how a participle agrees with it.
_PROMISED = (
    ("duration_months", Phrase("la durée"), "e"),
    ("envelope", Phrase("l’enveloppe"), "e"),
    ("job_target", Phrase("l’objectif d’emplois"), ""),
)


@dataclass(frozen=True)
class _Move:
    """A value of the terms before and after an amendment; None where it is not filled in."""

    name: str
    day: date
    before: int | None
    after: int | None

    @property
    def is_raise(self) -> bool:
        return self.before is not None and self.after is not None and self.after > self.before


def length(months: int) -> Phrase:
    """Return a duration as it is signed: « 3 ans », « un an », « 30 mois »."""
    years, rest = divmod(months, 12)
    return french.count(months, _MONTHS) if rest else french.count(years, _YEARS)


def in_force(convention: Convention, as_of: date) -> list[ConventionTerms]:
    """Return the terms that were in force by a day, the signed ones first."""
    begun = [terms for terms in convention.terms.all() if terms.effective_on <= as_of]
    return sorted(begun, key=lambda terms: terms.effective_on)


def sentences(convention: Convention, as_of: date) -> list[str]:
    """Return how the signed terms were changed by a day: nothing where none was.

    « La convention, signée pour 3 ans et 1 400 000 €, a été portée à 4 ans et 1 775 000 € le 7 juin
    2018. » What was lowered, or filled in later, has its own sentence, with both values.
    """
    terms = in_force(convention, as_of)
    moves = [
        _Move(name, after.effective_on, was, now)
        for before, after in pairwise(terms)
        for name, _, _ in _PROMISED
        if (was := getattr(before, name)) != (now := getattr(after, name))
    ]
    return [*_raised(terms, moves), *_others(moves)]


def _raised(terms: list[ConventionTerms], moves: list[_Move]) -> Iterator[str]:
    """Say in one sentence what was only raised, from the signature on."""
    kept = _only_raised(moves)
    if not kept:
        return
    named = dict.fromkeys(name for name, _, _ in _PROMISED if any(m.name == name for m in kept))
    steps: list[str] = []
    for day in dict.fromkeys(move.day for move in kept):
        values = [_said(m.name, m.after) for m in kept if m.day == day]
        opens = "portée " if not steps else ""
        steps.append(
            opens + french.clause("{values:à} {day}", values=french.listed(values), day=day)
        )
    signed = [_said(name, getattr(terms[0], name)) for name in named]
    yield french.sentence(
        "la convention, signée pour {signed}, a été {steps}.",
        signed=french.listed(signed),
        steps=", puis ".join(steps),
    )


def _only_raised(moves: list[_Move]) -> list[_Move]:
    others = {move.name for move in moves if not move.is_raise}
    return [move for move in moves if move.name not in others]


def _others(moves: list[_Move]) -> Iterator[str]:
    """Say each change of what was not only raised, with both values."""
    told = _only_raised(moves)
    for name, subject, ending in _PROMISED:
        for move in (m for m in moves if m.name == name and m not in told):
            if move.before is None:
                template = "{subject} a été fixé{e} {now:à} {day}."
            elif move.after is None:
                template = "{subject}, fixé{e} {was:à}, n’est plus renseigné{e} depuis {day}."
            elif move.is_raise:
                template = "{subject} a été porté{e} {was:de} {now:à} {day}."
            else:
                template = "{subject} a été ramené{e} {was:de} {now:à} {day}."
            yield french.sentence(
                template,
                subject=subject,
                e=ending,
                was=_said(name, move.before, alone=True),
                now=_said(name, move.after, alone=True),
                day=move.day,
            )


def _said(name: str, value: int | None, *, alone: bool = False) -> str:
    """Write a value of the terms; ``alone``: without the noun that its subject says."""
    if value is None:
        return formats.ABSENCES["missing"]
    if name == "duration_months":
        return str(length(value))
    if name == "envelope":
        return formats.euros(value)
    return formats.integer(value) if alone else str(french.count(value, JOBS))
