from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "revitalisation.reference"
    verbose_name = "Codes de référence"
