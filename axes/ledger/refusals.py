"""What the database refuses about money: any change, and any sum that cannot be."""

from revitalisation.triggers import Refusal

from .querysets import AppendOnly

# Runs through the days on which the aid moved: at none of them may the sum be above zero.
_EVER_POSITIVE = """NEW.aid_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM ledger_ledgerentry d WHERE d.aid_id = NEW.aid_id AND (
        SELECT SUM(CASE {cases} ELSE 0 END) FROM ledger_ledgerentry e
        WHERE e.aid_id = NEW.aid_id AND e.dated_on <= d.dated_on) > 0)"""

REFUSALS = (
    Refusal(
        name="ledger_entry_unchanged",
        table="ledger_ledgerentry",
        events=("UPDATE",),
        condition="1 = 1",
        message=str(AppendOnly()),
    ),
    Refusal(
        name="ledger_entry_kept",
        table="ledger_ledgerentry",
        events=("DELETE",),
        condition="1 = 1",
        message=str(AppendOnly()),
    ),
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
    ),
    Refusal(
        name="ledger_entry_over_envelope",
        table="ledger_ledgerentry",
        events=("INSERT",),
        condition="""NEW.kind = 'committed' AND NEW.over_envelope_reason = '' AND (
            SELECT SUM(CASE e.kind WHEN 'committed' THEN e.amount ELSE -e.amount END)
            FROM ledger_ledgerentry e JOIN convention_measure m ON m.id = e.measure_id
            JOIN convention_axis a ON a.id = m.axis_id
            WHERE e.kind IN ('committed', 'released') AND e.dated_on <= NEW.dated_on
            AND a.convention_id = (SELECT b.convention_id FROM convention_measure n
                JOIN convention_axis b ON b.id = n.axis_id WHERE n.id = NEW.measure_id)
        ) > (
            SELECT t.envelope FROM convention_conventionterms t
            WHERE t.effective_on <= NEW.dated_on
            AND t.convention_id = (SELECT b.convention_id FROM convention_measure n
                JOIN convention_axis b ON b.id = n.axis_id WHERE n.id = NEW.measure_id)
            ORDER BY t.effective_on DESC LIMIT 1)""",
        message="Le total engagé dépasserait l’enveloppe\u00a0: indiquez le motif du dépassement.",
        when="AFTER",
    ),
)
