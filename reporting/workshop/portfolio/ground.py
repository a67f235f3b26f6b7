"""What happens on the ground of an invented convention: projects, hires, placements, prospects."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from random import Random

from axes.business.models import (
    Company,
    ContractChange,
    ConventionCompany,
    Evidence,
    Job,
    JobCommitment,
    Post,
    Project,
    ProjectDecision,
)
from convention.calendar import add_months
from convention.contracts import Contract as JobContract
from convention.counting import Reason, Timeline, answered, decision_of, periods
from convention.models import Axis
from convention.spells import spelled
from revitalisation.accounts.models import User

from .batch import Batch
from .contract import Contract
from .identifiers import siret
from .money import Ledger
from .shapes import LAST_DAY, percent, share_out

Outcome = ProjectDecision.Outcome
CONTRACTS = {
    JobContract.PERMANENT: 72,
    JobContract.FIXED_TERM: 16,
    JobContract.APPRENTICESHIP: 6,
    JobContract.TEMPORARY: 4,
    JobContract.SELF_EMPLOYED: 2,
}
KINDS = {
    Project.Kind.CREATION: 30,
    Project.Kind.TAKEOVER: 10,
    Project.Kind.DEVELOPMENT: 52,
    Project.Kind.SETTING_UP: 8,
}
CONTRACT_NAMES, CONTRACT_SHARES = list(CONTRACTS), list(CONTRACTS.values())
KIND_NAMES, KIND_SHARES = list(KINDS), list(KINDS.values())
ENDS = (Job.EndReason.RESIGNATION, Job.EndReason.TRIAL, Job.EndReason.DISMISSAL)


class Ground:
    """Draws the records of conventions, one after the other."""

    def __init__(self, random: Random, naf: list[str], entered_by: User, verified_by: User) -> None:
        self.random = random
        self.naf = naf
        self.entered_by = entered_by
        self.verified_by = verified_by
        self.company_numbers = count(1)

    def draw(self, batch: Batch, contract: Contract, projects: int, jobs: int) -> list[Project]:
        """Keep in ``batch`` the projects, the jobs and the money of a convention."""
        self.batch, self.contract = batch, contract
        self.ledger = Ledger(self.random, batch, contract, self.entered_by)
        self.ledger.measures()
        self.companies: list[tuple[ConventionCompany, Decimal | None]] = []
        sizes = share_out(jobs, [self.random.lognormvariate(0, 0.9) for _ in range(projects)])
        # A project without any hire asks for as much as one with a single hire.
        parts = sum(max(size, 1) for size in sizes)
        return [
            self._project(rank, size, max(size, 1) / parts) for rank, size in enumerate(sizes, 1)
        ]

    def _company(self) -> tuple[ConventionCompany, Decimal | None]:
        """Draw a company and its headcount; a few have several projects."""
        random = self.random
        if self.companies and percent(random, 8):
            return random.choice(self.companies)
        number = next(self.company_numbers)
        company = self.batch.add(
            ConventionCompany(
                convention=self.contract.convention,
                kind=ConventionCompany.Kind.AIDED,
                identity=self.batch.add(Company(siret=siret(number))),
                name=f"Entreprise fictive n° {number}",
                naf_id=random.choice(self.naf),
                commune_id=random.choice(self.contract.communes),
            )
        )
        headcount = None if percent(random, 3) else Decimal(int(random.lognormvariate(2, 1.3)))
        self.companies.append((company, headcount))
        return company, headcount

    def _project(self, rank: int, jobs: int, share: float) -> Project:
        random, shape = self.random, self.contract.shape
        signed_on = shape.signed_on
        # Three months are left to decide, and some to hire.
        room = min(shape.months * 28, (LAST_DAY - signed_on).days - 150)
        received = signed_on + timedelta(days=random.randrange(room))
        decided = received + timedelta(days=random.randrange(20, 90))
        approved = percent(random, 92)
        withdrawn = decided + timedelta(days=random.randrange(30, 400))
        is_withdrawn = approved and not jobs and withdrawn <= LAST_DAY and percent(random, 25)
        # A project without any hire may still be under study.
        is_pending = not jobs and not is_withdrawn and percent(random, 10)
        company, headcount = self._company()
        is_counted = headcount is not None
        axes = self.contract.axes
        on_site = rank % 10 == 0 and Axis.Kind.SITE in axes
        axis = axes[Axis.Kind.SITE if on_site else Axis.Kind.BUSINESS]
        project = self.batch.add(
            Project(
                reference=f"P-{rank:05d}",
                axis=axis,
                company=company,
                kind=random.choices(KIND_NAMES, KIND_SHARES)[0],
                title="Projet fictif",
                received_on=received,
                completed_on=received + timedelta(days=10),
                investment=None if percent(random, 5) else random.randrange(1, 400) * 100_000,
                baseline_fte=headcount,
                baseline_on=received if is_counted else None,
                baseline_source=Project.Source.DSN if is_counted else "",
            )
        )
        left_on = withdrawn if is_withdrawn else None
        if not is_pending:
            self._decisions(project, decided, left_on, approved=approved)
        commitment = None
        if approved and not is_pending:
            commitment = self.batch.add(
                JobCommitment(
                    project=project,
                    post="Poste fictif",
                    contract=JobContract.PERMANENT,
                    number=max(1, int(jobs / random.uniform(0.37, 0.97))),
                    committed_on=decided,
                    due_on=add_months(decided, 18),
                    cancelled_on=left_on,
                )
            )
            self.ledger.aid(project, share, decided, left_on)
        self.approval = _approval(decided, left_on, approved=approved and not is_pending)
        self.on_axis = _counting(axis)
        self._jobs(project, commitment, jobs, decided)
        return project

    def _decisions(
        self, project: Project, decided: date, left_on: date | None, *, approved: bool
    ) -> None:
        outcome = Outcome.FAVOURABLE if approved else Outcome.UNFAVOURABLE
        if approved:
            project.approved_from, project.lapsed_from = decided, left_on
        # The later first: the database wants the day on which a row ends to be that of another.
        for day, ends, told in ((left_on, None, Outcome.WITHDRAWN), (decided, left_on, outcome)):
            if day is not None:
                row = ProjectDecision(
                    project=project, decided_on=day, outcome=told, holds_until=ends
                )
                row.recorded_by = self.entered_by
                self.batch.add(row)

    def _jobs(
        self, project: Project, commitment: JobCommitment | None, jobs: int, decided: date
    ) -> None:
        """Draw hires; some of those who leave are replaced by the next ones, again and again."""
        promised = iter(self._posts(commitment) if commitment else ())
        leaver = post = None
        for _ in range(jobs):
            if leaver is None or post is None:
                post = next(promised, None) or Post(project_id=project.pk)
            job = self._job(project, post, decided, leaver)
            is_replaced = (
                job.ended_on is not None and job.ended_on < LAST_DAY and percent(self.random, 40)
            )
            leaver = job if is_replaced else None

    def _posts(self, commitment: JobCommitment) -> list[Post]:
        place = {
            "project_id": commitment.project_id,
            "commitment_id": commitment.pk,
            "made_on": commitment.committed_on,
        }
        ranks = range(1, commitment.number + 1)
        return [self.batch.add(Post(rank=rank, **place)) for rank in ranks]

    def _job(self, project: Project, post: Post, decided: date, leaver: Job | None) -> Job:
        random = self.random
        first = leaver.ended_on if leaver and leaver.ended_on else decided
        room = (LAST_DAY - first).days
        hired = first + timedelta(days=int(random.triangular(0, min(720, room), min(120, room))))
        ended = hired + timedelta(days=random.randrange(20, 900))
        has_ended = ended <= LAST_DAY and percent(random, 20)
        contract = random.choices(CONTRACT_NAMES, CONTRACT_SHARES)[0]
        is_lasting = contract in (JobContract.PERMANENT, JobContract.SELF_EMPLOYED)
        if post.pk is None:
            post.made_on = hired
            self.batch.add(post)
        # Keys rather than records: a million times over, it is a quarter of the whole time.
        job = Job(
            project_id=project.pk,
            holds_id=post.pk,
            post="Poste fictif",
            hired_on=hired,
            contract=contract,
            duration_months=None if is_lasting else random.choice((3, 6, 12, 24, None)),
            weekly_hours=random.choice(HOURS),
            commune_id=random.choice(self.contract.communes) if percent(random, 97) else None,
            is_former_employee=random.choices((True, False, None), (6, 88, 6))[0],
            replaces_id=leaver.pk if leaver else None,
            ended_on=ended if has_ended else None,
            end_reason=random.choice(ENDS) if has_ended else "",
            entered_by_id=self.entered_by.pk,
        )
        change = self._became(job)
        became = [] if change is None else [change]
        hire = replace(job.hire, changes=tuple(row.terms for row in became))
        rules = answered(hire, (self.contract.rules,), self.contract.shape.signed_on)
        job.apply(decision_of(rules, hired))
        self.batch.add(job)
        for row in became:
            row.job_id = job.pk
            self.batch.add(row)
        right = periods(hired, rules, self._place(job), self.approval, self.on_axis)
        for spell in spelled(job, right, job.spelled_with(became)):
            self.batch.add(spell)
        if percent(random, 80):
            day = hired + timedelta(days=random.randrange(10, 200))
            is_accepted = day <= LAST_DAY and percent(random, 88)
            job.verified_on = day if is_accepted else None
            self.batch.add(
                Evidence(
                    job_id=job.pk,
                    kind=Evidence.Kind.CONTRACT,
                    dated_on=hired,
                    verified_on=day if is_accepted else None,
                    verified_by_id=self.verified_by.pk if is_accepted else None,
                )
            )
        return job

    def _place(self, job: Job) -> Timeline:
        """Return whether a hire works where the rules ask, on every day."""
        reason = ""
        if self.contract.rules.place and job.commune_id is None:
            reason = Reason.COMMUNE_UNKNOWN
        elif self.contract.rules.place and job.commune_id not in self.contract.within:
            reason = Reason.OUTSIDE
        return ((date.min, reason),)

    def _became(self, job: Job) -> ContractChange | None:
        """Draw the permanent contract that a few of those on a fixed term have one day."""
        if job.contract != JobContract.FIXED_TERM or not percent(self.random, 8):
            return None
        day = job.hired_on + timedelta(days=self.random.randrange(30, 300))
        if day > (job.ended_on or LAST_DAY):
            return None
        return ContractChange(
            changed_on=day,
            contract=JobContract.PERMANENT,
            weekly_hours=Decimal(35),
            recorded_by_id=self.entered_by.pk,
        )


HOURS = (*map(Decimal, (35, 35, 35, 35, 39, 24, 17, 12)), None)


def _counting(axis: Axis) -> Timeline:
    """Return whether an axis counts jobs, day after day."""
    stops = axis.uncounted_from
    return ((date.min, ""), *(((stops, Reason.AXIS),) if stops else ()))


def _approval(decided: date, left_on: date | None, *, approved: bool) -> Timeline:
    """Return what lets the hires of a project count, day after day."""
    found: list[tuple[date, str]] = [(date.min, Reason.NOT_APPROVED)]
    if approved:
        found.append((decided, ""))
    if left_on is not None:
        found.append((left_on, Reason.WITHDRAWN))
    return found
