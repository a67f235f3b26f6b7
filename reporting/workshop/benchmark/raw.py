"""The figures of a convention in SQL written by hand, prepared on a bare connection of the driver.

One statement per fact table answers for all the dates of a page in one pass: its columns are
repeated for each ``{day}``, and a row is read when it is known at the latest. Both databases read
the same text. Each column is named after its indicator, ``_rows`` and ``_known`` being what the
engine counts with it: rows added up, answers filled in.
"""

import sqlite3
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper


class Statement(NamedTuple):
    """One pass over a table; ``part`` is what the dashboard divides it by."""

    columns: str
    source: str
    part: str = ""


# All of them: which ones are in force at a date is read from so few rows.
TERMS = """SELECT effective_on, envelope, job_target, ends_on FROM convention_conventionterms
WHERE convention_id = {convention} ORDER BY effective_on DESC"""

_HELD = """EXISTS (SELECT 1 FROM business_projectdecision d WHERE d.project_id = p.id
    AND d.decided_on <= {day} AND (d.holds_until IS NULL OR d.holds_until > {day}) AND """
_APPROVED = f"""p.approved_from <= {{day}} AND (p.lapsed_from IS NULL OR p.lapsed_from > {{day}}
    OR {_HELD} d.outcome IN ('favourable', 'reserved')))"""

# The firm’s projects entered before it are not approved.
_FIRST = f"""NOT EXISTS (SELECT 1 FROM business_project q WHERE q.company_id = p.company_id
    AND q.id < p.id AND {_APPROVED.replace("p.", "q.")})"""  # noqa: S608

PROJECTS = Statement(
    f"""COUNT(*) FILTER (WHERE {_APPROVED}) AS projects_supported,
    COUNT(*) FILTER (WHERE {_APPROVED} AND {_FIRST}) AS companies_aided,
    COUNT(*) FILTER (WHERE p.kind = 'creation' AND {_APPROVED}) AS business_creations,
    COUNT(*) FILTER (WHERE p.received_on <= {{day}}
        AND NOT {_HELD} d.outcome <> 'adjourned')) AS projects_pending""",
    """FROM business_project p JOIN convention_axis a ON a.id = p.axis_id
    WHERE a.convention_id = {convention} AND p.received_on <= {day}""",
)

_PROMISED = f"""o.made_on <= {{day}} AND (o.given_up_on IS NULL OR o.given_up_on > {{day}})
    AND k.committed_on <= {{day}} AND (k.cancelled_on IS NULL OR k.cancelled_on > {{day}})
    AND {_APPROVED} AND (a.uncounted_from IS NULL OR a.uncounted_from > {{day}} OR NOT EXISTS (
    SELECT 1 FROM convention_axisterms x WHERE x.axis_id = a.id AND NOT x.counts_jobs
    AND x.effective_on <= {{day}} AND (x.holds_until IS NULL OR x.holds_until > {{day}})))"""  # noqa: S608

POSTS = Statement(
    f"""COUNT(*) FILTER (WHERE {_PROMISED}) AS jobs_programmed,
    COUNT(*) FILTER (WHERE k.due_on < {{day}} AND {_PROMISED}) AS jobs_due""",
    """FROM business_post o JOIN business_jobcommitment k ON k.id = o.commitment_id
    JOIN business_project p ON p.id = o.project_id JOIN convention_axis a ON a.id = p.axis_id
    WHERE a.convention_id = {convention} AND o.made_on <= {day}""",
    "a.number",
)

_THEN = "s.since <= {day} AND (s.until IS NULL OR s.until > {day})"
_CREATED = f"s.reason = '' AND {_THEN}"
_IN_ZONE = """EXISTS (SELECT 1 FROM convention_perimetercommune z
    WHERE z.convention_id = a.convention_id AND z.commune_id = j.commune_id
    AND z.effective_on <= {day} AND (z.holds_until IS NULL OR z.holds_until > {day})
    AND z.zone IN"""
