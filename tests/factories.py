"""Records by business state: ``JobFactory(ended=True)``, ``ProjectFactory(pending=True)``.

A convention of the factories was signed on 11 October 2013 for three years, begins to operate on
1 February 2014 and has its three axes. Whatever is not said is the plainest case that counts.
"""

from datetime import date, timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from axes.beside.models import OutreachPeriod, SocialPlanNote
from axes.business.models import (
    Aid,
    Company,
    ConventionCompany,
    Evidence,
    Job,
    JobCommitment,
    Project,
    ProjectDecision,
)
from axes.ledger.models import LedgerEntry
from axes.site.models import Prospect, ProspectStage, Site
from axes.territory.models import Placement
from convention.models import (
    Axis,
    Comment,
    Convention,
    ConventionTerms,
    CountingRules,
    Measure,
    Membership,
    Opinion,
    PerimeterCommune,
    Resolution,
)
from revitalisation.accounts.models import Organisation, User

SIGNED, TERM, COMMUNE = date(2013, 10, 11), date(2016, 10, 10), "32208"


class OrganisationFactory(DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Usine Fictive {n}")
    kind = Organisation.Kind.LIABLE_COMPANY


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"personne-{n}@exemple.invalid")


class AxisFactory(DjangoModelFactory):
    class Meta:
        model = Axis

    kind = Axis.Kind.BUSINESS
    number = factory.LazyAttribute(lambda axis: Axis.Kind.values.index(axis.kind) + 1)
    title = factory.LazyAttribute(lambda axis: Axis.Kind(axis.kind).label)


class TermsFactory(DjangoModelFactory):
    class Meta:
        model = ConventionTerms

    number = 0
    effective_on = SIGNED
    ends_on = TERM
    envelope = 150_000_000
    job_target = 100

    class Params:
        amendment = factory.Trait(number=1, effective_on=date(2015, 6, 1), reason="Prolongation")


class CountingRulesFactory(DjangoModelFactory):
    """Permanent contracts and fixed terms of six months or more count; placements do not."""

    class Meta:
        model = CountingRules

    effective_on = SIGNED
    fixed_term_min_months = 6
    counts_placements = False


class ConventionFactory(DjangoModelFactory[Convention]):
    """A signed convention; ``without_axes``, ``terms__…`` and ``rules__…`` vary it."""

    class Meta:
        model = Convention
        skip_postgeneration_save = True

    class Params:
        without_axes = factory.Trait(site=None, business=None, territory=None)

    slug = factory.Sequence(lambda n: f"convention-fictive-{n}")
    name = factory.Sequence(lambda n: f"Convention imaginaire {n}")
    liable_company = factory.SubFactory(OrganisationFactory)
    legal_basis = Convention.LegalBasis.CONVENTION
    regime = "large"
    departement_id = "32"
    commune_id = COMMUNE
    signed_on = SIGNED
    operational_start = date(2014, 2, 1)
    terms = factory.RelatedFactory(TermsFactory, "convention")
    rules = factory.RelatedFactory(CountingRulesFactory, "convention")
    site = factory.RelatedFactory(AxisFactory, "convention", kind=Axis.Kind.SITE)
    business = factory.RelatedFactory(AxisFactory, "convention", kind=Axis.Kind.BUSINESS)
    territory = factory.RelatedFactory(AxisFactory, "convention", kind=Axis.Kind.TERRITORY)


class PerimeterFactory(DjangoModelFactory):
    """A commune of the priority zone from the signature on; ``extended``, or that ``left``."""

    class Meta:
        model = PerimeterCommune

    class Params:
        extended = factory.Trait(zone=PerimeterCommune.Zone.EXTENDED)
        left = factory.Trait(zone=PerimeterCommune.Zone.OUTSIDE, effective_on=date(2015, 6, 1))

    commune_id = COMMUNE
    effective_on = factory.LazyAttribute(lambda row: row.convention.signed_on)
    zone = PerimeterCommune.Zone.PRIORITY


