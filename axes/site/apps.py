from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "axes.site"
    verbose_name = "Axe 1 : site"
