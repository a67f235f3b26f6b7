"""Every form, found from the addresses, is tried with the records of another convention."""

from datetime import date
from typing import Any

import pytest
from django.db.models import Model
from django.forms import ModelChoiceField

from axes.business.models import ConventionCompany
from convention.models import Convention
from revitalisation.reference import models as reference

from .factories import (
    AidFactory,
    CompanyFactory,
    ConventionFactory,
    JobCommitmentFactory,
    JobFactory,
    PlacementFactory,
    ProjectFactory,
    SiteFactory,
)
from .test_permissions import EVERYONE, PAGES, address

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def published() -> frozenset[type[Model]]:
    """Codes that all conventions share."""
    return frozenset(m for m in vars(reference).values() if isinstance(m, type))


@pytest.fixture
def elsewhere() -> Convention:
    """Another convention, with a record of every kind that a form may name."""
    convention = ConventionFactory.create(rules__counts_placements=True)
    company = CompanyFactory.create(convention=convention, name="Scierie d’Ailleurs")
    project = ProjectFactory.create(convention=convention, company=company)
    AidFactory.create(project=project)
    JobCommitmentFactory.create(project=project)
    JobFactory.create(project=project, ended=True)
    PlacementFactory.create(convention=convention, employer__name="Fournil d’Ailleurs")
    SiteFactory.create(convention=convention)
    convention.committees.create(
        kind="commitment", held_on=date(2014, 3, 3), as_of=date(2014, 3, 3), place="Ailleurs"
    )
    return convention


def choices(form: Any) -> dict[str, type[Model]]:
    """Return the fields of a form that name a record, and the kind of record."""
    fields = form.fields.items()
    by_choice = {n: f.queryset.model for n, f in fields if isinstance(f, ModelChoiceField)}
    return by_choice | {
        name: field.queryset.model for name, field in fields if hasattr(field, "queryset")
    }


def records(model: type[Model], convention: Convention) -> list[Any]:
    """Return the records of a convention; a company of each kind."""
    return list(model._default_manager.of(convention))


def form_of(page: str, convention: Convention, as_role: Any) -> Any:
    """Return who may fill a form in, with its page; nothing of a page without one."""
    for role in sorted(PAGES[page][0]):
        client = as_role(role)
        answer = client.get(address(page, convention))
        if answer.status_code == 200 and answer.context and "form" in answer.context:
            return client, answer.context["form"]
    return None, None


FORMS = [name for name, (who, _) in PAGES.items() if who != EVERYONE]


@pytest.mark.parametrize("name", FORMS)
def test_no_choice_takes_a_record_of_another_convention(
    name, lectoure, elsewhere, published, as_role
):
    client, form = form_of(name, lectoure, as_role)
    if form is None:
        return
    for field, model in choices(form).items():
        if model in published:
            continue
        foreign = _foreign(model, elsewhere)
        assert foreign, f"{name}: nothing of another convention to try {field} with"
        for record in foreign:
            written = record.written if isinstance(record, ConventionCompany) else record.pk
            answer = client.send(address(name, lectoure), {field: written})
            assert answer.status_code == 422, (field, record)
            assert field in answer.context["form"].errors, (field, record)


def _foreign(model: type[Model], elsewhere: Convention) -> list[Any]:
    if hasattr(model._default_manager, "of"):
        return records(model, elsewhere)
    path = {"Axis": "convention", "Measure": "axis__convention", "Site": "axis__convention"}
    return list(model._default_manager.filter(**{path[model.__name__]: elsewhere}))


def test_some_forms_do_name_records(lectoure, as_role, published):
    """Else the test above would be about nothing."""
    named = {
        field
        for name in FORMS
        for field, model in choices(form_of(name, lectoure, as_role)[1] or _Nothing).items()
        if model not in published
    }
    assert {"company", "axis", "measure", "aid", "commitment", "replaces", "employer"} <= named


class _Nothing:
    fields: dict[str, Any] = {}
