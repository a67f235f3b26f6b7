"""Tables of the benchmark, for a terminal."""

from collections.abc import Iterable

from revitalisation.ui.formats import decimal

from .measures import Queries
from .timing import Comparison

WIDTH = 52


def head() -> str:
    """Return the head of the table of times."""
    return (
        f"\n{'Mesure':<{WIDTH}}{'produit':>11}{'témoin':>11}{'rapport':>9}{'cible':>7}"
        f"{'essais':>8}  tenue"
    )


def line(found: Comparison) -> str:
    """Return one line of the table of times, in milliseconds."""
    target = "–" if found.target is None else decimal(found.target, 2)
    return (
        f"{found.title:<{WIDTH}}{_ms(found.ours):>11}{_ms(found.baseline):>11}"
        f"{decimal(found.ratio, 2):>9}{target:>7}{found.samples:>8}  {_verdict(found)}"
    )


def queries(found: Iterable[Queries]) -> str:
    """Return the table of queries by page."""
    title = "Requêtes par page, selon le nombre de lignes"
    lines = [f"\n{title:<{WIDTH}}{'peu':>11}{'beaucoup':>12}  tenue"]
    for page in found:
        name = page.page or "tableau de bord (15 au plus)"
        verdict = "oui" if page.is_met else "NON"
        lines.append(f"{name:<{WIDTH}}{page.few:>11}{page.many:>12}  {verdict}")
    return "\n".join(lines)


def _ms(value: float) -> str:
    return f"{decimal(value, 2 if value < 100 else 0)} ms"


def _verdict(found: Comparison) -> str:
    if found.target is None:
        return ""
    return "oui" if found.is_met else "NON"
