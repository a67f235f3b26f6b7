from django.core import checks
from django.db.models.signals import post_migrate

from revitalisation import triggers


class OperationsConfig(triggers.GuardedApp):
    name = "revitalisation.operations"
    verbose_name = "Exploitation"

    def ready(self) -> None:
        super().ready()
        from .whole import check_database, check_role, note_schema

        triggers.keep(self)
        post_migrate.connect(note_schema, sender=self)
        checks.register(check_database, checks.Tags.database)
        checks.register(check_role, checks.Tags.database, deploy=True)
