"""What the database refuses about placements, beyond one row."""

from revitalisation.triggers import Refusal

REFUSALS = (
    Refusal(
        name="territory_plan_elsewhere",
        table="territory_skillsplan",
        events=("UPDATE",),
        condition="""(SELECT convention_id FROM convention_axis WHERE id = NEW.axis_id)
            <> (SELECT convention_id FROM convention_axis WHERE id = OLD.axis_id)""",
        message="Un plan de compétences reste dans sa convention.",
    ),
    Refusal(
        name="territory_placement_before_signature",
        table="territory_placement",
        events=("INSERT", "UPDATE"),
        condition="""NEW.hired_on < (
            SELECT c.signed_on FROM convention_axis a
            JOIN convention_convention c ON c.id = a.convention_id WHERE a.id = NEW.axis_id)""",
        message="Le placement ne peut pas précéder la signature de la convention.",
    ),
    Refusal(
        name="territory_employer_elsewhere",
        table="territory_placement",
        events=("INSERT", "UPDATE"),
        condition="""NOT EXISTS (SELECT 1 FROM business_conventioncompany k
            JOIN convention_axis a ON a.convention_id = k.convention_id
            WHERE k.id = NEW.employer_id AND k.kind = 'employer' AND a.id = NEW.axis_id)""",
        message="L’employeur d’un jeune est de ceux que sa convention connaît comme tels.",
    ),
    Refusal(
        name="territory_signature_after_placement",
        table="convention_convention",
        events=("UPDATE",),
        condition="""NEW.signed_on > OLD.signed_on AND EXISTS (
            SELECT 1 FROM territory_placement p JOIN convention_axis a ON a.id = p.axis_id
            WHERE a.convention_id = NEW.id AND p.hired_on < NEW.signed_on)""",
        message="La signature ne peut pas suivre un placement déjà enregistré.",
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
