"""What was promised, hired and replaced before posts were rows: all of it is carried over."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from reporting.workshop.benchmark.databases import DEFAULT, serving

from .test_companies_carried_over import _as_owner, _execute, _models

pytestmark = pytest.mark.django_db(transaction=True)
SIGNED, MADE, GONE = date(2013, 10, 11), date(2014, 4, 1), date(2015, 1, 5)
AFTER = [("business", "0020_hires_hold_posts")]


@contextmanager
def before_posts(directory: Path) -> Iterator[Any]:
    """Create a database as it was before posts; yield its models."""
    kind = connections[DEFAULT]
    made, name = _as_owner(kind), "sans_postes"
    if kind.vendor == "sqlite":
        made.settings_dict["NAME"] = str(directory / f"{name}.sqlite3")
    else:
        made.settings_dict["NAME"] = name
        _execute(kind, f"CREATE DATABASE {name}")
    try:
        with serving(made):
            executor = MigrationExecutor(made)
            leaves = executor.loader.graph.leaf_nodes()
            then = [("business", "0015_acceptances_are_dated"),
                    *(key for key in leaves if key[0] in ("accounts", "reference"))]  # fmt: skip
            executor.migrate(then)
            yield _models(then)
    finally:
        made.close()
        if kind.vendor != "sqlite":
            _execute(kind, f"DROP DATABASE {name}")


class Before:
    """A project, its promises and its hires as they were written then."""

    def __init__(self, apps: Any) -> None:
        self.apps = apps
        region = self("reference", "Region").create(code="76", name="Occitanie")
        gers = self("reference", "Departement").create(code="32", name="Gers", region=region)
        commune = self("reference", "Commune").create(code="32208", name="L", departement=gers)
        firm = self("accounts", "Organisation").create(name="Usine", kind="liable_company")
        convention = self("convention", "Convention").create(
            slug="c", name="C", liable_company=firm, legal_basis="convention", regime="large",
            departement=gers, commune=commune, signed_on=SIGNED, operational_start=SIGNED,
        )  # fmt: skip
        axis = self("convention", "Axis").create(
            convention=convention, number=2, kind="business", title="T", counts_jobs=True
        )
        naf = self("reference", "NafCode").create(code="16.10A", label="Bois", section="C")
        self.project = self("business", "Project").create(
            reference="P", axis=axis, kind="creation", title="T", received_on=MADE,
            company=self("business", "ConventionCompany").create(
                convention=convention, kind="aided", name="E", naf=naf, commune=commune,
                identity=self("business", "Company").create(siret="12345678900012"),
            ),
        )  # fmt: skip
        self.by = self("accounts", "User").create(email="a@exemple.invalid")

    def __call__(self, app: str, model: str) -> Any:
        return self.apps.get_model(app, model).objects

    def promise(self, number: int, **said: Any) -> Any:
        return self("business", "JobCommitment").create(
            project=self.project, post="P", contract="permanent", number=number,
            due_on=date(2016, 1, 1), **{"committed_on": MADE} | said,
        )  # fmt: skip

    def hire(self, hired: date, **said: Any) -> Any:
        left = said.get("ended_on")
        counts = {} if "replaces" in said else {"counts_from": hired}
        made = {
            "post": "P", "contract": "permanent", "entered_by": self.by, "hired_on": hired,
            "twelve_months_on": date(hired.year + 1, hired.month, min(hired.day, 28)),
            "end_reason": "other" if left else "",
            "not_counted_reason": "" if counts else "replacement",
        }  # fmt: skip
        job = self("business", "Job").create(project=self.project, **made, **counts, **said)
        past = {k: v for k, v in said.items() if k not in ("commitment", "replaces")}
        past |= {f"{k}_id": said[k].pk for k in ("commitment", "replaces") if k in said}
        self("business", "HistoricalJob").create(
            id=job.pk, project_id=self.project.pk, history_type="+", history_date=job.entered_at,
            entered_by_id=self.by.pk, entered_at=job.entered_at,
            **{k: v for k, v in made.items() if k != "entered_by"}, **counts, **past,
        )  # fmt: skip
        return job.pk


def test_every_promise_hire_and_replacement_has_its_post(tmp_path):
    with before_posts(tmp_path) as apps:
        then = Before(apps)
        three = then.promise(3)
        gone = then.promise(2, committed_on=date(2014, 9, 1), cancelled_on=GONE)
        jobs = then("business", "Job")
        last = then.hire(date(2014, 5, 5), commitment=three, rank=2)
        first = then.hire(date(2014, 5, 6), commitment=three, rank=1, ended_on=date(2014, 6, 1))
        chain = [first]
        for day in (7, 8, 9):
            left = {"ended_on": date(2014, day, 20)} if day < 9 else {}
            leaver = jobs.get(pk=chain[-1])
            chain.append(then.hire(date(2014, day, 1), replaces=leaver, **left))
        alone = [
            then.hire(date(2014, 5, 7), ended_on=date(2014, 6, 2)),
            then.hire(date(2012, 2, 29)),
        ]
        after_alone = then.hire(date(2014, 6, 2), replaces=jobs.get(pk=alone[0]))
        # An earlier hire may have been replaced by one that was entered before it.
        programmed = {
            day: sum(
                k.number
                for k in (three, gone)
                if k.committed_on <= day and not (k.cancelled_on and k.cancelled_on <= day)
            )
            for day in (date(2014, 3, 31), MADE, date(2014, 9, 1), date(2015, 1, 4), GONE)
        }

        MigrationExecutor(connections[DEFAULT]).migrate(AFTER)
        now = _models(AFTER)
        posts, hires, history = (
            now.get_model("business", name).objects for name in ("Post", "Job", "HistoricalJob")
        )
        found = {job.pk: job for job in hires.all()}
        promised = posts.exclude(commitment_id=None)
        assert sorted(promised.values_list("commitment_id", "rank", "made_on", "given_up_on")) == [
            *((three.pk, rank, MADE, None) for rank in (1, 2, 3)),
            *((gone.pk, rank, date(2014, 9, 1), None) for rank in (1, 2)),
        ]
        assert {found[key].holds.rank for key in chain} == {1}
        assert {found[key].holds.commitment_id for key in chain} == {three.pk}
        assert found[last].holds.rank == 2
        assert found[alone[0]].holds == found[after_alone].holds != found[alone[1]].holds
        for key in alone:
            post = found[key].holds
            assert (post.commitment_id, post.rank) == (None, None)
            assert (post.project_id, post.made_on) == (then.project.pk, found[key].hired_on)
        assert posts.count() == 5 + len(alone)
        for day, expected in programmed.items():
            live = promised.filter(made_on__lte=day).exclude(commitment__cancelled_on__lte=day)
            assert live.count() == expected, day
        assert found[alone[1]].twenty_four_months_on == date(2014, 2, 28)
        assert found[last].twenty_four_months_on == date(2016, 5, 5)
        # The history of a hire says which post it held; that of each post begins.
        told = dict(history.values_list("id", "holds_id"))
        assert {told[key] for key in (first, last)} == {
            found[key].holds_id for key in (first, last)
        }
        assert told[alone[0]] == found[alone[0]].holds_id
        begun = now.get_model("business", "HistoricalPost").objects
        assert sorted(begun.values_list("id", flat=True)) == sorted(
            posts.values_list("pk", flat=True)
        )
        # Keys go on after those that the migration gave.
        made = posts.create(project_id=then.project.pk, made_on=MADE)
        assert made.pk == max(posts.values_list("pk", flat=True))