_IN_PLACE = """EXISTS (SELECT 1 FROM business_job r WHERE r.holds_id = j.holds_id
    AND r.hired_on <= {day} AND (r.ended_on IS NULL OR r.ended_on > {day}))"""


def _lasted(on: str) -> str:
    """Return the condition that the post was held on an anniversary that has come."""
    return f"""{on} <= {{day}} AND (j.ended_on IS NULL OR j.ended_on >= {on}
    OR EXISTS (SELECT 1 FROM business_job r WHERE r.holds_id = j.holds_id
        AND r.hired_on <= {on} AND (r.ended_on IS NULL OR r.ended_on >= {on})))"""  # noqa: S608


_HOURS = "CASE WHEN s.change_id IS NULL THEN j.weekly_hours ELSE c.weekly_hours END"
_HUNDREDTHS = f"CAST(ROUND({_HOURS} * 100) AS integer)"

JOBS = Statement(
    f"""COUNT(*) FILTER (WHERE {_CREATED}) AS jobs_created,
    COUNT(*) FILTER (WHERE {_CREATED} AND j.verified_on <= {{day}}) AS jobs_verified,
    COUNT(*) FILTER (WHERE {_CREATED} AND j.twelve_months_on <= {{day}})
        AS jobs_past_twelve_months,
    COUNT(*) FILTER (WHERE {_CREATED} AND {_lasted("j.twelve_months_on")}) AS jobs_sustained,
    COUNT(*) FILTER (WHERE {_CREATED} AND (j.ended_on IS NULL OR j.ended_on > {{day}}
        OR {_IN_PLACE})) AS jobs_alive,
    COUNT(*) FILTER (WHERE {_CREATED} AND j.ended_on <= {{day}} AND NOT {_IN_PLACE}) AS jobs_ended,
    COUNT(*) FILTER (WHERE {_CREATED} AND j.is_former_employee) AS former_employees_hired,
    COUNT(*) FILTER (WHERE {_CREATED} AND j.is_former_employee IS NOT NULL)
        AS former_employees_hired_known,
    COUNT(*) FILTER (WHERE {_CREATED} AND COALESCE(c.contract, j.contract) = 'permanent')
        AS jobs_permanent,
    SUM({_HUNDREDTHS}) FILTER (WHERE {_CREATED}) AS jobs_created_fte,
    COUNT(*) FILTER (WHERE {_CREATED}) AS jobs_created_fte_rows,
    COUNT({_HOURS}) FILTER (WHERE {_CREATED}) AS jobs_created_fte_known,
    COUNT(*) FILTER (WHERE {_CREATED} AND o.commitment_id IS NULL) AS jobs_created_unpromised,
    COUNT(*) FILTER (WHERE {_CREATED} AND {_IN_ZONE} ('priority', 'extended')))
        AS jobs_in_perimeter,
    COUNT(*) FILTER (WHERE {_CREATED} AND j.commune_id IS NOT NULL) AS jobs_in_perimeter_known,
    COUNT(*) FILTER (WHERE {_CREATED} AND {_IN_ZONE} ('priority'))) AS jobs_in_priority_zone,
    COUNT(*) FILTER (WHERE {_CREATED} AND j.commune_id IS NOT NULL)
        AS jobs_in_priority_zone_known,
    COUNT(*) FILTER (WHERE {_CREATED} AND {_IN_ZONE} ('extended'))) AS jobs_in_extended_zone,
    COUNT(*) FILTER (WHERE {_CREATED} AND j.commune_id IS NOT NULL)
        AS jobs_in_extended_zone_known,
    COUNT(*) FILTER (WHERE s.reason <> '' AND {_THEN}) AS hires_not_counted,
    COUNT(*) FILTER (WHERE {_THEN} AND s.term_on <= {{day}}
        AND (j.ended_on IS NULL OR j.ended_on > {{day}})) AS contracts_past_term""",
    """FROM business_jobspell s JOIN business_job j ON j.id = s.hire_id
    JOIN business_project p ON p.id = s.project_id JOIN convention_axis a ON a.id = p.axis_id
    JOIN business_post o ON o.id = j.holds_id
    LEFT JOIN business_contractchange c ON c.id = s.change_id
    WHERE a.convention_id = {convention} AND s.since <= {day}""",
    "a.number",
)

