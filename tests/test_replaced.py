# ruff: noqa: S608 - statements made of the names of our own tables
"""On SQLite, REPLACE removes unseen the row that holds what is unique: no guarded table lets it."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from axes.business.models import CompanyProposal, ConventionCompany
from revitalisation import triggers
from revitalisation.accounts.models import User

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no REPLACE."),
]


def guarded() -> list[type[models.Model]]:
    """Return the models whose rows the database keeps from some UPDATE or DELETE."""
    tables = {r.table for r in triggers.declared() if {"UPDATE", "DELETE"} & {*r.events}}
    found = [model for model in apps.get_models() if not model._meta.proxy]
    return [model for model in found if model._meta.db_table in tables]


def uniques(model) -> list[tuple[tuple[str, ...], models.Q]]:
    """Return what is unique in a table besides its key: its columns, among which rows."""
    meta = model._meta
    fields = [f for f in meta.concrete_fields if f.unique and not f.primary_key]
    together = [(names, models.Q()) for names in meta.unique_together]
    constraints = [
        (constraint.fields, constraint.condition or models.Q())
        for constraint in meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
    ]
    found = [*(((f.name,), models.Q()) for f in fields), *together, *constraints]
    return [(tuple(meta.get_field(n).column for n in names), among) for names, among in found]


CASES = [(model, *unique) for model in guarded() for unique in uniques(model)]


@pytest.fixture
def bare():
    """A cursor of a connection that has not asked for the triggers of what REPLACE removes."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers = OFF")
        yield cursor
        cursor.execute("PRAGMA recursive_triggers = ON")


def stored(model, columns, among) -> list[models.Model]:
    """Return the rows that hold something unique; two at least, where the table has them."""
    if model is CompanyProposal:
        person = User.objects.earliest("pk")
        for company in ConventionCompany.objects.all()[:2]:
            CompanyProposal.objects.create(
                company=company, official_name="X", reason="Kbis", proposed_by=person,
                proposed_on=timezone.localdate(),
            )  # fmt: skip
    filled = {f"{column.removesuffix('_id')}__isnull": False for column in columns}
    return list(model._base_manager.filter(among, **filled).order_by("-pk")[:2])


def rows(model) -> list[tuple]:
    return list(model._base_manager.order_by("pk").values_list())


def refused(cursor, statement: str, values) -> str:
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        cursor.execute(statement, values)
    return str(refusal.value)


def written(record, field: models.Field):
    return field.get_db_prep_save(getattr(record, field.attname), connection)


def elsewhere(field: models.Field, value):
    """Return another value of a column: what else is unique must not be what refuses."""
    if value is None or field.null:
        return None
    return f"{value}x" if isinstance(value, str) else value


@pytest.mark.parametrize(
    ("model", "columns", "among"), CASES, ids=lambda v: getattr(v, "__name__", None)
)
def test_what_is_unique_is_no_way_to_replace_a_row(model, columns, among, bare):
    found = stored(model, columns, among)
    if not found:
        pytest.skip(f"the demonstration has no {model._meta.verbose_name} of this kind")
    before, table, first = rows(model), model._meta.db_table, found[0]
    others = {c for unique, _ in uniques(model) for c in unique} - {*columns}
    row = {}
    for field in model._meta.concrete_fields:
        value = written(first, field)
        row[field.column] = elsewhere(field, value) if field.column in others else value
    row[model._meta.pk.column] = before[-1][0] + 1_000_000
    named = ", ".join(f'"{column}"' for column in row)
    holes = ", ".join(["%s"] * len(row))
    for verb in ("REPLACE", "INSERT OR REPLACE"):
        answer = refused(bare, f'{verb} INTO "{table}" ({named}) VALUES ({holes})', [*row.values()])
        assert answer in triggers.declared_messages()
    assert rows(model) == before


@pytest.mark.parametrize(
    ("model", "columns", "among"), CASES, ids=lambda v: getattr(v, "__name__", None)
)
def test_a_row_takes_nothing_that_is_unique_to_another(model, columns, among, bare):
    found = stored(model, columns, among)
    if len(found) < 2:
        pytest.skip(f"the demonstration has no two rows of {model._meta.verbose_name}")
    before, (one, other), meta = rows(model), found, model._meta
    taken = {f.column: written(other, f) for f in meta.concrete_fields if f.column in columns}
    sets = ", ".join(f'"{column}" = %s' for column in taken)
    statement = f'UPDATE OR REPLACE "{meta.db_table}" SET {sets} WHERE "{meta.pk.column}" = %s'
    answer = refused(bare, statement, [*taken.values(), one.pk])
    assert answer in triggers.declared_messages()
    assert rows(model) == before
