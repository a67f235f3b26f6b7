"""Entries in the administration: read, never changed nor removed."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import LedgerEntry


@admin.register(LedgerEntry)
class LedgerEntryAdmin(admin.ModelAdmin):
    list_display = ("dated_on", "kind", "measure", "label", "amount")
    list_select_related = ("measure",)
    list_filter = ("kind",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        # Entries are entered on the convention’s pages, which check them.
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
