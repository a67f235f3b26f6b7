from django.apps import AppConfig, apps


class UiConfig(AppConfig):
    name = "revitalisation.ui"
    verbose_name = "Interface"

    def ready(self) -> None:
        from .validators import watch_columns

        watch_columns(apps.get_models())
