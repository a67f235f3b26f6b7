"""The promise, and the time it was given."""

from reporting.figures import conditions
from reporting.figures.facts import PERIMETER, TERMS
from reporting.figures.indicators import Clock, Declaration, Indicator
from reporting.figures.measures import latest, total
from reporting.figures.values import Unit

DECLARATIONS: tuple[Declaration, ...] = (
    Indicator(
        code="envelope",
        label="Enveloppe",
        definition="Total promis par l’entreprise, selon le texte en vigueur à la date d’arrêté.",
        unit=Unit.EUROS,
        fact=TERMS,
        when=conditions.in_force,
        measure=total("envelope"),
        axes=frozenset(),
        owed=True,
    ),
    Indicator(
        code="job_target",
        label="Objectif d’emplois",
        definition="Nombre d’emplois promis, selon le texte en vigueur à la date d’arrêté.",
        unit=Unit.JOBS,
        fact=TERMS,
        when=conditions.in_force,
        measure=total("job_target"),
        axes=frozenset(),
        owed=True,
    ),
    Indicator(
        code="term_end",
        label="Terme de la convention",
        definition="Date de fin du texte en vigueur à la date d’arrêté.",
        unit=Unit.DATE,
        fact=TERMS,
        when=conditions.in_force,
        measure=latest("ends_on"),
        axes=frozenset(),
        owed=True,
        published=False,
    ),
    Indicator(
        code="perimeter_communes",
        label="Communes du périmètre",
        definition="Communes du périmètre, prioritaire ou élargi, à la date d’arrêté.",
        unit=Unit.COMMUNES,
        fact=PERIMETER,
        when=conditions.in_the_perimeter,
        axes=frozenset(),
        owed=True,
    ),
    Clock(
        code="elapsed_since_signature",
        label="Temps écoulé depuis la signature",
        definition="Mois écoulés depuis la signature, sur la durée de la convention.",
        start="signed_on",
    ),
    Clock(
        code="elapsed_since_start",
        label="Temps écoulé depuis le démarrage opérationnel",
        definition="Mois écoulés depuis le démarrage opérationnel, sur la durée de la convention.",
        start="operational_start",
    ),
)
