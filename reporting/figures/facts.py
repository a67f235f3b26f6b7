"""The fact tables: where rows are, how they belong to a convention, along what they break down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from django.db import models
from django.db.models import Case, CharField, Exists, F, IntegerField, OuterRef, Value, When
from django.db.models.functions import Cast, Coalesce, Round, TruncMonth

from axes.beside.models import OutreachPeriod, SocialPlanNote
from axes.business.models import JobSpell, Post, Project
from axes.business.models.decisions import decision_column
from axes.ledger.models import LedgerEntry
from axes.site.models import Prospect
from axes.territory.models import Placement
from convention.models import ConventionTerms, PerimeterCommune


@dataclass(frozen=True)
class Column:
    """A column of the rows behind a figure: identifier, French header, where its value is.

    ``at`` gives the value that holds on a day, where ``path`` leads to rows that follow each other.
    """

    name: str
    header: str
    path: str = ""
    at: Callable[[date], Any] | None = None

    @property
    def lookup(self) -> str:
        """Path of the value from the fact's model."""
        return self.path or self.name

    @property
    def read(self) -> str:
        """Where a row that was read holds the value."""
        return self.name if self.at else self.lookup


@dataclass(frozen=True, eq=False)
class Fact:
    """A table whose rows are dated facts of a convention.

    ``dimensions`` maps the name of a breakdown to the expression that gives each row's part, or
    to the function that gives it for a date.
    ``columns`` are shown and exported; none of them is personal. ``grain`` is the dimension by
    which a situation reads the parts of its figures: they add up to the totals. One ``apart`` is
    asked only by who names its figures: no page of the situation pays for it.
    """

    name: str
    title: str
    model: type[models.Model]
    event: str
    columns: tuple[Column, ...]
    dimensions: Mapping[str, Any] = field(default_factory=dict)
    grain: str = "axis"
    apart: bool = False

    @property
    def convention(self) -> str:
        """Path from a row to its convention, as its model states it."""
        path: str = self.model.convention_path  # type: ignore[attr-defined]
        return path

    def dimension(self, name: str, as_of: date) -> Any:
        """Return the expression of a breakdown, as known by a day."""
        found = self.dimensions[name]
        return found(as_of) if callable(found) else found


def _once_past(name: str, header: str, path: str) -> Column:
    """Return the column of a day that is empty until it comes."""
    return Column(
        name, header, path, lambda as_of: Case(When(**{f"{path}__lte": as_of}, then=F(path)))
    )


def _size(path: str) -> Case:
    """Band of the headcount that ``path`` names."""
    size = Project.Size
    return Case(
        When(**{f"{path}__isnull": True}, then=Value(size.UNKNOWN.value)),
        When(**{f"{path}__lt": 1}, then=Value(size.NONE.value)),
        When(**{f"{path}__lt": 10}, then=Value(size.MICRO.value)),
        When(**{f"{path}__lt": 50}, then=Value(size.SMALL.value)),
        When(**{f"{path}__lt": 250}, then=Value(size.MEDIUM.value)),
        default=Value(size.LARGE.value),
        output_field=CharField(),
    )


def in_perimeter(convention: str, commune: str, as_of: date, *zones: str) -> Exists:
    """Whether a row's commune is, on a day, in the perimeter of its convention, or in a zone."""
    return Exists(
        PerimeterCommune.objects.filter(
            PerimeterCommune.within(as_of, *zones),
            convention=OuterRef(convention),
            commune=OuterRef(commune),
        )
    )


