"""The figures of a convention in SQL written by hand: what the engine is measured against."""

from datetime import date
from typing import Any

from django.db import connection

from convention.calendar import add_months

JOBS = """
SELECT COUNT(CASE WHEN j.counts_from <= %(d)s AND a.counts_jobs THEN 1 END),
 COUNT(CASE WHEN j.counts_from <= %(d)s AND a.counts_jobs AND j.verified_on <= %(d)s THEN 1 END),
 COUNT(CASE WHEN j.counts_from <= %(d)s AND a.counts_jobs AND j.hired_on <= %(y)s THEN 1 END),
 COUNT(CASE WHEN j.counts_from <= %(d)s AND a.counts_jobs AND j.hired_on <= %(y)s AND (
   j.ended_on IS NULL OR j.ended_on >= j.twelve_months_on OR (r.hired_on <= j.twelve_months_on
   AND (r.ended_on IS NULL OR r.ended_on >= j.twelve_months_on))) THEN 1 END),
 COUNT(CASE WHEN j.counts_from <= %(d)s AND a.counts_jobs AND j.ended_on <= %(d)s
   AND (r.hired_on IS NULL OR r.hired_on > %(d)s) THEN 1 END),
 COUNT(CASE WHEN j.counts_from <= %(d)s AND a.counts_jobs AND j.is_former_employee THEN 1 END),
 COUNT(CASE WHEN j.counts_from <= %(d)s AND a.counts_jobs
   AND j.is_former_employee IS NOT NULL THEN 1 END),
 COUNT(CASE WHEN j.counts_from <= %(d)s AND a.counts_jobs AND j.contract = 'permanent' THEN 1 END),
 COUNT(CASE WHEN j.counts_from <= %(d)s AND a.counts_jobs AND EXISTS (
   SELECT 1 FROM convention_perimetercommune p
   WHERE p.convention_id = a.convention_id AND p.commune_id = j.commune_id) THEN 1 END),
 COUNT(CASE WHEN j.counts_from <= %(d)s AND a.counts_jobs AND j.commune_id IS NOT NULL THEN 1 END),
 COUNT(CASE WHEN j.hired_on <= %(d)s
   AND (j.counts_from IS NULL OR j.counts_from > %(d)s) THEN 1 END)
FROM business_job j JOIN business_project p ON p.id = j.project_id
JOIN convention_axis a ON a.id = p.axis_id LEFT JOIN business_job r ON r.replaces_id = j.id
WHERE a.convention_id = %(c)s"""
APPROVED = """p.decision IN ('favourable', 'reserved') AND p.decided_on <= %(d)s
 AND (p.withdrawn_on IS NULL OR p.withdrawn_on > %(d)s)"""
COMMITMENTS = f"""
SELECT SUM(CASE WHEN k.committed_on <= %(d)s AND a.counts_jobs AND {APPROVED}
   AND (k.cancelled_on IS NULL OR k.cancelled_on > %(d)s) THEN k.number END),
 SUM(CASE WHEN k.committed_on <= %(d)s AND a.counts_jobs AND {APPROVED} AND k.due_on < %(d)s
   AND (k.cancelled_on IS NULL OR k.cancelled_on > %(d)s) THEN k.number END)
FROM business_jobcommitment k JOIN business_project p ON p.id = k.project_id
JOIN convention_axis a ON a.id = p.axis_id WHERE a.convention_id = %(c)s"""  # noqa: S608
PROJECTS = f"""
SELECT COUNT(CASE WHEN {APPROVED} THEN 1 END),
 COUNT(CASE WHEN {APPROVED} AND p.kind = 'creation' THEN 1 END),
 COUNT(CASE WHEN p.received_on <= %(d)s AND (p.decided_on IS NULL OR p.decided_on > %(d)s)
   AND (p.withdrawn_on IS NULL OR p.withdrawn_on > %(d)s) THEN 1 END)
FROM business_project p JOIN convention_axis a ON a.id = p.axis_id
WHERE a.convention_id = %(c)s"""  # noqa: S608
PLACEMENTS = """
SELECT COUNT(CASE WHEN l.hired_on <= %(d)s THEN 1 END),
 COUNT(CASE WHEN l.hired_on <= %(d)s AND l.contract = 'apprenticeship' THEN 1 END),
 COUNT(CASE WHEN l.counts_from <= %(d)s THEN 1 END),
 COUNT(CASE WHEN l.hired_on <= %(d)s AND EXISTS (SELECT 1 FROM territory_followup f
   WHERE f.placement_id = l.id AND f.due_on < %(d)s
   AND (f.done_on IS NULL OR f.done_on > %(d)s)) THEN 1 END)
FROM territory_placement l JOIN convention_axis a ON a.id = l.axis_id
WHERE a.convention_id = %(c)s"""
LEDGER = """
SELECT SUM(CASE WHEN e.kind = 'committed' THEN e.amount
   WHEN e.kind = 'released' THEN -e.amount END),
 SUM(CASE WHEN e.kind = 'paid' THEN e.amount END),
 SUM(CASE WHEN e.kind = 'repaid' THEN e.amount END),
 SUM(CASE WHEN e.kind = 'released' THEN e.amount END),
 SUM(CASE WHEN e.aid_id IS NULL THEN 0 WHEN e.kind = 'committed' THEN e.amount
   WHEN e.kind = 'released' THEN -e.amount END),
 SUM(CASE WHEN i.kind = 'loan' AND e.kind = 'paid' THEN e.amount
   WHEN i.kind = 'loan' AND e.kind = 'repaid' THEN -e.amount END),
 SUM(CASE WHEN m.kind = 'operator_fees' AND e.kind = 'paid' THEN e.amount END), COUNT(*)
FROM ledger_ledgerentry e JOIN convention_measure m ON m.id = e.measure_id
JOIN convention_axis a ON a.id = m.axis_id LEFT JOIN business_aid i ON i.id = e.aid_id
WHERE a.convention_id = %(c)s AND e.dated_on <= %(d)s"""
PROSPECTS = """
SELECT COUNT(CASE WHEN EXISTS (SELECT 1 FROM site_prospectstage g WHERE g.prospect_id = q.id
   AND g.stage IN ('study', 'negotiation') AND g.dated_on <= %(d)s) THEN 1 END),
 COUNT(CASE WHEN EXISTS (SELECT 1 FROM site_prospectstage g WHERE g.prospect_id = q.id
   AND g.stage = 'lost' AND g.dated_on <= %(d)s) THEN 1 END),
 COUNT(CASE WHEN EXISTS (SELECT 1 FROM site_prospectstage g WHERE g.prospect_id = q.id
   AND g.stage = 'signed' AND g.dated_on <= %(d)s) THEN 1 END)
FROM site_prospect q JOIN site_site s ON s.id = q.site_id
JOIN convention_axis a ON a.id = s.axis_id WHERE a.convention_id = %(c)s"""
TERMS = """
SELECT t.envelope, t.job_target, t.ends_on FROM convention_conventionterms t
WHERE t.convention_id = %(c)s AND t.effective_on <= %(d)s ORDER BY t.effective_on DESC LIMIT 1"""

STATEMENTS = (JOBS, COMMITMENTS, PROJECTS, PLACEMENTS, LEDGER, PROSPECTS, TERMS)


def figures(convention: int, as_of: date) -> list[tuple[Any, ...]]:
    """Run the seven statements and return their rows."""
    values: dict[str, Any] = {"c": convention, "d": as_of, "y": add_months(as_of, -12)}
    found = []
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement, values)
            found.append(cursor.fetchone())
    return found
