"""No French is put together outside the grammar."""

from pathlib import Path

import pytest

from .wording import agreeing, put_together

ROOT = Path(__file__).parents[1]
# Every sentence of what readers are told goes through the grammar.
TOLD = ("reporting/situation", "reporting/documents", "reporting/pages", "reporting/figures")
# Of labels and refusals, where a name or a day is filled in, only what agrees does.
FILLED = ("reporting", "axes", "convention", "revitalisation/history")


def sources(*folders: str):
    """Yield the modules of folders; commands speak to who types them, migrations to nobody."""
    left_out = {"management", "migrations", "workshop"}
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not left_out & set(path.parts):
                yield path


def test_no_sentence_is_put_together_outside_the_grammar():
    assert not [str(found) for path in sources(*TOLD) for found in put_together(path)]


def test_nothing_that_agrees_stands_beside_a_value_outside_the_grammar():
    assert not [str(found) for path in sources(*FILLED) for found in agreeing(path)]


@pytest.mark.parametrize(
    "code",
    [
        'f"site de {commune}"',
        'f"{n}\\u00a0emplois"',
        'f"dont {n} {broken}"',
        '"site de " + name',
        '"dont %s rompus" % n',
        '"le comité du {held}".format(held=day)',
        'say("la création de {jobs}", jobs=jobs)',
        'say("l’{organisation}", organisation=name)',
        'ONE = "réuni le {day}"',
    ],
)
def test_what_is_put_together_is_found(code, tmp_path):
    (tmp_path / "module.py").write_text(code, encoding="utf-8")
    assert [*put_together(tmp_path / "module.py")]


@pytest.mark.parametrize(
    "code",
    [
        'say("site {commune:de}", commune=name)',
        'say("réuni {day}, {n:un|deux}", day=day, n=n)',
        'f"{page}?au={day}&par=axe"',
        'f"communique-de-{slug}.pdf"',
        '"Le bilan " "définitif est attendu."',
    ],
)
def test_what_the_grammar_fills_in_is_not(code, tmp_path):
    (tmp_path / "module.py").write_text(code, encoding="utf-8")
    assert not [*put_together(tmp_path / "module.py")]


@pytest.mark.parametrize(
    ("code", "is_found"),
    [
        ('f"{number} jours"', True),
        ('f"dont {number} {words}"', True),
        ('f"la création de {jobs}"', True),
        ('f"le {long_date(day)}, {euros(sum)} versés"', False),
        ('f"emploi n°\\u00a0{pk}"', False),
    ],
)
def test_what_agrees_is_told_from_names_and_days(code, is_found, tmp_path):
    (tmp_path / "module.py").write_text(code, encoding="utf-8")
    assert bool([*agreeing(tmp_path / "module.py")]) is is_found
