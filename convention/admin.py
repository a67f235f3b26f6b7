"""Set-up of conventions, by administrators: what the text of a convention says."""

from typing import Any, ClassVar

from django.contrib import admin

from revitalisation.history.administration import HistoryAdmin, HistoryInline

from . import models


class TermsInline(HistoryInline):
    model = models.ConventionTerms


class AxisInline(HistoryInline):
    model = models.Axis


class CountingRulesInline(HistoryInline):
    model = models.CountingRules


class MembershipInline(HistoryInline):
    model = models.Membership


class PerimeterInline(HistoryInline):
    model = models.PerimeterCommune
    raw_id_fields = ("commune",)


class BudgetInline(HistoryInline):
    model = models.MeasureBudget


class AttendanceInline(HistoryInline):
    model = models.Attendance


class AxisTargetInline(HistoryInline):
    model = models.AxisTarget


@admin.register(models.Convention)
class ConventionAdmin(HistoryAdmin):
    list_display = ("name", "liable_company", "departement", "signed_on")
    search_fields = ("name", "slug", "liable_company__name")
    list_filter = ("regime",)
    raw_id_fields = ("commune",)
    prepopulated_fields: ClassVar[dict[str, Any]] = {"slug": ("name",)}
    inlines = (TermsInline, AxisInline, CountingRulesInline, MembershipInline, PerimeterInline)


@admin.register(models.ConventionTerms)
class TermsAdmin(HistoryAdmin):
    list_display = ("convention", "number", "effective_on", "ends_on")
    list_select_related = ("convention",)
    inlines = (AxisTargetInline,)


@admin.register(models.Measure)
class MeasureAdmin(HistoryAdmin):
    list_display = ("title", "kind", "axis", "operator", "deadline")
    list_select_related = ("axis", "operator")
    search_fields = ("title",)
    inlines = (BudgetInline,)


@admin.register(models.Committee)
class CommitteeAdmin(HistoryAdmin):
    list_display = ("convention", "kind", "held_on", "as_of", "verdict")
    list_select_related = ("convention",)
    list_filter = ("kind",)
    inlines = (AttendanceInline,)
