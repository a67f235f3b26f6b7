"""The conventions of a person, worst first."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch

from convention.access import visible
from convention.models import Committee, Convention
from reporting.figures import text
from reporting.figures.engine import Sheet, sheets

from .sentences import make_up
from .situation import Situation
from .work import Section, Todo, needs, todo

# What a line tells of a convention; the rest is what its work items read.
TOLD = (
    "envelope",
    "job_target",
    "total_jobs",
    "jobs_created",
    "placements_counted",
    "creation_rate",
    "commitment_rate",
    "committed",
    "elapsed_since_start",
    "calendar_gap_since_start",
)


class Known(Situation):
    """A situation whose figures were already taken, with those of other conventions."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet.convention, sheet.as_of)
        self._sheet = sheet

    @property
    def sheet(self) -> Sheet:
        return self._sheet


@dataclass(frozen=True)
class Line:
    """One convention of the list."""

    situation: Situation
    todo: list[Todo]

    @property
    def convention(self) -> Convention:
        """The convention."""
        return self.situation.convention

    @property
    def sheet(self) -> Sheet:
        """Its figures."""
        return self.situation.sheet

    @property
    def gap(self) -> str:
        """Its gap to the calendar, in words."""
        return text.value_text(self.sheet["calendar_gap_since_start"])

    @property
    def make_up(self) -> str:
        """What its total of jobs is made of."""
        return make_up(self.sheet)

    @property
    def order(self) -> tuple[Any, ...]:
        """Worst first: running before ended, then the greatest delay, no number last."""
        gap = self.sheet["calendar_gap_since_start"].value
        return (
            self.situation.is_over,
            gap is None,
            gap or 0,
            -len(self.todo),
            self.convention.name,
        )


def lines(user: Any, as_of: date) -> list[Line]:
    """Return the conventions that ``user`` may see, worst first; a constant number of queries."""
    conventions = list(
        visible(Convention.objects.all(), user)
        .select_related("liable_company", "commune")
        .prefetch_related(
            "axes",
            "terms",
            Prefetch(
                "committees", queryset=Committee.objects.filter(kind=Committee.Kind.FOLLOW_UP)
            ),
        )
    )
    found = sheets(conventions, {as_of: (*TOLD, *needs())})
    situations = [Known(found[c.pk][as_of]) for c in conventions]
    return sorted(
        (Line(s, todo(s, Section.TERM, Section.LATE, Section.MISSING)) for s in situations),
        key=lambda line: line.order,
    )
