"""The page of a project: its company, dates, aids with their money, promises and hires."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from axes.business.models import (
    Aid,
    ContractChange,
    Evidence,
    Job,
    JobCommitment,
    JobSpell,
    Post,
    Project,
    ProjectDecision,
)
from axes.ledger.models import LedgerEntry
from axes.ledger.states import amount_of
from convention.access import companies_open_to
from convention.pages.addresses import history_url
from convention.pages.base import ConventionPage
from convention.pages.history import RecordHistory
from convention.pages.records import KnownRecord
from revitalisation.dated import as_known

from .project_tables import tables_of

Kind = LedgerEntry.Kind


class ProjectPage(KnownRecord):
    """What had happened to a project by the date, in a constant number of queries.

    It stands above the slices because it shows business records beside the ledger.
    """

    model = Project
    template_name = "axes/project.html"

    def records(self) -> Any:
        hired = Job.objects.filter(hired_on__lte=self.as_of)
        begun = JobSpell.objects.filter(since__lte=self.as_of).order_by("since")
        restated = _restatements(self.as_of).filter(job=OuterRef("pk"))
        jobs = hired.annotate(is_restated=Exists(restated)).select_related("commune")
        jobs = jobs.prefetch_related(
            Prefetch("evidence", queryset=Evidence.objects.filter(dated_on__lte=self.as_of)),
            Prefetch("replaced_by", queryset=hired),
            Prefetch("spells", begun.select_related("change"), "spells_by_then"),
        )
        dated = Q(entries__dated_on__lte=self.as_of)
        sums = {kind: amount_of(kind, prefix="entries__", known=dated) for kind in Kind.values}
        aids = Aid.objects.filter(granted_on__lte=self.as_of).select_related("measure")
        decided = ProjectDecision.objects.filter(decided_on__lte=self.as_of).select_related(
            "committee", "supersedes", "recorded_by"
        )
        promised = JobCommitment.objects.filter(committed_on__lte=self.as_of)
        return (
            Project.objects.of(self.convention)
            .select_related(
                "company__identity", "company__naf", "company__commune", Project.convention_path
            )
            .prefetch_related(
                Prefetch("decisions", queryset=decided),
                Prefetch("commitments", queryset=promised),
                Prefetch("commitments__posts", Post.objects.filter(made_on__lte=self.as_of)),
                Prefetch("jobs", queryset=jobs.order_by("hired_on", "pk")),
                Prefetch("aids", queryset=aids.annotate(**sums).order_by("granted_on", "pk")),
                "aids__instalments",
            )
        )

    def get_parents(self) -> list[tuple[str, str]]:
        return [("Projets", self.at("project_list"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        project = self.record
        jobs = list(project.jobs.all())
        promises = project.commitments.all()
        for held in (
            *promises,
            *(p for promise in promises for p in promise.posts.all()),
            *jobs,
            *(e for j in jobs for e in j.evidence.all()),
        ):
            as_known(held, self.as_of)
        held_once = {job.holds_id for job in jobs}
        for promise in promises:
            promise.filled = sum(post.pk in held_once for post in promise.posts.all())
        decisions = [d for d in project.decisions.all() if d.is_live]
        entries = LedgerEntry.objects.filter(aid__project=project, dated_on__lte=self.as_of)
        entries = entries.select_related("measure").order_by("dated_on", "pk")
        return super().get_context_data(**kwargs) | {
            "project": project,
            "decision": decisions[-1] if decisions else None,
            # What was wrong may have been dated later than the page.
            "restated": [
                row
                for row in project.decisions.all()
                if row.supersedes and row.supersedes.day <= self.as_of
            ],
            "restated_contracts": _restated(jobs, self.as_of),
            "tables": tables_of(self, project, decisions, entries),
            "opens_company": _opens_company(self, project),
            "history_url": history_url(self.convention, project),
        }


class ProjectHistory(RecordHistory):
    """The history of a project and of what it holds; of its company for those who open it."""

    model = Project

    def get_records(self) -> list[Any]:
        opened = [self.record.company] if _opens_company(self, self.record) else []
        return [self.record, *opened]


def _restatements(as_of: date) -> QuerySet[ContractChange]:
    """Return the changes of contracts that correct, or take back, one that was told by a day."""
    return ContractChange.objects.filter(supersedes__changed_on__lte=as_of)


def _restated(jobs: list[Any], as_of: date) -> list[ContractChange]:
    """Return the restatements of the contracts of some hires; no query where nothing was."""
    restated = [job.pk for job in jobs if job.is_restated]
    if not restated:
        return []
    return list(_restatements(as_of).filter(job__in=restated).select_related("supersedes"))


def _opens_company(page: ConventionPage, project: Project) -> bool:
    """Say whether who reads a page may open what the convention knows of the company."""
    return project.company.kind in companies_open_to(page.request.user, page.convention)
