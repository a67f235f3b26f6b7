"""Query methods of conventions."""

from datetime import date
from typing import TYPE_CHECKING, cast

from django.contrib.auth.models import AnonymousUser
from django.db import models

if TYPE_CHECKING:
    from revitalisation.accounts.models import User

    from .models import Convention, Measure  # noqa: F401


class MeasureQuerySet(models.QuerySet["Measure"]):
    """Measures."""

    def in_force_budget(self, as_of: date) -> "MeasureQuerySet":
        """Annotate ``budget``: the one in force on a day, in euro cents; null without one."""
        from .models import MeasureBudget

        latest = MeasureBudget.objects.filter(
            measure=models.OuterRef("pk"), effective_on__lte=as_of
        ).order_by("-effective_on")
        return self.annotate(budget=models.Subquery(latest.values("amount")[:1]))


class ConventionQuerySet(models.QuerySet["Convention"]):
    """Conventions."""

    def visible_to(self, user: "User | AnonymousUser") -> "ConventionQuerySet":
        """Keep the conventions that ``user`` may see, each with ``role_of_user``."""
        from .access import visible

        return cast("ConventionQuerySet", visible(self, user))
