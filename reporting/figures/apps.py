from django.apps import AppConfig
from django.db.models.signals import post_migrate


class FiguresConfig(AppConfig):
    name = "reporting.figures"
    verbose_name = "Chiffres"

    def ready(self) -> None:
        from revitalisation import triggers

        from .refusals import REFUSALS

        self.refusals = REFUSALS
        post_migrate.connect(triggers.create, sender=self)
