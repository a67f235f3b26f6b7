from revitalisation import triggers


class FiguresConfig(triggers.GuardedApp):
    name = "reporting.figures"
    verbose_name = "Chiffres"

    def ready(self) -> None:
        super().ready()
        from .checks import check_declarations

        check_declarations()
