from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "revitalisation.accounts"
    verbose_name = "Comptes et organismes"
