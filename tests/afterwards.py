"""What may happen the day after that of a page."""

from datetime import date, timedelta
from typing import Any

from axes.business.models import CompanyProposal, Evidence, Post, Project
from axes.decisions.likely import Pair
from axes.ledger.models import LedgerEntry
from axes.site.models import Prospect, Site
from axes.territory.models import SkillsPlanMilestone
from convention.models import Committee, Convention
from reporting.figures.snapshots import freeze
from revitalisation.accounts.models import User

from .dated_factories import AxisTermsFactory, ContractChangeFactory
from .factories import (
    AidFactory,
    CommentFactory,
    CountingRulesFactory,
    EntryFactory,
    EvidenceFactory,
    JobCommitmentFactory,
    JobFactory,
    OpinionFactory,
    OrganisationFactory,
    OutreachFactory,
    PerimeterFactory,
    PlacementFactory,
    ProjectFactory,
    ProspectFactory,
    ResolutionFactory,
    SocialPlanFactory,
    TermsFactory,
)

DAY = timedelta(days=1)


def of_the_contract(convention: Convention, after: date, operator: User) -> None:
    """Record who takes part, what becomes of the perimeter, and what is noted beside the ladder."""
    body = OrganisationFactory.create(name="Opérateur suivant", kind="operator")
    convention.memberships.create(organisation=body, role="operator", since=after)
    convention.memberships.filter(role="committee_member", until=None).update(until=after)
    SocialPlanFactory.create(convention=convention, noted_on=after, source="state")
    convention.outreach_periods.filter(ends_on__gt=after - timedelta(days=9)).delete()
    OutreachFactory.create(
        convention=convention, starts_on=after - timedelta(days=8), ends_on=after
    )
    places = [row.commune_id for row in convention.perimeter.filter(zone="extended")[:2]]
    # An axis counts no jobs any more; another, that did not, does again.
    business, site = (convention.axes.get(kind=kind) for kind in ("business", "site"))
    AxisTermsFactory.create(axis=business, effective_on=after)
    AxisTermsFactory.create(axis=site, effective_on=after - timedelta(days=40))
    AxisTermsFactory.create(axis=site, effective_on=after, counts_jobs=True)
    for code, zone in zip(("32096", *places), ("extended", "priority", "outside"), strict=True):
        PerimeterFactory.create(
            convention=convention, commune_id=code, effective_on=after, zone=zone
        )


def change_contracts(checked: Any, before: date, after: date) -> None:
    """Let a contract become another, then permanent; another hire counts from then on only."""
    for day, facts in (
        (before, {"contract": "fixed_term", "duration_months": 12}), (after, {"weekly_hours": 30}),
    ):  # fmt: skip
        ContractChangeFactory.create(job=checked, changed_on=day, **facts)
    short = JobFactory.create(project=checked.project, hired_on=before, short=True,
                              weekly_hours=24, entered_by=checked.entered_by)  # fmt: skip
    ContractChangeFactory.create(job=short, changed_on=after)


def sign_and_ask(
    convention: Convention, as_of: date, operator: User, reader: Committee, others: Committee
) -> None:
    """Sign texts and ask for decisions; ``reader`` will read the figures of the day."""
    after, before = as_of + DAY, as_of - 30 * DAY
    by: dict[int, Any] = {axis.number: {"axis": axis} for axis in convention.axes.all()}
    made: dict[str, Any] = {"convention": convention}
    # Signed later on the figures of the day or before, on later figures, rectified, withdrawn.
    for factory in (CommentFactory, OpinionFactory):
        for day in (before, as_of - DAY, after):
            factory.create(**made, **by[2], as_of=day, signed_on=after)
        right = factory.create(**made, **by[1], as_of=before).successor(operator)
        right.as_of = right.signed_on = after
        right.cause, right.reason = "mistyped", "Date relue."
        right.save()
        factory.create(**made, **by[3], as_of=before).void(operator, "other", "Sans objet")
    # Asked of a committee to come, taken, done, asked later.
    asked: dict[str, Any] = made | {"asked_on": before}
    ResolutionFactory.create(**asked, committee=others)
    ResolutionFactory.create(**asked, committee=reader, taken_on=reader.held_on, taken_in=reader,
                             decision="Accordé plus tard", due_on=reader.held_on)  # fmt: skip
    ResolutionFactory.create(**asked, taken_on=before, due_on=before, decision="Accordé",
                             done_on=after)  # fmt: skip
    ResolutionFactory.create(**made, asked_on=after, question="Demandé plus tard")


def promise_posts(project: Project, before: date, after: date) -> None:
    """Promise posts, give up all of them or one, add one, after the day."""
    made: dict[str, Any] = {"project": project, "committed_on": before, "due_on": after}
    JobCommitmentFactory.create(**made, cancelled_on=after)
    JobCommitmentFactory.create(**made | {"committed_on": after}, post="Promis ensuite")
    promise = JobCommitmentFactory.create(**made)
    promise.give_up_posts(1, after)
    promise.add_posts(1, after)


def pay_posts(project: Project, before: date, after: date, operator: User) -> None:
    """Pay the share of the posts of a project after the day, or before and cancel it after."""
    aid = AidFactory.create(project=project, granted_on=before, amount=1000)
    made: dict[str, Any] = {"aid": aid, "recorded_by": operator}
    EntryFactory.create(**made, over_envelope_reason="essai")
    for day in (before, after):
        posts = Post.objects.filter(project=project, given_up_on=None, made_on__lte=before)
        named = {"posts_named": len(posts)}
        paid = EntryFactory.create(**made, **named, paid=True, dated_on=day, amount=100)
        for post in posts:
            paid.posts.create(post=post)
        if day == before:
            paid.reverse(operator, after, "Payé à tort")


