"""Statements prepared on a connection to PostgreSQL: half the time of a figure is their planning.

They are prepared by name on each connection, constants written in, the convention and the dates
being asked each time. Drivers’ own preparation would ask to bind every query of the site on the
server. A pool that gives each transaction another connection (PgBouncer) must keep such statements.
"""

from itertools import count
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from revitalisation.reading import PREPARED

_numbers = count(1)
# What each connection knows; a connection that is closed takes its statements with it.
_known: "WeakKeyDictionary[Any, set[str]]" = WeakKeyDictionary()


class Preparable(Protocol):
    """A statement: text before each parameter and its name; constants have their value."""

    prepared_as: str
    pieces: tuple[tuple[str, str], ...]
    constants: dict[str, Any]

    def asked(self) -> dict[str, str]:
        """Return the names asked each time and their types, in the order of the parameters."""


def new_name() -> str:
    """Return a name that no other statement of this process has."""
    return f"{PREPARED}figures_{next(_numbers)}"


def execute(statement: Preparable, connection: Any) -> str:
    """Return the SQL that executes a statement, which is prepared if the connection is new."""
    connection.ensure_connection()
    wrapped = connection.connection
    known = _known.setdefault(wrapped, set())
    asked = statement.asked()
    if statement.prepared_as not in known:
        wrapped.execute(_preparation(statement, asked, wrapped))
        known.add(statement.prepared_as)
    return f"EXECUTE {statement.prepared_as} ({', '.join(f'%({name})s' for name in asked)})"


def _preparation(statement: Preparable, asked: dict[str, str], wrapped: Any) -> str:
    from psycopg.sql import Literal

    places = {name: f"${number}" for number, name in enumerate(asked, start=1)}
    constants = {n: Literal(v).as_string(wrapped) for n, v in statement.constants.items()}
    written = {"": "", **places, **constants}
    body = "".join(text.replace("%%", "%") + written[name] for text, name in statement.pieces)
    types = ", ".join(asked.values())
    return f"PREPARE {statement.prepared_as} ({types}) AS {body}"
