"""Random but possible histories of a convention, for the property tests of the figures."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from axes.business.models import Evidence, Job, JobCommitment, Post, Project
from axes.ledger.models import LedgerEntry, PaidPost
from axes.site.models import Prospect, ProspectStage
from convention.contracts import Contract
from convention.counting import decide
from convention.models import Convention
from convention.spells import respell

from .dated_factories import AxisTermsFactory, ContractChangeFactory
from .factories import (
    SIGNED,
    AidFactory,
    CompanyFactory,
    ConventionFactory,
    EntryFactory,
    JobCommitmentFactory,
    MeasureFactory,
    OutreachFactory,
    PerimeterFactory,
    PlacementFactory,
    ProjectFactory,
    SiteFactory,
    SocialPlanFactory,
    TermsFactory,
    UserFactory,
)

DECISIONS = ("favourable", "reserved", "adjourned", "unfavourable")
COMMUNES = ("32208", "32132", "31555")

days = st.integers(0, 1500).map(lambda n: SIGNED + timedelta(days=n))
later = st.none() | st.integers(0, 900)


@st.composite
def projects(draw: st.DrawFn) -> dict[str, Any]:
    received = draw(days)
    decided = received + timedelta(days=draw(st.integers(0, 90)))
    is_decided = draw(st.booleans()) or draw(st.booleans())
    withdrawn = draw(later)
    return {
        "kind": draw(st.sampled_from(Project.Kind.values)),
        "received_on": received,
        "completed_on": received,
        "decided_on": decided if is_decided else None,
        "decision": draw(st.sampled_from(DECISIONS)) if is_decided else "",
        "withdrawn_on": None if withdrawn is None else decided + timedelta(days=withdrawn),
        "on_site_axis": draw(st.booleans()),
        "of_first_firm": draw(st.booleans()),
        "commitments": draw(st.lists(st.tuples(st.integers(1, 9), days, later), max_size=2)),
        "jobs": draw(st.lists(jobs(), max_size=4)),
        "aid": draw(st.none() | st.integers(1, 10_000_000)),
        "paid_share": draw(st.integers(0, 100)),
        "released": draw(st.booleans()),
        # Of the first promise: added or given up so many days after its own.
        "posts_since": draw(
            st.lists(st.tuples(st.booleans(), st.integers(1, 3), st.integers(1, 900)), max_size=2)
        ),
        # Whether the payment names the posts that are filled, and is cancelled.
        "names_posts": draw(st.booleans()),
        "reversed_after": draw(later),
    }


@st.composite
def jobs(draw: st.DrawFn) -> dict[str, Any]:
    contract = draw(st.sampled_from(Contract.values))
    return {
        "hired_on": draw(days),
        "contract": contract,
        "duration_months": None
        if contract == Contract.PERMANENT
        else draw(st.none() | st.integers(1, 24)),
        "weekly_hours": draw(st.none() | st.sampled_from((10, 17.5, 35))),
        "commune_id": draw(st.none() | st.sampled_from(COMMUNES)),
        "is_former_employee": draw(st.none() | st.booleans()),
        "ends_after": draw(later),
        "verified_after": draw(later),
        # Who took the post after, one after the other: how long after the departure, how long.
        "substitutes": draw(
            st.lists(st.tuples(st.integers(0, 500), st.integers(0, 900)), max_size=3)
        ),
        "last_stays": draw(st.booleans()),
        "promised": draw(st.booleans()),
        "changes": draw(st.lists(changes(), max_size=2, unique_by=lambda c: c["after"])),
    }


@st.composite
def changes(draw: st.DrawFn) -> dict[str, Any]:
    """What the contract of a hire becomes, some days after it."""
    contract = draw(st.sampled_from((Contract.PERMANENT, Contract.FIXED_TERM, Contract.TEMPORARY)))
    return {
        "after": draw(st.integers(1, 120)),
        "contract": contract,
        "duration_months": None
        if contract == Contract.PERMANENT
        else draw(st.none() | st.integers(1, 24)),
        "weekly_hours": draw(st.none() | st.sampled_from((10, 17.5, 35))),
    }


@st.composite
def placements(draw: st.DrawFn) -> dict[str, Any]:
    return {"hired_on": draw(days), "contract": draw(st.sampled_from(Contract.values))}


prospects = st.lists(
    st.sampled_from([s for s in ProspectStage.Stage.values if s not in ("lost", "signed")]),
    unique=True,
    max_size=4,
)


@dataclass
class History:
    """A drawn history, ready to be written."""

    projects: list[dict[str, Any]]
    placements: list[dict[str, Any]]
    prospects: list[list[str]]
    rules: dict[str, Any]
    target: int | None
    axis: list[tuple[int, bool]] = field(default_factory=list)

    def write(self) -> Convention:
        """Write the history to the database and return its convention."""
        convention = ConventionFactory.create(
            slug="histoire",
            terms__envelope=10**12,
            terms__job_target=self.target,
            **{f"rules__{name}": value for name, value in self.rules.items()},
        )
        TermsFactory(
            convention=convention,
            amendment=True,
            ends_on=date(2017, 4, 10),
            envelope=2 * 10**12,
            job_target=300,
        )
        for code in COMMUNES[:2]:
            PerimeterFactory(convention=convention, commune_id=code)
        # An amendment moves a commune to the other zone, and takes one in; another later leaves.
        for code, day, zone in (
            (COMMUNES[1], date(2015, 6, 1), "extended"),
            (COMMUNES[2], date(2015, 6, 1), "priority"),
            (COMMUNES[0], date(2016, 3, 1), "outside"),
        ):
            PerimeterFactory(convention=convention, commune_id=code, effective_on=day, zone=zone)
        SocialPlanFactory(convention=convention, first=True, dismissed=4, training=None)
        SocialPlanFactory(convention=convention)
        OutreachFactory(convention=convention)
        OutreachFactory(
            convention=convention, silent=True,
            starts_on=date(2014, 7, 1), ends_on=date(2015, 1, 31),
        )  # fmt: skip
        self.axes = {axis.kind: axis for axis in convention.axes.all()}
        for after, counts in self.axis:
            AxisTermsFactory(
                axis=self.axes["business"],
                effective_on=SIGNED + timedelta(days=after),
                counts_jobs=counts,
            )
        self.firm: Any = CompanyFactory(convention=convention)
        self.measure = MeasureFactory(axis=self.axes["business"])
        self.convention = convention
        self.entered_by, self.verified_by = UserFactory.create(), UserFactory.create()
        self.decided_by_rules = list(convention.counting_rules.all())
        for number, drawn in enumerate(self.projects):
            self._project(number, dict(drawn))
        respell(Job.objects.of(convention))
        self._placements()
        self._prospects()
        return convention

    def _project(self, number: int, drawn: dict[str, Any]) -> None:
        extra: dict[str, Any] = {k: drawn.pop(k) for k in (
            "on_site_axis", "of_first_firm", "commitments", "jobs", "aid", "paid_share", "released",
            "posts_since", "names_posts", "reversed_after",
        )}  # fmt: skip
        project = ProjectFactory(
            axis=self.axes["site" if extra["on_site_axis"] else "business"],
            **({"company": self.firm} if extra["of_first_firm"] else {}),
            baseline_fte=number,
            baseline_on=drawn["received_on"],
            baseline_source=Project.Source.DECLARED,
            **drawn,
        )
        promises = [
            JobCommitmentFactory.create(
                project=project,
                number=heads,
                committed_on=committed_on,
                due_on=committed_on,
                cancelled_on=None
                if cancelled is None
                else committed_on + timedelta(days=cancelled),
            )
            for heads, committed_on, cancelled in extra["commitments"]
        ]
        for job in extra["jobs"]:
            self._job(project, dict(job))
        for is_added, number, after in extra["posts_since"] if promises else ():
            _since(promises[0], is_added, number, after)
        if extra["aid"]:
            self._money(project, extra)

    def _job(self, project: Project, drawn: dict[str, Any]) -> None:
        ends, substitutes, stays, promised, verified, became = (
            drawn.pop(k)
            for k in (
                "ends_after", "substitutes", "last_stays", "promised", "verified_after", "changes",
            )
        )  # fmt: skip
        free = Post.objects.free().filter(project=project).first() if promised else None
        post = free or Post.objects.create(project=project, made_on=drawn["hired_on"])
        job = self._hire(project, post, None, ends, **drawn)
        for change in became:
            after = change["after"]
            if ends is None or after <= ends:
                told = {name: value for name, value in change.items() if name != "after"}
                changed = job.hired_on + timedelta(days=after)
                ContractChangeFactory(job=job, changed_on=changed, **told)
        if verified is not None:
            self._verify(job, job.hired_on + timedelta(days=verified))
        for number, (after, stayed) in enumerate(substitutes, 1):
            if job.ended_on is None:
                break
            is_last = number == len(substitutes)
            job = self._hire(
                project,
                post,
                job,
                None if is_last and stays else stayed,
                contract="permanent",
                hired_on=job.ended_on + timedelta(days=after),
            )

    def _hire(
        self, project: Project, post: Post, leaver: Job | None, ends: int | None, **drawn: Any
    ) -> Job:
        job = Job(
            project=project,
            holds=post,
            replaces=leaver,
            post="Poste",
            entered_by=self.entered_by,
            **drawn,
        )
        if ends is not None:
            job.ended_on = job.hired_on + timedelta(days=ends)
            job.end_reason = "resignation"
        job.apply(decide(job.hire, self.decided_by_rules, SIGNED))
        Job.objects.bulk_create([job])
        return job

    def _verify(self, job: Job, day: date) -> None:
        accepted = {"dated_on": job.hired_on, "verified_on": day, "verified_by": self.verified_by}
        Evidence.objects.bulk_create([Evidence(job=job, kind=Evidence.Kind.CONTRACT, **accepted)])
        Job.objects.filter(pk=job.pk).update(verified_on=day)

    def _money(self, project: Project, extra: dict[str, Any]) -> None:
        aid = AidFactory(
            project=project,
            measure=self.measure,
            granted_on=project.received_on,
            amount=extra["aid"],
        )
        paid = extra["aid"] * extra["paid_share"] // 100
        steps = [("committed", extra["aid"], 0), ("paid", paid, 60)]
        if extra["released"]:
            steps.append(("released", extra["aid"] - paid, 200))
        for kind, amount, after in steps:
            if amount:
                named = self._filled(project) if kind == "paid" and extra["names_posts"] else []
                entry = EntryFactory.create(
                    posts_named=len(named),
                    aid=aid,
                    kind=kind,
                    amount=amount,
                    dated_on=project.received_on + timedelta(days=after),
                    recorded_by=self.entered_by,
                )
                if kind == "paid":
                    self._pay(entry, named, extra)

    def _filled(self, project: Any) -> list[Post]:
        posts = Post.objects.filter(project=project).exclude(hires=None)
        return list(posts.distinct())

    def _pay(self, entry: LedgerEntry, named: list[Post], extra: dict[str, Any]) -> None:
        """Name posts, and cancel the payment, as drawn."""
        for post in named:
            PaidPost.objects.create(entry=entry, post=post)
        # What was released of what is left unpaid is of after: only a payment alone is taken back.
        if extra["reversed_after"] is not None and not extra["released"]:
            day = entry.dated_on + timedelta(days=extra["reversed_after"])
            entry.reverse(self.entered_by, day, "Payé à tort")

    def _placements(self) -> None:
        for drawn in self.placements:
            PlacementFactory(
                axis=self.axes["territory"],
                duration_months=None,
                entered_by=self.entered_by,
                **drawn,
            )

    def _prospects(self) -> None:
        site: Any = SiteFactory(axis=self.axes["site"])
        for number, stages in enumerate(self.prospects):
            prospect = Prospect.objects.create(site=site, name=f"Prospect {number}", activity="x")
            day = SIGNED
            for stage in stages:
                day += timedelta(days=40 * (number + 1))
                ProspectStage.objects.create(prospect=prospect, stage=stage, dated_on=day)
            if number % 2:
                ProspectStage.objects.create(
                    prospect=prospect, stage="lost", lost_reason="cost", dated_on=day
                )


def _since(promise: JobCommitment, is_added: bool, number: int, after: int) -> None:
    """Add posts to a promise, or give up as many as are free of them, so many days after it."""
    day = promise.committed_on + timedelta(days=after)
    if is_added:
        promise.add_posts(number, day)
        return
    free = promise.posts.free().filter(made_on__lte=day).count()
    if free:
        promise.give_up_posts(min(number, free), day)


rules = st.fixed_dictionaries(
    {
        "fixed_term_min_months": st.none() | st.integers(1, 12),
        "counts_temporary": st.booleans(),
        "counts_apprenticeship": st.booleans(),
        "counts_self_employed": st.booleans(),
        "counts_placements": st.booleans(),
        "min_weekly_hours": st.sampled_from((0, 17.5)),
        "trial_months": st.sampled_from((0, 0, 2)),
        "hire_within_months": st.none() | st.integers(6, 40),
        "place": st.sampled_from(("", "", "priority", "within")),
        "permanent_min_hours": st.sampled_from((None, None, 17.5)),
        "firm_min_hires": st.sampled_from((None, None, 2, 3)),
    }
)
histories = st.builds(
    History,
    projects=st.lists(projects(), max_size=5),
    placements=st.lists(placements(), max_size=3),
    prospects=st.lists(prospects, max_size=3),
    rules=rules,
    target=st.none() | st.integers(0, 300),
    axis=st.lists(
        st.tuples(st.integers(0, 1500), st.booleans()), max_size=3, unique_by=lambda t: t[0]
    ),
)
