"""Databases of the benchmark's own, beside the one of the settings, which is never written to."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from .product import (
    ORDER,
    PREFIX,
    WRITTEN,
    Company,
    Convention,
    Organisation,
    User,
    load_reference,
)

DEFAULT = "default"


class NotAPortfolio(ValueError):
    """The database holds something else than invented conventions, or nothing."""


@contextmanager
def empty_database(name: str) -> Iterator[BaseDatabaseWrapper]:
    """Create a migrated database of the kind in use, with the reference codes; remove it after."""
    with _database(name, template="") as made:
        with serving(made):
            call_command("migrate", verbosity=0, interactive=False)
            load_reference()
        yield made


@contextmanager
def copied_portfolio(name: str) -> Iterator[BaseDatabaseWrapper]:
    """Copy the database of the settings, a portfolio; raises NotAPortfolio. Remove the copy after.

    Measuring signs people in: a database that is kept must not keep them.
    """
    source = connections[DEFAULT]
    _check(source)
    source.close()
    with _database(name, template=str(source.settings_dict["NAME"])) as made:
        with serving(made):
            # Written by an earlier version, perhaps.
            call_command("migrate", verbosity=0, interactive=False)
        yield made


def _check(database: BaseDatabaseWrapper) -> None:
    name = database.settings_dict["NAME"]
    # Asking SQLite would create the file.
    if database.vendor == "sqlite" and not Path(name).is_file():
        raise NotAPortfolio(name)
    try:
        slugs = set(Convention.objects.values_list("slug", flat=True))
    except DatabaseError as problem:
        raise NotAPortfolio(name) from problem
    if not slugs or not all(slug.startswith(f"{PREFIX}-") for slug in slugs):
        raise NotAPortfolio(name)


@contextmanager
def _database(name: str, template: str) -> Iterator[BaseDatabaseWrapper]:
    kind = connections[DEFAULT]
    with tempfile.TemporaryDirectory(prefix="mesure-") as directory:
        made: BaseDatabaseWrapper = kind.copy()
        if kind.vendor == "sqlite":
            made.settings_dict["NAME"] = str(Path(directory) / f"{name}.sqlite3")
            if template:
                _copy_file(template, made.settings_dict["NAME"])
        else:
            made.settings_dict["NAME"] = f"mesure_{name}"
            copied = f' TEMPLATE "{template}"' if template else ""
            _beside(kind, f"CREATE DATABASE mesure_{name}{copied}")
        try:
            yield made
        finally:
            made.close()
            if kind.vendor != "sqlite":
                # The driver’s own connections too.
                _beside(kind, f"DROP DATABASE mesure_{name} WITH (FORCE)")


def _copy_file(source: str, target: str) -> None:
    # Unlike a copy of the file, this takes what is still in its journal.
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
        read.backup(written)


def _beside(database: BaseDatabaseWrapper, statement: str) -> None:
    """Run a statement from another database of the server: one that is copied must be closed."""
    with database._nodb_cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def serving(database: BaseDatabaseWrapper) -> Iterator[None]:
    """Make everything read and write ``database`` for a while."""
    before = connections[DEFAULT]
    connections[DEFAULT] = database
    try:
        yield
    finally:
        connections[DEFAULT] = before


def copy_convention(
    convention: Convention, source: BaseDatabaseWrapper, target: BaseDatabaseWrapper
) -> None:
    """Copy all that belongs to a convention, its parties and their accounts, keys included."""
    copied: dict[Any, list[Any]] = {}
    with serving(source):
        parties = Organisation.objects.filter(memberships__convention=convention)
        companies = Company.objects.filter(known_as__convention=convention).distinct()
        kept: dict[Any, set[Any]] = {
            Convention: {convention.pk},
            Organisation: set(parties.values_list("pk", flat=True)),
            Company: set(companies.values_list("pk", flat=True)),
        }
        for model in ORDER:
            records = list(_records(model, kept))
            kept[model] = {record.pk for record in records}
            copied[model] = records
        # Accounts point to organisations and records to accounts.
        people = User.objects.filter(organisation=None) | User.objects.filter(
            organisation__in=kept[Organisation]
        )
        copied[User] = list(people)
    with serving(target):
        with transaction.atomic():
            written: list[Any] = [Organisation, User, *WRITTEN[1:]]
            for model in written:
                model._base_manager.bulk_create(copied[model], batch_size=1000)
        with target.cursor() as cursor:
            cursor.execute("ANALYZE")


def _records(model: Any, kept: dict[Any, set[Any]]) -> Any:
    """Return the records of a table whose parent is kept; of some tables, the keys are known."""
    manager = model._base_manager
    if model in kept:
        return manager.filter(pk__in=kept[model])
    parent = next(
        f
        for f in model._meta.concrete_fields
        if f.many_to_one and f.related_model in kept and f.related_model is not Organisation
    )
    return manager.filter(**{f"{parent.name}__in": kept[parent.related_model]}).order_by("pk")
