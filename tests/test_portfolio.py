"""The invented national portfolio: its size, its truth, and what it refuses."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Sum
from stdnum.fr import siret

from axes.business.models import Aid, Company, Evidence, Job, JobCommitment, Project
from axes.ledger.models import LedgerEntry
from axes.site.models import ProspectStage
from axes.territory.models import Placement
from convention.models import Committee, Convention, CountingRules, Measure
from convention.recounting import disagreements
from convention.spells import misspelled
from reporting.figures.engine import figures
from reporting.figures.indicators import Indicator
from reporting.workshop.benchmark import raw
from reporting.workshop.benchmark.measures import subjects
from reporting.workshop.portfolio.contract import PREFIX
from reporting.workshop.portfolio.generate import generate
from reporting.workshop.portfolio.shapes import LAST_DAY, departement_weights, share_out
from revitalisation.dated_rows import kinds_of_rows, unsettled

SIZES = {"conventions": 5, "projects": 40, "jobs": 300}
pytestmark = pytest.mark.django_db


@pytest.fixture
def portfolio(db) -> None:
    """A small portfolio."""
    generate(**SIZES, seed=7, done=lambda jobs: None)


def ours(model):
    return model.objects.filter(**{f"{model.convention_path}__slug__startswith": PREFIX})


def written() -> list[tuple]:
    """What was written, without the keys of the database nor the day of entry."""
    jobs = ours(Job).order_by("pk")
    entries = ours(LedgerEntry).order_by("pk")
    return [
        *jobs.values_list("project__reference", "hired_on", "contract", "ended_on", "counts_from"),
        *entries.values_list("measure__title", "kind", "dated_on", "amount"),
        *ours(Project)
        .order_by("pk")
        .values_list("company__identity__siret", "kind", "baseline_fte"),
    ]


def test_sizes_are_those_asked_for(portfolio):
    assert Convention.objects.filter(slug__startswith=PREFIX).count() == 5
    assert ours(Project).count() == 40
    assert ours(Job).count() == 300


def test_few_hires_a_project_stay_within_the_envelopes():
    generate(conventions=5, projects=100, jobs=100, seed=3, done=lambda jobs: None)
    assert ours(Job).count() == 100


def test_progress_adds_up_to_the_jobs():
    steps = []
    generate(**SIZES, seed=7, done=steps.append)
    assert sum(steps) == 300


def generated(seed: int) -> list[tuple]:
    """Write a portfolio, read it, and take it back."""
    with transaction.atomic():
        generate(**SIZES, seed=seed, done=lambda jobs: None)
        found = written()
        transaction.set_rollback(True)
    return found


def test_a_seed_names_one_portfolio():
    first = generated(7)
    assert generated(7) == first
    assert generated(8) != first


def test_stored_decisions_are_those_of_the_rules(portfolio):
    for convention in Convention.objects.filter(slug__startswith=PREFIX):
        assert not list(disagreements(Job.objects.all(), convention))
        assert not list(disagreements(Placement.objects.all(), convention))
        assert not list(misspelled(Job.objects.of(convention)))
        for model in kinds_of_rows():
            assert not unsettled(model.objects.of(convention)).exists()


def test_records_are_varied(portfolio):
    jobs = ours(Job)
    assert jobs.filter(counts_from__isnull=True).exists()
    assert jobs.filter(replaces__isnull=False).exists()
    assert jobs.filter(ended_on__isnull=False).exists()
    assert jobs.filter(verified_on__isnull=True).exists()
    assert jobs.filter(is_former_employee__isnull=True).exists()
    assert ours(Measure).filter(kind="loan_fund").exists()
    assert ours(Placement).exists()
    assert ours(Committee).exists()
    assert ours(ProspectStage).exists()
    reasons = set(jobs.values_list("spells__reason", flat=True))
    assert {"not_permanent", "axis", ""} <= reasons
    rules = CountingRules.objects.filter(convention__slug__startswith=PREFIX)
    assert rules.filter(place="within").count() == 2
    assert rules.filter(permanent_min_hours=24).count() == 1


def test_records_pass_the_checks_of_their_models(portfolio):
    """The triggers saw every row; the checks of the models are those of the database."""
    for identity in Company.objects.filter(siret__startswith="001"):
        assert siret.is_valid(identity.siret)
    for model in (Project, JobCommitment, Job, Aid, LedgerEntry):
        for record in ours(model)[:50]:
            record.validate_constraints()


def test_the_verifier_is_never_the_person_who_entered_the_job(portfolio):
    verified = Evidence.objects.filter(verified_by__isnull=False)
    assert verified.exists()
    assert not verified.filter(verified_by=F("job__entered_by")).exists()


def test_nothing_is_dated_after_the_last_day(portfolio):
    assert not ours(Job).filter(hired_on__gt=LAST_DAY).exists()
    entries = ours(LedgerEntry)
    assert not entries.filter(dated_on__gt=LAST_DAY).exists()


def test_money_stays_within_what_was_committed(portfolio):
    for aid in ours(Aid):
        sums = dict(aid.entries.order_by().values_list("kind").annotate(total=Sum("amount")))
        assert sums["committed"] == aid.amount
        assert sums.get("paid", 0) + sums.get("released", 0) <= aid.amount
        assert sums.get("repaid", 0) <= sums.get("paid", 0)


def test_triggers_still_refuse(portfolio):
    """Writing in bulk is no way round the triggers."""
    entry = ours(LedgerEntry).filter(aid__isnull=False)[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.bulk_create(
            [
                LedgerEntry(
                    measure=entry.measure,
                    aid=entry.aid,
                    kind="paid",
                    dated_on=LAST_DAY,
                    amount=entry.amount * 100,
                    label="Trop",
                    recorded_by=entry.recorded_by,
                )
            ]
        )


def test_figures_are_those_of_sql_written_by_hand(portfolio):
    # The connection of the test: another one would not see what it has not committed.
    connection.ensure_connection()
    link = raw.Link(connection.connection)
    for convention in Convention.objects.filter(slug__startswith=PREFIX):
        sheet = figures(convention, LAST_DAY)
        (expected,) = raw.figures(link, convention.pk, [LAST_DAY])
        for code, figure in sheet.items():
            if isinstance(figure.indicator, Indicator) and figure.absence is None:
                assert figure.value == (expected[code] or 0), (convention, code)


def test_subjects_of_the_benchmark(portfolio):
    median, largest = subjects()
    assert 0 < median.jobs <= largest.jobs
    assert largest.as_of <= LAST_DAY


@pytest.mark.parametrize(
    ("sizes", "sentence"),
    [
        ({"conventions": -1}, "négatif"),
        ({"conventions": 0}, "au moins une convention"),
        ({"projects": 4}, "au moins un projet par convention"),
        ({"jobs": 39}, "au moins autant d’emplois que de projets"),
    ],
)
def test_wrong_sizes_get_a_sentence(sizes, sentence):
    options = SIZES | sizes
    with pytest.raises(CommandError, match=sentence):
        call_command("generate_portfolio", **options)
    assert not Convention.objects.filter(slug__startswith=PREFIX).exists()


def test_a_second_portfolio_is_refused(portfolio):
    with pytest.raises(CommandError, match="contient déjà un portefeuille"):
        call_command("generate_portfolio", **SIZES)


def test_command_says_what_it_wrote(capsys):
    call_command("generate_portfolio", **SIZES, seed=7, verbosity=0)
    assert "5 conventions, 40 projets et 300 emplois" in capsys.readouterr().out


def test_a_share_out_adds_up():
    assert sum(share_out(1000, [5, 1, 0.2], least=2)) == 1000
    assert min(share_out(10, [100, 1, 1], least=1)) >= 1
    with pytest.raises(ValueError, match="Too little"):
        share_out(2, [1, 1, 1], least=1)


def test_under_a_quarter_of_departements_hold_most_conventions():
    weights = departement_weights(100)
    assert 0.55 < sum(weights[:24]) / sum(weights) < 0.75
