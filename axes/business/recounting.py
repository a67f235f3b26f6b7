"""Keeps what is stored about counting in line with the rules, and finds any disagreement."""

from collections.abc import Iterator
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.signals import post_delete, post_save
from simple_history.utils import bulk_update_with_history

from convention.counting import Decision, decide
from convention.hires import RecordedHire
from convention.locking import hold
from convention.models import Convention, CountingRules

from .models import Job

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


def verifications(convention: Convention) -> models.QuerySet[Any]:
    """Return the jobs whose stored verification is not that of their first accepted document."""
    first = F("first_accepted")
    return (
        Job.objects.of(convention)
        .with_first_acceptance()
        .filter(
            # In SQL a comparison with an unknown day is neither true nor false.
            Q(verified_on__isnull=True, first_accepted__isnull=False)
            | Q(verified_on__isnull=False, first_accepted__isnull=True)
            | Q(verified_on__lt=first)
            | Q(verified_on__gt=first)
        )
    )


def verify_again(convention: Convention) -> None:
    """Store the right verification wherever it differs."""
    with transaction.atomic():
        hold(convention)
        changed = list(verifications(convention))
        for job in changed:
            job.verified_on = job.first_accepted
        _write(changed, Job, ["verified_on"], "vérification recalculée")


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
        _write(changed, queryset.model, fields, "règles de décompte changées")
    return len(changed)


def _write(changed: list[Any], model: type[models.Model], fields: list[str], reason: str) -> None:
    bulk_update_with_history(changed, model, fields, batch_size=BATCH, default_change_reason=reason)


def recount_on_change(queryset: models.QuerySet[Any]) -> None:
    """Recount these records of a convention whenever it or one of its rules changes."""

    def receive(sender: type[models.Model], instance: Any, **kwargs: Any) -> None:
        if kwargs.get("raw") or (kwargs.get("created") and sender is Convention):
            return
        convention = instance if sender is Convention else instance.convention
        recount(queryset.all(), convention)

    # A convention that is removed holds no record.
    for signal, model in (
        (post_save, Convention), (post_save, CountingRules), (post_delete, CountingRules),
    ):  # fmt: skip
        signal.connect(receive, sender=model, weak=False)
