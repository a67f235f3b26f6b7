"""What the database refuses even when every form is bypassed."""

from datetime import date, timedelta
from threading import Thread

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum

from axes.business.models import (
    Aid,
    Evidence,
    Job,
    JobCommitment,
    LoanInstalment,
    Post,
    Project,
)
from axes.ledger.models import LedgerEntry
from axes.ledger.querysets import AppendOnly
from axes.site.models import ProspectStage
from axes.territory.models import FollowUp, Placement
from convention.models import Committee, Convention, ConventionTerms, Measure, MeasureBudget
from reporting.figures.engine import figures
from reporting.figures.models import Snapshot
from revitalisation.accounts.models import User
from tests.factories import (
    AidFactory,
    EntryFactory,
    JobFactory,
    PlacementFactory,
    ProjectFactory,
    ProspectFactory,
)

pytestmark = pytest.mark.django_db
Kind = LedgerEntry.Kind


@pytest.fixture
def operator() -> User:
    return User.objects.get(email="operateur@demo.invalid")


def refuses(work, sentence: str = "") -> None:
    """Check that the database refuses ``work``, with its sentence where it has one."""
    with pytest.raises(IntegrityError, match=sentence or None), transaction.atomic():
        work()


def changed(record, **values):
    """Return the work of changing a record behind the forms’ back."""
    return lambda: type(record).objects.filter(pk=record.pk).update(**values)


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Convention, {"operational_start": date(2013, 1, 1)}),
        (Convention, {"redeployments": 100_000}),
        (Convention, {"smic_rate": 1, "smic_reason": ""}),
        (ConventionTerms, {"ends_on": date(2000, 1, 1)}),
        (ConventionTerms, {"envelope": 0}),
        (MeasureBudget, {"amount": -1}),
        (Committee, {"as_of": date(2100, 1, 1)}),
        (Project, {"completed_on": date(2000, 1, 1)}),
        (Project, {"investment": -1}),
        (Project, {"baseline_fte": -1}),
        (Project, {"baseline_fte": None}),
        (Project, {"baseline_on": None}),
        (Project, {"baseline_on": date(2014, 4, 9)}),
        (Project, {"baseline_source": ""}),
        (Placement, {"employer_fte": -1}),
        (Aid, {"amount": 0}),
        (JobCommitment, {"number": 0}),
        (JobCommitment, {"due_on": date(2000, 1, 1)}),
        (Job, {"ended_on": date(2000, 1, 1), "end_reason": "other"}),
        (Job, {"weekly_hours": 60}),
        (Job, {"not_counted_reason": "", "counts_from": None}),
        (Job, {"verified_on": date(2000, 1, 1)}),
        (Job, {"ended_on": None, "end_reason": "other"}),
        (Job, {"holds": None}),
        (Evidence, {"verified_on": None}),
        (Aid, {"kind": "loan"}),
        (Aid, {"kind": "expertise"}),
        (Placement, {"ended_on": None, "end_reason": "other"}),
        (Placement, {"counts_from": None, "not_counted_reason": ""}),
        (Placement, {"age_at_hire": 26}),
        (Placement, {"age_at_hire": 14}),
        (Placement, {"weekly_hours": 60}),
        (FollowUp, {"month": 4}),
        (ProspectStage, {"stage": "lost", "lost_reason": ""}),
    ],
)
def test_one_impossible_row(lectoure, model, values):
    record = model.objects.filter(**_kept(model)).first()
    refuses(changed(record, **values))


def _kept(model):
    return {
        Project: {"reference": "LEC-007"},
        Job: {
            "counts_from__isnull": False,
            "verified_on__isnull": False,
            "holds__commitment__isnull": False,
        },
        Evidence: {"verified_on__isnull": False},
        Aid: {"kind": "subsidy"},
    }.get(model, {})


def test_a_hire_before_the_signature(project, operator):
    job = project.jobs.filter(replaces=None, verified_on=None).first()
    refuses(changed(job, hired_on=date(2013, 10, 10)), "précéder la signature")


def test_a_promised_post_filled_twice(project):
    first = project.jobs.exclude(holds__commitment=None).filter(replaces=None).first()
    again = Job(
        project=project,
        holds=first.holds,
        post="Le même",
        hired_on=first.hired_on,
        contract="permanent",
        entered_by=first.entered_by,
    )
    refuses(again.save)


