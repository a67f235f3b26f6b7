"""What the database refuses about money: any change, and any sum that cannot be."""

from collections.abc import Iterator

from axes.business.models import Aid
from convention.held import Held
from convention.models import Convention, ConventionTerms, Measure
from revitalisation.triggers import (
    Refusal,
    RunningRefusal,
    belongs,
    differ,
    insert_only,
    reached,
)

from .covers import COVERS, Cover
from .models import LedgerEntry, PaidPost
from .querysets import AppendOnly

_ENTRY = LedgerEntry._meta.db_table
_TERMS = ConventionTerms._meta.db_table
_HELD = Held(LedgerEntry)
_CONVENTION: str = Convention._meta.db_table


def _rise(row: str) -> str:
    """Return by how much a commitment, or a release, raises what is committed."""
    return f"CASE {row}.kind WHEN 'committed' THEN {row}.amount ELSE -{row}.amount END"


def _never_uncovered(cover: Cover) -> RunningRefusal:
    """Refuse entries that take more than was given, on their day or on a later one.

    If all that is taken, early or late, is covered by what was given by the day of the entry, no
    day needs to be looked at: entries that come in their order are always told so.
    """
    place = "aid" if cover.on_aid else "measure"
    of_aid = "e.aid_id = NEW.aid_id" if cover.on_aid else "e.aid_id IS NULL"
    entries = f"{_ENTRY} e WHERE {of_aid} AND e.measure_id = NEW.measure_id"
    taken = cover.sql("e")
    return RunningRefusal(
        name=f"{_ENTRY}_{cover.taken[0]}_over_{cover.given}_on_{place}",
        table=_ENTRY,
        among=f"NEW.aid_id IS {'NOT ' if cover.on_aid else ''}NULL AND {cover.sql('NEW')} > 0",
        per=("aid_id", "measure_id"),
        since="dated_on",
        amount=cover.sql("NEW"),
        owner="NEW.aid_id || '/' || NEW.measure_id"
        if cover.on_aid
        else "CASE WHEN NEW.aid_id IS NULL THEN NEW.measure_id END",
        condition=f"""(SELECT SUM(CASE WHEN e.dated_on <= NEW.dated_on OR {taken} > 0
            THEN {taken} ELSE 0 END) FROM {entries}) > 0
            AND EXISTS (SELECT 1 FROM (
                SELECT e.dated_on AS day, SUM({taken}) OVER (ORDER BY e.dated_on) AS total
                FROM {entries}) d WHERE d.day >= NEW.dated_on AND d.total > 0)""",  # noqa: S608 - no value comes in
        message=cover.message,
        one_at_a_time=(_CONVENTION, _HELD.convention()),
    )


def _measures(convention: str) -> str:
    """Return the selection of the measures of a convention."""
    owned = belongs(Measure, Measure.convention_path, convention, "m")
    return f"SELECT m.id FROM {Measure._meta.db_table} m WHERE {owned}"  # noqa: S608


def _smallest_envelope(convention: str, since: str) -> str:
    """Return the selection of the smallest envelope from ``since`` on."""
    terms = f"{_TERMS} t WHERE t.convention_id = {convention}"
    return f"""SELECT MIN(t.envelope) FROM {terms} AND t.effective_on >= COALESCE(
        (SELECT MAX(t.effective_on) FROM {terms} AND t.effective_on <= {since}), {since})"""  # noqa: S608


def _over_envelope(convention: str, since: str) -> str:
    """Return the condition that commitments exceed the envelope on some day from ``since`` on.

    They may do so on the day of an entry, earlier ones being late to arrive, or on that of an
    amendment. If all that was ever committed, less what was released by then, fits the smallest
    envelope from then on, no day needs to be looked at.
    """
    rise = _rise("e")
    committing = f"""FROM {_ENTRY} e WHERE e.kind IN ('committed', 'released')
        AND e.measure_id IN ({_measures(convention)})"""
    terms = f"{_TERMS} t WHERE t.convention_id = {convention}"
    # Unknown envelopes refuse nothing: without COALESCE the search would be made for them.
    return f"""COALESCE((SELECT SUM(CASE WHEN e.dated_on <= {since} OR {rise} > 0
            THEN {rise} ELSE 0 END) {committing})
            > ({_smallest_envelope(convention, since)}), FALSE)
        AND EXISTS (SELECT 1 FROM (
            SELECT moved.day, SUM(moved.cents) OVER (ORDER BY moved.day) AS total FROM (
                SELECT e.dated_on AS day, {rise} AS cents {committing}
                UNION ALL SELECT t.effective_on, 0 FROM {terms}) moved) d
            WHERE d.day >= {since} AND d.total > (
                SELECT t.envelope FROM {terms} AND t.effective_on <= d.day
                ORDER BY t.effective_on DESC LIMIT 1))"""  # noqa: S608 - no value comes in


