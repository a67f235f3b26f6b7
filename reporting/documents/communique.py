"""The press release: sentences of ours, every number from a figure.

A sentence whose figures are absent is left out, or says so. They are those of the public edition:
what it masks is told as « moins de cinq », or not at all. Past the term it speaks in the past.
"""

from collections.abc import Iterator
from typing import Any

from axes.site import states
from axes.site.models import Prospect
from convention.calendar import months_counted
from convention.models import Axis, Committee, Convention, Membership
from reporting.figures import text
from reporting.figures.rows import rows
from reporting.figures.values import SMALLEST, Figure, Mask
from reporting.situation.editions import PUBLIC
from reporting.situation.situation import Situation
from reporting.situation.standing import JOBS
from revitalisation.ui import french
from revitalisation.ui.french import Noun, Phrase, Verb, count, listed

from . import opening, phrases
from .prose import Communique, Said, Text, add, say

MONTHS = Noun("mois", "mois")
PROJECTS = Noun("projet d’entreprise", "projets d’entreprises")
CREATIONS = Noun("création", "créations")
CREATED = Noun("emploi créé", "emplois créés")
PLACED = Noun("placement de jeune", "placements de jeunes")
YOUNG = Noun("jeune", "jeunes")
STUDIED, PROSPECTS = Noun("projet", "projets"), Noun("prospect", "prospects")
COMMUNES = Noun("commune", "communes", is_feminine=True)
# Communes of a perimeter that are named one by one; of more, their number is said.
MOST_NAMED = 5

VERDICTS = {
    Committee.Verdict.ON_TRACK: "que la convention se déroule conformément aux objectifs fixés",
    Committee.Verdict.WATCH: "que la convention demande une attention particulière",
    Committee.Verdict.BEHIND: "que la convention est en retard sur ses objectifs",
    Committee.Verdict.ACHIEVED: "que les objectifs de la convention sont atteints",
    Committee.Verdict.MISSED: "que la convention n’atteint pas tous ses objectifs",
}


def write(situation: Situation) -> Communique:
    """Write the press release of a convention at the date of its situation."""
    situation = situation.told_to(PUBLIC)
    convention, day, committee = situation.convention, situation.as_of, situation.committee
    place = committee.place.rsplit(", ", 1)[-1] if committee else ""
    sender = _sender(convention, situation)
    return Communique(
        sender=sender,
        title=french.clause(
            "{name}\u00a0: situation {day}",
            name=_named(convention),
            day=phrases.day_or_month_end(day),
        ),
        paragraphs=[found for found in _Writer(situation).paragraphs() if found],
        closing=french.clause(
            "{place}, {day}",
            place=place or convention.commune.name,
            day=committee.held_on if committee else day,
        ),
        contact=[french.clause("Contact presse\u00a0: {sender}", sender=sender)],
    )


def _named(convention: Convention) -> str:
    """Return what the title calls a convention, whose name may say what it is."""
    if convention.name.lower().startswith("convention"):
        return convention.name
    return french.clause("Convention de revitalisation {name}", name=convention.name)


def _sender(convention: Convention, situation: Situation) -> str:
    """Return the préfecture of the date, whom to ask: nothing more of it is recorded."""
    names = opening.named(convention, Membership.Role.PREFECTURE, situation.as_of)
    return names[0] if names else "préfecture non renseignée"


