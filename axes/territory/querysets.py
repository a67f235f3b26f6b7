"""Query methods of placements."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from convention.models import Convention


class PlacementQuerySet(models.QuerySet[Any]):
    """Placements of young people."""

    def of(self, convention: "Convention") -> Self:
        """Keep the placements of one convention."""
        return self.filter(axis__convention=convention)


class MilestoneQuerySet(models.QuerySet[Any]):
    """Steps of skills plans."""

    def of(self, convention: "Convention") -> Self:
        """Keep the steps of one convention’s plans."""
        return self.filter(plan__axis__convention=convention)


class FollowUpQuerySet(models.QuerySet[Any]):
    """Follow-ups of placements."""

    def of(self, convention: "Convention") -> Self:
        """Keep the follow-ups of one convention’s placements."""
        return self.filter(placement__axis__convention=convention)
