"""A company that is not known yet is entered on the way: what was typed comes back."""

import pytest

from axes.business.models import ConventionCompany, Project
from axes.territory.models import Placement

from .firms import company_data
from .forms import plain
from .test_forms import project_data, url

pytestmark = pytest.mark.django_db
YOUNG = {
    "code": "GE-901", "given_name": "Prénomrare", "family_name": "Nomrare", "employer": "Forge",
    "hired_on": "2016-03-01", "age_at_hire": "19", "contract": "permanent", "employer_fte": "4,5",
}  # fmt: skip


def test_a_placement_comes_back_filled_with_its_new_employer(lectoure, as_role):
    writer, form = as_role("mission-locale"), url("placement_create", lectoure)
    young = YOUNG | {"axis": lectoure.axes.get(number=3).pk}
    left = writer.send(form, young | {"aside": "1"})
    assert left.status_code == 302
    assert left.url == f"{url('company_create', lectoure)}?pour=placement"
    assert not Placement.objects.filter(code="GE-901").exists()
    entered = writer.send(left.url, company_data())
    company = ConventionCompany.objects.get(name="Forge Neuve")
    # No address names anybody.
    assert entered.url == f"{form}?entreprise={company.pk}"
    back = writer.get(entered.url)
    assert company.written in plain(back.text)
    shown = {bound.name: bound.value() for bound in back.context["form"]}
    assert {name: shown[name] for name in YOUNG} == YOUNG | {"employer": company.written}
    answer = writer.send(entered.url, young | {"employer": company.written})
    assert answer.status_code == 302
    assert Placement.objects.get(code="GE-901").given_name == "Prénomrare"
    # Once saved, forgotten: also by whom comes back again.
    assert "Prénomrare" not in writer.get(entered.url).text


def test_leaving_the_company_brings_back_what_was_typed(lectoure, as_role):
    writer, form = as_role("operateur"), url("project_create", lectoure)
    typed = project_data(lectoure, title="Objet en cours", company="Forge")
    left = writer.send(form, typed | {"aside": "1"})
    assert left.url == f"{url('company_create', lectoure)}?pour=projet"
    cancel = writer.get(left.url).context["cancel_url"]
    page = writer.get(cancel).text
    assert 'value="Objet en cours"' in page
    assert 'value="Forge"' in page
    assert not Project.objects.filter(title="Objet en cours").exists()
    # Opened otherwise, the form is empty, and what was put aside is forgotten.
    assert "Objet en cours" not in writer.get(form).text
    assert "Objet en cours" not in writer.get(cancel).text


def test_what_was_put_aside_is_of_one_form(lectoure, as_role):
    writer = as_role("operateur")
    writer.send(url("project_create", lectoure), project_data(lectoure, title="Ici") | {"aside": 1})
    elsewhere = url("project_create", lectoure).replace(lectoure.slug, "inconnue")
    assert writer.get(f"{elsewhere}?entreprise=").status_code == 404


@pytest.mark.parametrize(
    ("role", "page", "field", "sentence"),
    [
        ("operateur", "project_create", "company", "Aucune entreprise que vous suivez n’a"),
        ("mission-locale", "placement_create", "employer", "Aucun employeur que vous suivez n’a"),
    ],
)
@pytest.mark.parametrize("words", ["12345678900012", "aided", "Nulle part"])
def test_an_unknown_company_is_said_of_what_the_reader_follows(
    lectoure, aided, as_role, role, page, field, sentence, words
):
    """The other side’s, or nobody’s: the answer is the same."""
    if words == "aided" and role == "mission-locale":
        words = aided.name
    answer = as_role(role).send(url(page, lectoure), {field: words})
    assert answer.status_code == 422
    assert f"{sentence} ce nom ni ce SIRET" in plain(answer.text)
