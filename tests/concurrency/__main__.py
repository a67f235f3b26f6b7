"""Serves the product, drives every form, prints the counts; the exit status tells the outcome."""

import argparse
import os
import re
import sys
import tempfile
import time
from pathlib import Path

from tests import demonstration

WORKERS = 2
# What no log of the server may hold.
WRONG = re.compile(r"Traceback|Internal Server Error|deadlock|database is locked", re.IGNORECASE)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.concurrency", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200, help="rounds of each form")
    parser.add_argument("--only", default="", help="forms whose name matches this pattern")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="two-at-once-") as name:
        directory = Path(name)
        with demonstration.serve(directory, workers=WORKERS) as site:
            os.environ |= {
                "DATABASE_URL": site.database_url,
                "DEMONSTRATION": "1",
                "DJANGO_SETTINGS_MODULE": "revitalisation.settings",
            }
            failed = _drive(site.url, options.rounds, re.compile(options.only))
            failed |= _deadlocks()
            _close()
        said = (directory / "server.log").read_text(errors="replace")
    for line in said.splitlines():
        if WRONG.search(line):
            failed = True
            print(f"  server: {line}")
    print("FAILED" if failed else "No loss, no doubling, no deadlock, no refusal to wait.")
    return int(failed)


def _drive(url: str, rounds: int, only: re.Pattern[str]) -> bool:
    import django

    django.setup()
    from django.db import connection

    from .finding import driven
    from .rounds import Rounds

    found = sorted((n for n in driven() if only.search(n)), key=lambda n: (":" in n, n))
    print(f"{connection.vendor}, {WORKERS} workers, {rounds} rounds of each of {len(found)} forms")
    failed, all_rounds = False, Rounds(url)

    def report(name: str, started: float, said: str) -> None:
        print(f"  {name:45} {said}  {time.monotonic() - started:6.1f} s", flush=True)

    for name in found:
        started = time.monotonic()
        try:
            all_rounds.drive(name, rounds)
        except Exception as error:
            failed = True
            report(name, started, f"FAILED {type(error).__name__}: {str(error)[:1500]}")
        else:
            report(name, started, f"{rounds} rounds")
    if only.search("accept_while_editing"):
        started = time.monotonic()
        try:
            ended = all_rounds.accept_while_editing(rounds)
        except Exception as error:
            failed = True
            report("accept_while_editing", started, f"FAILED {str(error)[:1500]}")
        else:
            report("accept_while_editing", started, f"{rounds} rounds, {ended}")
    return failed


def _deadlocks() -> bool:
    from django.db import connection

    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        (count,) = cursor.fetchone()
    print(f"  deadlocks counted by PostgreSQL: {count}")
    return bool(count)


def _close() -> None:
    from django.db import connections

    connections.close_all()


if __name__ == "__main__":
    sys.exit(main())
