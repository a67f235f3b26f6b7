"""What the database refuses about the texts of a convention, beyond one row."""

from .held import Held
from .models import Axis, AxisTarget, ConventionTerms, Measure

REFUSALS = (
    # With the check that a term follows its entry into force, it follows the signature too.
    *Held(ConventionTerms).follows_signature(
        "effective_on",
        "Un texte n’entre pas en vigueur avant la signature de la convention.",
        "Un texte est en vigueur avant la signature de la convention\u00a0: corrigez-le d’abord.",
    ),
    Held(Axis).stays("Un axe reste dans sa convention."),
    Held(Measure).stays("Une mesure reste dans sa convention."),
    Held(AxisTarget).agrees(
        f"axis__{Axis.convention_path}",
        "L’objectif d’un axe est fixé par un texte de la même convention.",
    ),
)
