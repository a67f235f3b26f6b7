from revitalisation import triggers


class LedgerConfig(triggers.GuardedApp):
    name = "axes.ledger"
    verbose_name = "Écritures"
