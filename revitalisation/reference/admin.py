"""Dated reference data that an administrator may correct."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from revitalisation.history.administration import HistoryAdmin
from revitalisation.ui.formats import euros

from .models import Commune, SmicRate


@admin.register(SmicRate)
class SmicRateAdmin(HistoryAdmin):
    list_display = ("effective_on", "in_euros")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        # The day is the rate’s key: another day is another rate.
        return () if obj is None else ("effective_on",)

    @admin.display(description="SMIC mensuel brut", ordering="monthly_gross")
    def in_euros(self, rate: SmicRate) -> str:
        """Return the rate in euros."""
        return euros(rate.monthly_gross)


@admin.register(Commune)
class CommuneAdmin(admin.ModelAdmin):
    list_display = ("code", "name", "departement")
    search_fields = ("=code", "name")
    list_select_related = ("departement",)

    # Published codes: they are loaded, never entered.
    def has_add_permission(self, request: object) -> bool:
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False
