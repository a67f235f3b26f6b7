"""What belonging to a convention refuses of a record: the words of the slices’ refusals."""

from dataclasses import dataclass

from django.db import models

from revitalisation.triggers import Refusal, belongs, reached

from .models import Convention

_SIGNED: str = Convention._meta.db_table


@dataclass(frozen=True)
class Held:
    """Records of a model that belong to a convention."""

    model: type[models.Model]

    @property
    def path(self) -> str:
        """Path from a record to its convention, as its model states it."""
        found: str = self.model.convention_path  # type: ignore[attr-defined]
        return found

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    def convention(self, row: str = "NEW") -> str:
        """Return the key of a row’s convention."""
        return reached(self.model, self.path, row)

    def stays(self, message: str) -> Refusal:
        """Refuse that a record moves to another convention."""
        moved = f"{self.convention('NEW')} <> {self.convention('OLD')}"
        link, _, further = self.path.partition("__")
        if further:
            # Most updates change nothing of the kind, and look no convention up.
            column = reached(self.model, link)
            moved = f"{column} <> {reached(self.model, link, 'OLD')} AND {moved}"
        return Refusal(f"{self.table}_elsewhere", self.table, ("UPDATE",), moved, message)

    def agrees(self, path: str, message: str) -> Refusal:
        """Refuse that what ends another path of the record is of another convention.

        Raises ValueError for the path by which the record itself belongs to it.
        """
        if path == self.path:
            raise ValueError(f"{self.table}: {path} is compared with itself.")
        other = f"{reached(self.model, path)} <> {self.convention()}"
        name = f"{self.table}_{path.partition('__')[0]}_elsewhere"
        return Refusal(name, self.table, ("INSERT", "UPDATE"), other, message)

    def follows_signature(
        self,
        day: str,
        message: str,
        message_of_convention: str,
        *,
        changes: bool = True,
        among: str = "",
    ) -> tuple[Refusal, Refusal]:
        """Refuse a day before the signature, and a signature after it; it may be the very day.

        ``changes`` says that rows may be changed once written. ``among`` are, in SQL, the rows
        ``r`` that the signature precedes: all of them unless it says otherwise.
        """
        signed = reached(self.model, f"{self.path}__signed_on")
        early = f"EXISTS (SELECT 1 FROM {self.table} r WHERE "  # noqa: S608 - no value comes in
        early += f"r.{day} < NEW.signed_on AND {belongs(self.model, self.path, 'NEW.id', 'r')})"
        early = early.removesuffix(")") + f" AND {among})" if among else early
        return (
            Refusal(
                f"{self.table}_before_signature",
                self.table,
                ("INSERT", "UPDATE") if changes else ("INSERT",),
                f"NEW.{day} < {signed}",
                message,
            ),
            Refusal(
                f"{self.table}_signed_after",
                _SIGNED,
                ("UPDATE",),
                f"NEW.signed_on > OLD.signed_on AND {early}",
                message_of_convention,
            ),
        )
