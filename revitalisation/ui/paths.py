"""The fields along a path from a model: what columns, orders and exports know of a value."""

from typing import Any

from django.contrib.admin.utils import NotRelationField, get_fields_from_path
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model


def fields_along(model: type[Model], path: str) -> list[Any]:
    """Return the fields that ``path`` names one after the other; none if it names anything else.

    Annotations and properties are no fields, nor is what lies beyond them.
    """
    try:
        return list(get_fields_from_path(model, path))
    except (FieldDoesNotExist, NotRelationField):
        return []


def labels_of(model: type[Model], path: str) -> dict[Any, str]:
    """Return the labels of the choices of the last field; none where it has no choices."""
    fields = fields_along(model, path)
    choices = getattr(fields[-1], "flatchoices", None) if fields else None
    return {value: str(label) for value, label in choices or ()}