class _Writer:
    """Writes each paragraph; an empty one has nothing to say."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.convention: Convention = situation.convention
        self.time = situation.tense

    def paragraphs(self) -> Iterator[Text]:
        """Yield the paragraphs in order, the empty ones too."""
        if self.situation.as_of < self.convention.signed_on:
            yield opening.not_signed(self.convention)
            return
        yield from opening.paragraphs(self.situation)
        yield self._progress()
        yield self._created()
        yield self._young_people()
        yield self._total()
        yield self._site()
        yield self._verdict()

    def _figure(self, code: str) -> Figure:
        return self.situation.sheet[code]

    def _value(self, code: str) -> int:
        """Value of a count or an amount; zero when it is absent or masked."""
        return int(self._figure(code).value or 0)

    def _said(self, code: str, noun: Noun | None = None, *, in_letters: bool = False) -> Said:
        """Say a count, with its noun if there is one."""
        count = french.count(self._value(code), noun, in_letters=in_letters)
        return Said(count, self._figure(code))

    def _people(self, code: str, noun: Noun | None = None) -> Said:
        """Say a count of people, few or not."""
        figure = self._figure(code)
        return Said(text.people(figure, noun), figure)

    def _is_told(self, code: str) -> bool:
        """Tell whether there is anything to say of a count of people."""
        figure = self._figure(code)
        return bool(figure.value) or figure.masked is Mask.FEW

    def _verb(self, subject: Any) -> Verb:
        return Verb(subject, self.time)

    def _progress(self) -> Text:
        projects = self._figure("projects_supported")
        if projects.absence is not None:
            return Text()
        found = self._since_start()
        then = add if found else say
        if not projects.value:
            return found + then(
                "{nothing} {time:n’est|n’a été} accompagné par la convention.",
                nothing=Said(Phrase("aucun projet d’entreprise"), projects),
                time=self.time,
            )
        found += then(
            "la convention {time:accompagne|a accompagné} {projects}",
            time=self.time,
            projects=self._said("projects_supported", PROJECTS),
        )
        return found + self._creations(projects.value) + self._programmed()

    def _programmed(self) -> Text:
        programmed = self._figure("jobs_programmed")
        if programmed.absence is not None:
            return add(".")
        if not programmed.value:
            return add(
                ", sans {none}{time:\u00a0à ce jour|}.",
                none=Said("emploi programmé", programmed),
                time=self.time,
            )
        jobs = self._said("jobs_programmed", JOBS)
        return add(
            "\u202f; {jobs} y {verb:est|sont|a été|ont été} {jobs:programmé|programmés}, "
            "c’est-à-dire promis dans {jobs:un dossier approuvé|des dossiers approuvés}.",
            jobs=jobs,
            verb=self._verb(jobs),
        )

    def _since_start(self) -> Text:
        """Say the time that the convention has run, or that it has ended."""
        terms = self.situation.terms
        if terms is not None and self.situation.is_over:
            return say("arrivée à son terme {day}, ", day=terms.ends_on)
        months = months_counted(self.convention.operational_start, self.situation.as_of)
        if not months:
            return Text()
        length = Said(french.count(months, MONTHS), self._figure("elapsed_since_start"))
        return say("après {length} de mise en œuvre opérationnelle, ", length=length)

    def _creations(self, projects: int) -> Text:
        figure, creations = self._figure("business_creations"), self._value("business_creations")
        if not creations:
            return Text()
        if creations == projects:
            words = "tous des créations" if projects > 1 else "une création"
            return add(", {all}", all=Said(words, figure))
        share, counted = phrases.share(creations, projects), french.count(creations, CREATIONS)
        if creations < SMALLEST:
            words = str(counted)
        elif share.endswith("%"):
            words = french.clause("{counted} ({share})", counted=counted, share=share)
        else:
            words = french.clause("{share} de créations", share=share)
        return add(", {which}", which=Said(french.clause("dont {words}", words=words), figure))

    def _created(self) -> Text:
        figure, created = self._figure("jobs_created"), self._value("jobs_created")
        if figure.absence is not None:
            return Text()
        when = Phrase(phrases.day_or_month_end(self.situation.as_of))
        if not created:
            return say(
                "{when}, {none} {time:n’est encore|n’a été} comptée.",
                when=when,
                none=Said("aucune embauche", figure),
                time=self.time,
            )
        jobs = self._said("jobs_created", JOBS)
        return (
            say(
                "{when}, {jobs} {verb:est|sont|a été|ont été} effectivement {jobs:créé|créés}"
                "\u00a0: {jobs:une embauche réelle, admise|des embauches réelles, admises} par les "
                "règles de décompte de la convention.",
                when=when,
                jobs=jobs,
                verb=self._verb(jobs),
            )
            + self._former_employees(created)
            + self._outside()
        )

    def _former_employees(self, created: int) -> Text:
        if not self._is_told("former_employees_hired"):
            return Text()
        known, owed = self._figure("former_employees_hired").coverage or (created, created)
        found = add(
            " Parmi eux, {former} {former:a|ont} bénéficié à d’anciens salariés {firm:de}",
            former=self._people("former_employees_hired"),
            firm=str(self.convention.liable_company).split(" (")[0],
        )
        if known < owed:
            known_of = french.count(known)
            found += add(", d’après les réponses connues pour {known} d’entre eux", known=known_of)
        return found + add(".")

    def _outside(self) -> Text:
        """Name the perimeter where jobs were created outside of it."""
        inside, communes = self._figure("jobs_in_perimeter"), self._figure("perimeter_communes")
        if inside.value is None or not communes.value:
            return Text()
        created = self._value("jobs_created")
        known = created if inside.coverage is None else inside.coverage[0]
        outside = french.count(known - inside.value, JOBS)
        if not outside.number:
            return Text()
        (behind,) = rows(self.convention, communes.code, self.situation.as_of)
        names = behind.queryset.order_by("commune__name").values_list("commune__name", flat=True)
        place = listed(names) if len(names) <= MOST_NAMED else count(len(names), COMMUNES)
        return say(
            " {outside} {outside:est situé|sont situés} hors du périmètre de la convention, qui "
            "compte {place}.",
            outside=Said(outside, inside),
            place=Said(place, communes),
        )

    def _young_people(self) -> Text:
        if not self._is_told("placements"):
            return Text()
        numbers = [
            str(a.number) for a in self.convention.axes.all() if a.kind == Axis.Kind.TERRITORY
        ]
        by = french.clause("l’axe {number}", number=numbers[0]) if len(numbers) == 1 else (
            "la convention"
        )  # fmt: skip
        found = say(
            "{by} a permis {placed:à} de moins de 26\u00a0ans d’accéder à un emploi",
            by=Phrase(by),
            placed=self._people("placements", YOUNG),
        )
        apprentices = self._figure("placements_in_apprenticeship")
        placed = self._figure("placements")
        is_shared = not placed.masked and not apprentices.masked
        # A share of what is masked would tell how many: more than 60 % of five is four.
        how = phrases.mainly(apprentices.value, placed.value) if is_shared else ""
        if how:
            found += add(", {how} en contrat d’apprentissage", how=Said(how, apprentices))
        referrers = opening.named(
            self.convention, Membership.Role.YOUTH_REFERRER, self.situation.as_of
        )
        if referrers:
            found += add(" (prescripteur\u00a0: {referrers})", referrers=referrers)
        return found + add(".")

    def _total(self) -> Text:
        money = self._figure("committed_to_companies")
        if money.absence is not None:
            return Text()
        if money.value:
            engaged = Said(french.amount(money.value, phrases.near(money.value)), money)
            found = say(
                "au total, {money} {verb:est|sont|a été|ont été} {money:engagé|engagés} au profit "
                "d’entreprises du bassin.",
                money=engaged,
                verb=self._verb(engaged),
            )
        else:
            found = say(
                "{none} {time:n’est encore|n’a été} engagée au profit d’entreprises du bassin.",
                none=Said(Phrase("aucune somme"), money),
                time=self.time,
            )
        found += self._overrun()
        created, placed = self._value("jobs_created"), self._value("placements_counted")
        if not created or not placed or self._figure("total_jobs").masked:
            return found
        return found + add(
            " La convention {time:compte|a compté} {total}\u00a0: {created} dans les entreprises "
            "accompagnées et {placed}.",
            time=self.time,
            total=self._said("total_jobs", CREATED),
            created=self._said("jobs_created"),
            placed=self._said("placements_counted", PLACED),
        )

    def _overrun(self) -> Text:
        """Say by how much all that is committed exceeds the envelope."""
        remaining = self._figure("remaining")
        if remaining.value is None or remaining.value >= 0:
            return Text()
        committed, over = self._figure("committed"), french.amount(-remaining.value)
        if committed.value == self._value("committed_to_companies"):
            return add(" C’est {over} de plus que l’enveloppe.", over=Said(over, remaining))
        return add(
            " Toutes mesures confondues, {committed} {verb:est|sont|a été|ont été} "
            "{committed:engagé|engagés}, soit {over} de plus que l’enveloppe.",
            committed=(said := Said(french.amount(committed.value), committed)),
            verb=self._verb(said),
            over=Said(over, remaining),
        )

    def _site(self) -> Text:
        if not self._value("prospects_studied"):
            return Text()
        studied = self._said("prospects_studied", STUDIED, in_letters=True)
        found = say(
            "pour la reconversion du site, {studied} {studied:a été étudié|ont été étudiés}",
            studied=studied,
        )
        noun: Noun | None = PROSPECTS
        for code, became in (
            ("prospects_lost", "{n} {n:n’a pas abouti|n’ont pas abouti}"),
            ("prospects_signed", "{n} {n:est signé|sont signés}"),
            ("prospects_open", "{n} {n:reste|restent} en cours"),
        ):
            if self._value(code):
                found += add("\u202f; ") + add(became, n=self._said(code, noun, in_letters=True))
                noun = None
        if self._value("prospects_open"):
            found += self._open_activities()
        return found + add(".")

    def _open_activities(self) -> Text:
        known = Prospect.objects.of(self.convention).filter(states.open_at(self.situation.as_of))
        named = [french.lower(a) for a in known.values_list("activity", flat=True) if a]
        return add(" ({named})", named=named) if named else Text()

    def _verdict(self) -> Text:
        """Say what the committee of this date found, or else the last one held by then."""
        committee = self.situation.committee or self.situation.last_held
        if committee is None or not committee.verdict:
            return Text()
        is_of_the_date = committee == self.situation.committee
        kind = french.lower(committee.get_kind_display())
        who = french.the(kind if is_of_the_date else french.clause("dernier {kind}", kind=kind))
        found = say("{who}, réuni {day}", who=Phrase(who), day=committee.held_on)
        if committee.place:
            found += add(" ({place})", place=committee.place)
        if not is_of_the_date:
            read = phrases.day_or_month_end(committee.as_of)
            found += add(" sur la situation {read}", read=read)
        return found + add(
            ", a constaté {verdict}.", verdict=VERDICTS[Committee.Verdict(committee.verdict)]
        )
