"""The hires of a project: each verb writes at once what happened to all of them on its day."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from axes.business.models import ContractChange, Evidence, Job
from axes.business.verification import verify_again
from convention.contracts import Contract
from convention.counting import decide
from convention.spells import respell

from . import parties
from .days import day

if TYPE_CHECKING:
    from .projects import ProjectFile

# More hires than this are written together.
FEW = 20
_DERIVED = ("counts_from", "not_counted_reason")


@dataclass
class Hires:
    """Some hires of a project, in the order in which they were made."""

    of: "ProjectFile"
    jobs: list[Job]

    def some(self, since: int, until: int | None = None) -> "Hires":
        """Return those from a rank (0 for the first) to the eve of another."""
        return Hires(self.of, self.jobs[since:until])

    def left(self, on: str, why: str = Job.EndReason.RESIGNATION) -> "Hires":
        """Let them leave on a day."""
        for job in self.jobs:
            job.refresh_from_db()
            job.ended_on, job.end_reason = day(on), why
        if len(self.jobs) <= FEW:
            for job in self.jobs:
                job.save()
        else:
            _counted(self.of, self.jobs)
            fields = ["ended_on", "end_reason", *_DERIVED]
            bulk_update_with_history(self.jobs, Job, fields)
            respell(Job.objects.filter(project=self.of.project))
        return self

    def replaced(self, on: str, **said: Any) -> "Hires":
        """Hire somebody on the post of each of those who left."""
        seats = [{"replaces": job, "holds": job.holds} for job in self.jobs]
        return Hires(self.of, hired(self.of, seats, on, said))

    def changed(
        self, on: str, *, contract: str = Contract.PERMANENT, months: int | None = None,
        weekly_hours: int | None = None,
    ) -> "Hires":  # fmt: skip
        """Change their contract on a day, to a permanent one unless another is said."""
        for job in self.jobs:
            ContractChange.objects.create(
                job=job, changed_on=day(on), contract=contract, duration_months=months,
                weekly_hours=weekly_hours, recorded_by=self.of.of.entered_by,
            )  # fmt: skip
        return self

    def verified(self, on: str) -> "Hires":
        """Let somebody else than who entered them accept a document about each."""
        by = self.of.of.people.people[parties.PREFECTURE]
        checked, noon = day(on), datetime.combine(day(on), time(12), tzinfo=UTC)
        documents = [
            Evidence(job=job, kind=Evidence.Kind.CONTRACT, dated_on=job.hired_on)
            for job in self.jobs
        ]
        if len(documents) <= FEW:
            for document in documents:
                document.save()
                document.accept(by, checked, at=noon)
        else:
            for document in documents:
                document.verified_by, document.verified_on = by, checked
                document.accepted_at = noon
            bulk_create_with_history(documents, Evidence)
            verify_again(self.of.of.convention)
        return self


def hired(
    of: "ProjectFile", seats: list[dict[str, Any]], on: str, said: dict[str, Any]
) -> list[Job]:
    plain = {
        "post": "Opérateur", "contract": Contract.PERMANENT, "weekly_hours": Decimal(35),
        "commune_id": of.of.convention.commune_id, "is_former_employee": False,
    }  # fmt: skip
    jobs = [
        Job(
            project=of.project, hired_on=day(on), entered_by=of.of.entered_by,
            **plain | said | seat,
        )
        for seat in seats
    ]  # fmt: skip
    if len(jobs) <= FEW:
        for job in jobs:
            # One that nobody promised comes with a post of its own.
            job.save()
    else:
        _counted(of, jobs)
        bulk_create_with_history(jobs, Job)
        respell(Job.objects.filter(project=of.project))
    return jobs


def _counted(of: "ProjectFile", jobs: list[Job]) -> None:
    """Ask the rules about hires that are written together."""
    convention = of.of.convention
    rules = list(convention.counting_rules.all())
    for job in jobs:
        job.apply(decide(job.hire, rules, convention.signed_on))
