"""What is wrong about periods before one is saved."""

from collections.abc import Iterator

from convention.guards import follows_signature, signature_precedes
from convention.models import Convention
from revitalisation.guards import Finding
from revitalisation.ui.formats import long_date

from .models import OutreachPeriod


def periods_apart(period: OutreachPeriod) -> Iterator[Finding]:
    """Find a period that shares a day with another."""
    if None in (period.convention_id, period.starts_on, period.ends_on):
        return
    others = OutreachPeriod.objects.filter(convention=period.convention_id).exclude(pk=period.pk)
    met = others.filter(starts_on__lte=period.ends_on, ends_on__gte=period.starts_on).first()
    if met is not None:
        yield Finding(
            "starts_on",
            f"Cette période irait du {long_date(period.starts_on)} au "
            f"{long_date(period.ends_on)}, une autre va du {long_date(met.starts_on)} au "
            f"{long_date(met.ends_on)}\u00a0: corrigez l’une des deux.",
        )


GUARDS = {
    OutreachPeriod: (follows_signature("starts_on", "Le démarchage"), periods_apart),
    Convention: (signature_precedes(OutreachPeriod, "starts_on", "le démarchage"),),
}
