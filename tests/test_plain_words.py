"""What people are told where they stand: in time, on the field, in one word for one thing."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from axes.business.models import Aid, Evidence, Job, Project
from axes.ledger.models import LedgerEntry
from convention.access import Right, holders, lists_of
from convention.models import Measure

from .factories import AidFactory, ConventionFactory
from .forms import fields_of, plain
from .reading import told
from .test_forms import url

pytestmark = pytest.mark.django_db


@pytest.fixture
def verified(lectoure) -> Job:
    """A job that an accepted document proves."""
    known = Job.objects.of(lectoure).exclude(verified_on=None)
    return known.filter(contract="permanent").earliest("pk")


# --- 1. what is verified says so before anything is typed ------------------------------------


def test_a_verified_hire_opens_with_what_is_locked_and_who_may_unlock_it(
    lectoure, verified, as_role
):
    page = as_role("operateur").get(url("job_update", lectoure, verified.pk))
    text = plain(page.text)
    assert "Cet emploi est vérifié depuis le" in text
    assert (
        f"ce qui revient à : {plain(holders(lectoure, Right.VERIFY, timezone.localdate()))}."
        in text
    )
    fields = page.context["form"].fields
    assert {n for n, f in fields.items() if f.disabled} == set(Job.PROVEN)
    withdraw = url("evidence_withdraw", lectoure, verified.evidence.first().pk)
    assert withdraw not in page.text, "the operator may not"
    assert withdraw in as_role("admin").get(url("job_update", lectoure, verified.pk)).text


def test_what_follows_a_verified_hire_is_saved_at_once(lectoure, verified, two):
    first, _ = two
    address = url("job_update", lectoure, verified.pk)
    page = first.get(address)
    sent = {b.html_name: b.value() for b in page.context["form"] if not b.field.disabled}
    sent = {name: str(v) for name, v in sent.items() if v not in (None, "")}
    sent |= first.open(address) | {"post": "Chef d’équipe", "change_cause": "mistyped"}
    assert first.post(address, sent).status_code == 302
    verified.refresh_from_db()
    assert verified.post == "Chef d’équipe"


def test_a_field_locked_on_the_page_is_not_emptied_by_a_conflict(lectoure, verified, two):
    first, _ = two
    address = url("job_update", lectoure, verified.pk)
    sent = first.open(address) | {"post": "Chef d’équipe", "change_cause": "mistyped"}
    for piece in verified.evidence.exclude(verified_on=None):
        piece.withdraw()
    answer = first.post(address, sent)
    assert answer.status_code == 409
    names = {d.name for d in answer.context["conflict"]["differences"]}
    assert not names & set(Job.PROVEN)
    assert str(answer.context["form"]["contract"].value()) == verified.contract


def test_a_hire_not_verified_is_all_open(lectoure, unverified, as_role):
    page = as_role("operateur").get(url("job_update", lectoure, unverified.job_id))
    assert not any(f.disabled for f in page.context["form"].fields.values())


# --- 4. a refusal sits on its field -----------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "changes", "field"),
    [
        ("job_create", {"ended_on": "2016-02-01"}, "end_reason"),
        ("job_create", {"ended_on": "2014-01-02", "end_reason": "trial"}, "ended_on"),
        ("job_create", {"end_reason": "trial"}, "ended_on"),
        ("job_create", {"duration_months": "12"}, "duration_months"),
        ("commitment_create", {"due_on": "2013-01-01"}, "due_on"),
    ],
)
def test_a_constraint_is_told_on_the_field_that_answers_it(
    page, changes, field, lectoure, project, as_role
):
    data = {
        "post": "Soudeur", "hired_on": "2016-01-04", "contract": "permanent", "number": "1",
        "weekly_hours": "35", "committed_on": "2016-01-04", "due_on": "2016-06-01",
    }  # fmt: skip
    answer = as_role("operateur").send(url(page, lectoure, project.pk), data | changes)
    errors = answer.context["form"].errors
    assert answer.status_code == 422
    assert list(errors) == [field]
    assert "Corrigez l’une de ces réponses." in plain(errors[field][0])


def test_the_two_values_are_given(lectoure, project, as_role):
    data = {"post": "Soudeur", "hired_on": "2016-01-04", "contract": "permanent",
            "ended_on": "2015-12-01", "end_reason": "trial"}  # fmt: skip
    answer = as_role("operateur").send(url("job_create", lectoure, project.pk), data)
    said = plain(answer.context["form"].errors["ended_on"][0])
    assert "« Rompu le » : 01/12/2015" in said
    assert "« Embauche » : 04/01/2016" in said


def test_what_is_unique_is_told_on_what_is_chosen(lectoure, as_role):
    known = Project.objects.of(lectoure).first()
    data = {"reference": known.reference, "axis": known.axis_id, "company": known.company.siret,
            "kind": "development", "title": "x", "received_on": "2016-01-04"}  # fmt: skip
    answer = as_role("operateur").send(url("project_create", lectoure), data)
    assert list(answer.context["form"].errors) == ["reference"]


@pytest.mark.parametrize("model", [Job, Aid, Project, LedgerEntry], ids=lambda m: m.__name__)
def test_no_constraint_is_told_of_the_whole_record(model):
    record = model()
    record.amount = -1
    record.ended_on = record.baseline_on = date(2015, 1, 1)
    with pytest.raises(ValidationError) as refused:
        record.validate_constraints()
    assert "__all__" not in refused.value.error_dict


# --- 5, 8. forms say what they ask ------------------------------------------------------------


def test_a_reason_that_may_be_demanded_is_not_optional(lectoure, project, as_role):
    text = plain(as_role("operateur").get(url("project_update", lectoure, project.pk)).text)
    assert "Motif de la correction" in text
    assert "Motif de la correction (facultatif)" not in text


def test_a_hire_is_asked_in_parts_its_departure_last(lectoure, project, as_role):
    form = as_role("operateur").get(url("job_create", lectoure, project.pk)).context["form"]
    headings = [heading for heading, _ in form.parts]
    assert headings == [
        "Poste",
        "Embauche",
        "Contrat du jour de l’embauche",
        "Départ, s’il a eu lieu",
    ]
    asked = [field.name for _, part in form.parts for field in part]
    assert asked == [field.name for field in form.visible_fields()]


# --- 6. conflicts -----------------------------------------------------------------------------


def test_a_conflict_tells_also_what_only_one_typed_and_what_its_button_does(lectoure, project, two):
    first, second = two
    address = url("project_update", lectoure, project.pk)
    mine = fields_of(first, address)
    second.post(address, fields_of(second, address) | {"title": "Atelier d’usinage"})
    answer = first.post(address, mine | {"title": "Forge", "investment": "1 234,50"})
    (alone,) = answer.context["conflict"]["alone"]
    assert (alone.name, plain(alone.typed), alone.now) == ("investment", "1 234,50 €", None)
    assert "Enregistrer mes valeurs" in answer.text
    assert not re.search(r"<button[^>]*>Enregistrer</button>", answer.text)


def test_five_stops_lead_from_the_conflict_to_the_choice(lectoure, project, two):
    first, second = two
    address = url("project_update", lectoure, project.pk)
    mine = fields_of(first, address)
    second.post(address, fields_of(second, address) | {"title": "Atelier d’usinage"})
    page = first.post(address, mine | {"title": "Forge"}).text
    stops = r'<(?:a|button|input|select|textarea|summary)\b(?![^>]*hidden)|tabindex="0"'
    to_link = page[page.index("<body") : page.index('href="#conflit"')]
    to_choice = page[page.index('id="conflit"') : page.index("Enregistrer mes valeurs")]
    assert len(re.findall(stops, to_link)) <= 1
    assert len(re.findall(stops, to_choice)) <= 3


# --- 7. one act is told once ------------------------------------------------------------------


def test_an_accepted_document_is_one_entry_of_the_history(lectoure, unverified, as_role):
    reader = as_role("prefecture")
    reader.send(url("evidence_accept", lectoure, unverified.pk))
    job = unverified.job
    page = reader.get(url("project_history", lectoure, job.project_id))
    newest, following = page.context["changes"][:2]
    assert "la pièce" in newest.act
    assert "par suite" not in following.act
    (effect,) = newest.consequences
    assert plain(effect).startswith(f"l’emploi n° {job.pk} – {job.post} est vérifié depuis le ")
    reader.send(url("evidence_withdraw", lectoure, unverified.pk), {"change_cause": "received"})
    text = told(reader, "project_history", lectoure, job.project_id)
    assert f"De ce fait, l’emploi n° {job.pk} – {job.post} n’est plus vérifié." in text


def test_consequences_are_sentences(lectoure, project, as_role):
    writer = as_role("operateur")
    data = {"post": "Soudeur", "hired_on": "2016-01-04", "contract": "permanent",
            "weekly_hours": "35"}  # fmt: skip
    writer.send(url("job_create", lectoure, project.pk), data)
    text = told(writer, "project_history", lectoure, project.pk)
    assert "De ce fait, il compte à partir du 4 janvier 2016." in text
    assert "à partir du :" not in text


# --- 9, 10, 11, 12, 13: words, names, tabs, readers -------------------------------------------


def lectoure_fund(project) -> Measure:
    """A measure that grants subsidies to the companies of a project’s axis."""
    return Measure.objects.filter(axis=project.axis, kind="subsidy_fund").earliest("pk")


def test_links_of_aids_have_names_of_their_own(lectoure, project, as_role):
    for day in (date(2015, 2, 2), date(2015, 3, 2)):
        AidFactory.create(
            project=project, amount=1_900_000, granted_on=day, measure=lectoure_fund(project)
        )
    page = as_role("operateur").get(project.get_absolute_url()).text
    names = re.findall(r"Modifier<span[^>]*> l’aide ([^<]*)<", page)
    assert len(names) >= 2
    assert len(set(names)) == len(names)
    assert "promesse" not in page


def test_a_convention_shows_the_lists_of_its_axes(lectoure, as_role):
    assert [page for page, *_ in lists_of(lectoure)] == [
        "project_list", "job_list", "placement_list", "prospect_list", "ledger_list",
        "outreach_list", "social_plan_list", "committee_list", "comment_list", "perimeter_list",
    ]  # fmt: skip
    business = ConventionFactory.create(slug="une-seule-voie")
    business.axes.exclude(kind="business").delete()
    page = as_role("admin").get(url("project_list", business)).text
    assert "Projets" in page
    assert ">Jeunes<" not in page
    assert ">Prospects<" not in page
    young = as_role("admin").get(url("prospect_list", business))
    assert young.status_code == 200
    assert url("prospect_create", business) not in young.text


def test_a_refusal_names_who_may_and_never_sends_readers_to_themselves(lectoure, as_role):
    answer = as_role("prefecture").get(url("project_create", lectoure))
    assert answer.status_code == 403
    assert "demandez à la préfecture" not in answer.text
    operator = lectoure.memberships.get(role="operator").organisation
    assert f"Elle revient à : {operator.name}" in plain(answer.text)


def test_an_address_has_one_name_at_the_door(client):
    for page in ("account_login", "account_reset_password"):
        text = client.get(reverse(page)).text.casefold()
        assert "adresse électronique" in text
        assert "e-mail" not in text.replace('type="email"', "").replace("email", "")
        assert "courriel" not in text


# --- 2, 3, 14: the administration -------------------------------------------------------------


def test_a_commune_is_written_in_the_administration_as_elsewhere(lectoure, as_role):
    admin = as_role("admin")
    address = reverse("admin:convention_convention_change", args=[lectoure.pk])
    page = plain(admin.get(address).text)
    assert "Nom, ou code INSEE : Lectoure, Lectoure (32) ou 32208." in page
    assert 'value="Lectoure (32)"' in page


def test_a_first_convention_is_offered_the_rows_that_it_needs(lectoure, as_role):
    page = as_role("admin").get(reverse("admin:convention_convention_add"))
    blank = {s.formset.prefix: len(s.formset.forms) for s in page.context["inline_admin_formsets"]}
    assert blank == {"terms": 1, "axes": 1, "counting_rules": 1, "memberships": 1, "perimeter": 0}
    address = reverse("admin:convention_convention_change", args=[lectoure.pk])
    for shown in as_role("admin").get(address).context["inline_admin_formsets"]:
        assert not shown.formset.extra_forms


def test_the_administration_speaks_french(lectoure, as_role):
    page = as_role("admin").get(reverse("admin:index")).text
    assert "Seconds facteurs" in page
    assert "MFA" not in page
    assert "uthenticator" not in page


def test_evidence_names_tell_documents_apart(lectoure, verified, as_role):
    Evidence.objects.create(job=verified, kind="check", dated_on=verified.hired_on)
    page = plain(as_role("operateur").get(verified.project.get_absolute_url()).text)
    assert f"la pièce « Contrôle sur pièces, sans copie » de l’emploi n° {verified.pk}" in page
