"""The demonstration served for the browser: its own database, its own process.

Django's ``live_server`` would empty the reference tables after each test; here the product runs as
it does under ``make demo``, on a database of its own of the same kind as the run's.
"""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent
STARTUP_SECONDS = 60
# `manage.py demo` prints one account per line: role, e-mail, password, two spaces between them.
ACCOUNT = re.compile(
    r"^\s*(?P<role>\S.*?)\s{2,}(?P<email>\S+@\S+)\s{2,}(?P<password>\S+)\s*$", re.MULTILINE
)


@dataclass(frozen=True)
class Account:
    """One demonstration account, as `manage.py demo` prints it."""

    role: str
    email: str
    password: str


@dataclass(frozen=True)
class DemoSite:
    """A running demonstration: its address without a final slash, its database, its accounts."""

    url: str
    database_url: str
    accounts: tuple[Account, ...]

    def account(self, role: str = "") -> Account:
        """Return the first account whose role contains ``role``, whatever the case."""
        for account in self.accounts:
            if role.lower() in account.role.lower():
                return account
        known = ", ".join(account.role for account in self.accounts)
        raise LookupError(f"No demonstration account “{role}” among: {known or 'none'}.")

    def sign_in(self, page: "Page", role: str = "") -> None:
        """Sign in through the form, as a person would; ends on the home page."""
        account = self.account(role)
        page.goto(f"{self.url}/")
        page.locator("input[name=login]").fill(account.email)
        page.locator("input[name=password]").fill(account.password)
        page.locator("form:has(input[name=login]) [type=submit]").first.click()
        page.wait_for_url(f"{self.url}/")


@contextmanager
def serve(directory: Path, workers: int = 1) -> Iterator[DemoSite]:
    """Load the demonstration in a new database and serve it until the block ends.

    What the server says is in ``server.log``, in the directory.
    """
    with _database(directory) as database_url:
        environment = _environment(database_url)
        _manage(environment, "migrate", "--verbosity", "0")
        accounts = tuple(
            Account(**found.groupdict())
            for found in ACCOUNT.finditer(_manage(environment, "demo", "--verbosity", "1"))
        )
        with _served(environment, directory / "server.log", workers) as url:
            yield DemoSite(url, database_url, accounts)


@contextmanager
def serve_also(site: DemoSite, directory: Path) -> Iterator[str]:
    """Serve the database of a running demonstration from another process; yield its address."""
    with _served(_environment(site.database_url), directory / "also.log") as url:
        yield url


@contextmanager
def _served(environment: dict[str, str], log_path: Path, workers: int = 1) -> Iterator[str]:
    port = _free_port()
    with log_path.open("wb") as log:
        command = [sys.executable, "-m", "gunicorn", "revitalisation.wsgi", "--threads", "4"]
        # A machine that has other work to do must not be taken for a worker that hangs.
        command += ["--workers", str(workers), "--log-level", "warning", "--timeout", "300"]
        process = subprocess.Popen(
            [*command, "--bind", f"127.0.0.1:{port}"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url, process, log_path)
            yield url
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def _database(directory: Path) -> Iterator[str]:
    """Yield the URL of a new database: beside the run's PostgreSQL, or an SQLite file."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield f"sqlite:///{directory / 'demonstration.sqlite3'}"
        return
    import psycopg

    name = f"demonstration_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as link:
        link.execute(f"CREATE DATABASE {name}")
        try:
            yield re.sub(r"/[^/?]*(\?|$)", rf"/{name}\1", server, count=1)
        finally:
            link.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _environment(database_url: str) -> dict[str, str]:
    """Return the environment of a demonstration, free of the test run's own settings."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    return kept | {
        "DATABASE_URL": database_url,
        "DEMONSTRATION": "1",
        "DJANGO_SETTINGS_MODULE": "revitalisation.settings",
    }


def _manage(environment: dict[str, str], *arguments: str) -> str:
    result = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise RuntimeError(f"manage.py {' '.join(arguments)}:\n{result.stdout}{result.stderr}")
    return result.stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str, process: subprocess.Popen[bytes], log_path: Path) -> None:
    """Wait for an answer, whatever its status; raise RuntimeError with the log without one."""
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310
            return
        except urllib.error.HTTPError as answer:
            answer.close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"The demonstration did not start:\n{log_path.read_text(errors='replace')}")
