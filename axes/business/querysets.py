"""Query methods of companies' records: which of them belong to a convention."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from convention.models import Convention


class ScopedQuerySet(models.QuerySet[Any]):
    """Records reached through a project."""

    path = "project__axis__convention"

    def of(self, convention: "Convention") -> Self:
        """Keep the records of one convention."""
        return self.filter(**{self.path: convention})


def total_of(model: type[models.Model], column: str, known: models.Q) -> models.Expression:
    """Return the sum of a column over a project's records that meet ``known``; else zero."""
    sums = (
        model._default_manager.filter(project=models.OuterRef("pk"))
        .filter(known)
        .order_by()
        .values("project")
        .annotate(total=models.Sum(column))
        .values("total")
    )
    return Coalesce(models.Subquery(sums), 0)


class ProjectQuerySet(ScopedQuerySet):
    """Projects."""

    path = "axis__convention"


class JobQuerySet(ScopedQuerySet):
    """Hires."""

    def with_first_acceptance(self) -> Self:
        """Annotate ``first_accepted``: the day from which accepted evidence verifies the job."""
        return self.annotate(first_accepted=models.Min("evidence__verified_on"))


class EvidenceQuerySet(ScopedQuerySet):
    """Documents about hires."""

    path = "job__project__axis__convention"


class CompanyQuerySet(models.QuerySet[Any]):
    """Companies; one may be aided under several conventions."""

    def of(self, convention: "Convention") -> Self:
        """Keep the companies that a convention aids, or in which it places someone."""
        aided = models.Q(projects__axis__convention=convention)
        placed = models.Q(placements__axis__convention=convention)
        return self.filter(pk__in=self.model.objects.filter(aided | placed).values("pk"))
