"""Which notes hold at a date."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from .models import SocialPlanNote


def last_note(as_of: date) -> Q:
    """The latest note by then: each gives totals to date."""
    later = SocialPlanNote.objects.filter(
        convention=OuterRef("convention"),
        noted_on__gt=OuterRef("noted_on"),
        noted_on__lte=as_of,
    )
    return Q(noted_on__lte=as_of) & Q(~Exists(later))


def over(as_of: date) -> Q:
    """The periods that were over by then: they add up."""
    return Q(ends_on__lte=as_of)
