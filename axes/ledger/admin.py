"""Entries in the administration: read, never changed nor removed."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from revitalisation.ui.formats import euros

from .models import LedgerEntry


@admin.register(LedgerEntry)
class LedgerEntryAdmin(admin.ModelAdmin):
    list_display = ("dated_on", "kind", "measure", "label", "in_euros")
    exclude = ("amount",)
    readonly_fields = ("in_euros",)
    list_select_related = ("measure",)
    list_filter = ("kind",)

    @admin.display(description="montant", ordering="amount")
    def in_euros(self, entry: LedgerEntry) -> str:
        """Return the amount in euros."""
        return euros(entry.amount)

    def has_add_permission(self, request: HttpRequest) -> bool:
        # Entries are entered on the convention’s pages, which check them.
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
