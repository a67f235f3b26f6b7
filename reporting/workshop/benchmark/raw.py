"""The figures of a convention in SQL written by hand: one statement per fact table.

Each column is named after its indicator, ``_rows`` and ``_known`` being what the engine counts with
it: rows added up, answers filled in. Both databases read the same text; ``%(as_of)s`` is the
date.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import connections

TERMS = """
SELECT envelope, job_target, ends_on AS term_end FROM convention_conventionterms
WHERE convention_id = %(convention)s AND effective_on <= %(as_of)s
ORDER BY effective_on DESC LIMIT 1"""

_APPROVED = """p.decision IN ('favourable', 'reserved') AND p.decided_on <= %(as_of)s
    AND (p.withdrawn_on IS NULL OR p.withdrawn_on > %(as_of)s)"""

PROJECTS = f"""
SELECT COUNT(*) FILTER (WHERE {_APPROVED}) AS projects_supported,
    COUNT(*) FILTER (WHERE p.kind = 'creation' AND {_APPROVED}) AS business_creations,
    COUNT(*) FILTER (WHERE (p.decided_on IS NULL OR p.decided_on > %(as_of)s)
        AND (p.withdrawn_on IS NULL OR p.withdrawn_on > %(as_of)s)) AS projects_pending
FROM business_project p JOIN convention_axis a ON a.id = p.axis_id
WHERE a.convention_id = %(convention)s AND p.received_on <= %(as_of)s"""  # noqa: S608

_PROMISED = f"""
FROM business_jobcommitment k
JOIN business_project p ON p.id = k.project_id JOIN convention_axis a ON a.id = p.axis_id
WHERE a.convention_id = %(convention)s AND a.counts_jobs AND k.committed_on <= %(as_of)s
    AND (k.cancelled_on IS NULL OR k.cancelled_on > %(as_of)s) AND {_APPROVED}"""

COMMITMENTS = f"""
SELECT SUM(k.number) AS jobs_programmed,
    COUNT(*) AS jobs_programmed_rows,
    SUM(k.number) FILTER (WHERE k.due_on < %(as_of)s) AS jobs_due,
    COUNT(*) FILTER (WHERE k.due_on < %(as_of)s) AS jobs_due_rows
{_PROMISED}"""

JOBS = """
SELECT COUNT(*) FILTER (WHERE created) AS jobs_created,
    COUNT(*) FILTER (WHERE created AND verified_on <= %(as_of)s) AS jobs_verified,
    COUNT(*) FILTER (WHERE created AND twelve_months_on <= %(as_of)s) AS jobs_past_twelve_months,
    COUNT(*) FILTER (WHERE created AND twelve_months_on <= %(as_of)s AND (
        ended_on IS NULL OR ended_on >= twelve_months_on OR next_hired_on <= twelve_months_on
        AND (next_ended_on IS NULL OR next_ended_on >= twelve_months_on))) AS jobs_sustained,
    COUNT(*) FILTER (WHERE created AND ended_on <= %(as_of)s
        AND (next_hired_on IS NULL OR next_hired_on > %(as_of)s)) AS jobs_ended,
    COUNT(*) FILTER (WHERE created AND is_former_employee) AS former_employees_hired,
    COUNT(*) FILTER (WHERE created AND is_former_employee IS NOT NULL)
        AS former_employees_hired_known,
    COUNT(*) FILTER (WHERE created AND contract = 'permanent') AS jobs_permanent,
    COUNT(*) FILTER (WHERE created AND perimeter_id IS NOT NULL) AS jobs_in_perimeter,
    COUNT(*) FILTER (WHERE created AND commune_id IS NOT NULL) AS jobs_in_perimeter_known,
    COUNT(*) FILTER (WHERE counts_from IS NULL OR counts_from > %(as_of)s) AS hires_not_counted
FROM (SELECT j.*, r.hired_on AS next_hired_on, r.ended_on AS next_ended_on, z.id AS perimeter_id,
        a.counts_jobs AND j.counts_from <= %(as_of)s AS created
    FROM business_job j JOIN business_project p ON p.id = j.project_id
    JOIN convention_axis a ON a.id = p.axis_id
    LEFT JOIN business_job r ON r.replaces_id = j.id
    LEFT JOIN convention_perimetercommune z
        ON z.convention_id = a.convention_id AND z.commune_id = j.commune_id
    WHERE a.convention_id = %(convention)s AND j.hired_on <= %(as_of)s) hires"""

PLACEMENTS = """
SELECT COUNT(*) AS placements,
    COUNT(*) FILTER (WHERE y.contract = 'apprenticeship') AS placements_in_apprenticeship,
    COUNT(*) FILTER (WHERE y.counts_from <= %(as_of)s) AS placements_counted,
    COUNT(*) FILTER (WHERE EXISTS (SELECT 1 FROM territory_followup f
        WHERE f.placement_id = y.id AND f.due_on < %(as_of)s
        AND (f.done_on IS NULL OR f.done_on > %(as_of)s))) AS follow_ups_overdue
