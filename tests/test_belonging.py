"""What the database keeps where it belongs: in its convention, its project, its committee."""

import pytest
from django.apps import apps
from django.contrib.admin.utils import get_fields_from_path
from django.db.models import Model

from axes.business.models import Post, Project
from axes.site.models import Site
from axes.territory.models import SkillsPlan
from convention.models import (
    Axis,
    AxisTarget,
    Convention,
    Measure,
)
from reporting.figures.facts import FACTS
from reporting.figures.models import Snapshot
from tests.factories import JobFactory

from .test_constraints import changed, refuses

pytestmark = pytest.mark.django_db


def leads_to_a_convention(model) -> bool:
    """Say whether every row of a model hangs, through links never empty, on a convention."""
    links = [f for f in model._meta.concrete_fields if f.is_relation and not f.null]
    return any(
        link.related_model is Convention or leads_to_a_convention(link.related_model)
        for link in links
    )


def belonging() -> list[type[Model]]:
    return [m for m in apps.get_models() if not m._meta.proxy and leads_to_a_convention(m)]


def test_every_model_of_a_convention_says_its_path_once(lectoure):
    found = belonging()
    assert {Axis, Measure, Project, Site, SkillsPlan, Snapshot} <= {*found}
    other = Convention.objects.exclude(pk=lectoure.pk).first()
    for model in found:
        links = get_fields_from_path(model, model.convention_path)
        assert links[-1].related_model is Convention, model
        assert not any(link.null for link in links), model
        ours = model._default_manager.of(lectoure)
        record = ours.select_related(model.convention_path).first()
        assert record is None or record.convention == lectoure, model
        assert not ours.filter(**{model.convention_path: other}).exists(), model


def test_figures_read_the_path_of_their_rows():
    for fact in FACTS:
        assert fact.convention == fact.model.convention_path


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
    refuses(changed(committee, convention=other), "Un comité reste dans sa convention")


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
    post = Post.objects.create(project=other, made_on=hired.hired_on)
    refuses(changed(hired, project=other, holds=post), "reste dans sa convention")
    refuses(changed(post, project=hired.project), "reste dans sa convention")
    refuses(changed(target, axis=elsewhere), "de la même convention")