def test_a_replacement_that_counts(lectoure):
    substitute = Job.objects.of(lectoure).filter(replaces__isnull=False).first()
    assert substitute.counts_from is None
    refuses(changed(substitute, counts_from=substitute.hired_on, not_counted_reason=""))


def test_a_replacement_of_someone_who_has_not_left(project, operator):
    kept = project.jobs.filter(ended_on__isnull=True, replaced_by__isnull=True).first()
    substitute = Job(
        project=project,
        replaces=kept,
        post="Remplaçant",
        hired_on=date(2016, 1, 4),
        contract="permanent",
        entered_by=operator,
    )
    refuses(substitute.save, "remplace qu’un emploi du même projet")


def test_verification_by_the_person_who_entered_the_job(project, operator):
    job = project.jobs.first()
    piece = Evidence.objects.create(job=job, kind="register", dated_on=job.hired_on)
    accepted = changed(piece, verified_by=operator, verified_on=date(2016, 1, 4))
    refuses(accepted, "ne peut pas le vérifier")


def test_acceptance_by_another_person_verifies_the_job(lectoure):
    job = Job.objects.of(lectoure).filter(evidence__isnull=True, counts_from__isnull=False).first()
    piece = Evidence.objects.create(job=job, kind="register", dated_on=job.hired_on)
    piece.accept(User.objects.get(email="prefecture@demo.invalid"), date(2017, 6, 1))
    job.refresh_from_db()
    assert job.verified_on == date(2017, 6, 1)


def entry(project, operator, kind, amount, day=date(2017, 6, 1), **extra) -> LedgerEntry:
    aid = project.aids.filter(kind="subsidy").first()
    return LedgerEntry(
        measure=aid.measure,
        aid=aid,
        kind=kind,
        amount=amount,
        dated_on=day,
        label="Essai",
        recorded_by=operator,
        **extra,
    )


def test_paid_never_exceeds_committed_on_an_aid_at_any_date(project, operator):
    refuses(entry(project, operator, Kind.PAID, 10**9).save, "dépasserait le montant engagé")
    early = project.decisions.get().decided_on - timedelta(days=1)
    refuses(entry(project, operator, Kind.PAID, 1, early).save, "dépasserait le montant engagé")


def test_committed_exceeds_the_envelope_only_with_a_reason(project, operator):
    refuses(entry(project, operator, Kind.COMMITTED, 10**9).save, "indiquez le motif")
    entry(project, operator, Kind.COMMITTED, 10**9, over_envelope_reason="Avenant à venir").save()


def room(lectoure, day: date) -> int:
    """Return the euro cents that may still be committed on a day."""
    return figures(lectoure, day)["remaining"].value


def test_an_entry_that_arrives_late_may_not_overrun_the_envelope_of_a_later_day(
    lectoure, project, operator
):
    early = date(2015, 1, 5)
    assert room(lectoure, early) > room(lectoure, date(2017, 6, 1))
    too_much = entry(project, operator, Kind.COMMITTED, room(lectoure, early), early)
    refuses(too_much.save, "indiquez le motif")
    entry(project, operator, Kind.COMMITTED, room(lectoure, date(2017, 6, 1)), early).save()


def test_cancelling_a_release_may_not_overrun_the_envelope(lectoure, project, operator):
    day = date(2017, 6, 1)
    entry(project, operator, Kind.COMMITTED, 1_000, day).save()
    released = entry(project, operator, Kind.RELEASED, 1_000, day)
    released.save()
    entry(project, operator, Kind.COMMITTED, room(lectoure, day), day).save()
    with pytest.raises(ValidationError, match="indiquez le motif"):
        released.reverse(operator, day, "Erreur")
    again = {"reverses_id": released.pk, "amount": -1_000}
    refuses(entry(project, operator, Kind.RELEASED, day=day, **again).save, "indiquez le motif")
    released.reverse(operator, day, "Erreur", over_envelope_reason="Avenant à venir")


