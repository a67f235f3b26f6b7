"""What the page of a project says of a hire: the contracts it has had, the days on which it counts.

Spells are those that had begun by the date of the page, the oldest first: nothing later is told.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from axes.business.models import ContractChange, Job, JobSpell
from axes.business.models.contracts import told
from revitalisation.ui.formats import NO_BREAK, short_date


def changes_by_then(job: Any) -> list[ContractChange]:
    """Return what its contract has become, one after the other."""
    found = dict.fromkeys(spell.change for spell in job.spells_by_then)
    return [change for change in found if change is not None]


def contracts(job: Job) -> str:
    """Say what contract a hire has, since when, and each that it had before."""
    became = (
        f"{told(change)} depuis le {short_date(change.changed_on)}"
        for change in reversed(changes_by_then(job))
    )
    return ", auparavant ".join((*became, told(job)))


def counting(spells: Sequence[JobSpell]) -> str:
    """Say since when a hire counts, and when it did before and why no more; or why it does not."""
    said = [*{spell.said_since: spell for spell in spells}.values()]
    first = next((place for place, spell in enumerate(said) if not spell.reason), len(said) - 1)
    *ended, last = said[first:]
    following = (spell.said_since for spell in said[first + 1 :])
    parts = [_ended(*two) for two in zip(ended, following, strict=True)]
    why = last.get_reason_display()
    if not last.reason:
        parts.append(f"compte depuis le {short_date(last.said_since)}")
    elif parts:
        parts.append(f"hors décompte depuis le {short_date(last.said_since)}{NO_BREAK}: {why}")
    else:
        parts.append(f"hors décompte{NO_BREAK}: {why}")
    return ", ".join(parts)


def _ended(spell: JobSpell, until: date) -> str:
    since, eve = spell.said_since, until - timedelta(days=1)
    days = f"du {short_date(since)} au {short_date(eve)}"
    if since == eve:
        days = f"le {short_date(since)}"
    if not spell.reason:
        return f"a compté {days}"
    return f"hors décompte {days} ({spell.get_reason_display()})"
