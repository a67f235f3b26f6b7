from revitalisation import triggers


class BesideConfig(triggers.GuardedApp):
    name = "axes.beside"
    verbose_name = "À côté des emplois\u00a0: plan social et démarchage"
