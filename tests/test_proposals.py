"""Corrections of what conventions share of a company: proposed, settled, told to nobody else."""

import html
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from axes.business.models import Company, CompanyProposal, ConventionCompany
from revitalisation.accounts.models import User
from tests.factories import CompanyFactory

from .firms import AIDED, KNOWN, Outcome
from .reading import fields_of
from .test_forms import url

# --- corrections proposed, and settled -----------------------------------------------------------


@pytest.fixture
def proposal(lectoure, aided, as_role) -> CompanyProposal:
    """A SIRET and an official name that the operator proposes."""
    as_role("operateur").send(
        url("company_propose", lectoure, aided.pk),
        {"siret": KNOWN, "official_name": "CHAUDRONNERIE", "reason": "Extrait Kbis du 3 mai"},
    )
    return CompanyProposal.objects.get(company=aided)


def settlement(proposal) -> str:
    return f"/administration/business/companyproposal/{proposal.pk}/change/"


def settle(as_role, proposal, outcome, answer="") -> Any:
    data = {"outcome": outcome, "answer": answer}
    return as_role("admin").send(settlement(proposal), data)


def test_a_shared_identity_changes_only_when_an_administrator_accepts(
    proposal, lectoure, aided, as_role
):
    before = aided.siret
    aided.refresh_from_db()
    assert aided.siret == before
    form = as_role("operateur").get(url("company_update", lectoure, aided.pk)).text
    assert "elle attend la réponse d’un administrateur" in form
    again = as_role("operateur").send(
        url("company_propose", lectoure, aided.pk), {"official_name": "X", "reason": "Kbis"}
    )
    assert (again.status_code, "attend déjà" in again.text) == (422, True)
    assert "Extrait Kbis" in as_role("admin").get(settlement(proposal)).text
    assert settle(as_role, proposal, Outcome.ACCEPTED).status_code == 302
    aided, proposal = (type(r).objects.get(pk=r.pk) for r in (aided, proposal))
    assert (aided.siret, aided.identity.official_name) == (KNOWN, "CHAUDRONNERIE")
    assert aided.name == "Chaudronnerie Aidée"
    assert proposal.settled_by == User.objects.get(email="admin@demo.invalid")
    assert proposal.settled_on == timezone.localdate()
    # Followed by nobody else, the identity was corrected, not replaced: its history goes on.
    assert list(aided.identity.history.values_list("siret", flat=True)[:2]) == [KNOWN, KNOWN]
    form = as_role("operateur").get(url("company_update", lectoure, aided.pk)).text
    assert "acceptée le" in form
    assert "CHAUDRONNERIE" not in as_role("operateur").get(url("project_list", lectoure)).text


def test_a_proposal_says_what_is_wrong_and_why(lectoure, aided, as_role):
    writer, address = as_role("operateur"), url("company_propose", lectoure, aided.pk)
    for data, sentence in (
        ({"reason": "Kbis"}, "Indiquez un SIRET, un nom officiel, ou les deux"),
        ({"official_name": "X"}, "Ce champ est obligatoire"),
        ({"siret": aided.siret, "reason": "Kbis"}, "C’est déjà le SIRET"),
        ({"siret": "123", "reason": "Kbis"}, "n’est pas valide"),
    ):
        answer = writer.send(address, data)
        assert (answer.status_code, sentence in answer.text) == (422, True), data
    assert not aided.proposals.exists()


def test_a_refusal_has_its_reason_and_changes_nothing(proposal, lectoure, aided, as_role):
    before = aided.siret
    bare = settle(as_role, proposal, Outcome.REFUSED)
    assert "Un refus porte un motif" in bare.text
    settle(as_role, proposal, Outcome.REFUSED, "Le Kbis porte un autre numéro.")
    aided = ConventionCompany.objects.get(pk=aided.pk)
    assert (aided.siret, aided.identity.official_name) == (before, "")
    form = as_role("operateur").get(url("company_update", lectoure, aided.pk)).text
    assert "refusée le" in form
    assert "Le Kbis porte un autre numéro." in form


def test_what_two_conventions_propose_alike_is_accepted_of_both(proposal, aided, tissages, as_role):
    """The first answer, for all, has corrected the identity that the second is about."""
    theirs = CompanyFactory(convention=tissages, identity=aided.identity)
    second = CompanyProposal.objects.create(
        company=theirs, siret=KNOWN, reason="Extrait Kbis", proposed_by=proposal.proposed_by,
        proposed_on=proposal.proposed_on,
    )  # fmt: skip
    by = User.objects.get(email="admin@demo.invalid")
    for each in (proposal, second):
        each.settle(Outcome.ACCEPTED_FOR_ALL, by, timezone.localdate())
    for company in (aided, theirs):
        assert ConventionCompany.objects.get(pk=company.pk).siret == KNOWN


def test_an_answer_is_given_once(proposal, as_role):
    settle(as_role, proposal, Outcome.REFUSED, "Non.")
    assert settle(as_role, proposal, Outcome.ACCEPTED).status_code == 403
    proposal = CompanyProposal.objects.get(pk=proposal.pk)
    with pytest.raises(IntegrityError, match="déjà sa réponse"), transaction.atomic():
        proposal.settle(Outcome.ACCEPTED, User.objects.first(), timezone.localdate())
    assert CompanyProposal.objects.get(pk=proposal.pk).outcome == Outcome.REFUSED


