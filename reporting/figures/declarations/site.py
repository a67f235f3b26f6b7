"""The site that the firm leaves, and who may take it over."""

from axes.site import states as site
from convention.models import Axis
from reporting.figures.facts import PROSPECTS
from reporting.figures.indicators import Declaration, Indicator
from reporting.figures.places import Place
from reporting.figures.values import Unit

SITE = frozenset({Axis.Kind.SITE})

DECLARATIONS: tuple[Declaration, ...] = (
    Indicator(
        code="prospects_studied",
        label="Prospects étudiés",
        definition="Prospects dont le projet a été étudié ou négocié à la date d’arrêté.",
        unit=Unit.PROSPECTS,
        fact=PROSPECTS,
        when=site.studied,
        axes=SITE,
        shown=frozenset({Place.SITE}),
    ),
    Indicator(
        code="prospects_open",
        label="Prospects en cours",
        definition="Prospects connus à la date d’arrêté, ni perdus ni signés.",
        unit=Unit.PROSPECTS,
        fact=PROSPECTS,
        when=site.open_at,
        axes=SITE,
        shown=frozenset({Place.CHANGES, Place.SITE}),
    ),
    Indicator(
        code="prospects_lost",
        label="Prospects perdus",
        definition="Prospects perdus à la date d’arrêté, quelle que soit l’étape atteinte.",
        unit=Unit.PROSPECTS,
        fact=PROSPECTS,
        when=site.lost,
        axes=SITE,
        shown=frozenset({Place.SITE}),
    ),
    Indicator(
        code="prospects_signed",
        label="Prospects signés",
        definition="Prospects qui ont signé à la date d’arrêté.",
        unit=Unit.PROSPECTS,
        fact=PROSPECTS,
        when=site.signed,
        axes=SITE,
    ),
)
