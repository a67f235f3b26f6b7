from revitalisation import triggers


class BusinessConfig(triggers.GuardedApp):
    name = "axes.business"
    verbose_name = "Axe 2 : entreprises"

    def ready(self) -> None:
        super().ready()
        from axes.business.recounting import recount_on_change

        from .models import Job

        recount_on_change(Job.objects.all())
