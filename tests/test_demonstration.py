"""The demonstration: the communiqué's totals, what surrounds them, and nobody real."""

import csv
import io
import re
from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db.models import Count, Max, Q, Sum
from django.urls import reverse
from stdnum.fr import siren, siret

from axes.business.models import Aid, ConventionCompany, Evidence, Job, Project, ProjectDecision
from axes.ledger.models import LedgerEntry
from axes.territory.models import FollowUp, Placement
from convention.calendar import add_months
from convention.contracts import Contract
from convention.counting import Reason
from convention.models import AxisTarget, Committee, Convention, MeasureBudget
from reporting.figures.engine import figures
from reporting.workshop.demonstration import NOTICE, contract, parties
from reporting.workshop.demonstration.build import build
from reporting.workshop.demonstration.records import DATA
from revitalisation.accounts.models import User
from revitalisation.reference.models import NafCode

pytestmark = pytest.mark.django_db

MID_TERM = date(2015, 5, 31)
LAST_COMMITTEE = date(2017, 7, 4)
FICTITIOUS = re.compile(r"Ficti|Exemple|Démo|Imaginaire", re.IGNORECASE)
FILES = sorted(path.name for path in DATA.glob("*.csv"))
OURS = ("accounts", "convention", "site", "business", "territory", "ledger")


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def records() -> dict[str, tuple[int, int | None]]:
    """How many rows each table holds, and its last key, history included."""
    return {
        model._meta.label: (model._default_manager.count(), newest)
        for model in apps.get_models()
        for newest in model._default_manager.aggregate(newest=Max("pk")).values()
        if model._meta.app_label in (*OURS, "figures")
    }


# --- the figures -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("envelope", 150_000_000),
        ("job_target", 263),
        ("projects_supported", 47),
        ("business_creations", 16),
        ("jobs_programmed", 145),
        ("jobs_created", 102),
        ("former_employees_hired", 10),
        ("placements", 7),
        ("placements_in_apprenticeship", 5),
        ("total_jobs", 109),
        ("prospects_open", 1),
        ("elapsed_since_start", Fraction(16, 36)),
    ],
)
def test_the_communique_of_2015_holds(lectoure, code, value):
    assert figures(lectoure, MID_TERM)[code].value == pytest.approx(value)


def test_the_communique_s_other_totals(lectoure):
    sheet = figures(lectoure, MID_TERM)
    assert 63_150_000 <= sheet["committed_to_companies"].value <= 63_199_900
    assert sheet["prospects_studied"].value >= 4
    assert sheet["prospects_lost"].value == sheet["prospects_studied"].value - 1


@pytest.mark.parametrize(
    "code",
    [
        "projects_supported",
        "jobs_programmed",
        "jobs_created",
        "placements",
        "total_jobs",
        "committed_to_companies",
    ],
)
def test_figures_move_between_one_month_and_the_next(lectoure, code):
    before, now, after = (
        figures(lectoure, day)[code].value
        for day in (date(2015, 4, 30), MID_TERM, date(2015, 6, 30))
    )
    assert before < now < after


def test_one_former_employee_more_in_may(lectoure):
    found = [
        figures(lectoure, day)["former_employees_hired"] for day in (date(2015, 4, 30), MID_TERM)
    ]
    assert [figure.value for figure in found] == [9, 10]
    assert found[1].is_partial


def test_the_site_has_twenty_four_permanent_staff_at_the_last_committee(lectoure):
    staff = Job.objects.filter(
        project__axis__convention=lectoure, project__axis__number=1, hired_on__lte=LAST_COMMITTEE
    ).exclude(ended_on__lte=LAST_COMMITTEE)
    assert staff.count() == 24
    assert not staff.exclude(contract=Contract.PERMANENT)
    assert figures(lectoure, date(2015, 10, 11))["prospects_signed"].value == 0
    assert figures(lectoure, date(2015, 10, 12))["prospects_signed"].value == 1


def test_nothing_happened_before_the_signature(lectoure):
    sheet = figures(lectoure, contract.SIGNED - timedelta(days=1))
    assert {sheet[code].value for code in ("jobs_created", "projects_supported", "committed")} == {
        0
    }


# --- the contract ------------------------------------------------------------------------------


def test_terms_targets_and_budgets_agree(lectoure):
    assert lectoure.net_jobs_cut == 263
    for terms in lectoure.terms.all():
        targets = AxisTarget.objects.filter(terms=terms)
        assert targets.aggregate(sum=Sum("job_target"))["sum"] == terms.job_target == 263
        budgets: dict[int, int] = {}
        for budget in MeasureBudget.objects.filter(
            measure__axis__convention=lectoure, effective_on__lte=terms.effective_on
        ).order_by("effective_on"):
            budgets[budget.measure_id] = budget.amount
        assert sum(budgets.values()) == terms.envelope
    assert [terms.envelope for terms in lectoure.terms.all()] == [150_000_000, 153_000_000]


