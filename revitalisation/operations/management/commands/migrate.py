"""Django’s ``migrate``, which may be killed at any moment and run again."""

from typing import Any

from django.core.management.commands import migrate
from django.db.migrations.executor import MigrationExecutor


class Executor(MigrationExecutor):
    """Notes each migration in the transaction that makes it: a kill leaves both or neither.

    Django notes afterwards those that create an index: killed between the two, the migration
    could neither be run again nor be left.
    """

    def apply_migration(
        self, state: Any, migration: Any, fake: bool = False, fake_initial: bool = False
    ) -> Any:
        if fake or fake_initial or not migration.atomic:
            return super().apply_migration(state, migration, fake, fake_initial)
        tell = self.progress_callback or (lambda *args: None)
        tell("apply_start", migration, fake)
        with self.connection.schema_editor(atomic=True) as editor:
            state = migration.apply(state, editor)
            for statement in editor.deferred_sql:
                editor.execute(statement, None)
            editor.deferred_sql.clear()
            self.record_migration(migration)  # type: ignore[call-arg]
        tell("apply_success", migration, fake)
        return state


# Where Django’s command looks for it; it offers no other way.
migrate.MigrationExecutor = Executor  # type: ignore[attr-defined]


class Command(migrate.Command):
    """Applies the migrations, and puts back every refusal that is missing or altered."""

    def check(self, *args: Any, databases: Any = None, **kwargs: Any) -> None:
        # Without ``databases``: what they hold is for this command to put right.
        super().check(*args, **kwargs)
