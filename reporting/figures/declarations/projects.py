"""Company projects."""

from axes.business import states as business
from convention.models import Axis
from reporting.figures import conditions
from reporting.figures.facts import PROJECTS
from reporting.figures.indicators import Declaration, Indicator
from reporting.figures.places import Place
from reporting.figures.values import Unit

SITE_OR_BUSINESS = frozenset({Axis.Kind.SITE, Axis.Kind.BUSINESS})

DECLARATIONS: tuple[Declaration, ...] = (
    Indicator(
        code="projects_supported",
        label="Projets accompagnés",
        definition="Projets décidés favorablement et non retirés à la date d’arrêté.",
        unit=Unit.PROJECTS,
        fact=PROJECTS,
        when=business.approved,
        axes=SITE_OR_BUSINESS,
        shown=frozenset({Place.CHANGES, Place.SITE, Place.BUSINESS}),
        broken_down={Place.BUSINESS: ("kind",)},
    ),
    Indicator(
        code="companies_aided",
        label="Entreprises accompagnées",
        definition="Entreprises distinctes des projets accompagnés à la date d’arrêté\u00a0: "
        "celle qui en a plusieurs compte une fois, avec le premier saisi.",
        unit=Unit.COMPANIES,
        fact=PROJECTS,
        when=business.first_approved,
        axes=SITE_OR_BUSINESS,
        base="projects_supported",
        shown=frozenset({Place.BUSINESS}),
    ),
    Indicator(
        code="business_creations",
        label="dont créations d’entreprises",
        definition="Projets accompagnés dont la nature est la création d’une entreprise.",
        unit=Unit.PROJECTS,
        fact=PROJECTS,
        when=conditions.creations,
        axes=SITE_OR_BUSINESS,
        base="projects_supported",
        shown=frozenset({Place.BUSINESS}),
    ),
    Indicator(
        code="projects_pending",
        label="Projets en attente de décision",
        definition="Projets reçus à la date d’arrêté qui attendent une décision\u00a0: aucune "
        "n’est prise, ou la dernière les ajourne.",
        version=2,
        unit=Unit.PROJECTS,
        fact=PROJECTS,
        when=business.pending,
        axes=SITE_OR_BUSINESS,
    ),
)
