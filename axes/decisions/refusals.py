"""What the database refuses about doubles, beyond one row."""

from axes.business.models import Job
from axes.territory.models import Placement
from revitalisation.dated_rows import corrects_its_own, kept
from revitalisation.triggers import Refusal, differ

from .models import Settlement

_ROWS = Settlement._meta.db_table
_HIRES = ((Job, "job"), (Placement, "placement"))


def _lost(column: str) -> str:
    """Return the condition that a settlement ``s`` counts the hire NEW with another one."""
    return (
        f"(s.first_{column}_id = NEW.id AND s.outcome = 'second' "
        f"OR s.second_{column}_id = NEW.id AND s.outcome = 'first')"
    )


REFUSALS = (
    *kept(Settlement),
    corrects_its_own(Settlement),
    *(
        Refusal(
            name=f"{_ROWS}_counted_{side}_{column}",
            table=_ROWS,
            events=("INSERT",),
            condition=f"""NOT NEW.is_void AND NEW.outcome = '{side}' AND EXISTS (
            SELECT 1 FROM {_ROWS} s WHERE (s.holds_until IS NULL OR s.holds_until > s.settled_on)
            AND (NEW.supersedes_id IS NULL OR s.id <> NEW.supersedes_id)
            AND (s.first_{column}_id = NEW.{side}_{column}_id AND s.outcome = 'second'
            OR s.second_{column}_id = NEW.{side}_{column}_id AND s.outcome = 'first'))""",  # noqa: S608
            message="Un poste ne se compte pas avec une embauche elle-même comptée ailleurs.",
        )
        for side in ("first", "second")
        for _, column in _HIRES
    ),
    *(
        Refusal(
            name=f"{_ROWS}_before_{side}_{column}",
            table=_ROWS,
            events=("INSERT",),
            condition=f"""NOT NEW.is_void AND EXISTS (SELECT 1 FROM {model._meta.db_table} h
            WHERE h.id = NEW.{side}_{column}_id AND h.hired_on > NEW.settled_on)""",  # noqa: S608
            message="On ne tranche pas avant la seconde embauche.",
        )
        for side in ("first", "second")
        for model, column in _HIRES
    ),
    *(
        Refusal(
            name=f"{_ROWS}_{column}_hired_after",
            table=model._meta.db_table,
            events=("UPDATE",),
            condition=f"""NEW.hired_on > OLD.hired_on AND EXISTS (SELECT 1 FROM {_ROWS} s
            WHERE (s.first_{column}_id = NEW.id OR s.second_{column}_id = NEW.id)
            AND (s.holds_until IS NULL OR s.holds_until > s.settled_on)
            AND s.settled_on < NEW.hired_on)""",  # noqa: S608
            message="Un doublon a été tranché à propos de cette embauche, avant le jour que vous "
            "indiquez\u00a0: rectifiez d’abord la réponse.",
        )
        for model, column in _HIRES
    ),
    *(
        Refusal(
            name=f"{_ROWS}_{column}_elsewhere",
            table=model._meta.db_table,
            events=("UPDATE",),
            condition=f"""({differ("counted_elsewhere_on")})
            AND COALESCE(NEW.counted_elsewhere_on, '0001-01-01') <> COALESCE((
            SELECT MIN(s.settled_on) FROM {_ROWS} s
            WHERE (s.holds_until IS NULL OR s.holds_until > s.settled_on)
            AND {_lost(column)}), '0001-01-01')""",  # noqa: S608
            message="Une embauche n’est comptée ailleurs que si un doublon est tranché ainsi.",
        )
        for model, column in _HIRES
    ),
)
