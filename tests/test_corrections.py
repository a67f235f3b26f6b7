"""Aids and promises as people enter, correct and remove them."""

import html
from datetime import date

import pytest

from axes.business.models import Aid, Evidence, Job, Project
from axes.site.models import Prospect, ProspectStage
from axes.territory.models import Placement, SkillsPlanMilestone
from reporting.figures.engine import figures

from .factories import JobCommitmentFactory
from .test_forms import now, url

# A sentence, or a coded cause about hires and young people.
WHY = {"change_reason": "Saisi par erreur", "change_cause": "mistyped"}

# --- aids and promises ------------------------------------------------------------------------


def aid_data(lectoure, **changes) -> dict:
    measure = lectoure.axes.get(number=2).measures.get(kind="loan_fund")
    return {
        "measure": measure.pk, "kind": "loan", "granted_on": "2016-01-04", "amount": "10 000",
        "rate": "1,2", "term": "24", "deferral": "6", "every": "6",
    } | changes  # fmt: skip


def test_a_loan_comes_with_its_schedule(lectoure, project, as_role):
    writer, address = as_role("operateur"), url("aid_create", lectoure, project.pk)
    refused = writer.send(address, aid_data(lectoure, every=""))
    assert "le rythme des échéances" in refused.text
    assert writer.send(address, aid_data(lectoure)).url == now(project.get_absolute_url())
    loan = Aid.objects.get(granted_on=date(2016, 1, 4))
    lines = loan.instalments.values_list("due_on", "principal", "interest")
    assert list(lines) == [
        (date(2016, 7, 4), 0, 6_000),
        (date(2017, 1, 4), 333_333, 6_000),
        (date(2017, 7, 4), 333_333, 4_000),
        (date(2018, 1, 4), 333_334, 2_000),
    ]
    change = url("aid_update", lectoure, loan.pk)
    shown = writer.get(change).text
    assert '<option value="6" selected>' in shown
    assert 'value="1,2"' in shown
    why = {"change_reason": "Offre de la banque"}
    writer.send(change, aid_data(lectoure, amount="6 000", every="12", rate="0") | why)
    lines = loan.instalments.values_list("due_on", "principal", "interest")
    assert list(lines) == [(date(2017, 1, 4), 300_000, 0), (date(2018, 1, 4), 300_000, 0)]
    subsidy = {"kind": "subsidy", "rate": "", "term": "", "deferral": "", "every": ""}
    writer.send(change, aid_data(lectoure, **subsidy) | why)
    assert not loan.instalments.exists()


def test_a_project_shows_commitments_net_of_releases(lectoure, as_role):
    withdrawn = Project.objects.of(lectoure).get(reference="LEC-021")
    page = as_role("operateur").get(url("project_detail", lectoure, withdrawn.pk))
    (loan,) = page.context["project"].aids.all()
    assert (loan.amount, loan.committed, loan.released) == (900_000, 0, 900_000)


def test_a_promise_given_up_leaves_the_figures_from_that_day(lectoure, project, as_role):
    promise = project.commitments.filter(cancelled_on=None).first()
    before = figures(lectoure, date(2017, 6, 1))["jobs_programmed"].value
    data = {
        "post": promise.post, "contract": promise.contract, "number": promise.number,
        "weekly_hours": "35", "committed_on": promise.committed_on.isoformat(),
        "due_on": promise.due_on.isoformat(), "cancelled_on": "2017-06-01",
    }  # fmt: skip
    answer = as_role("operateur").send(url("commitment_update", lectoure, promise.pk), data)
    assert answer.url == now(project.get_absolute_url())
    after = figures(lectoure, date(2017, 6, 1))["jobs_programmed"].value
    assert after == before - promise.number
    assert figures(lectoure, date(2017, 5, 31))["jobs_programmed"].value == before
    for day, expected in (("2017-05-31", before), ("2017-06-01", after)):
        page = as_role("operateur").get(
            url("project_list", lectoure), {"au": day, "state": "supported"}
        )
        assert ("Emplois programmés", str(expected)) in page.context["totals"]