def test_what_companies_were_granted_was_decided_by_a_committee(lectoure):
    held = set(
        lectoure.committees.filter(kind=Committee.Kind.COMMITMENT).values_list("held_on", flat=True)
    )
    decided = ProjectDecision.objects.of(lectoure).exclude(outcome="withdrawn")
    assert {decision.decided_on for decision in decided} <= held
    assert {decision.committee.held_on == decision.decided_on for decision in decided} == {True}
    approved = dict(
        decided.filter(outcome__in=ProjectDecision.APPROVALS).values_list("project", "decided_on")
    )
    for aid in Aid.objects.filter(project__axis__convention=lectoure):
        assert aid.granted_on == approved[aid.project_id]


def test_committees_say_who_came_and_the_last_met_nine_months_after_the_term(lectoure):
    followed = lectoure.committees.filter(kind=Committee.Kind.FOLLOW_UP)
    mid_term = followed.get(held_on=date(2015, 7, 7))
    assert (mid_term.as_of, mid_term.verdict) == (MID_TERM, Committee.Verdict.ON_TRACK)
    assert followed.latest("held_on").held_on == LAST_COMMITTEE > add_months(contract.TERM, 8)
    for kind in (Committee.Kind.FOLLOW_UP, Committee.Kind.COMMITMENT):
        attendances = [
            a for c in lectoure.committees.filter(kind=kind) for a in c.attendances.all()
        ]
        assert {a.present for a in attendances} == {True, False}
    assert lectoure.committees.filter(kind=Committee.Kind.STEERING).exists()


# --- the story ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "condition"),
    [
        (Job, Q(verified_on__lte=MID_TERM)),
        (Job, Q(hired_on__lte=MID_TERM, verified_on__isnull=True)),
        (Job, Q(not_counted_reason=Reason.FIXED_TERM_SHORT)),
        (Job, Q(not_counted_reason=Reason.DURATION_UNKNOWN)),
        (Job, Q(not_counted_reason=Reason.TEMPORARY)),
        (Job, Q(not_counted_reason=Reason.APPRENTICESHIP)),
        (Job, Q(not_counted_reason=Reason.HOURS)),
        (Job, Q(not_counted_reason=Reason.REPLACEMENT)),
        (Job, Q(ended_on__isnull=False, replaced_by__isnull=True)),
        (Job, Q(is_former_employee__isnull=True)),
        (Job, Q(commune__isnull=True)),
        (Job, ~Q(commune__departement="32")),
        (ProjectDecision, Q(outcome="withdrawn", decided_on__lte=MID_TERM)),
        (ProjectDecision, Q(outcome="withdrawn", decided_on__gt=MID_TERM)),
        (ProjectDecision, Q(outcome="unfavourable")),
        (ProjectDecision, Q(outcome="adjourned")),
        (Project, Q(kind=Project.Kind.SETTING_UP, axis__number=1)),
        (Placement, Q(ended_on__isnull=False)),
        (FollowUp, Q(done_on__isnull=True)),
        (FollowUp, Q(situation=FollowUp.Situation.UNREACHABLE)),
        (LedgerEntry, Q(kind=LedgerEntry.Kind.REPAID)),
        (LedgerEntry, Q(kind=LedgerEntry.Kind.RELEASED)),
        (LedgerEntry, Q(reverses__isnull=False)),
        *((Evidence, Q(kind=kind, verified_on__isnull=False)) for kind in Evidence.Kind.values),
        *((Aid, Q(kind=kind)) for kind in Aid.Kind.values),
    ],
)
def test_the_story_has(model, condition):
    assert model.objects.filter(condition).exists()


def test_a_withdrawn_project_gives_its_money_and_its_promises_back(lectoure):
    withdrawn = Project.objects.filter(axis__convention=lectoure, decisions__outcome="withdrawn")
    assert withdrawn
    for project in withdrawn:
        totals = {
            row["kind"]: row["total"]
            for row in LedgerEntry.objects.filter(aid__project=project)
            .order_by()
            .values("kind")
            .annotate(total=Sum("amount"))
        }
        assert totals["committed"] == totals["released"]
        assert not project.commitments.filter(cancelled_on__isnull=True)
        assert not project.jobs.exists()


def test_loans_are_repaid_as_scheduled(lectoure):
    loans = Aid.objects.filter(kind=Aid.Kind.LOAN).annotate(lines=Count("instalments"))
    for loan in loans.prefetch_related("instalments").filter(lines__gt=0):
        assert sum(line.principal for line in loan.instalments.all()) == loan.amount
        interest = [line.interest for line in loan.instalments.all()]
        assert interest[0] > 0
        assert interest == sorted(interest, reverse=True)
    assert loans.filter(lines__gt=0).count() > 20


def test_fixed_term_contracts_end_when_their_term_has_passed(lectoure):
    running = Job.objects.filter(
        contract=Contract.FIXED_TERM, duration_months__isnull=False, ended_on__isnull=True
    )
    for job in running:
        assert add_months(job.hired_on, job.duration_months) > LAST_COMMITTEE, job


