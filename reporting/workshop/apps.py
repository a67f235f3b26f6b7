from django.apps import AppConfig


class WorkshopConfig(AppConfig):
    name = "reporting.workshop"
    verbose_name = "Atelier"
