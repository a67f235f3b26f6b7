"""Figures as a committee saw them."""

from typing import Any, ClassVar

from django.db import models

from convention.belonging import Belonging, BelongingQuerySet
from convention.models import Committee
from revitalisation.dated import Dates
from revitalisation.ui import french


class Snapshot(Belonging, models.Model):
    """The figures of a committee, frozen; rows entered later restate a figure, never this.

    ``figures`` holds, by code, what ``reporting.figures.text.as_json`` writes, with its
    coverage, the version and text of its definition and the codes that it is computed from. Those
    frozen at first kept none of these, and nobody may add them: their version is unknown.
    """

    committee = models.OneToOneField(
        Committee, on_delete=models.PROTECT, related_name="snapshot", verbose_name="comité"
    )
    taken_at = models.DateTimeField("figé le", auto_now_add=True)
    figures = models.JSONField("chiffres")

    convention_path = "committee__convention"
    dates: ClassVar[Dates] = Dates(apart=("taken_at",))

    objects = BelongingQuerySet.as_manager()
    FROZEN: ClassVar[str] = "Les chiffres d’un comité, une fois figés, ne changent plus."

    class Meta:
        verbose_name = "instantané"

    def __str__(self) -> str:
        return french.clause("chiffres {committee:de}", committee=self.committee.named_in_history())

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(self.FROZEN)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError(self.FROZEN)
