"""How a record belongs to a convention: its model states the way, once; all else reads it."""

from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models

if TYPE_CHECKING:
    from .models import Convention


class Belonging:
    """A record that belongs to a convention through others; ``convention_path`` names them.

    A model that points at its convention says ``convention_path`` too, and needs nothing else.
    """

    convention_path: ClassVar[str]

    @property
    def convention(self) -> "Convention":
        """The convention the record belongs to."""
        found: Convention = attrgetter(self.convention_path.replace("__", "."))(self)
        return found


class BelongingQuerySet(models.QuerySet[Any]):
    """Records that belong to conventions."""

    def of(self, convention: "Convention") -> Self:
        """Keep the records of one convention."""
        path: str = self.model.convention_path
        return self.filter(**{path: convention})
