"""A firm belongs to whoever follows it: what each convention knows, and what nobody else reads."""

import html
import re
from datetime import date
from difflib import unified_diff
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from axes.business.models import Company, CompanyProposal, ConventionCompany, Project
from axes.territory.models import Placement
from convention.models import Convention, Membership
from reporting.demonstration.contract import OTHER_SLUG
from reporting.figures.engine import figures
from revitalisation.accounts.models import Organisation, User
from tests.factories import CompanyFactory, PlacementFactory

from .reading import fields_of
from .test_forms import project_data, url

KNOWN, UNKNOWN = "00000099200008", "00000098400005"
AIDED, EMPLOYER = "00000098400013", "00000098400021"
Outcome = CompanyProposal.Outcome
Kind = ConventionCompany.Kind
# What the other convention knows, and nobody here may read.
SECRETS = ("Tonnellerie Inconnue d’Ailleurs", "25.62B", "Auch", "05 62 00 00 00", "secret.invalid")


@pytest.fixture
def tissages(lectoure) -> Convention:
    """Another convention than Lectoure’s."""
    return Convention.objects.get(slug=OTHER_SLUG)


@pytest.fixture
def stranger(tissages) -> ConventionCompany:
    """A company that another convention aids, with all that it knows of it."""
    return CompanyFactory.create(
        convention=tissages,
        siret=KNOWN,
        name="Tonnellerie Inconnue d’Ailleurs",
        naf_id="25.62B",
        commune_id="32013",
        phone="05 62 00 00 00",
        email="accueil@secret.invalid",
    )


@pytest.fixture
def aided(lectoure) -> ConventionCompany:
    """A company that Lectoure aids, and that employs no young person."""
    return CompanyFactory.create(convention=lectoure, siret=AIDED, name="Chaudronnerie Aidée")


@pytest.fixture
def employer(lectoure) -> ConventionCompany:
    """A company that employs a young person, and that Lectoure does not aid."""
    placement = PlacementFactory.create(
        convention=lectoure, employer__siret=EMPLOYER, employer__name="Boulangerie Employeuse"
    )
    return placement.employer


def company_data(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Forge Neuve", "siret": KNOWN, "commune": "Lectoure", "naf": "1610A",
    } | changes  # fmt: skip


def told(page: str) -> str:
    """Return a page without what differs from one answer to the next by itself."""
    text = re.sub(
        r'name="(csrfmiddlewaretoken|form_token)" value="\w+"|(nonce|datetime)="[^"]+"', "", page
    )
    moving = rf"{KNOWN}|{UNKNOWN}|Forge \w+|LEC-90\d|/\d+/|\d\d:\d\d|\d+\xa0h\xa0\d\d"
    return re.sub(moving, "…", html.unescape(text))


# --- another convention's company ---------------------------------------------------------------


@pytest.mark.usefixtures("stranger")
def test_a_siret_known_elsewhere_answers_as_an_unknown_one(lectoure, as_role):
    """Every page on the way is the same, to the letter, whether others follow the SIRET or not."""
    writer, steps = as_role("operateur"), {}
    for number, (siret, name) in enumerate(((KNOWN, "Forge Une"), (UNKNOWN, "Forge Deux"))):
        project = project_data(lectoure, reference=f"LEC-90{number}", company=siret)
        looked_up = writer.send(url("project_create", lectoure), project)
        assert "ne connaît aucune entreprise" in looked_up.text
        entered = writer.send(
            f"{url('company_create', lectoure)}?pour=projet", company_data(siret=siret, name=name)
        )
        company = ConventionCompany.objects.get(convention=lectoure, name=name)
        offered = writer.get(entered.url)
        assert f'value="{name} ({siret})"' in offered.text
        page = writer.get(writer.send(url("project_create", lectoure), project).url)
        form = writer.get(url("company_update", lectoure, company.pk))
        proposal = writer.get(url("company_propose", lectoure, company.pk))
        history = writer.get(url("company_history", lectoure, company.pk))
        pages = (looked_up, offered, page, form, proposal, history)
        assert not [secret for secret in SECRETS for p in pages if secret in html.unescape(p.text)]
        steps[siret] = [told(p.text) for p in pages]
    for known, unknown in zip(steps[KNOWN], steps[UNKNOWN], strict=True):
        assert list(unified_diff(known.splitlines(), unknown.splitlines())) == []


