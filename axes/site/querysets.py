"""Query methods of prospects."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from convention.models import Convention


class ProspectQuerySet(models.QuerySet[Any]):
    """Prospects."""

    def of(self, convention: "Convention") -> Self:
        """Keep the prospects of one convention."""
        return self.filter(site__axis__convention=convention)


class StageQuerySet(models.QuerySet[Any]):
    """Stages of prospects."""

    def of(self, convention: "Convention") -> Self:
        """Keep the stages of one convention’s prospects."""
        return self.filter(prospect__site__axis__convention=convention)
