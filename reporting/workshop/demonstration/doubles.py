"""What someone answered of two hires of Lectoure that looked like one post."""

from datetime import date, timedelta

from axes.business.models import Job
from axes.decisions.likely import Pair
from axes.decisions.models import Settlement
from axes.territory.models import Placement
from convention.models import Convention
from revitalisation.accounts.models import User

SETTLED = date(2016, 3, 1)


def write(convention: Convention, prefecture: User) -> None:
    """Record that a hire and a placement of the same weeks are two posts."""
    young = Placement.objects.of(convention).filter(hired_on__lt=SETTLED).earliest("hired_on")
    near = young.hired_on + timedelta(days=31)
    hires = Job.objects.of(convention).filter(hired_on__gte=young.hired_on, hired_on__lte=near)
    Pair(hires.earliest("hired_on", "pk"), young).settlement(
        convention=convention,
        recorded_by=prefecture,
        settled_on=SETTLED,
        outcome=Settlement.Outcome.DISTINCT,
    ).save()
