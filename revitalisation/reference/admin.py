"""Dated reference data that an administrator may correct."""

from django.contrib import admin

from revitalisation.history.administration import HistoryAdmin
from revitalisation.ui.formats import euros

from .models import Commune, SmicRate


@admin.register(SmicRate)
class SmicRateAdmin(HistoryAdmin):
    list_display = ("effective_on", "in_euros")

    @admin.display(description="SMIC mensuel brut", ordering="monthly_gross")
    def in_euros(self, rate: SmicRate) -> str:
        """Return the rate in euros."""
        return euros(rate.monthly_gross)


@admin.register(Commune)
class CommuneAdmin(admin.ModelAdmin):
    list_display = ("code", "name", "departement")
    search_fields = ("=code", "name")
    list_select_related = ("departement",)

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        return False
