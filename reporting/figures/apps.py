from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "reporting.figures"
    verbose_name = "Chiffres"