def test_two_conventions_share_an_identity_and_nothing_else(lectoure, stranger, as_role):
    writer = as_role("operateur")
    writer.send(url("company_create", lectoure), company_data())
    ours = ConventionCompany.objects.get(convention=lectoure, name="Forge Neuve")
    assert ours.identity == stranger.identity
    writer.send(
        url("company_update", lectoure, ours.pk),
        company_data(name="Forge Renommée", change_reason="Kbis"),
    )
    stranger.refresh_from_db()
    assert (stranger.name, stranger.naf_id, stranger.commune_id) == (
        "Tonnellerie Inconnue d’Ailleurs", "25.62B", "32013"
    )  # fmt: skip
    ours.refresh_from_db()
    assert ours.name == "Forge Renommée"


@pytest.mark.parametrize("page", ["company_update", "company_propose"])
def test_a_company_of_another_convention_answers_404(page, lectoure, stranger, as_role):
    assert as_role("operateur").get(url(page, lectoure, stranger.pk)).status_code == 404
    answer = as_role("operateur").send(url(page, lectoure, stranger.pk), company_data())
    assert answer.status_code == 404


@pytest.mark.parametrize("words", ["Tonnellerie Inconnue d’Ailleurs", "Tonnellerie", KNOWN])
def test_nobody_finds_it_by_name_nor_by_siret(words, lectoure, stranger, as_role):
    data = project_data(lectoure, company=words)
    answer = as_role("operateur").send(url("project_create", lectoure), data)
    assert (answer.status_code, "enregistrez-la d’abord" in answer.text) == (422, True)
    key = as_role("operateur").get(f"{url('project_create', lectoure)}?entreprise={stranger.pk}")
    assert "Tonnellerie" not in key.text


def test_a_project_and_a_placement_name_companies_of_their_own_convention(
    lectoure, stranger, employer, aided
):
    project = Project.objects.of(lectoure).first()
    placement = Placement.objects.of(lectoure).first()
    for record, link, wrong in (
        (project, "company", stranger),
        (project, "company", employer),
        (placement, "employer", stranger),
        (placement, "employer", aided),
    ):
        with pytest.raises(IntegrityError, match="sa convention"), transaction.atomic():
            type(record).objects.filter(pk=record.pk).update(**{link: wrong})
    for change in ({"convention": lectoure}, {"kind": Kind.EMPLOYER}):
        with pytest.raises(IntegrityError, match="reste dans"), transaction.atomic():
            ConventionCompany.objects.filter(pk=stranger.pk).update(**change)


# --- aided firms and employers of young people ---------------------------------------------------


def test_the_mission_locale_opens_its_employers_only(lectoure, aided, employer, as_role):
    reader = as_role("mission-locale")
    for page in ("company_update", "company_propose"):
        assert reader.get(url(page, lectoure, employer.pk)).status_code == 200
        assert reader.get(url(page, lectoure, aided.pk)).status_code == 404
        assert reader.send(url(page, lectoure, aided.pk), company_data()).status_code == 404
    assert reader.get(url("company_history", lectoure, employer.pk)).status_code == 200
    assert reader.get(url("company_history", lectoure, aided.pk)).status_code == 404


