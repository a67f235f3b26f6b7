"""What the database refuses about the texts of a convention, beyond one row."""

from revitalisation.triggers import Refusal

# With the check that a term follows its entry into force, it follows the signature too.
IN_FORCE = "Un texte n’entre pas en vigueur avant la signature de la convention."
IN_FORCE_BEFORE = (
    "Un texte est en vigueur avant la signature de la convention\u00a0: corrigez-le d’abord."
)

REFUSALS = (
    Refusal(
        name="convention_terms_before_signature",
        table="convention_conventionterms",
        events=("INSERT", "UPDATE"),
        condition="""NEW.effective_on < (
            SELECT c.signed_on FROM convention_convention c WHERE c.id = NEW.convention_id)""",
        message=IN_FORCE,
    ),
    Refusal(
        name="convention_signed_after_terms",
        table="convention_convention",
        events=("UPDATE",),
        condition="""EXISTS (
            SELECT 1 FROM convention_conventionterms t
            WHERE t.convention_id = NEW.id AND t.effective_on < NEW.signed_on)""",
        message=IN_FORCE_BEFORE,
    ),
    Refusal(
        name="convention_measure_elsewhere",
        table="convention_measure",
        events=("UPDATE",),
        condition="""(SELECT convention_id FROM convention_axis WHERE id = NEW.axis_id)
            <> (SELECT convention_id FROM convention_axis WHERE id = OLD.axis_id)""",
        message="Une mesure reste dans sa convention.",
    ),
    Refusal(
        name="convention_axis_elsewhere",
        table="convention_axis",
        events=("UPDATE",),
        condition="NEW.convention_id <> OLD.convention_id",
        message="Un axe reste dans sa convention.",
    ),
    Refusal(
        name="convention_target_elsewhere",
        table="convention_axistarget",
        events=("INSERT", "UPDATE"),
        condition="""(SELECT convention_id FROM convention_axis WHERE id = NEW.axis_id)
            <> (SELECT convention_id FROM convention_conventionterms WHERE id = NEW.terms_id)""",
        message="L’objectif d’un axe est fixé par un texte de la même convention.",
    ),
)