def test_an_answer_sent_twice_counts_once(proposal, aided, as_role):
    """The same form, sent again, leads where it led; another page of it comes too late."""
    admin, address = as_role("admin"), settlement(proposal)
    form, other = (
        admin.open(address) | {"outcome": Outcome.ACCEPTED, "answer": ""} for _ in range(2)
    )
    first, again = admin.post(address, form), admin.post(address, form)
    assert (first.status_code, again.status_code, again.url) == (302, 302, first.url)
    assert admin.post(address, other).status_code == 409
    history = admin.get(address.replace("/change/", "/history/"))
    assert "(acceptée)" in html.unescape(history.text)
    told = CompanyProposal.history.filter(id=proposal.pk)
    assert [row.outcome for row in told] == [Outcome.ACCEPTED, ""]
    assert ConventionCompany.objects.get(pk=aided.pk).siret == KNOWN


def test_a_settlement_without_token_or_version_answers_nothing(proposal, as_role):
    admin, address = as_role("admin"), settlement(proposal)
    answer = {"outcome": Outcome.ACCEPTED, "answer": ""}
    for missing in ("form_token", "form_version"):
        form = admin.open(address) | answer | {missing: ""}
        assert admin.post(address, form).status_code == 200
        assert CompanyProposal.objects.get(pk=proposal.pk).outcome == ""
    assert 'name="change_reason"' not in admin.get(address).text


@pytest.mark.parametrize("outcome", [Outcome.ACCEPTED, Outcome.ACCEPTED_FOR_ALL])
@pytest.mark.parametrize("known", ["nowhere", "elsewhere", "shared"])
def test_what_a_convention_reads_of_an_acceptance_tells_nothing_of_others(
    known, outcome, lectoure, tissages, proposal, aided, as_role, request
):
    """Page, history and version are those of a company that nobody else follows."""
    if known == "elsewhere":
        request.getfixturevalue("stranger")
        outcome = Outcome.ACCEPTED  # the other is refused
    elif known == "shared":
        CompanyFactory(convention=tissages, identity=aided.identity, name="La même ailleurs")
    version = ConventionCompany.objects.get(pk=aided.pk).version
    writer, addresses = as_role("operateur"), [
        url(page, lectoure, aided.pk) for page in ("company_update", "company_history")
    ]  # fmt: skip
    stale = fields_of(writer.get(addresses[0]))
    settle(as_role, proposal, outcome)
    assert ConventionCompany.objects.get(pk=aided.pk).version == version + 1
    writer = as_role("operateur")
    form, history = (html.unescape(writer.get(address).text) for address in addresses)
    assert f"SIRET {KNOWN}" in form
    assert "(acceptée)" in history
    assert "refusée" not in history
    late = html.unescape(writer.post(addresses[0], stale | {"phone": "05 62 22 22 22"}).text)
    assert "Une fiche qui en dépend a été" in late
    for page in (form, history, late):
        assert AIDED not in page
        assert "cette convention" not in page
        assert "toutes les conventions" not in page
        assert "Ailleurs" not in page


def test_a_siret_of_another_identity_is_followed_by_the_one_who_proposed(
    stranger, proposal, aided, as_role
):
    """Lectoure had mistyped: it follows the right identity, which others follow already."""
    refused = settle(as_role, proposal, Outcome.ACCEPTED_FOR_ALL)
    assert "est celui d’une autre entreprise" in html.unescape(refused.text)
    former = aided.identity_id
    settle(as_role, proposal, Outcome.ACCEPTED)
    aided, stranger = (ConventionCompany.objects.get(pk=c.pk) for c in (aided, stranger))
    assert aided.identity == stranger.identity
    assert (aided.name, stranger.name) == ("Chaudronnerie Aidée", "Tonnellerie Inconnue d’Ailleurs")
    assert not Company.objects.filter(pk=former).exists()


@pytest.mark.parametrize("for_all", [False, True])
def test_others_who_follow_the_identity_keep_it_unless_it_was_wrong_for_all(
    for_all, tissages, proposal, aided, as_role
):
    other = CompanyFactory(convention=tissages, identity=aided.identity, name="La même ailleurs")
    before = other.siret
    settle(as_role, proposal, Outcome.ACCEPTED_FOR_ALL if for_all else Outcome.ACCEPTED)
    aided, other = (ConventionCompany.objects.get(pk=c.pk) for c in (aided, other))
    assert aided.siret == KNOWN
    assert other.siret == (KNOWN if for_all else before)
    assert (aided.identity == other.identity) is for_all


def test_a_proposal_never_makes_a_convention_follow_one_siret_twice(
    lectoure, proposal, aided, as_role
):
    CompanyFactory(convention=lectoure, siret=KNOWN, name="Forge Déjà Suivie")
    before = aided.siret
    for outcome in (Outcome.ACCEPTED, Outcome.ACCEPTED_FOR_ALL):
        answer = settle(as_role, proposal, outcome)
        assert answer.status_code == 200
        assert f"suit déjà le SIRET {KNOWN}" in answer.text or "autre entreprise" in answer.text
    assert ConventionCompany.objects.get(pk=aided.pk).siret == before
    assert CompanyProposal.objects.get(pk=proposal.pk).outcome == ""


def test_proposals_are_settled_by_administrators_only(proposal, as_role):
    for role in ("operateur", "prefecture", "mission-locale"):
        client = as_role(role)
        assert client.get(settlement(proposal)).status_code == 302
        client.send(settlement(proposal), {"outcome": Outcome.ACCEPTED, "answer": ""})
    assert CompanyProposal.objects.get(pk=proposal.pk).outcome == ""
