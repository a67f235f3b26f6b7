"""Gives the role under which the service runs what it needs in PostgreSQL, and no more."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction


class Command(BaseCommand):
    help = "Donne au rôle PostgreSQL du service ses droits\u00a0; sous le rôle propriétaire."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role", help="rôle du service, déjà créé")

    def handle(self, *args: Any, role: str, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Seul PostgreSQL connaît des rôles\u00a0: il n’y a rien à faire.")
        with transaction.atomic(), connection.cursor() as cursor:
            self._accept(cursor, role)
            quote = connection.ops.quote_name
            cursor.execute("SELECT current_schema(), current_database(), current_user")
            schema, database, owner = map(quote, cursor.fetchone())
            for statement in GRANTS:
                cursor.execute(
                    statement.format(
                        role=quote(role), schema=schema, database=database, owner=owner
                    )
                )
            self._refuse_large_objects(cursor, role)
        self.stdout.write(f"Le rôle «\u00a0{role}\u00a0» peut servir, et rien de plus.")

    def _refuse_large_objects(self, cursor: Any, role: str) -> None:
        """Take from everybody what makes large objects, or say who can.

        They belong to PostgreSQL itself: of anybody else it takes no order about them.
        """
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:
            cursor.execute(NO_LARGE_OBJECT)
        cursor.execute("SELECT has_function_privilege(%s, 'lo_create(oid)', 'EXECUTE')", [role])
        if cursor.fetchone()[0]:
            self.stderr.write(
                "Le rôle peut encore créer des grands objets\u00a0; un superutilisateur l’en "
                f"empêche dans cette base par\u00a0: {NO_LARGE_OBJECT};"
            )

    def _accept(self, cursor: Any, role: str) -> None:
        """Raise CommandError unless the role is there, and lesser than the owner."""
        cursor.execute(
            "SELECT rolsuper OR pg_has_role(oid, current_user::regrole, 'MEMBER') "
            "FROM pg_roles WHERE rolname = %s",
            [role],
        )
        found = cursor.fetchone()
        if found is None:
            raise CommandError(
                f"Le rôle «\u00a0{role}\u00a0» n’existe pas\u00a0: créez-le d’abord "
                f"(CREATE ROLE {role} LOGIN PASSWORD …)."
            )
        if found[0]:
            raise CommandError(
                f"Le rôle «\u00a0{role}\u00a0» est superutilisateur, ou tient les droits du "
                "propriétaire\u00a0: le service en demande un autre."
            )


# Which rows of which table it may write is for the triggers to say, with a sentence. Whoever may
# create a table, even a temporary one, may put it before ours under the eyes of a trigger.
GRANTS = (
    "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
    "REVOKE ALL ON DATABASE {database} FROM {role}",
    "GRANT CONNECT ON DATABASE {database} TO {role}",
    "REVOKE ALL ON SCHEMA {schema} FROM PUBLIC",
    "REVOKE ALL ON SCHEMA {schema} FROM {role}",
    "GRANT USAGE ON SCHEMA {schema} TO {role}",
    "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
    "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
    "GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
    # Tables that later migrations will make.
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA {schema} "
    "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA {schema} "
    "GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO {role}",
)
NO_LARGE_OBJECT = (
    "REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) "
    "FROM PUBLIC"
)
