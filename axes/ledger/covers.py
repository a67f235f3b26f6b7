"""What is taken never exceeds what was given: which movements of money cover which, and where."""

from collections.abc import Iterator
from dataclasses import dataclass

from .models import LedgerEntry

Kind = LedgerEntry.Kind


@dataclass(frozen=True)
class Cover:
    """Movements covered, on every day, by others of the same aid, or of a measure without an aid.

    ``message`` is the sentence of the database; ``left`` says what is left to take.
    """

    taken: tuple[Kind, ...]
    given: Kind
    on_aid: bool
    message: str
    left: str

    def __contains__(self, entry: LedgerEntry) -> bool:
        return self.on_aid == (entry.aid_id is not None)

    def uncovered(self, kind: str, amount: int) -> int:
        """Return by how much an amount brings what is taken nearer to what was given."""
        if kind in self.taken:
            return amount
        return -amount if kind == self.given else 0

    def sql(self, row: str) -> str:
        """Return the same of a row, as SQL."""
        taken = ", ".join(f"'{kind}'" for kind in self.taken)
        return (
            f"CASE WHEN {row}.kind IN ({taken}) THEN {row}.amount "
            f"WHEN {row}.kind = '{self.given}' THEN -{row}.amount ELSE 0 END"
        )


COVERS = (
    Cover(
        (Kind.PAID, Kind.RELEASED),
        Kind.COMMITTED,
        on_aid=True,
        message="Le montant versé ou désengagé dépasserait le montant engagé sur cette aide.",
        left="engagés sur cette aide",
    ),
    Cover(
        (Kind.REPAID,),
        Kind.PAID,
        on_aid=True,
        message="Le montant remboursé dépasserait le montant versé sur cette aide.",
        left="versés sur cette aide",
    ),
    Cover(
        (Kind.RELEASED,),
        Kind.COMMITTED,
        on_aid=False,
        message="Le montant désengagé dépasserait le montant engagé sur cette mesure.",
        left="engagés sur cette mesure",
    ),
    Cover(
        (Kind.REPAID,),
        Kind.PAID,
        on_aid=False,
        message="Le montant remboursé dépasserait le montant versé sur la mesure.",
        left="versés sur cette mesure",
    ),
)


def covers_of(entry: LedgerEntry) -> Iterator[tuple[Cover, int]]:
    """Yield the covers that an entry may bring too low, and by how much it lowers each."""
    for cover in COVERS:
        lowered = cover.uncovered(entry.kind, entry.amount)
        if entry in cover and lowered > 0:
            yield cover, lowered
