"""What is wrong about money in a record before it is saved: which amount, how much is left."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import accumulate

from convention.guards import follows_signature, signature_precedes
from convention.models import Convention, ConventionTerms
from revitalisation.guards import Finding
from revitalisation.ui.formats import euros, long_date

from .covers import Cover, covers_of
from .models import LedgerEntry

Kind = LedgerEntry.Kind
Totals = list[tuple[date, int]]

# What an entry says of itself, and how less of it would do.
_SAYS = {
    Kind.PAID: ("Vous versez", "réduisez le versement"),
    Kind.RELEASED: ("Vous désengagez", "réduisez le désengagement"),
    Kind.REPAID: ("Vous enregistrez un remboursement de", "réduisez le remboursement"),
}
_CANCELS = {
    Kind.COMMITTED: ("Vous annulez un engagement de", "annulez d’abord ce qui a été versé"),
    Kind.PAID: ("Vous annulez un versement de", "annulez d’abord ce qui a été remboursé"),
}


def of_the_measure_of_its_aid(entry: LedgerEntry) -> Iterator[Finding]:
    """Find an entry of another measure than its aid."""
    if entry.aid is not None and _is_elsewhere(entry):
        yield Finding(
            "measure",
            "L’écriture d’une aide porte sur la mesure de cette aide, "
            f"«\u00a0{entry.aid.measure}\u00a0», et non sur «\u00a0{entry.measure}\u00a0»"
            "\u00a0: choisissez la première.",
        )


def taken_within_given(entry: LedgerEntry) -> Iterator[Finding]:
    """Find what takes more than was given, on the day of the entry or on a later one."""
    if not _is_complete(entry) or _is_elsewhere(entry):
        return
    for cover, lowered in covers_of(entry):
        day, left = min(_left(entry, cover), key=lambda found: found[1])
        if lowered > left:
            when = "" if day == entry.dated_on else f" au {long_date(day)}"
            is_reversal = entry.amount < 0
            says, way_out = (_CANCELS if is_reversal else _SAYS)[Kind(entry.kind)]
            if entry.kind == Kind.PAID and not is_reversal:
                way_out = f"engagez {euros(lowered - left)} ou {way_out}"
            yield Finding(
                "amount",
                f"{says} {euros(lowered)}\u202f; il reste {euros(left)} {cover.left}{when}"
                f"\u00a0: {way_out}.",
            )


def _left(entry: LedgerEntry, cover: Cover) -> Totals:
    """Return what is left to take, on the day of an entry and on each later one that changes it."""
    same = LedgerEntry.objects.filter(measure=entry.measure_id, aid=entry.aid_id)
    moved: dict[date, int] = defaultdict(int, {entry.dated_on: 0})
    for day, kind, amount in same.values_list("dated_on", "kind", "amount"):
        moved[day] -= cover.uncovered(kind, amount)
    return _from(entry.dated_on, moved)


def commitment_within_envelope(entry: LedgerEntry) -> Iterator[Finding]:
    """Find a commitment beyond the envelope that gives no reason."""
    if not _is_complete(entry) or entry.over_envelope_reason:
        return
    risen = _rise(entry.kind, entry.amount)
    if risen <= 0:
        return
    convention = entry.convention
    texts = list(convention.terms.all())
    for day, total in _committed(convention, entry.dated_on):
        envelope = _envelope(texts, day)
        if envelope is not None and total + risen > envelope:
            over = euros(total + risen - envelope)
            less = f", ou engagez {over} de moins" if entry.amount > 0 else ""
            yield Finding(
                "over_envelope_reason",
                f"Le total engagé serait de {euros(total + risen)} au {long_date(day)}\u202f; "
                f"l’enveloppe est alors de {euros(envelope)}\u00a0: indiquez le motif du "
                f"dépassement{less}.",
            )
            return


def envelope_covers_commitments(terms: ConventionTerms) -> Iterator[Finding]:
    """Find an envelope below what is committed, in a text that does not say what it is about."""
    if terms.reason or None in (terms.convention_id, terms.effective_on):
        return
    stored = ConventionTerms.objects.filter(pk=terms.pk).first()
    if stored and stored.envelope is not None and not _lowers(terms, stored):
        return
    others = ConventionTerms.objects.filter(convention=terms.convention_id).exclude(pk=terms.pk)
    texts = [*others, terms]
    convention = Convention(pk=terms.convention_id)
    known = _committed(convention, terms.effective_on, *(t.effective_on for t in texts))
    for day, total in known:
        envelope = _envelope(texts, day)
        if envelope is not None and total > envelope:
            yield Finding(
                "reason",
                f"L’enveloppe serait de {euros(envelope)} et {euros(total)} sont engagés au "
                f"{long_date(day)}\u00a0: indiquez l’objet de l’avenant, ou désengagez d’abord "
                f"{euros(total - envelope)}.",
            )
            return


def _lowers(terms: ConventionTerms, stored: ConventionTerms) -> bool:
    return terms.envelope is not None and terms.envelope < (stored.envelope or 0)


def _envelope(texts: list[ConventionTerms], day: date) -> int | None:
    """Return the envelope in force on a day; None when it is unknown, or nothing is in force."""
    in_force = [text for text in texts if text.effective_on <= day]
    return max(in_force, key=lambda text: text.effective_on).envelope if in_force else None


def _committed(convention: Convention, since: date, *days: date) -> Totals:
    """Return what is committed on a day, on each later one that changes it and on other days."""
    moved: dict[date, int] = defaultdict(int, dict.fromkeys((since, *days), 0))
    for text in convention.terms.all():
        moved[text.effective_on] += 0
    entries = LedgerEntry.objects.of(convention).filter(kind__in=(Kind.COMMITTED, Kind.RELEASED))
    for day, kind, amount in entries.values_list("dated_on", "kind", "amount"):
        moved[day] += _rise(kind, amount)
    return _from(since, moved)


def _from(since: date, moved: dict[date, int]) -> Totals:
    """Return the running total of what moved, on each day from ``since`` on."""
    days = sorted(moved)
    totals = accumulate(moved[day] for day in days)
    return [(day, total) for day, total in zip(days, totals, strict=True) if day >= since]


def _rise(kind: str, amount: int) -> int:
    return {Kind.COMMITTED: amount, Kind.RELEASED: -amount}.get(Kind(kind), 0)


def _is_complete(entry: LedgerEntry) -> bool:
    """Whether an entry yet to be written says all that the sums depend on."""
    # One that is stored is in the sums already, and never changes.
    return (
        entry._state.adding
        and None not in (entry.measure_id, entry.dated_on, entry.amount)
        and bool(entry.kind)
    )


def _is_elsewhere(entry: LedgerEntry) -> bool:
    return (
        entry.aid is not None
        and entry.measure_id is not None
        and entry.aid.measure_id != entry.measure_id
    )


GUARDS = {
    LedgerEntry: (
        follows_signature("dated_on", "L’écriture"),
        of_the_measure_of_its_aid,
        taken_within_given,
        commitment_within_envelope,
    ),
    ConventionTerms: (envelope_covers_commitments,),
    Convention: (signature_precedes(LedgerEntry, "dated_on", "une écriture"),),
}
