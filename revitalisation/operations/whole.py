"""Whether the database is whole: the schema of this code, and every declared refusal in place."""

import logging
from typing import Any

from django.core import checks
from django.db import DatabaseError, OperationalError, connections
from django.utils import timezone

from revitalisation import schema, triggers

from . import dumps
from .models import Run

MIGRATED = "migrate"
REPAIR = "Lancez « manage.py migrate »."
_log = logging.getLogger(__name__)


def problems(using: str = "default") -> list[str]:
    """Return one sentence for each thing that keeps the service from running; none when whole."""
    try:
        return _problems(using)
    except DatabaseError as error:
        # The error may tell an address or a name: its kind is enough here, the log has the rest.
        _log.error("La base de données ne répond pas\u00a0: %s", error)
        return [f"La base de données ne répond pas ({type(error).__name__})."]


def _problems(using: str) -> list[str]:
    if dumps.interrupted():
        return [
            "Une reprise a été interrompue\u00a0: la base et les fichiers peuvent ne pas aller "
            "ensemble. Lancez de nouveau «\u00a0manage.py restore … --replace\u00a0»."
        ]
    late, later = schema.gaps(using)
    found = [f"Migration à passer\u00a0: {app}.{name}." for app, name in late]
    found += [
        f"Migration d’une version plus récente du service\u00a0: {app}.{name}."
        for app, name in later
    ]
    if not late:
        found += triggers.differences(using)
        if not found and (now := schema.fingerprint(using)):
            noted = Run.objects.using(using).filter(name=MIGRATED).first()
            if noted is None or noted.proof != now:
                found.append("Le schéma de la base n’est plus celui que la migration a laissé.")
    return found


def note_schema(using: str, **kwargs: Any) -> None:
    """Keep the fingerprint of the schema that a migration has left; after ``post_migrate``."""
    now = schema.fingerprint(using)
    if not now or schema.gaps(using)[0]:
        return
    runs = Run.objects.using(using)
    last = runs.filter(name=MIGRATED).first()
    if last is None or last.proof != now:
        at = timezone.now()
        runs.create(
            name=MIGRATED, started_at=at, finished_at=at, outcome=Run.Outcome.FINE, proof=now
        )


def check_database(databases: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Say what is not whole; ``manage.py check --database default``."""
    return [
        checks.Error(sentence, hint=REPAIR, id="operations.E001")
        for using in databases or ()
        for sentence in problems(using)
    ]


def check_role(databases: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Say when the role of the service may do more than it should; with ``--deploy``."""
    return [
        checks.Warning(sentence, hint="Voyez « Rôles » dans README.md.", id="operations.W001")
        for using in databases or ()
        for sentence in powers(using)
    ]


_POWERS = """
    SELECT 'il est superutilisateur' FROM pg_roles WHERE rolname = current_user AND rolsuper
    UNION ALL SELECT 'il possède des tables' WHERE EXISTS (
        SELECT 1 FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
        AND pg_has_role(current_user, relowner, 'MEMBER'))
    UNION ALL SELECT 'il peut vider des tables' WHERE EXISTS (
        SELECT 1 FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
        AND has_table_privilege(oid, 'TRUNCATE'))
    UNION ALL SELECT 'il peut poser des déclencheurs' WHERE EXISTS (
        SELECT 1 FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
        AND has_table_privilege(oid, 'TRIGGER'))
    UNION ALL SELECT 'il peut créer des tables'
        WHERE has_schema_privilege(current_schema(), 'CREATE')
    UNION ALL SELECT 'il peut créer des tables temporaires'
        WHERE has_database_privilege(current_database(), 'TEMPORARY')
    UNION ALL SELECT 'il peut créer des schémas'
        WHERE has_database_privilege(current_database(), 'CREATE')
    UNION ALL SELECT 'il peut créer des grands objets'
        WHERE has_function_privilege('lo_create(oid)', 'EXECUTE')"""


def powers(using: str = "default") -> list[str]:
    """Return one sentence for each power that the role of the service should not have."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return []
    try:
        with connection.cursor() as cursor:
            cursor.execute(_POWERS)
            found = [power for (power,) in cursor.fetchall()]
    except OperationalError:
        return []  # the other check says that the database does not answer
    return [f"Le rôle PostgreSQL du service en peut trop\u00a0: {power}." for power in found]
