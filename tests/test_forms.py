"""Records entered by people: wrong ones get a sentence, right ones are saved whole."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from axes.business.models import ConventionCompany, Evidence, Job, JobCommitment, Project
from axes.ledger.models import LedgerEntry
from axes.site.models import Prospect
from axes.territory.models import Placement
from convention.models import Committee, Membership
from reporting.figures.engine import figures
from reporting.figures.models import Snapshot
from reporting.figures.snapshots import restatements
from revitalisation.ui.dates import dated
from tests.forms import plain


def url(name: str, convention, *args) -> str:
    return reverse(name, args=[convention.slug, *args])


def now(address: str) -> str:
    """Return an address at today: where one is after a save."""
    return dated(address, timezone.localdate())


def project_data(lectoure, **changes) -> dict:
    data = {
        "reference": "LEC-900",
        "axis": lectoure.axes.get(number=2).pk,
        "company": Project.objects.of(lectoure).first().company.siret,
        "kind": "development",
        "title": "Extension",
        "received_on": "2016-01-04",
        "investment": "12 500,50",
    }
    return data | changes


def test_a_project_is_entered_with_its_amounts_in_euros(lectoure, as_role):
    answer = as_role("operateur").send(url("project_create", lectoure), project_data(lectoure))
    entered = Project.objects.get(reference="LEC-900")
    assert answer.status_code == 302
    assert answer.url == now(entered.get_absolute_url())
    assert entered.investment == 1_250_050
    assert entered.history.get().history_user.email == "operateur@demo.invalid"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reference": ""}, "Ce champ est obligatoire"),
        ({"reference": "LEC-007"}, "Cette référence existe déjà"),
        ({"investment": "douze"}, "Écrivez un montant en euros"),
        ({"completed_on": "2015-01-01"}, "ne peut pas être complet avant"),
        ({"axis": "999999"}, "choix valide"),
    ],
)
def test_a_wrong_project_gets_a_sentence_and_nothing_is_saved(lectoure, as_role, changes, sentence):
    data = project_data(lectoure, **changes)
    answer = as_role("operateur").send(url("project_create", lectoure), data)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not Project.objects.filter(reference="LEC-900").exists()


def test_what_a_trigger_refuses_reads_as_a_sentence(lectoure, project, as_role):
    data = {"post": "Poste", "hired_on": "2013-01-07", "contract": "permanent"}
    answer = as_role("operateur").send(url("job_create", lectoure, project.pk), data)
    assert answer.status_code == 422
    assert "ne peut pas précéder la signature" in answer.text


def test_a_hire_is_counted_by_the_rules_as_it_is_entered(lectoure, project, as_role):
    data = {
        "post": "Renfort d’hiver",
        "hired_on": "2016-02-01",
        "contract": "fixed_term",
        "duration_months": "6",
        "weekly_hours": "35",
        "commune": "32208",
    }
    as_role("operateur").send(url("job_create", lectoure, project.pk), data)
    job = Job.objects.get(post="Renfort d’hiver")
    # Since the amendment a fixed-term hire counts from twelve months on.
    assert (job.counts_from, job.not_counted_reason) == (None, "fixed_term_short")


def test_the_prefecture_accepts_a_document_and_the_operator_may_not(lectoure, as_role):
    job = Job.objects.of(lectoure).filter(verified_on=None, counts_from__isnull=False).first()
    piece = Evidence.objects.create(job=job, kind="register", dated_on=job.hired_on)
    address = url("evidence_accept", lectoure, piece.pk)
    assert as_role("operateur").send(address).status_code == 403
    reader = as_role("prefecture")
    assert "sera vérifié" in reader.get(address).text
    assert reader.send(address).status_code == 302
    job.refresh_from_db()
    assert job.verified_on == timezone.localdate()
    assert "déjà acceptée" in reader.send(address).text
    undo = url("evidence_withdraw", lectoure, piece.pk)
    assert as_role("operateur").send(undo).status_code == 403
    reader = as_role("prefecture")
    assert "ne sera plus vérifié" in reader.get(undo).text
    assert reader.send(undo, {"change_cause": "received"}).status_code == 302
    job.refresh_from_db()
    assert job.verified_on is None
    accepted = piece.history.filter(verified_by__isnull=False).get()
    assert accepted.verified_by.email == "prefecture@demo.invalid"


def test_an_entry_is_recorded_then_cancelled_by_another(lectoure, as_role):
    measure = lectoure.axes.get(number=3).measures.first()
    data = {
        "measure": measure.pk,
        "kind": "paid",
        "dated_on": "2016-03-01",
        "amount": "150",
        "label": "Facture",
    }
    writer = as_role("operateur")
    writer.send(url("ledger_create", lectoure), data)
    entry = LedgerEntry.objects.get(label="Facture")
    assert (entry.amount, entry.recorded_by.email) == (15_000, "operateur@demo.invalid")
    address = url("ledger_reverse", lectoure, entry.pk)
    assert "Les deux écritures resteront visibles" in writer.get(address).text
    assert writer.send(address, {"dated_on": "2016-02-01", "reason": "x"}).status_code == 422
    writer.send(address, {"dated_on": "2016-03-02", "reason": "Saisie en double"})
    assert LedgerEntry.objects.get(reverses=entry).amount == -15_000


def test_an_entry_says_what_took_place(lectoure, as_role):
    measure = lectoure.axes.get(number=3).measures.first()
    tomorrow = timezone.localdate() + timedelta(days=1)
    data = {"measure": measure.pk, "kind": "paid", "dated_on": tomorrow.isoformat(),
            "amount": "1", "label": "Facture"}  # fmt: skip
    answer = as_role("operateur").send(url("ledger_create", lectoure), data)
    assert answer.status_code == 422
    assert "n’est enregistré que ce qui a eu lieu" in answer.text


def test_what_sums_forbid_reads_as_a_sentence(lectoure, project, as_role):
    aid = project.aids.filter(kind="subsidy").first()
    data = {"measure": aid.measure_id, "aid": aid.pk, "dated_on": "2016-03-01",
            "amount": "10 000 000", "label": "Trop"}  # fmt: skip
    writer, address = as_role("operateur"), url("ledger_create", lectoure)
    for kind, sentence in (
        ("paid", "engagés sur cette aide"),
        ("committed", "indiquez le motif du dépassement"),
        ("repaid", "versés sur cette aide"),
    ):
        answer = writer.send(address, data | {"kind": kind})
        assert answer.status_code == 422
        assert sentence in answer.text
    other = lectoure.axes.get(number=3).measures.first()
    answer = writer.send(address, data | {"kind": "paid", "measure": other.pk})
    assert "porte sur la mesure de cette aide" in answer.text


def test_an_amount_of_zero_or_below_is_refused(lectoure, as_role):
    measure = lectoure.axes.get(number=3).measures.first()
    for amount in ("0", "-5"):
        data = {"measure": measure.pk, "kind": "paid", "dated_on": "2016-03-01",
                "amount": amount, "label": "x"}  # fmt: skip
        answer = as_role("operateur").send(url("ledger_create", lectoure), data)
        assert answer.status_code == 422
        assert "supérieur à zéro" in answer.text


def test_a_placement_opens_its_follow_ups(lectoure, as_role):
    data = {
        "axis": lectoure.axes.get(number=3).pk,
        "code": "J-90",
        "given_name": "Prénom",
        "family_name": "Inventé",
        "employer": Placement.objects.first().employer.name,
        "contract": "apprenticeship",
        "hired_on": "2016-09-05",
        "age_at_hire": "26",
    }
    writer = as_role("mission-locale")
    refused = writer.send(url("placement_create", lectoure), data)
    assert "de 15 à 25 ans" in refused.text
    writer.send(url("placement_create", lectoure), data | {"age_at_hire": "19"})
    placement = Placement.objects.get(code="J-90")
    assert list(placement.follow_ups.values_list("month", "due_on")) == [
        (3, date(2016, 12, 5)),
        (6, date(2017, 3, 5)),
        (12, date(2017, 9, 5)),
    ]
    assert not hasattr(placement.history.first(), "given_name")


def test_a_hire_moved_moves_the_follow_ups_that_are_due(lectoure):
    placement = Placement.objects.of(lectoure).order_by("-hired_on").first()
    placement.follow_ups.update(done_on=None, situation="")
    placement.hired_on = placement.counts_from = date(2016, 3, 15)
    placement.ended_on, placement.end_reason = None, ""
    placement.save()
    due = list(placement.follow_ups.values_list("due_on", flat=True))
    assert due == [date(2016, 6, 15), date(2016, 9, 15), date(2017, 3, 15)]


def test_a_prospect_is_lost_with_a_reason_and_only_once(lectoure, as_role):
    site = lectoure.axes.get(number=1).sites.get()
    prospect = Prospect.objects.create(site=site, name="Essai", activity="x")
    address = url("stage_create", lectoure, prospect.pk)
    writer = as_role("operateur")
    assert "Essai" in writer.get(url("prospect_list", lectoure)).text
    lost = {"stage": "lost", "dated_on": "2016-01-04"}
    assert "porte un motif" in writer.send(address, lost).text
    assert writer.send(address, lost | {"lost_reason": "cost"}).status_code == 302
    for stage in ("signed", "visit"):
        again = {"stage": stage, "dated_on": "2016-02-01"}
        assert "déjà signé ou perdu" in writer.send(address, again).text
    wrong = url("stage_update", lectoure, prospect.stages.get().pk)
    fixed = {"stage": "lost", "dated_on": "2016-01-05", "lost_reason": "market",
             "change_reason": "Courrier reçu"}  # fmt: skip
    assert writer.send(wrong, fixed).url == now(prospect.get_absolute_url())
    assert "Marché perdu ou reporté" in writer.get(prospect.get_absolute_url()).text


def test_a_committee_invites_every_organisation_of_the_convention(lectoure, as_role):
    data = {"kind": "follow_up", "held_on": "2017-09-04", "as_of": "2017-09-05", "place": "Auch"}
    writer = as_role("prefecture")
    assert "arrêtés après la tenue" in writer.send(url("committee_create", lectoure), data).text
    writer.send(url("committee_create", lectoure), data | {"as_of": "2017-08-31"})
    committee = Committee.objects.get(held_on=date(2017, 9, 4))
    members = lectoure.memberships.filter(Membership.holding(committee.held_on))
    assert committee.attendances.count() == members.count()
    assert set(committee.attendances.values_list("present", flat=True)) == {None}


def test_who_came_is_noted_organisation_by_organisation(lectoure, as_role):
    committee = lectoure.committees.create(
        kind="follow_up", held_on=date(2017, 9, 4), as_of=date(2017, 8, 31), place="Auch"
    )
    address = url("committee_attendance", lectoure, committee.pk)
    writer = as_role("prefecture")
    members = lectoure.memberships.filter(Membership.holding(committee.held_on))
    organisations = list(members.values_list("organisation", flat=True))
    assert writer.get(address).text.count("<select") == len(organisations)
    assert not committee.attendances.exists(), "reading a page writes nothing"
    answers = {f"organisation_{pk}": "None" for pk in organisations}
    came, absent, *_ = answers
    assert writer.send(address, answers | {came: "peut-être"}).status_code == 422
    for _ in range(2):
        answer = writer.send(address, answers | {came: "True", absent: "False"})
        assert answer.status_code == 302
    answers = dict(committee.attendances.values_list("organisation", "present"))
    assert [answers.pop(pk) for pk in organisations[:2]] == [True, False]
    assert set(answers.values()) == {None}


def test_a_committee_whose_figures_are_frozen_keeps_their_date(lectoure, as_role):
    committee = Committee.objects.filter(convention=lectoure, snapshot__isnull=False).first()
    writer, page = as_role("prefecture"), url("committee_detail", lectoure, committee.pk)
    assert "ont été figés le" in writer.get(page).text
    data = {
        "kind": committee.kind,
        "held_on": committee.held_on.isoformat(),
        "as_of": date.fromordinal(committee.as_of.toordinal() - 1).isoformat(),
        "place": "Ailleurs",
        "change_reason": "Procès-verbal relu",
    }
    address = url("committee_update", lectoure, committee.pk)
    answer = writer.send(address, data)
    assert answer.status_code == 422
    assert "leur date ne peut plus changer" in answer.text
    data["as_of"] = committee.as_of.isoformat()
    assert writer.send(address, data).status_code == 302


def test_figures_of_a_committee_are_frozen_once_and_rows_entered_later_restate_them(
    lectoure, as_role
):
    committee = lectoure.committees.create(
        kind="follow_up", held_on=date(2016, 2, 9), as_of=date(2016, 1, 31), place="Auch"
    )
    writer = as_role("prefecture")
    address = url("committee_freeze", lectoure, committee.pk)
    assert "ne changent plus" in writer.get(address).text
    assert writer.send(address).status_code == 302
    before = Snapshot.objects.get(committee=committee)
    sheet = figures(lectoure, committee.as_of)
    assert restatements(before, sheet) == []
    job = Job.objects.of(lectoure).filter(counts_from__lte=date(2015, 1, 1)).first()
    late = Job(project=job.project, post="Saisi après coup", contract="permanent",
               weekly_hours=35, hired_on=date(2015, 12, 1), entered_by=job.entered_by)  # fmt: skip
    late.save()
    writer.send(address)
    assert Snapshot.objects.get(committee=committee).figures == before.figures
    changed = {r.code for r in restatements(before, figures(lectoure, committee.as_of))}
    assert {"jobs_created", "total_jobs"} <= changed


def test_choices_of_another_convention_are_not_offered(lectoure, project, as_role):
    page = as_role("operateur").get(url("job_create", lectoure, project.pk))
    offered = page.context["form"].fields["commitment"].queryset
    assert set(offered) == set(JobCommitment.objects.filter(project=project))


@pytest.mark.parametrize("written", ["32208", "Lectoure", " lectoure (32) "])
def test_a_commune_is_written_as_people_know_it(written, lectoure, project, as_role):
    data = {
        "post": "Cariste d’essai",
        "hired_on": "2016-02-01",
        "contract": "permanent",
        "commune": written,
    }
    writer = as_role("operateur")
    answer = writer.send(url("job_create", lectoure, project.pk), data)
    assert answer.status_code == 302
    job = Job.objects.get(post="Cariste d’essai")
    assert job.commune_id == "32208"
    assert 'value="Lectoure (32)"' in writer.get(url("job_update", lectoure, job.pk)).text


@pytest.mark.parametrize(
    ("commune", "naf", "sentence"),
    [
        ("Lectours", "16.10A", "Aucune commune ne porte ce nom"),
        ("Saint-Denis", "16.10A", "Plusieurs communes portent ce nom"),
        ("32208", "99.99Z", "Ce code NAF n’existe pas"),
    ],
)
def test_an_unknown_or_ambiguous_code_gets_a_sentence(commune, naf, sentence, lectoure, as_role):
    data = {"name": "Atelier Fictif", "siret": "00000037200011", "commune": commune, "naf": naf}
    answer = as_role("operateur").send(url("company_create", lectoure), data)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{naf}"' in answer.text


def test_a_naf_code_may_come_without_its_point(lectoure, as_role):
    data = {"name": "Atelier Fictif", "siret": "00000099200008", "commune": "Auch", "naf": "1610a"}
    as_role("operateur").send(url("company_create", lectoure), data)
    assert ConventionCompany.objects.get(name="Atelier Fictif").naf_id == "16.10A"


# --- the administration -----------------------------------------------------------------------


def test_the_administration_says_what_the_database_would_refuse(lectoure, as_role):
    last = lectoure.terms.last()
    data = {
        "convention": lectoure.pk, "number": last.number, "effective_on": last.effective_on,
        "ends_on": last.ends_on, "envelope": "10", "job_target": "263", "reason": "",
        "axis_targets-TOTAL_FORMS": "0", "axis_targets-INITIAL_FORMS": "0",
        "change_reason": "Avenant relu",
    }  # fmt: skip
    answer = as_role("admin").send(
        f"/administration/convention/conventionterms/{last.pk}/change/", data
    )
    last.refresh_from_db()
    assert last.envelope != 1_000
    said = plain(answer.context["adminform"].form.errors["reason"][0])
    assert said.startswith("L’enveloppe serait de 10 € et ")
    assert "indiquez l’objet de l’avenant, ou désengagez d’abord" in said


@pytest.mark.parametrize(
    ("page", "changes", "sentence"),
    [
        ("job_create", {"hired_on": "9999-12-31"}, "L’année va de 1990 à 2100"),
        (
            "job_create",
            {"hired_on": "2099-12-31", "post": "Soudeur", "contract": "permanent"},
            "n’est enregistré que ce qui a eu lieu",
        ),
        ("commitment_create", {"number": "5000000000"}, "inférieure ou égale à 9999"),
        ("aid_create", {"kind": "loan", "term": "120000"}, "inférieure ou égale à 9999"),
    ],
)
def test_years_and_numbers_beyond_reason_get_a_sentence(
    page, changes, sentence, lectoure, project, as_role
):
    address = reverse(page, args=[lectoure.slug, project.pk])
    answer = as_role("operateur").send(address, changes)
    assert answer.status_code == 422
    assert sentence in answer.text
