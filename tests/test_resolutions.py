"""What a committee is asked, what it decides, whether it was done: each step from its day."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from convention.models import Convention, Resolution

from .factories import SIGNED, ConventionFactory, OrganisationFactory, ResolutionFactory, party
from .forms import fields_of, plain
from .test_constraints import changed, refuses
from .test_forms import url

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ASKED, TAKEN, DUE, DONE = (date(2015, 2, 2), date(2015, 3, 10), date(2015, 6, 30), date(2015, 7, 6))


@pytest.fixture
def asked(lectoure) -> Resolution:
    """A decision that the operator waits for."""
    return ResolutionFactory.create(convention=lectoure, question="Prolonger d’un an ?")


@pytest.fixture
def followed(lectoure) -> Resolution:
    """One that was taken, then carried out late."""
    return ResolutionFactory.create(
        convention=lectoure, taken=True, decision="Prolongé de six mois.", done_on=DONE
    )


def sent(**changes) -> dict:
    return {"asked_on": "2016-01-04", "question": "Prolonger d’un an ?"} | changes


# --- at a date ---------------------------------------------------------------------------------


def test_each_step_is_told_from_its_day(lectoure, followed, as_role):
    reader = as_role("banque")
    assert reader.get(followed.get_absolute_url(), {"au": ASKED - DAY}).status_code == 404
    decision, late = "Prolongé de six mois.", "en retard"
    for day, shown in (
        (ASKED, ()), (TAKEN - DAY, ()), (TAKEN, (decision,)), (DUE, (decision,)),
        (DUE + DAY, (decision, late)), (DONE - DAY, (decision, late)),
        (DONE, (decision, "6 juillet 2015")),
    ):  # fmt: skip
        page = plain(reader.get(followed.get_absolute_url(), {"au": day}).text)
        facts = page.partition('<dl class="app-facts">')[2].partition("</dl>")[0]
        told = {words for words in (decision, late, "6 juillet 2015") if words in facts}
        assert told == set(shown), day


def test_the_list_tells_a_day_what_it_knew(lectoure, followed, as_role):
    reader, address = as_role("comite"), url("resolution_list", lectoure)
    states = ("waiting", "taken", "late", "done")
    known = {ASKED - DAY: (), ASKED: ("waiting",), TAKEN: ("taken",), DUE: ("taken",),
             DUE + DAY: ("taken", "late"), DONE: ("done",)}  # fmt: skip
    for day, state in known.items():
        page = followed.get_absolute_url()
        listed = [s for s in states if page in reader.get(f"{address}?au={day}&state={s}").text]
        assert listed == list(state), day
    row = reader.get(address, {"au": TAKEN - DAY}).text.partition(page)[2].partition("</tr>")[0]
    assert "Prolongé" not in row


def test_a_committee_tells_what_it_was_asked_and_what_it_decided(lectoure, as_role):
    reader = as_role("entreprise")
    held = lectoure.committees.get(kind="follow_up", as_of=date(2015, 5, 31))
    page = plain(reader.get(held.get_absolute_url(), {"au": "2015-05-31"}).text)
    assert "Comment financer l’aménagement du site" in page
    assert "Complément accepté" not in page, "it met five weeks later"
    page = plain(reader.get(held.get_absolute_url(), {"au": held.held_on}).text)
    assert "Complément accepté" in page
    other = lectoure.committees.get(kind="follow_up", as_of=date(2016, 5, 31))
    assert "<h2>Décisions</h2>" not in reader.get(other.get_absolute_url()).text


def test_a_committee_to_come_is_not_told_at_a_past_day(lectoure, as_role):
    held = lectoure.committees.create(
        kind="steering", held_on=date(2015, 4, 8), as_of=date(2015, 3, 31), place="Auch"
    )
    resolution = ResolutionFactory(convention=lectoure, committee=held)
    reader = as_role("banque")
    for day, told in ((date(2015, 4, 7), False), (held.held_on, True)):
        page = plain(reader.get(resolution.get_absolute_url(), {"au": day}).text)
        facts = page.partition('<dl class="app-facts">')[2].partition("</dl>")[0]
        assert (f"Comité de pilotage du {held.held_on:%d/%m/%Y}" in facts) is told


# --- as they are entered -----------------------------------------------------------------------


def test_a_decision_is_asked_taken_then_carried_out(lectoure, as_role):
    held = lectoure.committees.create(
        kind="follow_up", held_on=date(2016, 2, 9), as_of=date(2016, 1, 31), place="Auch"
    )
    answer = as_role("operateur").send(
        url("resolution_create", lectoure), sent(committee=held.pk, options="Oui\r\nou non.")
    )
    assert answer.status_code == 302
    asked = Resolution.objects.get(asked_on="2016-01-04")
    assert (asked.asked_by.name, asked.options) == ("BPI Group", "Oui ou non.")
    state = as_role("prefecture")
    carry_out = url("resolution_carry_out", lectoure, asked.pk)
    assert state.get(carry_out).status_code == 404, "nothing is decided yet"
    taken = {"taken_on": "2016-02-09", "taken_in": held.pk, "decision": "Oui.",
             "due_on": "2016-06-30"}  # fmt: skip
    take = url("resolution_take", lectoure, asked.pk)
    assert state.send(take, taken).status_code == 302, "filling in what was empty asks no reason"
    assert state.send(carry_out, {"done_on": "2016-05-02"}).status_code == 302
    asked.refresh_from_db()
    assert (asked.decision, asked.done_on, asked.version) == ("Oui.", date(2016, 5, 2), 3)
    history = plain(state.get(url("resolution_history", lectoure, asked.pk)).text)
    assert "a complété la décision demandée « Prolonger d’un an ? »" in history


def test_replacing_a_step_is_a_correction_and_says_why(lectoure, followed, as_role):
    writer = as_role("prefecture")
    for page, change in (("resolution_take", {"decision": "Refusé."}),
                         ("resolution_carry_out", {"done_on": "2015-07-07"})):  # fmt: skip
        address = url(page, lectoure, followed.pk)
        typed = fields_of(writer, address) | change | {"change_reason": ""}
        answer = writer.post(address, typed)
        assert "Indiquez le motif de la correction" in plain(answer.text)
        assert writer.post(address, typed | {"change_reason": "Relu"}).status_code == 302
    followed.refresh_from_db()
    assert (followed.decision, followed.done_on) == ("Refusé.", date(2015, 7, 7))


@pytest.mark.parametrize(
    ("page", "changes", "sentence"),
    [
        ("resolution_take", {"taken_on": "2015-02-01", "decision": "Oui."}, "au plus tôt le jour"),
        ("resolution_take", {"taken_on": "2062-02-01", "decision": "Oui."}, "après aujourd’hui"),
        ("resolution_take", {"taken_on": "2015-03-10"}, "sa date et son contenu"),
        ("resolution_take", {"decision": "Oui."}, "sa date et son contenu"),
        ("resolution_take", {}, "Indiquez la date de la décision"),
        ("resolution_take", {"due_on": "2015-03-10"}, "vont avec sa date"),
        ("resolution_take", {"taken_on": "2015-03-10", "decision": "Oui.", "due_on": "2015-03-09"},
         "ne peut pas précéder la décision"),
        ("resolution_update", {"asked_on": "2013-10-10"}, "a été signée le"),
        ("resolution_update", {"question": ""}, "obligatoire"),
    ],
)  # fmt: skip
def test_a_wrong_step_is_told(lectoure, asked, as_role, page, changes, sentence):
    writer = as_role("operateur" if page == "resolution_update" else "prefecture")
    address = url(page, lectoure, asked.pk)
    answer = writer.post(address, fields_of(writer, address) | changes)
    assert answer.status_code == 422
    assert sentence in plain(str(answer.context["form"].errors))


def test_a_decision_does_not_precede_the_meeting_that_took_it(lectoure, asked, as_role):
    held = lectoure.committees.get(held_on=date(2015, 7, 7), kind="follow_up")
    writer, address = as_role("prefecture"), url("resolution_take", lectoure, asked.pk)
    typed = {"taken_on": "2015-07-06", "taken_in": held.pk, "decision": "Oui."}
    answer = writer.send(address, typed)
    assert "elle ne peut pas le précéder" in plain(str(answer.context["form"].errors["taken_on"]))
    assert writer.send(address, typed | {"taken_on": "2015-07-07"}).status_code == 302
    move = fields_of(writer, url("committee_update", lectoure, held.pk))
    answer = writer.post(
        url("committee_update", lectoure, held.pk), move | {"held_on": "2015-07-08"}
    )
    assert "il a pris une décision le 7 juillet 2015" in plain(
        str(answer.context["form"].errors["held_on"])
    )


def test_a_committee_of_another_convention_is_offered_to_nobody(lectoure, tissages, as_role):
    stray = tissages.committees.create(
        kind="steering", held_on=date(2026, 5, 5), as_of=date(2026, 5, 5), place="Condom"
    )
    address = url("resolution_create", lectoure)
    answer = as_role("operateur").send(address, sent(committee=stray.pk))
    assert "committee" in answer.context["form"].errors


def test_a_decision_asked_twice_at_once_is_asked_once(lectoure, as_role):
    writer, address = as_role("operateur"), url("resolution_create", lectoure)
    typed = writer.open(address) | sent()
    once, twice = writer.post(address, typed), writer.post(address, typed)
    assert once.url == twice.url
    assert Resolution.objects.filter(asked_on="2016-01-04").count() == 1


def test_of_two_who_note_a_decision_the_second_chooses(lectoure, asked, two, as_role):
    address = url("resolution_update", lectoure, asked.pk)
    first, second = two
    mine, theirs = fields_of(first, address), fields_of(second, address)
    why = {"change_reason": "Relu"}
    assert second.post(address, theirs | {"question": "De six mois ?"} | why).status_code == 302
    answer = first.post(address, mine | {"question": "De deux ans ?"} | why)
    assert answer.status_code == 409
    assert "De deux ans" in answer.text


# --- who may ----------------------------------------------------------------------------------


def test_a_body_changes_its_own_requests_and_withdraws_those_not_decided(
    lectoure, asked, followed, as_role
):
    state = as_role("prefecture")
    for page in ("resolution_update", "resolution_delete"):
        assert state.get(url(page, lectoure, asked.pk)).status_code == 404
    writer = as_role("operateur")
    for page in ("resolution_take", "resolution_carry_out"):
        assert writer.get(url(page, lectoure, followed.pk)).status_code == 403
    assert writer.get(url("resolution_delete", lectoure, followed.pk)).status_code == 404
    address = url("resolution_delete", lectoure, asked.pk)
    assert address in writer.get(url("resolution_update", lectoure, asked.pk)).text
    assert address.replace(str(asked.pk), str(followed.pk)) not in (
        writer.get(url("resolution_update", lectoure, followed.pk)).text
    )
    assert writer.send(address, {}).status_code == 422
    assert writer.send(address, {"change_reason": "Sans objet"}).status_code == 302
    assert not Resolution.objects.filter(pk=asked.pk).exists()
    told = plain(writer.get(url("convention_history", lectoure)).text)
    assert "a supprimé la décision demandée « Prolonger d’un an ? »" in told


# --- what the database refuses -----------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        {"question": ""},
        {"decision": ""},
        {"taken_on": None},
        {"taken_on": ASKED - DAY},
        {"due_on": TAKEN - DAY},
        {"done_on": TAKEN - DAY},
        {"taken_on": None, "decision": ""},
    ],
)
def test_steps_out_of_order_are_refused(followed, values):
    refuses(changed(followed, **values))


def test_the_very_day_is_in_order(convention_of_steps):
    ResolutionFactory(convention=convention_of_steps, asked_on=TAKEN, taken=True,
                      taken_on=TAKEN, due_on=TAKEN, done_on=TAKEN)  # fmt: skip


@pytest.fixture
def convention_of_steps() -> Convention:
    return ConventionFactory.create()


def test_a_resolution_and_its_committees_are_of_one_convention(lectoure, asked, tissages):
    stray = tissages.committees.create(
        kind="steering", held_on=date(2026, 5, 5), as_of=date(2026, 5, 5), place="Condom"
    )
    refuses(changed(asked, committee=stray), "examine une décision")
    refuses(changed(asked, taken_in=stray, taken_on=date(2026, 5, 5), decision="x"), "prend une")
    refuses(
        changed(asked, convention=tissages, asked_on=date(2026, 6, 1)), "reste dans sa convention"
    )
    refuses(changed(stray, convention=lectoure), "Un comité reste dans sa convention")
    refuses(lambda: ResolutionFactory(convention=lectoure, asked_by=OrganisationFactory()),
            "demandée par un organisme de la convention")  # fmt: skip
    refuses(lambda: ResolutionFactory(convention=lectoure, asked_on=SIGNED - DAY),
            "avant la signature")  # fmt: skip


def test_a_meeting_and_its_decisions_are_in_order(lectoure, asked):
    held = lectoure.committees.get(held_on=date(2015, 7, 7), kind="follow_up")
    before = {"taken_in": held, "decision": "x", "taken_on": date(2015, 7, 6)}
    refuses(changed(asked, **before), "ne peut pas précéder le comité")
    changed(asked, **before | {"taken_on": held.held_on})()
    refuses(changed(held, held_on=held.held_on + DAY), "après une décision qu’il a prise")


def test_a_signature_does_not_follow_what_was_asked(convention_of_steps):
    ResolutionFactory(convention=convention_of_steps, asked_by=party(convention_of_steps),
                      asked_on=SIGNED)  # fmt: skip
    convention_of_steps.terms.update(effective_on=SIGNED + DAY)
    convention_of_steps.signed_on = SIGNED + DAY
    with pytest.raises(ValidationError, match="une décision demandée"):
        convention_of_steps.validate_constraints()
    refuses(changed(convention_of_steps, signed_on=SIGNED + DAY), "décision déjà demandée")
