from revitalisation import triggers


class FiguresConfig(triggers.GuardedApp):
    name = "reporting.figures"
    verbose_name = "Chiffres"

    def ready(self) -> None:
        super().ready()
        from .registry import REGISTRY
        from .standins import check_all

        # A condition that a statement could not ask again is refused now, not at a first request.
        check_all(REGISTRY.values())
