"""A convention of the factories, the people who take part in it, and new records at will."""

from datetime import date, timedelta
from functools import cached_property
from typing import Any

from stdnum import luhn

from axes.business import schedules
from axes.business.models import CompanyProposal, Post
from axes.decisions.likely import Pair
from axes.ledger.models import LedgerEntry
from axes.site.models import Prospect, ProspectStage
from axes.territory.models import SkillsPlan
from convention.models import Membership
from revitalisation.accounts.models import Organisation, User
from revitalisation.reference.models import SmicRate
from tests import dated_factories, factories

DAY = date(2014, 9, 1)
Role = Membership.Role


class World:
    """A convention of the factories, and two people for each part in it."""

    def __init__(self) -> None:
        self.n = 0
        self.convention = factories.ConventionFactory(signed_on=date(2013, 10, 11))
        self.people: dict[str, list[User]] = {
            role: self._two(role, organisation=self._takes_part(role))
            for role in (Role.OPERATOR, Role.PREFECTURE, Role.YOUTH_REFERRER)
        }
        self.people["admin"] = self._two("admin", is_staff=True, is_superuser=True)
        self.axes = {axis.kind: axis for axis in self.convention.axes.all()}

    def _takes_part(self, role: str) -> Any:
        organisation = factories.OrganisationFactory()
        self.convention.memberships.create(organisation=organisation, role=role)
        return organisation

    def _two(self, role: str, **values: Any) -> list[User]:
        return [User.objects.create_user(f"{role}-{n}@exemple.invalid", **values) for n in (1, 2)]

    def next(self) -> int:
        """Return a number that nothing else has."""
        self.n += 1
        return self.n

    @cached_property
    def project(self) -> Any:
        return self.new_project()

    @cached_property
    def job(self) -> Any:
        return self.new_job()

    @cached_property
    def company(self) -> Any:
        return self.new_company()

    @cached_property
    def employer(self) -> Any:
        return self.new_company(employer=True)

    @cached_property
    def site(self) -> Any:
        return factories.SiteFactory(axis=self.axes["site"], name="Site partagé")

    @cached_property
    def measure(self) -> Any:
        return factories.MeasureFactory(axis=self.axes["business"], title="Partagée")

    @cached_property
    def loan_fund(self) -> Any:
        axis = self.axes["business"]
        return factories.MeasureFactory(axis=axis, kind="loan_fund", title="Prêts")

    @cached_property
    def paid_aid(self) -> Any:
        """An aid with more committed than the rounds pay."""
        found = factories.AidFactory(
            project=self.project, measure=self.loan_fund, loan=True, amount=10**8
        )
        factories.EntryFactory(aid=found, over_envelope_reason="essai")
        return found

    def new_company(self, **kind: Any) -> Any:
        n = self.next()
        return factories.CompanyFactory(
            convention=self.convention, name=f"Entreprise {n}", siret=siret(10_000_000 + n), **kind
        )

    def new_proposal(self) -> Any:
        return CompanyProposal.objects.create(
            company=self.new_company(), official_name=f"Nom officiel {self.next()}",
            proposed_by=self.people[Role.OPERATOR][0], proposed_on=DAY, reason="Au registre",
        )  # fmt: skip

    def new_project(self) -> Any:
        return factories.ProjectFactory(
            axis=self.axes["business"],
            reference=f"R-{self.next()}",
            company=self.new_company(),
            pending=True,
        )

    def new_decision(self) -> Any:
        return factories.DecisionFactory(project=self.new_project())

    def new_note(self) -> Any:
        day = date(2016, 1, 1) + timedelta(days=self.next())
        return factories.SocialPlanFactory(convention=self.convention, noted_on=day)

    def new_outreach(self) -> Any:
        day = date(2016, 1, 1) + timedelta(days=self.next())
        return factories.OutreachFactory(convention=self.convention, starts_on=day, ends_on=day)

    def new_place(self) -> Any:
        day = DAY + timedelta(days=5000 + self.next())
        return factories.PerimeterFactory(convention=self.convention, effective_on=day)

    def new_commitment(self) -> Any:
        return factories.JobCommitmentFactory(project=self.project)

    def new_post(self) -> Any:
        """Return a post added to a promise since."""
        self.new_commitment().add_posts(1, date(2014, 6, 2))
        return Post.objects.latest("pk")

    def new_job(self) -> Any:
        author = self.people[Role.OPERATOR][0]
        return factories.JobFactory(project=self.project, hired_on=DAY, entered_by=author)

    def new_contract(self) -> Any:
        return dated_factories.ContractChangeFactory(job=self.new_job())

    def new_axis_terms(self) -> Any:
        day = DAY + timedelta(days=5000 + self.next())
        return dated_factories.AxisTermsFactory(axis=self.axes["site"], effective_on=day)

    def new_double(self) -> Any:
        """Return two hires of a firm, under two projects, that look like one post."""
        first = self.new_job()
        other = factories.ProjectFactory(axis=first.project.axis, company=first.project.company)
        second = factories.JobFactory(
            project=other, post=first.post, hired_on=first.hired_on, entered_by=first.entered_by
        )
        return Pair(first, second)

    def new_settlement(self) -> Any:
        answer = self.new_double().settlement(
            convention=self.convention, recorded_by=self.people["prefecture"][0],
            outcome="first", settled_on=DAY + timedelta(days=800),
        )  # fmt: skip
        answer.save()
        return answer

    def new_evidence(self) -> Any:
        return factories.EvidenceFactory(job=self.new_job())

    def new_accepted(self) -> Any:
        evidence = self.new_evidence()
        evidence.accept(self.people["admin"][0], DAY)
        return evidence

    def new_loan(self) -> Any:
        found: Any = factories.AidFactory(
            project=self.project, measure=self.loan_fund, loan=True, every=12
        )
        schedules.write(found)
        return found

    def new_placement(self) -> Any:
        found = factories.PlacementFactory(
            axis=self.axes["territory"], code=f"J-{self.next()}", employer=self.employer,
            entered_by=self.people[Role.YOUTH_REFERRER][0],
        )  # fmt: skip
        found.follow_ups.create(month=3)
        return found

    def new_follow_up(self) -> Any:
        placement = self.new_placement()
        return placement.follow_ups.create(month=6, done_on=date(2015, 3, 2), situation="in_post")

    def new_prospect(self) -> Any:
        return Prospect.objects.create(
            site=self.site, name=f"Prospect {self.next()}", activity="Logistique"
        )

    def new_stage(self) -> Any:
        return ProspectStage.objects.create(
            prospect=self.new_prospect(), stage="lost", dated_on=DAY, lost_reason="cost"
        )

    def new_comment(self) -> Any:
        day = date(2016, 1, 1) + timedelta(days=self.next())
        return factories.CommentFactory(convention=self.convention, as_of=day)

    def new_opinion(self) -> Any:
        day = date(2016, 1, 1) + timedelta(days=self.next())
        return factories.OpinionFactory(convention=self.convention, as_of=day, by_state=True)

    def new_resolution(self, **state: Any) -> Any:
        return factories.ResolutionFactory(convention=self.convention, **state)

    def new_committee(self) -> Any:
        held = date(2018, 1, 1) + timedelta(days=self.next())
        return self.convention.committees.create(
            kind="follow_up", held_on=held, as_of=date(2016, 1, 31), place="Auch"
        )

    def new_entry(self) -> Any:
        return LedgerEntry.objects.create(
            measure=self.measure, kind="paid", dated_on=DAY, amount=100, label="Facture",
            recorded_by=self.people[Role.OPERATOR][0],
        )  # fmt: skip

    def new_plan(self) -> Any:
        lead = Organisation.objects.get(pk=self.convention.liable_company_id)
        title = f"GPECT {self.next()}"
        return SkillsPlan.objects.create(axis=self.axes["territory"], title=title, lead=lead)

    def new_step(self) -> Any:
        return self.new_plan().milestones.create(title="Diagnostic", planned_on=DAY)

    def new_organisation(self) -> Any:
        return Organisation.objects.create(name=f"Chambre {self.next()}", kind="chamber")

    def new_user(self) -> Any:
        return User.objects.create_user(f"personne-{self.next()}@exemple.invalid")

    def new_rate(self) -> Any:
        day = date(1950, 1, 1) + timedelta(days=self.next())
        return SmicRate.objects.create(effective_on=day, monthly_gross=100_000)

    def new_terms(self) -> Any:
        n = self.next()
        return self.convention.terms.create(
            number=n, effective_on=DAY + timedelta(days=n), ends_on=date(2030, 1, 1),
            envelope=150_000_000, job_target=100, reason="Prolongation",
        )  # fmt: skip

    def new_measure(self) -> Any:
        axis = self.axes["territory"]
        return factories.MeasureFactory(axis=axis, title=f"Mesure {self.next()}")

    def new_site(self) -> Any:
        return factories.SiteFactory(axis=self.axes["site"], name=f"Site {self.next()}")

    def new_convention(self) -> Any:
        return factories.ConventionFactory(
            without_axes=True, terms=None, rules=None, slug=f"autre-{self.next()}",
            liable_company=self.convention.liable_company,
        )  # fmt: skip


def siret(n: int) -> str:
    """Return the n-th valid SIRET."""
    siren = f"{n:08d}"
    siren += luhn.calc_check_digit(siren)
    nic = f"{siren}0001"
    return nic + luhn.calc_check_digit(nic)
