from django.apps import AppConfig
from django.db.models.signals import post_migrate


class BusinessConfig(AppConfig):
    name = "axes.business"
    verbose_name = "Axe 2 : entreprises"

    def ready(self) -> None:
        from revitalisation import triggers

        from .refusals import REFUSALS

        self.refusals = REFUSALS
        post_migrate.connect(triggers.create, sender=self)
