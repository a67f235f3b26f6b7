"""On which days hires count: each by itself, then beside those of its firm where rules ask it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from operator import attrgetter

from convention.counting import (
    Period,
    Reason,
    Timeline,
    answered,
    as_timeline,
    periods,
    rules_at,
    together,
)
from convention.models import CountingRules, PerimeterCommune
from convention.spells import BATCH

from .models import Job
from .querysets import JobQuerySet

Zone = PerimeterCommune.Zone
ASKED = {
    CountingRules.Place.PRIORITY: (Zone.PRIORITY,),
    CountingRules.Place.WITHIN: (Zone.PRIORITY, Zone.EXTENDED),
}
LOST = {"withdrawn": Reason.WITHDRAWN, "cancelled": Reason.CANCELLED}
# By convention and commune: the zone from each day on.
Places = Mapping[tuple[int, str], Timeline]


def worked_out(hires: JobQuerySet) -> Iterator[tuple[Job, list[Period]]]:
    """Yield hires with the days on which they count or not; see ``JobQuerySet.worked_out``."""
    asking: set[int] = set()
    facts = hires.with_facts().iterator(BATCH)
    while some := list(islice(facts, BATCH)):
        alone = [job for job in some if not _asks_of_firms(job)]
        asking |= {job.convention.pk for job in some if _asks_of_firms(job)}
        places = _places_of(alone)
        for job in alone:
            yield job, _by_itself(job, places)
    for convention in sorted(asking):
        yield from _beside_their_firms(Job.objects.filter(project__axis__convention=convention))


def _asks_of_firms(job: Job) -> bool:
    """Say whether some rules of the convention ask for a minimum of hires of a firm."""
    return any(rule.firm_min_hires for rule in job.convention.counting_rules.all())


def _beside_their_firms(hires: JobQuerySet) -> Iterator[tuple[Job, list[Period]]]:
    jobs = list(hires.with_facts())
    places = _places_of(jobs)
    alone = {job.pk: _by_itself(job, places) for job in jobs}
    firms: dict[int, list[list[Period]]] = defaultdict(list)
    for job in jobs:
        firms[job.project.company_id].append(alone[job.pk])
    for job in jobs:
        rule, right = _rules_of(job), alone[job.pk]
        if rule is not None and rule.firm_min_hires:
            enough = together(firms[job.project.company_id], rule.firm_min_hires)
            right = periods(job.hired_on, as_timeline(right), enough)
        yield job, right


def _rules_of(job: Job) -> CountingRules | None:
    """Return the rules in force on the day of a hire."""
    return rules_at(job.convention.counting_rules.all(), job.hired_on)


def _places_of(jobs: Iterable[Job]) -> Places:
    """Return where the communes of work are in the perimeter; no query where no rule asks it."""
    asking = [job for job in jobs if (rule := _rules_of(job)) and rule.place]
    found: dict[tuple[int, str], list[tuple[date, str]]] = defaultdict(list)
    if not asking:
        return found
    rows = PerimeterCommune.objects.filter(
        PerimeterCommune.live(),
        convention__in={job.convention.pk for job in asking},
        commune__in={job.commune_id for job in asking if job.commune_id},
    )
    for row in rows.order_by("effective_on"):
        found[row.convention_id, row.commune_id].append((row.effective_on, row.zone))
    return found


def _by_itself(job: Job, places: Places) -> list[Period]:
    """Return on which days a hire counts or not, whatever the others of its firm do."""
    convention = job.convention
    rules = answered(job.hire, convention.counting_rules.all(), convention.signed_on)
    return periods(
        job.hired_on, rules, _within(job, places), _approved(job), _on_its_axis(job), _here(job)
    )


def _within(job: Job, places: Places) -> Timeline:
    """Return whether the place of work is where the rules ask it to be."""
    rule = _rules_of(job)
    if rule is None or not rule.place:
        return ((date.min, ""),)
    if job.commune_id is None:
        return ((date.min, Reason.COMMUNE_UNKNOWN),)
    asked = ASKED[CountingRules.Place(rule.place)]
    found = places.get((job.convention.pk, job.commune_id), ())
    inside = ((day, "" if zone in asked else Reason.OUTSIDE) for day, zone in found)
    return ((date.min, Reason.OUTSIDE), *inside)


def _approved(job: Job) -> Timeline:
    """Return what the project is."""
    decided = (d for d in job.project.decisions.all() if d.is_live)
    approval = (
        (d.decided_on, "" if d.approves else LOST.get(d.outcome, Reason.NOT_APPROVED))
        for d in sorted(decided, key=attrgetter("decided_on"))
    )
    return ((date.min, Reason.NOT_APPROVED), *approval)


def _here(job: Job) -> Timeline:
    """Return whether it is counted with another hire, of the same post."""
    day = job.counted_elsewhere_on
    return ((date.min, ""), *(((day, Reason.ELSEWHERE),) if day else ()))


def _on_its_axis(job: Job) -> Timeline:
    """Return whether the axis counts jobs."""
    terms = (row for row in job.project.axis.terms.all() if row.is_live)
    said = (
        (row.effective_on, "" if row.counts_jobs else Reason.AXIS)
        for row in sorted(terms, key=attrgetter("effective_on"))
    )
    return ((date.min, ""), *said)
