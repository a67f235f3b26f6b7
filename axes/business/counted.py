"""On which days hires count: each by itself, then beside those of its firm where rules ask it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice

from convention.counting import Period, Timeline, as_timeline, periods, together
from convention.models import PerimeterCommune
from convention.spells import BATCH

from .models import Job
from .querysets import JobQuerySet

# By convention, then by commune: the zone from each day on.
Places = Mapping[int, Mapping[str, Timeline]]


def worked_out(hires: JobQuerySet) -> Iterator[tuple[Job, list[Period]]]:
    """Yield hires with the days on which they count or not; see ``JobQuerySet.worked_out``."""
    asking: set[int] = set()
    facts = hires.with_facts().iterator(BATCH)
    while some := list(islice(facts, BATCH)):
        alone = [job for job in some if not _asks_of_firms(job)]
        asking |= {job.convention.pk for job in some if _asks_of_firms(job)}
        places = places_of(alone)
        for job in alone:
            yield job, job.alone(places[job.convention.pk])
    for convention in sorted(asking):
        yield from _beside_their_firms(Job.objects.filter(project__axis__convention=convention))


def _asks_of_firms(job: Job) -> bool:
    """Say whether some rules of the convention ask for a minimum of hires of a firm."""
    return any(rule.firm_min_hires for rule in job.convention.counting_rules.all())


def _beside_their_firms(hires: JobQuerySet) -> Iterator[tuple[Job, list[Period]]]:
    jobs = list(hires.with_facts())
    places = places_of(jobs)
    alone = {job.pk: job.alone(places[job.convention.pk]) for job in jobs}
    firms: dict[int, list[list[Period]]] = defaultdict(list)
    for job in jobs:
        firms[job.project.company_id].append(alone[job.pk])
    for job in jobs:
        rule, right = job.rules_asked(), alone[job.pk]
        if rule is not None and rule.firm_min_hires:
            enough = together(firms[job.project.company_id], rule.firm_min_hires)
            right = periods(job.hired_on, as_timeline(right), enough)
        yield job, right


def places_of(jobs: Iterable[Job]) -> Places:
    """Return where the communes of work are in the perimeter; no query where no rule asks it."""
    asking = [job for job in jobs if (rule := job.rules_asked()) and rule.place]
    found: dict[int, dict[str, list[tuple[date, str]]]] = defaultdict(lambda: defaultdict(list))
    if not asking:
        return found
    rows = PerimeterCommune.objects.filter(
        PerimeterCommune.live(),
        convention__in={job.convention.pk for job in asking},
        commune__in={job.commune_id for job in asking if job.commune_id},
    )
    for row in rows.order_by("effective_on"):
        found[row.convention_id][row.commune_id].append((row.effective_on, row.zone))
    return found
