"""The page of a project: its company, dates, aids with their money, promises and hires."""

from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from axes.business.models import Aid, Evidence, Job, JobCommitment, Project
from axes.ledger.models import LedgerEntry
from axes.ledger.states import amount_of
from convention.addresses import history_url
from convention.history import RecordHistory
from convention.records import OneRecord
from revitalisation.ui.dates import parse_as_of

Kind = LedgerEntry.Kind


class ProjectPage(OneRecord, TemplateView):
    """What had happened to a project by the date, in a constant number of queries.

    It opens at today: whoever has just entered something must see it. It stands above the slices
    because it shows business records beside the ledger.
    """

    model = Project
    template_name = "axes/project.html"

    @cached_property
    def as_of(self) -> date:
        return parse_as_of(self.request.GET.get("au"), timezone.localdate())

    def records(self) -> Any:
        hired = Job.objects.filter(hired_on__lte=self.as_of)
        jobs = hired.select_related("commune").prefetch_related(
            Prefetch("evidence", queryset=Evidence.objects.filter(dated_on__lte=self.as_of)),
            "replaced_by",
        )
        dated = Q(entries__dated_on__lte=self.as_of)
        sums = {kind: amount_of(kind, prefix="entries__", known=dated) for kind in Kind.values}
        aids = Aid.objects.filter(granted_on__lte=self.as_of).select_related("measure")
        promised = JobCommitment.objects.filter(committed_on__lte=self.as_of)
        return (
            Project.objects.of(self.convention)
            .select_related("company__naf", "company__commune", "axis__convention")
            .prefetch_related(
                Prefetch("commitments", queryset=promised),
                Prefetch("commitments__jobs", queryset=hired),
                Prefetch("jobs", queryset=jobs.order_by("hired_on", "pk")),
                Prefetch("aids", queryset=aids.annotate(**sums).order_by("granted_on", "pk")),
                "aids__instalments",
            )
        )

    def get_parents(self) -> list[tuple[str, str]]:
        return [("Projets", reverse("project_list", args=[self.convention.slug]))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        project = self.record
        entries = LedgerEntry.objects.filter(aid__project=project, dated_on__lte=self.as_of)
        return super().get_context_data(**kwargs) | {
            "project": project,
            "entries": entries.select_related("measure").order_by("dated_on", "pk"),
            "history_url": history_url(self.convention, project),
        }


class ProjectHistory(RecordHistory):
    """The history of a project, of what it holds and of its company."""

    model = Project

    def get_records(self) -> list[Any]:
        return [self.record, self.record.company]
