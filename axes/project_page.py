"""The page of a project: its company, dates, aids with their money, promises and hires."""

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch, Q

from axes.business.models import Aid, ConventionCompany, Evidence, Job, JobCommitment, Project
from axes.ledger.models import LedgerEntry
from axes.ledger.states import amount_of
from convention.access import companies_open_to
from convention.records import KnownRecord
from revitalisation.dated import as_known
from revitalisation.ui.formats import euros

Kind = LedgerEntry.Kind
MOST_CHANGES = 20
KINDS = {"+": "ajout", "~": "modification", "-": "suppression"}
# How a change names what it is about, from its own columns: removed records have nothing else.
WORDS: dict[Any, Callable[[Any], str]] = {
    ConventionCompany: lambda c: "l’entreprise",
    Project: lambda p: "le projet",
    Aid: lambda a: f"{a.get_kind_display().lower()} de {euros(a.amount)}",
    JobCommitment: lambda c: f"emploi programmé {c.number} × {c.post}",
    Job: lambda j: f"emploi n° {j.id} – {j.post}",
}


def _history(model: Any, project: Project) -> Any:
    if model is ConventionCompany:
        return model.history.filter(id=project.company_id)
    if model is Project:
        return model.history.filter(id=project.pk)
    return model.history.filter(project_id=project.pk)


class ProjectPage(KnownRecord):
    """What had happened to a project by the date, in a constant number of queries.

    It stands above the slices because it shows business records beside the ledger.
    """

    model = Project
    template_name = "axes/project.html"

    def records(self) -> Any:
        hired = Job.objects.filter(hired_on__lte=self.as_of)
        jobs = hired.select_related("commune").prefetch_related(
            Prefetch("evidence", queryset=Evidence.objects.filter(dated_on__lte=self.as_of)),
            Prefetch("replaced_by", queryset=hired),
        )
        dated = Q(entries__dated_on__lte=self.as_of)
        sums = {kind: amount_of(kind, prefix="entries__", known=dated) for kind in Kind.values}
        aids = Aid.objects.filter(granted_on__lte=self.as_of).select_related("measure")
        promised = JobCommitment.objects.filter(committed_on__lte=self.as_of)
        return (
            Project.objects.of(self.convention)
            .select_related(
                "company__identity", "company__naf", "company__commune", "axis__convention"
            )
            .prefetch_related(
                Prefetch("commitments", queryset=promised),
                Prefetch("commitments__jobs", queryset=hired),
                Prefetch("jobs", queryset=jobs.order_by("hired_on", "pk")),
                Prefetch("aids", queryset=aids.annotate(**sums).order_by("granted_on", "pk")),
                "aids__instalments",
            )
        )

    def get_parents(self) -> list[tuple[str, str]]:
        return [("Projets", self.at("project_list"))]

    def get_changes(self) -> list[tuple[Any, str, str]]:
        """Return the latest changes to the project and to what it holds: when, what, which.

        They tell of all that was entered since: one reads them at today.
        """
        if self.is_past:
            return []
        found = [
            change
            for model in WORDS
            for change in _history(model, self.record)
            .select_related("history_user")
            .order_by("-history_date")[:MOST_CHANGES]
        ]
        found.sort(key=lambda change: change.history_date, reverse=True)
        return [
            (change, KINDS[change.history_type], WORDS[change.instance_type](change))
            for change in found[:MOST_CHANGES]
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        project = self.record
        jobs = list(project.jobs.all())
        for held in (
            *project.commitments.all(),
            *jobs,
            *(e for j in jobs for e in j.evidence.all()),
        ):
            as_known(held, self.as_of)
        entries = LedgerEntry.objects.filter(aid__project=project, dated_on__lte=self.as_of)
        return super().get_context_data(**kwargs) | {
            "project": project,
            "entries": entries.select_related("measure").order_by("dated_on", "pk"),
            "changes": self.get_changes(),
            "opens_company": project.company.kind
            in companies_open_to(self.request.user, self.convention),
        }