# Net of what was cancelled: an entry that cancels another carries its amount with a minus sign.
_GIVEN = "SUM(CASE e.kind WHEN 'committed' THEN e.amount WHEN 'released' THEN -e.amount ELSE 0 END)"
_AIDS = """SELECT e.aid_id FROM ledger_ledgerentry e JOIN business_aid g ON g.id = e.aid_id
    WHERE g.project_id = s.project_id AND e.dated_on <= {day}"""
_UNPAID = """AND NOT EXISTS (SELECT 1 FROM ledger_paidpost n
        JOIN ledger_ledgerentry y ON y.id = n.entry_id
        LEFT JOIN ledger_ledgerentry x ON x.reverses_id = y.id AND x.dated_on <= {day}
        WHERE n.post_id = j.holds_id AND y.aid_id = e.aid_id AND y.dated_on <= {day}
        AND x.id IS NULL)"""
_PAID = f"""EXISTS ({_AIDS} GROUP BY e.aid_id HAVING {_GIVEN} > 0)
    AND NOT EXISTS ({_AIDS} {_UNPAID} GROUP BY e.aid_id HAVING {_GIVEN} > 0
        AND SUM(CASE e.kind WHEN 'paid' THEN e.amount ELSE 0 END) < {_GIVEN})"""

FURTHER_JOBS = Statement(
    f"""COUNT(*) FILTER (WHERE {_CREATED} AND j.twenty_four_months_on <= {{day}})
        AS jobs_past_twenty_four_months,
    COUNT(*) FILTER (WHERE {_CREATED} AND {_lasted("j.twenty_four_months_on")})
        AS jobs_sustained_24,
    COUNT(*) FILTER (WHERE {_CREATED} AND {_PAID}) AS posts_paid""",
    """FROM business_jobspell s JOIN business_job j ON j.id = s.hire_id
    JOIN business_project p ON p.id = s.project_id JOIN convention_axis a ON a.id = p.axis_id
    WHERE a.convention_id = {convention} AND s.since <= {day}""",
)

PLACEMENTS = Statement(
    """COUNT(*) FILTER (WHERE y.hired_on <= {day}) AS placements,
    COUNT(*) FILTER (WHERE y.hired_on <= {day} AND y.contract = 'apprenticeship')
        AS placements_in_apprenticeship,
    COUNT(*) FILTER (WHERE y.counts_from <= {day}) AS placements_counted,
    COUNT(*) FILTER (WHERE y.hired_on <= {day} AND EXISTS (SELECT 1 FROM territory_followup f
        WHERE f.placement_id = y.id AND f.due_on < {day}
        AND (f.done_on IS NULL OR f.done_on > {day}))) AS follow_ups_overdue""",
    """FROM territory_placement y JOIN convention_axis a ON a.id = y.axis_id
    WHERE a.convention_id = {convention} AND y.hired_on <= {day}""",
)

_NET = "CASE e.kind WHEN 'committed' THEN e.amount WHEN 'released' THEN -e.amount END"
_OWED = "CASE e.kind WHEN 'paid' THEN e.amount WHEN 'repaid' THEN -e.amount END"
# What each figure adds up, of which entries.
_MONEY = {
    "committed": (_NET, "e.kind IN ('committed', 'released')"),
    "committed_to_companies": (
        _NET,
        "e.kind IN ('committed', 'released') AND e.aid_id IS NOT NULL",
    ),
    "paid": ("e.amount", "e.kind = 'paid'"),
    "repaid": ("e.amount", "e.kind = 'repaid'"),
    "released": ("e.amount", "e.kind = 'released'"),
    "loans_outstanding": (_OWED, "g.kind = 'loan' AND e.kind IN ('paid', 'repaid')"),
    "operator_fees": ("e.amount", "e.kind = 'paid' AND m.kind = 'operator_fees'"),
}

