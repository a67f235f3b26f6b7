"""What a guard finds is told on the field that answers it, with both values and the way out."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.urls import reverse
from django.utils import timezone

from axes.business.models import Evidence, LoanInstalment
from axes.ledger.models import LedgerEntry
from axes.site.models import ProspectStage
from convention.models import ConventionTerms
from revitalisation.guards import findings
from revitalisation.ui.formats import euros, long_date
from tests.factories import (
    SIGNED,
    AidFactory,
    ConventionFactory,
    EntryFactory,
    JobFactory,
    PlacementFactory,
    ProspectFactory,
    UserFactory,
)
from tests.forms import plain

pytestmark = pytest.mark.django_db
Kind = LedgerEntry.Kind
BEFORE = SIGNED - timedelta(days=1)


def told(record: Any) -> dict[str, str]:
    """Return what validating a record tells, by field."""
    try:
        record.validate_constraints()
    except ValidationError as refusal:
        return {name: plain(" ".join(said)) for name, said in refusal.message_dict.items()}
    return {}


def entry(aid: Any, kind: str, amount: int, day: date, **more: Any) -> LedgerEntry:
    return EntryFactory.build(
        aid=aid, measure=aid.measure, kind=kind, amount=amount, dated_on=day,
        recorded_by=UserFactory.create(), **more,
    )  # fmt: skip


@pytest.fixture
def aid() -> Any:
    """An aid of which 4 500 € are left: 5 000 € committed in April, 500 € paid in June."""
    found = AidFactory.create()
    EntryFactory.create(aid=found, amount=500_000)
    EntryFactory.create(aid=found, paid=True, amount=50_000)
    return found


JULY = date(2014, 7, 1)


def test_a_payment_says_what_is_left_and_what_to_commit(aid):
    assert told(entry(aid, Kind.PAID, 600_000, JULY)) == {
        "amount": "Vous versez 6 000 € ; il reste 4 500 € engagés sur cette aide : "
        "engagez 1 500 € ou réduisez le versement."
    }
    assert told(entry(aid, Kind.PAID, 450_000, JULY)) == {}


def test_a_payment_that_arrives_late_says_the_day_that_it_breaks(aid):
    may = date(2014, 5, 5)
    assert told(entry(aid, Kind.PAID, 450_000, may)) == {}
    assert (
        "il reste 4 500 € engagés sur cette aide au 2 juin 2014"
        in (told(entry(aid, Kind.PAID, 450_001, may))["amount"])
    )
    before = aid.granted_on - timedelta(days=1)
    assert "il reste 0 € engagés" in told(entry(aid, Kind.PAID, 1, before))["amount"]
    assert told(entry(aid, Kind.PAID, 1, aid.granted_on)) == {}


@pytest.mark.parametrize(
    ("kind", "amount", "words"),
    [
        (Kind.RELEASED, 450_001, ("désengagez 4 500,01 €", "reste 4 500 €", "réduisez")),
        (Kind.REPAID, 50_001, ("remboursement de 500,01 €", "reste 500 € versés", "réduisez")),
    ],
)
def test_what_is_taken_back_says_what_is_left(aid, kind, amount, words):
    said = told(entry(aid, kind, amount, JULY))["amount"]
    assert all(word in said for word in words)
    assert told(entry(aid, kind, amount - 1, JULY)) == {}


def test_a_measure_without_an_aid_says_the_same(aid):
    alone = {"aid": None, "measure": aid.measure, "label": "x", "recorded_by": UserFactory()}
    LedgerEntry.objects.create(kind=Kind.PAID, amount=1_000, dated_on=JULY, **alone)
    more = LedgerEntry(kind=Kind.REPAID, amount=1_001, dated_on=JULY, **alone)
    assert "il reste 10 € versés sur cette mesure" in told(more)["amount"]


def test_a_reversal_says_what_to_cancel_first(aid):
    committed = aid.entries.get(kind=Kind.COMMITTED)
    with pytest.raises(ValidationError) as refusal:
        committed.reverse(UserFactory(), JULY, "Erreur")
    said = plain(refusal.value.message_dict["amount"][0])
    assert said == (
        "Vous annulez un engagement de 5 000 € ; il reste 4 500 € engagés sur cette aide : "
        "annulez d’abord ce qui a été versé."
    )


def test_a_commitment_beyond_the_envelope_asks_for_the_reason(aid):
    room = aid.project.convention.terms.get().envelope - 500_000
    assert told(entry(aid, Kind.COMMITTED, room, JULY)) == {}
    over = entry(aid, Kind.COMMITTED, room + 100, JULY)
    assert told(over) == {
        "over_envelope_reason": "Le total engagé serait de 1 500 001 € au 1er juillet 2014 ; "
        "l’enveloppe est alors de 1 500 000 € : indiquez le motif du dépassement, ou engagez 1 € "
        "de moins."
    }
    over.over_envelope_reason = "Avenant à venir"
    assert told(over) == {}


def test_an_envelope_below_what_is_committed_asks_what_the_text_is_about(aid):
    terms = aid.project.convention.terms.get()
    terms.envelope = 499_900
    said = told(terms)["reason"]
    assert "serait de 4 999 € et 5 000 € sont engagés au 1er avril 2014" in said
    assert "désengagez d’abord 1 €" in said
    terms.envelope = 500_000
    assert told(terms) == {}


def test_a_day_before_the_signature_says_both():
    convention = ConventionFactory.create()
    aid = AidFactory.create(project__convention=convention)
    job, placement = JobFactory.create(), PlacementFactory.create()
    job.hired_on = placement.hired_on = BEFORE
    for record, day in (
        (job, "hired_on"),
        (placement, "hired_on"),
        (entry(aid, Kind.COMMITTED, 1, BEFORE), "dated_on"),
        (ConventionTerms(convention=convention, number=3, effective_on=BEFORE), "effective_on"),
    ):
        found = {f.field: plain(f.message) for f in findings(record)}
        assert "est du 10 octobre 2013" in found[day]
        assert "signée le 11 octobre 2013" in found[day]
        setattr(record, day, SIGNED)
        assert day not in {f.field for f in findings(record)}


@pytest.mark.parametrize("factory", [JobFactory, PlacementFactory])
def test_a_signature_after_a_hire_says_both(factory):
    record = factory.create()
    convention = record.convention
    convention.terms.update(effective_on=date(2016, 1, 1))
    convention.signed_on = convention.operational_start = record.hired_on + timedelta(days=1)
    said = told(convention)["signed_on"]
    assert plain(long_date(convention.signed_on)) in said
    assert plain(long_date(record.hired_on)) in said
    convention.signed_on = convention.operational_start = record.hired_on
    assert told(convention) == {}


def test_a_replacement_says_when_its_leaver_left():
    leaver = JobFactory.create(ended=True)
    early = leaver.ended_on - timedelta(days=1)
    substitute = JobFactory.build(
        project=leaver.project, replaces=leaver, hired_on=early, entered_by=leaver.entered_by,
        counts_from=None, not_counted_reason="replacement",
    )  # fmt: skip
    said = told(substitute)["hired_on"]
    assert "du 2 novembre 2014" in said
    assert "du 3 novembre 2014" in said
    substitute.hired_on = leaver.ended_on
    assert told(substitute) == {}
    substitute.project = JobFactory.create().project
    assert "même projet" in told(substitute)["replaces"]
    substitute.replaces = JobFactory.create(project=substitute.project)
    assert "n’est pas rompu" in told(substitute)["replaces"]


def test_a_departure_says_since_when_it_is_replaced():
    leaver = JobFactory.create(replaced=True)
    leaver.ended_on = date(2014, 12, 2)
    said = told(leaver)["ended_on"]
    assert "du 2 décembre 2014" in said
    assert "depuis le 1er décembre 2014" in said
    leaver.ended_on, leaver.end_reason = None, ""
    assert "non renseigné" in told(leaver)["ended_on"]
    leaver.ended_on, leaver.end_reason = date(2014, 12, 1), "other"
    assert told(leaver) == {}


def test_the_capital_of_a_schedule_says_that_of_the_loan():
    loan = AidFactory.create(loan=True)
    loan.instalments.all().delete()
    loan.instalments.create(number=1, due_on=date(2016, 1, 5), principal=900_000)
    more = LoanInstalment(aid=loan, number=2, due_on=date(2016, 2, 5), principal=100_001)
    said = {f.field: plain(f.message) for f in findings(more)}["principal"]
    assert "10 000,01 € de capital" in said
    assert "10 000 € : réduisez cette échéance de 0,01 €" in said
    more.principal -= 1
    assert findings(more) == []
    more.aid = AidFactory.create()
    assert [f.field for f in findings(more)] == ["aid"]


def test_stages_say_both_days():
    prospect = ProspectFactory.create(stages=("identified", "study"))
    first, second = prospect.stages.order_by("pk")
    early = ProspectStage(
        prospect=prospect, stage="visit", dated_on=second.dated_on - timedelta(days=1)
    )
    assert "1er avril 2014" in told(early)["dated_on"]
    assert "(À l’étude) est du 2 avril 2014" in told(early)["dated_on"]
    early.dated_on = second.dated_on
    assert told(early) == {}
    first.dated_on = second.dated_on + timedelta(days=1)
    assert "la suivante (À l’étude) est du 2 avril 2014" in told(first)["dated_on"]
    first.dated_on, first.stage = second.dated_on, "signed"
    assert "ne peut être que la dernière" in told(first)["stage"]


def test_the_person_who_entered_a_job_does_not_accept_its_document():
    job = JobFactory.create()
    piece = Evidence.objects.create(job=job, kind="register", dated_on=job.hired_on)
    with pytest.raises(ValidationError, match="demandez à quelqu’un d’autre"):
        piece.accept(job.entered_by, job.hired_on)
    piece.accept(UserFactory.create(), job.hired_on)


def test_a_finding_about_what_is_not_asked_is_told_above():
    job = JobFactory.create()
    job.hired_on = BEFORE
    with pytest.raises(ValidationError) as refusal:
        job.ask_guards(exclude={"hired_on"})
    assert refusal.value.message_dict.keys() == {NON_FIELD_ERRORS}


def test_a_record_that_is_not_filled_in_is_not_judged():
    for model in (LedgerEntry, LoanInstalment, ProspectStage, Evidence, ConventionTerms):
        assert findings(model()) == []
    assert findings(LedgerEntry(kind=Kind.PAID, amount=1)) == []


def test_the_form_tells_it_on_the_field(lectoure, project, as_role):
    aid = project.aids.filter(kind="subsidy").first()
    page = SimpleNamespace(writer=as_role("operateur"), address=url(lectoure, "ledger_create"))
    data = {"measure": aid.measure_id, "aid": aid.pk, "dated_on": "2016-03-01", "kind": "paid",
            "amount": "10 000 000", "label": "Trop"}  # fmt: skip
    answer = page.writer.send(page.address, data)
    assert answer.status_code == 422
    assert "Vous versez 10 000 000 €" in plain(answer.context["form"].errors["amount"][0])
    answer = page.writer.send(page.address, data | {"kind": "committed"})
    assert list(answer.context["form"].errors) == ["over_envelope_reason"]


def test_what_cancelling_breaks_is_told_on_its_form(lectoure, project, as_role):
    entry = LedgerEntry.objects.of(lectoure).filter(kind="committed", aid__project=project).first()
    data = {"dated_on": timezone.localdate().isoformat(), "reason": "Erreur"}
    answer = as_role("operateur").send(url(lectoure, "ledger_reverse", entry.pk), data)
    assert answer.status_code == 422
    assert f"Vous annulez un engagement de {plain(euros(entry.amount))}" in plain(answer.text)


def url(convention: Any, name: str, *rest: Any) -> str:
    return reverse(name, args=[convention.slug, *rest])
