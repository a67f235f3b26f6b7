"""The closed sites, set up by administrators."""

from django.contrib import admin

from convention.admin import OfConvention

from .models import Site


@admin.register(Site)
class SiteAdmin(OfConvention):
    list_display = ("name", "axis", "commune")
    list_select_related = ("axis", "commune")
