"""What may happen to a contract the day after a page’s: see ``enrich`` of the dates’ tests."""

from datetime import date, timedelta

from convention.models import Convention
from revitalisation.accounts.models import User

from .factories import (
    OrganisationFactory,
    OutreachFactory,
    PerimeterFactory,
    SocialPlanFactory,
)


def of_the_contract(convention: Convention, after: date, operator: User) -> None:
    """Record who takes part, what becomes of the perimeter, and what is noted beside the ladder."""
    body = OrganisationFactory.create(name="Opérateur suivant", kind="operator")
    convention.memberships.create(organisation=body, role="operator", since=after)
    convention.memberships.filter(role="committee_member", until=None).update(until=after)
    SocialPlanFactory.create(convention=convention, noted_on=after, source="state")
    convention.outreach_periods.filter(ends_on__gt=after - timedelta(days=9)).delete()
    OutreachFactory.create(
        convention=convention, starts_on=after - timedelta(days=8), ends_on=after
    )
    places = [row.commune_id for row in convention.perimeter.filter(zone="extended")[:2]]
    for code, zone in zip(("32096", *places), ("extended", "priority", "outside"), strict=True):
        PerimeterFactory.create(
            convention=convention, commune_id=code, effective_on=after, zone=zone
        )
