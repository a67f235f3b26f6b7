"""What is wrong about an answer before it is saved."""

from collections.abc import Iterator

from revitalisation.guards import Finding
from revitalisation.ui.formats import long_date

from .models import Settlement, lost_by


def follows_both_hires(row: Settlement) -> Iterator[Finding]:
    """Find an answer about a hire that had not taken place yet."""
    if row.settled_on is None or row.is_void:
        return
    last = max(hire.hired_on for hire in row.hires)
    if row.settled_on < last:
        yield Finding(
            "settled_on",
            f"La réponse serait du {long_date(row.settled_on)}, la seconde embauche est du "
            f"{long_date(last)}\u00a0: elle ne peut pas la précéder, corrigez cette date.",
        )


def counted_is_not_elsewhere(row: Settlement) -> Iterator[Finding]:
    """Find an answer that counts with a hire that is counted elsewhere itself: none would count."""
    if row.is_void or row.counted is None:
        return
    if lost := lost_by(row.counted).exclude(pk=row.supersedes_id).first():
        yield Finding(
            "outcome",
            "L’embauche avec laquelle le poste compterait est elle-même comptée ailleurs depuis le "
            f"{long_date(lost.settled_on)}\u00a0: choisissez l’autre, ou rectifiez cette réponse.",
        )


GUARDS = {Settlement: (follows_both_hires, counted_is_not_elsewhere)}
