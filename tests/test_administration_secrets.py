"""What the administration says of employers of young people: the identity shared, nothing else."""

import html
import re
from collections.abc import Iterator

import pytest
from django.contrib.admin import site
from django.urls import reverse
from django.utils import timezone

from axes.business.models import Company, CompanyProposal, ConventionCompany
from convention.access import COMPANIES_OPEN_TO_ADMINISTRATORS
from revitalisation.accounts.models import User

from .firms import EMPLOYER, KNOWN, Kind, Outcome
from .test_forms import url

LIST = reverse("admin:business_companyproposal_changelist")


@pytest.fixture
def proposal(lectoure, employer, as_role) -> CompanyProposal:
    """A SIRET and an official name that the Mission Locale proposes for an employer.

    There is no other: that of an aided firm names its convention.
    """
    CompanyProposal.objects.all().delete()
    as_role("mission-locale").send(
        url("company_propose", lectoure, employer.pk),
        {"siret": KNOWN, "official_name": "BOULANGERIE", "reason": "Extrait Kbis du 3 mai"},
    )
    return CompanyProposal.objects.get(company=employer)


def page(name: str, proposal) -> str:
    return reverse(f"admin:business_companyproposal_{name}", args=[proposal.pk])


def secrets(proposal) -> Iterator[str]:
    """Yield what ties the employer to a convention."""
    yield from (proposal.company.name, str(proposal.proposed_by), str(proposal.company.convention))


def test_an_administrator_reads_nothing_of_who_follows_an_employer(proposal, as_role):
    admin = as_role("admin")
    for address in (LIST, page("change", proposal), page("history", proposal)):
        answer = admin.get(address, follow=True)
        text = html.unescape(answer.text)
        assert answer.status_code == 200
        for secret in secrets(proposal):
            assert secret not in text, (address, secret)
    text = html.unescape(admin.get(page("change", proposal)).text)
    for shared in (EMPLOYER, KNOWN, "BOULANGERIE", "Extrait Kbis", "réservé à ceux qui la suivent"):
        assert shared in text


def test_a_search_and_an_order_tell_nothing_of_it_either(proposal, lectoure, as_role):
    admin = as_role("admin")

    def found(asked: str) -> int:
        return admin.get(LIST, {"q": asked}).context["cl"].result_count

    assert found(EMPLOYER) == found("BOULANGERIE") == 1
    for secret in (*secrets(proposal), "Employeuse"):
        assert found(secret) == 0
    headings = html.unescape(admin.get(LIST).text).partition("<tbody>")[0]
    for name in ("convention", "known_as"):
        assert re.search(rf'class="[^"]*column-{name}[^"]*"', headings)
        assert not re.search(rf'class="[^"]*sortable[^"]*column-{name}', headings)


def test_it_is_settled_all_the_same_and_those_who_follow_it_read_the_answer(
    proposal, lectoure, as_role
):
    answer = as_role("admin").send(
        page("change", proposal), {"outcome": Outcome.ACCEPTED, "answer": ""}
    )
    text = html.unescape(as_role("admin").get(answer.url).text)
    assert not any(secret in text for secret in secrets(proposal))
    employer = ConventionCompany.objects.get(pk=proposal.company_id)
    assert employer.siret == KNOWN
    reader = as_role("mission-locale")
    assert "(acceptée)" in html.unescape(
        reader.get(url("company_history", lectoure, employer.pk)).text
    )


def test_a_refused_settlement_does_not_name_the_other_record(proposal, lectoure, as_role):
    other = ConventionCompany.objects.create(
        convention=lectoure, kind=Kind.EMPLOYER, name="Fournil Voisin",
        identity=Company.objects.create(siret=KNOWN), naf=proposal.company.naf,
        commune=proposal.company.commune,
    )  # fmt: skip
    answer = as_role("admin").send(
        page("change", proposal), {"outcome": Outcome.ACCEPTED, "answer": ""}
    )
    text = html.unescape(answer.text)
    assert f"Cette convention suit déjà le SIRET {KNOWN}" in text
    assert not any(secret in text for secret in (other.name, *secrets(proposal)))


def test_of_an_aided_firm_the_administrator_reads_who_proposed_what(lectoure, aided, as_role):
    operator = User.objects.get(email="operateur@demo.invalid")
    proposal = CompanyProposal.objects.create(
        company=aided, official_name="X", reason="Kbis", proposed_by=operator,
        proposed_on=timezone.localdate(),
    )  # fmt: skip
    admin = as_role("admin")
    text = html.unescape(admin.get(page("change", proposal)).text)
    assert all(known in text for known in secrets(proposal))
    assert aided.name in html.unescape(admin.get(page("history", proposal)).text)
    assert frozenset({Kind.AIDED}) == COMPANIES_OPEN_TO_ADMINISTRATORS


@pytest.mark.parametrize("view", ["delete", "change", "history"])
def test_no_page_of_a_convention_in_the_administration_names_an_employer(
    view, lectoure, employer, as_role
):
    """Removing asks what depends on it: by kinds, not by names."""
    admin = as_role("admin")
    answer = admin.get(reverse(f"admin:convention_convention_{view}", args=[lectoure.pk]))
    assert answer.status_code == 200
    assert employer.name not in html.unescape(answer.text)
    if view == "delete":
        assert "entreprise" in answer.text


def test_nothing_else_of_the_administration_names_an_employer(lectoure, employer, as_role):
    """Every list, and every page of the first records of each, of what is registered."""
    admin, seen = as_role("admin"), 0
    names = {*ConventionCompany.objects.employers().values_list("name", flat=True)}
    names -= {*ConventionCompany.objects.aided().values_list("name", flat=True)}
    for model in site._registry:
        at = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        addresses = [reverse(f"{at}_changelist")]
        for record in model._base_manager.all()[:3]:
            addresses += [
                reverse(f"{at}_{view}", args=[record.pk])
                for view in ("change", "delete", "history")
            ]
        for address in addresses:
            answer = admin.get(address)
            if answer.status_code == 200:
                text = html.unescape(answer.text)
                assert not [name for name in names if name in text], address
                seen += 1
    assert seen > 30
