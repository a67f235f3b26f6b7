"""How a press release opens: who signed what, for how long, with how much, along which axes."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from axes.site.models import Site
from convention.models import Axis, Convention, Measure, Membership
from reporting.figures.values import Absence
from reporting.situation import amendments
from reporting.situation.situation import Situation
from reporting.situation.standing import JOBS
from revitalisation.ui import formats, french
from revitalisation.ui.french import Noun, Phrase

from .prose import Said, Text, add, say

Role = Membership.Role
AXES = Noun("axe", "axes")


def paragraphs(situation: Situation) -> Iterator[Text]:
    """Yield the parties, the envelope, then each axis, at a date from signature on."""
    axes = list(situation.convention.axes.all())
    yield _parties(situation)
    yield _envelope(situation, len(axes))
    operators = _operators(situation)
    for axis in axes:
        yield _axis(situation, axis, operators)


def not_signed(convention: Convention) -> Text:
    """Return the only sentence that can be said before the signature."""
    return say(
        "{firm} doit signer avec {state}, {day}, une convention de revitalisation du bassin "
        "d’emploi {commune:de} ({departement}).",
        day=convention.signed_on,
        **_places(convention),
    )


def named(convention: Convention, role: str, day: date) -> list[str]:
    """Return the names of the organisations that have a role on a day, in order of entry."""
    members = convention.memberships.filter(Membership.holding(day), role=role).order_by("pk")
    return list(members.values_list("organisation__name", flat=True))


def _operators(situation: Situation) -> set[int]:
    """Return the keys of all that have been operators by the date: measures name the first ones."""
    begun = situation.convention.memberships.filter(
        Membership.dates.begun(situation.as_of), role=Role.OPERATOR
    )
    return set(begun.values_list("organisation_id", flat=True))


def _places(convention: Convention) -> dict[str, str]:
    # Who signed, whatever they are called since.
    state = named(convention, Role.PREFECTURE, convention.signed_on)
    return {
        "firm": str(convention.liable_company),
        "state": french.clause("l’État ({name})", name=state[0]) if state else "l’État",
        "commune": convention.commune.name,
        "departement": convention.departement.name,
    }


def _parties(situation: Situation) -> Text:
    convention = situation.convention
    has_closed = Site.objects.of(convention).exists()
    found = say(
        "pour compenser {what} son site {commune:de} ({departement}), {firm} a signé avec {state}, "
        "en {month}, une convention de revitalisation du bassin d’emploi",
        what="la fermeture de" if has_closed else "des suppressions d’emplois sur",
        month=formats.month(convention.signed_on),
        **_places(convention),
    )
    signed = amendments.in_force(convention, situation.as_of)
    if len({terms.duration_months for terms in signed}) == 1:
        length = amendments.length(signed[0].duration_months)
        found += add(", d’une durée {length:de}", length=length)
    found += add(".")
    for sentence in amendments.sentences(convention, situation.as_of):
        found += add(" {sentence}", sentence=sentence)
    return found


def _envelope(situation: Situation, axes: int) -> Text:
    """Say what is devoted to it, or that it is not known, and to how many jobs."""
    envelope, target = situation.sheet["envelope"], situation.sheet["job_target"]
    operators = named(situation.convention, Role.OPERATOR, situation.as_of)
    helped = french.clause(", avec l’appui {named:de}", named=operators) if operators else ""
    words: dict[str, Any] = {
        "time": situation.tense,
        "helped": helped,
        "amount": Said(french.amount(envelope.value or 0), envelope),
        "unknown": Said(Phrase("n’est pas renseigné"), envelope),
        "jobs": Said(french.count(target.value or 0, JOBS), target),
        "absent": Said(Phrase("n’est pas renseigné"), target),
    }
    if envelope.value is not None:
        found = say("l’entreprise y {time:consacre|consacrait} {amount}{helped}", **words)
        if target.value:
            found += add(", pour soutenir la création {jobs:de}", **words)
    elif target.value:
        found = say(
            "l’entreprise {time:doit|devait} y soutenir la création {jobs:de}{helped}\u202f; le "
            "montant qu’elle y {time:consacre|consacrait} {unknown}", **words,
        )  # fmt: skip
    elif target.absence is Absence.MISSING:
        found = say(
            "le montant que l’entreprise y {time:consacre|consacrait} et l’objectif d’emplois "
            "{both}",
            both=Said(Phrase("ne sont pas renseignés"), envelope),
            **words,
        )
    else:
        found = say("le montant que l’entreprise y {time:consacre|consacrait} {unknown}", **words)
    if target.absence is Absence.MISSING and envelope.value is not None:
        found += add("\u202f; l’objectif d’emplois {absent}", **words)
    if axes:
        found += add(". Elle {time:agit|a agi} sur {axes}", axes=_in_letters(axes), **words)
    return found + add(".")


def _in_letters(axes: int) -> Phrase:
    return french.count(axes, AXES, in_letters=True)


def _axis(situation: Situation, axis: Axis, operators: set[int]) -> Text:
    """Name an axis and its measures, the operator’s fees and name apart."""
    titles = []
    for measure in (m.measure for m in situation.measures):
        if measure.axis_id != axis.pk or measure.kind == Measure.Kind.OPERATOR_FEES:
            continue
        title = french.lower(measure.title)
        if measure.operator and measure.operator_id not in operators:
            title = french.clause(
                "{title} (partenaire\u00a0: {partner})", title=title, partner=measure.operator
            )
        titles.append(title)
    found = say("axe {number}, {title}", number=str(axis.number), title=french.lower(axis.title))
    return found + (add("\u00a0: {titles}.", titles=titles) if titles else add("."))
