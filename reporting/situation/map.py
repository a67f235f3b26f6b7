"""Where the jobs are: the map of a situation, from the rows behind the jobs created."""

from typing import Any

from django.db.models import F, OuterRef, Subquery

from convention.models import Axis, PerimeterCommune
from reporting.charts.spec import Map, Spot
from reporting.figures.answers import Question
from reporting.figures.engine import Sheet
from reporting.figures.values import Figure
from revitalisation.reference.models import Precision
from revitalisation.ui import french
from revitalisation.ui.formats import plural

from .drawings import SOURCE
from .situation import Situation

CODE = "jobs_created"
CREDIT = "positions des communes\u00a0: GeoNames (CC BY 4.0)"
UNKNOWN = "Commune non renseignée"


def drawn(situation: Situation, axis: Axis | None = None) -> Map | None:
    """Return the map of the jobs created, of one axis or of all; None where it would tell nothing.

    So it is without a job, or where all are in one place. It asks one query, and none without a
    job. Jobs are counted, never people: each edition reads the same.
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
    )
    # What has no commune comes last, as in any table.
    parts.sort(key=lambda part: (part["code"] is None, -part["value"], part["name"], part["code"]))
    if len({_at(parts[0], "site_"), *map(_at, parts)} - {None}) < 2:
        return None
    is_zoned = bool(sheet["perimeter_communes"].value)
    return Map(
        name="carte",
        title=_title(sheet, jobs, parts),
        subtitle="Emplois créés par commune de travail\u00a0: la surface de chaque marque est "
        "proportionnelle à leur nombre",
        as_of=situation.as_of,
        source=french.clause("{source}\u202f; {credit}", source=SOURCE, credit=CREDIT),
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
        return french.clause("{n} sur {total} dans le périmètre", n=within.value, total=total)
    first, *others = parts
    leads = not others or others[0]["value"] < first["value"]
    if leads and first["name"]:
        return french.clause(
            "{n} sur {total} {name:à}", n=first["value"], total=total, name=first["name"]
        )
    return french.clause("{total}, commune par commune", total=total)


def _spot(part: dict[str, Any], *, is_zoned: bool) -> Spot:
    if part["code"] is None:
        return Spot(UNKNOWN, part["value"])
    at = _at(part)
    return Spot(
        label=part["name"],
        value=part["value"],
        zone=(part["zone"] or PerimeterCommune.Zone.OUTSIDE) if is_zoned else "",
        at=at,
        near=part["precision"] != Precision.EXACT,
        position=str(Precision(part["precision"]).label) if at else "inconnue",
        where=f"({part['departement'] or part['code'][:3]})",
    )


def _site(part: dict[str, Any]) -> Spot:
    return Spot(label=part["site_name"], value=None, at=_at(part, "site_"))


def _at(part: dict[str, Any], prefix: str = "") -> tuple[float, float] | None:
    latitude, longitude = part[f"{prefix}latitude"], part[f"{prefix}longitude"]
    return None if latitude is None or longitude is None else (latitude, longitude)
