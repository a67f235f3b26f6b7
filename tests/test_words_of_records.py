"""What pages, filters and histories say of committees, follow-ups, axes and absent values."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from axes.business.forms import JobForm
from axes.business.models import Job
from convention.models import Attendance, AxisTarget, Committee, Membership
from revitalisation.accounts.models import Organisation
from tests.factories import OrganisationFactory, ProjectFactory

from .forms import plain
from .test_forms import url

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.mark.parametrize(
    ("days", "verdict", "word"),
    [(30, "", "à venir"), (0, "", "non renseigné"), (-30, "", "non renseigné"),
     (0, "watch", "À surveiller")],
)  # fmt: skip
def test_a_verdict_is_to_come_or_missing_alike_everywhere(lectoure, as_role, days, verdict, word):
    held = lectoure.committees.create(
        kind="steering", held_on=TODAY + timedelta(days), as_of=TODAY - timedelta(60),
        place="Ici", verdict=verdict,
    )  # fmt: skip
    client = as_role("prefecture")
    page = plain(client.get(held.get_absolute_url()).text)
    assert f"<dt>Avis</dt><dd>{word}</dd>" in page
    listed = plain(client.get(url("committee_list", lectoure), {"au": TODAY}).text)
    row = (
        listed.partition('id="liste"')[2]
        .partition(f"{held.held_on:%d/%m/%Y}</a>")[2]
        .partition("</tr>")[0]
    )
    assert f"<td>{word}</td>" in row


@pytest.mark.parametrize(
    ("kind", "role", "college"),
    [
        ("chamber", "committee_member", "chambers"),
        ("social_partner", "committee_member", "social_partners"),
        ("local_authority", "committee_member", "local_authorities"),
        ("prefecture", "prefecture", "state"),
    ],
)
def test_a_member_sits_in_the_college_of_what_it_is(kind, role, college):
    member = Membership(organisation=Organisation(name="Chambre", kind=kind), role=role)
    assert Attendance.college_of(member) == college


def test_presences_agree_with_any_organisation(lectoure):
    committee = lectoure.committees.first()
    for present, word in ((True, "oui"), (False, "non"), (None, "non renseigné")):
        told = Attendance(
            committee=committee, organisation=lectoure.liable_company, present=present
        )
        assert plain(str(told)).endswith(f"– présence : {word}")


def test_the_history_of_a_committee_tells_who_froze_its_figures(lectoure, as_role):
    held = lectoure.committees.create(kind="follow_up", held_on=TODAY, as_of=TODAY, place="Ici")
    writer = as_role("prefecture")
    assert writer.send(url("committee_freeze", lectoure, held.pk)).status_code == 302
    assert Committee.objects.get(pk=held.pk).version == 2
    told = plain(writer.get(url("committee_history", lectoure, held.pk)).text)
    assert f"a figé les chiffres que lit le comité de suivi du {TODAY:%d/%m/%Y}" in told
    # Frozen twice is frozen once.
    writer.send(url("committee_freeze", lectoure, held.pk))
    assert Committee.objects.get(pk=held.pk).version == 2


def test_follow_ups_opened_by_themselves_follow_from_the_placement(lectoure, as_role, employer):
    writer = as_role("mission-locale")
    answer = writer.send(url("placement_create", lectoure), {
        "axis": lectoure.axes.get(number=3).pk, "code": "GE-902", "employer": employer.written,
        "hired_on": "2016-03-01", "age_at_hire": "19", "contract": "permanent",
    })  # fmt: skip
    assert answer.status_code == 302
    key = answer.url.partition("?")[0].rstrip("/").rpartition("/")[2]
    told = plain(writer.get(url("placement_history", lectoure, key)).text)
    assert "a ajouté le placement GE-902" in told
    assert "a ajouté le suivi" not in told
    assert "le suivi à 3 mois est ouvert et est dû le 1er juin 2016" in told
    assert "par suite" not in told


def test_filters_agree_with_what_they_filter(lectoure, as_role):
    client = as_role("prefecture")
    for page, names in (("ledger_list", ("kind", "measure")), ("project_list", ("kind",)),
                        ("committee_list", ("kind",))):  # fmt: skip
        text = client.get(url(page, lectoure)).text
        for name in names:
            choice = text.partition(f'<select name="{name}"')[2].partition("</select>")[0]
            assert "Toutes" in choice, (page, name)


def test_a_creation_had_no_headcount(lectoure, as_role):
    client = as_role("prefecture")
    for kind, word in (("creation", "sans objet"), ("development", "non renseigné")):
        project = ProjectFactory(convention=lectoure, on="business", kind=kind)
        page = " ".join(client.get(project.get_absolute_url()).text.split())
        assert word in page.partition("Effectif de référence</dt>")[2][:80]


def test_a_job_does_not_replace_itself(lectoure):
    left = Job.objects.of(lectoure).filter(ended_on__isnull=False).first()
    offered = JobForm(instance=left, convention=lectoure).fields["replaces"].queryset
    assert left not in offered
    assert (
        left
        in JobForm(instance=Job(project=left.project), convention=lectoure)
        .fields["replaces"]
        .queryset
    )


# --- the administration -----------------------------------------------------------------------


def test_an_axis_is_offered_by_its_convention(lectoure, tissages, as_role):
    admin = as_role("admin")
    page = plain(admin.get("/administration/convention/measure/add/").text)
    for convention in (lectoure, tissages):
        assert f"{convention} : {convention.axes.first()}" in page
    terms = lectoure.terms.first()
    page = plain(admin.get(f"/administration/convention/conventionterms/{terms.pk}/change/").text)
    offered = page.partition('name="axis_targets-0-axis"')[2].partition("</select>")[0]
    assert str(lectoure.axes.first()) in offered
    assert f"{tissages} :" not in offered


def test_a_target_is_of_an_axis_of_its_convention(lectoure, tissages):
    target = AxisTarget(terms=lectoure.terms.first(), axis=tissages.axes.first(), job_target=1)
    with pytest.raises(ValidationError, match="choisissez un axe de celle-ci"):
        target.clean()
    AxisTarget(terms=lectoure.terms.first(), axis=lectoure.axes.first(), job_target=1).clean()


def test_a_siren_is_typed_with_spaces(as_role):
    body = OrganisationFactory(siren="")
    address = f"/administration/accounts/organisation/{body.pk}/change/"
    writer = as_role("admin")
    assert 'maxlength="9"' not in writer.get(address).text
    data = {"name": body.name, "kind": body.kind, "siren": "732 829 320"}
    assert writer.send(address, data).status_code == 302
    body.refresh_from_db()
    assert body.siren == "732829320"


def test_the_administration_speaks_french(as_role):
    admin = as_role("admin")
    assert "Ajouter : organisme" in plain(
        admin.get("/administration/accounts/organisation/add/").text
    )
    page = plain(admin.get("/administration/accounts/user/add/").text)
    assert "vous pourrez modifier" in page
    assert "modifiez" not in page


# --- a session that has ended -------------------------------------------------------------------


def test_a_form_sent_after_the_session_is_said_to_be_lost(lectoure, client):
    answer = client.post(url("project_create", lectoure), {"reference": "X"}, follow=True)
    assert "Votre session a expiré : rien n’a été enregistré" in plain(answer.text)
    assert "Votre session" not in plain(
        client.get(url("project_create", lectoure), follow=True).text
    )
