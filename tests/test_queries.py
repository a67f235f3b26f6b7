"""Every page, found from the addresses, asks as many questions for three rows as for six."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from axes.business.models import Aid, Job, JobCommitment, Project
from axes.decisions.likely import Pair
from axes.site.models import Prospect, Site
from axes.territory.models import Placement
from convention.models import Committee, Convention
from revitalisation.accounts.models import User
from revitalisation.reference.models import Commune

from .dated_factories import AxisTermsFactory, ContractChangeFactory
from .factories import (
    AidFactory,
    CommentFactory,
    ConventionFactory,
    EntryFactory,
    EvidenceFactory,
    JobCommitmentFactory,
    JobFactory,
    MeasureFactory,
    OpinionFactory,
    OutreachFactory,
    PerimeterFactory,
    PlacementFactory,
    ProjectFactory,
    ProspectFactory,
    ResolutionFactory,
    SiteFactory,
    SocialPlanFactory,
    party,
)
from .test_permissions import PAGES, accepted

pytestmark = pytest.mark.django_db
AS_OF = date(2015, 5, 31)


@pytest.fixture(autouse=True)
def quick_report(monkeypatch):
    """Spare the layout of the report: it asks the database nothing."""
    monkeypatch.setattr("reporting.documents.views.as_pdf", lambda paper: b"%PDF-")


@pytest.fixture
def convention(lectoure) -> Convention:
    """A convention of the same parties as Lectoure’s, with three records of each kind."""
    made = ConventionFactory.create(slug="requetes")
    for member in lectoure.memberships.all():
        made.memberships.create(organisation=member.organisation, role=member.role)
    grow(made)
    return made


def grow(convention: Convention) -> None:
    """Add three records of each kind, and three of what the first project and prospect hold."""
    site = Site.objects.filter(axis__convention=convention).first() or SiteFactory.create(
        convention=convention
    )
    parties = [member.organisation for member in convention.memberships.all()]
    known = convention.committees.count()
    for number in range(known, known + 3):
        earlier = AS_OF - timedelta(days=number)
        project = ProjectFactory.create(convention=convention)
        first = Project.objects.of(convention).earliest("pk")
        for held in {project, first}:
            fund = held.axis.measures.first() or MeasureFactory.create(axis=held.axis)
            EntryFactory.create(aid=AidFactory.create(project=held, measure=fund))
            JobCommitmentFactory.create(project=held)
            job = JobFactory.create(project=held, verified=True)
            EvidenceFactory.create(job=job)
            changed = JobFactory.create(project=held)
            ContractChangeFactory.create(job=changed)
            by = {"convention": convention, "recorded_by": changed.entered_by}
            answer = {"outcome": "distinct", "settled_on": changed.hired_on}
            Pair(job, changed).settlement(**by, **answer).save()
        placement = PlacementFactory.create(convention=convention)
        placement.follow_ups.get_or_create(month=3, due_on=placement.hired_on)
        plan = placement.axis.skills_plans.create(title=f"Plan {project.pk}", lead=parties[0])
        plan.milestones.create(title="Lancé", planned_on=AS_OF)
        AxisTermsFactory.create(axis=placement.axis, effective_on=earlier)
        ProspectFactory.create(site=site, stages=("identified", "study"))
        for factory in (CommentFactory, OpinionFactory):
            factory.create(convention=convention, as_of=earlier)
        for is_taken in (True, False):
            asked = {"convention": convention, "asked_by": party(convention)}
            ResolutionFactory.create(**asked, taken=is_taken)
        SocialPlanFactory.create(convention=convention, noted_on=earlier)
        OutreachFactory.create(convention=convention, starts_on=earlier, ends_on=earlier)
        there = convention.perimeter.values("commune")
        commune = Commune.objects.exclude(pk__in=there).earliest("pk")
        PerimeterFactory.create(convention=convention, commune_id=commune.pk)
        convention.committees.create(
            kind=Committee.Kind.FOLLOW_UP,
            held_on=AS_OF - timedelta(days=40 + number),
            as_of=AS_OF - timedelta(days=60 + number),
        )


def address(name: str, convention: Convention) -> str:
    """Return the address of a page about the first record of a convention."""
    parts = {
        key: value if isinstance(value, int | str) else _first(value, convention)
        for key, value in PAGES[name][1].items()
    }
    return reverse(name, kwargs={"slug": convention.slug, **parts}) + f"?au={AS_OF}"


def _first(known: type[Model] | Callable[[], Any], convention: Convention) -> int:
    found = known._default_manager.all() if isinstance(known, type) else known()
    mine = (record.pk for record in found.order_by("pk") if record in _of(found.model, convention))
    return next(mine, 0)


def _of(model: type[Model], convention: Convention) -> Any:
    return model._default_manager.of(convention)


@pytest.mark.parametrize("role", sorted({min(readers) for readers, _ in PAGES.values()}))
def test_each_page_asks_as_much_for_three_rows_as_for_six(role, convention, as_role):
    reader = as_role(role)
    # What looks like a double is tried in its own tests.
    pages = [
        name
        for name, (readers, _) in PAGES.items()
        if min(readers) == role and name != "double_settle"
    ]
    few = {name: _asked(reader, address(name, convention)) for name in pages}
    grow(convention)
    many = {name: _asked(reader, address(name, convention)) for name in pages}
    more = {
        name: _more(few[name][1], many[name][1])
        for name in pages
        if len(few[name][1]) != len(many[name][1])
    }
    assert more == {}
    assert [name for name in pages if few[name][0] == 404] == []


def test_a_history_asks_as_much_for_rows_of_more_kinds(lectoure, as_role):
    reader, project = as_role("prefecture"), ProjectFactory.create(convention=lectoure)
    page = reverse("project_history", args=[lectoure.slug, project.pk])
    _, alone = _asked(reader, page)
    aid = AidFactory.create(project=project, measure=lectoure.axes.get(number=2).measures.first())
    job = JobFactory.create(project=project)
    JobCommitmentFactory.create(project=project)
    EvidenceFactory.create(job=job)
    aid.delete()
    _, told = _asked(reader, page)
    assert len(alone) == len(told), _more(alone, told)
    page = reverse("convention_history", args=[lectoure.slug])
    _, told = _asked(reader, page)
    _, of_two_pages = _asked(reader, f"{page}?page=2")
    removed = lectoure.committees.create(kind="follow_up", held_on=AS_OF, as_of=AS_OF)
    removed.delete()
    _, with_removed = _asked(reader, page)
    assert len(told) == len(of_two_pages) == len(with_removed), _more(told, with_removed)


def _asked(reader: Any, url: str) -> tuple[int, list[str]]:
    """Return the status of a page and what it asks of the database."""
    reader.get(url)  # what is asked once, and kept
    with CaptureQueriesContext(
        connection,
    ) as captured:
        status = reader.get(url).status_code
    return status, [query["sql"] for query in captured]


def _more(few: list[str], many: list[str]) -> str:
    return "\n".join(sql[:200] for sql in many[len(few) - len(many) :])


def test_the_three_rows_are_there(convention):
    for model in (Project, Aid, JobCommitment, Job, Placement, Prospect, Committee):
        assert _of(model, convention).count() >= 3, model
    assert accepted().filter(job__project__axis__convention=convention).count() >= 3
    assert User.objects.get(email="operateur@demo.invalid").organisation
