"""Set-up of people and organisations by administrators."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest

from revitalisation.history.administration import HistoryAdmin
from revitalisation.ui.fields import DigitsField

from .models import Organisation, SecondFactor, User


@admin.register(Organisation)
class OrganisationAdmin(HistoryAdmin):
    list_display = ("name", "kind", "siren")
    list_filter = ("kind",)
    search_fields = ("name", "siren")

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "siren":
            kwargs["form_class"] = DigitsField
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(User)
class UserAdmin(HistoryAdmin, BaseUserAdmin):
    """Accounts signed in by e-mail; closed, never deleted."""

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
    actions = ("close",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description="Fermer les comptes choisis", permissions=["change"])
    def close(self, request: HttpRequest, users: QuerySet[User]) -> None:
        """Close accounts, except the one of whoever asks."""
        closed = [user for user in users.filter(is_active=True) if user != request.user]
        for user in closed:
            user.close()
            self.log_change(request, user, "Compte fermé.")
        if request.user in users:
            self.message_user(request, "On ne ferme pas son propre compte.", level=messages.WARNING)
        s = "s" if len(closed) > 1 else ""
        self.message_user(request, f"{len(closed)} compte{s} fermé{s}.")


admin.site.unregister(Authenticator)


@admin.register(SecondFactor)
class SecondFactorAdmin(admin.ModelAdmin):
    """Second factors: never read, and removed for someone else only, who has lost a device."""

    list_display = ("person", "kind", "given_at", "used_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    search_fields = ("user__email",)
    fields = ("person", "kind", "given_at", "used_at")

    @admin.display(description="personne", ordering="user__email")
    def person(self, factor: SecondFactor) -> str:
        return str(factor.user)

    @admin.display(description="nature", ordering="type")
    def kind(self, factor: SecondFactor) -> str:
        return SecondFactor.KINDS.get(factor.type) or str(factor.type)

    @admin.display(description="ajouté le", ordering="created_at")
    def given_at(self, factor: SecondFactor) -> datetime:
        moment: datetime = factor.created_at
        return moment

    @admin.display(description="utilisé le", ordering="last_used_at")
    def used_at(self, factor: SecondFactor) -> datetime | None:
        moment: datetime | None = factor.last_used_at
        return moment

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and obj.user_id == request.user.pk:
            return False
        return super().has_delete_permission(request, obj)