class SocialPlanFactory(DjangoModelFactory[SocialPlanNote]):
    """A note of all counts; ``first`` when nobody has found anything yet."""

    class Meta:
        model = SocialPlanNote

    class Params:
        first = factory.Trait(
            permanent=0, fixed_term=0, business_creation=0, training=0, other=0,
            noted_on=date(2014, 1, 31),
        )  # fmt: skip

    convention = factory.SubFactory("tests.factories.ConventionFactory")
    noted_on = date(2015, 1, 31)
    source = SocialPlanNote.Source.UNIT
    dismissed = 120
    followed = 100
    permanent = 30
    fixed_term = 12
    business_creation = 6
    training = 14
    other = 8


class OutreachFactory(DjangoModelFactory[OutreachPeriod]):
    """The first half of 2014: 80 firms contacted, of which 30 met; ``silent`` when none was."""

    class Meta:
        model = OutreachPeriod

    class Params:
        silent = factory.Trait(met=0)

    convention = factory.SubFactory("tests.factories.ConventionFactory")
    starts_on = date(2014, 2, 1)
    ends_on = date(2014, 6, 30)
    contacted = 80
    met = 30


class CompanyFactory(DjangoModelFactory[ConventionCompany]):
    """What a convention knows of a company it aids; of an ``employer`` of young people."""

    class Meta:
        model = ConventionCompany
        exclude = ("siret",)

    class Params:
        employer = factory.Trait(kind=ConventionCompany.Kind.EMPLOYER)

    convention = factory.LazyFunction(lambda: ConventionFactory())
    kind = ConventionCompany.Kind.AIDED
    siret = factory.Sequence(lambda n: f"{n:014d}")
    identity = factory.LazyAttribute(lambda o: Company.objects.named(o.siret))
    name = factory.Sequence(lambda n: f"Entreprise Fictive {n}")
    naf_id = "16.10A"
    commune_id = COMMUNE


class OnAxis(DjangoModelFactory):
    """A record of an axis, itself of a convention: ``convention=…`` finds the axis by its kind."""

    class Meta:
        abstract = True
        exclude = ("convention", "on")

    convention = None
    axis = factory.LazyAttribute(
        lambda o: (o.convention or ConventionFactory()).axes.get(kind=o.on)
    )


