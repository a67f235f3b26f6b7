from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save


class BusinessConfig(AppConfig):
    name = "axes.business"
    verbose_name = "Axe 2 : entreprises"

    def ready(self) -> None:
        from convention.models import Convention, CountingRules
        from revitalisation import triggers

        from .models import Job
        from .recounting import recount_on_change
        from .refusals import REFUSALS

        self.refusals = REFUSALS
        post_migrate.connect(triggers.create, sender=self)

        for model in (Convention, CountingRules):
            for signal in (post_save, post_delete):
                signal.connect(
                    recount_on_change(Job.objects.all()),
                    sender=model,
                    weak=False,
                    dispatch_uid=f"business-{model.__name__}-{id(signal)}",
                )
