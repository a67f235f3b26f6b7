"""The press release: sentences of ours, every number from a figure.

A sentence whose figures are absent is left out, or says so. They are those of the public edition:
what it masks is told as « moins de cinq », or not at all.
"""

from collections.abc import Iterator

from axes.site import states
from axes.site.models import Prospect
from convention.models import Axis, Committee, Convention, Membership
from reporting.figures import text
from reporting.figures.values import SMALLEST, Figure, Mask
from reporting.situation.editions import PUBLIC
from reporting.situation.situation import Situation
from revitalisation.ui import formats

from . import opening, phrases
from .prose import Communique, Said, Text, say

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
    day, committee = situation.as_of, situation.committee
    place = committee.place.rsplit(", ", 1)[-1] if committee else ""
    dated = committee.held_on if committee else day
    return Communique(
        title=f"Convention de revitalisation {situation.convention.name}\u00a0: "
        f"situation {phrases.day_or_month_end(day)}",
        paragraphs=[found for found in _Writer(situation).paragraphs() if found],
        closing=f"{place or situation.convention.commune.name}, le {formats.long_date(dated)}",
    )


class _Writer:
    """Writes each paragraph; an empty one has nothing to say."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.convention: Convention = situation.convention

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

    def _said(self, code: str, one: str = "", many: str = "") -> Said:
        """Say a count in figures, with its noun if there is one."""
        value = self._value(code)
        words = formats.plural(value, one, many) if one else formats.integer(value)
        return Said(words, self._figure(code))

    def _people(self, code: str) -> Said:
        """Say a count of people, few or not."""
        figure = self._figure(code)
        words = text.FEW_IN_WORDS if figure.masked else formats.integer(figure.value)
        return Said(words, figure)

    def _is_told(self, code: str) -> bool:
        """Tell whether there is anything to say of a count of people."""
        figure = self._figure(code)
        return bool(figure.value) or figure.masked is Mask.FEW

    def _progress(self) -> Text:
        projects = self._figure("projects_supported")
        if projects.absence is not None:
            return Text()
        found = self._since_start()
        if not projects.value:
            return found + say(
                "{nothing} n’est accompagné par la convention.",
                nothing=Said("aucun projet d’entreprise" if found else "Aucun projet d’entreprise",
                             projects),
            )  # fmt: skip
        found += say("la convention " if found else "La convention ")
        found += say(
            "{verb} {projects}",
            verb="a accompagné" if self.situation.is_over else "accompagne",
            projects=self._said("projects_supported", "projet d’entreprise",
                                "projets d’entreprises"),
        ) + self._creations(projects.value)  # fmt: skip
        programmed = self._value("jobs_programmed")
        if self._figure("jobs_programmed").absence is not None:
            return found + say(".")
        if not programmed:
            return found + say(
                ", sans {none} à ce jour.",
                none=Said("emploi programmé", self._figure("jobs_programmed")),
            )
        return found + say(
            "\u202f; {programmed}, c’est-à-dire promis dans des dossiers approuvés.",
            programmed=self._said(
                "jobs_programmed", "emploi y est programmé", "emplois y sont programmés"
            ),
        )

    def _since_start(self) -> Text:
        """Say the time that the convention has run: never more months than it lasts."""
        clock = self._figure("elapsed_since_start")
        if self.situation.is_over:
            return say("À son terme, ")
        months = int(clock.numerator or 0)
        if not months:
            return Text()
        length = Said(formats.plural(months, "mois", "mois"), clock)
        return say("Après {length} de mise en œuvre opérationnelle, ", length=length)

    def _creations(self, projects: int) -> Text:
        figure = self._figure("business_creations")
        creations = self._value("business_creations")
        if not creations:
            return Text()
        if creations == projects:
            words = "tous des créations" if projects > 1 else "une création"
            return say(", {all}", all=Said(words, figure))
        share = phrases.share(creations, projects)
        counted = formats.plural(creations, "création", "créations")
        if creations < SMALLEST:
            words = counted
        elif share.endswith("%"):
            words = f"{counted} ({share})"
        else:
            words = f"{share} de créations"
        return say(", dont {share}", share=Said(words, figure))

    def _created(self) -> Text:
        figure, created = self._figure("jobs_created"), self._value("jobs_created")
        if figure.absence is not None:
            return Text()
        when = phrases.capital(phrases.day_or_month_end(self.situation.as_of))
        if not created:
            return say(
                "{when}, {none} n’est encore comptée.",
                when=when,
                none=Said("aucune embauche", figure),
            )
        is_one = created < 2
        found = say(
            "{when}, {created} effectivement {made}\u00a0: {what} par les règles de décompte de la "
            "convention.",
            when=when,
            created=self._said("jobs_created", "emploi est", "emplois sont"),
            made="créé" if is_one else "créés",
            what="une embauche réelle, admise" if is_one else "des embauches réelles, admises",
        )
        former = self._figure("former_employees_hired")
        if not self._is_told("former_employees_hired"):
            return found
        known, owed = former.coverage or (created, created)
        return found + say(
            " Parmi eux, {former} ont bénéficié à d’anciens salariés {of_firm}{coverage}.",
            former=self._people("former_employees_hired"),
            of_firm=phrases.of(str(self.convention.liable_company).split(" (")[0]),
            coverage=f", d’après les réponses connues pour {formats.integer(known)} d’entre eux"
            if known < owed
            else "",
        )

    def _young_people(self) -> Text:
        if not self._is_told("placements"):
            return Text()
        numbers = [
            str(a.number) for a in self.convention.axes.all() if a.kind == Axis.Kind.TERRITORY
        ]
        found = say(
            "{by} a permis à {placed} jeunes de moins de 26\u00a0ans d’accéder à un emploi",
            by=f"L’axe {numbers[0]}" if len(numbers) == 1 else "La convention",
            placed=self._people("placements"),
        )
        apprentices = self._figure("placements_in_apprenticeship")
        placed = self._figure("placements")
        is_shared = not placed.masked and not apprentices.masked
        # A share of what is masked would tell how many: more than 60 % of five is four.
        how = phrases.mainly(apprentices.value, placed.value) if is_shared else ""
        if how:
            found += say(", {how} en contrat d’apprentissage", how=Said(how, apprentices))
        referrers = opening.named(
            self.convention, Membership.Role.YOUTH_REFERRER, self.situation.as_of
        )
        if referrers:
            found += say(" (prescripteur\u00a0: {referrers})", referrers=formats.listed(referrers))
        return found + say(".")

    def _total(self) -> Text:
        money = self._figure("committed_to_companies")
        if money.absence is not None:
            return Text()
        if money.value:
            found = say(
                "Au total, {money} sont engagés au profit d’entreprises du bassin",
                money=Said(phrases.near(money.value), money),
            )
        else:
            found = say(
                "{none} n’est encore engagée au profit d’entreprises du bassin",
                none=Said("Aucune somme", money),
            )
        created, placed = self._value("jobs_created"), self._value("placements_counted")
        if not created or not placed or self._figure("total_jobs").masked:
            return found + say(".")
        return found + say(
            ". La convention compte {total}\u00a0: {created} dans les entreprises accompagnées et "
            "{placed}.",
            total=self._said("total_jobs", "emploi créé", "emplois créés"),
            created=self._said("jobs_created"),
            placed=self._said("placements_counted", "placement de jeune", "placements de jeunes"),
        )

    def _site(self) -> Text:
        if not self._value("prospects_studied"):
            return Text()
        found = say(
            "Pour la reconversion du site, {studied}",
            studied=self._prospects(
                "prospects_studied", "projet a été étudié", "projets ont été étudiés"
            ),
        )
        noun = ("prospect ", "prospects ")
        for code, one, many in (
            ("prospects_lost", "n’a pas abouti", "n’ont pas abouti"),
            ("prospects_signed", "est signé", "sont signés"),
            ("prospects_open", "reste en cours", "restent en cours"),
        ):
            if self._value(code):
                number = self._prospects(code, noun[0] + one, noun[1] + many)
                found += say("\u202f; {number}", number=number)
                noun = ("", "")
        if self._value("prospects_open"):
            found += say("{activities}", activities=self._open_activities())
        return found + say(".")

    def _prospects(self, code: str, one: str, many: str) -> Said:
        value = self._value(code)
        return Said(f"{phrases.in_words(value)} {one if value < 2 else many}", self._figure(code))

    def _open_activities(self) -> str:
        known = Prospect.objects.of(self.convention).filter(states.open_at(self.situation.as_of))
        named = [phrases.lower(a) for a in known.values_list("activity", flat=True) if a]
        return f" ({formats.listed(named)})" if named else ""

    def _verdict(self) -> Text:
        """Say what the committee of this date found, or else the last one held by then."""
        committee = self.situation.committee or self.situation.last_held
        if committee is None or not committee.verdict:
            return Text()
        is_of_the_date = committee == self.situation.committee
        read = "" if is_of_the_date else (
            f" sur la situation {phrases.day_or_month_end(committee.as_of)}"
        )  # fmt: skip
        return say(
            "Le {last}{kind}, réuni le {day}{place}{read}, a constaté {verdict}.",
            last="" if is_of_the_date else "dernier ",
            kind=phrases.lower(committee.get_kind_display()),
            day=formats.long_date(committee.held_on),
            place=f" ({committee.place})" if committee.place else "",
            read=read,
            verdict=VERDICTS[Committee.Verdict(committee.verdict)],
        )
