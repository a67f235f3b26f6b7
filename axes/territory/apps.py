from revitalisation import triggers


class TerritoryConfig(triggers.GuardedApp):
    name = "axes.territory"
    verbose_name = "Axe 3 : territoire"
