"""What a placement is at a date."""

from datetime import date

from django.db.models import Q

from convention.contracts import Contract


def placed(as_of: date) -> Q:
    """Young people hired by then."""
    return Q(hired_on__lte=as_of)


def placed_in_apprenticeship(as_of: date) -> Q:
    """Those of them hired as apprentices."""
    return placed(as_of) & Q(contract=Contract.APPRENTICESHIP)


def counted(as_of: date) -> Q:
    """Those that the counting rules add to the total of jobs, by then."""
    return Q(counts_from__lte=as_of)
