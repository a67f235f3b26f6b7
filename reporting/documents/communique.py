"""The press release: sentences of ours, every number from a figure.

A sentence whose figures are absent is left out, or says so. Counts of people below five are banded:
the press release is public.
"""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field

from axes.site import states
from axes.site.models import Prospect
from convention.models import Axis, Committee, Convention, Measure, Membership
from reporting.figures.indicators import Figure
from reporting.pages.situation import Situation
from revitalisation.ui import formats

from . import phrases

WIDTH = 100


@dataclass(frozen=True)
class Paragraph:
    """One paragraph, and the figures whose rows prove it."""

    text: str
    figures: list[Figure] = field(default_factory=list)


@dataclass(frozen=True)
class Communique:
    """A press release: its title, paragraphs and closing line."""

    title: str
    paragraphs: list[Paragraph]
    closing: str

    def plain(self, width: int = WIDTH) -> str:
        """Return the text, wrapped; ordinary spaces stay where a line may break."""
        blocks = [self.title.upper(), *(p.text for p in self.paragraphs), self.closing]
        return "\n\n".join(_wrap(block, width) for block in blocks) + "\n"


def _wrap(text: str, width: int) -> str:
    # textwrap would also break at the spaces that must not break.
    kept = text.replace(formats.NO_BREAK, "\ue000").replace(formats.NARROW, "\ue001")
    wrapped = textwrap.fill(kept, width, break_long_words=False, break_on_hyphens=False)
    return wrapped.replace("\ue000", formats.NO_BREAK).replace("\ue001", formats.NARROW)


def write(situation: Situation) -> Communique:
    """Write the press release of a convention at the date of its situation."""
    writer = _Writer(situation)
    day = situation.as_of
    committee = writer.committee
    dated = committee.held_on if committee else day
    place = committee.place.rsplit(", ", 1)[-1] if committee else situation.convention.commune.name
    return Communique(
        title=f"Convention de revitalisation {situation.convention.name} : "
        f"situation {phrases.day_or_month_end(day)}",
        paragraphs=[p for p in writer.paragraphs() if p.text],
        closing=f"{place}, le {formats.long_date(dated)}",
    )