def test_an_amendment_says_why_it_promises_less_than_is_committed(lectoure):
    last = lectoure.terms.last()
    less = figures(lectoure, date(2017, 6, 1))["committed"].value - 1
    refuses(changed(last, envelope=less, reason=""), "inférieure au total engagé")
    next_one = ConventionTerms(
        convention=lectoure,
        number=last.number + 1,
        effective_on=date(2016, 9, 1),
        ends_on=last.ends_on,
        envelope=less,
        job_target=last.job_target,
    )
    refuses(next_one.save, "inférieure au total engagé")
    next_one.reason = "Dépassement accepté"
    next_one.save()


def test_an_envelope_told_late_is_held_to_what_is_committed(lectoure):
    last = lectoure.terms.last()
    less = figures(lectoure, date(2017, 6, 1))["committed"].value - 1
    changed(last, envelope=None, reason="")()
    refuses(changed(last, envelope=less), "inférieure au total engagé")


def test_no_text_is_in_force_before_the_signature(lectoure):
    signed = lectoure.terms.first()
    before, after = (lectoure.signed_on + timedelta(days=n) for n in (-1, 1))
    refuses(changed(signed, effective_on=before), "avant la signature")
    refuses(changed(lectoure, signed_on=after), "avant la signature")


def test_an_aid_that_has_entries_stays_on_its_measure(lectoure, project):
    aid = project.aids.filter(kind="subsidy").first()
    other = Measure.objects.filter(axis__convention=lectoure).exclude(pk=aid.measure_id).first()
    refuses(changed(aid, measure=other), "sa mesure ne changent plus")
    refuses(changed(aid, kind="loan", rate=0, term=12), "sa nature")


def test_a_schedule_never_exceeds_the_loan(lectoure):
    loan = Aid.objects.of(lectoure).filter(kind="loan", instalments__isnull=False).first()
    more = LoanInstalment(aid=loan, number=99, due_on=date(2030, 1, 1), principal=1)
    refuses(more.save, "dépasseraient le capital")
    refuses(changed(loan, amount=loan.amount - 1), "dépasseraient le capital")
    subsidy = Aid.objects.of(lectoure).filter(kind="subsidy").first()
    refuses(LoanInstalment(aid=subsidy, number=1, due_on=date(2030, 1, 1), principal=1).save)


def test_a_loan_that_has_a_schedule_stays_a_loan():
    loan = AidFactory(loan=True)
    loan.instalments.all().delete()
    loan.instalments.create(number=1, due_on=date(2016, 1, 5), principal=1)
    subsidy = {"kind": "subsidy", "rate": None, "term": None, "deferral": None}
    refuses(changed(loan, **subsidy), "dépasseraient le capital")


def test_the_person_who_entered_a_job_stays_the_same(project):
    other = User.objects.get(email="prefecture@demo.invalid")
    refuses(changed(project.jobs.first(), entered_by=other), "reste celle qui l’a saisi")


def elsewhere(job: Job) -> tuple[Project, Post]:
    """Return another project of the axis, with a free post of it."""
    project = ProjectFactory.create(axis=job.project.axis)
    return project, Post.objects.create(project=project, made_on=job.hired_on)


def test_what_was_verified_does_not_change_under_its_document(lectoure):
    job = Job.objects.of(lectoure).filter(verified_on__isnull=False, ended_on=None).first()
    for values in (
        {"hired_on": job.hired_on + timedelta(days=1), "counts_from": date(2016, 1, 1)},
        {"weekly_hours": 20},
        dict(zip(("project", "holds"), elsewhere(job), strict=True)),
    ):  # fmt: skip
        refuses(changed(job, **values), "Cet emploi est vérifié")
    changed(job, ended_on=job.hired_on, end_reason="resignation")()
    job.evidence.get().withdraw()
    changed(job, weekly_hours=20)()


def test_the_signature_comes_before_every_hire_and_placement(lectoure):
    placement = Placement.objects.of(lectoure).first()
    refuses(changed(placement, hired_on=date(2013, 10, 10)), "précéder la signature")
    hired = JobFactory()
    placed = PlacementFactory()
    for record, words in ((hired, "une embauche"), (placed, "un placement")):
        later = record.hired_on + timedelta(days=1)
        record.convention.terms.update(effective_on=later)
        moved = changed(record.convention, signed_on=later, operational_start=later)
        refuses(moved, f"suivre {words}")


