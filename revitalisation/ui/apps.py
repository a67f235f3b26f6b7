from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "revitalisation.ui"
    verbose_name = "Interface"
