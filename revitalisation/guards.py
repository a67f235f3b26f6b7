"""Guards: what a rule about several rows finds wrong in a record, before the database refuses it.

A trigger knows one sentence; a guard names the field, both values and the way out. Each app says
its own in ``guards.py``, by model; ``Constrained`` asks them wherever a record is validated, in
forms under the lock of the convention. What no form has asked, the triggers still refuse.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models


@dataclass(frozen=True)
class Finding:
    """What is wrong, told on the field that answers it."""

    field: str
    message: str


Guard = Callable[[Any], Iterable[Finding]]


def findings(record: models.Model) -> list[Finding]:
    """Return what the guards of every app find wrong in a record, as it would be saved."""
    model = record._meta.concrete_model
    guards = (guard for app in apps.get_app_configs() for guard in _of(app).get(model, ()))
    return [finding for guard in guards for finding in guard(record)]


def _of(app: Any) -> Any:
    return getattr(app, "guards", {})