FROM territory_placement y JOIN convention_axis a ON a.id = y.axis_id
WHERE a.convention_id = %(convention)s AND y.hired_on <= %(as_of)s"""

_ENTRIES = """
FROM ledger_ledgerentry e JOIN convention_measure m ON m.id = e.measure_id
JOIN convention_axis a ON a.id = m.axis_id LEFT JOIN business_aid g ON g.id = e.aid_id
WHERE a.convention_id = %(convention)s AND e.dated_on <= %(as_of)s"""

_NET = "SUM(CASE e.kind WHEN 'committed' THEN e.amount WHEN 'released' THEN -e.amount END)"
_IS_NET = "e.kind IN ('committed', 'released')"

LEDGER = f"""
SELECT {_NET} AS committed, COUNT(*) FILTER (WHERE {_IS_NET}) AS committed_rows,
    {_NET} FILTER (WHERE e.aid_id IS NOT NULL) AS committed_to_companies,
    COUNT(*) FILTER (WHERE {_IS_NET} AND e.aid_id IS NOT NULL) AS committed_to_companies_rows,
    SUM(e.amount) FILTER (WHERE e.kind = 'paid') AS paid,
    COUNT(*) FILTER (WHERE e.kind = 'paid') AS paid_rows,
    SUM(e.amount) FILTER (WHERE e.kind = 'repaid') AS repaid,
    COUNT(*) FILTER (WHERE e.kind = 'repaid') AS repaid_rows,
    SUM(e.amount) FILTER (WHERE e.kind = 'released') AS released,
    COUNT(*) FILTER (WHERE e.kind = 'released') AS released_rows,
    SUM(CASE e.kind WHEN 'paid' THEN e.amount WHEN 'repaid' THEN -e.amount END)
        FILTER (WHERE g.kind = 'loan') AS loans_outstanding,
    COUNT(*) FILTER (WHERE g.kind = 'loan' AND e.kind IN ('paid', 'repaid'))
        AS loans_outstanding_rows,
    SUM(e.amount) FILTER (WHERE e.kind = 'paid' AND m.kind = 'operator_fees') AS operator_fees,
    COUNT(*) FILTER (WHERE e.kind = 'paid' AND m.kind = 'operator_fees') AS operator_fees_rows
{_ENTRIES}"""

PROSPECTS = """
SELECT COUNT(*) FILTER (WHERE studied > 0) AS prospects_studied,
    COUNT(*) FILTER (WHERE lost > 0) AS prospects_lost,
    COUNT(*) FILTER (WHERE signed > 0) AS prospects_signed,
    COUNT(*) FILTER (WHERE lost = 0 AND signed = 0) AS prospects_open
FROM (SELECT COUNT(*) FILTER (WHERE s.stage IN ('study', 'negotiation')) AS studied,
        COUNT(*) FILTER (WHERE s.stage = 'lost') AS lost,
        COUNT(*) FILTER (WHERE s.stage = 'signed') AS signed
    FROM site_prospectstage s JOIN site_prospect o ON o.id = s.prospect_id
    JOIN site_site i ON i.id = o.site_id JOIN convention_axis a ON a.id = i.axis_id
    WHERE a.convention_id = %(convention)s AND s.dated_on <= %(as_of)s
    GROUP BY s.prospect_id) prospects"""

FIGURES = (TERMS, PROJECTS, COMMITMENTS, JOBS, PLACEMENTS, LEDGER, PROSPECTS)

# What the dashboard shows besides: jobs by month, by axis, money by measure.
MONTHLY_JOBS = """
SELECT {month} AS month, a.number, COUNT(*) FROM business_job j
JOIN business_project p ON p.id = j.project_id JOIN convention_axis a ON a.id = p.axis_id
WHERE a.convention_id = %(convention)s AND a.counts_jobs AND j.counts_from <= %(as_of)s
GROUP BY 1, 2"""
PROMISES_BY_AXIS = f"SELECT a.number, SUM(k.number) {_PROMISED} GROUP BY 1"
BY_MEASURE = f"SELECT e.measure_id, e.kind, SUM(e.amount) {_ENTRIES} GROUP BY 1, 2"

_MONTHS = {"sqlite": "substr({0}, 1, 7)", "postgresql": "date_trunc('month', {0})"}


def figures(convention: int, as_of: date) -> dict[str, Any]:
    """Return every measured figure of a convention by code; None where a sum has no row."""
    connection = connections["default"]
    found: dict[str, Any] = {}
    parameters = _parameters(convention, as_of)
    with connection.cursor() as cursor:
        for statement in FIGURES:
            cursor.execute(statement, parameters)
            row = cursor.fetchone()
            if row is not None:
                found.update(zip((column[0] for column in cursor.description), row, strict=True))
    return found


def dashboard(convention: int, as_of: date, previous: date | None) -> list[Any]:
    """Run what a dashboard needs, by hand: figures at both dates, months, axes, measures."""
    connection = connections["default"]
    month = _MONTHS[connection.vendor]
    statements = (
        MONTHLY_JOBS.format(month=month.format("j.counts_from")),
        PROMISES_BY_AXIS,
        BY_MEASURE,
    )
    found: list[Any] = [figures(convention, day) for day in (as_of, previous) if day is not None]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, _parameters(convention, as_of))
            found.append(cursor.fetchall())
    return found


def _parameters(convention: int, as_of: date) -> Mapping[str, Any]:
    adapt = connections["default"].ops.adapt_datefield_value
    return {"convention": convention, "as_of": adapt(as_of)}
