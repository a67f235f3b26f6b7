"""Django’s ``migrate``, which a database that is not whole does not stop: it mends it."""

from typing import Any

from django.core.management.commands import migrate


class Command(migrate.Command):
    """Applies the migrations, and puts back every refusal that is missing or altered."""

    def check(self, *args: Any, databases: Any = None, **kwargs: Any) -> None:
        # Without ``databases``: what they hold is for this command to put right.
        super().check(*args, **kwargs)
