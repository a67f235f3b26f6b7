"""A firm belongs to whoever follows it: what each convention knows, and what nobody else reads."""

import html
from datetime import date
from difflib import unified_diff

import pytest
from django.db import IntegrityError, transaction

from axes.business.models import Company, ConventionCompany, Project
from axes.territory.models import Placement
from convention.models import Membership
from reporting.figures.engine import figures
from revitalisation.accounts.models import Organisation, User
from tests.factories import CompanyFactory

from .firms import KNOWN, SECRETS, UNKNOWN, Kind, company_data, told
from .test_forms import project_data, url

# --- another convention's company ---------------------------------------------------------------


@pytest.mark.usefixtures("stranger")
def test_a_siret_known_elsewhere_answers_as_an_unknown_one(lectoure, as_role):
    """Every page on the way is the same, to the letter, whether others follow the SIRET or not."""
    writer, steps = as_role("operateur"), {}
    for number, (siret, name) in enumerate(((KNOWN, "Forge Une"), (UNKNOWN, "Forge Deux"))):
        project = project_data(lectoure, reference=f"LEC-90{number}", company=siret)
        looked_up = writer.send(url("project_create", lectoure), project)
        assert "Aucune entreprise que vous suivez" in looked_up.text
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


@pytest.mark.parametrize(
    ("held", "readers"),
    [("aided", {"operateur", "admin"}), ("employer", {"mission-locale"})],
)
def test_a_removed_company_keeps_its_history_for_those_who_opened_it(
    held, readers, lectoure, tissages, as_role, request
):
    company = request.getfixturevalue(held)
    Placement.objects.filter(employer=company).delete()
    key, name = company.pk, company.name
    company.delete()
    address = url("company_history", lectoure, key)
    for role in ("operateur", "admin", "mission-locale", "prefecture", "comite"):
        answer = as_role(role).get(address)
        assert (answer.status_code == 200) is (role in readers), role
        if role in readers:
            told = html.unescape(answer.text)
            assert f"supprimé l’entreprise {name}" in told
        else:
            convention = as_role(role).get(url("convention_history", lectoure))
            assert convention.status_code == 200
            assert name not in html.unescape(convention.text)
    assert as_role("admin").get(url("company_history", tissages, key)).status_code == 404


@pytest.mark.parametrize("written", ["name", "siret", "written"])
def test_each_side_names_its_own_companies(written, lectoure, aided, employer, as_role):
    as_project = project_data(lectoure, company=getattr(employer, written))
    answer = as_role("operateur").send(url("project_create", lectoure), as_project)
    assert (answer.status_code, "enregistrez-l" in answer.text) == (422, True)
    as_employer = {"employer": getattr(aided, written)}
    answer = as_role("mission-locale").send(url("placement_create", lectoure), as_employer)
    assert (answer.status_code, "enregistrez-l" in answer.text) == (422, True)
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
    assert "Enregistrer une entreprise nouvelle" in writer.get(form).text
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
    assert "sans SIRET" in " ".join(page.text.split())
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
