"""The migration that gives each convention its own knowledge of companies, on real records."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps as installed
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from reporting.workshop.benchmark.databases import DEFAULT, serving
from revitalisation.triggers import GuardedApp

BEFORE = [
    ("business", "0003_versions_and_history"),
    ("territory", "0003_versions_and_history"),
    # What it has become since knows what jobs are.
    ("convention", "0009_perimeter_has_its_day"),
]
# Numbers of migrations may change, their names do not.
AFTER = (("business", "companies_are_identities"), ("territory", "employers_of_one_convention"))
# PostgreSQL keeps its triggers through a migration: those of then on what is carried over.
GUARDS = {
    "business_project_elsewhere",
    "territory_placement_before_signature",
    "territory_hire_after_follow_up",
}
DAY = date(2014, 3, 3)


def moment(month: int) -> datetime:
    return datetime(2020, month, 1, tzinfo=UTC)


@contextmanager
def database_of_yesterday(directory: Path) -> Iterator[Any]:
    """Create a database of the kind in use as it was before; yield its models."""
    kind = connections[DEFAULT]
    made = _as_owner(kind)
    name = "reprise"
    if kind.vendor == "sqlite":
        made.settings_dict["NAME"] = str(directory / f"{name}.sqlite3")
    else:
        made.settings_dict["NAME"] = name
        _execute(kind, f"CREATE DATABASE {name}")
    try:
        with serving(made):
            executor = MigrationExecutor(made)
            ours = ("convention", "business", "territory", "ledger", "site", "figures", "decisions")
            known = {key for key in executor.loader.graph.leaf_nodes() if key[0] not in ours}
            then = [*known, *BEFORE]
            executor.migrate(then)
            if made.vendor == "postgresql":
                _guard(made)
            yield _models(then)
    finally:
        made.close()
        if kind.vendor != "sqlite":
            _execute(kind, f"DROP DATABASE {name}")


def after(executor: MigrationExecutor) -> list[tuple[str, str]]:
    """Return the migrations by which everything is carried over."""
    return [
        next(key for key in executor.loader.graph.nodes if key[0] == app and key[1].endswith(name))
        for app, name in AFTER
    ]


def _as_owner(database: Any) -> Any:
    """Return a connection of the role that makes databases and migrates them."""
    made = database.copy()
    made.settings_dict["OPTIONS"] = {
        name: value
        for name, value in database.settings_dict.get("OPTIONS", {}).items()
        if name != "assume_role"
    }
    return made


def _execute(database: Any, statement: str) -> None:
    """Run a statement that no transaction may hold, beside the one of the test."""
    beside = _as_owner(database)
    with beside.cursor() as cursor:
        cursor.execute(statement)
    beside.close()


def _models(targets: list[tuple[str, str]]) -> Any:
    """Return the models as they are after some migrations."""
    return MigrationExecutor(connections[DEFAULT]).loader.project_state(targets).apps


def _guard(database: Any) -> None:
    for app in installed.get_app_configs():
        refusals = app.refusals if isinstance(app, GuardedApp) else ()
        for refusal in refusals:
            if refusal.name in GUARDS:
                with database.cursor() as cursor:
                    for statement in refusal.statements(database.vendor, refusal.name):
                        cursor.execute(statement)


class Yesterday:
    """Records as they were written before: two conventions that share a company."""

    def __init__(self, apps: Any) -> None:
        self.apps = apps
        departement = self("reference", "Departement").objects.create(
            code="32", name="Gers",
            region=self("reference", "Region").objects.create(code="76", name="Occitanie"),
        )  # fmt: skip
        self.commune = self("reference", "Commune").objects.create(
            code="32208", name="Lectoure", departement=departement
        )
        self.naf = [
            self("reference", "NafCode").objects.create(
                code=code, label=code, section="C", section_label="Industrie"
            )
            for code in ("16.10A", "25.62B")
        ]
        organisations = self("accounts", "Organisation").objects
        self.people = {}
        self.conventions = []
        for number in (1, 2):
            firm = organisations.create(name=f"Usine {number}", kind="liable_company")
            operator = organisations.create(name=f"Opérateur {number}", kind="operator")
            convention = self("convention", "Convention").objects.create(
                slug=f"c-{number}", name=f"Convention {number}", liable_company=firm,
                legal_basis="convention", regime="large", departement=departement,
                commune=self.commune, signed_on=date(2013, 10, 11),
                operational_start=date(2014, 2, 1),
            )  # fmt: skip
            self("convention", "Membership").objects.create(
                convention=convention, organisation=operator, role="operator"
            )
            self.people[number] = self("accounts", "User").objects.create(
                email=f"saisie-{number}@exemple.invalid", organisation=operator
            )
            self.conventions.append(convention)
        self.axes = [
            {
                kind: self("convention", "Axis").objects.create(
                    convention=convention, number=number, kind=kind, title=kind
                )
                for number, kind in ((2, "business"), (3, "territory"))
            }
            for convention in self.conventions
        ]

    def __call__(self, app: str, name: str) -> Any:
        return self.apps.get_model(app, name)

    def company(self, name: str, siret: str, by: int, baseline: int | None, naf: int = 0) -> Any:
        company = self("business", "Company").objects.create(
            name=name, siret=siret, naf=self.naf[naf], commune=self.commune, baseline_fte=baseline
        )
        self.tell(company, "+", by, 1)
        return company

    def tell(self, record: Any, kind: str, by: int, month: int) -> None:
        """Write a line of history, as the record is now."""
        app, name = record._meta.app_label, record._meta.object_name
        history = self(app, f"Historical{name}")
        values = {
            f.attname: getattr(record, f.attname)
            for f in record._meta.concrete_fields
            if f.attname in {h.attname for h in history._meta.concrete_fields}
        }
        history.objects.create(
            **values, history_type=kind, history_user=self.people[by], history_date=moment(month)
        )

    def project(self, number: int, company: Any, month: int) -> Any:
        project = self("business", "Project").objects.create(
            reference=f"P-{company.pk}", axis=self.axes[number - 1]["business"], company=company,
            kind="creation", title="Projet", received_on=DAY, completed_on=DAY, decided_on=DAY,
            decision="favourable",
        )  # fmt: skip
        self.tell(project, "+", number, month)
        return project

    def placement(self, number: int, company: Any) -> Any:
        placement = self("territory", "Placement").objects.create(
            axis=self.axes[number - 1]["territory"], code=f"J-{company.pk}", employer=company,
            contract="permanent", hired_on=DAY, age_at_hire=20, counts_from=DAY,
            entered_by=self.people[number],
        )  # fmt: skip
        self.tell(placement, "+", number, 2)
        return placement


@pytest.mark.django_db
def test_each_convention_keeps_what_it_read_of_its_companies(tmp_path):
    with database_of_yesterday(tmp_path) as apps:
        was = Yesterday(apps)
        shared = was.company("Menuiserie", "00000098400005", by=1, baseline=5)
        ours, theirs = was.project(1, shared, 2), was.project(2, shared, 3)
        shared.name, shared.naf, shared.baseline_fte = (
            "Menuiserie Neuve",
            was.naf[1],
            Decimal("6.5"),
        )
        shared.save()
        was.tell(shared, "~", 2, 4)
        both = was.company("Boulangerie", "00000098400013", by=1, baseline=None)
        employed = was.placement(1, both)
        was.project(1, both, 2)
        youth = was.company("Fournil", "00000098400021", by=1, baseline=3)
        alone = was.placement(1, youth)
        orphan = was.company("Forge", "00000098400039", by=2, baseline=4)
        stray = was.company("Tannerie", "00000098400047", by=1, baseline=2)
        was("convention", "Membership").objects.create(
            convention=was.conventions[1], organisation=was.people[1].organisation, role="operator"
        )

        executor = MigrationExecutor(connections[DEFAULT])
        targets = after(executor)
        executor.migrate(targets)
        now = _models(targets)
        known = now.get_model("business", "ConventionCompany").objects
        first, second = (convention.pk for convention in was.conventions)
        assert sorted(
            known.values_list("convention", "kind", "identity", "name", "naf", "commune")
        ) == sorted(
            [
                (first, "aided", shared.pk, "Menuiserie Neuve", "25.62B", "32208"),
                (second, "aided", shared.pk, "Menuiserie Neuve", "25.62B", "32208"),
                (first, "aided", both.pk, "Boulangerie", "16.10A", "32208"),
                (first, "employer", both.pk, "Boulangerie", "16.10A", "32208"),
                (first, "employer", youth.pk, "Fournil", "16.10A", "32208"),
                (second, "aided", orphan.pk, "Forge", "16.10A", "32208"),
            ]
        )
        identities = now.get_model("business", "Company").objects
        assert identities.get(pk=stray.pk).official_name == "Tannerie"
        assert identities.get(pk=shared.pk).siret == "00000098400005"

        projects = now.get_model("business", "Project").objects
        for project, convention in ((ours, first), (theirs, second)):
            project = projects.select_related("company").get(pk=project.pk)
            assert (project.company.convention_id, project.company.identity_id) == (
                convention, shared.pk
            )  # fmt: skip
            assert (project.baseline_fte, project.baseline_on, project.baseline_source) == (
                Decimal("6.5"), None, "carried_over"
            )  # fmt: skip
        assert projects.get(company__identity=both.pk).baseline_source == ""
        placements = now.get_model("territory", "Placement").objects.select_related("employer")
        found = placements.get(pk=alone.pk)
        assert (found.employer.kind, found.employer_fte) == ("employer", 3)
        assert placements.get(pk=employed.pk).employer_fte is None

        # The history of the company is that of each knowledge; strangers are not named in it.
        told = now.get_model("business", "HistoricalConventionCompany").objects
        for convention, users in ((first, [1, None]), (second, [1, 2])):
            lines = told.filter(convention=convention, identity=shared.pk).order_by("history_date")
            assert list(lines.values_list("name", "naf", "history_user")) == [
                ("Menuiserie", "16.10A", was.people[1].pk),
                ("Menuiserie Neuve", "25.62B", users[1] and was.people[2].pk),
            ]
        # That of projects says what the headcount was, and when it changed.
        told = now.get_model("business", "HistoricalProject").objects
        for project, month in ((ours, 2), (theirs, 3)):
            lines = told.filter(id=project.pk).order_by("history_date")
            assert list(lines.values_list("history_date", "history_type", "baseline_fte")) == [
                (moment(month), "+", 5), (moment(4), "~", Decimal("6.5"))
            ]  # fmt: skip
            assert {line.company_id for line in lines} == {projects.get(pk=project.pk).company_id}
        told = now.get_model("business", "HistoricalCompany").objects
        reason = told.filter(id=stray.pk).latest("history_date").history_change_reason
        assert "Activité 16.10A, commune 32208, effectif 2" in reason
