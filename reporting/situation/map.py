"""Where the jobs are: the map of a situation, from the rows behind the jobs created."""

from typing import Any

from django.db.models import F, OuterRef, Subquery

from convention.models import Axis, PerimeterCommune
from reporting.charts.spec import Map, Spot
from reporting.figures.answers import Question
from reporting.figures.engine import Sheet
from reporting.figures.values import Figure
from revitalisation.ui import formats
from revitalisation.ui.formats import plural

from .drawings import SOURCE
from .situation import Situation

CODE = "jobs_created"
CREDIT = "positions des communes\u00a0: GeoNames (CC BY 4.0)"
UNKNOWN = "Commune non renseignée"


def drawn(situation: Situation, axis: Axis | None = None) -> Map | None:
    """Return the map of the jobs created, of one axis or of all; None where there is no job.

    It asks one query, and none where there is nothing to map. Jobs are counted, never people: each
    edition reads the same.
    """
    sheet = situation.sheet if axis is None else situation.on_axis(axis)
    jobs = sheet[CODE]
    if not jobs.value:
        return None
    (found,) = Question.of(sheet, CODE, None if axis is None else axis.number).rows
    fact = found.indicator.fact
    site, commune = f"{fact.convention}__commune", "hire__commune"
    zone = PerimeterCommune.objects.filter(
        PerimeterCommune.within(situation.as_of),
        convention=OuterRef(fact.convention),
        commune=OuterRef(commune),
    ).values("zone")[:1]
    parts = found.told_along(
        code=F(f"{commune}_id"),
        name=F(f"{commune}__name"),
        departement=F(f"{commune}__departement_id"),
        latitude=F(f"{commune}__latitude"),
        longitude=F(f"{commune}__longitude"),
        precision=F(f"{commune}__precision"),
        zone=Subquery(zone),
        site_name=F(f"{site}__name"),
        site_latitude=F(f"{site}__latitude"),
        site_longitude=F(f"{site}__longitude"),
        site_precision=F(f"{site}__precision"),
    )
    parts.sort(key=lambda part: (-part["value"], part["name"] or "", part["code"] or ""))
    is_zoned = bool(sheet["perimeter_communes"].value)
    return Map(
        name="carte",
        title=_title(sheet, jobs, parts),
        subtitle="Emplois créés par commune de travail\u00a0: la surface de chaque marque est "
        "proportionnelle à leur nombre",
        as_of=situation.as_of,
        source=f"{SOURCE}\u202f; {CREDIT}",
        place=str(situation.convention),
        unit="jobs",
        spots=tuple(_spot(part, is_zoned=is_zoned) for part in parts),
        site=_site(parts[0]),
        zoned=is_zoned,
        value_header=jobs.label,
        description="Le tableau donne les emplois de chaque commune.",
    )


def _title(sheet: Sheet, jobs: Figure, parts: list[dict[str, Any]]) -> str:
    """Say how much lies within the perimeter, else which commune leads."""
    total = plural(jobs.value, "emploi créé", "emplois créés")
    within = sheet["jobs_in_perimeter"]
    if within.value is not None and sheet["perimeter_communes"].value:
        return f"{formats.integer(within.value)} sur {total} dans le périmètre"
    first, *others = parts
    leads = not others or others[0]["value"] < first["value"]
    if leads and first["name"]:
        return f"{formats.integer(first['value'])} sur {total} à {first['name']}"
    return f"{total}, commune par commune"


def _spot(part: dict[str, Any], *, is_zoned: bool) -> Spot:
    if part["code"] is None:
        return Spot(UNKNOWN, part["value"])
    return Spot(
        label=part["name"],
        value=part["value"],
        zone=(part["zone"] or PerimeterCommune.Zone.OUTSIDE) if is_zoned else "",
        precision=part["precision"] or "",
        latitude=part["latitude"],
        longitude=part["longitude"],
        where=f"({part['departement'] or part['code'][:3]})",
    )


def _site(part: dict[str, Any]) -> Spot:
    return Spot(
        label=part["site_name"],
        value=None,
        precision=part["site_precision"],
        latitude=part["site_latitude"],
        longitude=part["site_longitude"],
    )
