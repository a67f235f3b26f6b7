"""What may happen the day after a page’s: see ``enrich`` of the dates’ tests."""

from datetime import date, timedelta
from typing import Any

from axes.business.models import CompanyProposal, Post, Project
from convention.models import Committee, Convention
from revitalisation.accounts.models import User

from .dated_factories import AxisTermsFactory, ContractChangeFactory
from .factories import (
    AidFactory,
    CommentFactory,
    EntryFactory,
    JobCommitmentFactory,
    JobFactory,
    OpinionFactory,
    OrganisationFactory,
    OutreachFactory,
    PerimeterFactory,
    ResolutionFactory,
    SocialPlanFactory,
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
        paid = EntryFactory.create(**made, paid=True, dated_on=day, amount=100)
        for post in Post.objects.filter(project=project, given_up_on=None, made_on__lte=before):
            paid.posts.create(post=post)
        if day == before:
            paid.reverse(operator, after, "Payé à tort")


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
