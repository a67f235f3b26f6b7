"""What the database refuses: a sentence where we declared the refusal, an error everywhere else."""

import logging

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from axes.business.models import Company, ConventionCompany, Evidence, Project
from axes.ledger.models import LedgerEntry
from axes.site.models import ProspectStage
from axes.territory.models import Placement
from convention.models import Membership
from reporting.figures.models import Snapshot
from revitalisation.accounts.models import Organisation, User
from revitalisation.reference.models import SmicRate
from revitalisation.triggers import declared_messages
from revitalisation.ui.refusals import REFUSED, described, refusal_sentence

pytestmark = pytest.mark.django_db


def broken(work) -> IntegrityError:
    """Return the error that the database answers ``work`` with."""

    def checked() -> None:
        with transaction.atomic():
            work()
            connection.check_constraints()

    with pytest.raises(IntegrityError) as caught:
        checked()
    return caught.value


def again(record) -> None:
    """Insert a second row with the same values."""
    record.pk = None
    record._state.adding = True
    record.save()


def grant(*, twice: bool) -> None:
    """Put a person in a group, by the table that Django makes of itself."""
    link = {"user": User.objects.first(), "group": Group.objects.create(name="Lecture")}
    for _ in range(1 + twice):
        User.groups.through.objects.create(**link)


def test_the_triggers_of_every_app_are_declared():
    assert len(declared_messages()) > 30
    assert Evidence.SELF_VERIFIED in declared_messages()
    assert ProspectStage.OUT_OF_ORDER in declared_messages()


def test_what_a_trigger_refuses_is_told_in_its_words(lectoure):
    def change():
        with connection.cursor() as cursor:
            cursor.execute("UPDATE ledger_ledgerentry SET amount = amount + 1")

    assert refusal_sentence(broken(change)) in declared_messages()


@pytest.mark.parametrize(
    ("work", "sentence"),
    [
        (lambda: Project.objects.update(baseline_fte=-1), "ne peut pas être négatif"),
        (lambda: again(Project.objects.first()), "Cette référence existe déjà"),
        (lambda: again(Company.objects.first()), "SIRET"),
        (lambda: again(Organisation.objects.first()), "Organisme avec ce champ Nom"),
        (lambda: again(User.objects.first()), "ce champ Adresse électronique"),
        (lambda: again(Membership.objects.first()), "un seul rôle à la fois"),
        (lambda: SmicRate.objects.update(monthly_gross=-1), REFUSED),
        (lambda: Placement.objects.update(age_at_hire=26), "de 15 à 25 ans"),
        (lambda: grant(twice=True), "existe déjà"),
    ],
)
def test_what_a_constraint_refuses_is_told_in_its_words(lectoure, work, sentence):
    assert sentence in (refusal_sentence(broken(work)) or "")


def test_every_check_and_every_uniqueness_of_ours_has_its_words():
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            on_sqlite = IntegrityError(f"CHECK constraint failed: {constraint.name}")
            assert refusal_sentence(on_sqlite), constraint.name


UNDECLARED = {
    "a link to nothing": lambda: ConventionCompany.objects.update(naf_id="99.99Z"),
    "no value": lambda: Project.objects.update(title=None),
    "no such constraint": lambda: broken_by("UNIQUE constraint failed: elsewhere.x"),
    "a sentence of nobody": lambda: broken_by("Une phrase que personne n’a déclarée."),
    "a check of nobody": lambda: broken_by(
        'new row violates check constraint "x"\nDETAIL:  Failing row contains (5, Prénom).'
    ),
}


def broken_by(text: str) -> None:
    raise IntegrityError(text)


@pytest.mark.parametrize("work", UNDECLARED.values(), ids=UNDECLARED)
def test_any_other_error_is_no_refusal(lectoure, work):
    assert refusal_sentence(broken(work)) is None


@pytest.mark.parametrize("work", UNDECLARED.values(), ids=UNDECLARED)
def test_what_an_error_says_holds_nothing_of_a_row(lectoure, work):
    text = described(broken(work))
    assert "\n" not in text
    assert "DETAIL" not in text
    assert "Prénom" not in text
    assert Project.objects.first().reference not in text
    assert "tests/test_refusals.py:" in text, "the place where it happened"


@pytest.fixture
def committee_form(lectoure, as_role):
    """Post the form of a new committee, whose saving a test has broken."""
    client = as_role("prefecture")
    client.raise_request_exception = False
    data = {"kind": "follow_up", "held_on": "2016-03-01", "as_of": "2016-02-01", "place": "Auch"}
    return lambda: client.send(reverse("committee_create", args=[lectoure.slug]), data)


def test_an_error_of_the_database_is_a_page_and_one_line_of_log(
    lectoure, committee_form, monkeypatch, caplog
):
    before = lectoure.committees.count()
    monkeypatch.setattr(
        "convention.models.Committee.invite", lambda committee: Project.objects.update(title=None)
    )
    answer = committee_form()
    assert answer.status_code == 500
    assert "Le service a rencontré une erreur" in answer.text
    assert "Traceback" not in answer.text
    assert "vérifiez les dates" not in answer.text
    assert lectoure.committees.count() == before, "nothing was saved by halves"
    ours = [record for record in caplog.records if record.name == "revitalisation"]
    assert [record.levelno for record in ours] == [logging.ERROR]
    assert "title" in ours[0].getMessage()
    assert "/comites/nouveau/" in ours[0].getMessage()
    assert not any(record.exc_info for record in caplog.records)
    assert "DETAIL" not in caplog.text


def test_a_declared_refusal_is_shown_above_the_form(lectoure, committee_form, monkeypatch):
    monkeypatch.setattr(
        "convention.models.Committee.invite",
        lambda found: (
            LedgerEntry.objects.all()._raw_delete("default") or Snapshot.objects.update(value="1")
        ),
    )
    answer = committee_form()
    assert answer.status_code == 422
    assert any(sentence in answer.text for sentence in declared_messages())


def test_the_administration_tells_the_two_apart(lectoure, as_role, monkeypatch):
    admin = as_role("admin")
    admin.raise_request_exception = False
    address = reverse("admin:accounts_organisation_add")
    data = {"name": "Un organisme", "kind": "other", "siren": ""}
    work = {"broken": lambda: Project.objects.update(baseline_fte=-1)}
    monkeypatch.setattr(Organisation, "save", lambda *args, **kwargs: work["broken"]())
    refused = admin.send(address, data)
    assert (refused.status_code, "ne peut pas être négatif" in refused.text) == (422, True)
    work["broken"] = lambda: Company.objects.update(name=None)
    wrong = admin.send(address, data)
    assert (wrong.status_code, "rencontré une erreur" in wrong.text) == (500, True)


def test_two_uniquenesses_of_a_table_are_told_apart_by_their_columns(lectoure):
    closed = ProspectStage.objects.filter(stage="lost").first()
    contacted = ProspectStage.objects.filter(prospect=closed.prospect_id).exclude(stage="lost")
    assert "déjà atteint" in refusal_sentence(broken(lambda: again(contacted.first())))
    closed.stage, closed.lost_reason = "signed", ""
    assert "déjà signé ou perdu" in refusal_sentence(broken(lambda: again(closed)))
