from revitalisation import triggers


class FiguresConfig(triggers.GuardedApp):
    name = "reporting.figures"
    verbose_name = "Chiffres"