@pytest.mark.parametrize("factory", [JobFactory, PlacementFactory])
def test_the_signature_and_a_hire_may_be_of_the_same_day(factory):
    record = factory()
    day, convention = record.hired_on, record.convention
    convention.terms.update(effective_on=day)
    changed(convention, signed_on=day, operational_start=day)()
    changed(record, hired_on=day)()


def test_a_follow_up_comes_after_the_hire(lectoure):
    done = FollowUp.objects.of(lectoure).filter(done_on__isnull=False).first()
    refuses(changed(done, done_on=done.placement.hired_on - timedelta(days=1)), "précéder")
    late = done.done_on + timedelta(days=1)
    moved = changed(done.placement, hired_on=late, counts_from=late, ended_on=None, end_reason="")
    refuses(moved, "suivre un suivi déjà réalisé")


def test_a_follow_up_may_be_done_on_the_very_day_of_the_hire():
    placement = PlacementFactory()
    placement.follow_ups.update_or_create(
        month=3, defaults={"done_on": placement.hired_on, "situation": "seeking"}
    )
    day = placement.hired_on + timedelta(days=9)
    placement.follow_ups.filter(month=3).update(done_on=day)
    changed(placement, hired_on=day)()


def test_the_stages_of_a_prospect_follow_each_other_and_end(lectoure):
    prospect = ProspectFactory(stages=("identified", "study", "lost"))
    first, _, lost = prospect.stages.all()
    late = lost.dated_on + timedelta(days=1)
    refuses(changed(first, dated_on=late), "se suivent")
    refuses(changed(first, stage="signed"))
    after = ProspectStage(prospect=prospect, stage="negotiation", dated_on=late)
    refuses(after.save, "se suivent")
    refuses(changed(prospect, project=Project.objects.of(lectoure).first()), "la signature")


def test_a_prospect_may_go_through_two_stages_on_one_day():
    prospect = ProspectFactory(stages=("identified", "study"))
    first, second = prospect.stages.order_by("pk")
    changed(second, dated_on=first.dated_on)()
    refuses(changed(second, dated_on=first.dated_on - timedelta(days=1)), "se suivent")


def test_repaid_never_exceeds_paid(project, operator):
    refuses(entry(project, operator, Kind.REPAID, 10**9).save, "dépasserait le montant versé")


def test_an_entry_of_another_measure_than_its_aid(project, operator, lectoure):
    wrong = entry(project, operator, Kind.COMMITTED, 100)
    wrong.measure = lectoure.axes.get(number=3).measures.first()
    refuses(wrong.save, "mesure de cette aide")


def test_entries_are_never_changed_nor_removed(lectoure):
    first = LedgerEntry.objects.of(lectoure).first()
    first.amount += 1
    for work in (
        first.save,
        first.delete,
        lambda: LedgerEntry.objects.update(amount=1),
        LedgerEntry.objects.all().delete,
        lambda: LedgerEntry.objects.bulk_update([first], ["amount"]),
    ):
        with pytest.raises(AppendOnly):
            work()
    for statement in (
        "UPDATE ledger_ledgerentry SET amount = 1",
        "DELETE FROM ledger_ledgerentry",
    ):
        with connection.cursor() as cursor:
            refuses(lambda s=statement, c=cursor: c.execute(s), "ne se modifie ni ne se supprime")


def test_a_reversal_names_its_entry_once_and_repeats_it(lectoure, operator):
    original = LedgerEntry.objects.of(lectoure).filter(kind=Kind.PAID, aid__isnull=True).first()
    reversal = original.reverse(operator, on=date(2017, 6, 1), reason="Saisie en double")
    assert (reversal.amount, reversal.reverses) == (-original.amount, original)
    original.refresh_from_db()
    with pytest.raises(ValidationError):
        LedgerEntry.objects.get(pk=original.pk).reverse(operator, date(2017, 6, 2), "Encore")
    with pytest.raises(ValidationError):
        reversal.reverse(operator, date(2017, 6, 2), "Encore")
    other = LedgerEntry.objects.of(lectoure).filter(kind=Kind.PAID, aid__isnull=True).last()
    wrong = LedgerEntry(
        measure=other.measure,
        kind=other.kind,
        amount=-other.amount - 1,
        dated_on=date(2017, 6, 1),
        label="Fausse",
        reverses=other,
        recorded_by=operator,
    )
    refuses(wrong.save, "au signe près")


