"""Random but possible histories of a convention, for the property tests of the figures."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from axes.business.models import Aid, Company, Job, JobCommitment, Project
from axes.ledger.models import LedgerEntry
from axes.site.models import Prospect, ProspectStage, Site
from axes.territory.models import Placement
from convention.contracts import Contract
from convention.counting import decide
from convention.models import (
    Axis,
    Convention,
    ConventionTerms,
    CountingRules,
    Measure,
    PerimeterCommune,
)
from revitalisation.accounts.models import Organisation, User

SIGNED = date(2013, 10, 11)
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
        "decision": draw(st.sampled_from(Project.Decision.values)) if is_decided else "",
        "withdrawn_on": None if withdrawn is None else decided + timedelta(days=withdrawn),
        "on_site_axis": draw(st.booleans()),
        "commitments": draw(st.lists(st.tuples(st.integers(1, 9), days, later), max_size=2)),
        "jobs": draw(st.lists(jobs(), max_size=4)),
        "aid": draw(st.none() | st.integers(1, 10_000_000)),
        "paid_share": draw(st.integers(0, 100)),
        "released": draw(st.booleans()),
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
        "replaced_after": draw(later),
        "verified_after": draw(later),
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

    def write(self) -> Convention:
        """Write the history to the database and return its convention."""
        firm = Organisation.objects.create(name="Usine Fictive", kind="liable_company")
        entered_by = User.objects.create(email="saisie@exemple.invalid")
        convention = Convention.objects.create(
            slug="histoire",
            name="Convention imaginaire",
            liable_company=firm,
            legal_basis="convention",
            regime="large",
            departement_id="32",
            commune_id="32208",
            signed_on=SIGNED,
            operational_start=date(2014, 2, 1),
        )
        ConventionTerms.objects.create(
            convention=convention,
            number=0,
            effective_on=SIGNED,
            ends_on=date(2016, 10, 10),
            envelope=10**12,
            job_target=self.target,
        )
        ConventionTerms.objects.create(
            convention=convention,
            number=1,
            effective_on=date(2015, 6, 1),
            ends_on=date(2017, 4, 10),
            envelope=2 * 10**12,
            job_target=300,
        )
        CountingRules.objects.create(convention=convention, effective_on=SIGNED, **self.rules)
        for code in COMMUNES[:2]:
            PerimeterCommune.objects.create(convention=convention, commune_id=code, zone="priority")
        self.axes = {
            kind: Axis.objects.create(convention=convention, number=n, kind=kind, title=kind)
            for n, kind in enumerate(Axis.Kind.values, 1)
        }
        self.measure = Measure.objects.create(
            axis=self.axes["business"], kind="subsidy_fund", title="Subventions"
        )
        self.convention, self.entered_by = convention, entered_by
        self.decided_by_rules = list(convention.counting_rules.all())
        for number, drawn in enumerate(self.projects):
            self._project(number, dict(drawn))
        self._placements()
        self._prospects()
        return convention

    def _project(self, number: int, drawn: dict[str, Any]) -> None:
        extra = {k: drawn.pop(k) for k in (
            "on_site_axis", "commitments", "jobs", "aid", "paid_share", "released"
        )}  # fmt: skip
        company = Company.objects.create(
            name=f"Entreprise Fictive {number}",
            siret=f"{number:014d}",
            naf_id="16.10A",
            commune_id="32208",
            baseline_fte=number,
        )
        project = Project.objects.create(
            reference=f"P{number}",
            axis=self.axes["site" if extra["on_site_axis"] else "business"],
            company=company,
            title="Projet",
            **drawn,
        )
        for heads, committed_on, cancelled in extra["commitments"]:
            JobCommitment.objects.create(
                project=project,
                post="Poste",
                contract="permanent",
                number=heads,
                committed_on=committed_on,
                due_on=committed_on,
                cancelled_on=None
                if cancelled is None
                else committed_on + timedelta(days=cancelled),
            )
        for job in extra["jobs"]:
            self._job(project, dict(job))
        if extra["aid"]:
            self._money(project, extra)

    def _job(self, project: Project, drawn: dict[str, Any]) -> None:
        ends, replaced, verified = (
            drawn.pop(k) for k in ("ends_after", "replaced_after", "verified_after")
        )
        job = Job(project=project, post="Poste", entered_by=self.entered_by, **drawn)
        if ends is not None:
            job.ended_on = job.hired_on + timedelta(days=ends)
            job.end_reason = "resignation"
        if verified is not None:
            job.verified_on = job.hired_on + timedelta(days=verified)
        job.apply(decide(job.hire, self.decided_by_rules, SIGNED))
        Job.objects.bulk_create([job])
        if job.ended_on and replaced is not None:
            substitute = Job(
                project=project,
                post="Poste",
                contract="permanent",
                hired_on=job.ended_on + timedelta(days=replaced),
                replaces=job,
                entered_by=self.entered_by,
            )
            substitute.apply(decide(substitute.hire, self.decided_by_rules, SIGNED))
            Job.objects.bulk_create([substitute])

    def _money(self, project: Project, extra: dict[str, Any]) -> None:
        aid = Aid.objects.create(
            project=project,
            measure=self.measure,
            kind="subsidy",
            granted_on=project.received_on,
            amount=extra["aid"],
        )
        paid = extra["aid"] * extra["paid_share"] // 100
        steps = [("committed", extra["aid"], 0), ("paid", paid, 60)]
        if extra["released"]:
            steps.append(("released", extra["aid"] - paid, 200))
        for kind, amount, after in steps:
            if amount:
                LedgerEntry.objects.create(
                    measure=self.measure,
                    aid=aid,
                    kind=kind,
                    amount=amount,
                    dated_on=project.received_on + timedelta(days=after),
                    label="Écriture",
                    recorded_by=self.entered_by,
                )

    def _placements(self) -> None:
        for number, drawn in enumerate(self.placements):
            Placement.objects.create(
                axis=self.axes["territory"],
                code=f"J{number}",
                employer=Company.objects.get_or_create(
                    siret="9" * 14,
                    defaults={
                        "name": "Employeur Fictif",
                        "naf_id": "16.10A",
                        "commune_id": "32208",
                    },
                )[0],
                age_at_hire=20,
                entered_by=self.entered_by,
                **drawn,
            )

    def _prospects(self) -> None:
        site = Site.objects.create(axis=self.axes["site"], name="Site", commune_id="32208")
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
    }
)
histories = st.builds(
    History,
    projects=st.lists(projects(), max_size=5),
    placements=st.lists(placements(), max_size=3),
    prospects=st.lists(prospects, max_size=3),
    rules=rules,
    target=st.none() | st.integers(0, 300),
)
