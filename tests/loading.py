"""How long entries and hires of one convention take to load in bulk, and how that grows.

    python -m tests.loading
    python -m tests.postgresql -- python -m tests.loading

Prints, for each load, the seconds of processor that a hundred, a thousand and ten thousand rows
take, here and in the database, and the ratio of the last two: 10 where a row costs the same however
many there are. What would take longer than ``LONGEST`` seconds is not tried.
"""

import os
import random
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from time import process_time
from typing import Any

SIZES = (100, 1_000, 10_000)
LONGEST = 60
BATCH = 1_000
FIRST, DAYS = date(2014, 4, 1), 900


def _entries(convention: Any, aid: Any, kinds: list[str], measure: Any = None) -> list[Any]:
    """Return entries of these kinds, a commitment or a payment paying for what takes it back."""
    from axes.ledger.models import LedgerEntry
    from tests.factories import UserFactory

    by = UserFactory.create()
    gives = {LedgerEntry.Kind.COMMITTED, LedgerEntry.Kind.PAID if aid is None else ""}
    return [
        LedgerEntry(
            measure=measure or aid.measure,
            aid=aid,
            kind=kind,
            dated_on=FIRST + timedelta(days=place * DAYS // len(kinds)),
            amount=100 if kind in gives else 50,
            label="Écriture",
            recorded_by=by,
        )
        for place, kind in enumerate(kinds)
    ]


def one_aid(size: int) -> list[Any]:
    """Commitments and payments of one aid, as they came."""
    from tests.factories import AidFactory

    aid = AidFactory.create()
    return _entries(aid.project.convention, aid, ["committed", "paid"] * (size // 2))


def one_aid_late(size: int) -> list[Any]:
    """The commitments of one aid, then its payments in no order."""
    rows = one_aid(size)
    early = [row for row in rows if row.kind == "committed"]
    late = [row for row in rows if row.kind == "paid"]
    random.Random(1).shuffle(late)  # noqa: S311 - the same disorder each time
    return early + late


def many_aids(size: int) -> list[Any]:
    """Five entries for each aid of a convention."""
    from tests.factories import AidFactory

    first = AidFactory.create()
    project, measure = first.project, first.measure
    found: list[Any] = []
    for _ in range(size // 5):
        aid = AidFactory.create(project=project, measure=measure)
        kinds = ["committed", "committed", "paid", "paid", "paid"]
        found += _entries(project.convention, aid, kinds)
    return found


def one_measure(size: int) -> list[Any]:
    """Payments and repayments on one measure, without an aid."""
    from tests.factories import AidFactory

    aid = AidFactory.create()
    kinds = ["paid", "repaid"] * (size // 2)
    return _entries(aid.project.convention, None, kinds, aid.measure)


def hires(size: int) -> list[Any]:
    """The hires of one project."""
    from axes.business.models import Job
    from convention.counting import Decision
    from tests.factories import ProjectFactory, UserFactory

    project, by = ProjectFactory.create(), UserFactory.create()
    found = []
    for place in range(size):
        day = FIRST + timedelta(days=place * DAYS // size)
        job = Job(project=project, post="Poste", hired_on=day, contract="permanent", entered_by=by)
        job.apply(Decision(day, ""))
        found.append(job)
    return found


LOADS: tuple[Callable[[int], list[Any]], ...] = (
    one_aid, one_aid_late, many_aids, one_measure, hires,
)  # fmt: skip


def worked() -> float:
    """Return the seconds of processor used so far, by this process and by the server’s for it."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return process_time()
    server = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text()
    user, system = server.rpartition(")")[2].split()[11:13]
    return process_time() + (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def taken(load: Callable[[int], list[Any]], size: int) -> float:
    """Return the seconds that the database takes for so many rows; they are then forgotten."""
    from django.db import transaction

    with transaction.atomic():
        rows = load(size)
        started = worked()
        type(rows[0])._base_manager.bulk_create(rows, batch_size=BATCH)
        seconds = worked() - started
        transaction.set_rollback(True)
    return seconds


def _line(load: Callable[[int], list[Any]]) -> str:
    found: list[float] = []
    for size in SIZES:
        growth = found[-1] / found[-2] if len(found) > 1 else 0
        if found and found[-1] * growth > LONGEST:
            break
        found.append(taken(load, size))
    told = "".join(f"{seconds:10.2f}" for seconds in found) + " " * 10 * (len(SIZES) - len(found))
    ratio = f"{found[-1] / found[-2]:8.1f}" if len(found) == len(SIZES) else f"{'–':>8}"
    return f"{load.__name__:14}{told}{ratio}"


def main() -> None:
    """Load each kind of rows into an empty database and print what it took."""
    import django

    django.setup()
    from django.db import connection

    from reporting.workshop.benchmark.databases import empty_database, serving

    write = sys.stdout.write
    with empty_database("chargement") as database, serving(database):
        write(f"{connection.vendor:14}{''.join(f'{size:10}' for size in SIZES)}   ratio\n")
        for load in LOADS:
            write(f"{_line(load)}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    main()