def settle_doubles(jobs: list[Any], as_of: date, prefecture: User) -> None:
    """Answer, the day after, that two hires are one post."""
    Pair(*jobs).settlement(
        convention=jobs[0].convention, recorded_by=prefecture, outcome="first",
        settled_on=as_of + DAY,
    ).save()  # fmt: skip


def propose_corrections(
    companies: list[Any], as_of: date, operator: User, prefecture: User
) -> None:
    """Propose to correct companies before the day, answered after it, then again after it."""
    after, before = as_of + DAY, as_of - 30 * DAY
    proposed = {"official_name": "Nom corrigé", "reason": "Kbis", "proposed_by": operator}
    for company in companies:
        asked = CompanyProposal.objects.create(company=company, proposed_on=before, **proposed)
        asked.settle(CompanyProposal.Outcome.REFUSED, prefecture, after, "Non.")
        CompanyProposal.objects.create(company=company, proposed_on=after, **proposed)


def enrich(convention: Convention, as_of: date) -> None:
    """Record, around a day, each thing that may happen the day after it."""
    site, business, territory = convention.axes.order_by("number")
    operator = User.objects.get(email="operateur@demo.invalid")
    prefecture = User.objects.get(email="prefecture@demo.invalid")
    after, before = as_of + DAY, as_of - 30 * DAY
    by = {"entered_by": operator}
    # The convention: rules with a trial period, then texts and budgets of the day after.
    CountingRulesFactory(convention=convention, effective_on=before, trial_months=2)
    CountingRulesFactory(convention=convention, effective_on=after, min_weekly_hours=20)
    terms = convention.terms.order_by("effective_on").last()
    TermsFactory(
        convention=convention, number=9, effective_on=after, ends_on=terms.ends_on + 900 * DAY,
        envelope=900_000_000, job_target=999, reason="Prolongation",
    )  # fmt: skip
    measure = business.measures.earliest("pk")
    measure.budgets.create(effective_on=after, amount=99_900)
    of_the_contract(convention, after, operator)
    # Committees: planned, and the one that will read the figures of the day.
    convention.committees.create(kind="steering", held_on=after, as_of=as_of, place="Plus tard")
    held = {"kind": "follow_up"}
    reader, is_new = convention.committees.get_or_create(
        **held, as_of=as_of, defaults={"held_on": after, "verdict": "behind", "place": "Auch"}
    )
    if is_new:
        firm = convention.liable_company
        reader.attendances.create(organisation=firm, college="company", present=True)
    others = convention.committees.create(
        **held, as_of=before, held_on=after + DAY, place="Auch", verdict="missed"
    )
    for committee in (reader, others):
        freeze(committee)
    sign_and_ask(convention, as_of, operator, reader, others)
    # Projects: completed and decided, withdrawn, received.
    ProjectFactory(axis=business, received_on=before, completed_on=after, decided_on=after)
    approved = ProjectFactory(axis=business, received_on=before, decided_on=before,
                              withdrawn_on=after)  # fmt: skip
    ProjectFactory(axis=business, received_on=after, decided_on=after, title="Reçu plus tard")
    promise_posts(approved, before, after)
    # Hires: broken off within the trial, verified, left and replaced.
    on_trial = {"hired_on": as_of - 10 * DAY, "ended_on": after, "end_reason": "trial"}
    JobFactory(project=approved, post="Essai rompu", **on_trial, **by)
    checked = JobFactory(project=approved, hired_on=before - 90 * DAY, **by)
    change_contracts(checked, before, after)
    EvidenceFactory(job=checked, dated_on=as_of).accept(prefecture, after)
    EvidenceFactory(job=checked, dated_on=after, kind=Evidence.Kind.DSN)
    leaver = JobFactory(project=approved, hired_on=before - 90 * DAY, ended_on=as_of,
                        end_reason="resignation", **by)  # fmt: skip
    JobFactory(project=approved, hired_on=after, replaces=leaver, post="Remplaçant", **by)
    # Young people: followed up, left.
    young = PlacementFactory(axis=territory, hired_on=before - 90 * DAY, ended_on=after,
                             end_reason="other", contract="permanent", **by)  # fmt: skip
    young.follow_ups.create(month=3, done_on=after, situation="seeking")
    PlacementFactory(axis=territory, hired_on=after, contract="permanent", **by)
    milestone = SkillsPlanMilestone.objects.filter(plan__axis=territory).first()
    milestone.done_on = after
    milestone.save()
    # The site and its prospects: closed, signed, lost, first met, never met.
    place = Site.objects.get(axis=site)
    place.closed_on = after
    place.save()
    became = Project.objects.filter(axis=business, received_on=before).first()
    signed = ProspectFactory(site=place, name="Signera")
    ProspectFactory(site=place, name="Sera perdu").stages.create(
        stage="lost", dated_on=after, lost_reason="cost"
    )
    ProspectFactory(site=place, name="Inconnu").stages.update(dated_on=after)
    Prospect.objects.create(site=place, name="Sans étape", activity="x")
    signed.stages.create(stage="signed", dated_on=after)
    signed.project = became
    signed.save()
    alike = [
        JobFactory(project=p, hired_on=before, post="Deux fois", **by) for p in (approved, approved)
    ]
    settle_doubles(alike, as_of, prefecture)
    propose_corrections([approved.company, became.company], as_of, operator, prefecture)
    # Money: cancelled the day after.
    entry = LedgerEntry.objects.create(
        measure=measure, kind="committed", dated_on=as_of, amount=100, label="À annuler",
        over_envelope_reason="essai", recorded_by=operator,
    )  # fmt: skip
    entry.reverse(operator, on=after, reason="Annulée plus tard")
    pay_posts(approved, before, after, operator)
