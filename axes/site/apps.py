from revitalisation import triggers


class SiteConfig(triggers.GuardedApp):
    name = "axes.site"
    verbose_name = "Axe 1 : site"
