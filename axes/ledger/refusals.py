"""What the database refuses about money: any change, and any sum that cannot be."""

from revitalisation.triggers import Refusal, differ, insert_only

from .models import LedgerEntry
from .querysets import AppendOnly

# Runs through the days on which the aid moved: at none of them may the sum be above zero.
_EVER_POSITIVE = """NEW.aid_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM ledger_ledgerentry d WHERE d.aid_id = NEW.aid_id AND (
        SELECT SUM(CASE {cases} ELSE 0 END) FROM ledger_ledgerentry e
        WHERE e.aid_id = NEW.aid_id AND e.dated_on <= d.dated_on) > 0)"""

_OF_ENTRY = """(SELECT b.convention_id FROM convention_measure n
    JOIN convention_axis b ON b.id = n.axis_id WHERE n.id = NEW.measure_id)"""
_ONE_AT_A_TIME = f"1 FROM convention_convention WHERE id = {_OF_ENTRY}"
_COMMITTING = """FROM ledger_ledgerentry e
    JOIN convention_measure m ON m.id = e.measure_id JOIN convention_axis a ON a.id = m.axis_id
    WHERE a.convention_id = {convention} AND e.kind IN ('committed', 'released')"""


def _over_envelope(convention: str, since: str) -> str:
    """Return the condition that commitments exceed the envelope on some day from ``since`` on.

    They may do so on the day of an entry, earlier ones being late to arrive, or on that of an
    amendment. Entries that fit the smallest envelope when all are added up need no such search.
    """
    committing = _COMMITTING.format(convention=convention)
    terms = f"convention_conventionterms t WHERE t.convention_id = {convention}"
    added = "CASE e.kind WHEN 'committed' THEN e.amount ELSE -e.amount END"
    rises = f"SELECT SUM({added}) {committing} AND (e.kind = 'committed') = (e.amount > 0)"
    # Unknown envelopes refuse nothing: without COALESCE the search would be made for them.
    return f"""COALESCE(({rises}) > (SELECT MIN(t.envelope) FROM {terms}), FALSE) AND EXISTS (
        SELECT 1 FROM (
            SELECT e.dated_on AS day {committing} AND e.dated_on >= {since}
            UNION SELECT t.effective_on FROM {terms} AND t.effective_on >= {since}
        ) d WHERE (SELECT SUM({added}) {committing} AND e.dated_on <= d.day)
            > (SELECT t.envelope FROM {terms} AND t.effective_on <= d.day
               ORDER BY t.effective_on DESC LIMIT 1))"""  # noqa: S608 - no value comes in


