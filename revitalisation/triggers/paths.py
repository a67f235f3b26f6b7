"""From a row to what it belongs to, as SQL: paths are written as Django’s, once for a model."""

from django.db import models


def reached(model: type[models.Model], path: str, row: str = "NEW") -> str:
    """Return what a row of ``model`` has at the end of a path: a column, or the key of a record."""
    found = ""
    for name in path.split("__"):
        meta = model._meta
        field = meta.get_field(name)
        column = field.column  # type: ignore[union-attr]
        found = (
            f"(SELECT {column} FROM {meta.db_table} WHERE {meta.pk.column} = {found})"  # noqa: S608 - no value comes in
            if found
            else f"{row}.{column}"
        )
        model = field.related_model or model
    return found


def belongs(model: type[models.Model], path: str, owner: str, row: str) -> str:
    """Return the condition that a row of ``model`` belongs, by a path, to the record ``owner``.

    Read from the owner down, where ``reached`` reads from the row up: each step has its index.
    """
    name, _, rest = path.partition("__")
    field = model._meta.get_field(name)
    column = f"{row}.{field.column}" if row else field.column  # type: ignore[union-attr]
    if not rest:
        return f"{column} = {owner}"
    above: type[models.Model] = field.related_model  # type: ignore[assignment]
    meta = above._meta
    within = belongs(above, rest, owner, "")
    return f"{column} IN (SELECT {meta.pk.column} FROM {meta.db_table} WHERE {within})"  # noqa: S608
