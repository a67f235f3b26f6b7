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
)
