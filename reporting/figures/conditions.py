"""Conditions of indicators that the slices of the ground do not know: terms, perimeter, subsets."""

from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.db.models.lookups import Exact, IsNull

from axes.business import states as business
from axes.ledger import states as ledger
from convention.contracts import Contract
from convention.models import ConventionTerms, PerimeterCommune

from .facts import CONTRACT_THEN, HOURS_THEN, JOBS, in_perimeter

Zone = PerimeterCommune.Zone


def in_force(as_of: date) -> Q:
    """The latest version of the terms that has begun by then."""
    later = ConventionTerms.objects.filter(
        convention=OuterRef("convention"),
        effective_on__gt=OuterRef("effective_on"),
        effective_on__lte=as_of,
    )
    return Q(effective_on__lte=as_of) & Q(~Exists(later))


def created(as_of: date) -> Q:
    """Spells of the jobs created: figures add these up."""
    return business.created(as_of, business.OF_SPELLS)


def in_the_perimeter(as_of: date) -> Q:
    """The communes of the perimeter, whatever their zone, at a date."""
    return PerimeterCommune.within(as_of)


def created_in_perimeter(as_of: date) -> Q:
    return created(as_of) & Q(in_perimeter(JOBS.convention, "hire__commune", as_of))


def created_in_priority_zone(as_of: date) -> Q:
    within = in_perimeter(JOBS.convention, "hire__commune", as_of, Zone.PRIORITY)
    return created(as_of) & Q(within)


def created_in_extended_zone(as_of: date) -> Q:
    within = in_perimeter(JOBS.convention, "hire__commune", as_of, Zone.EXTENDED)
    return created(as_of) & Q(within)


def created_permanent(as_of: date) -> Q:
    return created(as_of) & Q(Exact(CONTRACT_THEN, Contract.PERMANENT))


def hours_known() -> Q:
    """Spells of hires whose weekly hours are filled in."""
    return Q(IsNull(HOURS_THEN, False))


def created_unpromised(as_of: date) -> Q:
    return created(as_of) & Q(hire__holds__commitment__isnull=True)


def posts_paid(as_of: date) -> Q:
    """Jobs created of whose post the share in each aid of the project is paid."""
    return created(as_of) & ledger.share_paid(as_of, post="hire__holds", project="project")


def former_employees(as_of: date) -> Q:
    return created(as_of) & Q(hire__is_former_employee=True)


def creations(as_of: date) -> Q:
    return business.approved(as_of) & Q(kind="creation")
