from revitalisation import triggers


class ConventionConfig(triggers.GuardedApp):
    name = "convention"
    verbose_name = "Conventions"

    def ready(self) -> None:
        super().ready()
        from .recounting import recount_on_change

        recount_on_change()
