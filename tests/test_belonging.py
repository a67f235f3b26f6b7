"""What the database keeps where it belongs: in its convention, its project, its committee."""

import pytest

from axes.business.models import (
    Project,
)
from axes.site.models import Site
from axes.territory.models import SkillsPlan
from convention.models import (
    Axis,
    AxisTarget,
    Convention,
    Measure,
)
from tests.factories import (
    JobFactory,
)

from .test_constraints import changed, refuses

pytestmark = pytest.mark.django_db


def test_a_project_stays_in_its_convention(project):
    elsewhere = Axis.objects.exclude(convention=project.convention).first()
    refuses(changed(project, axis=elsewhere), "reste dans sa convention")


def test_money_stays_with_the_project_that_it_was_granted_to(project):
    paid = project.aids.exclude(entries=None).first()
    other = project.axis.projects.exclude(pk=project.pk).first()
    refuses(changed(paid, project=other), "Des écritures portent déjà sur cette aide")


def test_a_committee_whose_figures_are_frozen_stays_in_its_convention(lectoure):
    committee = lectoure.committees.exclude(snapshot=None).first()
    other = Convention.objects.exclude(pk=lectoure.pk).first()
    refuses(changed(committee, convention=other), "il reste dans sa convention")


def test_what_belongs_to_a_convention_stays_in_it(lectoure):
    elsewhere = Axis.objects.exclude(convention=lectoure).first()
    measure = Measure.objects.filter(axis__convention=lectoure).first()
    site = Site.objects.get(axis__convention=lectoure)
    plan = SkillsPlan.objects.get(axis__convention=lectoure)
    target = AxisTarget.objects.filter(terms__convention=lectoure).first()
    for record in (measure, site, plan):
        refuses(changed(record, axis=elsewhere), "reste dans sa convention")
    refuses(changed(elsewhere, convention=lectoure, number=9), "reste dans sa convention")
    hired = JobFactory()
    other = Project.objects.of(lectoure).first()
    refuses(changed(hired, project=other, commitment=None, rank=None), "reste dans sa convention")
    refuses(changed(target, axis=elsewhere), "de la même convention")
