"""Keeps what is stored of verified jobs in line with their evidence, and finds any difference."""

from typing import Any

from django.db import models, transaction
from django.db.models import F, Q

from convention.locking import hold
from convention.models import Convention
from convention.recounting import store

from .models import Job


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
        store(changed, Job, ["verified_on"], "vérification recalculée")
