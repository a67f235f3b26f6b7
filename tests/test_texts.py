"""What parties sign about the figures: told from the day of these, never overwritten, their own."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from axes.territory.models import Placement
from convention.access import Right, rights
from convention.models import Axis, Comment, Convention, Opinion
from revitalisation.accounts.models import User
from revitalisation.dated_rows import KEPT, Kept
from revitalisation.ui.validators import holds_no_nir

from .factories import (
    SIGNED,
    AxisFactory,
    CommentFactory,
    ConventionFactory,
    OpinionFactory,
    OrganisationFactory,
    UserFactory,
    party,
)
from .forms import hidden_fields, plain
from .test_constraints import refuses
from .test_forms import url

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FIRST, SECOND = date(2014, 5, 31), date(2015, 5, 31)
WHY = {"change_cause": "mistyped", "change_note": "Compte rendu relu."}
KINDS = pytest.mark.parametrize(
    ("factory", "kind"),
    [(CommentFactory, "comment"), (OpinionFactory, "opinion")],
    ids=["comment", "opinion"],
)


@pytest.fixture
def convention() -> Convention:
    return ConventionFactory.create()


@pytest.fixture
def axis(convention) -> Axis:
    return convention.axes.get(kind="business")


def held(model, convention: Convention, day: date, **about) -> list:
    """Return the texts that a page of a day shows."""
    return list(model.objects.of(convention).filter(model.holding(day), **about))


# --- at a date ---------------------------------------------------------------------------------


@KINDS
def test_a_page_shows_the_latest_figures_commented_by_its_day(convention, factory, kind):
    first = factory(convention=convention, as_of=FIRST)
    second = factory(convention=convention, as_of=SECOND, later=True, signed_on=date(2015, 7, 7))
    model = type(first)
    days = (FIRST - DAY, FIRST, SECOND - DAY, SECOND, date(2020, 1, 1))
    told = [held(model, convention, day) for day in days]
    assert told == [[], [first], [first], [second], [second]]


@KINDS
def test_a_text_on_older_figures_takes_its_place_among_the_others(convention, factory, kind):
    last = factory(convention=convention, as_of=SECOND)
    late = factory(convention=convention, as_of=FIRST, signed_on=date(2016, 1, 4))
    assert held(type(last), convention, SECOND - DAY) == [late]
    assert held(type(last), convention, SECOND) == [last]


@KINDS
def test_the_whole_and_each_axis_are_commented_apart_and_so_is_each_body(
    convention, axis, factory, kind
):
    whole = factory(convention=convention, as_of=FIRST)
    on_axis = factory(convention=convention, as_of=FIRST, axis=axis)
    of_state = factory(convention=convention, as_of=FIRST, by_state=True)
    later = factory(convention=convention, as_of=SECOND)
    assert {*held(type(whole), convention, SECOND - DAY)} == {whole, on_axis, of_state}
    assert {*held(type(whole), convention, SECOND)} == {later, on_axis, of_state}


@KINDS
def test_lists_and_pages_open_from_the_very_day_of_the_figures(lectoure, as_role, factory, kind):
    text = factory(convention=lectoure, as_of=SECOND + DAY, signed_on=date(2015, 7, 7))
    reader, page = as_role("banque"), text.get_absolute_url()
    assert reader.get(page, {"au": SECOND}).status_code == 404
    shown = plain(reader.get(page, {"au": SECOND + DAY}).text)
    assert "7 juillet 2015, après la date de cette page" in shown
    assert "après la date" not in plain(reader.get(page, {"au": "2015-07-07"}).text)
    for day, listed in ((SECOND, False), (SECOND + DAY, True)):
        answer = reader.get(url(f"{kind}_list", lectoure), {"au": day})
        assert (page in answer.text) is listed
        assert ("signé après cette date" in answer.text) is True, "those of the demonstration are"


def test_a_list_may_keep_the_last_of_each_and_one_axis(lectoure, as_role):
    reader, address = as_role("comite"), url("opinion_list", lectoure)
    count = {
        query: reader.get(f"{address}?au=2016-06-30{query}").context["count"]
        for query in ("", "&latest=latest", "&on=all", "&on=site", "&confidence=worried")
    }
    assert count == {"": 6, "&latest=latest": 3, "&on=all": 5, "&on=site": 1,
                     "&confidence=worried": 1}  # fmt: skip


# --- as they are entered -----------------------------------------------------------------------


def comment(**changes) -> dict:
    return {"as_of": "2016-01-31", "signed_on": "2016-02-15", "done": "Deux réunions."} | changes


def opinion(**changes) -> dict:
    return {"as_of": "2016-01-31", "signed_on": "2016-02-15", "confidence": "doubtful",
            "grounds": "Peu d’embauches."} | changes  # fmt: skip


def test_a_comment_is_signed_by_a_person_in_the_name_of_a_body(lectoure, as_role):
    writer = as_role("operateur")
    sent = comment(gap="Des travaux\r\n\r\nen retard\u202f; le bail.")
    answer = writer.send(url("comment_create", lectoure), sent)
    assert answer.status_code == 302
    text = Comment.objects.get(as_of="2016-01-31")
    assert (text.organisation.name, text.recorded_by.email, text.axis) == (
        "BPI Group", "operateur@demo.invalid", None,
    )  # fmt: skip
    assert text.gap == "Des travaux en retard\u202f; le bail."
    page = plain(writer.get(answer.url).text)
    assert "toute la convention" in page
    assert "D’où vient l’écart" in page
    assert "Ce qui vient ensuite" not in page, "nothing was answered"
    history = plain(writer.get(url("convention_history", lectoure)).text)
    assert "a ajouté le commentaire « BPI Group, chiffres au 31/01/2016 »" in history


def test_an_opinion_is_one_of_four_levels_and_says_why(lectoure, as_role):
    writer, address = as_role("prefecture"), url("opinion_create", lectoure)
    assert len(Opinion.Confidence.choices) == 4
    for wrong, field in (({"confidence": ""}, "confidence"), ({"grounds": " "}, "grounds"),
                         ({"confidence": "sure"}, "confidence")):  # fmt: skip
        answer = writer.send(address, opinion(**wrong))
        assert (answer.status_code, [*answer.context["form"].errors]) == (422, [field])
    assert writer.send(address, opinion()).status_code == 302
    text = Opinion.objects.get(as_of="2016-01-31")
    assert text.organisation.name == "Préfecture du Gers"
    assert "Doutes" in writer.get(text.get_absolute_url()).text


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"done": ""}, None, "répond au moins à une des questions"),
        ({"done": "x" * 601}, "done", "600"),
        ({"signed_on": "2016-01-30"}, None, "au plus tôt le jour de ses chiffres"),
        ({"signed_on": "2062-01-30"}, "signed_on", "après aujourd’hui"),
        ({"as_of": "2062-01-30", "signed_on": "2062-01-30"}, "as_of", "après aujourd’hui"),
        ({"as_of": "2013-10-10"}, "as_of", "a été signée le 11 octobre 2013"),
        ({"as_of": "2015-05-31"}, "as_of", "a déjà signé un texte sur les chiffres"),
        ({"risks": "Voir 1 85 05 78 006 084 91"}, "risks", "numéro de sécurité sociale"),
        ({"risks": "Us\u200bine"}, "risks", "U+200B"),
    ],
)
def test_a_wrong_comment_is_told_where_it_is_wrong(lectoure, as_role, changes, field, sentence):
    answer = as_role("operateur").send(url("comment_create", lectoure), comment(**changes))
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert sentence in plain(str(errors[field] if field else errors))
    assert not Comment.objects.filter(done="Deux réunions.").exists()


@pytest.mark.parametrize("page", ["comment_create", "opinion_create", "resolution_create"])
def test_no_text_names_a_young_person(lectoure, as_role, page):
    young = Placement.objects.get(code="J-01")
    named = f"Suivi de {young.given_name} {young.family_name.upper()}"
    sent = comment() | opinion() | {"asked_on": "2016-01-04", "question": "?"}
    for field in ("done", "next_steps", "grounds", "question", "proposal"):
        answer = as_role("operateur").send(url(page, lectoure), sent | {field: named})
        if field in answer.context["form"].fields if answer.context else False:
            assert answer.status_code == 422
            assert "Ce texte nomme quelqu’un" in plain(str(answer.context["form"].errors[field]))
            return
    pytest.fail("no such field")


def test_a_committee_s_decision_names_nobody_either(lectoure, as_role):
    name = Placement.objects.get(code="J-01").family_name
    key = lectoure.resolutions.earliest("pk").pk
    sent = {"taken_on": "2014-07-08", "decision": f"Aider {name}"} | {"change_reason": "Relu"}
    answer = as_role("prefecture").send(url("resolution_take", lectoure, key), sent)
    assert "Ce texte nomme quelqu’un" in plain(str(answer.context["form"].errors["decision"]))


@pytest.mark.parametrize(
    "text",
    ["185057800608491", "1 85 05 78 006 084 91", "1.85.05.78.006.084", "2 99 12 2A 004 123",
     "n° 1850578006084."],
)  # fmt: skip
def test_what_reads_as_a_social_security_number_is_refused(text):
    with pytest.raises(ValidationError, match="sécurité sociale"):
        holds_no_nir(f"Vu avec {text} hier")


@pytest.mark.parametrize(
    "text",
    ["1 500 000 € et 632 000 €", "73282932000074", "05 62 00 00 00", "185057800608492",
     "de 2014 à 2015, 263 emplois", "1 500 000 632 000"],
)  # fmt: skip
def test_other_numbers_are_not(text):
    holds_no_nir(text)


@KINDS
def test_an_axis_of_another_convention_is_refused_by_form_and_database(
    lectoure, tissages, as_role, factory, kind
):
    elsewhere = tissages.axes.get()
    sent = {"axis": elsewhere.pk} | (comment() if kind == "comment" else opinion())
    answer = as_role("operateur").send(url(f"{kind}_create", lectoure), sent)
    assert "axis" in answer.context["form"].errors
    text = factory.build(convention=lectoure, axis=elsewhere, organisation=party(lectoure),
                         recorded_by=UserFactory.create())  # fmt: skip
    with pytest.raises(ValidationError, match="autre convention"):
        text.validate_constraints()
    refuses(text.save, "porte sur un axe de la convention")


def test_the_same_text_sent_twice_counts_once(lectoure, as_role):
    writer, address = as_role("operateur"), url("comment_create", lectoure)
    sent = writer.open(address) | comment()
    once, twice = writer.post(address, sent), writer.post(address, sent)
    assert once.status_code == twice.status_code == 302
    assert once.url == twice.url
    assert Comment.objects.filter(as_of="2016-01-31").count() == 1


# --- rectified, withdrawn ----------------------------------------------------------------------


def test_a_text_rectified_stays_readable_and_says_why(lectoure, as_role):
    wrong = CommentFactory(convention=lectoure, as_of=date(2016, 1, 31))
    writer, address = as_role("operateur"), url("comment_correct", lectoure, wrong.pk)
    assert "axis" not in writer.get(address).context["form"].fields
    sent = comment(done="Trois réunions.")
    assert "change_cause" in writer.send(address, sent).context["form"].errors
    same = comment(done=wrong.done, signed_on="2016-01-31") | WHY
    assert "Rien ne change" in writer.send(address, same).text
    answer = writer.send(address, sent | WHY)
    assert answer.status_code == 302
    right = Comment.objects.get(supersedes=wrong)
    own = {"axis": None, "organisation": wrong.organisation}
    assert held(Comment, lectoure, date(2016, 2, 1), **own) == [right]
    page = plain(writer.get(answer.url).text)
    assert "Trois réunions." in page
    assert "erreur de saisie : Compte rendu relu." in page
    before = plain(writer.get(wrong.get_absolute_url()).text)
    assert "Ce texte a été rectifié le" in before
    assert wrong.done in before
    assert right.get_absolute_url() in before
    assert wrong.get_absolute_url() + "?" not in writer.get(url("comment_list", lectoure)).text
    assert writer.get(address).status_code == 404, "it is superseded already"


@KINDS
def test_a_text_withdrawn_is_told_at_no_date(lectoure, as_role, factory, kind):
    text = factory(convention=lectoure, as_of=date(2016, 1, 31), by_state=True)
    writer, address = as_role("prefecture"), url(f"{kind}_void", lectoure, text.pk)
    assert writer.send(address, {"change_cause": "other"}).status_code == 422
    answer = writer.send(address, WHY)
    assert answer.status_code == 302
    assert "Ce texte a été retiré le" in plain(writer.get(answer.url).text)
    model = type(text)
    assert text not in held(model, lectoure, date(2016, 1, 31))
    void = model.objects.get(supersedes=text)
    assert writer.get(void.get_absolute_url()).status_code == 404
    history = plain(writer.get(url("convention_history", lectoure)).text)
    assert f"le retrait {model.of_named} « Préfecture du Gers, chiffres au 31/01/2016 »" in history


def test_a_text_replaced_on_an_older_day_leaves_the_one_before_it(convention):
    first = CommentFactory(convention=convention, as_of=FIRST)
    wrong = CommentFactory(convention=convention, as_of=SECOND)
    wrong.void(UserFactory.create(), "duplicate", "Deux fois")
    assert held(Comment, convention, SECOND) == [first]
    again = CommentFactory(convention=convention, as_of=SECOND)
    assert held(Comment, convention, SECOND) == [again]


def test_of_two_who_rectify_a_text_the_second_is_told(lectoure, two):
    text = CommentFactory(convention=lectoure, as_of=date(2016, 1, 31))
    address = url("comment_correct", lectoure, text.pk)
    first, second = two
    opened = [person.open(address) for person in two]
    change = comment(done="Trois réunions.") | WHY
    assert first.post(address, opened[0] | change).status_code == 302
    answer = second.post(address, opened[1] | change | {"done": "Quatre réunions."})
    assert answer.status_code == 409
    assert "Quatre réunions." in answer.text, "what was typed is kept"
    assert Comment.objects.get(supersedes=text).done == "Trois réunions."


def test_another_text_signed_meanwhile_stops_nobody(lectoure, two):
    text = CommentFactory(convention=lectoure, as_of=date(2016, 1, 31))
    version = Convention.objects.get(pk=lectoure.pk).version
    first, second = two
    address = url("comment_correct", lectoure, text.pk)
    opened = first.open(address)
    assert second.send(url("opinion_create", lectoure), opinion()).status_code == 302
    assert first.post(address, opened | comment(done="Trois.") | WHY).status_code == 302
    assert Convention.objects.get(pk=lectoure.pk).version == version


# --- whose ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["banque", "mission-locale", "entreprise", "comite", "admin"])
@pytest.mark.parametrize("page", ["comment_create", "opinion_create", "resolution_create"])
def test_only_parties_that_run_the_convention_sign(lectoure, as_role, role, page):
    answer = as_role(role).get(url(page, lectoure))
    assert answer.status_code == 403
    assert "BPI Group" in answer.text, "who may is said"
    buttons = as_role(role).get(url(page.replace("create", "list"), lectoure)).text
    assert url(page, lectoure) not in buttons


@KINDS
def test_none_rectifies_for_another_body_not_even_an_administrator(
    lectoure, as_role, factory, kind
):
    text = factory(convention=lectoure, as_of=date(2016, 1, 31))
    for role, status in (("prefecture", 404), ("admin", 403), ("comite", 403)):
        reader = as_role(role)
        for act in ("correct", "void"):
            address = url(f"{kind}_{act}", lectoure, text.pk)
            assert reader.get(address).status_code == status
            assert reader.post(address, WHY).status_code == status
            assert address not in reader.get(text.get_absolute_url()).text
    own = as_role("operateur").get(text.get_absolute_url()).text
    assert url(f"{kind}_correct", lectoure, text.pk) in own


def test_an_administrator_speaks_for_no_party(lectoure):
    held = rights(User.objects.get(email="admin@demo.invalid"), lectoure)
    assert not held & {Right.GIVE_OPINION, Right.ASK_COMMITTEES}


# --- what the database refuses -----------------------------------------------------------------


@KINDS
def test_a_text_is_neither_changed_nor_removed(convention, factory, kind):
    text = factory(convention=convention)
    for act in (text.save, text.delete):
        with pytest.raises(Kept):
            act()
    stored = type(text).objects.filter(pk=text.pk)
    other = OrganisationFactory()
    for name, value in (("as_of", FIRST), ("signed_on", SECOND), ("organisation", other)):
        refuses(lambda name=name, value=value: stored.update(**{name: value}), KEPT)
    refuses(stored.delete, KEPT)


@KINDS
def test_a_body_signs_one_text_a_date_on_an_axis_and_on_all(convention, axis, factory, kind):
    for about in ({}, {"axis": axis}):
        text = factory(convention=convention, **about)
        again = factory.build(convention=convention, organisation=text.organisation,
                              recorded_by=text.recorded_by, **about)  # fmt: skip
        with pytest.raises(ValidationError, match="a déjà un texte"):
            again.validate_constraints()
        refuses(again.save)


@KINDS
def test_the_database_refuses_what_no_form_lets_by(convention, factory, kind):
    refuses(lambda: factory(convention=convention, signed_on=date(2015, 1, 30)))
    refuses(lambda: factory(convention=convention, recorded_by=None))
    refuses(lambda: factory(convention=convention, as_of=SIGNED - DAY), "d’avant la signature")
    refuses(lambda: factory(convention=convention, organisation=OrganisationFactory()),
            "signé par un organisme de la convention")  # fmt: skip
    factory(convention=convention, as_of=SIGNED)
    convention.terms.update(effective_on=SIGNED + DAY)
    moved = Convention.objects.filter(pk=convention.pk)
    refuses(lambda: moved.update(signed_on=SIGNED + DAY), "La signature ne peut pas suivre")


def test_a_comment_says_something_and_an_opinion_says_why(convention):
    refuses(lambda: CommentFactory(convention=convention, done=""))
    refuses(lambda: OpinionFactory(convention=convention, grounds=""))


@KINDS
def test_a_rectification_is_about_the_same_body_and_axis(convention, axis, factory, kind):
    whole, on_axis = factory(convention=convention), factory(convention=convention, axis=axis)
    for text, other in ((whole, axis), (on_axis, None), (on_axis, AxisFactory(
            convention=convention, number=9))):  # fmt: skip
        stray = text.successor(UserFactory.create())
        stray.axis, stray.cause, stray.reason = other, "mistyped", "Relu."
        stray.as_of += DAY
        stray.signed_on += DAY
        refuses(stray.save, "porte sur ce qu’elle rectifie")
    for text in (whole, on_axis):
        right = text.successor(UserFactory.create())
        right.cause, right.reason = "mistyped", ""
        with pytest.raises(IntegrityError), transaction.atomic():
            right.save()
        right.reason = "Relu."
        right.save()
        assert held(type(text), convention, text.as_of, axis=text.axis) == [right]


def test_today_is_offered_and_a_form_forgets_the_date_of_the_page(lectoure, as_role):
    page = as_role("operateur").get(url("comment_create", lectoure), {"au": "2015-05-31"})
    assert page.context["form"]["signed_on"].value() == timezone.localdate().isoformat()
    assert hidden_fields(page.text)["form_token"]
    offered = [axis.number for axis in page.context["form"].fields["axis"].queryset]
    assert offered == [1, 2, 3]
