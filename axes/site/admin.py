"""The closed sites, set up by administrators."""

from django.contrib import admin

from revitalisation.history.administration import HistoryAdmin

from .models import Site


@admin.register(Site)
class SiteAdmin(HistoryAdmin):
    list_display = ("name", "axis", "commune")
    list_select_related = ("axis", "commune")
    raw_id_fields = ("commune",)
