"""What is told of one axis, by its kind: its figures, its measures, what happens on its ground."""

from datetime import date
from typing import Any

from django.db.models import Count, Q

from axes.site.models import Site
from axes.territory.models import FollowUp, SkillsPlan
from convention.models import Axis
from reporting.figures.places import OF_AXIS
from reporting.figures.registry import is_measured, shown_in
from reporting.figures.values import Figure
from revitalisation.dated import as_known

from . import axis_words, breakdowns, drawings
from .map import drawn as drawn_map
from .situation import Situation


def figures(situation: Situation, axis: Axis) -> list[Figure]:
    """Return the figures told of an axis, over this axis alone."""
    sheet = situation.on_axis(axis)
    return [sheet[code] for code in shown_in(OF_AXIS[Axis.Kind(axis.kind)])]


def context(situation: Situation, axis: Axis) -> dict[str, Any]:
    """Return what the template of an axis reads; its figures are those of the axis alone."""
    kind = Axis.Kind(axis.kind)
    state = next(a for a in situation.axes if a.axis.pk == axis.pk)
    note = axis_words.note(situation, state)
    found: dict[str, Any] = {
        "axis": axis,
        "figures": _by_weight(figures(situation, axis)),
        "standing": state.standing,
        "note": note,
        "measures": [m for m in situation.measures if m.measure.axis_id == axis.pk],
        "bar": drawings.of_axis(situation, axis, note),
        "map": drawn_map(situation, axis),
        "charts": breakdowns.drawn(situation, OF_AXIS[kind], axis),
    }
    if kind == Axis.Kind.SITE:
        found["sites"] = sites(axis, situation.as_of)
    elif kind == Axis.Kind.TERRITORY:
        found["plans"] = plans(axis, situation.as_of)
        found["follow_ups"] = _follow_ups(axis, situation.as_of)
    return found


def _by_weight(told: list[Figure]) -> list[tuple[str, list[Figure]]]:
    """Return what is counted, then what is worked out of it, which is told less loudly."""
    derived = [not is_measured(figure.code) for figure in told]
    return [
        (weight, [f for f, is_derived in zip(told, derived, strict=True) if is_derived is light])
        for weight, light in (("main", False), ("light", True))
        if light in derived
    ]


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


def plans(axis: Axis, as_of: date) -> list[tuple[SkillsPlan, list[Any]]]:
    """Return the skills plans with their steps, as known by then."""
    return [
        (plan, [as_known(step, as_of) for step in plan.milestones.all()])
        for plan in SkillsPlan.objects.filter(axis=axis)
        .select_related("lead")
        .prefetch_related("milestones")
    ]


def sites(axis: Axis, as_of: date) -> list[tuple[Site, list[tuple[Any, list[Any], Any]]]]:
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
