"""Writes the records of the demonstration from the CSV files of ``data``."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from axes.business.models import (
    Aid,
    Company,
    CompanyProposal,
    ContractChange,
    ConventionCompany,
    Evidence,
    Job,
    JobCommitment,
    LoanInstalment,
    Project,
    ProjectDecision,
)
from axes.ledger.models import LedgerEntry, PaidPost
from axes.site.models import Prospect
from axes.territory.models import FollowUp, Placement
from convention.models import Axis, Committee, Convention, Measure
from revitalisation.accounts.models import User

DATA = Path(__file__).parent / "data"


def write(convention: Convention, operator: User, prefecture: User, referrer: User) -> None:
    """Create projects, aids, promises, hires, placements and entries of the convention."""
    axes = {axis.number: axis for axis in convention.axes.all()}
    measures = {m.title: m for m in Measure.objects.of(convention)}
    projects = _projects(axes)
    _proposal(projects["LEC-007"], operator)
    aids = _aids(projects, measures)
    jobs = _jobs(projects, _commitments(projects), operator, prefecture)
    _placements(axes[3], projects.values(), referrer)
    _entries(measures, aids, jobs, operator)
    signed = Prospect.objects.get(name=projects["LEC-S01"].company.name)
    signed.project = projects["LEC-S01"]
    signed.save()


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _number(text: str) -> int | None:
    return int(text) if text else None


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _projects(axes: dict[int, Axis]) -> dict[str, Project]:
    projects = {}
    for row in _rows("projects"):
        axis, received_on = axes[int(row["axis"])], date.fromisoformat(row["received_on"])
        company, _ = ConventionCompany.objects.get_or_create(
            convention=axis.convention,
            kind=ConventionCompany.Kind.AIDED,
            identity=Company.objects.named(row["siret"]),
            defaults={
                "name": row["name"],
                "naf_id": row["naf"],
                "commune_id": row["commune"],
            },
        )
        baseline = _decimal(row["baseline"])
        is_counted = baseline is not None
        projects[row["reference"]] = Project.objects.create(
            reference=row["reference"],
            axis=axis,
            company=company,
            kind=row["kind"],
            title=row["title"],
            received_on=received_on,
            completed_on=_day(row["completed_on"]),
            investment=_number(row["investment"]),
            other_funding=_number(row["other_funding"]),
            baseline_fte=baseline,
            # The headcount of the last month over when the file came.
            baseline_on=received_on.replace(day=1) - timedelta(days=1) if is_counted else None,
            baseline_source=Project.Source.DSN if is_counted else "",
        )
        _decisions(projects[row["reference"]], row)
    return projects


def _decisions(project: Project, row: dict[str, str]) -> None:
    """Record what the committee decided of a project, then its withdrawal."""
    held = Committee.objects.of(project.convention).filter(kind=Committee.Kind.COMMITMENT)
    withdrawn = ProjectDecision.Outcome.WITHDRAWN
    for day, outcome in ((row["decided_on"], row["decision"]), (row["withdrawn_on"], withdrawn)):
        if day:
            ProjectDecision.objects.create(
                project=project,
                decided_on=date.fromisoformat(day),
                outcome=outcome,
                committee=held.filter(held_on=day).first(),
            )


def _proposal(project: Project, operator: User) -> None:
    """Leave a correction for an administrator to settle."""
    CompanyProposal.objects.create(
        company=project.company,
        official_name=f"{project.company.name} SAS",
        reason="Nom relevé sur l’extrait du registre du commerce.",
        proposed_by=operator,
        proposed_on=project.received_on,
    )


def _aids(projects: dict[str, Project], measures: dict[str, Measure]) -> dict[str, Aid]:
    titles = {
        Aid.Kind.SUBSIDY: "Subventions à l’emploi",
        Aid.Kind.LOAN: "Prêts à taux bonifié",
        Aid.Kind.EXPERTISE: "Expertises",
    }
    aids = {}
    for row in _rows("aids"):
        project = projects[row["project"]]
        on_site = project.axis.kind == Axis.Kind.SITE
        title = "Reconversion du site" if on_site else titles[Aid.Kind(row["kind"])]
        aids[row["key"]] = Aid.objects.create(
            project=project,
            measure=measures[title],
            kind=row["kind"],
            granted_on=date.fromisoformat(row["granted_on"]),
            amount=int(row["amount"]),
            rate=_decimal(row["rate"]),
            term=_number(row["term"]),
            deferral=_number(row["deferral"]),
            every=Aid.Pace.QUARTERLY if row["kind"] == Aid.Kind.LOAN else None,
            days=_decimal(row["days"]),
        )
    LoanInstalment.objects.bulk_create(
        LoanInstalment(
            aid=aids[row["aid"]],
            number=int(row["number"]),
            due_on=date.fromisoformat(row["due_on"]),
            principal=int(row["principal"]),
            interest=int(row["interest"]),
        )
        for row in _rows("instalments")
    )
    return aids


def _commitments(projects: dict[str, Project]) -> dict[tuple[str, str], JobCommitment]:
    return {
        (row["project"], row["post"]): JobCommitment.objects.create(
            project=projects[row["project"]],
            post=row["post"],
            contract=row["contract"],
            number=int(row["number"]),
            committed_on=date.fromisoformat(row["committed_on"]),
            due_on=date.fromisoformat(row["due_on"]),
            cancelled_on=_day(row["cancelled_on"]),
        )
        for row in _rows("commitments")
    }


def _jobs(
    projects: dict[str, Project],
    commitments: dict[tuple[str, str], JobCommitment],
    operator: User,
    prefecture: User,
) -> dict[str, Job]:
    jobs: dict[str, Job] = {}
    posts: Any = {
        (*key, str(post.rank)): post for key, k in commitments.items() for post in k.posts.all()
    }
    answers = {"true": True, "false": False, "": None}
    for row in _rows("jobs"):
        jobs[row["key"]] = job = Job.objects.create(
            project=projects[row["project"]],
            holds=posts.get((row["project"], row["commitment"], row["rank"])),
            post=row["post"],
            hired_on=date.fromisoformat(row["hired_on"]),
            contract=row["contract"],
            duration_months=_number(row["duration_months"]),
            weekly_hours=_decimal(row["weekly_hours"]),
            commune_id=row["commune"] or None,
            is_former_employee=answers[row["former"]],
            replaces=jobs.get(row["replaces"]),
            ended_on=_day(row["ended_on"]),
            end_reason=row["end_reason"],
            entered_by=operator,
        )
        if row["evidence"]:
            evidence = Evidence.objects.create(
                job=job,
                kind=row["evidence"],
                dated_on=date.fromisoformat(row["evidence_dated_on"]),
            )
            if verified_on := _day(row["verified_on"]):
                # The story was entered as it happened.
                noon = datetime.combine(verified_on, time(12), tzinfo=UTC)
                evidence.accept(prefecture, verified_on, at=noon)
    for row in _rows("contracts"):
        ContractChange.objects.create(
            job=jobs[row["job"]],
            changed_on=date.fromisoformat(row["changed_on"]),
            contract=row["contract"],
            duration_months=_number(row["duration_months"]),
            weekly_hours=_decimal(row["weekly_hours"]),
            recorded_by=operator,
        )
    return jobs


def _placements(axis: Axis, projects: Iterable[Project], referrer: User) -> None:
    placements: dict[str, Any] = {}
    aided = {project.company.siret: project for project in projects}
    for row in _rows("placements"):
        project = aided[row["employer"]]
        employer, _ = ConventionCompany.objects.get_or_create(
            convention=axis.convention,
            kind=ConventionCompany.Kind.EMPLOYER,
            identity=project.company.identity,
            defaults={
                "name": project.company.name,
                "naf": project.company.naf,
                "commune": project.company.commune,
            },
        )
        placements[row["code"]] = Placement.objects.create(
            axis=axis,
            code=row["code"],
            given_name=row["given_name"],
            family_name=row["family_name"],
            employer=employer,
            employer_fte=project.baseline_fte,
            contract=row["contract"],
            duration_months=_number(row["duration_months"]),
            weekly_hours=_decimal(row["weekly_hours"]),
            hired_on=date.fromisoformat(row["hired_on"]),
            age_at_hire=int(row["age_at_hire"]),
            ended_on=_day(row["ended_on"]),
            end_reason=row["end_reason"],
            entered_by=referrer,
        )
    for row in _rows("follow_ups"):
        FollowUp.objects.create(
            placement=placements[row["placement"]],
            month=int(row["month"]),
            done_on=_day(row["done_on"]),
            situation=row["situation"],
        )


def _entries(
    measures: dict[str, Measure], aids: dict[str, Aid], jobs: dict[str, Job], operator: User
) -> None:
    named: dict[tuple[str, str], list[Job]] = defaultdict(list)
    for row in _rows("paid_posts"):
        named[row["aid"], row["dated_on"]].append(jobs[row["job"]])
    entries: dict[str, LedgerEntry] = {}
    for row in _rows("entries"):
        is_paid = row["kind"] == LedgerEntry.Kind.PAID
        paid = named.pop((row["aid"], row["dated_on"]), []) if is_paid else []
        entry = LedgerEntry.objects.create(
            posts_named=len(paid),
            measure=measures[row["measure"]],
            aid=aids.get(row["aid"]),
            kind=row["kind"],
            dated_on=date.fromisoformat(row["dated_on"]),
            amount=int(row["amount"]),
            label=row["label"],
            reverses=entries.get(row["reverses"]),
            recorded_by=operator,
        )
        PaidPost.objects.bulk_create(PaidPost(entry=entry, post_id=job.holds_id) for job in paid)
        if row["key"]:
            entries[row["key"]] = entry
