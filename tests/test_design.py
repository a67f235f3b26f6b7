"""The sheet of the design system holds what pages use, all of it and nothing else."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from revitalisation.ui.design import finders as design
from revitalisation.ui.design.pruning import pruned, used_by

WRITTEN = re.compile(r"""class(?:="|", ")([^"]*)""")
DEFINED = re.compile(r"\.(fr-[\w-]+)")
# A negation asks for nothing.
NEGATED = re.compile(r":not\([^()]*(?:\([^()]*\))?[^()]*\)")


@pytest.fixture(scope="module")
def sheet() -> str:
    return design.sheet()


@pytest.fixture(scope="module")
def styled(sheet) -> set[str]:
    """Classes of the design system that the sheets of pages style, ours being one."""
    ours = (design.settings.BASE_DIR / "static/css/app.css").read_text(encoding="utf-8")
    return set(DEFINED.findall(sheet + ours))


def written() -> dict[str, str]:
    return {str(path): path.read_text(encoding="utf-8") for path in design.sources()}


@pytest.mark.parametrize(
    ("rules", "kept"),
    [
        (".fr-btn{color:red}", ".fr-btn{color:red}"),
        (".fr-card{color:red}", ""),
        (".fr-btn,.fr-card{color:red}", ".fr-btn{color:red}"),
        (".fr-card .fr-btn,.fr-btn .fr-card{color:red}", ""),
        (".fr-btn:not(.fr-card){color:red}", ".fr-btn:not(.fr-card){color:red}"),
        (".fr-btn--sm{color:red}", ""),
        ("h1{margin:0!important}", "h1{margin:0!important}"),
        ("[data-fr-theme=dark] a,[data-fr-theme=light] b{x:y}", "[data-fr-theme=light] b{x:y}"),
        ("[data-fr-theme] a{x:y}[data-fr-opened] a{x:y}", "[data-fr-theme] a{x:y}"),
        ("@media print{.fr-card{x:y}}", ""),
        ("@media print{.fr-card{x:y}.fr-btn{x:y}}", "@media print{.fr-btn{x:y}}"),
        # A variable read by nothing, by what is kept, by another that is, by a rule left out.
        (":root{--a:1;--b:2}p{x:var(--a)}", ":root{--a:1}p{x:var(--a)}"),
        (":root{--a:var(--b);--b:2}p{x:var(--a)}", ":root{--a:var(--b);--b:2}p{x:var(--a)}"),
        (":root{--a:var(--b);--b:2}.fr-card{x:var(--a)}", ""),
        (":root{--ours:1}", ":root{--ours:1}"),
        # Addresses are those of the folder of the sheet that is served.
        ("p{x:url(../icons/a.svg)}", "p{x:url(icons/a.svg)}"),
        ("p{x:url(\"data:image/svg+xml;a{b},c\")}", "p{x:url(\"data:image/svg+xml;a{b},c\")}"),
        (
            "@font-face{font-family:Marianne;font-style:normal;font-weight:700;src:url(b.woff2),url(b.woff)}"
            "@font-face{font-family:Marianne;font-style:italic;font-weight:700;src:url(i.woff2)}",
            "@font-face{font-family:Marianne;font-style:normal;font-weight:700;src:url(icons/b.woff2)}",
        ),
    ],
)  # fmt: skip
def test_a_rule_is_kept_for_what_it_names(rules, kept):
    used = used_by(['<html data-fr-theme="light"><a class="fr-btn">', "b { x: var(--ours); }"])
    folder = "icons" if "b.woff2" in rules else "utility"
    assert pruned([(folder, rules)], used) == kept


def test_classes_of_the_design_system_are_written_whole():
    """What is put together when a page is drawn is found nowhere, and would lose its style."""
    halves = re.compile(r"(?<![\w-])fr-(?:[\w-]*\{(?![%{]#)[{\w]|[\w-]*-(?![\w-])|(?=[{%]))")
    found = {
        path: halves.findall(text)
        for path, text in written().items()
        if "/ui/design/" not in path and halves.search(text)
    }
    assert found == {}


def test_every_class_that_is_written_is_styled(styled):
    classes = {
        name
        for path, text in written().items()
        if path.endswith(".html")
        for part in WRITTEN.findall(re.sub(r"{[%{].*?[}%]}", " ", text))
        for name in part.split()
        if name.startswith("fr-")
    }
    assert len(classes) > 50
    assert classes - styled == set()


def test_nothing_is_served_that_nobody_writes(sheet):
    text = "".join(text for path, text in written().items() if path.endswith((".html", ".py")))
    asked = set(DEFINED.findall(NEGATED.sub("", sheet)))
    assert [name for name in asked if not re.search(rf"(?<![\w-]){name}(?![\w-])", text)] == []
    read = set(re.findall(r"var\(\s*(--[\w-]+)", sheet + "".join(written().values())))
    assert set(re.findall(r"[{;](--[\w-]+):", sheet)) <= read
    assert "dark" not in re.sub(r"\([^()]*\)", "", sheet)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["", "emplois/", "axes/2/", "projets/nouveau/", "historique/"])
def test_pages_are_drawn_with_what_is_served(styled, lectoure, as_role, path):
    page = as_role("operateur").get(f"{lectoure.get_absolute_url()}{path}")
    drawn = {c for part in WRITTEN.findall(page.text) for c in part.split() if c.startswith("fr-")}
    assert len(drawn) > 15
    assert drawn - styled == set()


def test_every_file_that_the_sheet_names_is_collected(sheet):
    (finder,) = (f for f in finders.get_finders() if isinstance(f, design.DesignSystemFinder))
    listed = {path for path, _ in finder.list(None)}
    named = {f"dsfr/dist/{name}" for name in re.findall(r"url\(([\w./-]+)\)", sheet)}
    assert {path.rpartition(".")[2] for path in named} == {"svg", "woff2"}
    assert named <= listed
    assert len(listed) < 30
    for path in listed:
        assert finders.find(path), path
    assert not finders.find("dsfr/dist/no-such-file.css")
    others = [f for f in finders.get_finders() if not isinstance(f, design.DesignSystemFinder)]
    assert not any(path.startswith("dsfr/") for f in others for path, _ in f.list(None))


def test_the_sign_in_page_names_one_sheet_of_the_design_system(client, db):
    page = client.get(reverse("account_login")).text
    assert re.findall(r'href="[^"]*(dsfr/[^"]*\.css)"', page) == [design.SHEET]