class ProjectFactory(OnAxis):
    """An approved project; ``pending``, ``refused`` or ``withdrawn`` otherwise."""

    class Meta:
        model = Project

    class Params:
        pending = factory.Trait(decision="")
        refused = factory.Trait(decision="unfavourable")
        withdrawn = factory.Trait(withdrawn_on=date(2015, 1, 5))

    on = Axis.Kind.BUSINESS
    company = factory.SubFactory(
        CompanyFactory, convention=factory.SelfAttribute("..axis.convention")
    )
    reference = factory.Sequence(lambda n: f"P-{n:03d}")
    kind = Project.Kind.DEVELOPMENT
    title = "Extension"
    received_on = date(2014, 3, 3)
    completed_on = factory.SelfAttribute("received_on")
    # What was decided, then the withdrawal: each a row of its own.
    decided_on = date(2014, 4, 1)
    decision = "favourable"
    withdrawn_on = None

    @classmethod
    def _build(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        for name in ("decided_on", "decision", "withdrawn_on"):
            del kwargs[name]
        return super()._build(model_class, *args, **kwargs)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        day, outcome, left = (kwargs.pop(n) for n in ("decided_on", "decision", "withdrawn_on"))
        project = super()._create(model_class, *args, **kwargs)
        for on, what in ((day, outcome), (left, "withdrawn")):
            # One that is withdrawn by then is never decided.
            if what and on and not (what == outcome and left and left <= on):
                DecisionFactory(project=project, decided_on=on, outcome=what)
        return project


class DecisionFactory(DjangoModelFactory):
    """One more decision on a project."""

    class Meta:
        model = ProjectDecision

    outcome = "favourable"
    decided_on = date(2014, 4, 1)
    recorded_by = factory.SubFactory(UserFactory)


class JobCommitmentFactory(DjangoModelFactory):
    """Three posts promised; ``cancelled`` when they were given up."""

    class Meta:
        model = JobCommitment

    class Params:
        cancelled = factory.Trait(cancelled_on=date(2015, 1, 5))

    project = factory.SubFactory(ProjectFactory)
    post = "Opérateur"
    contract = "permanent"
    number = 3
    committed_on = date(2014, 4, 1)
    due_on = date(2015, 4, 1)


class EvidenceFactory(DjangoModelFactory):
    """A staff register; ``accepted`` by someone who did not enter the job."""

    class Meta:
        model = Evidence
        skip_postgeneration_save = True

    kind = Evidence.Kind.REGISTER
    dated_on = factory.SelfAttribute("job.hired_on")

    @factory.post_generation
    def accepted(self: Any, create: bool, day: date | None, **kwargs: object) -> None:
        if day:
            self.accept(UserFactory(), day)


class JobFactory(DjangoModelFactory):
    """A hire that counts, which ``short`` does not; ``verified``, ``ended``, ``replaced`` later."""

    class Meta:
        model = Job
        skip_postgeneration_save = True

    class Params:
        commitment = None
        short = factory.Trait(contract="fixed_term", duration_months=3)
        former_employee = factory.Trait(is_former_employee=True)
        ended = factory.Trait(ended_on=date(2014, 11, 3), end_reason=Job.EndReason.RESIGNATION)
        replaced = factory.Trait(
            ended=True,
            substitute=factory.RelatedFactory(
                "tests.factories.JobFactory",
                "replaces",
                project=factory.SelfAttribute("replaces.project"),
                hired_on=date(2014, 12, 1),
            ),
        )
        verified = factory.Trait(
            evidence=factory.RelatedFactory(EvidenceFactory, "job", accepted=date(2014, 9, 1))
        )

    project = factory.SubFactory(ProjectFactory)
    holds = factory.LazyAttribute(lambda job: job.commitment and job.commitment.free_post)
    post = "Opérateur"
    hired_on = date(2014, 5, 5)
    contract = "permanent"
    weekly_hours = 35
    commune_id = COMMUNE
    is_former_employee = False
    entered_by = factory.SubFactory(UserFactory)


class MeasureFactory(DjangoModelFactory):
    class Meta:
        model = Measure

    kind = Measure.Kind.SUBSIDY_FUND
    title = factory.LazyAttribute(lambda measure: Measure.Kind(measure.kind).label)


# What pays for each kind of aid.
FUNDS = {
    Aid.Kind.SUBSIDY: Measure.Kind.SUBSIDY_FUND,
    Aid.Kind.LOAN: Measure.Kind.LOAN_FUND,
    Aid.Kind.EXPERTISE: Measure.Kind.EXPERTISE,
}


class AidFactory(DjangoModelFactory):
    """A subsidy of 10 000 €; a ``loan`` over five years or an ``expertise`` of ten days."""

    class Meta:
        model = Aid

    class Params:
        loan = factory.Trait(kind=Aid.Kind.LOAN, rate=0, term=60, deferral=6)
        expertise = factory.Trait(kind=Aid.Kind.EXPERTISE, days=10)

    project = factory.SubFactory(ProjectFactory)
    measure = factory.SubFactory(
        MeasureFactory,
        axis=factory.SelfAttribute("..project.axis"),
        kind=factory.LazyAttribute(lambda measure: FUNDS[measure.factory_parent.kind]),
    )
    kind = Aid.Kind.SUBSIDY
    granted_on = date(2014, 4, 1)
    amount = 1_000_000


class EntryFactory(DjangoModelFactory):
    """An entry of the ledger on an aid: ``committed`` whole unless another kind is said."""

    class Meta:
        model = LedgerEntry

    class Params:
        paid = factory.Trait(kind=LedgerEntry.Kind.PAID, dated_on=date(2014, 6, 2))
        released = factory.Trait(kind=LedgerEntry.Kind.RELEASED, dated_on=date(2015, 1, 5))
        repaid = factory.Trait(kind=LedgerEntry.Kind.REPAID, dated_on=date(2015, 3, 2))

    aid = factory.SubFactory(AidFactory)
    measure = factory.SelfAttribute("aid.measure")
    kind = LedgerEntry.Kind.COMMITTED
    dated_on = factory.SelfAttribute("aid.granted_on")
    amount = factory.SelfAttribute("aid.amount")
    label = "Écriture"
    recorded_by = factory.SubFactory(UserFactory)


class PlacementFactory(OnAxis):
    """A young person hired for a year; ``apprentice`` otherwise."""

    class Meta:
        model = Placement

    class Params:
        apprentice = factory.Trait(contract="apprenticeship", duration_months=24)

    on = Axis.Kind.TERRITORY
    code = factory.Sequence(lambda n: f"J-{n:03d}")
    employer = factory.SubFactory(
        CompanyFactory, employer=True, convention=factory.SelfAttribute("..axis.convention")
    )
    contract = "fixed_term"
    duration_months = 12
    hired_on = date(2014, 9, 1)
    age_at_hire = 20
    entered_by = factory.SubFactory(UserFactory)


class SiteFactory(OnAxis):
    class Meta:
        model = Site

    on = Axis.Kind.SITE
    name = "Site Fictif"
    commune_id = COMMUNE


class ProspectFactory(DjangoModelFactory):
    """A prospect; ``stages`` are gone through one month after another from March 2014."""

    class Meta:
        model = Prospect
        skip_postgeneration_save = True

    site = factory.SubFactory(SiteFactory)
    name = factory.Sequence(lambda n: f"Prospect Fictif {n}")
    activity = "Logistique"

    @factory.post_generation
    def stages(self: Any, create: bool, names: tuple[str, ...] | None, **kwargs: object) -> None:
        for step, stage in enumerate(names or ("identified",)):
            ProspectStage.objects.create(
                prospect=self,
                stage=stage,
                dated_on=date(2014, 3, 3) + timedelta(days=30 * step),
                lost_reason="cost" if stage == "lost" else "",
            )


def party(convention: Convention, role: str = Membership.Role.OPERATOR) -> Any:
    """Return the body that plays a part in a convention; a new one where none does."""
    member = convention.memberships.filter(role=role).order_by("pk").first()
    if member is None:
        body: Any = OrganisationFactory()
        member = convention.memberships.create(organisation=body, role=role)
    return member.organisation


class SignedTextFactory(DjangoModelFactory):
    """A text of the operator on the whole, about the figures of a year after the start.

    ``by_state`` is one of the préfecture; ``later``, signed when the committee met.
    """

    class Meta:
        abstract = True

    class Params:
        role = Membership.Role.OPERATOR
        by_state = factory.Trait(role=Membership.Role.PREFECTURE)
        later = factory.Trait(signed_on=date(2015, 3, 10))

    convention = factory.SubFactory(ConventionFactory)
    organisation = factory.LazyAttribute(lambda o: party(o.convention, o.role))
    as_of = date(2015, 1, 31)
    signed_on = factory.SelfAttribute("as_of")
    recorded_by = factory.SubFactory(
        UserFactory, organisation=factory.SelfAttribute("..organisation")
    )


class CommentFactory(SignedTextFactory):
    class Meta:
        model = Comment

    done = "Deux réunions publiques."


class OpinionFactory(SignedTextFactory):
    class Meta:
        model = Opinion

    confidence = Opinion.Confidence.RESERVED
    grounds = "Les embauches restent à venir."


class ResolutionFactory(DjangoModelFactory):
    """A decision that waits; ``taken``, then ``done``, when it has been."""

    class Meta:
        model = Resolution

    class Params:
        taken = factory.Trait(
            taken_on=date(2015, 3, 10), decision="Accordé.", due_on=date(2015, 6, 30)
        )
        done = factory.Trait(taken=True, done_on=date(2015, 6, 1))

    convention = factory.SubFactory(ConventionFactory)
    asked_by = factory.LazyAttribute(lambda o: party(o.convention))
    question = "Faut-il prolonger d’un an\u202f?"
    asked_on = date(2015, 2, 2)
