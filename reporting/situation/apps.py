from django.apps import AppConfig
from django.core import checks


class SituationConfig(AppConfig):
    name = "reporting.situation"
    verbose_name = "Situation"

    def ready(self) -> None:
        from .checks import check_figures_told

        checks.register(check_figures_told)
