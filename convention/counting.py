"""Whether a hire counts, and why not: the one function that decides."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

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
    TRIAL = "trial", "rompu avant la fin de la période d’essai"
    LATE = "late", "embauche après le délai prévu"
    PLACEMENT = "placement", "les placements n’entrent pas dans le total"
    # Those below hold for some days only, whatever the rules say of the hire.
    NOT_YET = "not_yet", "période d’essai en cours"
    NOT_APPROVED = "not_approved", "projet sans accord"
    WITHDRAWN = "withdrawn", "projet retiré"
    CANCELLED = "cancelled", "accord annulé"
    AXIS = "axis", "axe qui ne compte pas d’emplois"


@dataclass(frozen=True, slots=True)
class Hire:
    """The facts the rules look at, for a job or a young person's placement."""

    hired_on: date
    contract: str
    duration_months: int | None = None
    weekly_hours: Decimal | None = None
    ended_on: date | None = None
    is_replacement: bool = False
    is_placement: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """The date from which a hire counts, or None and the reason."""

    counts_from: date | None
    reason: str = ""


def rules_at(rules: Iterable[CountingRules], hired_on: date) -> CountingRules | None:
    """Return the rules in force on the day of a hire."""
    begun = [r for r in rules if r.effective_on <= hired_on]
    return max(begun, key=lambda r: r.effective_on, default=None)


def decide(hire: Hire, rules: Iterable[CountingRules], signed_on: date) -> Decision:
    """Decide whether ``hire`` counts under the rules in force on its day.

    A replacement never counts again, whatever the rules. A trial period delays the date from
    which the job counts; a job ended before it is over never counts.
    """
    if hire.is_replacement:
        return Decision(None, Reason.REPLACEMENT)
    rule = rules_at(rules, hire.hired_on)
    if rule is None:
        return Decision(None, Reason.NO_RULES)
    if reason := _refusal(hire, rule, signed_on):
        return Decision(None, reason)
    counts_from = add_months(hire.hired_on, rule.trial_months)
    if hire.ended_on and rule.trial_months and hire.ended_on < counts_from:
        return Decision(None, Reason.TRIAL)
    return Decision(counts_from)


def _refusal(hire: Hire, rule: CountingRules, signed_on: date) -> str:
    """Return the first rule that refuses the hire, or an empty string."""
    if rule.hire_within_months is not None and hire.hired_on > add_months(
        signed_on, rule.hire_within_months
    ):
        return Reason.LATE
    if hire.is_placement:
        return "" if rule.counts_placements else Reason.PLACEMENT
    return _contract_refusal(hire, rule) or _hours_refusal(hire, rule)


def _contract_refusal(hire: Hire, rule: CountingRules) -> str:
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


def _hours_refusal(hire: Hire, rule: CountingRules) -> str:
    if not rule.min_weekly_hours:
        return ""
    if hire.weekly_hours is None:
        return Reason.HOURS_UNKNOWN
    return Reason.HOURS if hire.weekly_hours < rule.min_weekly_hours else ""


# A reason from each day on, in their order; an empty one lets the hire count.
Timeline = Sequence[tuple[date, str]]


@dataclass(frozen=True, slots=True)
class Period:
    """Days on which a hire counts, or does not and why; ``until`` is not one of them."""

    since: date
    until: date | None
    reason: str


def timeline_of(decision: Decision, hire: Hire) -> Timeline:
    """Return what the rules answer about a hire, day after day."""
    if decision.counts_from is not None:
        return ((date.min, Reason.NOT_YET), (decision.counts_from, ""))
    if decision.reason == Reason.TRIAL and hire.ended_on is not None:
        # That the trial is broken off is known from that day only.
        return ((date.min, Reason.NOT_YET), (hire.ended_on, Reason.TRIAL))
    return ((date.min, decision.reason),)


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
