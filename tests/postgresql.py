"""A throw-away PostgreSQL server around one command.

    python -m tests.postgresql -- python -m pytest
    python -m tests.postgresql -- python manage.py benchmark

The command runs with ``DATABASE_URL`` naming an empty database of a server started for it, reached
through a Unix socket only, and exits with the command's own status. The server and its files
disappear with it. The programs are those of the ``pgserver`` package or, where that package has
no wheel (Python 3.13 and later, ARM), those of Debian's ``postgresql`` package.

We start them ourselves because ``pgserver``, under root, creates a system account and opens every
parent directory of the virtual environment to everybody.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

ROLE = "postgres"
DATABASE = "revitalisation"
# Tests and benchmarks lose nothing in a power cut; these settings only make commits wait.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "listen_addresses": "",
}


class PostgresqlUnavailable(Exception):
    """No PostgreSQL programs on this machine, or no account that may run them."""


def available() -> bool:
    """Say whether this machine has PostgreSQL's programs."""
    return programs() is not None


def programs() -> Path | None:
    """Return the directory of PostgreSQL's programs, for our own account."""
    installed = _package()
    return installed / "pginstall" / "bin" if installed is not None else _system_programs()


@contextmanager
def server() -> Iterator[str]:
    """Start a server in a temporary directory and yield the URL of an empty database.

    Raises PostgresqlUnavailable when it cannot be started here.
    """
    account = _account()
    # A short path: a Unix socket's path holds a hundred characters.
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as name:
        directory = Path(name)
        programs = _programs(directory, private=account is not None)
        if account is not None:
            os.chown(directory, account.pw_uid, account.pw_gid)
        data = directory / "data"
        options = ["-U", ROLE, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        _call([str(programs / "initdb"), "-D", str(data), *options], account)
        with (data / "postgresql.conf").open("a") as configuration:
            lines = SETTINGS | {"unix_socket_directories": str(directory)}
            configuration.writelines(f"{key} = '{value}'\n" for key, value in lines.items())
        control = [str(programs / "pg_ctl"), "-D", str(data), "-w", "-s"]
        _call([*control, "-l", str(directory / "log"), "start"], account)
        try:
            yield _create_database(directory)
        finally:
            _call([*control, "-m", "immediate", "stop"], account)


def _account() -> pwd.struct_passwd | None:
    """Return the account to run as, None for our own: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresqlUnavailable("Aucun compte sans privilège pour faire tourner PostgreSQL.")


def _programs(directory: Path, *, private: bool) -> Path:
    """Return the directory of PostgreSQL's programs, copied to ``directory`` when ``private``.

    The copy is for another account, which may not be able to read the virtual environment.
    """
    if (installed := _package()) is not None:
        if not private:
            return installed / "pginstall" / "bin"
        for source in (installed / "pginstall", installed.parent / "pgserver.libs"):
            if source.is_dir():
                # The programs look for their libraries at this place relative to themselves.
                target = directory / source.relative_to(installed.parent)
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("include", "*.a"))
        return directory / "pgserver" / "pginstall" / "bin"
    if (programs := _system_programs()) is not None:
        return programs
    raise PostgresqlUnavailable(
        "PostgreSQL est introuvable : installez le paquet postgresql (apt-get install postgresql)."
    )


def _package() -> Path | None:
    """Return where the ``pgserver`` package is, without importing it."""
    found = importlib.util.find_spec("pgserver")
    return Path(found.origin).parent if found is not None and found.origin else None


def _system_programs() -> Path | None:
    """Return the programs of the newest PostgreSQL that Debian's packages put here."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda path: float(path.parent.name), default=None)


def _call(command: list[str], account: pwd.struct_passwd | None) -> None:
    """Run one of PostgreSQL's programs as ``account``; its messages are shown if it fails."""
    user, group = (None, None) if account is None else (account.pw_uid, account.pw_gid)
    # Files and not pipes: the server keeps them open, and a pipe would be waited for.
    with tempfile.TemporaryFile("w+") as output:
        result = subprocess.run(
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            user=user,
            group=group,
            check=False,
        )
        if result.returncode:
            output.seek(0)
            raise PostgresqlUnavailable(f"PostgreSQL n’a pas démarré : {output.read()}")


def _create_database(directory: Path) -> str:
    import psycopg

    with psycopg.connect(host=str(directory), user=ROLE, dbname=ROLE, autocommit=True) as link:
        link.execute(f"CREATE DATABASE {DATABASE}")
    return f"postgresql://{ROLE}@/{DATABASE}?host={directory}"


def _stop(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


def main(arguments: list[str]) -> int:
    """Run the command that follows ``--`` and return its status, 2 when there is no server."""
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        print("Usage : python -m tests.postgresql -- COMMANDE [ARGUMENTS]", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, _stop)
    try:
        with server() as url:
            # Of the server's version: those of the system may be older, and refuse it.
            environment = os.environ | {
                "DATABASE_URL": url,
                "POSTGRESQL_PROGRAMS": str(programs()),
            }
            return subprocess.run(command, env=environment, check=False).returncode
    except PostgresqlUnavailable as problem:
        print(problem, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
