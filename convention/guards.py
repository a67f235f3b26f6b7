"""What is wrong between a record and the signature: both days, and the way out."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils import timezone

from revitalisation.dated_rows import DatedRow
from revitalisation.guards import Finding, Guard
from revitalisation.ui.formats import long_date

from .models import (
    AxisTerms,
    Comment,
    Committee,
    Convention,
    ConventionTerms,
    Membership,
    Opinion,
    PerimeterCommune,
    Resolution,
)


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
        if issubclass(model, DatedRow):
            held = held.filter(model.live())
        first = held.aggregate(day=models.Min(day))["day"]
        if first is not None and first < convention.signed_on:
            yield Finding(
                "signed_on",
                f"La signature serait du {long_date(convention.signed_on)}, {subject} est du "
                f"{long_date(first)}\u00a0: la signature ne peut pas la suivre, corrigez l’une ou "
                "l’autre.",
            )

    return guard


def signed_by_today(text: Any) -> Iterator[Finding]:
    """Find a text that is signed on a day to come."""
    if text.signed_on is not None and text.signed_on > timezone.localdate():
        yield Finding(
            "signed_on",
            f"La signature serait du {long_date(text.signed_on)}, après aujourd’hui\u00a0: "
            "indiquez le jour où le texte a été signé.",
        )


def axis_of_convention(text: Any) -> Iterator[Finding]:
    """Find a text on an axis of another convention."""
    if text.axis is not None and text.axis.convention_id != text.convention_id:
        yield Finding(
            "axis",
            f"L’axe «\u00a0{text.axis}\u00a0» est d’une autre convention\u00a0: choisissez un axe "
            "de celle-ci.",
        )


def one_text_a_date(text: Any) -> Iterator[Finding]:
    """Find a second text of a body on the figures of one date."""
    if text.is_void or text.as_of is None:
        return
    others = type(text).objects.filter(type(text).live(), **text.same, as_of=text.as_of)
    if others.exclude(pk=text.supersedes_id or 0).exists():
        yield Finding(
            "as_of",
            f"Votre organisme a déjà signé un texte "
            f"sur les chiffres au {long_date(text.as_of)}\u00a0: rectifiez-le, ou choisissez une "
            "autre date.",
        )


def taken_by_its_committee(resolution: Resolution) -> Iterator[Finding]:
    """Find a decision that precedes the meeting that took it."""
    held, taken = resolution.taken_in, resolution.taken_on
    if held is not None and taken is not None and taken < held.held_on:
        yield Finding(
            "taken_on",
            f"La décision est du {long_date(taken)}, le comité du {long_date(held.held_on)}\u00a0: "
            "elle ne peut pas le précéder, corrigez la date ou le comité.",
        )


def held_before_its_decisions(committee: Committee) -> Iterator[Finding]:
    """Find a meeting that follows what it decided."""
    if committee.pk is None or committee.held_on is None:
        return
    first = committee.taken.aggregate(day=models.Min("taken_on"))["day"]
    if first is not None and first < committee.held_on:
        yield Finding(
            "held_on",
            f"Le comité se tiendrait le {long_date(committee.held_on)}, il a pris une décision le "
            f"{long_date(first)}\u00a0: il se tient au plus tard ce jour-là.",
        )


def one_role_at_a_time(membership: Membership) -> Iterator[Finding]:
    """Find another part that the same organisation plays on some of the same days."""
    if membership.organisation_id is None:
        return
    stored = Membership.objects.filter(
        convention=membership.convention_id, organisation=membership.organisation_id
    )
    beside = [line for line in membership.beside if line is not membership]
    typed = {line.pk for line in beside}
    others = [other for other in stored if other.pk not in typed | {membership.pk}]
    for other in others + beside:
        if other.organisation_id == membership.organisation_id and membership.overlaps(other):
            yield Finding(
                "since",
                f"{membership.organisation} participe {membership.period} et participe déjà "
                f"{other.period} (rôle\u00a0: {other.get_role_display()})\u00a0: un organisme n’a "
                "qu’un rôle à la fois, indiquez d’abord jusqu’à quand il a l’autre.",
            )
            return


def membership_outlives_signature(membership: Membership) -> Iterator[Finding]:
    """Find an end that does not follow the signature."""
    try:
        signed_on = membership.convention.signed_on
    except ObjectDoesNotExist:
        return
    if membership.until is not None and signed_on and membership.until <= signed_on:
        yield Finding(
            "until",
            f"La participation cesserait le {long_date(membership.until)}, la convention a été "
            f"signée le {long_date(signed_on)}\u00a0: indiquez un jour qui suit la signature.",
        )


def signature_precedes_ends(convention: Convention) -> Iterator[Finding]:
    """Find a signature on the day on which an organisation is gone, or later."""
    if None in (convention.pk, convention.signed_on):
        return
    gone = Membership.objects.filter(convention=convention.pk, until__lte=convention.signed_on)
    first = gone.select_related("organisation").order_by("until").first()
    if first is not None and first.until is not None:
        yield Finding(
            "signed_on",
            f"La signature serait du {long_date(convention.signed_on)}, et {first.organisation} "
            f"ne participe plus à compter du {long_date(first.until)}\u00a0: la signature "
            "précède ce jour, corrigez l’une ou l’autre.",
        )


_OF_TEXT = (
    follows_signature("as_of", "La situation"),
    signed_by_today,
    axis_of_convention,
    one_text_a_date,
)
GUARDS = {
    Convention: (
        signature_precedes(ConventionTerms, "effective_on", "l’entrée en vigueur"),
        signature_precedes(Membership, "since", "la participation d’un organisme"),
        signature_precedes_ends,
        signature_precedes(Comment, "as_of", "la situation d’un commentaire"),
        signature_precedes(Opinion, "as_of", "la situation d’un avis"),
        signature_precedes(Resolution, "asked_on", "une décision demandée"),
        signature_precedes(PerimeterCommune, "effective_on", "l’entrée dans le périmètre"),
        signature_precedes(AxisTerms, "effective_on", "ce qu’un axe compte"),
    ),
    Membership: (
        follows_signature("since", "La participation"),
        membership_outlives_signature,
        one_role_at_a_time,
    ),
    AxisTerms: (follows_signature("effective_on", "Ce que l’axe compte"),),
    PerimeterCommune: (follows_signature("effective_on", "L’entrée dans le périmètre"),),
    ConventionTerms: (follows_signature("effective_on", "L’entrée en vigueur"),),
    Comment: _OF_TEXT,
    Opinion: _OF_TEXT,
    Resolution: (follows_signature("asked_on", "La demande"), taken_by_its_committee),
    Committee: (held_before_its_decisions,),
}
