"""All that is declared: the apps’ own refusals, those of histories, of sums, and of REPLACE."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps
from django.db import models
from simple_history.models import HistoricalChanges

from revitalisation.guards import Guard

from .refusal import ALWAYS, Refusal
from .replaced import no_way_round, not_replaced
from .running import sums_kept

HISTORY_KEPT = "L’historique ne se modifie ni ne s’efface."


class GuardedApp(AppConfig):
    """An app whose module ``refusals`` says, in ``REFUSALS``, what the database refuses.

    Its module ``guards``, if it has one, says the same to forms, by model, in ``GUARDS``.
    """

    refusals: tuple[Refusal, ...] = ()
    guards: Mapping[type[models.Model], tuple[Guard, ...]] = {}

    def ready(self) -> None:
        self.refusals = import_module(f"{self.name}.refusals").REFUSALS
        if find_spec(f"{self.name}.guards"):
            self.guards = import_module(f"{self.name}.guards").GUARDS


def insert_only(model: type[models.Model], message: str) -> tuple[Refusal, ...]:
    """Return what keeps the rows of a table as they were written, whatever the statement."""
    table = model._meta.db_table
    return (
        Refusal(f"{table}_kept", table, ("UPDATE", "DELETE"), ALWAYS, message),
        not_emptied(model, message),
        *not_replaced(model),
    )


def not_emptied(model: type[models.Model], message: str) -> Refusal:
    """Return the refusal of TRUNCATE, which fires no trigger of a row."""
    table = model._meta.db_table
    return Refusal(f"{table}_emptied", table, ("TRUNCATE",), "TRUE", message, only="postgresql")


def histories() -> list[type[models.Model]]:
    """Return the models of every history, as django-simple-history made them."""
    return [model for model in apps.get_models() if issubclass(model, HistoricalChanges)]


@cache
def declared() -> tuple[Refusal, ...]:
    """Return all that a database is to refuse: the apps’ own, the histories’, sums, REPLACE."""
    own = [
        refusal
        for app in apps.get_app_configs()
        if isinstance(app, GuardedApp)
        for refusal in app.refusals
    ]
    kept = [refusal for model in histories() for refusal in insert_only(model, HISTORY_KEPT)]
    return (*own, *kept, *sums_kept(own), *no_way_round(own))


def declared_messages() -> frozenset[str]:
    """Return every sentence that a declared refusal or constraint may answer with."""
    constraints = {
        str(constraint.violation_error_message)
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_message != constraint.default_violation_error_message
    }
    return frozenset({refusal.message for refusal in declared()} | constraints)
