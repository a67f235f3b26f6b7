"""The suite on PostgreSQL runs under the role of the service; here is how, and the way back.

The owner makes and migrates the test database, then every connection takes the lesser role. On
SQLite there are no roles. Emptying tables between two tests is the owner’s work: the database
refuses it to the service.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from revitalisation import triggers
from revitalisation.operations.whole import note_schema

SERVICE = "service_role"


def lesser() -> None:
    """Go on under the role of the service, on this connection and on those of other threads."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [SERVICE])
        if not cursor.fetchone():
            # Two processes of the suite may come here at once.
            cursor.execute(
                f"DO $$ BEGIN CREATE ROLE {SERVICE} LOGIN; "
                "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
            )
    call_command("grant_service_role", SERVICE, stdout=StringIO())
    connection.settings_dict["OPTIONS"]["assume_role"] = SERVICE
    connection.close()


def owner() -> None:
    """Go back to the role that owns the test database."""
    if connection.settings_dict.get("OPTIONS", {}).pop("assume_role", None):
        connection.close()


@contextmanager
def as_owner() -> Iterator[Any]:
    """Give a cursor of the owner, within the transaction of the test."""
    lesser_role = connection.settings_dict.get("OPTIONS", {}).get("assume_role")
    with connection.cursor() as cursor:
        if lesser_role:
            cursor.execute("RESET ROLE")
        yield cursor
        if lesser_role:
            cursor.execute(f"SET ROLE {lesser_role}")


def emptied(sql_list: list[str]) -> None:
    """Empty tables after a test that committed: past the triggers, which would refuse."""
    with transaction.atomic(), as_owner() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            triggers.drop(using="default", plan=["the end of a test"])
        for statement in sql_list:
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    if connection.vendor == "sqlite":
        triggers.create(using="default")
        note_schema(using="default")
