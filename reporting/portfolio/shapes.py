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
# In percent: conventions without an envelope, without a target, that foresee loans.
NO_ENVELOPE, NO_TARGET, WITH_LOANS = 2, 4, 25
MONTHS = ((48, 24), (12, 18), (12, 30), (28, 36))
FIRST_SIGNED, LAST_SIGNED = date(2004, 1, 5), date(2025, 6, 30)


@dataclass(frozen=True)
class Shape:
    """What one convention will be; money in euro cents."""

    signed_on: date
    months: int
    envelope: int | None
    target: int | None
    has_loans: bool
    has_site: bool
    has_territory: bool
    weight: float


def draw(random: Random) -> Shape:
    """Draw the shape of one convention; ``weight`` is its part of the projects and jobs."""
    days = (LAST_SIGNED - FIRST_SIGNED).days
    target = _band(random, TARGETS)
    return Shape(
        signed_on=FIRST_SIGNED + timedelta(days=random.randrange(days)),
        months=random.choices([m for _, m in MONTHS], [share for share, _ in MONTHS])[0],
        envelope=None
        if random.randrange(100) < NO_ENVELOPE
        else _band(random, ENVELOPES) // 1000 * 100_000,
        target=None if random.randrange(100) < NO_TARGET else target,
        has_loans=random.randrange(100) < WITH_LOANS,
        has_site=random.randrange(100) < 30,
        has_territory=random.randrange(100) < 60,
        weight=target * random.lognormvariate(0, 0.5),
    )


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
