"""How large conventions are: the spreads of the 2008-2009 stock studied for the State."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

# (share in percent, least, most), envelopes in euros and targets in jobs.
ENVELOPES = (
    (14, 30_000, 100_000),
    (17, 100_000, 180_000),
    (22, 180_000, 320_000),
    (18, 320_000, 560_000),
    (16, 560_000, 1_000_000),
    (11, 1_000_000, 4_000_000),
)
TARGETS = (
    (11, 8, 30),
    (24, 30, 60),
    (23, 60, 100),
    (29, 100, 300),
    (9, 300, 900),
)
# In percent: conventions without an envelope, without a target, and of each kind.
NO_ENVELOPE, NO_TARGET = 2, 4
WITH_LOANS, WITH_SITE, WITH_TERRITORY, WITH_AMENDMENT = 25, 30, 60, 15
MONTHS = ((48, 24), (12, 18), (12, 30), (28, 36))
FIRST_SIGNED, LAST_SIGNED = date(2004, 1, 5), date(2025, 6, 30)
# Nothing that happened is dated later.
LAST_DAY = date(2026, 6, 30)


@dataclass(frozen=True)
class Shape:
    """What one convention will be; money in euro cents, jobs in heads."""

    signed_on: date
    months: int
    envelope: int | None
    target: int | None
    has_loans: bool
    has_site: bool
    has_territory: bool
    has_amendment: bool
    weight: float


def draw(random: Random) -> Shape:
    """Draw the shape of one convention; ``weight`` is its part of the projects and jobs."""
    days = (LAST_SIGNED - FIRST_SIGNED).days
    target = _band(random, TARGETS)
    envelope = _band(random, ENVELOPES) // 1000 * 100_000
    return Shape(
        signed_on=FIRST_SIGNED + timedelta(days=random.randrange(days)),
        months=random.choices([m for _, m in MONTHS], [share for share, _ in MONTHS])[0],
        envelope=None if percent(random, NO_ENVELOPE) else envelope,
        target=None if percent(random, NO_TARGET) else target,
        has_loans=percent(random, WITH_LOANS),
        has_site=percent(random, WITH_SITE),
        has_territory=percent(random, WITH_TERRITORY),
        has_amendment=percent(random, WITH_AMENDMENT),
        weight=target * random.lognormvariate(0, 0.5),
    )


def percent(random: Random, share: float) -> bool:
    """Say yes ``share`` times out of a hundred."""
    return random.random() * 100 < share


def _band(random: Random, bands: tuple[tuple[int, int, int], ...]) -> int:
    _, least, most = random.choices(bands, [share for share, _, _ in bands])[0]
    return random.randrange(least, most)


def departement_weights(count: int) -> list[float]:
    """Return weights such that under a quarter of the départements hold 60 % of conventions."""
    return [1 / (rank + 3) ** 1.1 for rank in range(count)]


def share_out(total: int, weights: list[float], least: int = 0) -> list[int]:
    """Share ``total`` out in proportion to ``weights``, each part at least ``least``.

    Raises ValueError when ``total`` is too small for that.
    """
    left = total - least * len(weights)
    if left < 0:
        raise ValueError("Too little to share out.")
    whole = sum(weights) or 1
    parts = [int(left * weight / whole) for weight in weights]
    for index in range(left - sum(parts)):
        parts[index % len(parts)] += 1
    return [part + least for part in parts]
