"""What a placement is at a date."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from convention.contracts import Contract

from .models import FollowUp


def placed(as_of: date) -> Q:
    """Young people hired by then."""
    return Q(hired_on__lte=as_of)


def placed_in_apprenticeship(as_of: date) -> Q:
    """Those of them hired as apprentices."""
    return placed(as_of) & Q(contract=Contract.APPRENTICESHIP)


def counted(as_of: date) -> Q:
    """Those that the counting rules add to the total of jobs, by then, and that count here."""
    here = Q(counted_elsewhere_on__isnull=True) | Q(counted_elsewhere_on__gt=as_of)
    return Q(counts_from__lte=as_of) & here


def follow_up_overdue(as_of: date) -> Q:
    """Placements one of whose follow-ups was due before then and was not done by then."""
    late = FollowUp.objects.filter(placement=OuterRef("pk"), due_on__lt=as_of).filter(
        Q(done_on__isnull=True) | Q(done_on__gt=as_of)
    )
    return placed(as_of) & Q(Exists(late))