@pytest.mark.parametrize("role", ["operateur", "admin"])
def test_who_employs_young_people_is_not_told_to_operators(
    role, lectoure, aided, employer, as_role
):
    reader = as_role(role)
    for page in ("company_update", "company_propose"):
        assert reader.get(url(page, lectoure, aided.pk)).status_code == 200
        assert reader.get(url(page, lectoure, employer.pk)).status_code == 404
        assert reader.send(url(page, lectoure, employer.pk), company_data()).status_code == 404
    assert reader.get(url("company_history", lectoure, aided.pk)).status_code == 200
    assert reader.get(url("company_history", lectoure, employer.pk)).status_code == 404


@pytest.mark.parametrize("written", ["name", "siret", "written"])
def test_each_side_names_its_own_companies(written, lectoure, aided, employer, as_role):
    as_project = project_data(lectoure, company=getattr(employer, written))
    answer = as_role("operateur").send(url("project_create", lectoure), as_project)
    assert (answer.status_code, "enregistrez-la" in answer.text) == (422, True)
    as_employer = {"employer": getattr(aided, written)}
    answer = as_role("mission-locale").send(url("placement_create", lectoure), as_employer)
    assert (answer.status_code, "enregistrez-la" in answer.text) == (422, True)
    address = f"{url('project_create', lectoure)}?entreprise={employer.pk}"
    assert "Boulangerie" not in as_role("operateur").get(address).text
    address = f"{url('placement_create', lectoure)}?entreprise={aided.pk}"
    assert "Chaudronnerie" not in as_role("mission-locale").get(address).text


@pytest.mark.parametrize(
    ("role", "held", "purpose"),
    [("operateur", "employer", "projet"), ("mission-locale", "aided", "placement")],
)
def test_entering_what_the_other_side_follows_tells_nothing_of_it(
    role, held, purpose, lectoure, request, as_role
):
    """An operator who aids an employer does not learn that it is one, nor the other way round."""
    known = request.getfixturevalue(held)
    address, writer = f"{url('company_create', lectoure)}?pour={purpose}", as_role(role)
    answer = writer.send(address, company_data(siret=known.siret))
    assert answer.status_code == 302
    page = html.unescape(writer.get(answer.url).text)
    assert f"Forge Neuve ({known.siret})" in page
    assert known.name not in page
    known.refresh_from_db()
    assert known.name != "Forge Neuve"
    assert known.identity.known_as.count() == 2


def test_the_purpose_in_an_address_opens_no_other_kind(lectoure, as_role):
    writer = as_role("mission-locale")
    writer.send(f"{url('company_create', lectoure)}?pour=projet", company_data())
    assert ConventionCompany.objects.get(name="Forge Neuve").kind == Kind.EMPLOYER


def test_the_contact_of_a_company_is_read_by_those_who_follow_it(lectoure, project, as_role):
    ConventionCompany.objects.filter(pk=project.company_id).update(phone="05 62 11 11 11")
    assert "05 62 11 11 11" in as_role("operateur").get(project.get_absolute_url()).text
    for role in ("mission-locale", "prefecture", "banque"):
        page = as_role(role).get(project.get_absolute_url()).text
        assert project.company.name in html.unescape(page)
        assert "05 62 11 11 11" not in page
        assert url("company_update", lectoure, project.company_id) not in page


def test_the_contact_of_a_company_is_in_no_history_of_those_who_do_not_follow_it(
    lectoure, project, as_role
):
    company = project.company
    company.phone, company.email = "05 62 11 11 11", "accueil@forge.invalid"
    company.save()
    own = url("company_history", lectoure, company.pk)
    assert "05 62 11 11 11" in as_role("operateur").get(own).text
    for role in ("mission-locale", "prefecture", "banque"):
        reader = as_role(role)
        # Refused or unknown: never read.
        assert reader.get(own).status_code in {403, 404}
        for address in (
            url("project_history", lectoure, project.pk),
            url("convention_history", lectoure),
            url("axis_history", lectoure, 2),
        ):
            answer = reader.get(address)
            assert answer.status_code == 200, address
            assert "05 62 11 11 11" not in answer.text
            assert "accueil@forge.invalid" not in answer.text


