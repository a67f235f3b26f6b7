"""What counting rules ask, for the oracle: read as written, from rows as they are stored."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

Row = dict[str, Any]
MISSING, NOT_DUE, NOT_APPLICABLE = "missing", "not_due", "not_applicable"


@dataclass(frozen=True)
class Answer:
    """A number or a date; otherwise the word for there being none."""

    value: Any = None
    absence: str | None = None


class Asked:
    """What rules, contracts, axes and the perimeter say of the rows of a convention on a day."""

    axes: list[Row]
    rules: list[Row]
    rules_of: dict[int, Row | None]
    changes: dict[int, list[Row]]
    axis_terms: list[Row]
    projects: dict[int, Row]
    settlements: list[Row]

    @staticmethod
    def _all(model: Any, **where: Any) -> list[Row]:
        return list(model.objects.filter(**where).order_by("pk").values())

    def _of_project(self, model: Any) -> list[Row]:
        return [row for row in self._all(model) if row["project_id"] in self.projects]

    def _zones(self, as_of: date) -> dict[str, str]:
        raise NotImplementedError

    def _rule_of(self, hire: Row) -> Row | None:
        """Return the rules of the day of a hire."""
        rule: Row | None = None
        for known in sorted(self.rules, key=lambda r: r["effective_on"]):
            if known["effective_on"] <= hire["hired_on"]:
                rule = known
        return rule

    def _contract(self, job: Row, as_of: date) -> Row:
        """Return what holds contract and hours of a hire on a day: itself, or what it became."""
        held = job
        for change in self.changes[job["id"]]:
            if change["changed_on"] <= as_of:
                held = change
        return held

    def _kind_of(self, axis: int) -> str:
        return str(next(a["kind"] for a in self.axes if a["id"] == axis))

    def _has_axis(self, *kinds: str) -> bool:
        return any(axis["kind"] in kinds for axis in self.axes)

    def _is_elsewhere(self, kind: str, hire: Row, as_of: date) -> bool:
        """Say whether someone answered, by the end of a day, that another hire counts instead."""
        lost = {"second": f"first_{kind}_id", "first": f"second_{kind}_id"}
        return any(
            s["settled_on"] <= as_of and s[lost.get(s["outcome"], "id")] == hire["id"]
            for s in self.settlements
            if s["outcome"] in lost
        )

    def _counts_jobs(self, project: int, as_of: date) -> bool:
        axis, counts = self.projects[project]["axis_id"], True
        for terms in sorted(self.axis_terms, key=lambda t: t["effective_on"]):
            if terms["axis_id"] == axis and terms["effective_on"] <= as_of:
                counts = terms["counts_jobs"]
        return counts

    def _is_where_asked(self, job: Row, as_of: date) -> bool:
        """Say whether a hire works where the rules of its day ask, in the perimeter of a day."""
        rule = self.rules_of[job["id"]]
        asked = rule["place"] if rule else ""
        zone = self._zones(as_of).get(job["commune_id"]) if asked else None
        return not asked or zone == "priority" or (asked == "within" and zone is not None)


def live(rows: list[Row]) -> list[Row]:
    """Keep the dated rows that nothing has superseded."""
    wrong = {row["supersedes_id"] for row in rows}
    return [row for row in rows if row["id"] not in wrong and not row["is_void"]]


def is_admitted(hire: Row, rule: Row) -> bool:
    """Say whether contract and hours are among those that the rules take."""
    contract, hours = hire["contract"], hire["weekly_hours"]
    shortest = rule["fixed_term_min_months"]
    by_contract = {
        "permanent": True,
        "fixed_term": shortest is not None
        and hire["duration_months"] is not None
        and hire["duration_months"] >= shortest,
        "temporary": rule["counts_temporary"],
        "apprenticeship": rule["counts_apprenticeship"],
        "professionalisation": rule["counts_apprenticeship"],
        "self_employed": rule["counts_self_employed"],
    }
    least, of_permanent = rule["min_weekly_hours"], rule["permanent_min_hours"]
    enough = not least or (hours is not None and hours >= least)
    if of_permanent is not None:
        # Nothing but a permanent contract, and of so many hours.
        enough = enough and contract == "permanent" and hours is not None and hours >= of_permanent
    return bool(by_contract[contract]) and enough


def over(up: Answer, down: Answer, when_zero: str = NOT_APPLICABLE) -> Answer:
    for part in (up, down):
        if part.absence:
            return part
    return Answer(Fraction(up.value, down.value)) if down.value else Answer(absence=when_zero)


def rates(of: dict[str, Answer]) -> dict[str, Answer]:
    """Return what is worked out from other figures."""
    parts = [of["jobs_created"], of["placements_counted"]]
    known = [part.value for part in parts if part.absence is None]
    total = Answer(sum(known)) if known else Answer(absence=NOT_APPLICABLE)
    envelope, committed = of["envelope"], of["committed"]
    remaining = envelope if envelope.absence else Answer(envelope.value - (committed.value or 0))
    found = {
        "total_jobs": total,
        "remaining": remaining,
        "operator_fees_share": over(of["operator_fees"], envelope),
        "programming_rate": over(of["jobs_programmed"], of["job_target"]),
        "creation_rate": over(total, of["job_target"]),
        "completion_rate": over(of["jobs_created"], of["jobs_programmed"]),
        "commitment_rate": over(committed, envelope),
        "payment_rate": over(of["paid"], envelope),
        "sustained_rate": over(of["jobs_sustained"], of["jobs_past_twelve_months"], NOT_DUE),
        "sustained_rate_24": over(
            of["jobs_sustained_24"], of["jobs_past_twenty_four_months"], NOT_DUE
        ),
        "alive_rate": over(of["jobs_alive"], of["jobs_created"]),
        "cost_per_programmed_job": over(of["committed_to_companies"], of["jobs_programmed"]),
        "cost_per_created_job": over(of["committed_to_companies"], of["jobs_created"]),
        "share_in_perimeter": over(of["jobs_in_perimeter"], of["jobs_created"]),
        "share_permanent": over(of["jobs_permanent"], of["jobs_created"]),
        "share_verified": over(of["jobs_verified"], of["jobs_created"]),
    }
    for start in ("signature", "start"):
        done, expected = found["creation_rate"], of[f"elapsed_since_{start}"]
        absence = done.absence or expected.absence
        found[f"calendar_gap_since_{start}"] = (
            Answer(absence=absence) if absence else Answer((done.value - expected.value) * 100)
        )
    return found
