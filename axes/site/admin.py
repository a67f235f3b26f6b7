"""The closed sites, set up by administrators."""

from django.contrib import admin

from convention.admin import OfAxis

from .models import Site


@admin.register(Site)
class SiteAdmin(OfAxis):
    list_display = ("name", "axis", "commune")
    list_select_related = ("axis", "commune")
