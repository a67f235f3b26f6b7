"""The first row of the history of records that are older than it."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.utils import timezone

REPRISE = "reprise"
PREFIX = "Historical"


def begin(app_label: str) -> Callable[[Any, Any], None]:
    """Return what a migration runs: each record of the app without history gets its first row.

    One INSERT … SELECT a table, so that a million records cost seconds and no memory. The known
    keys are read before any is added: a database that believes the history empty would else read it
    whole, as it grows, for each record.
    """

    def run(apps: Any, schema_editor: Any) -> None:
        for history in apps.get_app_config(app_label).get_models():
            name = history._meta.object_name
            if name.startswith(PREFIX):
                model = apps.get_model(app_label, name.removeprefix(PREFIX))
                _begin(model, history, schema_editor.connection)

    return run


def _begin(model: type[models.Model], history: type[models.Model], connection: Any) -> None:
    quote = connection.ops.quote_name
    kept = [f.column for f in history._meta.concrete_fields if not f.name.startswith("history_")]
    table, rows = quote(model._meta.db_table), quote(history._meta.db_table)
    columns = ", ".join(map(quote, kept))
    values = ", ".join(f"r.{quote(column)}" for column in kept)
    key = quote(model._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH known AS MATERIALIZED (SELECT {key} FROM {rows}) "  # noqa: S608
            f"INSERT INTO {rows} ({columns}, history_date, history_change_reason, history_type) "
            f"SELECT {values}, %s, %s, '+' FROM {table} r "
            f"WHERE NOT EXISTS (SELECT 1 FROM known WHERE known.{key} = r.{key})",
            [connection.ops.adapt_datetimefield_value(timezone.now()), REPRISE],
        )
