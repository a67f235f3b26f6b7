"""The record itself, its neighbour of another convention, the very day: where its rules stop."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from axes.business.guards import instalments_within_loan
from axes.business.models import LoanInstalment
from axes.ledger.models import LedgerEntry
from revitalisation.accounts.models import User

from .factories import (
    AidFactory,
    CompanyFactory,
    ConventionFactory,
    EntryFactory,
    JobCommitmentFactory,
    JobFactory,
    ProjectFactory,
)
from .test_constraints import refuses

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


# --- projects and hires -----------------------------------------------------------------------


@pytest.mark.parametrize("page", ["aid_create", "job_create", "commitment_create"])
def test_nothing_is_entered_under_the_record_of_another_convention(
    lectoure, project, as_role, page
):
    elsewhere = ProjectFactory.create()
    writer = as_role("operateur")
    asked = [writer.get(reverse(page, args=[lectoure.slug, p.pk])) for p in (project, elsewhere)]
    assert [answer.status_code for answer in asked] == [200, 404]


def test_an_instalment_is_counted_once_in_its_loan():
    loan = AidFactory.create(loan=True)
    whole = LoanInstalment.objects.create(
        aid=loan, number=1, due_on=date(2015, 1, 5), principal=loan.amount
    )
    assert list(instalments_within_loan(whole)) == []
    whole.principal += 1
    assert [finding.field for finding in instalments_within_loan(whole)] == ["principal"]


def test_a_list_of_projects_adds_aids_up_from_their_very_day(lectoure, project, as_role):
    aid = AidFactory.create(project=project, granted_on=date(2015, 3, 4))
    reader, address = as_role("prefecture"), reverse("project_list", args=[lectoure.slug])

    def granted(day):
        rows = reader.get(f"{address}?au={day}").context["table"].data.data
        return next(row.granted or 0 for row in rows if row.pk == project.pk)

    assert granted(aid.granted_on) - granted(aid.granted_on - DAY) == aid.amount


def test_a_project_is_of_a_company_that_its_convention_aids():
    convention = ConventionFactory.create()
    employer = CompanyFactory.create(convention=convention, employer=True)
    for company in (CompanyFactory.create(), employer):
        refuses(
            lambda c=company: ProjectFactory.create(convention=convention, company=c),
            "celles que sa convention accompagne",
        )
    ProjectFactory.create(
        convention=convention, company=CompanyFactory.create(convention=convention)
    )


def test_only_an_accepted_document_has_an_acceptance_to_take_back(lectoure, project, as_role):
    job = JobFactory.create(project=project, verified=True)
    accepted = job.evidence.get()
    other = job.evidence.create(kind="register", dated_on=job.hired_on)
    addresses = [
        reverse("evidence_withdraw", args=[lectoure.slug, piece.pk]) for piece in (accepted, other)
    ]
    admin = as_role("admin")
    form = admin.get(reverse("job_update", args=[lectoure.slug, job.pk])).text
    assert [address in form for address in addresses] == [True, False]
    assert [admin.get(address).status_code for address in addresses] == [200, 404]


def test_the_page_of_a_project_adds_money_up_from_its_very_day(lectoure, project, as_role):
    aid = AidFactory.create(project=project, granted_on=date(2015, 1, 5))
    EntryFactory.create(aid=aid)
    paid = EntryFactory.create(aid=aid, paid=True, dated_on=date(2015, 3, 4))
    reader = as_role("prefecture")
    address = reverse("project_detail", args=[lectoure.slug, project.pk])

    def sums(day):
        shown = reader.get(f"{address}?au={day}").context["project"].aids.all()
        return next(((a.committed, a.paid) for a in shown if a.pk == aid.pk), None)

    days = (aid.granted_on - DAY, aid.granted_on, paid.dated_on - DAY, paid.dated_on)
    whole = aid.amount
    assert [sums(day) for day in days] == [None, (whole, 0), (whole, 0), (whole, whole)]


def test_the_page_of_a_project_tells_each_record_from_its_very_day(lectoure, project, as_role):
    promise = JobCommitmentFactory.create(project=project, committed_on=date(2014, 9, 1))
    job = JobFactory.create(project=project)
    piece = job.evidence.create(kind="register", dated_on=job.hired_on + DAY)
    entry = EntryFactory.create(aid=AidFactory.create(project=project), label="Écriture témoin")
    reader = as_role("prefecture")
    address = reverse("project_detail", args=[lectoure.slug, project.pk])

    def told(record, day):
        page = reader.get(f"{address}?au={day}")
        shown = page.context["project"]
        found = {
            promise: lambda: promise in shown.commitments.all(),
            job: lambda: job in shown.jobs.all(),
            piece: lambda: piece in [p for j in shown.jobs.all() for p in j.evidence.all()],
            entry: lambda: entry.label in page.text,
        }
        return found[record]()

    for record, day in (
        (promise, promise.committed_on),
        (job, job.hired_on),
        (piece, piece.dated_on),
        (entry, entry.dated_on),
    ):
        assert [told(record, as_of) for as_of in (day - DAY, day)] == [False, True], record


def test_the_page_of_a_project_of_another_convention_is_not_found(lectoure, as_role):
    elsewhere = ProjectFactory.create()
    address = reverse("project_detail", args=[lectoure.slug, elsewhere.pk])
    assert as_role("prefecture").get(address).status_code == 404


def test_an_entry_is_told_as_cancelled_from_the_very_day(lectoure, as_role):
    by = User.objects.get(email="operateur@demo.invalid")
    entry = LedgerEntry.objects.of(lectoure).filter(kind="paid", aid=None).earliest("pk")
    day = entry.dated_on + 10 * DAY
    entry.reverse(by, day, "Erreur")
    address = reverse("ledger_detail", args=[lectoure.slug, entry.pk])
    reader = as_role("prefecture")
    pages = [reader.get(f"{address}?au={as_of}").text for as_of in (day - DAY, day)]
    assert ["Annulée par" in page for page in pages] == [False, True]
