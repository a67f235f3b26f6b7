"""What a page, a list or a form of a convention takes from its neighbours: nothing."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from axes.site.models import Prospect
from convention.models import Axis
from reporting.documents import annex
from reporting.situation.situation import Situation

from .factories import (
    AidFactory,
    CompanyFactory,
    ConventionFactory,
    EntryFactory,
    MeasureFactory,
    PlacementFactory,
    ProjectFactory,
    ProspectFactory,
)
from .test_constraints import refuses

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
RECORDS = {
    "ledger": EntryFactory,
    "prospect": ProspectFactory,
    "placement": PlacementFactory,
    "project": ProjectFactory,
}


@pytest.mark.parametrize("kind", RECORDS)
def test_a_record_of_another_convention_has_no_page_here(lectoure, as_role, kind):
    record = RECORDS[kind].create()
    admin = as_role("admin")
    pages = [
        reverse(f"{kind}_detail", args=[convention.slug, record.pk])
        for convention in (record.convention, lectoure)
    ]
    assert [admin.get(page).status_code for page in pages] == [200, 404]


@pytest.mark.parametrize("kind", RECORDS)
def test_a_record_of_another_convention_is_in_no_list_here(lectoure, as_role, kind):
    record = RECORDS[kind].create()
    admin = as_role("admin")
    listed = [
        {
            row.pk
            for row in admin.get(reverse(f"{kind}_list", args=[convention.slug]))
            .context["table"]
            .data.data
        }
        for convention in (record.convention, lectoure)
    ]
    assert [record.pk in keys for keys in listed] == [True, False]


@pytest.mark.parametrize(
    ("page", "field", "factory"),
    [
        ("prospect_create", "site", lambda: ProspectFactory.create().site),
        ("prospect_create", "project", ProjectFactory.create),
        ("placement_create", "employer", lambda: CompanyFactory.create(employer=True)),
        ("placement_create", "axis", lambda: PlacementFactory.create().axis),
        ("ledger_create", "measure", lambda: AidFactory.create().measure),
        ("ledger_create", "aid", AidFactory.create),
    ],
)
def test_a_form_offers_nothing_of_another_convention(lectoure, as_role, page, field, factory):
    elsewhere = factory()
    role = "mission-locale" if page == "placement_create" else "operateur"
    form = as_role(role).get(reverse(page, args=[lectoure.slug])).context["form"]
    assert elsewhere not in form.fields[field].queryset


def test_the_money_of_a_convention_is_that_of_its_own_measures():
    mine, other = ConventionFactory.create(), ConventionFactory.create()
    for convention in (mine, other):
        MeasureFactory.create(axis=convention.axes.get(kind=Axis.Kind.BUSINESS))
    found = Situation(mine, date(2015, 5, 31)).measures
    assert {state.measure.convention for state in found} == {mine}


def test_the_annex_of_a_report_lists_the_projects_of_its_convention():
    mine, other = ProjectFactory.create(), ProjectFactory.create()
    groups = annex.groups(Situation(mine.convention, date(2015, 5, 31)))
    told = str([vars(line) for group in groups for line in group.lines])
    assert mine.reference in told
    assert other.reference not in told


# --- prospects --------------------------------------------------------------------------------


def test_a_prospect_is_at_a_stage_from_its_very_day(lectoure, as_role):
    site = Prospect.objects.of(lectoure).first().site
    prospect = ProspectFactory.create(site=site, stages=("identified", "study"))
    first, second = prospect.stages.order_by("pk")
    reader = as_role("prefecture")

    def at(day: date) -> tuple:
        page = reader.get(reverse("prospect_list", args=[lectoure.slug]) + f"?au={day}")
        row = next(row for row in page.context["table"].data.data if row.pk == prospect.pk)
        page = reader.get(
            reverse("prospect_detail", args=[lectoure.slug, prospect.pk]) + f"?au={day}"
        )
        return row.stage, row.reached_on, len(page.context["stages"].rows)

    day = second.dated_on
    assert [at(as_of) for as_of in (day - DAY, day)] == [
        ("identified", first.dated_on, 1), ("study", day, 2),
    ]  # fmt: skip


def test_a_project_is_born_of_a_prospect_once_signed_and_received():
    project = ProjectFactory.create(on=Axis.Kind.SITE)
    prospect = ProspectFactory.create(site__axis=project.axis, stages=("identified", "signed"))
    prospect.project = project
    prospect.save()
    signed = prospect.stages.get(stage="signed").dated_on
    for received in (signed - 5 * DAY, signed + 5 * DAY):
        project.received_on = received
        born = max(signed, received)
        found = [prospect.project_by(day) for day in (born - DAY, born)]
        assert found == [None, project]


def test_the_signature_of_a_prospect_stays_while_a_project_is_born_of_it():
    project = ProjectFactory.create(on=Axis.Kind.SITE)
    prospect = ProspectFactory.create(site__axis=project.axis, stages=("identified", "signed"))
    prospect.project = project
    prospect.save()
    signed = prospect.stages.filter(stage="signed")
    refuses(lambda: signed.update(stage="study"), "détachez-le avant")
    refuses(signed.delete, "détachez-le avant")
    prospect.project = None
    prospect.save()
    signed.update(stage="study")