TERMS = Fact(
    name="terms",
    title="Textes en vigueur",
    model=ConventionTerms,
    event="effective_on",
    columns=(
        Column("number", "Avenant"),
        Column("effective_on", "En vigueur à compter du"),
        Column("ends_on", "Terme"),
        Column("envelope", "Enveloppe"),
        Column("job_target", "Objectif d’emplois"),
    ),
    grain="",
)
PERIMETER = Fact(
    name="perimeter_commune",
    title="Communes du périmètre",
    model=PerimeterCommune,
    event="effective_on",
    columns=(
        Column("commune", "Commune", "commune__name"),
        Column("code", "Code INSEE", "commune__code"),
        Column("zone", "Périmètre"),
        Column("effective_on", "Depuis le"),
    ),
    dimensions={"zone": F("zone")},
    grain="",
)
_COMPANY = (
    Column("company", "Entreprise", "company__name"),
    Column("siret", "SIRET", "company__identity__siret"),
)
_PROJECT = (
    Column("project", "Projet", "project__reference"),
    Column("company", "Entreprise", "project__company__name"),
)
PROJECTS = Fact(
    name="project",
    title="Projets",
    model=Project,
    event="received_on",
    columns=(
        Column("reference", "Référence"),
        *_COMPANY,
        Column("kind", "Nature"),
        Column("commune", "Commune", "company__commune__name"),
        Column("received_on", "Reçu le"),
        Column("decision", "Décision", "decisions__outcome", partial(decision_column, "outcome")),
        Column(
            "decided_on",
            "Décidé le",
            "decisions__decided_on",
            partial(decision_column, "decided_on"),
        ),
    ),
    dimensions={
        "axis": F("axis__number"),
        "kind": F("kind"),
        "sector": F("company__naf__section"),
        "commune": F("company__commune__name"),
        "size": _size("baseline_fte"),
        # A decision to come gives no month to a project that awaits it.
        "month": lambda as_of: TruncMonth(decision_column("decided_on", as_of)),
    },
)
POSTS = Fact(
    name="post",
    title="Postes programmés",
    model=Post,
    event="made_on",
    columns=(
        *_PROJECT,
        Column("post", "Poste", "commitment__post"),
        Column("rank", "N°"),
        Column("contract", "Contrat", "commitment__contract"),
        Column("made_on", "Programmé le"),
        Column("due_on", "À pourvoir avant le", "commitment__due_on"),
    ),
    dimensions={
        "axis": F("project__axis__number"),
        "contract": F("commitment__contract"),
        "kind": F("project__kind"),
        "sector": F("project__company__naf__section"),
        "commune": F("project__company__commune__name"),
        "size": _size("project__baseline_fte"),
        "month": TruncMonth("made_on"),
    },
)
# What a hire has of a contract on the days of a spell: what it became by then, or the first one.
CONTRACT_THEN = Coalesce("change__contract", "hire__contract")
# Hours that are not filled in are those of no other contract.
HOURS_THEN = Case(
    When(change__isnull=True, then=F("hire__weekly_hours")), default=F("change__weekly_hours")
)
# In hundredths, so that SQLite adds integers up rather than floats.
HUNDREDTHS_THEN = Cast(Round(HOURS_THEN * Value(100)), IntegerField())
JOBS = Fact(
    name="job",
    title="Emplois",
    model=JobSpell,
    event="hire__hired_on",
    columns=(
        Column("id", "N°", "hire_id"),
        *_PROJECT,
        Column("post", "Poste", "hire__post"),
        Column("contract", "Contrat", "hire__contract", lambda as_of: CONTRACT_THEN),
        Column("hired_on", "Embauche", "hire__hired_on"),
        Column("weekly_hours", "Heures", "hire__weekly_hours", lambda as_of: HOURS_THEN),
        Column("commune", "Commune", "hire__commune__name"),
        Column("is_former_employee", "Ancien salarié", "hire__is_former_employee"),
        Column(
            "counts_from",
            "Compte depuis le",
            "said_since",
            lambda as_of: Case(When(reason="", then=F("said_since"))),
        ),
        _once_past("verified_on", "Vérifié le", "hire__verified_on"),
        _once_past("ended_on", "Rompu le", "hire__ended_on"),
    ),
    dimensions={
        "axis": F("project__axis__number"),
        "contract": CONTRACT_THEN,
        "kind": F("project__kind"),
        "sector": F("project__company__naf__section"),
        "commune": F("hire__commune__name"),
        "size": _size("project__baseline_fte"),
        "month": TruncMonth("hire__hired_on"),
    },
)
PLACEMENTS = Fact(
    name="placement",
    title="Placements de jeunes",
    model=Placement,
    event="hired_on",
    columns=(
        Column("code", "Code"),
        Column("contract", "Contrat"),
        Column("hired_on", "Embauche"),
        Column("counts_from", "Compte à partir du"),
    ),
    dimensions={
        "axis": F("axis__number"),
        "contract": F("contract"),
        "sector": F("employer__naf__section"),
        "commune": F("employer__commune__name"),
        "size": _size("employer_fte"),
        "month": TruncMonth("hired_on"),
    },
)
LEDGER = Fact(
    name="ledger_entry",
    title="Écritures",
    model=LedgerEntry,
    event="dated_on",
    columns=(
        Column("id", "N°"),
        Column("dated_on", "Date"),
        Column("kind", "Nature"),
        Column("measure", "Mesure", "measure__title"),
        Column("company", "Entreprise", "aid__project__company__name"),
        Column("label", "Libellé"),
        Column("amount", "Montant"),
    ),
    dimensions={
        "axis": F("measure__axis__number"),
        "measure": F("measure__title"),
        "measure_id": F("measure_id"),
        "instrument": F("aid__kind"),
        "kind": F("aid__project__kind"),
        "sector": F("aid__project__company__naf__section"),
        "commune": F("aid__project__company__commune__name"),
        "month": TruncMonth("dated_on"),
    },
    grain="measure_id",
)
PROSPECTS = Fact(
    name="prospect",
    title="Prospects",
    model=Prospect,
    event="",
    columns=(
        Column("name", "Prospect"),
        Column("activity", "Activité"),
        Column("jobs_envisaged", "Emplois envisagés"),
    ),
    dimensions={"axis": F("site__axis__number")},
)
SOCIAL_PLAN = Fact(
    name="social_plan_note",
    title="Notes sur le plan social",
    model=SocialPlanNote,
    event="noted_on",
    columns=(
        Column("noted_on", "Situation au"),
        Column("source", "Source"),
        Column("dismissed", "Licenciés"),
        Column("followed", "Accompagnés"),
        Column("permanent", "CDI"),
        Column("fixed_term", "CDD de six mois ou plus"),
        Column("business_creation", "Création ou reprise"),
        Column("training", "Formation"),
        Column("other", "Autre solution"),
    ),
    grain="",
    apart=True,
)
OUTREACH = Fact(
    name="outreach_period",
    title="Périodes de démarchage",
    model=OutreachPeriod,
    event="ends_on",
    columns=(
        Column("ends_on", "Au"),
        Column("starts_on", "Du"),
        Column("contacted", "Entreprises contactées"),
        Column("met", "Dont rencontrées"),
    ),
    dimensions={"month": TruncMonth("ends_on")},
    grain="",
    apart=True,
)
FACTS = (
    TERMS,
    PERIMETER,
    PROJECTS,
    POSTS,
    JOBS,
    PLACEMENTS,
    LEDGER,
    PROSPECTS,
    SOCIAL_PLAN,
    OUTREACH,
)
GRAINS = {fact.name: fact.grain for fact in FACTS if fact.grain}