def test_roles_on_two_conventions_stay_apart(lectoure, tissages, stranger):
    """The same organisation may aid firms here and follow young people there."""
    both = Organisation.objects.create(name="Agence Fictive", kind=Organisation.Kind.OTHER)
    person = User.objects.create_user("agence@exemple.invalid", organisation=both)
    Membership.objects.create(convention=lectoure, organisation=both, role="operator")
    Membership.objects.create(convention=tissages, organisation=both, role="youth_referrer")
    opened = ConventionCompany.objects.open_to(person, lectoure)
    assert set(opened) == set(ConventionCompany.objects.of(lectoure).aided())
    assert not ConventionCompany.objects.open_to(person, tissages).exists()
    assert figures(lectoure, date(2015, 5, 31))["projects_supported"].value == 47


# --- naming a company in a form -----------------------------------------------------------------


def test_a_company_is_written_by_name_or_siret(lectoure, project, as_role):
    company = project.company
    writer, address = as_role("operateur"), url("project_create", lectoure)
    spaced = f"{company.siret[:9]} {company.siret[9:]}"
    for number, written in enumerate((f" {company.name} ", company.siret, spaced, company.written)):
        data = project_data(lectoure, reference=f"LEC-90{number}", company=written)
        assert writer.send(address, data).status_code == 302
        assert Project.objects.get(reference=f"LEC-90{number}").company == company
    entered = Project.objects.get(reference="LEC-900")
    page = writer.get(url("project_update", lectoure, entered.pk)).text
    assert f"{company.name} ({company.siret})" in html.unescape(page)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("Personne ne la connaît", "enregistrez-la d’abord"),
        ("00000000000000", "enregistrez-la d’abord"),
        ("e", "Plusieurs entreprises portent ce nom"),
        ("Forge (n° 999999999999999999)", "enregistrez-la d’abord"),
        ("", "Ce champ est obligatoire"),
    ],
)
def test_an_unknown_or_ambiguous_company_gets_a_sentence(lectoure, as_role, written, sentence):
    data = project_data(lectoure, company=written)
    answer = as_role("operateur").send(url("project_create", lectoure), data)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_what_is_typed_is_never_read_as_the_key_of_a_company(lectoure, project, as_role):
    data = project_data(lectoure, company=str(project.company_id))
    answer = as_role("operateur").send(url("project_create", lectoure), data)
    assert answer.status_code == 422
    assert f'value="{project.company_id}"' in answer.text


@pytest.mark.parametrize(
    ("role", "page", "purpose"),
    [
        ("operateur", "project_create", "projet"),
        ("mission-locale", "placement_create", "placement"),
    ],
)
def test_a_missing_company_is_entered_on_the_way(lectoure, as_role, role, page, purpose):
    writer, form = as_role(role), url(page, lectoure)
    address = f"{url('company_create', lectoure)}?pour={purpose}"
    assert address in writer.get(form).text
    answer = writer.send(address, company_data(siret="000 000 992 00008"))
    entered = ConventionCompany.objects.get(name="Forge Neuve")
    assert (entered.siret, answer.url) == (KNOWN, f"{form}?entreprise={entered.pk}")
    assert f'value="Forge Neuve ({KNOWN})"' in writer.get(answer.url).text
    again = writer.send(address, company_data(name="Forge Jumelle"))
    assert again.status_code == 422
    assert "déjà celui de «\u00a0Forge Neuve\u00a0»" in again.text
    assert not ConventionCompany.objects.filter(name="Forge Jumelle").exists()


@pytest.mark.parametrize("number", ["", "00000099200009", "12", "x" * 14, "9" * 40])
def test_a_refused_form_makes_no_identity(number, lectoure, as_role):
    before = Company.objects.count()
    data = company_data(siret=number, commune="Nulle part")
    answer = as_role("operateur").send(url("company_create", lectoure), data)
    assert answer.status_code == 422
    assert Company.objects.count() == before


# --- a firm being created ------------------------------------------------------------------------