def test_people_are_hired_and_files_handled_on_working_days():
    free = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
    # Easter Monday, Ascension Day and Whit Monday of each year.
    moving = {
        date(2014, 4, 21), date(2014, 5, 29), date(2014, 6, 9), date(2015, 4, 6),
        date(2015, 5, 14), date(2015, 5, 25), date(2016, 3, 28), date(2016, 5, 5),
        date(2016, 5, 16), date(2017, 4, 17), date(2017, 5, 25), date(2017, 6, 5),
    }  # fmt: skip
    columns = {
        "jobs.csv": ("hired_on", "verified_on"),
        "placements.csv": ("hired_on",),
        "projects.csv": ("received_on", "completed_on", "decided_on", "withdrawn_on"),
        "follow_ups.csv": ("done_on",),
    }
    for name, fields in columns.items():
        for row in rows(name):
            for day in (date.fromisoformat(row[field]) for field in fields if row[field]):
                assert day.weekday() < 5, (name, row)
                assert (day.month, day.day) not in free, (name, row)
                assert day not in moving, (name, row)


# --- what it must never hold -------------------------------------------------------------------


def test_companies_are_visibly_fictitious():
    companies = ConventionCompany.objects.aided().select_related("identity")
    assert companies.count() == len({company.name for company in companies}) >= 47
    for company in companies:
        assert FICTITIOUS.search(company.name), company.name
        assert company.siret.startswith("000")
        assert siret.is_valid(company.siret)
        assert siren.is_valid(company.siret[:9])


def test_no_young_person_is_real():
    surnames = set(Placement.objects.values_list("family_name", flat=True))
    assert surnames <= {
        "Exemple", "Fictif", "Imaginaire", "Démo", "Inventé", "Modèle", "Spécimen", "Essai",
        "Échantillon", "Témoin", "Factice", "Prototype", "Maquette", "Esquisse",
    }  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_no_file_holds_a_social_security_number(name):
    text = (DATA / name).read_text("utf-8")
    assert not re.search(r"(?<!\d)[12]\d{12}(\d\d)?(?!\d)", re.sub(r"(?<=\d) (?=\d)", "", text))


def test_every_record_passes_its_own_checks():
    for model in apps.get_models():
        if model._meta.app_label not in OURS or model.__name__.startswith("Historical"):
            continue
        # References, uniqueness and constraints: the database has already checked them.
        references = {f.name for f in model._meta.concrete_fields if f.is_relation}
        for record in model._default_manager.all():
            record.clean_fields(exclude=references)
            record.clean()


def test_stored_decisions_follow_the_counting_rules():
    call_command("check_counting", contract.SLUG, stdout=io.StringIO())


# --- the command -------------------------------------------------------------------------------


def test_run_again_it_changes_nothing_and_keeps_what_was_entered(django_assert_max_num_queries):
    Project.objects.filter(reference="LEC-001").update(title="Un titre corrigé")
    before = records()
    with django_assert_max_num_queries(40):
        assert build() is False
    assert records() == before
    assert Project.objects.get(reference="LEC-001").title == "Un titre corrigé"


def test_a_missing_convention_or_account_is_made_again():
    other = Convention.objects.get(slug=contract.OTHER_SLUG)
    other.slug = "renommee"
    other.save()
    User.objects.filter(email="banque@demo.invalid").update(email="autre@demo.invalid")
    assert build() is True
    assert Convention.objects.filter(slug=contract.OTHER_SLUG).exists()
    assert User.objects.get(email="banque@demo.invalid").is_demonstration


def test_the_command_prints_accounts_and_says_what_is_invented():
    out = io.StringIO()
    call_command("demo", stdout=out)
    assert NOTICE in out.getvalue()
    for account in parties.ACCOUNTS:
        assert re.search(rf"{account.email}\s+{parties.PASSWORD}$", out.getvalue(), re.MULTILINE)


def test_outside_a_demonstration_the_command_refuses_with_a_sentence(settings):
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="DEMONSTRATION=1"):
        call_command("demo", stdout=io.StringIO())
    with pytest.raises(ImproperlyConfigured):
        build()


def test_outside_a_demonstration_no_demonstration_account_opens(client, settings):
    account = {"login": "admin@demo.invalid", "password": parties.PASSWORD}
    settings.DEMONSTRATION = False
    answer = client.post(reverse("account_login"), account)
    assert answer.url == reverse("account_inactive")
    assert "_auth_user_id" not in client.session
    assert User.objects.get(email="admin@demo.invalid").is_active
    assert client.get(answer.url).status_code == 200
    settings.DEMONSTRATION = True
    assert client.post(reverse("account_login"), account).status_code == 302
    assert client.get("/").status_code == 200
    # A session opened during the demonstration ends with it.
    settings.DEMONSTRATION = False
    assert client.get("/").status_code == 302


def test_the_second_convention_leaves_something_to_fill_in():
    other = Convention.objects.get(slug=contract.OTHER_SLUG)
    sheet = figures(other, date(2026, 6, 30))
    assert sheet["job_target"].absence == "missing"
    assert sheet["envelope"].value == 21_000_000
    assert sheet["jobs_created"].value == 0


def test_labels_of_activities_are_written_as_the_pages_write_french():
    label = NafCode.objects.values_list("section_label", flat=True).filter(section="E").first()
    assert label.startswith("Production et distribution d’eau\u202f; assainissement")
