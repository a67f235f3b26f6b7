"""Two people at once behind gunicorn: a few rounds of ``python -m tests.concurrency``."""

import subprocess
import sys

import pytest
from django.contrib import admin

from revitalisation.records import Versioned
from revitalisation.ui.administration import VersionedAdmin, VersionedInline
from tests.concurrency.finding import NOT_DRIVEN, driven, forms
from tests.concurrency.targets import DRIVES
from tests.demonstration import ROOT


def test_every_form_found_from_the_urls_is_driven_or_left_out_by_name():
    assert driven() == DRIVES.keys()
    assert all(any(name.startswith(prefix) for name in forms()) for prefix in NOT_DRIVEN)


def test_every_record_of_ours_in_the_administration_carries_its_version():
    for model, page in admin.site._registry.items():
        if issubclass(model, Versioned):
            assert isinstance(page, VersionedAdmin), model
            assert all(issubclass(inline, VersionedInline) for inline in page.inlines), model


@pytest.mark.slow
def test_two_people_at_once_lose_nothing_and_count_nothing_twice():
    command = [sys.executable, "-m", "tests.concurrency", "--rounds", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No loss, no doubling" in done.stdout
