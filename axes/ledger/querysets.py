"""What may never be done to an entry."""

from typing import Any, NoReturn

from convention.belonging import BelongingQuerySet


class AppendOnly(TypeError):
    """Raised when code tries to change or remove an entry."""

    def __init__(self) -> None:
        super().__init__(
            "Une écriture ne se modifie ni ne se supprime\u00a0: passez une contre-écriture."
        )


class LedgerQuerySet(BelongingQuerySet):
    """Ledger entries: added, never changed nor removed."""

    def update(self, **kwargs: Any) -> NoReturn:
        self._refuse()

    def delete(self) -> NoReturn:
        self._refuse()

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise AppendOnly
