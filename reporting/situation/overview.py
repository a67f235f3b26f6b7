"""The conventions of a person, worst first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch

from convention.access import visible
from convention.models import Axis, Committee, Convention
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
RANKED_BY = ("calendar_gap_since_start", "term_end")


class Known(Situation):
    """A situation whose figures were already taken, with those of other conventions."""

    tells_axes = False

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


def known(convention: Convention, as_of: date) -> Known:
    """Return the situation of one convention with the figures of its calendar alone."""
    codes = tuple(f"calendar_gap_since_{clock}" for clock in Convention.Clock.values)
    return Known(sheets([convention], {as_of: codes})[convention.pk][as_of])


def ranked(user: Any, as_of: date) -> list[int]:
    """Return the keys of the conventions that ``user`` may see, worst first.

    Running before ended, then the greatest delay, no number last. Only the figures that order them
    are taken, in as many queries whatever their number.
    """
    known = visible(Convention.objects.all(), user)
    conventions = list(
        known.only("name", "signed_on", "operational_start").prefetch_related(
            Prefetch("axes", queryset=Axis.objects.only("convention_id", "kind"))
        )
    )
    found = sheets(conventions, {as_of: RANKED_BY})

    def order(convention: Convention) -> tuple[Any, ...]:
        sheet = found[convention.pk][as_of]
        end, gap = sheet["term_end"].value, sheet["calendar_gap_since_start"].value
        is_over = end is not None and end < as_of
        return (is_over, gap is None, gap or 0, convention.name, convention.pk)

    return [convention.pk for convention in sorted(conventions, key=order)]


def lines(keys: Sequence[int], as_of: date) -> list[Line]:
    """Return the lines of some conventions, in the order of their keys."""
    conventions = (
        Convention.objects.select_related("liable_company", "commune")
        .prefetch_related(
            "axes",
            "terms",
            Prefetch(
                "committees", queryset=Committee.objects.filter(kind=Committee.Kind.FOLLOW_UP)
            ),
        )
        .in_bulk(keys)
    )
    found = sheets([conventions[key] for key in keys], {as_of: (*TOLD, *needs())})
    situations = (Known(found[key][as_of]) for key in keys)
    return [Line(s, todo(s, Section.TERM, Section.LATE, Section.MISSING)) for s in situations]
