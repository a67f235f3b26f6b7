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
