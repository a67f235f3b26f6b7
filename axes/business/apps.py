from typing import Any

from revitalisation import triggers


class BusinessConfig(triggers.GuardedApp):
    name = "axes.business"
    verbose_name = "Axe 2 : entreprises"

    def ready(self) -> None:
        from convention.models import AxisTerms, PerimeterCommune
        from revitalisation.dated_rows import row_settled

        super().ready()
        row_settled.connect(_respell_axis, sender=AxisTerms)
        row_settled.connect(_respell_perimeter, sender=PerimeterCommune)


def _respell_axis(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Work out again on which days jobs count when an axis begins or ceases to count them."""
    from convention.spells import respell

    from .models import Job

    respell(Job.objects.filter(project__axis=instance.axis_id))


def _respell_perimeter(sender: Any, instance: Any, **kwargs: Any) -> None:
    """The same, where rules ask for a place of work, when a commune comes in or leaves."""
    from convention.spells import respell

    from .models import Job

    convention = instance.convention
    if convention.counting_rules.exclude(place="").exists():
        respell(Job.objects.of(convention).filter(commune=instance.commune_id))