@pytest.fixture
def newborn(lectoure, as_role) -> ConventionCompany:
    """A firm being created, which has no SIRET yet."""
    as_role("operateur").send(url("company_create", lectoure), company_data(siret=""))
    return ConventionCompany.objects.get(name="Forge Neuve")


def test_a_firm_without_siret_is_named_and_found_again(newborn, lectoure, as_role):
    as_role("operateur").send(url("company_create", lectoure), company_data(siret=""))
    twins = ConventionCompany.objects.filter(name="Forge Neuve")
    assert (twins.count(), newborn.siret) == (2, None)
    writer, address = as_role("operateur"), url("project_create", lectoure)
    ambiguous = writer.send(address, project_data(lectoure, company="Forge Neuve"))
    assert all(twin.written in html.unescape(ambiguous.text) for twin in twins)
    data = project_data(lectoure, company=newborn.written)
    page = writer.get(writer.send(address, data).url)
    assert "sans SIRET" in page.text
    assert Project.objects.get(reference="LEC-900").company == newborn


@pytest.mark.parametrize("is_known", [False, True])
def test_a_firm_being_created_gets_its_siret_at_once(is_known, newborn, lectoure, as_role, request):
    stranger = request.getfixturevalue("stranger") if is_known else None
    former, told_before = newborn.identity_id, newborn.history.count()
    writer, address = as_role("operateur"), url("company_update", lectoure, newborn.pk)
    assert 'name="siret"' in writer.get(address).text
    assert writer.send(address, company_data()).status_code == 302
    newborn.refresh_from_db()
    assert newborn.siret == KNOWN
    assert stranger is None or newborn.identity == stranger.identity
    # Known elsewhere or not, the history of the record reads the same.
    assert newborn.history.count() == told_before + 2
    assert not Company.objects.filter(pk=former).exists()
    # Once given, it is corrected by a proposal.
    assert 'name="siret"' not in writer.get(address).text
    writer.send(address, company_data(siret=UNKNOWN))
    newborn.refresh_from_db()
    assert newborn.siret == KNOWN


def test_a_siret_given_late_to_a_second_record_is_refused(newborn, lectoure, as_role):
    first = CompanyFactory(convention=lectoure, siret=KNOWN, name="Forge Première")
    answer = as_role("operateur").send(url("company_update", lectoure, newborn.pk), company_data())
    assert answer.status_code == 422
    assert f"déjà celui de «\u00a0{first}\u00a0»" in answer.text


def test_an_identity_without_siret_is_followed_once(newborn, tissages):
    with pytest.raises(IntegrityError, match="Sans SIRET"), transaction.atomic():
        CompanyFactory(convention=tissages, identity=newborn.identity)


def test_a_firm_comes_to_follow_no_identity_without_siret_that_another_follows(newborn, tissages):
    theirs = CompanyFactory(convention=tissages)
    with pytest.raises(IntegrityError, match="Sans SIRET"), transaction.atomic():
        ConventionCompany.objects.filter(pk=theirs.pk).update(identity=newborn.identity)


def test_a_known_siret_is_never_emptied(aided):
    with pytest.raises(IntegrityError, match="ne s’efface pas"), transaction.atomic():
        Company.objects.filter(pk=aided.identity_id).update(siret=None)


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
        assert "Forge Déjà Suivie" in answer.text or "autre entreprise" in answer.text
    assert ConventionCompany.objects.get(pk=aided.pk).siret == before
    assert CompanyProposal.objects.get(pk=proposal.pk).outcome == ""


def test_proposals_are_settled_by_administrators_only(proposal, as_role):
    for role in ("operateur", "prefecture", "mission-locale"):
        client = as_role(role)
        assert client.get(settlement(proposal)).status_code == 302
        client.send(settlement(proposal), {"outcome": Outcome.ACCEPTED, "answer": ""})
    assert CompanyProposal.objects.get(pk=proposal.pk).outcome == ""
