"""The repository checks itself: names, sizes, and what the security policy would refuse."""

import importlib.util
import re
from importlib import metadata
from pathlib import Path

import pytest

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
    for path in (ROOT / "templates").rglob("*.html"):
        text = re.sub(COMMENT, "", path.read_text("utf-8"))
        text = re.sub(r"{%.*?%}", "", text, flags=re.DOTALL)
        if found := loose.findall(re.sub(r"{{.*?}}", "}", text, flags=re.DOTALL)):
            offenders[str(path.relative_to(ROOT))] = found
    assert offenders == {}


def test_dates_are_written_into_addresses_in_one_place():
    """``revitalisation.ui.dates.dated`` writes ``?au=``; all else goes through it."""
    product = [p for p in modules() if "tests" not in p.relative_to(ROOT).parts]
    product += (ROOT / "templates").rglob("*.html")
    written = re.compile(r"[?;&\"'}]au=(?!AAAA)")
    found = {str(p.relative_to(ROOT)) for p in product if written.search(p.read_text("utf-8"))}
    assert found == {"revitalisation/ui/dates.py"}


def test_modules_stay_short():
    sizes = {path: len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert {str(path): size for path, size in sizes.items() if size > 500} == {}


def test_templates_hold_no_inline_code():
    """What the policy refuses; paper and e-mail know no such policy."""
    offenders = {}
    for path in (ROOT / "templates").rglob("*.html"):
        if "documents" in path.parts or "email" in path.parts:
            continue
        text = re.sub(COMMENT, "", path.read_text("utf-8"))
        if found := INLINE.search(text):
            offenders[str(path.relative_to(ROOT))] = found.group()
    assert offenders == {}
