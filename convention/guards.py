"""What is wrong between a record and the signature: both days, and the way out."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from revitalisation.guards import Finding, Guard
from revitalisation.ui.formats import long_date

from .models import Convention, ConventionTerms


def follows_signature(day: str, subject: str) -> Guard:
    """Return the guard of a day that does not precede the signature."""

    def guard(record: Any) -> Iterator[Finding]:
        found = getattr(record, day)
        try:
            convention = record.convention
        except ObjectDoesNotExist:  # what leads to it is still to be chosen
            return
        if None not in (found, convention.signed_on) and found < convention.signed_on:
            yield Finding(
                day,
                f"{subject} est du {long_date(found)}, la convention a été signée le "
                f"{long_date(convention.signed_on)}\u00a0: corrigez cette date, "
                "qui ne peut pas précéder la signature.",
            )

    return guard


def signature_precedes(model: type[models.Model], day: str, subject: str) -> Guard:
    """Return the guard of a signature that does not follow what the convention holds."""

    def guard(convention: Convention) -> Iterator[Finding]:
        if None in (convention.pk, convention.signed_on):
            return
        held = model._base_manager.filter(**{model.convention_path: convention.pk})  # type: ignore[attr-defined]
        first = held.aggregate(day=models.Min(day))["day"]
        if first is not None and first < convention.signed_on:
            yield Finding(
                "signed_on",
                f"La signature serait du {long_date(convention.signed_on)}, {subject} est du "
                f"{long_date(first)}\u00a0: la signature ne peut pas la suivre, corrigez l’une ou "
                "l’autre.",
            )

    return guard


GUARDS = {
    Convention: (signature_precedes(ConventionTerms, "effective_on", "l’entrée en vigueur"),),
    ConventionTerms: (follows_signature("effective_on", "L’entrée en vigueur"),),
}
