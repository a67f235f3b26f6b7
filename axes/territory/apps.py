from revitalisation import triggers


class TerritoryConfig(triggers.GuardedApp):
    name = "axes.territory"
    verbose_name = "Axe 3 : territoire"

    def ready(self) -> None:
        super().ready()
        from axes.business.recounting import recount_on_change

        from .models import Placement

        recount_on_change(Placement.objects.all())
