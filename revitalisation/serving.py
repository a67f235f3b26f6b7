"""What gunicorn does when one of its workers starts."""

from typing import Any

# On PostgreSQL no page waits for ever, for a lock that somebody keeps or for its own statement;
# nor does a lock stay with a worker that was stopped. Commands, which may be long, have no limit.
raw_env = [
    "PGOPTIONS=-c lock_timeout=20s -c statement_timeout=25s "
    "-c idle_in_transaction_session_timeout=60s"
]


def post_worker_init(worker: Any) -> None:
    """Say in the log, before anyone asks for a page, what keeps the service from answering."""
    from django.db import connections

    from revitalisation.operations.middleware import OnlyWhole

    OnlyWhole.looks_whole()
    connections.close_all()
