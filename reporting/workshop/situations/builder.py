"""Writes the file of a convention with the verbs of the field, whatever stores what they say.

Days are written ``2018-03-01``, amounts are in whole euros. Each verb writes at once what happened
on its day; those about many hires write them together, and the models work out which count.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from axes.beside.models import OutreachPeriod, SocialPlanNote
from axes.business.models import (
    Aid,
    Company,
    ContractChange,
    ConventionCompany,
    Evidence,
    Job,
    JobCommitment,
    Project,
    ProjectDecision,
)
from axes.business.verification import verify_again
from axes.ledger.models import LedgerEntry, PaidPost
from axes.territory.models import Placement
from convention.calendar import add_months
from convention.contracts import Contract
from convention.counting import decide
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
from convention.spells import respell
from reporting.workshop.portfolio.identifiers import siret
from revitalisation.accounts.models import User

from . import parties

Role, Outcome, Kind = Membership.Role, ProjectDecision.Outcome, LedgerEntry.Kind
# More hires than this are written together.
FEW = 20
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


def day(words: str) -> date:
    """Return the day that ``2018-03-01`` says."""
    return date.fromisoformat(words)


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
        Opinion.objects.create(
            **self._text(by, at, signed), confidence=confidence, grounds=grounds
        )

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
    ) -> "ProjectFile":
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


@dataclass
class ProjectFile:
    """The file of a firm, from its receipt on."""

    of: Signed
    project: Project

    def approved(self, on: str, *, amount: int = 0, posts: int = 0) -> "ProjectFile":
        """Record an approval, and what it grants where that is said."""
        return self._decided(on, Outcome.FAVOURABLE, amount=amount * 100 or None, posts=posts or None)

    def adjourned(self, on: str) -> "ProjectFile":
        """Record an adjournment."""
        return self._decided(on, Outcome.ADJOURNED)

    def withdrawn(self, on: str) -> "ProjectFile":
        """Record that the firm withdraws its file."""
        return self._decided(on, Outcome.WITHDRAWN)

    def cancelled(self, on: str) -> "ProjectFile":
        """Record that the approval is cancelled."""
        return self._decided(on, Outcome.CANCELLED)

    def _decided(self, on: str, outcome: str, **said: Any) -> "ProjectFile":
        ProjectDecision.objects.create(
            project=self.project, decided_on=day(on), outcome=outcome,
            recorded_by=self.of.entered_by, **said,
        )  # fmt: skip
        return self

    def promised(self, number: int, on: str, *, post: str = "Opérateur", due: str = "") -> "Promise":
        """Promise posts on a day, due within a year unless another day is said."""
        commitment = JobCommitment.objects.create(
            project=self.project, post=post, contract=Contract.PERMANENT, number=number,
            committed_on=day(on), due_on=day(due) if due else add_months(day(on), 12),
        )  # fmt: skip
        return Promise(self, commitment)

    def hired(self, number: int, on: str, **said: Any) -> "Hires":
        """Hire so many people on posts that nobody promised."""
        return Hires(self, _hired(self, [{}] * number, on, said))

    def aided(self, amount: int, on: str, kind: str = Aid.Kind.SUBSIDY, **said: Any) -> "AidFile":
        """Grant an aid and commit the whole of it."""
        measure = self.of.fund(kind, self.project.axis)
        aid = Aid.objects.create(
            project=self.project, measure=measure, kind=kind, granted_on=day(on),
            amount=amount * 100, **said,
        )  # fmt: skip
        found = AidFile(self.of, aid)
        found.moved(Kind.COMMITTED, amount, on)
        return found


@dataclass
class AidFile:
    """An aid, and its money."""

    of: Signed
    aid: Aid

    def moved(self, kind: str, amount: int, on: str) -> LedgerEntry:
        """Write an entry of the ledger."""
        return LedgerEntry.objects.create(
            measure=self.aid.measure, aid=self.aid, kind=kind, dated_on=day(on),
            amount=amount * 100, label=Kind(kind).label, recorded_by=self.of.entered_by,
        )  # fmt: skip

    def paid(self, amount: int, on: str, posts_of: "Hires | None" = None) -> None:
        """Pay a part of the aid; of the posts of some hires, where it is their whole share."""
        entry = self.moved(Kind.PAID, amount, on)
        jobs = posts_of.jobs if posts_of else []
        PaidPost.objects.bulk_create(PaidPost(entry=entry, post_id=job.holds_id) for job in jobs)

    def released(self, amount: int, on: str) -> None:
        """Give up a part of what was committed."""
        self.moved(Kind.RELEASED, amount, on)


@dataclass
class Promise:
    """Posts promised, that hires fill one after the other."""

    of: ProjectFile
    commitment: JobCommitment

    def hired(self, number: int, on: str, **said: Any) -> "Hires":
        """Hire so many people on the first posts that nobody has held.

        Raises ValueError where fewer are left.
        """
        posts = list(self.commitment.posts.free()[:number])
        if len(posts) < number:
            raise ValueError(f"{len(posts)} posts are left of {self.commitment}.")
        return Hires(self.of, _hired(self.of, [{"holds": post} for post in posts], on, said))

    def given_up(self, number: int, on: str) -> None:
        """Give up posts that nobody has held."""
        self.commitment.give_up_posts(number, day(on))


@dataclass
class Hires:
    """Some hires of a project, in the order in which they were made."""

    of: ProjectFile
    jobs: list[Job]

    def some(self, since: int, until: int | None = None) -> "Hires":
        """Return those from a rank (0 for the first) to the eve of another."""
        return Hires(self.of, self.jobs[since:until])

    def left(self, on: str, why: str = Job.EndReason.RESIGNATION) -> "Hires":
        """Let them leave on a day."""
        for job in self.jobs:
            job.refresh_from_db()
            job.ended_on, job.end_reason = day(on), why
        if len(self.jobs) <= FEW:
            for job in self.jobs:
                job.save()
        else:
            _counted(self.of, self.jobs)
            fields = ["ended_on", "end_reason", *_DERIVED]
            bulk_update_with_history(self.jobs, Job, fields)
            respell(Job.objects.filter(project=self.of.project))
        return self

    def replaced(self, on: str, **said: Any) -> "Hires":
        """Hire somebody on the post of each of those who left."""
        seats = [{"replaces": job, "holds": job.holds} for job in self.jobs]
        return Hires(self.of, _hired(self.of, seats, on, said))

    def changed(
        self, on: str, *, contract: str = Contract.PERMANENT, months: int | None = None,
        weekly_hours: int | None = None,
    ) -> "Hires":  # fmt: skip
        """Change their contract on a day, to a permanent one unless another is said."""
        for job in self.jobs:
            ContractChange.objects.create(
                job=job, changed_on=day(on), contract=contract, duration_months=months,
                weekly_hours=weekly_hours, recorded_by=self.of.of.entered_by,
            )  # fmt: skip
        return self

    def verified(self, on: str) -> "Hires":
        """Let somebody else than who entered them accept a document about each."""
        by = self.of.of.people.people[parties.PREFECTURE]
        checked, noon = day(on), datetime.combine(day(on), time(12), tzinfo=UTC)
        documents = [
            Evidence(job=job, kind=Evidence.Kind.CONTRACT, dated_on=job.hired_on)
            for job in self.jobs
        ]
        if len(documents) <= FEW:
            for document in documents:
                document.save()
                document.accept(by, checked, at=noon)
        else:
            for document in documents:
                document.verified_by, document.verified_on = by, checked
                document.accepted_at = noon
            bulk_create_with_history(documents, Evidence)
            verify_again(self.of.of.convention)
        return self


_DERIVED = ("counts_from", "not_counted_reason")


def _hired(of: ProjectFile, seats: list[dict[str, Any]], on: str, said: dict[str, Any]) -> list[Job]:
    plain = {
        "post": "Opérateur", "contract": Contract.PERMANENT, "weekly_hours": Decimal(35),
        "commune_id": of.of.convention.commune_id, "is_former_employee": False,
    }  # fmt: skip
    jobs = [
        Job(
            project=of.project, hired_on=day(on), entered_by=of.of.entered_by,
            **plain | said | seat,
        )
        for seat in seats
    ]  # fmt: skip
    if len(jobs) <= FEW:
        for job in jobs:
            # One that nobody promised comes with a post of its own.
            job.save()
    else:
        _counted(of, jobs)
        bulk_create_with_history(jobs, Job)
        respell(Job.objects.filter(project=of.project))
    return jobs


def _counted(of: ProjectFile, jobs: list[Job]) -> None:
    """Ask the rules about hires that are written together."""
    convention = of.of.convention
    rules = list(convention.counting_rules.all())
    for job in jobs:
        job.apply(decide(job.hire, rules, convention.signed_on))


def signed(  # noqa: PLR0913 - what the text of a convention says
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
    Membership.objects.create(
        convention=convention, organisation=liable, role=Role.LIABLE_COMPANY
    )
    found.member(state, Role.PREFECTURE)
    found.member(parties.OPERATOR, Role.OPERATOR)
    found.member(parties.COUNCIL, Role.COMMITTEE_MEMBER)
    if Axis.Kind.TERRITORY in axes:
        found.member(parties.MISSION_LOCALE, Role.YOUTH_REFERRER)
    return found
