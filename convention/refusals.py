"""What the database refuses about the texts of a convention, beyond one row."""

from revitalisation.dated_rows import corrects_its_own, kept
from revitalisation.triggers import Refusal, overlaps

from .held import Held
from .models import (
    Axis,
    AxisTarget,
    AxisTerms,
    Comment,
    Committee,
    Convention,
    ConventionTerms,
    Measure,
    Membership,
    Opinion,
    PerimeterCommune,
    Resolution,
    SignedText,
)


def _is_no_party(link: str) -> str:
    """Return the condition that a body has no part in the convention of a row."""
    return f"""NOT EXISTS (SELECT 1 FROM convention_membership m
            WHERE m.convention_id = NEW.convention_id AND m.organisation_id = NEW.{link})"""  # noqa: S608


def _of_text(model: type[SignedText], named: str, of_named: str) -> tuple[Refusal, ...]:
    """Return what keeps a signed text: as it was written, by a party, about the convention."""
    held = Held(model)
    return (
        *kept(model),
        corrects_its_own(model),
        held.agrees("axis__convention", f"{named} porte sur un axe de la convention."),
        *held.follows_signature(
            "as_of",
            f"{named} ne peut pas porter sur des chiffres d’avant la signature.",
            f"La signature ne peut pas suivre les chiffres d’{of_named} déjà signé.",
            changes=False,
        ),
        Refusal(
            name=f"{held.table}_signed_by_party",
            table=held.table,
            events=("INSERT",),
            condition=_is_no_party("organisation_id"),
            message=f"{named} est signé par un organisme de la convention.",
        ),
    )


_RESOLUTION = Held(Resolution)
_RESOLUTIONS = (
    _RESOLUTION.stays("Une décision demandée reste dans sa convention."),
    *(
        _RESOLUTION.agrees(
            f"{link}__convention", f"Le comité qui {does} une décision est de sa convention."
        )
        for link, does in (("committee", "examine"), ("taken_in", "prend"))
    ),
    *_RESOLUTION.follows_signature(
        "asked_on",
        "Une décision ne se demande pas avant la signature de la convention.",
        "La signature ne peut pas suivre une décision déjà demandée.",
    ),
    Refusal(
        name="convention_resolution_asked_by_party",
        table=_RESOLUTION.table,
        events=("INSERT",),
        condition=_is_no_party("asked_by_id"),
        message="Une décision est demandée par un organisme de la convention.",
    ),
    Refusal(
        name="convention_resolution_taken_before_committee",
        table=_RESOLUTION.table,
        events=("INSERT", "UPDATE"),
        condition="""EXISTS (SELECT 1 FROM convention_committee c
            WHERE c.id = NEW.taken_in_id AND c.held_on > NEW.taken_on)""",
        message="Une décision ne peut pas précéder le comité qui l’a prise.",
    ),
    Refusal(
        name="convention_committee_held_after_resolution",
        table=Committee._meta.db_table,
        events=("UPDATE",),
        condition="""NEW.held_on > OLD.held_on AND EXISTS (SELECT 1 FROM convention_resolution r
            WHERE r.taken_in_id = NEW.id AND r.taken_on < NEW.held_on)""",
        message="Ce comité ne peut pas se tenir après une décision qu’il a prise.",
    ),
)

_SIGNED, _MEMBERS = Convention._meta.db_table, Membership._meta.db_table

REFUSALS = (
    # With the check that a term follows its entry into force, it follows the signature too.
    *Held(ConventionTerms).follows_signature(
        "effective_on",
        "Un texte n’entre pas en vigueur avant la signature de la convention.",
        "Un texte est en vigueur avant la signature de la convention\u00a0: corrigez-le d’abord.",
    ),
    *Held(Membership).follows_signature(
        "since",
        "Un organisme ne participe pas avant la signature de la convention.",
        "Un organisme participe avant la signature de la convention\u00a0: corrigez-le d’abord.",
    ),
    Refusal(
        name=f"{_MEMBERS}_ended_by_signature",
        table=_MEMBERS,
        events=("INSERT", "UPDATE"),
        condition=f"NEW.until <= (SELECT signed_on FROM {_SIGNED} WHERE id = NEW.convention_id)",  # noqa: S608
        message="Une participation cesse après la signature de la convention.",
    ),
    Refusal(
        name=f"{_MEMBERS}_signed_after_end",
        table=_SIGNED,
        events=("UPDATE",),
        condition=f"""NEW.signed_on > OLD.signed_on AND EXISTS (SELECT 1 FROM {_MEMBERS} m
            WHERE m.convention_id = NEW.id AND m.until <= NEW.signed_on)""",  # noqa: S608
        message="Un organisme cesse de participer avant la signature de la convention\u00a0: "
        "corrigez-le d’abord.",
    ),
    Refusal(
        name=f"{_MEMBERS}_one_role_at_a_time",
        table=_MEMBERS,
        events=("INSERT", "UPDATE"),
        condition=overlaps(_MEMBERS, ("convention_id", "organisation_id"), "since", "until"),
        message="Un organisme a un seul rôle à la fois dans une convention.",
        when="AFTER",
        one_at_a_time=(_SIGNED, "NEW.convention_id"),
    ),
    *kept(PerimeterCommune),
    corrects_its_own(PerimeterCommune),
    *Held(PerimeterCommune).follows_signature(
        "effective_on",
        "Une commune n’entre pas dans le périmètre avant la signature de la convention.",
        "Une commune est dans le périmètre avant la signature de la convention\u00a0: "
        "rectifiez-la d’abord.",
        changes=False,
        among="(r.holds_until IS NULL OR r.holds_until > r.effective_on)",
    ),
    *kept(AxisTerms),
    corrects_its_own(AxisTerms),
    *Held(AxisTerms).follows_signature(
        "effective_on",
        "Ce qu’un axe compte se dit à compter de la signature de la convention, ou d’après.",
        "Ce qu’un axe compte est dit d’avant la signature de la convention\u00a0: "
        "rectifiez-le d’abord.",
        changes=False,
        among="(r.holds_until IS NULL OR r.holds_until > r.effective_on)",
    ),
    Held(Axis).stays("Un axe reste dans sa convention."),
    Held(Measure).stays("Une mesure reste dans sa convention."),
    Held(AxisTarget).agrees(
        f"axis__{Axis.convention_path}",
        "L’objectif d’un axe est fixé par un texte de la même convention.",
    ),
    *_of_text(Comment, "Un commentaire", "un commentaire"),
    *_of_text(Opinion, "Un avis", "un avis"),
    *_RESOLUTIONS,
    Held(Committee).stays("Un comité reste dans sa convention."),
)
