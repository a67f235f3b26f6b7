"""Which entries make up a state of the money at a date."""

from datetime import date

from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, Q, Subquery, Sum, When

from axes.business.models import Aid
from convention.models import Measure

from .models import LedgerEntry, PaidPost

Kind = LedgerEntry.Kind


def of_kind(kind: str, as_of: date) -> Q:
    """Entries of one kind, by then."""
    return Q(kind=kind, dated_on__lte=as_of)


def signed(*subtracted: str, prefix: str = "") -> Case:
    """Return the amount of an entry, in euro cents, negative for the kinds named."""
    return Case(
        When(**{f"{prefix}kind__in": subtracted}, then=-F(f"{prefix}amount")),
        default=F(f"{prefix}amount"),
        output_field=BigIntegerField(),
    )


def amount_of(kind: str, *, prefix: str = "", known: Q | None = None) -> Sum:
    """Return the sum of one state of the money; commitments are net of releases."""
    kinds = (kind, Kind.RELEASED) if kind == Kind.COMMITTED else (kind,)
    counted = Q(**{f"{prefix}kind__in": kinds}) & (known or Q())
    amount = signed(*kinds[1:], prefix=prefix)
    return Sum(amount, filter=counted, default=0)


def committed(as_of: date) -> Q:
    """Commitments and releases by then; releases are subtracted by the measure."""
    return Q(kind__in=(Kind.COMMITTED, Kind.RELEASED), dated_on__lte=as_of)


def committed_to_companies(as_of: date) -> Q:
    """The same, on aids to companies only."""
    return committed(as_of) & Q(aid__isnull=False)


def loan_movements(as_of: date) -> Q:
    """Payments and repayments of loans by then; repayments are subtracted by the measure."""
    return Q(kind__in=(Kind.PAID, Kind.REPAID), dated_on__lte=as_of, aid__kind=Aid.Kind.LOAN)


def operator_fees(as_of: date) -> Q:
    """Payments by then on measures that pay the operator."""
    return of_kind(Kind.PAID, as_of) & Q(measure__kind=Measure.Kind.OPERATOR_FEES)


def named(as_of: date) -> Q:
    """Posts that a payment names by then, unless it was cancelled by then."""
    kept = Q(entry__reversed_by__isnull=True) | Q(entry__reversed_by__dated_on__gt=as_of)
    return Q(entry__dated_on__lte=as_of) & kept


def share_paid(as_of: date, post: str, project: str) -> Q:
    """Whether the share of a post in each aid of its project is paid.

    It is where the aid is paid whole, or a payment names the post; a project without anything
    committed has no share to pay. ``post`` and ``project`` are the paths of their keys.
    """
    owed = Q(kind__in=(Kind.COMMITTED, Kind.RELEASED, Kind.PAID))
    aids = (
        Aid.objects.filter(project=OuterRef(project))
        .order_by()
        .alias(
            given=_of_aid(amount_of(Kind.COMMITTED), as_of),
            left=_of_aid(Sum(signed(Kind.RELEASED, Kind.PAID), filter=owed, default=0), as_of),
        )
    )
    own = PaidPost.objects.filter(
        named(as_of), entry__aid=OuterRef("pk"), post=OuterRef(OuterRef(post))
    )
    # One look at each aid, at its entries last: a payment may name many posts, an aid have many.
    unpaid = aids.filter(~Exists(own), left__gt=0, given__gt=0)
    return ~Q(Exists(unpaid)) & Q(Exists(aids.filter(given__gt=0)))


def _of_aid(amount: Sum, as_of: date) -> Subquery:
    """Return a sum of the entries of an aid by a day; null without any."""
    entries = LedgerEntry.objects.filter(aid=OuterRef("pk"), dated_on__lte=as_of).order_by()
    return Subquery(entries.values("aid").annotate(sum=amount).values("sum"))