REFUSALS = (
    *insert_only(LedgerEntry, str(AppendOnly())),
    Refusal(
        name="ledger_entry_aid_elsewhere",
        table="ledger_ledgerentry",
        events=("INSERT",),
        condition="""NEW.aid_id IS NOT NULL AND NEW.measure_id <> (
            SELECT measure_id FROM business_aid WHERE id = NEW.aid_id)""",
        message="L’écriture d’une aide porte sur la mesure de cette aide.",
    ),
    Refusal(
        name="ledger_entry_reversal_differs",
        table="ledger_ledgerentry",
        events=("INSERT",),
        condition="""NEW.reverses_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM ledger_ledgerentry o WHERE o.id = NEW.reverses_id
            AND o.reverses_id IS NULL AND o.amount = -NEW.amount AND o.kind = NEW.kind
            AND o.measure_id = NEW.measure_id AND o.dated_on <= NEW.dated_on
            AND COALESCE(o.aid_id, 0) = COALESCE(NEW.aid_id, 0))""",
        message="Une contre-écriture reprend l’écriture annulée, au signe près.",
    ),
    Refusal(
        name="ledger_entry_paid_over_committed",
        table="ledger_ledgerentry",
        events=("INSERT",),
        condition=_EVER_POSITIVE.format(
            cases="WHEN e.kind IN ('paid', 'released') THEN e.amount "
            "WHEN e.kind = 'committed' THEN -e.amount"
        ),
        message="Le montant versé ou désengagé dépasserait le montant engagé sur cette aide.",
        when="AFTER",
        one_at_a_time=_ONE_AT_A_TIME,
    ),
    Refusal(
        name="ledger_entry_repaid_over_paid",
        table="ledger_ledgerentry",
        events=("INSERT",),
        condition="NEW.kind IN ('paid', 'repaid') AND "
        + _EVER_POSITIVE.format(
            cases="WHEN e.kind = 'repaid' THEN e.amount WHEN e.kind = 'paid' THEN -e.amount"
        ),
        message="Le montant remboursé dépasserait le montant versé sur cette aide.",
        when="AFTER",
        one_at_a_time=_ONE_AT_A_TIME,
    ),
    *(
        Refusal(
            name=f"ledger_entry_{taken}_over_{given}_on_measure",
            table="ledger_ledgerentry",
            events=("INSERT",),
            condition=f"""NEW.aid_id IS NULL AND NEW.kind IN ('{taken}', '{given}') AND EXISTS (
                SELECT 1 FROM ledger_ledgerentry d
                WHERE d.measure_id = NEW.measure_id AND d.aid_id IS NULL AND (
                    SELECT SUM(CASE e.kind WHEN '{taken}' THEN e.amount
                        WHEN '{given}' THEN -e.amount ELSE 0 END) FROM ledger_ledgerentry e
                    WHERE e.measure_id = NEW.measure_id AND e.aid_id IS NULL
                    AND e.dated_on <= d.dated_on) > 0)""",  # noqa: S608 - no value comes in
            message=message,
            when="AFTER",
            one_at_a_time=_ONE_AT_A_TIME,
        )
        for taken, given, message in (
            (
                "released",
                "committed",
                "Le montant désengagé dépasserait le montant engagé sur cette mesure.",
            ),
            ("repaid", "paid", "Le montant remboursé dépasserait le montant versé sur la mesure."),
        )
    ),
    Refusal(
        name="ledger_entry_before_signature",
        table="ledger_ledgerentry",
        events=("INSERT",),
        condition=f"""NEW.dated_on < (
            SELECT c.signed_on FROM convention_convention c WHERE c.id = {_OF_ENTRY})""",  # noqa: S608
        message="L’écriture ne peut pas précéder la signature de la convention.",
    ),
    Refusal(
        name="ledger_entry_over_envelope",
        table="ledger_ledgerentry",
        events=("INSERT",),
        condition=f"""NEW.over_envelope_reason = ''
            AND (NEW.kind = 'committed' OR NEW.kind = 'released' AND NEW.amount < 0)
            AND {_over_envelope(_OF_ENTRY, "NEW.dated_on")}""",
        message="Le total engagé dépasserait l’enveloppe\u00a0: indiquez le motif du dépassement.",
        when="AFTER",
        one_at_a_time=_ONE_AT_A_TIME,
    ),
    *(
        Refusal(
            name=f"ledger_envelope_under_committed_{event.lower()}",
            table="convention_conventionterms",
            events=(event,),
            condition=f"""NEW.reason = '' AND {changed}
                {_over_envelope("NEW.convention_id", "NEW.effective_on")}""",
            message="L’enveloppe serait inférieure au total engagé\u00a0: "
            "indiquez l’objet de l’avenant, ou désengagez d’abord des sommes.",
            when="AFTER",
            one_at_a_time="1 FROM convention_convention WHERE id = NEW.convention_id",
        )
        for event, changed in (
            ("INSERT", ""),
            ("UPDATE", "(NEW.envelope < OLD.envelope OR OLD.envelope IS NULL) AND"),
        )
    ),
    Refusal(
        name="ledger_aid_measure_kept",
        table="business_aid",
        events=("UPDATE",),
        condition=f"""({differ("project_id", "measure_id", "kind")}) AND EXISTS (
            SELECT 1 FROM ledger_ledgerentry e WHERE e.aid_id = NEW.id)""",  # noqa: S608 - no value comes in
        message="Des écritures portent déjà sur cette aide\u00a0: "
        "son projet, sa nature et sa mesure ne changent plus.",
    ),
)
