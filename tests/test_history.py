"""Who changed what, from what, to what, when and why: told on every record’s page."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from axes.business.models import Aid, Evidence, Job, Project
from axes.site.models import Prospect, Site
from axes.territory.models import FollowUp, Placement, SkillsPlanMilestone
from convention.models import (
    Attendance,
    AxisTarget,
    Committee,
    Measure,
    MeasureBudget,
    Membership,
)
from convention.recounting import recount
from reporting.workshop.demonstration import contract
from revitalisation.accounts.models import Organisation, User
from revitalisation.history.reading import read
from revitalisation.history.reprise import begin
from revitalisation.records import Versioned

from .factories import CompanyFactory, JobFactory, ProjectFactory, UserFactory
from .later import disarmed
from .reading import change, fields_of, plain, told
from .test_forms import url

pytestmark = pytest.mark.django_db
# All that a migration’s function asks of its schema editor.
EDITOR = SimpleNamespace(connection=connection)


def kinds() -> list[type[Versioned]]:
    """Every kind of record that people edit."""
    return [m for m in apps.get_models() if issubclass(m, Versioned) and not m._meta.proxy]


# --- nothing is without its history ----------------------------------------------------------


@pytest.mark.parametrize("model", kinds(), ids=lambda m: m._meta.label)
def test_the_history_of_the_demonstration_is_complete_and_ends_at_what_is_stored(model):
    assert model.objects.exists()
    for record in model.objects.all():
        rows = list(record.history.order_by("history_id"))
        assert rows, f"{record!r} has no history"
        assert rows[0].history_type == "+"
        for field in record.history.model.tracked_fields:
            assert getattr(rows[-1], field.attname) == getattr(record, field.attname), field


@pytest.mark.parametrize("model", kinds(), ids=lambda m: m._meta.label)
def test_records_older_than_their_history_begin_it_once(model):
    record = model.objects.order_by("pk").first()
    known = model.history.count()
    gone = record.history.count()
    with disarmed():
        record.history.all()._raw_delete("default")
        begin(model._meta.app_label)(apps, EDITOR)
    (row,) = record.history.all()
    assert (row.history_type, row.history_user, row.history_change_reason) == ("+", None, "reprise")
    assert row.version == record.version
    for field in record.history.model.tracked_fields:
        assert getattr(row, field.attname) == getattr(record, field.attname), field
    with disarmed():
        begin(model._meta.app_label)(apps, EDITOR)
    assert model.history.count() == known - gone + 1


def test_who_noted_a_presence_is_told_and_what_did_not_change_is_not(lectoure, as_role):
    committee = lectoure.committees.filter(kind="follow_up").first()
    before = Attendance.history.count()
    one, other = committee.attendances.filter(present=True)[:2]
    address = url("committee_attendance", lectoure, committee.pk)
    answer = change(
        as_role("prefecture"), address,
        **{f"organisation_{one.organisation_id}": "False"}, change_reason="feuille relue",
    )  # fmt: skip
    assert answer.status_code == 302
    assert Attendance.history.count() == before + 1
    row = one.history.first()
    assert (row.present, row.history_user.email) == (False, "prefecture@demo.invalid")
    assert row.history_change_reason == "feuille relue"
    assert other.history.count() == 1
    text = told(as_role("banque"), "committee_history", lectoure, committee.pk)
    assert (
        f"Démonstration Préfecture a changé la présence de {one.organisation}. "
        "Présent : de « oui » à « non ». Motif : feuille relue."
    ) in text


def test_a_new_committee_tells_whom_it_invited(lectoure, as_role):
    data = {"kind": "follow_up", "held_on": "2017-09-04", "as_of": "2017-08-31", "place": "Auch"}
    as_role("prefecture").send(url("committee_create", lectoure), data)
    committee = Committee.objects.get(held_on=date(2017, 9, 4))
    rows = Attendance.history.filter(committee=committee.pk)
    assert {(r.history_type, r.history_user.email) for r in rows} == {
        ("+", "prefecture@demo.invalid")
    }
    members = lectoure.memberships.filter(Membership.holding(committee.held_on))
    assert rows.count() == members.count()


def test_recounted_jobs_tell_the_rules_that_changed(lectoure, as_role):
    rules = lectoure.counting_rules.get(effective_on=contract.SIGNED)
    job = (
        Job.objects.of(lectoure).filter(contract="fixed_term", counts_from__lt="2015-01-01").first()
    )
    told_before = job.history.count()
    rules.fixed_term_min_months = 60
    rules.save()
    job.refresh_from_db()
    assert job.counts_from is None
    assert job.history.count() == told_before + 1
    text = told(as_role("prefecture"), "project_history", lectoure, job.project_id)
    assert (
        f"par suite d’une action de l’application, l’emploi n° {job.pk} – {job.post} a changé. "
        "Compte à partir du : effacé, auparavant"
    ) in text
    assert "Motif : règles de décompte changées" in text


def test_recounting_what_agrees_writes_nothing(lectoure):
    before = Job.history.count()
    assert recount(Job.objects.all(), lectoure) == 0
    assert Job.history.count() == before


def test_the_pace_of_a_loan_is_told(lectoure, as_role):
    loan = Aid.objects.of(lectoure).filter(kind="loan").first()
    as_role("operateur")
    writer = as_role("operateur")
    address = url("aid_update", lectoure, loan.pk)
    shown = fields_of(writer.get(address))
    other = "12" if shown["every"] != "12" else "6"
    assert writer.send(address, shown | {"every": other}).status_code == 422
    answer = writer.send(address, shown | {"every": other, "change_reason": "avenant au prêt"})
    assert answer.status_code == 302
    text = told(as_role("banque"), "project_history", lectoure, loan.project_id)
    assert "Échéances du prêt : de « " in text


# --- sentences -------------------------------------------------------------------------------


def test_a_change_is_told_in_french(lectoure, project, as_role):
    job = project.jobs.first()
    writer = as_role("operateur")
    before = job.post
    answer = change(
        writer, url("job_update", lectoure, job.pk), post="Soudeuse", change_cause="mistyped",
        change_note="vu au registre",
    )  # fmt: skip
    assert answer.status_code == 302
    text = told(as_role("comite"), "project_history", lectoure, project.pk)
    assert re.search(
        r"Le (1er|\d+) \S+ \d{4} à \d{1,2} h \d\d, Démonstration Opérateur a changé "
        rf"l’emploi n° {job.pk} – Soudeuse\. Poste : de « {re.escape(before)} » à « Soudeuse »\. "
        r"Motif : erreur de saisie : vu au registre\.",
        text,
    )


def test_dates_amounts_choices_and_records_are_told_as_pages_write_them(lectoure, as_role):
    measure = lectoure.axes.get(number=2).measures.get(kind="loan_fund")
    budget = measure.budgets.first()
    operator = Organisation.objects.get(name="BPI Group")
    budget.amount, budget.effective_on = 28_000_050, date(2014, 1, 1)
    budget.save()
    measure.operator, measure.kind, measure.deadline = operator, Measure.Kind.OTHER, None
    measure.save()
    reader = as_role("prefecture")
    for text in (
        told(reader, "convention_history", lectoure),
        told(reader, "axis_history", lectoure, 2),
    ):
        assert "À compter du : du 11 octobre 2013 au 1er janvier 2014" in text
        assert "Budget : de 300 000 € à 280 000,50 €" in text
        assert "Nature : de « Fonds de prêts bonifiés » à « Autre mesure »" in text
        assert (
            "Opérateur ou partenaire : de « Crédit Agricole Pyrénées-Gascogne » à « BPI Group »"
        ) in text
        assert "Échéance : effacé, auparavant 10 octobre 2016" in text
    assert "Prêts à taux bonifié" not in told(reader, "axis_history", lectoure, 3)


def test_what_was_empty_is_completed_and_yes_and_no_are_words(lectoure, as_role):
    rules = lectoure.counting_rules.earliest("effective_on")
    rules.counts_self_employed = not rules.counts_self_employed
    rules.save()
    terms = lectoure.terms.get(number=0)
    terms.reason = "Rappel de l’objet"
    terms.save()
    text = told(as_role("entreprise"), "convention_history", lectoure)
    assert "L’emploi du créateur compte : de « oui » à « non »" in text
    assert (
        "a complété le texte signé. "
        "Objet de l’avenant : « Rappel de l’objet », jusque-là non renseigné." in text
    )


@pytest.mark.parametrize(
    "known",
    [
        lambda c: MeasureBudget.objects.filter(measure__axis__convention=c),
        lambda c: AxisTarget.objects.filter(axis__convention=c),
        lambda c: c.terms,
        lambda c: c.counting_rules,
        lambda c: c.perimeter,
        lambda c: c.memberships,
        lambda c: Site.objects.filter(axis__convention=c),
        SkillsPlanMilestone.objects.of,
    ],
)
def test_the_convention_tells_its_text(known, lectoure, as_role):
    reader = as_role("comite")
    text = " ".join(
        plain(reader.get(url("convention_history", lectoure), {"page": n}).text) for n in (1, 2)
    )
    for record in known(lectoure).all():
        assert f"l’application a ajouté {plain(record.named_in_history())}." in text


def test_what_was_removed_is_still_told_where_it_stood(lectoure, project, as_role):
    data = {"post": "En double", "hired_on": "2016-02-01", "contract": "permanent",
            "weekly_hours": "35"}  # fmt: skip
    writer = as_role("operateur")
    writer.send(url("job_create", lectoure, project.pk), data)
    job = Job.objects.get(post="En double")
    piece = Evidence.objects.create(job=job, kind="register", dated_on=job.hired_on)
    for page, key in (("evidence_delete", piece.pk), ("job_delete", job.pk)):
        writer.send(url(page, lectoure, key), {"change_cause": "duplicate"})
    text = told(writer, "project_history", lectoure, project.pk)
    assert f"a supprimé l’emploi n° {job.pk} – En double. " in text
    assert "a supprimé la pièce « Registre du personnel » de l’emploi" in text
    assert text.count("Motif : doublon.") == 2


def test_a_removed_project_is_told_by_the_convention_and_keeps_its_own_history(lectoure, as_role):
    gone = ProjectFactory(convention=lectoure, reference="LEC-950", pending=True)
    key = gone.pk
    writer = as_role("operateur")
    writer.send(url("project_delete", lectoure, key), {"change_reason": "saisi deux fois"})
    assert not Project.objects.filter(pk=key).exists()
    text = told(as_role("comite"), "convention_history", lectoure)
    assert "Démonstration Opérateur a supprimé le projet LEC-950" in text
    assert "Motif : saisi deux fois." in text
    own = writer.get(url("project_history", lectoure, key)).text
    assert "a supprimé le projet LEC-950" in plain(own)
    assert f'href="{gone.get_absolute_url()}"' not in own, "there is no page to go back to"
    other = reverse("project_history", args=[contract.OTHER_SLUG, key])
    assert writer.get(other).status_code == 404


def test_what_rules_derive_is_a_consequence(lectoure, project, as_role):
    job = JobFactory(project=project)
    moved = date.fromordinal(job.hired_on.toordinal() + 1)
    answer = change(
        as_role("operateur"), url("job_update", lectoure, job.pk), hired_on=moved.isoformat(),
        change_cause="employer",
    )  # fmt: skip
    assert answer.status_code == 302
    text = told(as_role("operateur"), "project_history", lectoure, project.pk)
    assert re.search(
        r"Embauche : du .*? au .*?\. De ce fait, il compte à partir du .*? \(auparavant : ", text
    )
    assert "douzième" not in text
    assert "Version" not in text


def test_closed_accounts_and_the_application_are_named_as_such(lectoure, project, as_role):
    person = UserFactory(first_name="Claire", last_name="Untel")
    project.title, project._history_user = "Atelier", person
    project.save()
    assert "Claire Untel a changé le projet" in told(
        as_role("banque"), "project_history", lectoure, project.pk
    )
    person.is_active = False
    person.save()
    text = told(as_role("banque"), "project_history", lectoure, project.pk)
    assert "Claire Untel (compte fermé) a changé le projet LEC-007" in text
    assert "l’application a ajouté" in text


def test_the_hour_is_that_of_paris(lectoure, project, as_role):
    from datetime import UTC, datetime

    project.title = "Atelier"
    project._history_date = datetime(2030, 1, 31, 23, 5, tzinfo=UTC)
    project.save()
    text = told(as_role("banque"), "project_history", lectoure, project.pk)
    assert "Le 1er février 2030 à 0 h 05, l’application a changé" in text


# --- pages -----------------------------------------------------------------------------------


def test_every_kind_of_record_is_told_on_some_page():
    for model in kinds():
        record = model.objects.first()
        assert record.named_in_history(), model
        if model._meta.app_label not in ("accounts", "reference"):
            root = record
            while root.told_with:
                root = getattr(root, root.told_with)
                assert isinstance(root, Versioned)
            assert hasattr(root, "history_page"), model


@pytest.mark.parametrize(
    ("page", "record", "history"),
    [
        ("project_detail", Project, "project_history"),
        ("placement_detail", Placement, "placement_history"),
        ("prospect_detail", Prospect, "prospect_history"),
        ("committee_detail", Committee, "committee_history"),
        ("job_update", Job, "project_history"),
        ("aid_update", Aid, "project_history"),
        ("stage_update", Prospect, "prospect_history"),
        ("milestone_update", SkillsPlanMilestone, "axis_history"),
        ("follow_up_update", FollowUp, "placement_history"),
        ("committee_update", Committee, "committee_history"),
    ],
)
def test_pages_and_forms_lead_to_the_history(page, record, history, lectoure, as_role):
    reader = as_role("mission-locale" if record in (Placement, FollowUp) else "admin")
    first = record.objects.order_by("pk").first()
    if page == "stage_update":
        first = first.stages.first()
    text = reader.get(url(page, lectoure, first.pk)).text
    *_, found = re.findall(r'href="([^"]*/historique/)">Historique', text)
    answer = reader.get(found)
    assert answer.status_code == 200
    assert answer.resolver_match.url_name == history


def test_the_project_page_holds_no_moment_of_entry_but_leads_to_it(lectoure, project, as_role):
    text = as_role("banque").get(f"{project.get_absolute_url()}?au=2014-06-01").text
    assert "Historique des saisies" not in text
    assert url("project_history", lectoure, project.pk) in text


def test_fifty_changes_a_page_newest_first(lectoure, as_role):
    reader, address = as_role("banque"), url("convention_history", lectoure)
    first, second = reader.get(address), reader.get(address, {"page": 2})
    # Three rows only say that something else of the convention changed, which is told beside them.
    assert [len(answer.context["changes"]) for answer in (first, second)] == [47, 47]
    moments = [c.at for answer in (first, second) for c in answer.context["changes"]]
    assert moments == sorted(moments, reverse=True)
    assert first.context["changes"].paginator.count == 98
    assert reader.get(address, {"page": 9999}).status_code == 200
    assert reader.get(address, {"page": "x"}).status_code == 200


def test_many_changes_cost_as_many_queries_as_few(lectoure, as_role):
    project = ProjectFactory(convention=lectoure)
    job = JobFactory(project=project)
    reader, counts = as_role("banque"), []
    Aid.objects.create(
        project=project, measure=lectoure.axes.get(number=2).measures.first(), kind="subsidy",
        granted_on="2015-01-01", amount=100,
    )  # fmt: skip
    for number in range(2):
        job.post = f"Poste {number}"
        job.save()
    for batch in (2, 20):
        for number in range(batch):
            other = JobFactory(project=project, commune_id="32107")
            Evidence.objects.create(job=other, kind="register", dated_on=other.hired_on)
            job.post, job.replaces = f"Poste {batch} {number}", None
            job.save()
            project.company_id = CompanyFactory(convention=lectoure).pk
            project.save()
        with CaptureQueriesContext(
            connection,
        ) as captured:
            text = told(reader, "project_history", lectoure, project.pk)
        counts.append(len(captured))
    assert "Entreprise Fictive" in text
    assert counts[0] == counts[1] <= 15, "whatever their number and their kinds"


def test_records_of_every_kind_are_read_in_one_question(django_assert_num_queries):
    sources = [m._base_manager.all() for model in kinds() for m in (model, model.history.model)]
    with django_assert_num_queries(1):
        found = read(sources)
    assert {(type(r), r.pk): values_of(r) for r in found} == {
        (type(r), r.pk): values_of(r) for source in sources for r in source
    }


def values_of(record) -> list[tuple]:
    """Return what the columns of a record hold, with the kind of each value."""
    values = [getattr(record, field.attname) for field in record._meta.concrete_fields]
    return [(type(value), str(value), value) for value in values]


def test_the_history_of_people_is_read_in_the_administration(as_role):
    reader = as_role("admin")
    person = User.objects.get(email="banque@demo.invalid")
    person.organisation = Organisation.objects.get(name="BPI Group")
    person.save()
    address = reverse("admin:accounts_user_history", args=[person.pk])
    text = plain(reader.get(address).text)
    assert "a changé le compte de Démonstration Banque. Organisme : de « Crédit Agricole" in text
    assert as_role("operateur").get(address).status_code == 302


# --- rights and masks ------------------------------------------------------------------------


@pytest.fixture
def moved_placement(lectoure) -> Placement:
    """A placement whose employer, age and situation were corrected, with a note."""
    placement = Placement.objects.get(code="J-01")
    follow_up = placement.follow_ups.first()
    placement.employer_id = CompanyFactory(
        name="Scierie Fictive Masquée", convention=placement.convention, employer=True
    ).pk
    placement.age_at_hire = 25 if placement.age_at_hire != 25 else 24
    placement._change_reason = "autre cause\u00a0: secret du jeune"
    placement.save()
    follow_up.done_on, follow_up.situation = date(2016, 1, 4), "training"
    follow_up._change_reason = "erreur de saisie\u00a0: secret du suivi"
    follow_up.save()
    return placement


@pytest.mark.parametrize("role", ["prefecture", "operateur", "banque", "comite", "admin"])
def test_the_history_masks_what_the_page_masks(role, moved_placement, lectoure, as_role):
    text = told(as_role(role), "placement_history", lectoure, moved_placement.pk)
    assert "a changé le placement J-01" in text
    assert "information réservée" in text
    for hidden in ("Scierie", "ge à l’embauche", "En formation", "secret", "mployeur"):
        assert hidden not in text, hidden
    assert "Motif : autre cause." in text


def test_those_who_follow_young_people_read_it_whole(moved_placement, lectoure, as_role):
    text = told(as_role("mission-locale"), "placement_history", lectoure, moved_placement.pk)
    assert "à « Scierie Fictive Masquée »" in text
    assert "Âge à l’embauche : de " in text
    assert "« En formation »" in text
    assert "Motif : autre cause : secret du jeune." in text


def test_a_removed_placement_is_masked_too(lectoure, as_role):
    placement = Placement.objects.get(code="J-02")
    employer = str(placement.employer)
    as_role("mission-locale").send(
        url("placement_delete", lectoure, placement.pk), {"change_cause": "duplicate"}
    )
    text = told(as_role("banque"), "convention_history", lectoure)
    assert "a supprimé le placement J-02" in text
    assert employer not in text


def test_a_name_corrected_leaves_a_trace_without_the_name(lectoure, as_role):
    placement = Placement.objects.get(code="J-01")
    answer = change(
        as_role("mission-locale"), url("placement_update", lectoure, placement.pk),
        given_name="Prénom-Neuf", change_cause="mistyped",
    )  # fmt: skip
    assert answer.status_code == 302
    text = told(as_role("mission-locale"), "placement_history", lectoure, placement.pk)
    assert (
        "Démonstration Mission Locale a enregistré le placement J-01 : "
        "rien de ce que l’historique garde n’a changé. Motif : erreur de saisie."
    ) in text
    assert "Prénom-Neuf" not in text
    assert "Prénom-Neuf" not in str(list(placement.history.values()))


def test_nothing_of_another_convention_is_told(lectoure, as_role):
    other = ProjectFactory(reference="AUTRE-1")
    assert as_role("operateur").get(url("project_history", lectoure, other.pk)).status_code == 404
    other.title = "Ailleurs"
    other.save()
    reader = as_role("operateur")
    pages = [plain(reader.get(url("convention_history", lectoure), {"page": n}).text)
             for n in range(1, 6)]  # fmt: skip
    assert "AUTRE-1" not in "".join(pages)
