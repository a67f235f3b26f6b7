"""What the page of an axis shows, by the kind of the axis."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from axes.business.models import Aid, Company, Project
from axes.site.models import Site
from axes.territory.models import SkillsPlan
from convention.access import Right
from convention.contracts import Contract
from convention.models import Axis
from reporting.charts.spec import BarRow, Bars, Chart
from reporting.figures.engine import breakdown
from reporting.figures.indicators import Figure, Unit
from revitalisation.reference.models import NafCode
from revitalisation.ui import formats

from .situation import Situation

DIMENSIONS = {
    "axis": "Axe",
    "contract": "Contrat",
    "kind": "Nature",
    "sector": "Secteur",
    "commune": "Commune",
    "size": "Taille de l’entreprise",
    "measure": "Mesure",
    "instrument": "Instrument",
    "month": "Mois",
}
FIGURES = {
    Axis.Kind.SITE: ("prospects_studied", "prospects_open", "prospects_lost"),
    Axis.Kind.BUSINESS: (
        "projects_supported",
        "business_creations",
        "jobs_programmed",
        "jobs_created",
        "former_employees_hired",
        "share_in_perimeter",
        "share_permanent",
        "cost_per_created_job",
    ),
    Axis.Kind.TERRITORY: ("placements", "placements_in_apprenticeship", "follow_ups_overdue"),
}
BREAKDOWNS = ("contract", "sector", "commune", "size")
# Counts of people below this are masked for those who do not follow them.
SMALL = 5


def context(situation: Situation, axis: Axis, rights: frozenset[Right]) -> dict[str, Any]:
    """Return what the template of an axis reads."""
    kind = Axis.Kind(axis.kind)
    found: dict[str, Any] = {
        "axis": axis,
        "figures": [situation.sheet[code] for code in FIGURES[kind]],
        "state": next(a for a in situation.axes if a.axis.pk == axis.pk),
        "measures": [m for m in situation.measures if m.measure.axis_id == axis.pk],
    }
    if kind == Axis.Kind.SITE:
        found["sites"] = _sites(axis, situation.as_of)
    elif kind == Axis.Kind.BUSINESS:
        found["charts"] = [
            parts_chart(situation.sheet["jobs_created"], d, _jobs(situation, d)) for d in BREAKDOWNS
        ]
    else:
        found["plans"] = SkillsPlan.objects.filter(axis=axis).prefetch_related("milestones")
        found["is_masked"] = Right.NAME_YOUNG_PEOPLE not in rights
        found["contracts"] = masked(
            breakdown(situation.convention, "placements", situation.as_of, "contract"),
            is_masked=found["is_masked"],
        )
    return found


def _jobs(situation: Situation, dimension: str) -> list[tuple[Any, Any]]:
    return breakdown(situation.convention, "jobs_created", situation.as_of, dimension)


def _sites(axis: Axis, as_of: date) -> list[tuple[Site, list[tuple[Any, list[Any]]]]]:
    """Return the sites with their prospects known by then, and the stages each had reached."""
    found = []
    for site in (
        Site.objects.filter(axis=axis)
        .select_related("commune")
        .prefetch_related("prospects__stages")
    ):
        prospects = []
        for prospect in site.prospects.all():
            stages = [s for s in prospect.stages.all() if s.dated_on <= as_of]
            if stages:
                prospects.append((prospect, stages))
        prospects.sort(key=lambda p: p[1][-1].dated_on, reverse=True)
        found.append((site, prospects))
    return found


def masked(parts: Iterable[tuple[Any, int]], *, is_masked: bool) -> list[tuple[str, str]]:
    """Return parts of a count of people in words, those below five banded when masked."""
    return [
        (
            part_label("contract", key),
            f"moins de {SMALL}" if is_masked and value < SMALL else formats.integer(value),
        )
        for key, value in parts
    ]


def parts_chart(figure: Figure, dimension: str, parts: list[tuple[Any, Any]]) -> Chart:
    """Return the chart of a figure’s parts along a dimension; months in order, others by size."""
    sections = _sections() if dimension == "sector" else {}
    rows = [BarRow(sections.get(key) or part_label(dimension, key), value) for key, value in parts]
    if dimension != "month":
        rows.sort(key=lambda row: (-row.value, row.label))  # type: ignore[operator]
    header = DIMENSIONS[dimension]
    return Bars(
        name=f"par-{dimension}",
        title=f"{figure.label} par {header[0].lower()}{header[1:]}",
        as_of=figure.as_of,
        source="suivi de la convention",
        unit="EUR" if figure.unit is Unit.EUROS else "jobs",
        rows=tuple(rows),
        row_header=header,
        value_header=figure.label,
    )


def part_label(dimension: str, key: Any) -> str:
    """Return the French name of one part of a breakdown."""
    if key is None or key == "":
        return formats.ABSENCES["missing"]
    match dimension:
        case "contract":
            return Contract(key).label
        case "kind":
            return Project.Kind(key).label
        case "size":
            return Company.Size(key).label
        case "month":
            return formats.month(key)
        case "axis":
            return f"Axe {key}"
        case "instrument":
            return Aid.Kind(key).label
    return str(key)


def _sections() -> dict[str, str]:
    return dict(NafCode.objects.order_by().values_list("section", "section_label").distinct())
