"""Set-up of people and organisations by administrators."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin

from revitalisation.history.administration import HistoryAdmin

from .models import Organisation, User


@admin.register(Organisation)
class OrganisationAdmin(HistoryAdmin):
    list_display = ("name", "kind", "siren")
    list_filter = ("kind",)
    search_fields = ("name", "siren")


@admin.register(User)
class UserAdmin(HistoryAdmin, BaseUserAdmin):
    """Accounts signed in by e-mail."""

    ordering = ("email",)
    list_display = ("email", "first_name", "last_name", "organisation", "is_active")
    list_filter = ("is_active", "is_staff", "organisation__kind")
    list_select_related = ("organisation",)
    search_fields = ("email", "first_name", "last_name", "organisation__name")
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        ("Personne", {"fields": ("first_name", "last_name", "organisation")}),
        ("Droits", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("email", "organisation", "usable_password", "password1", "password2"),
            },
        ),
    )
