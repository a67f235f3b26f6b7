from typing import Any

from django.db.models.signals import post_save

from revitalisation import triggers


class BusinessConfig(triggers.GuardedApp):
    name = "axes.business"
    verbose_name = "Axe 2 : entreprises"

    def ready(self) -> None:
        super().ready()
        post_save.connect(_respell_axis, sender="convention.AxisTerms")
        post_save.connect(_respell_perimeter, sender="convention.PerimeterCommune")


def _respell_axis(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Work out again on which days jobs count when an axis begins or ceases to count them."""
    from convention.spells import respell

    from .models import Job

    if not raw:
        respell(Job.objects.filter(project__axis=instance.axis_id))


def _respell_perimeter(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """The same, where rules ask for a place of work, when a commune comes in or leaves."""
    from convention.spells import respell

    from .models import Job

    convention = instance.convention
    if not raw and convention.counting_rules.exclude(place="").exists():
        respell(Job.objects.of(convention).filter(commune=instance.commune_id))
