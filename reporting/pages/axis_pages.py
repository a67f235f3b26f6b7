"""What the page of an axis shows, by the kind of the axis."""

from datetime import date
from typing import Any

from django.db.models import Count, Q

from axes.site.models import Site
from axes.territory.models import FollowUp, SkillsPlan
from convention.models import Axis
from reporting.charts.spec import BarRow, Bars, Chart
from reporting.figures import text
from reporting.figures.engine import Sheet
from reporting.figures.indicators import Figure, Unit
from reporting.figures.parts import DIMENSIONS, named
from reporting.figures.rows import rows
from revitalisation.dated import as_known

from .drawings import SOURCE
from .situation import Situation

FIGURES = {
    Axis.Kind.SITE: (
        "prospects_studied",
        "prospects_open",
        "prospects_lost",
        "projects_supported",
        "jobs_programmed",
        "jobs_created",
        "committed",
    ),
    Axis.Kind.BUSINESS: (
        "projects_supported",
        "business_creations",
        "jobs_programmed",
        "jobs_created",
        "former_employees_hired",
        "share_in_perimeter",
        "share_permanent",
        "share_verified",
        "sustained_rate",
        "committed",
        "cost_per_created_job",
    ),
    Axis.Kind.TERRITORY: (
        "placements",
        "placements_in_apprenticeship",
        "follow_ups_overdue",
        "committed",
    ),
}
BREAKDOWNS: dict[Axis.Kind, dict[str, tuple[str, ...]]] = {
    Axis.Kind.SITE: {},
    Axis.Kind.BUSINESS: {
        "projects_supported": ("kind",),
        "jobs_created": ("contract", "sector", "commune", "size"),
    },
    Axis.Kind.TERRITORY: {"placements": ("contract",)},
}


def context(situation: Situation, axis: Axis) -> dict[str, Any]:
    """Return what the template of an axis reads; its figures are those of the axis alone."""
    kind, sheet = Axis.Kind(axis.kind), situation.on_axis(axis)
    found: dict[str, Any] = {
        "axis": axis,
        "figures": [sheet[code] for code in FIGURES[kind]],
        "state": next(a for a in situation.axes if a.axis.pk == axis.pk),
        "measures": [m for m in situation.measures if m.measure.axis_id == axis.pk],
        "charts": _breakdowns(situation, axis, sheet),
    }
    if kind == Axis.Kind.SITE:
        found["sites"] = _sites(axis, situation.as_of)
    elif kind == Axis.Kind.TERRITORY:
        found["plans"] = _plans(axis, situation.as_of)
        found["follow_ups"] = _follow_ups(axis, situation.as_of)
    return found


def _breakdowns(situation: Situation, axis: Axis, sheet: Sheet) -> list[Chart]:
    drawn = []
    for code, dimensions in BREAKDOWNS[Axis.Kind(axis.kind)].items():
        (row_set,) = rows(situation.convention, code, situation.as_of)
        for dimension in dimensions:
            parts = row_set.on_axis(axis.number).parts(dimension)
            if parts:
                drawn.append(parts_chart(sheet[code], dimension, parts))
    return drawn


def _follow_ups(axis: Axis, as_of: date) -> list[tuple[str, list[int]]]:
    """Return, by month of follow-up: how many were due by then, done by then, and found in post."""
    is_done = Q(done_on__lte=as_of)
    counted = (
        FollowUp.objects.filter(placement__axis=axis, due_on__lte=as_of)
        .values_list("month")
        .annotate(
            due=Count("pk"),
            done=Count("pk", filter=is_done),
            in_post=Count("pk", filter=is_done & Q(situation=FollowUp.Situation.IN_POST)),
        )
        .order_by("month")
    )
    return [(FollowUp.Month(month).label, numbers) for month, *numbers in counted]


def _plans(axis: Axis, as_of: date) -> list[tuple[SkillsPlan, list[Any]]]:
    """Return the skills plans with their steps, as known by then."""
    return [
        (plan, [as_known(step, as_of) for step in plan.milestones.all()])
        for plan in SkillsPlan.objects.filter(axis=axis)
        .select_related("lead")
        .prefetch_related("milestones")
    ]


def _sites(axis: Axis, as_of: date) -> list[tuple[Site, list[tuple[Any, list[Any], Any]]]]:
    """Return the sites, their prospects known by then, the stages reached, the project born."""
    found = []
    for site in (
        Site.objects.filter(axis=axis)
        .select_related("commune")
        .prefetch_related("prospects__stages", "prospects__project")
    ):
        prospects = []
        for prospect in site.prospects.all():
            stages = [s for s in prospect.stages.all() if s.dated_on <= as_of]
            if stages:
                prospects.append((prospect, stages, prospect.project_by(as_of)))
        prospects.sort(key=lambda p: p[1][-1].dated_on, reverse=True)
        found.append((as_known(site, as_of), prospects))
    return found


def parts_chart(figure: Figure, dimension: str, parts: list[tuple[Any, Any]]) -> Chart:
    """Return the chart of a figure’s parts along a dimension; months in order, others by size."""
    bars = [BarRow(label, value) for label, value in named(figure, dimension, parts)]
    if dimension != "month":
        bars.sort(key=lambda bar: (-bar.value, bar.label))  # type: ignore[operator]
    header = DIMENSIONS[dimension]
    title = f"{figure.label} par {header[0].lower()}{header[1:]}"
    largest = sorted(bars, key=lambda bar: -bar.value)[:2]  # type: ignore[operator]
    # Of two parts as large as each other, neither leads.
    if len({bar.value for bar in largest}) == 2:
        top = largest[0]
        value, total = (text.unit_text(n, figure.unit) for n in (top.value, figure.value))
        title += f"\u00a0: {top.label} en tête, {value} sur {total}"
    return Bars(
        name=f"{figure.code}-par-{dimension}".replace("_", "-"),
        title=title,
        as_of=figure.as_of,
        source=SOURCE,
        unit="EUR" if figure.unit is Unit.EUROS else "jobs",
        rows=tuple(bars),
        row_header=header,
        value_header=figure.label,
    )