class _Writer:
    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.convention: Convention = situation.convention
        self.sheet = situation.sheet

    @property
    def committee(self) -> Committee | None:
        """The committee of this very date, or the last one held by then."""
        return self.situation.committee or self.situation.last_held

    def paragraphs(self) -> Iterator[Paragraph]:
        yield self._parties()
        if self.situation.as_of < self.convention.signed_on:
            return
        yield self._envelope()
        for axis in self.convention.axes.all():
            yield self._axis(axis)
        yield self._progress()
        yield self._created()
        yield self._young_people()
        yield self._total()
        yield self._site()
        yield self._verdict()

    def _value(self, code: str) -> int:
        """Value of a count or an amount; zero when it is absent."""
        return int(self.sheet[code].value or 0)

    def _parties(self) -> Paragraph:
        c, terms = self.convention, self.situation.terms
        state = next(
            (m.organisation.name for m in self._members(Membership.Role.PREFECTURE)), "l’État"
        )
        is_signed = c.signed_on <= self.situation.as_of
        when = (
            f"en {formats.month(c.signed_on)}"
            if is_signed
            else f"le {formats.long_date(c.signed_on)}"
        )
        text = (
            f"À la suite de la fermeture de son site {phrases.of(c.commune.name)} "
            f"({c.departement.name}), {c.liable_company} "
            f"{'a signé' if is_signed else 'doit signer'} avec l’État ({state}), {when}, "
            "une convention de revitalisation"
        )
        if not is_signed:
            return Paragraph(f"{text}.")
        if terms is not None:
            months = terms.duration_months
            length = (
                phrases.counted(months // 12, "an", "ans")
                if months % 12 == 0
                else f"{months}{formats.NO_BREAK}mois"
            )
            text += f" d’une durée de {length}"
        return Paragraph(text + ".")

    def _members(self, role: str) -> list[Membership]:
        members = self.convention.memberships.select_related("organisation").order_by("pk")
        return [m for m in members if m.role == role]

    def _envelope(self) -> Paragraph:
        envelope, target = self.sheet["envelope"], self.sheet["job_target"]
        operators = [m.organisation.name for m in self._members(Membership.Role.OPERATOR)]
        helped = f", avec l’appui {phrases.of(phrases.listed(operators))}" if operators else ""
        axes = len(self.convention.axes.all())
        split = f", en {phrases.counted(axes, 'axe', 'axes')}" if axes else ""
        if envelope.value is None:
            text = f"L’enveloppe n’est pas renseignée{helped}"
        else:
            text = f"L’entreprise y consacre {formats.euros(envelope.value)}{helped}"
        if target.value is not None:
            text += (
                f", pour favoriser la création {phrases.of(formats.integer(target.value))} "
                f"{'emploi' if target.value < 2 else 'emplois'}"
            )
        return Paragraph(f"{text}{split}.", [envelope, target])

    def _axis(self, axis: Axis) -> Paragraph:
        named = []
        for state in self.situation.measures:
            measure = state.measure
            if measure.axis_id != axis.pk or measure.kind == Measure.Kind.OPERATOR_FEES:
                continue
            title = measure.title[0].lower() + measure.title[1:]
            if measure.title[:2].isupper():
                title = measure.title
            operators = {m.organisation_id for m in self._members(Membership.Role.OPERATOR)}
            if measure.operator and measure.operator_id not in operators:
                title += f" (avec {measure.operator})"
            named.append(title)
        measures = f" : {phrases.listed(named)}" if named else ""
        return Paragraph(f"Axe {axis.number}, {axis.title[0].lower()}{axis.title[1:]}{measures}.")

    def _progress(self) -> Paragraph:
        projects, creations = self.sheet["projects_supported"], self.sheet["business_creations"]
        programmed, clock = self.sheet["jobs_programmed"], self.sheet["elapsed_since_start"]
        if projects.absence is not None:
            return Paragraph("")
        months = int(clock.numerator) if clock.numerator is not None else 0
        after = (
            f"Après {months}{formats.NO_BREAK}mois de mise en œuvre opérationnelle, l"
            if months
            else "L"
        )
        if not projects.value:
            return Paragraph(f"{after}a convention n’accompagne encore aucun projet.", [projects])
        supported = phrases.counted(projects.value, "projet", "projets")
        text = f"{after}a convention accompagne {supported} d’entreprises"
        if creations.value:
            text += f", dont {phrases.share(creations.value, projects.value)} de créations"
        text += (
            f" ; {phrases.counted(programmed.value, 'emploi y est', 'emplois y sont')} "
            f"{'programmé' if programmed.value < 2 else 'programmés'}, c’est-à-dire promis dans "
            "des dossiers approuvés."
        )
        return Paragraph(text, [projects, creations, programmed, clock])

    def _created(self) -> Paragraph:
        created, former = self.sheet["jobs_created"], self.sheet["former_employees_hired"]
        if created.absence is not None:
            return Paragraph("")
        when = phrases.day_or_month_end(self.situation.as_of)
        if not created.value:
            return Paragraph(
                f"{when[0].upper()}{when[1:]}, aucune embauche n’est encore comptée.", [created]
            )
        one = created.value < 2
        text = (
            f"{when[0].upper()}{when[1:]}, {phrases.counted(created.value, 'emploi', 'emplois')} "
            f"{'est effectivement créé' if one else 'sont effectivement créés'} : "
            "des embauches réelles, admises par les règles de décompte de la convention."
        )
        if former.value:
            text += (
                f" Parmi eux, {phrases.people(former.value)} ont bénéficié à d’anciens salariés "
                f"{phrases.of(str(self.convention.liable_company))}."
            )
        return Paragraph(text, [created, former])

    def _young_people(self) -> Paragraph:
        placed = self.sheet["placements"]
        apprentices = self.sheet["placements_in_apprenticeship"]
        if not placed.value:
            return Paragraph("")
        how = phrases.mainly(apprentices.value, placed.value)
        number = phrases.people(placed.value)
        text = (
            f"{number[0].upper()}{number[1:]} jeunes de moins de 26 ans ont été accompagnés "
            "dans l’emploi"
        )
        referrers = [m.organisation.name for m in self._members(Membership.Role.YOUTH_REFERRER)]
        if referrers:
            text += f" ({phrases.listed(referrers)})"
        if how:
            text += f", {how} en contrat d’apprentissage"
        return Paragraph(f"{text}.", [placed, apprentices])

    def _total(self) -> Paragraph:
        money, total = self.sheet["committed_to_companies"], self.sheet["total_jobs"]
        if money.absence is not None or total.absence is not None or not total.value:
            return Paragraph("")
        created, placed = self.sheet["jobs_created"], self.sheet["placements_counted"]
        text = (
            f"Au total, {phrases.near(money.value)} sont engagés au profit d’entreprises du "
            "bassin, et la convention compte "
            f"{phrases.counted(total.value, 'emploi créé', 'emplois créés')}"
        )
        if placed.value and created.value:
            text += (
                f" : {phrases.counted(created.value, 'emploi', 'emplois')} dans les entreprises "
                f"accompagnées et {phrases.people(placed.value)} placements de jeunes"
            )
        return Paragraph(f"{text}.", [money, total, created, placed])

    def _site(self) -> Paragraph:
        studied, lost = self.sheet["prospects_studied"], self.sheet["prospects_lost"]
        still, signed = self.sheet["prospects_open"], self.sheet["prospects_signed"]
        if not studied.value:
            return Paragraph("")
        known = phrases.counted(studied.value, "projet a été étudié", "projets ont été étudiés")
        parts = [f"pour la reconversion du site, {known}"]
        for figure, one, many in (
            (lost, "n’a pas abouti", "n’ont pas abouti"),
            (signed, "est signé", "sont signés"),
            (still, "reste à l’étude", "restent à l’étude"),
        ):
            if figure.value:
                parts.append(phrases.counted(figure.value, one, many))
        if still.value and (activities := self._open_activities()):
            parts[-1] += f" ({phrases.listed(activities)})"
        text = " ; ".join(parts)
        text = text[0].upper() + text[1:]
        return Paragraph(f"{text}.", [studied, lost, still, signed])

    def _open_activities(self) -> list[str]:
        known = Prospect.objects.of(self.convention).filter(states.open_at(self.situation.as_of))
        return [a[0].lower() + a[1:] for a in known.values_list("activity", flat=True)]

    def _verdict(self) -> Paragraph:
        committee = self.committee
        if committee is None or not committee.verdict:
            return Paragraph("")
        verdict = {
            Committee.Verdict.ON_TRACK: "que la convention se déroule conformément aux objectifs",
            Committee.Verdict.WATCH: "que la convention demande une attention particulière",
            Committee.Verdict.BEHIND: "que la convention est en retard sur ses objectifs",
            Committee.Verdict.ACHIEVED: "que les objectifs de la convention sont atteints",
            Committee.Verdict.MISSED: "que la convention n’atteint pas tous ses objectifs",
        }[Committee.Verdict(committee.verdict)]
        kind = committee.get_kind_display()
        return Paragraph(
            f"Réuni le {formats.long_date(committee.held_on)} ({committee.place}), le "
            f"{kind[0].lower()}{kind[1:]} a constaté {verdict}."
        )
