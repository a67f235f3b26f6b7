"""What a project, a promise or a hire is at a date: conditions that figures and lists share."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from convention.models import counts_jobs

from .models import Job, JobSpell, Project, ProjectDecision
from .models.decisions import decided

Outcome = ProjectDecision.Outcome


def approved(as_of: date, prefix: str = "") -> Q:
    """Projects decided favourably by then, without anything decided otherwise since.

    Decisions are looked up of those alone that have lost an approval by then.
    """
    kept = (
        Q(**{f"{prefix}lapsed_from__isnull": True})
        | Q(**{f"{prefix}lapsed_from__gt": as_of})
        | Q(decided(as_of, *ProjectDecision.APPROVALS, project=f"{prefix}pk"))
    )
    return Q(**{f"{prefix}approved_from__lte": as_of}) & kept


def first_approved(as_of: date) -> Q:
    """Of each firm, the first entered of its projects decided favourably by then."""
    earlier = Project.objects.filter(
        approved(as_of), company=OuterRef("company"), pk__lt=OuterRef("pk")
    )
    return approved(as_of) & ~Q(Exists(earlier))


def pending(as_of: date) -> Q:
    """Projects received by then that await a decision: none yet, or an adjournment."""
    settled = (o for o in Outcome.values if o != Outcome.ADJOURNED)
    return Q(received_on__lte=as_of) & ~Q(decided(as_of, *settled))


def withdrawn(as_of: date) -> Q:
    """Projects withdrawn by then."""
    return Q(decided(as_of, Outcome.WITHDRAWN))


def refused(as_of: date) -> Q:
    """Projects refused, or whose approval was cancelled, by then."""
    return Q(decided(as_of, Outcome.UNFAVOURABLE, Outcome.CANCELLED))


def promised(as_of: date, prefix: str = "") -> Q:
    """Promises made by then and not given up by then."""
    made = Q(**{f"{prefix}committed_on__lte": as_of})
    return made & _not_by(f"{prefix}cancelled_on", as_of)


def held_out(as_of: date, prefix: str = "") -> Q:
    """Posts promised by then that are not given up by then, nor is their promise."""
    made = Q(**{f"{prefix}made_on__lte": as_of}) & _not_by(f"{prefix}given_up_on", as_of)
    return made & promised(as_of, f"{prefix}commitment__")


def programming(as_of: date, prefix: str = "") -> Q:
    """Projects whose promises are programmed: approved, of axes that count jobs on the day."""
    return approved(as_of, prefix) & counts_jobs(as_of, f"{prefix}axis__")


@lru_cache(maxsize=64)
def programmed(as_of: date) -> Q:
    """Posts promised, in approved projects of axes that count jobs on the day."""
    return held_out(as_of) & programming(as_of, "project__")


def overdue(as_of: date) -> Q:
    """Posts promised whose date has passed."""
    return programmed(as_of) & Q(commitment__due_on__lt=as_of)


@dataclass(frozen=True)
class Hires:
    """Where a condition about hires finds their columns and their spells."""

    job: str = ""
    spell: str = "spells__"

    def q(self, **lookups: Any) -> Q:
        """Return a condition on columns of the job."""
        return Q(**{f"{self.job}{lookup}": value for lookup, value in lookups.items()})


# A condition is about jobs, or about their spells: figures add these up.
OF_JOBS, OF_SPELLS = Hires(), Hires("hire__", "")


def created(as_of: date, of: Hires = OF_JOBS) -> Q:
    """Hires that count on the day."""
    return JobSpell.on(as_of, of.spell) & Q(**{f"{of.spell}reason": ""})


def hired_outside_rules(as_of: date, of: Hires = OF_JOBS) -> Q:
    """Hires dated by then that do not count on the day."""
    return JobSpell.on(as_of, of.spell) & Q(**{f"{of.spell}reason__gt": ""})


def past_term(as_of: date, of: Hires = OF_JOBS) -> Q:
    """Hires whose contract has come to its term, without a departure nor another contract."""
    over = JobSpell.on(as_of, of.spell) & Q(**{f"{of.spell}term_on__lte": as_of})
    return over & _not_by(f"{of.job}ended_on", as_of)


def former_employee_unknown(as_of: date, of: Hires = OF_JOBS) -> Q:
    """Created, without an answer on whether the person comes from the liable firm."""
    return created(as_of, of) & of.q(is_former_employee__isnull=True)


def commune_unknown(as_of: date, of: Hires = OF_JOBS) -> Q:
    """Created, without a commune of work."""
    return created(as_of, of) & of.q(commune__isnull=True)


def verified(as_of: date, of: Hires = OF_JOBS) -> Q:
    """Created, with a document accepted by then."""
    return created(as_of, of) & of.q(verified_on__lte=as_of)


def unverified(as_of: date, of: Hires = OF_JOBS) -> Q:
    """Created, without any document accepted by then."""
    return created(as_of, of) & _not_by(f"{of.job}verified_on", as_of)


def past_twelve_months(as_of: date, of: Hires = OF_JOBS) -> Q:
    """Created, and come to the anniversary of the hire."""
    return created(as_of, of) & of.q(twelve_months_on__lte=as_of)


def sustained(as_of: date, of: Hires = OF_JOBS) -> Q:
    """Past the twelfth month, and the post was filled on it, whoever held it then."""
    return past_twelve_months(as_of, of) & _held_on("twelve_months_on", of)


def past_twenty_four_months(as_of: date, of: Hires = OF_JOBS) -> Q:
    """Created, and come to the second anniversary of the hire."""
    return created(as_of, of) & of.q(twenty_four_months_on__lte=as_of)


def sustained_24(as_of: date, of: Hires = OF_JOBS) -> Q:
    """Past the twenty-fourth month, and the post was filled on it, whoever held it then."""
    return past_twenty_four_months(as_of, of) & _held_on("twenty_four_months_on", of)


def alive(as_of: date, of: Hires = OF_JOBS) -> Q:
    """Created, and somebody holds the post."""
    stays = _not_by(f"{of.job}ended_on", as_of)
    # Most have never been replaced: the other hires of the post are looked up for those who left.
    return created(as_of, of) & (stays | Q(_in_place(as_of, of)))


def ended(as_of: date, of: Hires = OF_JOBS) -> Q:
    """Created, and nobody holds the post any more."""
    left = created(as_of, of) & of.q(ended_on__lte=as_of)
    return left & ~Q(_in_place(as_of, of))


def _in_place(as_of: date, of: Hires) -> Exists:
    """Say whether a hire of the same post has begun by a day, and not ended by then."""
    return Exists(
        Job.objects.filter(
            _not_by("ended_on", as_of), holds=OuterRef(f"{of.job}holds"), hired_on__lte=as_of
        )
    )


def _held_on(day: str, of: Hires) -> Q:
    """Whether the post was held on an anniversary of the hire; who leaves then held it that day."""
    held = OuterRef(f"{of.job}{day}")
    others = Job.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=held),
        holds=OuterRef(f"{of.job}holds"),
        hired_on__lte=held,
    )
    kept = of.q(ended_on__isnull=True) | of.q(ended_on__gte=F(f"{of.job}{day}"))
    return kept | Q(Exists(others))


def _not_by(field: str, as_of: date) -> Q:
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gt": as_of})
