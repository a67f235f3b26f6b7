"""Tables of the benchmark, for a terminal."""

import os
from collections.abc import Iterable, Sequence

from . import visits
from .measures import DASHBOARD, Queries
from .product import decimal
from .timing import Found, Times, Watch
from .visits import Visit

WIDTH = 52


def head(number: int) -> str:
    """Return the head of a table of times."""
    title = f"Passage {number}, en millisecondes"
    return (
        f"\n{title:<{WIDTH}}{'p50':>9}{'p95':>9}{'p99':>9}"
        f"{'témoin p50':>12}{'p95':>9}{'p99':>9}{'rapport':>9}{'essais':>8}"
    )


def line(found: Found) -> str:
    """Return one line of the table of times."""
    baseline = (
        f"{'–':>12}{'–':>9}{'–':>9}" if found.baseline is None else _times(found.baseline, 12)
    )
    return (
        f"{found.line.title:<{WIDTH}}{_times(found.ours)}{baseline}{_ratio(found):>9}"
        f"{len(found.ours.taken):>8}"
    )


def side_by_side(passes: Sequence[Sequence[Found]]) -> str:
    """Return the ratios of both passes over the same database; a target is met in both or not."""
    title = "Rapports des deux passages"
    lines = [f"\n{title:<{WIDTH}}{'premier':>9}{'second':>9}{'cible':>9}  tenue"]
    for both in zip(*passes, strict=True):
        target = both[0].line.target
        if both[0].ratio is None:
            continue
        verdict = "" if target is None else "oui" if all(f.is_met for f in both) else "NON"
        wanted = "–" if target is None else decimal(target, 2)
        ratios = "".join(f"{_ratio(found):>9}" for found in both)
        lines.append(f"{both[0].line.title:<{WIDTH}}{ratios}{wanted:>9}  {verdict}".rstrip())
    return "\n".join(lines)


def queries(found: Iterable[Queries]) -> str:
    """Return the table of queries by page."""
    title = "Requêtes par page, selon le nombre de lignes"
    lines = [f"\n{title:<{WIDTH}}{'peu':>9}{'beaucoup':>12}  tenue"]
    for page in found:
        name = page.page or "tableau de bord (15 au plus)"
        verdict = "oui" if page.is_met else "NON"
        lines.append(f"{name:<{WIDTH}}{page.few:>9}{page.many:>12}  {verdict}")
    return "\n".join(lines)


def weights(found: Iterable[tuple[str, Visit]]) -> str:
    """Return the table of what travels on the first visit of pages, then on the next ones."""
    kinds = (visits.STYLES, visits.SCRIPTS, visits.IMAGES, visits.FONTS)
    heads = "".join(f"{kind:>9}" for kind in kinds)
    title = f"\n{'Poids des pages, en octets transmis':<{WIDTH}}{'HTML brut':>12}{'HTML':>9}"
    lines = [f"{title}{heads}{'1re visite':>12}{'ensuite':>9}  tenue"]
    for page, seen in found:
        parts = "".join(f"{seen.of(kind):>9}" for kind in kinds)
        verdict = "" if page != DASHBOARD else "oui" if seen.is_light else "NON"
        whole = f"{page:<{WIDTH}}{seen.plain:>12}{seen.travels:>9}{parts}{seen.first:>12}"
        lines.append(f"{whole}{seen.then:>9}  {verdict}".rstrip())
    return "\n".join(lines)


def plans(found: Iterable[tuple[str, str]]) -> str:
    """Return how the database reads jobs and entries."""
    lines = ["\nLecture des emplois et des écritures, selon la base"]
    lines += (f"{title:<20}{step}" for title, step in found)
    return "\n".join(lines)


def together(times: Times, a_second: float, people: int, workers: int) -> str:
    """Return what people wait for when they are many."""
    title = f"{people} personnes sans pause, gunicorn à {workers} processus"
    return (
        f"{title:<{WIDTH}}{_times(times)}   en ms, {decimal(a_second, 1)} tableaux de bord/s,"
        f" {len(times.taken)} essais"
    )


def machine(watch: Watch) -> str:
    """Return whether the machine did something else during the passes."""
    load = "/".join(decimal(n, 1) for n in os.getloadavg())
    said = f"\nMachine\u00a0: {watch.cores} cœurs, charge {load}"
    if watch.idle is None:
        return f"{said}, repos inconnu."
    said += f", au repos {watch.idle:.0%} du temps pendant les passages"
    if watch.was_busy:
        return f"{said}\u00a0: OCCUPÉE à autre chose, les temps sont trop longs."
    return f"{said}\u00a0: libre."


def _times(times: Times, width: int = 9) -> str:
    return "".join(
        f"{_number(times.at(percent)):>{width if percent == 50 else 9}}" for percent in (50, 95, 99)
    )


def _number(value: float) -> str:
    return decimal(value, 2 if value < 100 else 0)


def _ratio(found: Found) -> str:
    return "–" if found.ratio is None else decimal(found.ratio, 2)