def _envelope_covers_commitments() -> Iterator[Refusal]:
    """Refuse without a reason commitments beyond the envelope, and an envelope below them."""
    yield RunningRefusal(
        name=f"{_ENTRY}_over_envelope",
        table=_ENTRY,
        among="NEW.over_envelope_reason = '' AND NEW.kind IN ('committed', 'released') "
        f"AND {_rise('NEW')} > 0",
        per=("measure_id",),
        since="dated_on",
        amount=f"CASE WHEN NEW.kind IN ('committed', 'released') THEN {_rise('NEW')} ELSE 0 END",
        owner="NEW.measure_id",
        owners=_measures(_HELD.convention()),
        most=f"({_smallest_envelope(_HELD.convention(), 'NEW.dated_on')})",
        condition=_over_envelope(_HELD.convention(), "NEW.dated_on"),
        message="Le total engagé dépasserait l’enveloppe\u00a0: indiquez le motif du dépassement.",
        one_at_a_time=(_CONVENTION, _HELD.convention()),
    )
    for event, changed in (
        ("INSERT", ""),
        ("UPDATE", "(NEW.envelope < OLD.envelope OR OLD.envelope IS NULL) AND"),
    ):
        yield Refusal(
            name=f"ledger_envelope_under_committed_{event.lower()}",
            table=_TERMS,
            events=(event,),
            condition=f"""NEW.reason = '' AND {changed}
                {_over_envelope("NEW.convention_id", "NEW.effective_on")}""",
            message="L’enveloppe serait inférieure au total engagé\u00a0: "
            "indiquez l’objet de l’avenant, ou désengagez d’abord des sommes.",
            when="AFTER",
            one_at_a_time=(_CONVENTION, "NEW.convention_id"),
        )


REFUSALS = (
    *insert_only(LedgerEntry, str(AppendOnly())),
    *_HELD.follows_signature(
        "dated_on",
        "L’écriture ne peut pas précéder la signature de la convention.",
        "La signature ne peut pas suivre une écriture déjà enregistrée.",
        changes=False,
    ),
    *map(_never_uncovered, COVERS),
    *_envelope_covers_commitments(),
    Refusal(
        name="ledger_entry_aid_elsewhere",
        table=_ENTRY,
        events=("INSERT",),
        condition=f"NEW.aid_id IS NOT NULL AND NEW.measure_id <> "
        f"{reached(LedgerEntry, 'aid__measure')}",
        message="L’écriture d’une aide porte sur la mesure de cette aide.",
    ),
    Refusal(
        name="ledger_entry_reversal_differs",
        table=_ENTRY,
        events=("INSERT",),
        condition="""NEW.reverses_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM ledger_ledgerentry o WHERE o.id = NEW.reverses_id
            AND o.reverses_id IS NULL AND o.amount = -NEW.amount AND o.kind = NEW.kind
            AND o.measure_id = NEW.measure_id AND o.dated_on <= NEW.dated_on
            AND COALESCE(o.aid_id, 0) = COALESCE(NEW.aid_id, 0))""",
        message="Une contre-écriture reprend l’écriture annulée, au signe près.",
    ),
    *insert_only(PaidPost, str(AppendOnly())),
    Refusal(
        name="ledger_paidpost_of_payment",
        table=PaidPost._meta.db_table,
        events=("INSERT",),
        condition=f"""NOT EXISTS (SELECT 1 FROM {_ENTRY} e
            JOIN business_aid a ON a.id = e.aid_id
            JOIN business_post p ON p.id = NEW.post_id AND p.project_id = a.project_id
            WHERE e.id = NEW.entry_id AND e.kind = 'paid' AND e.reverses_id IS NULL)""",  # noqa: S608
        message=PaidPost.OF_PROJECT,
    ),
    Refusal(
        # Which rows were written in one transaction, no database tells: the entry says how many.
        name="ledger_paidpost_with_entry",
        table=PaidPost._meta.db_table,
        events=("INSERT",),
        condition=f"""(SELECT COUNT(*) FROM {PaidPost._meta.db_table} d
            WHERE d.entry_id = NEW.entry_id) >= (
            SELECT e.posts_named FROM {_ENTRY} e WHERE e.id = NEW.entry_id
            AND e.kind = 'paid' AND e.aid_id IS NOT NULL AND e.reverses_id IS NULL)""",  # noqa: S608
        message=PaidPost.WITH_ENTRY,
    ),
    Refusal(
        name="ledger_post_project_kept",
        table="business_post",
        events=("UPDATE",),
        condition=f"""NEW.project_id <> OLD.project_id AND EXISTS (
            SELECT 1 FROM {PaidPost._meta.db_table} d WHERE d.post_id = NEW.id)""",  # noqa: S608
        message="Une écriture désigne ce poste\u00a0: son projet ne change plus.",
    ),
    Refusal(
        name="ledger_aid_measure_kept",
        table=Aid._meta.db_table,
        events=("UPDATE",),
        condition=f"""({differ("project_id", "measure_id", "kind")}) AND EXISTS (
            SELECT 1 FROM ledger_ledgerentry e WHERE e.aid_id = NEW.id)""",  # noqa: S608 - no value comes in
        message="Des écritures portent déjà sur cette aide\u00a0: "
        "son projet, sa nature et sa mesure ne changent plus.",
    ),
)
