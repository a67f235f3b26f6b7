"""Forms of the administration: two administrators, one record."""

import html

import pytest

from convention.models import Committee, Convention, ConventionTerms
from revitalisation.accounts.models import Organisation, User
from revitalisation.records import Stale

from .forms import WHY, Person, fields_of, hidden_fields, plain
from .test_forms import url

pytestmark = pytest.mark.django_db


# --- the administration -----------------------------------------------------------------------


def admin_fields(client: Person, address: str) -> dict[str, str]:
    """Return what a page of the administration would send if nobody touched it."""
    page = client.get(address)
    found = client.open(address)
    forms = [page.context["adminform"].form]
    for formset in page.context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    for form in forms:
        for field in form:
            value = field.value()
            if not field.is_hidden or field.name not in ("form_version", "form_shown"):
                found[field.html_name] = (
                    ""
                    if value is None
                    else field.field.widget.format_value(
                        field.as_written(field.field.prepare_value(value))
                    )
                )
    flat = {k: v[0] if isinstance(v, list) else v for k, v in found.items()}
    sent = {k: "" if v is None else v for k, v in flat.items() if not k.endswith("-DELETE")}
    return sent | {"change_reason": "Saisie corrigée"}


def test_two_administrators_on_one_organisation(as_role, lectoure):
    organisation = lectoure.liable_company
    address = f"/administration/accounts/organisation/{organisation.pk}/change/"
    writer = as_role("admin")
    mine, theirs = admin_fields(writer, address), admin_fields(writer, address)
    assert writer.post(address, theirs | {"kind": "other"}).status_code == 302
    answer = writer.post(address, mine | {"name": "Nom corrigé"})
    page = plain(answer.text)
    assert "Cette fiche a changé pendant que vous l’aviez ouverte" in page
    assert "Nature : Entreprise assujettie → Autre organisme" in page
    organisation.refresh_from_db()
    assert (organisation.name == "Nom corrigé", organisation.kind) == (False, "other")
    again = mine | {"name": "Nom corrigé", "kind": "other"} | hidden_fields(answer.text)
    assert answer.context["adminform"].form["kind"].value() == "other"
    assert writer.post(address, again).status_code == 302
    organisation.refresh_from_db()
    assert (organisation.name, organisation.kind) == ("Nom corrigé", "other")


def test_an_addition_of_the_administration_sent_twice_counts_once(as_role):
    writer, address = as_role("admin"), "/administration/accounts/organisation/add/"
    data = writer.open(address) | {"name": "Chambre fictive", "kind": "chamber", "siren": ""}
    once, twice = writer.post(address, data), writer.post(address, data)
    assert (once.status_code, once.url) == (twice.status_code, twice.url)
    assert once.status_code == 302
    assert Organisation.objects.filter(name="Chambre fictive").count() == 1
    bare = writer.post(address, {"name": "Sans jeton", "kind": "chamber", "siren": ""})
    assert "est arrivé incomplet" in plain(bare.text)
    assert not Organisation.objects.filter(name="Sans jeton").exists()


def test_rows_of_a_page_of_the_administration_carry_their_version(as_role, lectoure):
    writer = as_role("admin")
    address = f"/administration/convention/convention/{lectoure.pk}/change/"
    terms = lectoure.terms.last()
    mine = admin_fields(writer, address)
    other = f"/administration/convention/conventionterms/{terms.pk}/change/"
    theirs = admin_fields(writer, other)
    assert writer.post(other, theirs | {"job_target": "270"}).status_code == 302
    row = next(k for k, v in mine.items() if k.startswith("terms-") and k.endswith("-number")
               and str(v) == str(terms.number)).removesuffix("number")  # fmt: skip
    answer = writer.post(address, mine | {f"{row}reason": "Nouvel objet"})
    page = plain(answer.text)
    assert answer.status_code == 200
    assert "Cette fiche a changé" in page
    assert "Objectif d’emplois : 263 → 270" in page
    again = mine | {f"{row}reason": "Nouvel objet", f"{row}job_target": "270"}
    assert writer.post(address, again | hidden_fields(answer.text)).status_code == 302
    terms = ConventionTerms.objects.get(pk=terms.pk)
    assert (terms.job_target, terms.reason) == (270, "Nouvel objet")


def test_a_removal_in_the_administration_is_asked_again_when_the_record_changed(as_role):
    writer = as_role("admin")
    organisation = Organisation.objects.create(name="Chambre fictive", kind="chamber")
    address = f"/administration/accounts/organisation/{organisation.pk}/delete/"
    asked = writer.open(address) | WHY | {"post": "yes"}
    organisation.name = "Chambre fictive du Gers"
    organisation.save()
    answer = writer.post(address, asked)
    assert "Cette fiche a changé" in plain(answer.text)
    assert Organisation.objects.filter(pk=organisation.pk).exists()
    sent = {"post": "yes"} | WHY | hidden_fields(answer.text)
    once, twice = writer.post(address, sent), writer.post(address, sent)
    assert (once.status_code, twice.status_code) == (302, 302)
    assert not Organisation.objects.filter(pk=organisation.pk).exists()


def test_a_password_s_digest_is_on_no_page(as_role):
    user = User.objects.get(email="operateur@demo.invalid")
    page = as_role("admin").get(f"/administration/accounts/user/{user.pk}/change/").text
    assert user.password not in html.unescape(page)


def test_what_is_stale_elsewhere_is_a_page_with_a_sentence(as_role, monkeypatch):
    def stale(*args, **kwargs):
        raise Stale

    monkeypatch.setattr(Committee, "save", stale)
    writer = as_role("prefecture")
    committee = Committee.objects.first()
    address = url("committee_update", committee.convention, committee.pk)
    answer = writer.post(address, fields_of(writer, address) | {"place": "Auch"})
    assert answer.status_code == 409
    assert "Rien n’a été enregistré" in plain(answer.text)


def test_a_convention_removed_while_its_page_waited_is_said_to_be_gone(as_role, monkeypatch):
    from convention import admin
    from convention.pages import records

    from .factories import ConventionFactory

    def removed(convention):
        raise Convention.DoesNotExist

    monkeypatch.setattr(admin, "hold", removed)
    monkeypatch.setattr(records, "hold", removed)
    convention = ConventionFactory(without_axes=True, terms=None, rules=None)
    writer = as_role("admin")
    address = f"/administration/convention/convention/{convention.pk}/delete/"
    assert writer.send(address, WHY | {"post": "yes"}).status_code == 302
    page = url("committee_create", Convention.objects.first())
    assert writer.send(page, {"kind": "steering"}).status_code == 404
