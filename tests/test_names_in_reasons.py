"""A reason names nobody, however the name is cut; and ordinary words name nobody."""

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from revitalisation.history.reasons import names_somebody

LETTERS = st.sampled_from(string.ascii_lowercase + "éèçïôœ")
NAMES = st.text(LETTERS, min_size=4, max_size=12)
VISIBLE, UNSEEN = " .-_,;:/·’'\u00a0\u202f0123", "\u200b\u200d\u2060\u00ad\u034f\u3164"
SEPARATORS = st.builds(
    str.__add__, st.text(st.sampled_from(UNSEEN), max_size=2), st.sampled_from(VISIBLE)
)


@pytest.mark.parametrize(
    "note",
    [
        "Dupont",
        "vu avec DUPONT.",
        "D u p o n t",
        "D.u.p.o.n.t",
        "d-u-p-o-n-t a signalé",
        "D_u_p_o_n_t",
        "D. u. p. o. n. t.",
        "il a D u p o n t au téléphone",
        "D\u200bu\u200bpont",
        "Du\u00adpont",
        "Ｄｕｐｏｎｔ",
        "Dupont2",
        "L é a",
        "L.é.a",
        "Lé\u0301a",
        "saint exemple",
        "SaintExemple",
        "S a i n t-Exemple",
        "Saint E.x.e.m.p.l.e",
    ],
)
def test_a_name_is_seen_however_it_is_cut(note):
    assert names_somebody(note, ["Dupont", "Léa", "Saint-Exemple"])


@pytest.mark.parametrize(
    ("note", "name"),
    [
        ("le chantier du pont", "Dupont"),
        ("il y a un doublon", "Ya"),
        ("il n’y a pas de contrat", "Nya"),
        ("y a-t-il un doublon", "Atil"),
        ("il n’a ni contrat ni pièce", "Nani"),
        ("l’ami a une mine", "Lami"),
        ("l’ami a une mine", "Amine"),
        ("mélodieux exemple", "Élodie"),
        ("embauche à plein temps", "Pl"),
        ("erreur de saisie", "Eure"),
        ("contrat C.D.I. au lieu de C.D.D.", "Cdd"),
    ],
)
def test_ordinary_words_name_nobody(note, name):
    """All but an acronym that is a name: its letters are those of the name, apart alike."""
    assert names_somebody(note, [name]) is (name == "Cdd")


@given(NAMES, st.data())
def test_letters_kept_apart_still_name(name, data):
    spelled = "".join(f"{letter}{data.draw(SEPARATORS)}" for letter in name)
    assert names_somebody(f"vu avec {spelled} hier", [name])


@given(NAMES, st.data())
def test_what_is_not_seen_hides_no_name(name, data):
    unseen = st.text(st.sampled_from(UNSEEN), max_size=2)
    assert names_somebody("".join(f"{letter}{data.draw(unseen)}" for letter in name), [name])


@given(st.lists(NAMES, min_size=1, max_size=3), SEPARATORS)
def test_a_name_of_several_words_names_whatever_is_between_them(words, between):
    name = "-".join(words)
    for note in (between.join(words), "".join(words), f"({between.join(words).upper()})"):
        assert names_somebody(note, [name])


@given(st.lists(st.text(LETTERS, min_size=2, max_size=8), max_size=12), NAMES)
@example(["chantier", "du", "pont"], "dupont")
@example(["mesdupontages"], "dupont")
def test_words_of_two_letters_or_more_name_only_whoever_has_their_name(words, name):
    assert names_somebody(" ".join(words), [name]) is (name in words)


@given(st.text(max_size=200), st.lists(st.text(max_size=20), max_size=5))
def test_any_note_and_any_names_get_an_answer(note, names):
    assert names_somebody(note, names) in (True, False)
