"""Databases of the benchmark's own, beside the one of the settings, which is never written to."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from axes.business.models import Company
from convention.models import Convention
from reporting.workshop.portfolio.batch import ORDER, WRITTEN
from revitalisation.accounts.models import Organisation, User
from revitalisation.reference.loading import load_reference

DEFAULT = "default"


@contextmanager
def empty_database(name: str) -> Iterator[BaseDatabaseWrapper]:
    """Create a migrated database of the kind in use, with the reference codes; remove it after."""
    kind = connections[DEFAULT]
    with tempfile.TemporaryDirectory(prefix="mesure-") as directory:
        made: BaseDatabaseWrapper = kind.copy()
        if kind.vendor == "sqlite":
            made.settings_dict["NAME"] = str(Path(directory) / f"{name}.sqlite3")
        else:
            made.settings_dict["NAME"] = f"mesure_{name}"
            _execute(kind, f"CREATE DATABASE mesure_{name}")
        try:
            with serving(made):
                call_command("migrate", verbosity=0, interactive=False)
                load_reference()
            yield made
        finally:
            made.close()
            if kind.vendor != "sqlite":
                _execute(kind, f"DROP DATABASE mesure_{name}")


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
        _execute(target, "ANALYZE")


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


def _execute(database: BaseDatabaseWrapper, statement: str) -> None:
    with database.cursor() as cursor:
        cursor.execute(statement)
