"""Undoes all that happened after a day: the oracle of what a page of that day may tell.

It reads which day dates what in the models’ declarations, and shares no code with the pages: rows
are removed and columns emptied in the database, then the pages are asked again.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.apps import apps
from django.db import connection, models

from axes.business.models import Job
from axes.site.models import Prospect
from axes.territory.models import Placement
from convention.models import Committee, Convention
from convention.recounting import recount

from .roles import as_owner

APPS = (
    "convention", "business", "site", "territory", "ledger", "beside", "decisions", "figures",
    "reference",
)  # fmt: skip
# What the counting rules answer about a hire is asked again once its facts are undone.
ANSWERED = frozenset(("counts_from",))


def recorded_models() -> list[type[models.Model]]:
    """Return the models of the product, without their histories."""
    found = (m for name in APPS for m in apps.get_app_config(name).get_models())
    return [m for m in found if not m._meta.proxy and not hasattr(m, "history_object")]


def dates(model: Any) -> Any:
    """Return the declaration of a model, or one that says nothing."""
    return getattr(model, "dates", None)


def undo(as_of: date) -> dict[type[models.Model], int]:
    """Remove what happened after ``as_of`` and return how many rows and columns of each model.

    The one thing kept is the committee that read the figures of that day, with who came to it and
    what was frozen for it: design says that a page may tell it, labelled.
    """
    with disarmed():
        return _undo(as_of)


def _undo(as_of: date) -> dict[type[models.Model], int]:
    gone = _later_rows(as_of)
    counts = {model: len(keys) for model, keys in gone.items()}
    for model, keys in gone.items():
        _rows(model).filter(pk__in=keys)._raw_delete(connection.alias)
    for model in recorded_models():
        for link in _links(model):
            if link.null and (lost := gone.get(link.related_model)):
                _rows(model).filter(**{f"{link.name}__in": lost}).update(**{link.name: None})
    for model in recorded_models():
        if emptied := _emptied(model, as_of):
            is_later = models.Q(
                *((f"{day}__gt", as_of) for day in emptied if day in dates(model).brings),
                _connector=models.Q.OR,
            )
            changed = _rows(model).filter(is_later).update(**emptied)
            counts[model] = counts.get(model, 0) + changed
    signed = models.Q(stages__stage="signed")
    _rows(Prospect).exclude(pk__in=_rows(Prospect).filter(signed).values("pk")).update(project=None)
    for convention in Convention.objects.all():
        for hires in (Job.objects.all(), Placement.objects.all()):
            recount(hires, convention)
    connection.check_constraints()
    return counts


def _later_rows(as_of: date) -> dict[type[models.Model], set[Any]]:
    gone: dict[type[models.Model], set[Any]] = defaultdict(set)
    for model in recorded_models():
        if since := getattr(dates(model), "since", ""):
            begun = models.Q(**{f"{since}__lte": as_of})
            if dates(model).or_always:
                begun |= models.Q(**{f"{since}__isnull": True})
            known = _rows(model).filter(begun).values("pk")
            gone[model] = set(_rows(model).exclude(pk__in=known).values_list("pk", flat=True))
    read = _rows(Committee).filter(kind=Committee.Kind.FOLLOW_UP, as_of=as_of)
    gone[Committee] -= set(read.values_list("pk", flat=True))
    grew = True
    while grew:
        grew = False
        for model in recorded_models():
            for link in _links(model):
                if link.null or not (lost := gone.get(link.related_model)):
                    continue
                held = _rows(model).filter(**{f"{link.name}__in": lost}).exclude(pk__in=gone[model])
                if found := set(held.values_list("pk", flat=True)):
                    gone[model] |= found
                    grew = True
    return gone


def _emptied(model: type[models.Model], as_of: date) -> dict[str, models.Expression]:
    """Return the new value of each column that a later day fills, for one update of a row."""
    return {
        name: models.Case(
            models.When(**{f"{day}__gt": as_of}, then=models.Value(_nothing(model, name))),
            default=models.F(name),
        )
        for day, brought in getattr(dates(model), "brings", {}).items()
        if day not in ANSWERED
        for name in (day, *brought)
    }


def _links(model: type[models.Model]) -> Iterator[Any]:
    return (f for f in model._meta.concrete_fields if f.is_relation)


def _rows(model: type[models.Model]) -> models.QuerySet[Any]:
    """Return all rows, without what managers of ours refuse."""
    return models.QuerySet(model)


def _nothing(model: type[models.Model], name: str) -> str | None:
    return None if model._meta.get_field(name).null else ""


@contextmanager
def disarmed() -> Iterator[None]:
    """Write as the owner, without the triggers, which stay away until the test is rolled back."""
    with as_owner() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
        else:
            # A table whose deferred checks are still to come cannot be altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute(
                "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
            )
            for (table,) in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
