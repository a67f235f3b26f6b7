"""Keeps what is stored about counting in line with the rules, and finds any disagreement."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models.signals import post_delete, post_save

from convention.counting import Decision, decide
from convention.hires import RecordedHire
from convention.models import Convention, CountingRules

BATCH = 1000


def disagreements(
    queryset: models.QuerySet[Any], convention: Convention
) -> Iterator[tuple[RecordedHire, Decision]]:
    """Yield the convention’s records whose stored decision differs from the rules’ answer."""
    rules = list(convention.counting_rules.all())
    for record in queryset.of(convention).iterator(BATCH):  # type: ignore[attr-defined]
        decision = decide(record.hire, rules, convention.signed_on)
        if (record.counts_from, record.not_counted_reason) != (
            decision.counts_from,
            decision.reason,
        ):
            yield record, decision


def recount(queryset: models.QuerySet[Any], convention: Convention) -> int:
    """Store the rules’ answer wherever it differs; return how many records changed."""
    changed = []
    for record, decision in disagreements(queryset, convention):
        record.apply(decision)
        changed.append(record)
    fields = ["counts_from", "not_counted_reason"]
    queryset.model._default_manager.bulk_update(changed, fields, batch_size=BATCH)
    return len(changed)


def recount_on_change(queryset: models.QuerySet[Any]) -> None:
    """Recount these records of a convention whenever it or one of its rules changes."""

    def receive(sender: type[models.Model], instance: Any, **kwargs: Any) -> None:
        if kwargs.get("raw") or (kwargs.get("created") and sender is Convention):
            return
        convention = instance if sender is Convention else instance.convention
        # A prefetched list of rules would be the one from before the change.
        convention._prefetched_objects_cache = {}
        recount(queryset.all(), convention)

    for model in (Convention, CountingRules):
        for signal in (post_save, post_delete):
            signal.connect(receive, sender=model, weak=False)
