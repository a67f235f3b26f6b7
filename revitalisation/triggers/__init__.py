"""What the database itself refuses: triggers written once, created on SQLite and PostgreSQL.

A check constraint sees one row; these see others, and what a row was before. Each app declares its
own in ``refusals.py``; those of every history, and the guards against REPLACE, are declared here
from the models. ``create`` makes what is stored equal to what is declared, in one transaction;
``differences`` tells where it is not.

SQLite cannot rebuild a table that a trigger of another table reads: they are dropped before
migrations, and created again after them; in between the service answers nothing.
"""

from .declared import (
    GuardedApp,
    declared,
    declared_messages,
    histories,
    insert_only,
    not_emptied,
)
from .paths import belongs, reached
from .periods import overlaps
from .refusal import ALWAYS, Refusal, differ
from .running import RunningRefusal
from .stored import create, differences, drop, keep, unread

__all__ = (
    "ALWAYS", "GuardedApp", "Refusal", "RunningRefusal", "belongs", "create", "declared",
    "declared_messages", "differ", "differences", "drop", "histories", "insert_only", "keep",
    "not_emptied", "overlaps", "reached", "unread",
)  # fmt: skip
