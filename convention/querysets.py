"""Query methods of conventions."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import models

if TYPE_CHECKING:
    from revitalisation.accounts.models import User

    from .models import Convention  # noqa: F401


class ConventionQuerySet(models.QuerySet["Convention"]):
    """Conventions."""

    def visible_to(self, user: "User | AnonymousUser") -> "ConventionQuerySet":
        """Keep the conventions that ``user`` may see."""
        from .access import visible

        return self.filter(visible(user))
