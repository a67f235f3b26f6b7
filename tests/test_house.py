"""The repository checks itself: names, sizes, and what the security policy would refuse."""

import importlib.util
import re
from importlib import metadata
from pathlib import Path

import pytest
from django.template.utils import get_app_template_dirs

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("revitalisation", "convention", "axes", "reporting", "tests")
COMMENT = re.compile(r"{#.*?#}|{% comment.*?endcomment %}", re.DOTALL)
INLINE = re.compile(
    r"<style|<script(?![^>]*\bsrc=)(?![^>]*type=.application/json)|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']",
    re.IGNORECASE,
)


def modules() -> list[Path]:
    found = (path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def test_axes_is_ours():
    specification = importlib.util.find_spec("axes")
    assert specification is not None
    assert specification.origin == str(ROOT / "axes" / "__init__.py")
    with pytest.raises(metadata.PackageNotFoundError):
        metadata.version("django-axes")


def test_french_marks_stand_behind_a_space_that_does_not_break():
    """In templates; Python’s sentences are read by the tests of their pages."""
    loose = re.compile(r"[\w»)’}] [:;?!»]|« ")
    offenders = {}
    for path in templates():
        text = re.sub(COMMENT, "", path.read_text("utf-8"))
        text = re.sub(r"{%.*?%}", "", text, flags=re.DOTALL)
        if found := loose.findall(re.sub(r"{{.*?}}", "}", text, flags=re.DOTALL)):
            offenders[str(path.relative_to(ROOT))] = found
    assert offenders == {}


def test_dates_are_written_into_addresses_in_one_place():
    """``revitalisation.ui.dates.dated`` writes ``?au=``; all else goes through it."""
    product = [p for p in modules() if "tests" not in p.relative_to(ROOT).parts]
    product += templates()
    written = re.compile(r"[?;&\"'}]au=(?!AAAA)")
    found = {str(p.relative_to(ROOT)) for p in product if written.search(p.read_text("utf-8"))}
    assert found == {"revitalisation/ui/dates.py"}


def test_modules_stay_short():
    sizes = {path: len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert {str(path): size for path, size in sizes.items() if size > 500} == {}


def test_every_template_is_used_by_code_or_by_another():
    """Django looks statuses up by name; the others that nothing names stand for a library’s."""
    product = [p for p in modules() if "tests" not in p.relative_to(ROOT).parts]
    read = {path: path.read_text("utf-8") for path in [*product, *templates()]}
    unused = set()
    for path in templates():
        name = str(path.relative_to(ROOT / "templates"))
        named = any(f'"{name}"' in text for other, text in read.items() if other != path)
        stands_for = any((folder / name).exists() for folder in get_app_template_dirs("templates"))
        if not named and not stands_for and not re.fullmatch(r"(403|403_csrf|404|500)\.html", name):
            unused.add(name)
    assert unused == set()


def test_lines_of_templates_are_read_without_scrolling():
    long = {
        f"{path.relative_to(ROOT)}:{number}": len(line)
        for path in templates()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if len(line) > 160
    }
    assert long == {}


def test_templates_hold_no_inline_code():
    """What the policy refuses; paper and e-mail know no such policy."""
    offenders = {}
    for path in templates():
        if "documents" in path.parts or "email" in path.parts:
            continue
        text = re.sub(COMMENT, "", path.read_text("utf-8"))
        if found := INLINE.search(text):
            offenders[str(path.relative_to(ROOT))] = found.group()
    assert offenders == {}
