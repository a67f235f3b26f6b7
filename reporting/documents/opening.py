"""How a press release opens: who signed what, for how long, with how much, along which axes."""

from collections.abc import Iterator
from datetime import date

from axes.site.models import Site
from convention.models import Axis, Convention, Measure, Membership
from reporting.figures import text
from reporting.figures.values import Absence
from reporting.situation.situation import Situation
from revitalisation.ui import formats

from . import phrases
from .prose import Said, Text, say

Role = Membership.Role


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
        "{firm} doit signer avec {state}, le {day}, une convention de revitalisation du bassin "
        "d’emploi {of_commune} ({departement}).",
        day=formats.long_date(convention.signed_on),
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
        "state": f"l’État ({state[0]})" if state else "l’État",
        "of_commune": phrases.of(convention.commune.name),
        "departement": convention.departement.name,
    }


def _parties(situation: Situation) -> Text:
    convention, terms = situation.convention, situation.terms
    has_closed = Site.objects.of(convention).exists()
    found = say(
        "Pour compenser {what} son site {of_commune} ({departement}), {firm} a signé avec {state}, "
        "en {month}, une convention de revitalisation du bassin d’emploi",
        what="la fermeture de" if has_closed else "des suppressions d’emplois sur",
        month=formats.month(convention.signed_on),
        **_places(convention),
    )
    if terms is not None:
        found += say(", d’une durée de {length}", length=_length(terms.duration_months))
    return found + say(".")


def _length(months: int) -> str:
    years, rest = divmod(months, 12)
    return formats.plural(months, "mois", "mois") if rest else formats.plural(years, "an", "ans")


def _envelope(situation: Situation, axes: int) -> Text:
    envelope, target = situation.sheet["envelope"], situation.sheet["job_target"]
    operators = named(situation.convention, Role.OPERATOR, situation.as_of)
    helped = f", avec l’appui {phrases.of(formats.listed(operators))}" if operators else ""
    if envelope.value is None:
        found = say(
            "Le montant que l’entreprise y consacre{helped} est {absent}",
            helped=helped and f"{helped},",
            absent=Said(text.value_text(envelope), envelope),
        )
    else:
        amount = Said(formats.euros(envelope.value), envelope)
        found = say("L’entreprise y consacre {amount}{helped}", amount=amount, helped=helped)
    if target.value:
        jobs = Said(formats.plural(target.value, "emploi", "emplois"), target)
        found += say(", pour soutenir la création de {jobs}", jobs=jobs)
    elif target.absence is Absence.MISSING:
        absent = Said(text.value_text(target), target)
        found += say("\u202f; l’objectif d’emplois est {absent}", absent=absent)
    if axes:
        number = f"{phrases.in_words(axes)} {'axe' if axes == 1 else 'axes'}"
        found += say(". Elle agit sur {number}", number=number)
    return found + say(".")


def _axis(situation: Situation, axis: Axis, operators: set[int]) -> Text:
    """Name an axis and its measures, the operator’s fees and name apart."""
    titles = []
    for measure in (m.measure for m in situation.measures):
        if measure.axis_id != axis.pk or measure.kind == Measure.Kind.OPERATOR_FEES:
            continue
        title = phrases.lower(measure.title)
        if measure.operator and measure.operator_id not in operators:
            title += f" (partenaire\u00a0: {measure.operator})"
        titles.append(title)
    return say(
        "Axe {number}, {title}{measures}.",
        number=str(axis.number),
        title=phrases.lower(axis.title),
        measures=f"\u00a0: {formats.listed(titles)}" if titles else "",
    )
