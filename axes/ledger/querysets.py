"""Sums of entries, and what may never be done to them."""

from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn, Self

from django.db import models
from django.db.models import Q, Sum

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

    def committed(self, as_of: date) -> int:
        """Euro cents committed by then, net of what was released."""
        return self._balance("committed", "released", as_of)

    def payable(self, as_of: date) -> int:
        """Euro cents committed by then, net of released, and not yet paid."""
        return self.committed(as_of) - self._balance("paid", "", as_of)

    def _balance(self, plus: str, minus: str, as_of: date) -> int:
        sums = self.filter(dated_on__lte=as_of).aggregate(
            plus=Sum("amount", filter=Q(kind=plus), default=0),
            minus=Sum("amount", filter=Q(kind=minus), default=0),
        )
        return int(sums["plus"]) - int(sums["minus"])
