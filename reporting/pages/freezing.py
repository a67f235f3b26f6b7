"""Freezing what a committee read."""

from typing import Any

from django.db import models

from convention.access import Right
from convention.models import Committee
from convention.pages.records import RecordConfirm
from reporting.figures.snapshots import freeze
from revitalisation.ui import french


class CommitteeFreeze(RecordConfirm):
    """Freezes the figures of a committee, so that what it read stays as it was."""

    right = Right.HOLD_COMMITTEES
    model = Committee
    title = "Figer les chiffres du comité"
    submit_label = "Figer les chiffres"
    success_message = "Les chiffres de ce comité sont figés."

    def records(self) -> models.QuerySet[Any]:
        # The others decide on projects or on strategy: they read no figures.
        read = Committee.objects.filter(kind=Committee.Kind.FOLLOW_UP)
        return read.filter(convention=self.convention).select_related("convention")

    def get_consequences(self) -> list[str]:
        return [
            french.clause(
                "{record}\u00a0: les chiffres {day:à} seront conservés tels qu’ils sont connus "
                "aujourd’hui.",
                record=str(self.record),
                day=self.record.as_of,
            ),
            "Une fois figés, ils ne changent plus\u202f; les saisies postérieures "
            "seront signalées.",
        ]

    def save(self, form: Any) -> None:
        if not hasattr(self.record, "snapshot"):
            freeze(self.record)
            self.record.touch(Committee.FROZEN)
