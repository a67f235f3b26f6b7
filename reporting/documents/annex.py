"""The projects behind the report’s figures, grouped by kind; each group adds up to its figures."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F

from axes.business.models import Project
from reporting.figures.rows import rows
from reporting.situation.situation import Situation

SUPPORTED = "projects_supported"
# Columns of the annex: the figure, and the path from its rows to the project.
COLUMNS = {
    "committed_to_companies": "aid__project",
    "jobs_programmed": "project",
    "jobs_created": "project",
    "jobs_verified": "project",
}


@dataclass(frozen=True)
class Numbers:
    """The numbers of a line: euro cents committed, then jobs promised, created and verified."""

    committed: int
    programmed: int
    created: int
    verified: int


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
