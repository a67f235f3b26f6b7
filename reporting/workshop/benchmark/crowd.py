"""Many people at once, in front of the product as it is deployed."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import partial
from http.client import HTTPConnection
from urllib.parse import urlencode

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from .measures import dashboards, everywhere
from .raw import places
from .timing import Times, timed

PEOPLE, EACH, WORKERS = 20, 10, 2
STARTS_IN = 60


def crowd(database: BaseDatabaseWrapper) -> tuple[Times, float]:
    """Return what twenty people wait for dashboards that nobody opened before, and pages a second.

    None of them pauses: the service always has as many pages to make as there are people.
    """
    addresses = dashboards(PEOPLE * EACH)
    sessions = [everywhere().cookies["sessionid"].value for _ in range(PEOPLE)]
    with _served(database) as port:

        def read(person: int) -> list[float]:
            mine = addresses[person::PEOPLE]
            return [timed(partial(_open, port, address, sessions[person])) for address in mine]

        started = time.perf_counter()
        with ThreadPoolExecutor(PEOPLE) as pool:
            taken = [spent for times in pool.map(read, range(PEOPLE)) for spent in times]
        lasted = time.perf_counter() - started
    return Times(tuple(sorted(taken))), len(taken) / lasted


def _open(port: int, address: str, session: str) -> None:
    with closing(HTTPConnection("127.0.0.1", port, timeout=120)) as link:
        link.request(
            "GET", address, headers={"Cookie": f"sessionid={session}", "Accept-Encoding": "gzip"}
        )
        found = link.getresponse()
        found.read()
        if found.status != 200:
            raise RuntimeError(f"{address} : {found.status}")


@contextmanager
def _served(database: BaseDatabaseWrapper) -> Iterator[int]:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command: Sequence[str] = (
        *(sys.executable, "-m", "gunicorn", "revitalisation.wsgi", "--log-level", "warning"),
        *("--config", "revitalisation/serving.py", "--workers", str(WORKERS)),
        *("--bind", f"127.0.0.1:{port}"),
    )
    environment = os.environ | {"DATABASE_URL": _url(database)}
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)  # noqa: S603
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    for _ in range(STARTS_IN * 10):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("gunicorn n’a pas démarré.")


def _url(database: BaseDatabaseWrapper) -> str:
    if database.vendor == "sqlite":
        return f"sqlite:///{database.settings_dict['NAME']}"
    # A server reached through a socket is a folder, which stands in no host of a URL.
    found = places(database)
    return f"postgresql:///{found.pop('dbname')}?{urlencode(found)}"
