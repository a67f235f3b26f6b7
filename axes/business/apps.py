from revitalisation import triggers


class BusinessConfig(triggers.GuardedApp):
    name = "axes.business"
    verbose_name = "Axe 2 : entreprises"