def test_what_a_committee_saw_never_changes(lectoure):
    snapshot = Snapshot.objects.filter(committee__convention=lectoure).first()
    with pytest.raises(TypeError, match="ne changent plus"):
        snapshot.save()
    with pytest.raises(TypeError, match="ne changent plus"):
        snapshot.delete()
    refuses(changed(snapshot, figures={}), "ne changent plus")
    refuses(Snapshot.objects.filter(pk=snapshot.pk).delete, "ne changent plus")
    as_of = snapshot.committee.as_of - timedelta(days=1)
    refuses(changed(snapshot.committee, as_of=as_of), "leur date ne peut plus changer")


def test_the_administration_offers_no_change_of_an_entry(lectoure, as_role):
    assert as_role("admin").get("/administration/").status_code == 200
    key = LedgerEntry.objects.of(lectoure).first().pk
    for path in ("change", "delete"):
        answer = as_role("admin").post(f"/administration/ledger/ledgerentry/{key}/{path}/", {})
        assert answer.status_code in (403, 404)
    assert LedgerEntry.objects.filter(pk=key).exists()


def test_a_promise_keeps_the_posts_that_are_filled(project):
    promise = project.commitments.get(post="Fraiseur")
    refuses(changed(promise, number=3), "déjà pourvus")
    elsewhere = Project.objects.exclude(pk=project.pk).first()
    refuses(changed(promise, project=elsewhere), "changer de projet")
    changed(promise, number=5)()


def test_a_leaver_who_is_replaced_has_left_before(project):
    leaver = project.jobs.get(replaced_by__isnull=False)
    refuses(changed(leaver, ended_on=None, end_reason=""), "Cet emploi est remplacé")
    late = leaver.replaced_by.hired_on + timedelta(days=1)
    refuses(changed(leaver, ended_on=late), "Cet emploi est remplacé")
    gone = changed(leaver.replaced_by, ended_on=late, end_reason="resignation")
    gone()
    values = {"replaces": leaver.replaced_by, "hired_on": late}
    refuses(changed(leaver.replaced_by, **values), "ne remplace qu’un emploi")


def test_a_substitute_may_start_on_the_very_day_of_the_departure():
    leaver = JobFactory(ended=True)
    JobFactory(project=leaver.project, replaces=leaver, hired_on=leaver.ended_on)
    changed(leaver, post="Soudeur")()
    refuses(changed(leaver, ended_on=leaver.ended_on + timedelta(days=1)), "est remplacé")


@pytest.mark.parametrize(
    ("kind", "sentence"), [(Kind.RELEASED, "désengagé"), (Kind.REPAID, "remboursé")]
)
def test_a_measure_takes_back_no_more_than_it_gave(lectoure, operator, kind, sentence):
    fees = Measure.objects.get(axis__convention=lectoure, kind="operator_fees")
    day = date(2017, 6, 1)
    more = LedgerEntry(
        measure=fees, kind=kind, dated_on=day, amount=10**10, label="x", recorded_by=operator
    )
    refuses(more.save, f"Le montant {sentence} dépasserait")


def test_money_moves_from_the_signature_on(lectoure, operator):
    fees = Measure.objects.get(axis__convention=lectoure, kind="operator_fees")
    day = lectoure.signed_on - timedelta(days=1)
    early = LedgerEntry(
        measure=fees, kind=Kind.PAID, dated_on=day, amount=1, label="x", recorded_by=operator
    )
    refuses(early.save, "précéder la signature")


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time.")
@pytest.mark.django_db(transaction=True)
def test_two_payments_at_once_never_exceed_what_is_committed():
    call_command("load_reference", verbosity=0)
    aid = AidFactory()
    EntryFactory(aid=aid, amount=1_000)
    refused = []

    def pay() -> None:
        try:
            EntryFactory(aid=aid, paid=True, amount=1_000)
        except IntegrityError as error:
            refused.append(str(error))
        finally:
            connection.close()

    other = Thread(target=pay)
    with transaction.atomic():
        EntryFactory(aid=aid, paid=True, amount=1_000)
        other.start()
        other.join(timeout=1)  # it waits for this transaction to end
    other.join()
    assert "dépasserait le montant engagé" in "".join(refused)
    paid = aid.entries.filter(kind=Kind.PAID).aggregate(total=Sum("amount"))
    assert paid["total"] == 1_000
