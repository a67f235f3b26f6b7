from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "axes.territory"
    verbose_name = "Axe 3 : territoire"
