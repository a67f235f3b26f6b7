"""What gunicorn does when one of its workers starts."""

from typing import Any


def post_worker_init(worker: Any) -> None:
    """Say in the log, before anyone asks for a page, what keeps the service from answering."""
    from django.db import connections

    from revitalisation.operations.middleware import OnlyWhole

    OnlyWhole.looks_whole()
    connections.close_all()
