"""Young people placed, and followed."""

from axes.territory import states as territory
from convention.models import Axis
from reporting.figures.facts import PLACEMENTS
from reporting.figures.indicators import Declaration, Indicator
from reporting.figures.places import Place
from reporting.figures.values import Unit

TERRITORY = frozenset({Axis.Kind.TERRITORY})

DECLARATIONS: tuple[Declaration, ...] = (
    Indicator(
        code="placements",
        label="Jeunes accompagnés dans l’emploi",
        definition="Jeunes de moins de 26 ans embauchés à la date d’arrêté "
        "par l’intermédiaire de la Mission Locale.",
        unit=Unit.PEOPLE,
        fact=PLACEMENTS,
        when=territory.placed,
        axes=TERRITORY,
        people=True,
        shown=frozenset({Place.CHANGES, Place.TERRITORY}),
        broken_down={Place.TERRITORY: ("contract",)},
    ),
    Indicator(
        code="placements_in_apprenticeship",
        label="dont en apprentissage",
        definition="Jeunes accompagnés dans l’emploi en contrat d’apprentissage.",
        unit=Unit.PEOPLE,
        fact=PLACEMENTS,
        when=territory.placed_in_apprenticeship,
        axes=TERRITORY,
        base="placements",
        shown=frozenset({Place.TERRITORY}),
    ),
    Indicator(
        code="placements_counted",
        label="Placements comptés dans le total",
        definition="Placements que les règles de décompte de la convention ajoutent aux emplois "
        "créés, hors ceux dont le poste est compté ailleurs à la date d’arrêté.",
        version=2,
        unit=Unit.JOBS,
        fact=PLACEMENTS,
        when=territory.counted,
        axes=TERRITORY,
        base="placements",
    ),
    Indicator(
        code="follow_ups_overdue",
        label="Jeunes dont un suivi est en retard",
        definition="Jeunes placés dont un suivi à 3, 6 ou 12 mois était dû avant la date d’arrêté "
        "et n’est pas fait.",
        unit=Unit.PEOPLE,
        fact=PLACEMENTS,
        when=territory.follow_up_overdue,
        axes=TERRITORY,
        base="placements",
        shown=frozenset({Place.TERRITORY}),
    ),
)
