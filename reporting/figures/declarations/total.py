"""Jobs of every kind, against the target and the calendar."""

from reporting.figures.indicators import Combination, Declaration, Gap, Ratio
from reporting.figures.places import Place
from reporting.figures.values import Unit

DECLARATIONS: tuple[Declaration, ...] = (
    Combination(
        code="total_jobs",
        label="Emplois créés au total",
        definition="Emplois créés, plus les placements de jeunes là où les règles de décompte "
        "de la convention les comptent.",
        unit=Unit.JOBS,
        plus=("jobs_created", "placements_counted"),
        shown=frozenset({Place.CHANGES}),
    ),
    Ratio(
        code="programming_rate",
        label="Taux de programmation",
        definition="Emplois programmés rapportés à l’objectif.",
        numerator="jobs_programmed",
        denominator="job_target",
    ),
    Ratio(
        code="creation_rate",
        label="Taux de réalisation",
        definition="Emplois créés au total rapportés à l’objectif.",
        numerator="total_jobs",
        denominator="job_target",
    ),
    Gap(
        code="calendar_gap_since_signature",
        label="Avance ou retard depuis la signature",
        definition="Taux de réalisation moins temps écoulé depuis la signature, en points.",
        achieved="creation_rate",
        expected="elapsed_since_signature",
    ),
    Gap(
        code="calendar_gap_since_start",
        label="Avance ou retard depuis le démarrage opérationnel",
        definition="Taux de réalisation moins temps écoulé depuis le démarrage opérationnel, "
        "en points.",
        achieved="creation_rate",
        expected="elapsed_since_start",
    ),
)
