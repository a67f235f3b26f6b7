"""The projects behind the report’s figures, grouped by kind; each group adds up to its figures.

All of them are in the spreadsheet of the report; paper holds them as long as they are few.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import F

from axes.business.models import Project
from reporting.figures.rows import rows
from reporting.situation.situation import Situation

SUPPORTED = "projects_supported"
# Columns of the annex: the figure, and the path from its rows to the project.
COLUMNS = {
    "jobs_created": "project",
    "jobs_programmed": "project",
    "jobs_verified": "project",
    "committed_to_companies": "aid__project",
}
# Projects that are all printed; of more, so many of each kind are: a row takes several milliseconds
# to be laid out, and nobody reads ten pages of them.
MOST_PROJECTS, MOST_OF_A_KIND = 90, 12


class Numbers(NamedTuple):
    """The numbers of a line: jobs created, promised and verified, then euro cents committed."""

    created: int
    programmed: int
    verified: int
    committed: int


@dataclass(frozen=True)
class Line:
    """A project; one that is no longer supported still counts the jobs and money it has."""

    project: Project
    is_supported: bool
    numbers: Numbers


@dataclass(frozen=True)
class Group:
    """The projects of one kind, the number of them that are supported, and their totals."""

    label: str
    supported: int
    lines: list[Line]
    totals: Numbers

    def printed(self, most: int) -> "Printed":
        """Return the group as paper holds it: ``most`` projects, those of the most jobs."""
        if len(self.lines) <= most:
            return Printed(self, self.lines, 0, None)
        ranked = sorted(self.lines, key=lambda line: line.numbers, reverse=True)
        kept, left = ranked[:most], ranked[most:]
        kept.sort(key=self.lines.index)
        return Printed(self, kept, len(left), _sum(line.numbers for line in left))


@dataclass(frozen=True)
class Printed:
    """A group on paper: its lines, how many others there are, and what these add up to."""

    group: Group
    lines: list[Line]
    others: int
    rest: Numbers | None


def printed(found: list[Group]) -> list[Printed]:
    """Return the groups as paper holds them: whole as long as they are few together."""
    number = sum(len(group.lines) for group in found)
    most = number if number <= MOST_PROJECTS else MOST_OF_A_KIND
    return [group.printed(most) for group in found]


def groups(situation: Situation) -> list[Group]:
    """Return the projects with their numbers, by kind; five queries for parts, five for rows."""
    convention, as_of = situation.convention, situation.as_of
    by_project, by_kind = {}, {}
    for code, path in COLUMNS.items():
        (found,) = rows(convention, code, as_of)
        by_project[code] = dict(found.along(F(path)))
        by_kind[code] = dict(found.parts("kind"))
    (supported,) = rows(convention, SUPPORTED, as_of)
    kept = set(supported.queryset.values_list("pk", flat=True))
    counts = dict(supported.parts("kind"))
    owed = kept.union(*by_project.values())
    projects = (
        Project.objects.of(convention)
        .filter(pk__in=owed)
        .select_related("company__commune")
        .order_by("reference", "pk")
    )
    lines: dict[str, list[Line]] = {}
    for project in projects:
        line = Line(project, project.pk in kept, _numbers(by_project, project.pk))
        lines.setdefault(project.kind, []).append(line)
    return [
        Group(str(label), counts.get(kind, 0), lines[kind], _numbers(by_kind, kind))
        for kind, label in Project.Kind.choices
        if kind in lines
    ]


def totals(situation: Situation) -> Numbers:
    """Return the figures of the whole convention that the groups add up to."""
    return Numbers(*(int(situation.sheet[code].value or 0) for code in COLUMNS))


def _numbers(parts: dict[str, dict[Any, Any]], key: Any) -> Numbers:
    return Numbers(*(int(parts[code].get(key) or 0) for code in COLUMNS))


def _sum(numbers: Iterable[Numbers]) -> Numbers:
    return Numbers(*map(sum, zip(*numbers, strict=True)))
