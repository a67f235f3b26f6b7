from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "revitalisation.history"
    verbose_name = "Historique"

    def ready(self) -> None:
        from simple_history.signals import pre_create_historical_record

        from .reasons import write

        pre_create_historical_record.connect(write)