LEDGER = Statement(
    ",\n    ".join(
        f"SUM({added}) FILTER (WHERE e.dated_on <= {{day}} AND {kept}) AS {code},\n"
        f"    COUNT(*) FILTER (WHERE e.dated_on <= {{day}} AND {kept}) AS {code}_rows"
        for code, (added, kept) in _MONEY.items()
    ),
    """FROM ledger_ledgerentry e JOIN convention_measure m ON m.id = e.measure_id
    JOIN convention_axis a ON a.id = m.axis_id LEFT JOIN business_aid g ON g.id = e.aid_id
    WHERE a.convention_id = {convention} AND e.dated_on <= {day}""",
    "e.measure_id",
)

PROSPECTS = Statement(
    """COUNT(*) FILTER (WHERE studied <= {day}) AS prospects_studied,
    COUNT(*) FILTER (WHERE lost <= {day}) AS prospects_lost,
    COUNT(*) FILTER (WHERE signed <= {day}) AS prospects_signed,
    COUNT(*) FILTER (WHERE seen <= {day} AND (lost IS NULL OR lost > {day})
        AND (signed IS NULL OR signed > {day})) AS prospects_open""",
    """FROM (SELECT MIN(s.dated_on) AS seen,
        MIN(s.dated_on) FILTER (WHERE s.stage IN ('study', 'negotiation')) AS studied,
        MIN(s.dated_on) FILTER (WHERE s.stage = 'lost') AS lost,
        MIN(s.dated_on) FILTER (WHERE s.stage = 'signed') AS signed
    FROM site_prospectstage s JOIN site_prospect o ON o.id = s.prospect_id
    JOIN site_site i ON i.id = o.site_id JOIN convention_axis a ON a.id = i.axis_id
    WHERE a.convention_id = {convention} AND s.dated_on <= {day}
    GROUP BY s.prospect_id) prospects""",
)

PERIMETER = Statement(
    """COUNT(*) FILTER (WHERE z.effective_on <= {day} AND z.zone <> 'outside'
        AND (z.holds_until IS NULL OR z.holds_until > {day})) AS perimeter_communes""",
    "FROM convention_perimetercommune z WHERE z.convention_id = {convention}",
)

# Each note gives totals to date: the latest by then counts.
_LAST = """n.noted_on <= {day} AND NOT EXISTS (SELECT 1 FROM beside_socialplannote o
    WHERE o.convention_id = n.convention_id AND o.noted_on > n.noted_on AND o.noted_on <= {day})"""
_PEOPLE = {
    "plan_dismissed": "dismissed",
    "plan_followed": "followed",
    "plan_permanent": "permanent",
    "plan_fixed_term": "fixed_term",
    "plan_business_creations": "business_creation",
    "plan_training": "training",
    "plan_other_solutions": "other",
}

SOCIAL_PLAN = Statement(
    ",\n    ".join(
        f"SUM(n.{column}) FILTER (WHERE {_LAST}) AS {code}" for code, column in _PEOPLE.items()
    ),
    "FROM beside_socialplannote n WHERE n.convention_id = {convention}",
)

OUTREACH = Statement(
    """SUM(h.contacted) FILTER (WHERE h.ends_on <= {day}) AS firms_contacted,
    SUM(h.met) FILTER (WHERE h.ends_on <= {day}) AS firms_met""",
    "FROM beside_outreachperiod h WHERE h.convention_id = {convention}",
)

TOLD = (PERIMETER, PROJECTS, POSTS, JOBS, PLACEMENTS, LEDGER, PROSPECTS)
# What pages of the situation do not ask.
FIGURES = (*TOLD, FURTHER_JOBS, SOCIAL_PLAN, OUTREACH)

