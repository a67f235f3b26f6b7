"""Every figure worked out again in plain Python, from rows as they are stored.

It shares nothing with the product but the names of columns: no condition, no measure, no calendar,
no counting rule. It is slow and literal on purpose; where it and the product disagree, the glossary
decides which of them is wrong. Money is in euro cents; ratios are fractions; a missing number is
one of ``missing``, ``not_due`` and ``not_applicable``.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction

from axes.beside.models import OutreachPeriod, SocialPlanNote
from axes.business.models import (
    Aid,
    ContractChange,
    Evidence,
    Job,
    JobCommitment,
    Post,
    Project,
    ProjectDecision,
)
from axes.decisions.models import Settlement
from axes.ledger.models import LedgerEntry, PaidPost
from axes.site.models import Prospect, ProspectStage
from axes.territory.models import FollowUp, Placement
from convention.models import (
    Axis,
    AxisTerms,
    Convention,
    ConventionTerms,
    CountingRules,
    Measure,
    PerimeterCommune,
)

from .oracle_rules import (
    MISSING,
    NOT_APPLICABLE,
    NOT_DUE,
    Answer,
    Asked,
    Row,
    is_admitted,
    live,
    over,
    rates,
)
from .plain_days import happened, later, months_elapsed


class Oracle(Asked):
    """The rows of one convention, and what they say at any date."""

    def __init__(self, convention: Convention) -> None:
        self.convention: Row = dict(Convention.objects.filter(pk=convention.pk).values().get())
        self.axes = self._all(Axis, convention_id=convention.pk)
        self.terms = self._all(ConventionTerms, convention_id=convention.pk)
        self.rules = self._all(CountingRules, convention_id=convention.pk)
        self.perimeter = live(self._all(PerimeterCommune, convention_id=convention.pk))
        self.notes = self._all(SocialPlanNote, convention_id=convention.pk)
        self.outreach = self._all(OutreachPeriod, convention_id=convention.pk)
        axes = {axis["id"] for axis in self.axes}
        self.axis_terms = [t for t in live(self._all(AxisTerms)) if t["axis_id"] in axes]
        self.measures = {m["id"]: m for m in self._all(Measure) if m["axis_id"] in axes}
        self.entries = [e for e in self._all(LedgerEntry) if e["measure_id"] in self.measures]
        self.projects = {p["id"]: p for p in self._all(Project) if p["axis_id"] in axes}
        self.aids = {aid["id"]: aid for aid in self._of_project(Aid)}
        self.decisions = live(self._of_project(ProjectDecision))
        self.promises = {k["id"]: k for k in self._of_project(JobCommitment)}
        self.posts = {p["id"]: p for p in self._of_project(Post)}
        self.namings: dict[int, set[int]] = {}
        for naming in self._all(PaidPost):
            self.namings.setdefault(naming["post_id"], set()).add(naming["entry_id"])
        self.settlements = live(self._all(Settlement))
        self.jobs = self._of_project(Job)
        self.changes: dict[int, list[Row]] = {j["id"]: [] for j in self.jobs}
        for change in sorted(live(self._all(ContractChange)), key=lambda c: c["changed_on"]):
            if change["job_id"] in self.changes:
                self.changes[change["job_id"]].append(change)
        self.evidence = [e for e in self._all(Evidence) if e["job_id"] in self.changes]
        self.placements = [p for p in self._all(Placement) if p["axis_id"] in axes]
        placed = {p["id"] for p in self.placements}
        self.follow_ups = [f for f in self._all(FollowUp) if f["placement_id"] in placed]
        self.prospects = [
            {**p, "axis_id": axis}
            for p, axis in zip(
                Prospect.objects.order_by("pk").values(),
                Prospect.objects.order_by("pk").values_list("site__axis_id", flat=True),
                strict=True,
            )
            if axis in axes
        ]
        known = {p["id"] for p in self.prospects}
        self.stages = [s for s in self._all(ProspectStage) if s["prospect_id"] in known]
        # Looked up on every day: kept by the key of what they belong to.
        self.rules_of = {j["id"]: self._rule_of(j) for j in self.jobs}
        self.job_counts = {j["id"]: self.counted_from(j, is_placement=False) for j in self.jobs}
        self.young_count = {
            p["id"]: self.counted_from(p, is_placement=True) for p in self.placements
        }
        self.holders: dict[int, list[Row]] = {}
        for job in self.jobs:
            self.holders.setdefault(job["holds_id"], []).append(job)
        self.accepted: dict[int, list[date]] = {}
        for document in self.evidence:
            if document["verified_on"]:
                self.accepted.setdefault(document["job_id"], []).append(document["verified_on"])

    # What the rows hold

    def event_days(self) -> list[date]:
        """Return every day on which something happens, with the day before and the day after.

        Anniversaries of hires are days too: figures move on them without any entry.
        """
        groups: Iterable[Iterable[Row]] = (
            [self.convention], self.terms, self.rules, self.entries, self.projects.values(),
            self.decisions, self.perimeter, self.axis_terms, *self.changes.values(),
            self.promises.values(), self.posts.values(), self.jobs, self.evidence, self.placements,
            self.follow_ups, self.stages, self.notes, self.outreach, self.settlements,
        )  # fmt: skip
        days = {
            value
            for rows in groups
            for row in rows
            for value in row.values()
            if type(value) is date
        }
        for hire in (*self.jobs, *self.placements):
            days |= {later(hire["hired_on"], n) for n in (1, 2, 3, 6, 12, 24)}
            days.add(later(hire["hired_on"], hire["duration_months"] or 1))
        for changes in self.changes.values():
            days |= {later(c["changed_on"], c["duration_months"] or 1) for c in changes}
            days |= {later(change["changed_on"], n) for change in changes for n in (1, 2, 3)}
        around = {day + timedelta(days=n) for day in days for n in (-1, 0, 1)}
        return sorted(around)

    # Whether a hire counts: the rules of the convention, read as they are written

    def counted_from(self, hire: Row, *, is_placement: bool) -> date | None:
        """Return the day from which a hire counts, or None."""
        if hire.get("replaces_id"):
            return None
        rule = self._rule_of(hire)
        if rule is None:
            return None
        within = rule["hire_within_months"]
        if within is not None and hire["hired_on"] > later(self.convention["signed_on"], within):
            return None
        # The contracts one after the other, each with its first day and whether it is taken.
        held = [(hire["hired_on"], rule["counts_placements"])]
        if not is_placement:
            changes = self.changes[hire["id"]]
            held = [(hire["hired_on"], is_admitted(hire, rule))]
            held += [(c["changed_on"], is_admitted(c, rule)) for c in changes]
        left, before = hire["ended_on"], False
        for first, is_taken in held:
            settled = later(first, rule["trial_months"])
            lasts = all(taken for day, taken in held if first <= day <= settled)
            gone = rule["trial_months"] > 0 and left is not None and left < settled
            if is_taken and not before and lasts and not gone:
                return settled
            before = is_taken
        return None

    # Sets of rows at a date

    def _supported(self, as_of: date) -> list[Row]:
        return [p for p in self.projects.values() if self._is_supported(p, as_of)]

    def _is_supported(self, project: Row, as_of: date) -> bool:
        return self._last_decision(project, as_of) in ("favourable", "reserved")

    def _last_decision(self, project: Row, as_of: date) -> str:
        """Return what was last decided of a project by the end of a day; nothing, before."""
        said = ""
        for decision in sorted(self.decisions, key=lambda d: d["decided_on"]):
            if decision["project_id"] == project["id"] and happened(decision["decided_on"], as_of):
                said = decision["outcome"]
        return said

    def _promised(self, as_of: date) -> list[Row]:
        """Return the posts that are promised at the end of a day, each with when it is due."""
        found = []
        for post in self.posts.values():
            if post["commitment_id"] is None:
                continue
            promise = self.promises[post["commitment_id"]]
            begun = (post["made_on"], promise["committed_on"])
            over = (post["given_up_on"], promise["cancelled_on"])
            if (
                all(happened(day, as_of) for day in begun)
                and not any(happened(day, as_of) for day in over)
                and self._is_supported(self.projects[post["project_id"]], as_of)
                and self._counts_jobs(post["project_id"], as_of)
            ):
                found.append(post | {"due_on": promise["due_on"]})
        return found

    def _created(self, as_of: date) -> list[Row]:
        by_itself = [
            j
            for j in self.jobs
            if self._counts_jobs(j["project_id"], as_of)
            and self._is_supported(self.projects[j["project_id"]], as_of)
            and happened(self.job_counts[j["id"]], as_of)
            and self._is_where_asked(j, as_of)
            and not self._is_elsewhere("job", j, as_of)
        ]
        firms = [self.projects[j["project_id"]]["company_id"] for j in by_itself]
        return [
            j
            for j, firm in zip(by_itself, firms, strict=True)
            if firms.count(firm) >= ((self.rules_of[j["id"]] or {})["firm_min_hires"] or 0)
        ]

    def _is_verified(self, job: Row, as_of: date) -> bool:
        return any(happened(day, as_of) for day in self.accepted.get(job["id"], ()))

    def _lasted(self, job: Row, months: int) -> bool:
        """Say whether somebody held the post on an anniversary, be it for a last day."""
        day = later(job["hired_on"], months)
        return any(
            holder["hired_on"] <= day and (holder["ended_on"] is None or holder["ended_on"] >= day)
            for holder in self.holders[job["holds_id"]]
        )

    def _is_alive(self, job: Row, as_of: date) -> bool:
        """Say whether somebody holds the post at the end of a day."""
        return any(
            happened(holder["hired_on"], as_of) and not happened(holder["ended_on"], as_of)
            for holder in self.holders[job["holds_id"]]
        )

    def _is_past_term(self, job: Row, as_of: date) -> bool:
        """Say whether nothing is known of a hire after the last day of its contract."""
        held = self._contract(job, as_of)
        since = held.get("changed_on", job["hired_on"])
        months = held["duration_months"]
        over = months is not None and later(since, months) <= as_of
        return over and not happened(job["ended_on"], as_of)

    def _is_paid(self, job: Row, as_of: date) -> bool:
        """Say whether each aid of the project has paid the share of the post."""
        known = [e for e in self.entries if happened(e["dated_on"], as_of)]
        undone = {e["reverses_id"] for e in known}
        naming = self.namings.get(job["holds_id"], set())
        shares = []
        for key, aid in self.aids.items():
            if aid["project_id"] != job["project_id"]:
                continue
            own = [e for e in known if e["aid_id"] == key]
            given = sum(
                {"committed": 1, "released": -1}.get(e["kind"], 0) * e["amount"] for e in own
            )
            if given <= 0:
                continue
            paid = sum(e["amount"] for e in own if e["kind"] == "paid")
            is_named = any(e["id"] in naming and e["id"] not in undone for e in own)
            shares.append(paid >= given or is_named)
        return bool(shares) and all(shares)

    def _follow_up_is_late(self, placement: Row, as_of: date) -> bool:
        return any(
            f["placement_id"] == placement["id"]
            and later(placement["hired_on"], f["month"]) < as_of
            and not happened(f["done_on"], as_of)
            for f in self.follow_ups
        )

    def _reached(self, prospect: Row, as_of: date) -> set[str]:
        return {
            s["stage"]
            for s in self.stages
            if s["prospect_id"] == prospect["id"] and happened(s["dated_on"], as_of)
        }

    def _zones(self, as_of: date) -> dict[str, str]:
        """Return, by commune, the zone of the perimeter that it is in at the end of a day."""
        found: dict[str, str] = {}
        for row in sorted(self.perimeter, key=lambda r: r["effective_on"]):
            if row["effective_on"] <= as_of:
                found[row["commune_id"]] = row["zone"]
        return {commune: zone for commune, zone in found.items() if zone != "outside"}

    # The figures

    def at(self, as_of: date) -> dict[str, Answer]:
        """Return every figure at the end of a day, by code."""
        found: dict[str, Answer] = {}
        found |= self._of_the_promise(as_of)
        found |= self._of_projects(as_of)
        found |= self._of_jobs(as_of)
        found |= self._of_young_people(as_of)
        found |= self._of_money(as_of)
        found |= self._of_prospects(as_of)
        found |= self._beside(as_of)
        found |= rates(found)
        return found

    def _of_the_promise(self, as_of: date) -> dict[str, Answer]:
        signed = self.convention["signed_on"]
        unknown = Answer(absence=MISSING if as_of >= signed else NOT_DUE)
        zones = self._zones(as_of)
        text: Row | None = None
        for known in sorted(self.terms, key=lambda t: t["effective_on"]):
            if known["effective_on"] <= as_of:
                text = known

        def of_text(name: str) -> Answer:
            if text is None or text[name] is None:
                return unknown
            return Answer(text[name])

        def clock(start: date) -> Answer:
            if text is None:
                return unknown
            if as_of < start:
                return Answer(absence=NOT_DUE)
            whole = round(months_elapsed(signed, text["ends_on"]))
            if whole == 0:
                return Answer(absence=NOT_APPLICABLE)
            return Answer(min(months_elapsed(start, as_of) / whole, Fraction(1)))

        return {
            "envelope": of_text("envelope"),
            "job_target": of_text("job_target"),
            "perimeter_communes": Answer(len(zones)) if zones else unknown,
            "elapsed_since_signature": clock(signed),
            "elapsed_since_start": clock(self.convention["operational_start"]),
        }

    def _of_projects(self, as_of: date) -> dict[str, Answer]:
        supported = self._supported(as_of)
        waiting = [
            p
            for p in self.projects.values()
            if happened(p["received_on"], as_of)
            and self._last_decision(p, as_of) in ("", "adjourned")
        ]
        counts = {
            "projects_supported": len(supported),
            "companies_aided": len({p["company_id"] for p in supported}),
            "business_creations": sum(p["kind"] == "creation" for p in supported),
            "projects_pending": len(waiting),
        }
        return self._where(("site", "business"), counts)

    def _of_jobs(self, as_of: date) -> dict[str, Answer]:
        promised, created = self._promised(as_of), self._created(as_of)
        seasoned = [j for j in created if later(j["hired_on"], 12) <= as_of]
        aged = [j for j in created if later(j["hired_on"], 24) <= as_of]
        hired = [j for j in self.jobs if happened(j["hired_on"], as_of)]
        zones = self._zones(as_of)
        counts = {
            "jobs_programmed": len(promised),
            "jobs_due": len([post for post in promised if post["due_on"] < as_of]),
            "jobs_created": len(created),
            "jobs_verified": sum(self._is_verified(j, as_of) for j in created),
            "jobs_past_twelve_months": len(seasoned),
            "jobs_sustained": sum(self._lasted(j, 12) for j in seasoned),
            "jobs_past_twenty_four_months": len(aged),
            "jobs_sustained_24": sum(self._lasted(j, 24) for j in aged),
            "jobs_alive": sum(self._is_alive(j, as_of) for j in created),
            "jobs_ended": sum(not self._is_alive(j, as_of) for j in created),
            "posts_paid": sum(self._is_paid(j, as_of) for j in created),
            "former_employees_hired": sum(j["is_former_employee"] is True for j in created),
            "jobs_created_unpromised": sum(
                self.posts[j["holds_id"]]["commitment_id"] is None for j in created
            ),
            "jobs_permanent": sum(
                self._contract(j, as_of)["contract"] == "permanent" for j in created
            ),
            # Hundredths of hours a week, of which 3,500 are one.
            "jobs_created_fte": sum(
                int((self._contract(j, as_of)["weekly_hours"] or 0) * 100) for j in created
            ),
            "contracts_past_term": sum(self._is_past_term(j, as_of) for j in hired),
            "hires_not_counted": len({j["id"] for j in hired} - {j["id"] for j in created}),
        }
        placed = [zones.get(j["commune_id"]) for j in created]
        by_place = {
            "jobs_in_perimeter": len([zone for zone in placed if zone]),
            "jobs_in_priority_zone": placed.count("priority"),
            "jobs_in_extended_zone": placed.count("extended"),
        }
        found = self._where(("site", "business"), counts | by_place)
        if self._has_axis("site", "business") and not zones:
            is_signed = as_of >= self.convention["signed_on"]
            found |= dict.fromkeys(by_place, Answer(absence=MISSING if is_signed else NOT_DUE))
        return found

    def _of_young_people(self, as_of: date) -> dict[str, Answer]:
        placed = [p for p in self.placements if happened(p["hired_on"], as_of)]
        counts = {
            "placements": len(placed),
            "placements_in_apprenticeship": sum(p["contract"] == "apprenticeship" for p in placed),
            "placements_counted": sum(
                happened(self.young_count[p["id"]], as_of)
                and not self._is_elsewhere("placement", p, as_of)
                for p in placed
            ),
            "follow_ups_overdue": sum(self._follow_up_is_late(p, as_of) for p in placed),
        }
        return self._where(("territory",), counts)

    def _of_money(self, as_of: date) -> dict[str, Answer]:
        def of(entries: list[Row], **signs: int) -> int:
            known = [e for e in entries if happened(e["dated_on"], as_of)]
            return sum(signs.get(e["kind"], 0) * e["amount"] for e in known)

        aided = [e for e in self.entries if e["aid_id"] is not None]
        lent = [e for e in aided if self.aids[e["aid_id"]]["kind"] == "loan"]
        fees = [e for e in self.entries if self._pays_the_operator(e)]
        amounts = {
            "committed": of(self.entries, committed=1, released=-1),
            "paid": of(self.entries, paid=1),
            "repaid": of(self.entries, repaid=1),
            "released": of(self.entries, released=1),
            "committed_to_companies": of(aided, committed=1, released=-1),
            "loans_outstanding": of(lent, paid=1, repaid=-1),
            "operator_fees": of(fees, paid=1),
        }
        return self._where(("site", "business", "territory"), amounts)

    def _pays_the_operator(self, entry: Row) -> bool:
        return bool(self.measures[entry["measure_id"]]["kind"] == "operator_fees")

    def _of_prospects(self, as_of: date) -> dict[str, Answer]:
        reached = [self._reached(p, as_of) for p in self.prospects]
        counts = {
            "prospects_studied": sum(bool(r & {"study", "negotiation"}) for r in reached),
            "prospects_open": sum(bool(r) and not r & {"lost", "signed"} for r in reached),
            "prospects_lost": sum("lost" in r for r in reached),
            "prospects_signed": sum("signed" in r for r in reached),
        }
        return self._where(("site",), counts)

    def _beside(self, as_of: date) -> dict[str, Answer]:
        signed = self.convention["signed_on"]
        unknown = Answer(absence=MISSING if as_of >= signed else NOT_DUE)
        notes = [n for n in self.notes if happened(n["noted_on"], as_of)]
        last: Row = max(notes, key=lambda n: n["noted_on"], default={})
        people = {
            "plan_dismissed": "dismissed", "plan_followed": "followed",
            "plan_permanent": "permanent", "plan_fixed_term": "fixed_term",
            "plan_business_creations": "business_creation", "plan_training": "training",
            "plan_other_solutions": "other",
        }  # fmt: skip
        found = {
            code: unknown if last.get(column) is None else Answer(last[column])
            for code, column in people.items()
        }
        kinds = [found[code] for code in list(people)[2:]]
        solved = unknown
        if all(kind.absence is None for kind in kinds):
            solved = Answer(sum(kind.value for kind in kinds))
        found["plan_solutions"] = solved
        found["plan_solution_rate"] = over(solved, found["plan_followed"])
        past = [p for p in self.outreach if happened(p["ends_on"], as_of)]
        for code, column in (("firms_contacted", "contacted"), ("firms_met", "met")):
            found[code] = Answer(sum(p[column] for p in past)) if past else unknown
            if not self._has_axis("site", "business"):
                found[code] = Answer(absence=NOT_APPLICABLE)
        found["meeting_rate"] = over(found["firms_met"], found["firms_contacted"])
        return found

    def _where(self, kinds: tuple[str, ...], counts: dict[str, int]) -> dict[str, Answer]:
        """Return the counts, or that they make no sense without an axis of these kinds."""
        if not self._has_axis(*kinds):
            return dict.fromkeys(counts, Answer(absence=NOT_APPLICABLE))
        return {code: Answer(number) for code, number in counts.items()}
