"""Set-up of conventions, by administrators: what the text of a convention says."""

from typing import Any, ClassVar

from django.contrib import admin

from . import models


class _Inline(admin.TabularInline):
    extra = 0


class TermsInline(_Inline):
    model = models.ConventionTerms


class AxisInline(_Inline):
    model = models.Axis


class CountingRulesInline(_Inline):
    model = models.CountingRules


class MembershipInline(_Inline):
    model = models.Membership


class PerimeterInline(_Inline):
    model = models.PerimeterCommune
    raw_id_fields = ("commune",)


class BudgetInline(_Inline):
    model = models.MeasureBudget


class AttendanceInline(_Inline):
    model = models.Attendance


class AxisTargetInline(_Inline):
    model = models.AxisTarget


@admin.register(models.Convention)
class ConventionAdmin(admin.ModelAdmin):
    list_display = ("name", "liable_company", "departement", "signed_on")
    search_fields = ("name", "slug", "liable_company__name")
    list_filter = ("regime",)
    raw_id_fields = ("commune",)
    prepopulated_fields: ClassVar[dict[str, Any]] = {"slug": ("name",)}
    inlines = (TermsInline, AxisInline, CountingRulesInline, MembershipInline, PerimeterInline)


@admin.register(models.ConventionTerms)
class TermsAdmin(admin.ModelAdmin):
    list_display = ("convention", "number", "effective_on", "ends_on")
    list_select_related = ("convention",)
    inlines = (AxisTargetInline,)


@admin.register(models.Measure)
class MeasureAdmin(admin.ModelAdmin):
    list_display = ("title", "kind", "axis", "operator", "deadline")
    list_select_related = ("axis", "operator")
    search_fields = ("title",)
    inlines = (BudgetInline,)


@admin.register(models.Committee)
class CommitteeAdmin(admin.ModelAdmin):
    list_display = ("convention", "kind", "held_on", "as_of", "verdict")
    list_select_related = ("convention",)
    list_filter = ("kind",)
    inlines = (AttendanceInline,)
