"""Beside the ladder, never added to it: people of the social plan, firms that the operator met."""

from axes.beside import states as beside
from convention.models import Axis
from reporting.figures.facts import OUTREACH, SOCIAL_PLAN
from reporting.figures.indicators import Combination, Declaration, Indicator, Ratio
from reporting.figures.measures import heads
from reporting.figures.values import Unit
from revitalisation.ui import french

SITE_OR_BUSINESS = frozenset({Axis.Kind.SITE, Axis.Kind.BUSINESS})


def _people(code: str, label: str, definition: str, column: str, base: str = "") -> Indicator:
    """Return the declaration of a count of the last note."""
    return Indicator(
        code=code,
        label=label,
        definition=french.clause(
            "{definition}, selon la dernière note à la date d’arrêté.", definition=definition
        ),
        unit=Unit.PEOPLE,
        fact=SOCIAL_PLAN,
        when=beside.last_note,
        measure=heads(column),
        axes=frozenset(),
        owed=True,
        base=base,
        people=True,
    )


SOLUTIONS = tuple(
    _people(
        f"plan_{code}",
        label,
        french.clause("Personnes accompagnées {found}", found=found),
        column,
        "plan_followed",
    )
    for code, label, found, column in (
        ("permanent", "dont en CDI", "qui ont trouvé un CDI", "permanent"),
        (
            "fixed_term",
            "dont en CDD de six mois ou plus",
            "qui ont trouvé un CDD de six mois ou plus",
            "fixed_term",
        ),
        (
            "business_creations",
            "dont en création d’entreprise",
            "qui ont créé ou repris une entreprise",
            "business_creation",
        ),
        ("training", "dont en formation", "entrées en formation", "training"),
        ("other_solutions", "dont autre solution", "qui ont une autre solution", "other"),
    )
)

DECLARATIONS: tuple[Declaration, ...] = (
    _people(
        "plan_dismissed",
        "Licenciés du plan social",
        "Personnes licenciées dans le cadre du plan social",
        "dismissed",
    ),
    _people(
        "plan_followed",
        "Accompagnés du plan social",
        "Personnes que suit ou qu’a suivies la cellule de reclassement",
        "followed",
    ),
    *SOLUTIONS,
    Combination(
        code="plan_solutions",
        label="Solutions trouvées",
        definition="Personnes accompagnées qui ont une solution, quelle qu’elle soit. Elles ne "
        "s’ajoutent jamais aux emplois créés.",
        unit=Unit.PEOPLE,
        plus=tuple(declared.code for declared in SOLUTIONS),
    ),
    Ratio(
        code="plan_solution_rate",
        label="Taux de solution du plan social",
        definition="Solutions trouvées rapportées aux personnes accompagnées.",
        numerator="plan_solutions",
        denominator="plan_followed",
    ),
    Indicator(
        code="firms_contacted",
        label="Entreprises contactées",
        definition="Entreprises que l’opérateur a contactées, par périodes finies à la date "
        "d’arrêté.",
        unit=Unit.COMPANIES,
        fact=OUTREACH,
        when=beside.over,
        measure=heads("contacted"),
        axes=SITE_OR_BUSINESS,
        owed=True,
    ),
    Indicator(
        code="firms_met",
        label="dont rencontrées",
        definition="Entreprises contactées que l’opérateur a rencontrées, par périodes finies à la "
        "date d’arrêté.",
        unit=Unit.COMPANIES,
        fact=OUTREACH,
        when=beside.over,
        measure=heads("met"),
        axes=SITE_OR_BUSINESS,
        owed=True,
        base="firms_contacted",
    ),
    Ratio(
        code="meeting_rate",
        label="Taux de rencontre",
        definition="Entreprises rencontrées rapportées aux entreprises contactées.",
        numerator="firms_met",
        denominator="firms_contacted",
    ),
)
