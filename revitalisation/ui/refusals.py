"""The one place where a database’s refusal becomes a sentence, and where an error stays one."""

import logging
import re
import traceback
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError
from django.db.models import AutoField, CheckConstraint, Field, Model, UniqueConstraint
from django.db.models.constraints import BaseConstraint
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import server_error

from revitalisation.triggers import declared_messages

logger = logging.getLogger("revitalisation")

REFUSED = (
    "La base de données refuse cet enregistrement\u00a0: vérifiez les dates, les montants "
    "et les liens entre les fiches."
)
# SQLite names a check by its name, an index on columns by its columns, any other index by its name.
_SQLITE = re.compile(
    r"\A(?:CHECK constraint failed: (?P<check>\w+)|UNIQUE constraint failed: "
    r"(?:index '(?P<index>\w+)'|(?P<columns>[\w.]+(?:, [\w.]+)*)))\Z"
)
# PostgreSQL says « Key (site_id, name)=(3, …) already exists. »: the names only are read.
_POSTGRESQL_COLUMNS = re.compile(r"\AKey \((\w+(?:, \w+)*)\)=")

Columns = tuple[str, frozenset[str]]


def refusal_sentence(error: IntegrityError) -> str | None:
    """Return the sentence of a refusal that we declare, None for any other error.

    Declared are the triggers of the apps, and the constraints of the models: checks, uniqueness.
    """
    first_line = str(error).partition("\n")[0]
    names, columns = _declared_constraints()
    name, key = _broken(error, first_line)
    # A trigger that stands before a unique index says what the index would: its columns come first.
    said = first_line if first_line in declared_messages() else None
    return names.get(name) or columns.get(key) or said


def _broken(error: IntegrityError, text: str) -> tuple[str, Columns]:
    """Return the name of the constraint that an error is about, and the columns it is on."""
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is not None:
        found = _POSTGRESQL_COLUMNS.match(diagnosis.message_detail or "")
        on = frozenset(found[1].split(", ")) if found else frozenset()
        return diagnosis.constraint_name or "", (diagnosis.table_name or "", on)
    found = _SQLITE.match(text)
    if found is None:
        return "", ("", frozenset())
    pairs = [column.split(".") for column in (found["columns"] or "").split(", ") if column]
    table = pairs[0][0] if pairs else ""
    return found["check"] or found["index"] or "", (table, frozenset(name for _, name in pairs))


@cache
def _declared_constraints() -> tuple[dict[str, str], dict[Columns, str]]:
    """Return the sentences of the constraints by name, and those of unique columns by columns."""
    names: dict[str, str] = {}
    columns: dict[Columns, str] = {}
    for model in apps.get_models(include_auto_created=True):
        for constraint in model._meta.constraints:
            if not isinstance(constraint, CheckConstraint | UniqueConstraint):
                continue
            names[constraint.name] = sentence = _sentence(model, constraint)
            if isinstance(constraint, UniqueConstraint) and constraint.fields:
                columns.setdefault(_key(model, constraint.fields), sentence)
        for together in model._meta.unique_together:
            columns[_key(model, together)] = _already_there(model, together)
        for field in model._meta.local_concrete_fields:
            # The service numbers its records: a number used twice is an error, not a refusal.
            if field.unique and not isinstance(field, AutoField):
                columns[_key(model, [field.name])] = _already_there(model, [field.name])
    return names, columns


def _sentence(model: type[Model], constraint: BaseConstraint) -> str:
    if constraint.violation_error_message != constraint.default_violation_error_message:
        return str(constraint.get_violation_error_message())
    if isinstance(constraint, UniqueConstraint) and constraint.fields:
        return _already_there(model, constraint.fields)
    return REFUSED


def _already_there(model: type[Model], fields: Any) -> str:
    return model().unique_error_message(model, tuple(fields)).messages[0]


def _key(model: type[Model], fields: Any) -> Columns:
    found = (model._meta.get_field(name) for name in fields)
    return model._meta.db_table, frozenset(f.column or "" for f in found if isinstance(f, Field))


class RefusedWrites:
    """Answers what the database refuses to a form that is not ours (administration).

    A declared refusal is a page with its sentence (422); any other integrity error is logged, and
    is the error it is (500).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page of a refusal, or that of an error; errors of another kind go on."""
        if not isinstance(error, IntegrityError):
            return None
        sentence = refusal_sentence(error)
        if sentence is None:
            # A stack would print the error whole, and PostgreSQL quotes the row in its detail.
            logger.error("%s %s: %s", request.method, request.path, described(error))
            return server_error(request)
        return render(request, "422.html", {"sentence": sentence}, status=422)


def described(error: IntegrityError) -> str:
    """Return what the database said, without the contents of any row, and where we were."""
    diagnosis = getattr(error.__cause__, "diag", None)
    said = (diagnosis and diagnosis.message_primary) or str(error)
    return f"{said.partition(chr(10))[0]} ({_place(error)})"


def _place(error: Exception) -> str:
    """Return the last line of ours that the error went through."""
    ours = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(settings.BASE_DIR)
        and "site-packages" not in frame.filename
    ]
    if not ours:
        return "?"
    last = ours[-1]
    return f"{Path(last.filename).relative_to(settings.BASE_DIR)}:{last.lineno}"
