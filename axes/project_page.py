"""The page of a project: its company, dates, aids with their money, promises and hires."""

from typing import Any

from django.db.models import Prefetch, Q, Sum
from django.views.generic import TemplateView

from axes.business.models import Aid, Job, Project
from axes.ledger.models import LedgerEntry
from convention.access import Right
from convention.records import OneRecord

Kind = LedgerEntry.Kind


class ProjectPage(OneRecord, TemplateView):
    """Everything about one project, in a constant number of queries.

    It stands above the slices because it shows business records beside the ledger.
    """

    model = Project
    template_name = "axes/project.html"

    def records(self) -> Any:
        jobs = Job.objects.select_related("commune").prefetch_related("evidence", "replaced_by")
        sums = {
            kind: Sum("entries__amount", filter=Q(entries__kind=kind), default=0)
            for kind in Kind.values
        }
        aids = Aid.objects.select_related("measure").annotate(**sums)
        return (
            Project.objects.of(self.convention)
            .select_related("company__naf", "company__commune", "axis__convention")
            .prefetch_related(
                "commitments__jobs",
                Prefetch("jobs", queryset=jobs.order_by("hired_on", "pk")),
                Prefetch("aids", queryset=aids.order_by("granted_on", "pk")),
                "aids__instalments",
            )
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        project = self.record
        entries = LedgerEntry.objects.filter(aid__project=project).select_related("measure")
        return super().get_context_data(**kwargs) | {
            "project": project,
            "entries": entries.order_by("dated_on", "pk"),
            "history": project.history.select_related("history_user")[:10],
            "may_enter": Right.ENTER_PROJECTS,
            "may_verify": Right.VERIFY,
        }
