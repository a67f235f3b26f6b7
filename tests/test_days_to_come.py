"""What has happened is not entered before its day; what is planned is."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from axes.business.models import Aid, Evidence
from convention.models import Committee, MeasureBudget
from revitalisation.dated import dates_of
from revitalisation.ui.formats import long_date

from . import later
from .factories import JobCommitmentFactory, ProjectFactory
from .forms import hidden_fields, plain

pytestmark = pytest.mark.django_db

# What may be told before it comes: all other days of a record are those of facts.
PLANNED = {
    "AxisTerms": {"effective_on"},
    "Committee": {"held_on"},
    "ConventionTerms": {"effective_on"},
    "CountingRules": {"effective_on"},
    "MeasureBudget": {"effective_on"},
    "Membership": {"since", "until"},
    "PerimeterCommune": {"effective_on"},
    "SmicRate": {"effective_on"},
}
TODAY = timezone.localdate()
TOMORROW = TODAY + timedelta(days=1)


@pytest.mark.parametrize("model", later.recorded_models(), ids=lambda m: m._meta.label)
def test_every_other_day_is_that_of_a_fact(model):
    said = dates_of(model)
    assert set(said.planned) == PLANNED.get(model.__name__, set())
    days = {name for name in (said.since, *said.brings) if name and "__" not in name}
    assert said.facts == days - set(said.planned)


def test_an_aid_is_granted_before_it_is_entered(lectoure, project, as_role):
    measure = project.axis.measures.filter(kind="subsidy_fund").first()
    data = {"measure": measure.pk, "kind": "subsidy", "granted_on": "2062-04-02", "amount": "1"}
    writer = as_role("operateur")
    answer = writer.send(reverse("aid_create", args=[lectoure.slug, project.pk]), data)
    assert answer.status_code == 422
    assert (
        "« Accordée le » est le 2 avril 2062, après aujourd’hui : n’est enregistré que ce qui a "
        "eu lieu. Corrigez la date, ou attendez ce jour."
    ) in plain(answer.text)
    assert not Aid.objects.filter(granted_on="2062-04-02").exists()


def test_a_document_is_not_dated_of_a_day_to_come(lectoure, project, as_role):
    address = reverse("evidence_create", args=[lectoure.slug, project.jobs.first().pk])
    answer = as_role("operateur").send(address, {"kind": "dsn", "dated_on": TOMORROW.isoformat()})
    assert answer.status_code == 422
    assert "« Datée du » est le" in plain(answer.text)
    assert not Evidence.objects.filter(dated_on=TOMORROW).exists()


def test_a_fact_of_today_is_one(lectoure):
    ProjectFactory(convention=lectoure, on="business", received_on=TODAY, completed_on=None,
                   decision="").full_clean()  # fmt: skip


def test_all_days_to_come_of_a_record_are_told_at_once(lectoure):
    promise = JobCommitmentFactory(project__convention=lectoure)
    promise.committed_on = promise.cancelled_on = TOMORROW
    promise.due_on = TOMORROW + timedelta(days=300)
    promise.post = ""
    with pytest.raises(ValidationError) as refusal:
        promise.clean_fields()
    assert refusal.value.error_dict.keys() == {"committed_on", "cancelled_on", "post"}


def test_a_committee_is_planned(lectoure, as_role):
    data = {"kind": "steering", "held_on": TOMORROW.isoformat(), "as_of": "2016-06-07",
            "place": "Auch"}  # fmt: skip
    writer = as_role("prefecture")
    assert writer.send(reverse("committee_create", args=[lectoure.slug]), data).status_code == 302
    assert Committee.objects.filter(held_on=TOMORROW).exists()


def in_the_administration(client, measure, **budget):
    page = f"/administration/convention/measure/{measure.pk}/change/"
    answer = client.get(page)
    (lines,) = [f.formset for f in answer.context["inline_admin_formsets"]]
    data = hidden_fields(answer.text) | {
        "axis": measure.axis_id, "kind": measure.kind, "title": measure.title,
        "operator": measure.operator_id or "", "deadline": measure.deadline or "",
        "budgets-TOTAL_FORMS": lines.initial_form_count() + 1,
        "budgets-INITIAL_FORMS": lines.initial_form_count(),
    }  # fmt: skip
    for number, line in enumerate(lines.initial_forms):
        data |= {
            f"budgets-{number}-id": line.instance.pk,
            f"budgets-{number}-measure": measure.pk,
            f"budgets-{number}-effective_on": line.instance.effective_on,
            f"budgets-{number}-amount": str(line.instance.amount / 100).replace(".", ","),
        }
    last = lines.initial_form_count()
    data |= {f"budgets-{last}-{name}": value for name, value in budget.items()}
    return client.post(page, data | {f"budgets-{last}-measure": measure.pk}, follow=True)


@pytest.mark.parametrize("day", [TODAY, TOMORROW])
def test_the_administration_says_from_when_a_plan_shows(lectoure, as_role, day):
    measure = lectoure.axes.get(number=2).measures.first()
    answer = in_the_administration(
        as_role("admin"), measure, effective_on=day.isoformat(), amount="12"
    )
    assert MeasureBudget.objects.filter(measure=measure, effective_on=day).exists()
    said = f"les pages en tiennent compte à partir du {long_date(day)}."
    # What holds already is no plan.
    assert (plain(said) in plain(answer.text)) is (day > TODAY)


def test_the_administration_refuses_a_fact_to_come(lectoure, as_role):
    site = lectoure.axes.get(number=1).sites.first()
    writer, address = as_role("admin"), f"/administration/site/site/{site.pk}/change/"
    data = {"axis": site.axis_id, "name": site.name, "commune": "Lectoure (32208)",
            "closed_on": "2062-04-02", "change_reason": "Relu"}  # fmt: skip
    page = plain(writer.send(address, data).text)
    assert "« Fermé le » est le 2 avril 2062, après aujourd’hui" in page
