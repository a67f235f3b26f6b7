"""What the database refuses about placements, beyond one row."""

from axes.business.models import ConventionCompany
from axes.business.refusals import not_of_kind
from convention.held import Held
from revitalisation.triggers import Refusal

from .models import Placement, SkillsPlan

_PLACEMENT = Held(Placement)

REFUSALS = (
    Held(SkillsPlan).stays("Un plan de compétences reste dans sa convention."),
    *_PLACEMENT.follows_signature(
        "hired_on",
        "Le placement ne peut pas précéder la signature de la convention.",
        "La signature ne peut pas suivre un placement déjà enregistré.",
    ),
    Refusal(
        name="territory_employer_elsewhere",
        table="territory_placement",
        events=("INSERT", "UPDATE"),
        condition=not_of_kind(_PLACEMENT, "employer", ConventionCompany.Kind.EMPLOYER),
        message="L’employeur d’un jeune est de ceux que sa convention connaît comme tels.",
    ),
    Refusal(
        name="territory_follow_up_before_hire",
        table="territory_followup",
        events=("INSERT", "UPDATE"),
        condition="""NEW.done_on IS NOT NULL AND NEW.done_on < (
            SELECT p.hired_on FROM territory_placement p WHERE p.id = NEW.placement_id)""",
        message="Un suivi ne peut pas précéder l’embauche.",
    ),
    Refusal(
        name="territory_hire_after_follow_up",
        table="territory_placement",
        events=("UPDATE",),
        condition="""NEW.hired_on > OLD.hired_on AND EXISTS (
            SELECT 1 FROM territory_followup f
            WHERE f.placement_id = NEW.id AND f.done_on < NEW.hired_on)""",
        message="L’embauche ne peut pas suivre un suivi déjà réalisé.",
    ),
)
