"""Whether a hire counts, and why not: the one function that decides."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import accumulate, groupby

from django.db import models

from .calendar import add_months
from .contracts import Contract
from .models import CountingRules


class Reason(models.TextChoices):
    """Why a hire does not count."""

    NO_RULES = "no_rules", "aucune règle de décompte à la date d’embauche"
    REPLACEMENT = "replacement", "remplace un emploi déjà compté"
    FIXED_TERM = "fixed_term", "CDD non admis"
    FIXED_TERM_SHORT = "fixed_term_short", "CDD plus court que la durée admise"
    DURATION_UNKNOWN = "duration_unknown", "durée du contrat non renseignée"
    TEMPORARY = "temporary", "intérim non admis"
    APPRENTICESHIP = "apprenticeship", "alternance non admise"
    SELF_EMPLOYED = "self_employed", "emploi du créateur non admis"
    HOURS = "hours", "durée hebdomadaire inférieure au minimum"
    HOURS_UNKNOWN = "hours_unknown", "durée hebdomadaire non renseignée"
    NOT_PERMANENT = "not_permanent", "contrat autre qu’un CDI"
    PERMANENT_HOURS = "permanent_hours", "CDI sous la durée hebdomadaire demandée"
    TRIAL = "trial", "rompu avant la fin de la période d’essai"
    LATE = "late", "embauche après le délai prévu"
    PLACEMENT = "placement", "les placements n’entrent pas dans le total"
    # Those below hold for some days only, whatever the rules say of the hire.
    NOT_YET = "not_yet", "période d’essai en cours"
    NOT_APPROVED = "not_approved", "projet sans accord"
    WITHDRAWN = "withdrawn", "projet retiré"
    CANCELLED = "cancelled", "accord annulé"
    AXIS = "axis", "axe qui ne compte pas d’emplois"
    OUTSIDE = "outside", "hors du périmètre demandé"
    COMMUNE_UNKNOWN = "commune_unknown", "commune de travail non renseignée"
    FIRM = "firm", "moins d’embauches que le minimum par entreprise"
    ELSEWHERE = "elsewhere", "compté ailleurs"


@dataclass(frozen=True, slots=True)
class Terms:
    """The contract of a hire from a day on, until the next one; hours are a week’s."""

    since: date
    contract: str
    duration_months: int | None = None
    weekly_hours: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Hire:
    """The facts the rules look at, for a job or a young person's placement.

    Contract, duration and hours are those of the first day; ``changes`` are what they became, the
    oldest first.
    """

    hired_on: date
    contract: str
    duration_months: int | None = None
    weekly_hours: Decimal | None = None
    ended_on: date | None = None
    is_replacement: bool = False
    is_placement: bool = False
    changes: tuple[Terms, ...] = ()

    def held(self) -> Iterator[tuple[Terms, date | None]]:
        """Yield what held of the contract, each with the day on which it became another."""
        first = Terms(self.hired_on, self.contract, self.duration_months, self.weekly_hours)
        following = (*(terms.since for terms in self.changes), None)
        return zip((first, *self.changes), following, strict=True)


@dataclass(frozen=True, slots=True)
class Decision:
    """The date from which a hire counts, or None and the reason."""

    counts_from: date | None
    reason: str = ""


# A reason from each day on, in their order; an empty one lets the hire count.
Timeline = Sequence[tuple[date, str]]


def rules_at(rules: Iterable[CountingRules], hired_on: date) -> CountingRules | None:
    """Return the rules in force on the day of a hire."""
    begun = [r for r in rules if r.effective_on <= hired_on]
    return max(begun, key=lambda r: r.effective_on, default=None)


def decide(hire: Hire, rules: Iterable[CountingRules], signed_on: date) -> Decision:
    """Decide whether ``hire`` counts under the rules in force on its day, and from which day on.

    A replacement never counts again, whatever the rules. A trial period delays the date from
    which the job counts; a job ended before it is over never counts.
    """
    return decision_of(answered(hire, rules, signed_on), hire.hired_on)


def decision_of(answers: Timeline, hired_on: date) -> Decision:
    """Return what the answers of the rules come to: the first day that counts, or the last word."""
    for day, reason in answers:
        if not reason:
            return Decision(max(day, hired_on))
    return Decision(None, answers[-1][1])


def answered(hire: Hire, rules: Iterable[CountingRules], signed_on: date) -> Timeline:
    """Return what the rules in force on the day of a hire answer about it, day after day.

    Of a contract that changes, they are asked again on the day of the change: one that becomes what
    they admit counts from then on, its trial period being asked of those days. What counts already
    is created: no later contract takes it back.
    """
    if hire.is_replacement:
        return ((date.min, Reason.REPLACEMENT),)
    rule = rules_at(rules, hire.hired_on)
    if rule is None:
        return ((date.min, Reason.NO_RULES),)
    if reason := _refusal(hire, rule, signed_on):
        return ((date.min, reason),)
    said: list[tuple[date, str]] = []
    admitted: date | None = None
    for terms, until in hire.held():
        begins = terms.since if said else date.min
        if reason := "" if hire.is_placement else _refusal_of(terms, rule):
            said.append((begins, reason))
            admitted = None
            continue
        if admitted is None:
            admitted = terms.since
            said.append((begins, Reason.NOT_YET))
        over = add_months(admitted, rule.trial_months)
        if rule.trial_months and hire.ended_on and hire.ended_on < over:
            # That the trial is broken off is known from that day only.
            if until is None:
                said.append((hire.ended_on, Reason.TRIAL))
        elif until is None or over < until:
            return (*said, (max(over, terms.since), ""))
    return tuple(said)


def _refusal(hire: Hire, rule: CountingRules, signed_on: date) -> str:
    """Return the first rule that refuses the hire whatever its contract, or an empty string."""
    if rule.hire_within_months is not None and hire.hired_on > add_months(
        signed_on, rule.hire_within_months
    ):
        return Reason.LATE
    return Reason.PLACEMENT if hire.is_placement and not rule.counts_placements else ""


def _refusal_of(terms: Terms, rule: CountingRules) -> str:
    """Return the first rule that refuses a contract, or an empty string."""
    return _contract_refusal(terms, rule) or _hours_refusal(terms, rule)


def _contract_refusal(hire: Terms, rule: CountingRules) -> str:
    if rule.permanent_min_hours is not None and hire.contract != Contract.PERMANENT:
        return Reason.NOT_PERMANENT
    match hire.contract:
        case Contract.FIXED_TERM:
            if rule.fixed_term_min_months is None:
                return Reason.FIXED_TERM
            if hire.duration_months is None:
                return Reason.DURATION_UNKNOWN
            if hire.duration_months < rule.fixed_term_min_months:
                return Reason.FIXED_TERM_SHORT
        case Contract.TEMPORARY if not rule.counts_temporary:
            return Reason.TEMPORARY
        case Contract.APPRENTICESHIP | Contract.PROFESSIONALISATION if (
            not rule.counts_apprenticeship
        ):
            return Reason.APPRENTICESHIP
        case Contract.SELF_EMPLOYED if not rule.counts_self_employed:
            return Reason.SELF_EMPLOYED
    return ""


def _hours_refusal(hire: Terms, rule: CountingRules) -> str:
    least, of_permanent = rule.min_weekly_hours, rule.permanent_min_hours
    if not least and not of_permanent:
        return ""
    if hire.weekly_hours is None:
        return Reason.HOURS_UNKNOWN
    if hire.weekly_hours < least:
        return Reason.HOURS
    return Reason.PERMANENT_HOURS if hire.weekly_hours < (of_permanent or 0) else ""


@dataclass(frozen=True, slots=True)
class Period:
    """Days on which a hire counts, or does not and why; ``until`` is not one of them."""

    since: date
    until: date | None
    reason: str


def timeline_of(decision: Decision, hire: Hire) -> Timeline:
    """Return what a decision says of a hire whose contract never changed, day after day."""
    if decision.counts_from is not None:
        return ((date.min, Reason.NOT_YET), (decision.counts_from, ""))
    if decision.reason == Reason.TRIAL and hire.ended_on is not None:
        # That the trial is broken off is known from that day only.
        return ((date.min, Reason.NOT_YET), (hire.ended_on, Reason.TRIAL))
    return ((date.min, decision.reason),)


def as_timeline(found: Iterable[Period]) -> Timeline:
    """Return what the days of a hire say, for others to be put beside."""
    return tuple((period.since, period.reason) for period in found)


def together(others: Iterable[Iterable[Period]], least: int) -> Timeline:
    """Return on which days at least so many hires of a firm count, and why not on the others.

    A departure takes none of them away, and an approval that is lost does.
    """
    moves = sorted(
        move
        for found in others
        for period in found
        if not period.reason
        for move in ((period.since, 1), (period.until, -1))
        if move[0] is not None
    )
    sums = accumulate(by for _, by in moves)
    known = [(day, number) for (day, _), number in zip(moves, sums, strict=True)]
    closing = ((day, [n for _, n in rows][-1]) for day, rows in groupby(known, lambda k: k[0]))
    reasons = ((day, "" if number >= least else Reason.FIRM) for day, number in closing)
    return ((date.min, Reason.FIRM), *reasons)


def periods(hired_on: date, *timelines: Timeline) -> list[Period]:
    """Return the days of a hire from its first on, cut wherever it begins or ceases to count.

    It counts on the days on which every timeline lets it; otherwise the first that does not gives
    the reason. A departure ends nothing: an ended job stays created.
    """
    days = {day for timeline in timelines for day, _ in timeline if day > hired_on}
    found: list[Period] = []
    for day in (hired_on, *sorted(days)):
        said = (_reason_on(timeline, day) for timeline in timelines)
        reason = next(filter(None, said), "")
        if found and found[-1].reason == reason:
            continue
        if found:
            found[-1] = replace(found[-1], until=day)
        found.append(Period(day, None, reason))
    return found


def _reason_on(timeline: Timeline, day: date) -> str:
    return [reason for since, reason in timeline if since <= day][-1]
