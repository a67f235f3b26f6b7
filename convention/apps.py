from revitalisation import triggers


class ConventionConfig(triggers.GuardedApp):
    name = "convention"
    verbose_name = "Conventions"
