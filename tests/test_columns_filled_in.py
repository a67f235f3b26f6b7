"""Columns that came later say of each record stored before what they say of one stored since."""

from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from axes.business.models import JobSpell
from axes.ledger.models import LedgerEntry

from .dated_factories import ContractChangeFactory
from .factories import EntryFactory, JobFactory
from .later import disarmed
from .test_posts_paid import aid, pay

pytestmark = pytest.mark.django_db


def run(migration: str, name: str) -> None:
    """Run what a migration does to the records, on those that are there."""
    apps: Any = MigrationLoader(connection).project_state().apps
    getattr(import_module(migration), name)(apps, None)


def test_each_spell_has_the_term_of_its_contract():
    job = JobFactory.create(short=True, hired_on=date(2014, 5, 31))
    ContractChangeFactory.create(
        job=job, changed_on=date(2014, 8, 31), contract="fixed_term", duration_months=6
    )
    ContractChangeFactory.create(job=job, changed_on=date(2015, 1, 5))
    JobFactory.create(project=job.project)
    before = dict(JobSpell.objects.values_list("pk", "term_on"))
    own = list(job.spells.order_by("since").values_list("term_on", flat=True))
    assert own == [date(2014, 8, 31), date(2015, 2, 28), None]
    JobSpell.objects.update(term_on=None)
    run("axes.business.migrations.0024_spells_hold_the_term_of_contracts", "work_out")
    assert dict(JobSpell.objects.values_list("pk", "term_on")) == before


def test_each_entry_says_how_many_posts_it_named():
    jobs = JobFactory.create_batch(2)
    granted = aid(jobs[0].project)
    jobs[1] = JobFactory.create(project=jobs[0].project)
    both = pay(granted, 400, *(job.holds for job in jobs))
    alone, none = pay(granted, 300, jobs[0].holds), EntryFactory.create(aid=granted, amount=10)
    with disarmed():
        with connection.cursor() as cursor:
            cursor.execute("UPDATE ledger_ledgerentry SET posts_named = 0")
        run("axes.ledger.migrations.0004_entries_say_how_many_posts_they_name", "count")
    own = dict(LedgerEntry.objects.values_list("pk", "posts_named"))
    assert [own[entry.pk] for entry in (both, alone, none)] == [2, 1, 0]