def test_a_hire_fills_the_first_free_post_of_its_promise(lectoure, project, as_role):
    promise = JobCommitmentFactory(project=project, number=2)
    data = {"post": "Soudeur", "contract": "permanent", "weekly_hours": "35",
            "commitment": promise.pk}  # fmt: skip
    writer, address = as_role("operateur"), url("job_create", lectoure, project.pk)
    for day in ("2016-02-01", "2016-03-01"):
        assert writer.send(address, data | {"hired_on": day}).status_code == 302
    hired = Job.objects.filter(holds__commitment=promise).order_by("hired_on")
    assert list(hired.values_list("holds__rank", flat=True)) == [1, 2]
    third = writer.send(address, data | {"hired_on": "2016-04-01"})
    assert "Tous les postes de cet emploi programmé sont déjà pourvus" in third.text
    leaver = hired.get(holds__rank=1)
    leaver.ended_on, leaver.end_reason = date(2016, 4, 1), "resignation"
    leaver.save()
    substitute = {"hired_on": "2016-05-02", "replaces": leaver.pk}
    assert writer.send(address, data | substitute).status_code == 302
    assert leaver.replaced_by.holds == leaver.holds


def test_a_step_of_the_skills_plan_is_reached(lectoure, as_role):
    step = SkillsPlanMilestone.objects.of(lectoure).first()
    writer, address = as_role("operateur"), url("milestone_update", lectoure, step.pk)
    assert address in writer.get(step.plan.axis.get_absolute_url()).text
    data = {"planned_on": step.planned_on.isoformat(), "done_on": "2016-05-02"} | WHY
    assert writer.send(address, data).url == now(step.plan.axis.get_absolute_url())
    step.refresh_from_db()
    assert step.done_on == date(2016, 5, 2)


# --- what was entered by mistake --------------------------------------------------------------


def test_a_job_entered_twice_is_removed(lectoure, project, as_role):
    data = {"post": "En double", "hired_on": "2016-02-01", "contract": "permanent",
            "weekly_hours": "35"}  # fmt: skip
    writer = as_role("operateur")
    writer.send(url("job_create", lectoure, project.pk), data)
    job = Job.objects.get(post="En double")
    counted = figures(lectoure, date(2016, 2, 1))["jobs_created"].value
    remove = url("job_delete", lectoure, job.pk)
    assert remove in writer.get(url("job_update", lectoure, job.pk)).text
    asked = html.unescape(writer.get(remove).text)
    assert f"« Emploi n° {job.pk} – En double » n’entrera plus dans aucun chiffre" in (
        asked.replace("\u00a0", " ")
    )
    assert Job.objects.filter(pk=job.pk).exists(), "a page that asks removes nothing"
    assert writer.send(remove, WHY).url == now(project.get_absolute_url())
    assert figures(lectoure, date(2016, 2, 1))["jobs_created"].value == counted - 1


def test_what_others_depend_on_is_not_removed(lectoure, project, as_role):
    writer = as_role("operateur")
    for page, record, kind in (
        ("project_delete", project, "emploi"),
        ("aid_delete", project.aids.first(), "écriture"),
        ("commitment_delete", project.commitments.first(), "emploi"),
        ("job_delete", project.jobs.exclude(evidence=None).first(), "pièce justificative"),
    ):
        answer = writer.send(url(page, lectoure, record.pk), WHY)
        assert answer.status_code == 422
        assert "D’autres enregistrements en dépendent" in answer.text
        assert kind in answer.text
        assert type(record).objects.filter(pk=record.pk).exists()


def test_an_accepted_document_changes_no_more(lectoure, as_role):
    accepted = Evidence.objects.of(lectoure).exclude(verified_on=None).first()
    writer = as_role("operateur")
    for page in ("evidence_update", "evidence_delete"):
        assert writer.get(url(page, lectoure, accepted.pk)).status_code == 404


def test_a_prospect_keeps_the_signature_of_its_project(lectoure, as_role):
    signed = ProspectStage.objects.of(lectoure).get(stage="signed", prospect__project__isnull=False)
    writer, remove = as_role("operateur"), url("stage_delete", lectoure, signed.pk)
    assert "détachez-le avant" in writer.send(remove, WHY).text
    signed.prospect.project = None
    signed.prospect.save()
    assert writer.send(remove, WHY).url == now(signed.prospect.get_absolute_url())
    assert signed.history.filter(history_type="-").exists()


@pytest.mark.parametrize(
    ("role", "page", "record"),
    [
        ("operateur", "prospect", lambda c: Prospect.objects.of(c).filter(stages=None)),
        ("mission-locale", "placement", Placement.objects.of),
    ],
)
def test_other_records_are_removed_from_their_list(lectoure, as_role, role, page, record):
    site = lectoure.axes.get(number=1).sites.get()
    Prospect.objects.create(site=site, name="Saisi par erreur", activity="x")
    key = record(lectoure).first().pk
    answer = as_role(role).send(url(f"{page}_delete", lectoure, key), WHY)
    assert answer.url == now(url(f"{page}_list", lectoure))
    assert not record(lectoure).filter(pk=key).exists()
