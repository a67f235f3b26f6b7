"""Writes the file of a convention with the verbs of the field, whatever stores what they say.

Days are written ``2018-03-01``, amounts are in whole euros. Each verb writes at once what happened
on its day. What happens to a project is in ``projects``, to its hires in ``hires``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from axes.beside.models import OutreachPeriod, SocialPlanNote
from axes.business.models import Aid, Company, ConventionCompany, Project
from axes.territory.models import Placement
from convention.contracts import Contract
from convention.models import (
    Attendance,
    Axis,
    AxisTarget,
    AxisTerms,
    Comment,
    Committee,
    Convention,
    ConventionTerms,
    CountingRules,
    Measure,
    Membership,
    Opinion,
    PerimeterCommune,
    Resolution,
)
from reporting.workshop.portfolio.identifiers import siret
from revitalisation.accounts.models import User

from . import parties
from .days import day
from .projects import ProjectFile

Role = Membership.Role
# Past all that a portfolio may number.
FIRST_SIRET = 90_000_000
FUNDS = {
    Aid.Kind.SUBSIDY: (Measure.Kind.SUBSIDY_FUND, "Subventions à l’emploi"),
    Aid.Kind.LOAN: (Measure.Kind.LOAN_FUND, "Prêts à taux bonifié"),
}
AXES = {
    Axis.Kind.SITE: "Reconversion du site",
    Axis.Kind.BUSINESS: "Développement des entreprises",
    Axis.Kind.TERRITORY: "Recrutement de jeunes",
}


@dataclass
class Signed:
    """A convention, from its signature on: what its parties and its committees do."""

    people: parties.Parties
    convention: Convention
    rank: int
    entered_by: User = field(init=False)
    companies: int = 0

    def __post_init__(self) -> None:
        self.entered_by = self.people.people[parties.OPERATOR]

    # The contract

    def axis(self, number: int) -> Axis:
        """Return an axis by its number."""
        return self.convention.axes.get(number=number)

    def amended(
        self, on: str, why: str, *, ends: str = "", targets: dict[int, int] | None = None,
        **changes: Any,
    ) -> ConventionTerms:  # fmt: skip
        """Change the terms from a day on; what is not said stays. ``targets`` are by axis."""
        last = self.convention.terms.order_by("number").last()
        assert last is not None  # noqa: S101 - a convention is signed with its terms
        said = {name: getattr(last, name) for name in ("ends_on", "envelope", "job_target")}
        said |= changes | ({"ends_on": day(ends)} if ends else {})
        terms = ConventionTerms.objects.create(
            convention=self.convention, number=last.number + 1, effective_on=day(on), reason=why,
            **said,
        )  # fmt: skip
        for number, target in (targets or {}).items():
            AxisTarget.objects.create(terms=terms, axis=self.axis(number), job_target=target)
        return terms

    def rules(self, on: str, **said: Any) -> None:
        """Set the counting rules for hires from a day on."""
        CountingRules.objects.create(convention=self.convention, effective_on=day(on), **said)

    def perimeter(self, on: str, **zones: Iterable[str]) -> None:
        """Put communes in a zone from a day on: ``priority``, ``extended`` or ``outside``."""
        for zone, codes in zones.items():
            for code in codes:
                PerimeterCommune.objects.create(
                    convention=self.convention, commune_id=code, zone=zone, effective_on=day(on)
                )

    def member(self, name: str, role: str, since: str = "") -> None:
        """Let a body take part; from the signature unless a day is said."""
        Membership.objects.create(
            convention=self.convention,
            organisation=self.people.bodies[name],
            role=role,
            since=day(since) if since else None,
        )

    def left(self, name: str, on: str) -> None:
        """Let a body take part no more from a day on."""
        member = self.convention.memberships.get(organisation=self.people.bodies[name], until=None)
        member.until = day(on)
        member.save()

    def succeeded(self, name: str, by: str, on: str) -> None:
        """Let a body take the part of another from a day on; its people enter from then."""
        role = self.convention.memberships.get(
            organisation=self.people.bodies[name], until=None
        ).role
        self.left(name, on)
        self.member(by, role, on)
        if role == Role.OPERATOR:
            self.entered_by = self.people.people[by]

    def axis_counts(self, number: int, on: str, *, jobs: bool) -> None:
        """Say whether an axis counts jobs from a day on."""
        AxisTerms.objects.create(axis=self.axis(number), effective_on=day(on), counts_jobs=jobs)

    # Its committees, and what they read

    def committee(
        self, on: str, *, at: str, kind: str = Committee.Kind.FOLLOW_UP, verdict: str = "",
        absent: Iterable[str] = (),
    ) -> Committee:  # fmt: skip
        """Hold a committee on the figures ``at`` a day, all members having come but ``absent``."""
        committee = Committee.objects.create(
            convention=self.convention, kind=kind, held_on=day(on), as_of=day(at),
            place="Préfecture imaginaire", verdict=verdict,
        )  # fmt: skip
        committee.invite()
        for attendance in committee.attendances.select_related("organisation"):
            attendance.present = attendance.organisation.name not in absent
            Attendance.save(attendance)
        return committee

    def commented(self, by: str, at: str, signed: str, **said: Any) -> None:
        """Sign a comment of a body on the figures at a day."""
        Comment.objects.create(**self._text(by, at, signed), **said)

    def gave_opinion(self, by: str, at: str, signed: str, confidence: str, grounds: str) -> None:
        """Sign the opinion of a body on the figures at a day."""
        Opinion.objects.create(**self._text(by, at, signed), confidence=confidence, grounds=grounds)

    def _text(self, by: str, at: str, signed: str) -> dict[str, Any]:
        return {
            "convention": self.convention,
            "organisation": self.people.bodies[by],
            "as_of": day(at),
            "signed_on": day(signed),
            "recorded_by": self.people.people[by],
        }

    def asked(self, by: str, on: str, of: Committee, question: str, **said: Any) -> Resolution:
        """Ask a committee to decide."""
        return Resolution.objects.create(
            convention=self.convention, asked_by=self.people.bodies[by], asked_on=day(on),
            committee=of, question=question, **said,
        )  # fmt: skip

    def decided(self, asked: Resolution, decision: str, due: str, done: str = "") -> None:
        """Take the decision that was asked, on the day of its committee."""
        committee = asked.committee
        assert committee is not None  # noqa: S101 - asked of one
        asked.taken_on, asked.taken_in = committee.held_on, committee
        asked.decision, asked.due_on = decision, day(due)
        asked.done_on = day(done) if done else None
        asked.save()

    def social_plan(self, on: str, source: str, dismissed: int, followed: int, *found: int) -> None:
        """Note the social plan on a day; ``found`` are the solutions, in their order."""
        solutions = dict(zip(SocialPlanNote.SOLUTIONS, found, strict=True))
        SocialPlanNote.objects.create(
            convention=self.convention, noted_on=day(on), source=source, dismissed=dismissed,
            followed=followed, **solutions,
        )  # fmt: skip

    def outreach(self, since: str, until: str, contacted: int, met: int) -> None:
        """Note how many firms the operator contacted, and met, from a day to another."""
        OutreachPeriod.objects.create(
            convention=self.convention, starts_on=day(since), ends_on=day(until),
            contacted=contacted, met=met,
        )  # fmt: skip

    # What happens on the ground

    def firm(self, name: str, *, kind: str = ConventionCompany.Kind.AIDED) -> ConventionCompany:
        """Return what the convention knows of a firm, as aided or as employer; new the first time.

        Both are of one identity: the name finds it again.
        """
        known = self.convention.companies.filter(name=name)
        found = known.filter(kind=kind).first()
        if found is None:
            same = known.first()
            self.companies += same is None
            number = FIRST_SIRET + self.rank * 1000 + self.companies
            found = ConventionCompany.objects.create(
                convention=self.convention, kind=kind, name=name, naf_id="16.10A",
                identity=same.identity if same else Company.objects.named(siret(number)),
                commune_id=self.convention.commune_id,
            )  # fmt: skip
        return found

    def project(
        self, reference: str, firm: str, received: str, *, axis: int = 0, **said: Any
    ) -> ProjectFile:
        """Receive a complete file; on the axis of businesses unless another is said."""
        axes = self.convention.axes
        project = Project.objects.create(
            reference=reference,
            axis=axes.get(number=axis) if axis else axes.get(kind=Axis.Kind.BUSINESS),
            company=self.firm(firm),
            received_on=day(received),
            completed_on=day(received),
            **{"kind": Project.Kind.DEVELOPMENT, "title": "Extension de l’atelier"} | said,
        )
        return ProjectFile(self, project)

    def placed(self, code: str, firm: str, on: str, *, age: int = 20, **said: Any) -> Placement:
        """Place a young person with an employer, for a year unless the contract says otherwise."""
        contract = {"contract": Contract.FIXED_TERM, "duration_months": 12}
        return Placement.objects.create(
            axis=self.convention.axes.get(kind=Axis.Kind.TERRITORY),
            code=code,
            employer=self.firm(firm, kind=ConventionCompany.Kind.EMPLOYER),
            hired_on=day(on),
            age_at_hire=age,
            entered_by=self.people.people[parties.MISSION_LOCALE],
            **contract | said,
        )

    def fund(self, kind: str, axis: Axis) -> Measure:
        """Return the measure that pays for a kind of aid."""
        of, title = FUNDS[Aid.Kind(kind)]
        found, _ = Measure.objects.get_or_create(
            axis=axis, title=title, defaults={"kind": of, "operator": self.entered_by.organisation}
        )
        return found


def signed(
    people: parties.Parties,
    rank: int,
    slug: str,
    name: str,
    *,
    firm: str,
    commune: str,
    on: str,
    ends: str,
    starts: str = "",
    target: int | None = None,
    envelope: int | None = None,
    axes: Iterable[str] = (Axis.Kind.BUSINESS,),
    rules: dict[str, Any] | None = None,
    state: str = parties.PREFECTURE,
) -> Signed:
    """Sign a convention: its terms, axes, rules, and who takes part; amounts in euros."""
    liable = people.firm(firm)
    convention = Convention.objects.create(
        slug=slug,
        name=name,
        liable_company=liable,
        legal_basis=Convention.LegalBasis.CONVENTION,
        regime=Convention.Regime.LARGE,
        departement_id=commune[:2],
        commune_id=commune,
        signed_on=day(on),
        operational_start=day(starts or on),
    )
    found = Signed(people, convention, rank)
    ConventionTerms.objects.create(
        convention=convention,
        number=0,
        effective_on=day(on),
        ends_on=day(ends),
        envelope=None if envelope is None else envelope * 100,
        job_target=target,
    )
    for number, kind in enumerate(axes, 1):
        convention.axes.create(number=number, kind=kind, title=AXES[Axis.Kind(kind)])
    found.rules(on, **{"counts_placements": False} | (rules or {}))
    Membership.objects.create(convention=convention, organisation=liable, role=Role.LIABLE_COMPANY)
    found.member(state, Role.PREFECTURE)
    found.member(parties.OPERATOR, Role.OPERATOR)
    found.member(parties.COUNCIL, Role.COMMITTEE_MEMBER)
    if Axis.Kind.TERRITORY in axes:
        found.member(parties.MISSION_LOCALE, Role.YOUTH_REFERRER)
    return found
