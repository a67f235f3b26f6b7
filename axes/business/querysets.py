"""Query methods of companies' records: which of them belong to a convention."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from convention.models import Convention


class ScopedQuerySet(models.QuerySet[Any]):
    """Records reached through a project."""

    path = "project__axis__convention"

    def of(self, convention: "Convention") -> Self:
        """Keep the records of one convention."""
        return self.filter(**{self.path: convention})


class ProjectQuerySet(ScopedQuerySet):
    """Projects."""

    path = "axis__convention"


class JobQuerySet(ScopedQuerySet):
    """Hires."""
