"""What the database refuses about notes and periods, beyond one row."""

from convention.held import Held
from convention.models import Convention
from revitalisation.triggers import Refusal, overlaps

from .models import OutreachPeriod, SocialPlanNote

_PERIODS = OutreachPeriod._meta.db_table

REFUSALS = (
    Held(SocialPlanNote).stays("Une note reste dans sa convention."),
    Held(OutreachPeriod).stays("Une période de démarchage reste dans sa convention."),
    *Held(OutreachPeriod).follows_signature(
        "starts_on",
        "Le démarchage ne précède pas la signature de la convention.",
        "Une période de démarchage précède la signature de la convention\u00a0: "
        "corrigez-la d’abord.",
    ),
    Refusal(
        name=f"{_PERIODS}_apart",
        table=_PERIODS,
        events=("INSERT", "UPDATE"),
        condition=overlaps(
            _PERIODS, ("convention_id",), "starts_on", "ends_on", last_is_within=True
        ),
        message="Une entreprise ne se compte qu’une fois\u00a0: deux périodes de démarchage ne se "
        "chevauchent pas.",
        when="AFTER",
        one_at_a_time=(Convention._meta.db_table, "NEW.convention_id"),
    ),
)
