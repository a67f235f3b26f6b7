"""The headcount before the aid belongs to the project, with its date and its source."""

from datetime import date

from axes.business.models import Project
from reporting.figures.rows import rows
from revitalisation.ui.formats import long_date
from tests.factories import CompanyFactory, ProjectFactory

from .test_forms import project_data, url


def test_a_headcount_belongs_to_the_project_with_its_date_and_source(lectoure, project, as_role):
    writer, address = as_role("operateur"), url("project_create", lectoure)
    counted = {"baseline_fte": "7,5", "baseline_on": "2015-12-31", "baseline_source": "register"}
    data = project_data(lectoure, company=project.company.siret) | counted
    for missing in ("baseline_on", "baseline_source", "baseline_fte"):
        answer = writer.send(address, data | {missing: ""})
        assert (answer.status_code, "avec sa date et sa source" in answer.text) == (422, True)
    assert "Reprise, sans date" not in writer.get(address).text
    page = writer.get(writer.send(address, data).url)
    assert "7,5 équivalents temps plein" in page.text
    assert f"au {long_date(date(2015, 12, 31))}, source" in page.text
    other = project.baseline_fte
    project.refresh_from_db()
    assert project.baseline_fte == other != Project.objects.get(reference="LEC-900").baseline_fte
    later = data | {"reference": "LEC-901", "baseline_on": "2016-01-12"}
    assert writer.send(address, later).status_code == 302
    # Received on 4 January 2016: before, the project has no page.
    for reference, day, status, is_shown in (
        ("LEC-900", "2016-01-03", 404, False),
        ("LEC-900", "2016-01-04", 200, True),
        ("LEC-901", "2016-01-11", 200, False),
        ("LEC-901", "2016-01-12", 200, True),
    ):
        page = Project.objects.get(reference=reference).get_absolute_url()
        shown = writer.get(f"{page}?au={day}")
        assert (shown.status_code, "7,5 équivalents" in shown.text) == (status, is_shown), day


def test_a_headcount_after_the_decision_is_refused(lectoure, as_role):
    project = ProjectFactory(convention=lectoure, decided_on=date(2016, 2, 2))
    counted = {"baseline_fte": "1", "baseline_source": "dsn", "completed_on": "2016-01-04"}
    data = project_data(lectoure, company=project.company.siret) | counted
    writer, address = as_role("operateur"), url("project_update", lectoure, project.pk)
    reason = {"change_reason": "Pièce reçue."}
    late = writer.send(address, data | reason | {"baseline_on": "2016-02-03"})
    assert (late.status_code, "l’effectif est d’avant l’aide" in late.text) == (422, True)
    kept = writer.send(address, data | reason | {"baseline_on": "2016-02-02"})
    assert kept.status_code == 302


def test_two_projects_of_a_company_may_have_different_headcounts(lectoure):
    company = CompanyFactory(convention=lectoure)
    day = date(2014, 2, 28)
    for headcount, size in ((5, "1-9"), (60, "50-249")):
        before = dict(_sizes(lectoure))
        ProjectFactory(
            convention=lectoure, company=company, baseline_fte=headcount, baseline_on=day,
            baseline_source=Project.Source.DSN,
        )  # fmt: skip
        after = dict(_sizes(lectoure))
        assert {k: v - before.get(k, 0) for k, v in after.items() if v != before.get(k, 0)} == {
            size: 1
        }


def _sizes(convention) -> list[tuple[str, int]]:
    (found,) = rows(convention, "projects_supported", date(2015, 5, 31))
    return [(str(size), count) for size, count in found.parts("size")]
