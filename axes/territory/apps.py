from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class TerritoryConfig(AppConfig):
    name = "axes.territory"
    verbose_name = "Axe 3 : territoire"

    def ready(self) -> None:
        from axes.business.recounting import recount_on_change
        from convention.models import Convention, CountingRules

        from .models import Placement

        for model in (Convention, CountingRules):
            for signal in (post_save, post_delete):
                signal.connect(
                    recount_on_change(Placement.objects.all()),
                    sender=model,
                    weak=False,
                    dispatch_uid=f"territory-{model.__name__}-{id(signal)}",
                )
