"""Keeps what is stored about counting in line with the rules, and finds any disagreement."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save
from simple_history.utils import bulk_update_with_history

from .counting import Decision, decide
from .hires import RecordedHire
from .locking import hold
from .models import Convention, CountingRules
from .spells import respell

BATCH = 1000


def kinds_of_hires() -> list[type[RecordedHire]]:
    """Return every model of hires, whatever the slice that holds it."""
    return [model for model in apps.get_models() if issubclass(model, RecordedHire)]


def has_spells(model: type[models.Model]) -> bool:
    """Say whether the days on which a kind of hires counts are stored."""
    return hasattr(model, "spells")


def disagreements(
    queryset: models.QuerySet[Any], convention: Convention
) -> Iterator[tuple[RecordedHire, Decision]]:
    """Yield the convention’s records whose stored decision differs from the rules’ answer."""
    rules = list(convention.counting_rules.all())
    records = queryset.of(convention)  # type: ignore[attr-defined]
    for record in records.prefetch_related(*queryset.model.facts).iterator(BATCH):
        decision = decide(record.hire, rules, convention.signed_on)
        if (record.counts_from, record.not_counted_reason) != (
            decision.counts_from,
            decision.reason,
        ):
            yield record, decision


def recount(queryset: models.QuerySet[Any], convention: Convention) -> int:
    """Store the rules’ answer wherever it differs; return how many records changed.

    Each tells it in its history: what it derives would otherwise pass for the next person’s act.
    """
    changed = []
    with transaction.atomic():
        hold(convention)
        for record, decision in disagreements(queryset, convention):
            record.apply(decision)
            changed.append(record)
        fields = ["counts_from", "not_counted_reason"]
        store(changed, queryset.model, fields, "règles de décompte changées")
        if has_spells(queryset.model):
            respell(queryset.of(convention))  # type: ignore[attr-defined]
    return len(changed)


def store(changed: list[Any], model: type[models.Model], fields: list[str], reason: str) -> None:
    """Write what was worked out again, and why, in the history of each record."""
    bulk_update_with_history(changed, model, fields, batch_size=BATCH, default_change_reason=reason)


def recount_on_change() -> None:
    """Recount all hires of a convention whenever it or one of its rules changes."""
    # A convention that is removed holds no record.
    for signal, model in (
        (post_save, Convention), (post_save, CountingRules), (post_delete, CountingRules),
    ):  # fmt: skip
        signal.connect(_recount_all, sender=model)


def _recount_all(sender: type[models.Model], instance: Any, **kwargs: Any) -> None:
    if kwargs.get("raw") or (kwargs.get("created") and sender is Convention):
        return
    if kwargs.get("update_fields") == {"version"}:
        return  # a row that hangs on it was added: what the rules read is as it was
    convention = instance if sender is Convention else instance.convention
    for model in kinds_of_hires():
        recount(model._default_manager.all(), convention)
