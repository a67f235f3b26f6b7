from revitalisation import triggers


class DecisionsConfig(triggers.GuardedApp):
    name = "axes.decisions"
    verbose_name = "Doublons"
