"""Which entries belong to a convention, and what may never be done to any."""

from typing import TYPE_CHECKING, Any, NoReturn, Self

from django.db import models

if TYPE_CHECKING:
    from convention.models import Convention


class AppendOnly(TypeError):
    """Raised when code tries to change or remove an entry."""

    def __init__(self) -> None:
        super().__init__(
            "Une écriture ne se modifie ni ne se supprime\u00a0: passez une contre-écriture."
        )


class LedgerQuerySet(models.QuerySet[Any]):
    """Ledger entries: added, never changed nor removed."""

    def of(self, convention: "Convention") -> Self:
        """Keep the entries of one convention."""
        return self.filter(measure__axis__convention=convention)

    def update(self, **kwargs: Any) -> NoReturn:
        self._refuse()

    def delete(self) -> NoReturn:
        self._refuse()

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise AppendOnly