# What the dashboard’s trajectory shows besides.
MONTHLY_JOBS = """SELECT {month} AS month, a.number, COUNT(*) FROM business_jobspell s
JOIN business_project p ON p.id = s.project_id JOIN convention_axis a ON a.id = p.axis_id
WHERE a.convention_id = {convention} AND s.reason = '' AND s.since = s.said_since
AND s.since <= {day_0} GROUP BY 1, 2"""


class Link:
    """A connection of the driver; what it is asked twice is prepared."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.is_sqlite = isinstance(connection, sqlite3.Connection)

    def fetch(self, text: str, convention: int, days: Sequence[date]) -> tuple[list[str], Any]:
        """Return the names of the columns and the rows."""
        parameters: dict[str, Any] = {"convention": convention}
        for slot, day in enumerate(days):
            parameters[f"day_{slot}"] = day.isoformat() if self.is_sqlite else day
        if self.is_sqlite:
            # The driver keeps the statements that it prepared.
            cursor = self.connection.execute(text, parameters)
        else:
            import psycopg

            # Django’s own connections open cursors that write parameters into the text.
            cursor = psycopg.Cursor(self.connection).execute(text, parameters, prepare=True)
        return [column[0] for column in cursor.description], cursor.fetchall()

    def mark(self, name: str) -> str:
        """Return how a parameter is named in SQL."""
        return f":{name}" if self.is_sqlite else f"%({name})s"


@lru_cache(maxsize=8)
def bare(database: BaseDatabaseWrapper) -> Link:
    """Return a connection of the driver to a database, apart from Django’s."""
    if database.vendor == "sqlite":
        return Link(sqlite3.connect(database.settings_dict["NAME"]))
    import psycopg

    return Link(psycopg.connect(**places(database), autocommit=True))


def places(database: BaseDatabaseWrapper) -> dict[str, Any]:
    """Return where a PostgreSQL database is and who opens it, for the driver alone."""
    known = database.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    return {name: known[name] for name in names if known.get(name)}


def figures(
    link: Link, convention: int, days: Sequence[date], *, in_parts: bool = False
) -> list[dict[str, Any]]:
    """Return every measured figure by code, at each date, the latest first.

    ``in_parts`` divides as the dashboard does; figures are then those of the last part read.
    """
    found: list[dict[str, Any]] = [{} for _ in days]
    _, terms = link.fetch(TERMS.format(convention=link.mark("convention")), convention, ())
    for slot, day in enumerate(days):
        for effective_on, envelope, target, end in terms:
            # SQLite’s driver gives text, which is in the order of the days.
            if str(effective_on) <= day.isoformat():
                found[slot] |= {"envelope": envelope, "job_target": target, "term_end": end}
                break
    for statement in TOLD if in_parts else FIGURES:
        names, rows = link.fetch(_text(link, statement, len(days), in_parts), convention, days)
        width = len(names) // len(days)
        for row in rows:
            for slot in range(len(days)):
                places = range(slot * width, (slot + 1) * width)
                found[slot].update((names[place], row[place]) for place in places)
    return found


def dashboard(link: Link, convention: int, days: Sequence[date]) -> list[Any]:
    """Run what a dashboard needs, by hand: figures at its dates with their parts, and months."""
    month = "substr(s.since, 1, 7)" if link.is_sqlite else "date_trunc('month', s.since)"
    text = MONTHLY_JOBS.format(
        month=month, convention=link.mark("convention"), day_0=link.mark("day_0")
    )
    return [figures(link, convention, days, in_parts=True), link.fetch(text, convention, days[:1])]


@lru_cache(maxsize=64)
def _text(link: Link, statement: Statement, days: int, in_parts: bool) -> str:
    marks = [link.mark(f"day_{slot}") for slot in range(days)]
    columns = ",\n    ".join(statement.columns.format(day=day) for day in marks)
    source = statement.source.format(convention=link.mark("convention"), day=marks[0])
    if in_parts and statement.part:
        # The part comes last: figures are read by their places.
        return f"SELECT {columns}, {statement.part}\n{source}\nGROUP BY {statement.part}"
    return f"SELECT {columns}\n{source}"
