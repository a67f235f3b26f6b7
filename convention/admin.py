"""Set-up of conventions, by administrators: what the text of a convention says."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from revitalisation.history.administration import (
    CorrectedLines,
    HistoryAdmin,
    HistoryInline,
)

from . import models
from .locking import hold


class NamesAxes:
    """An axis is offered by its convention: two of them have an « Axe 1 » of one title."""

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        is_axis = db_field.related_model is models.Axis
        if is_axis:
            offered = kwargs.get("queryset", models.Axis.objects.all())
            kwargs["queryset"] = offered.select_related("convention").order_by(
                "convention__name", "number"
            )
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]
        if is_axis:
            field.label_from_instance = lambda axis: f"{axis.convention}\u00a0: {axis}"
        return field


class OfConvention(NamesAxes, HistoryAdmin):
    """Pages of what one convention holds: its writers queue."""

    def convention_of(self, record: Any) -> models.Convention:
        """Return the convention that holds a record."""
        found: models.Convention = record.convention
        return found

    def hold(self, record: Any) -> None:
        hold(self.convention_of(record))
        super().hold(record)


class TermsInline(HistoryInline):
    model = models.ConventionTerms
    is_needed = True


class AxisInline(HistoryInline):
    model = models.Axis
    is_needed = True


class CountingRulesInline(HistoryInline):
    model = models.CountingRules
    is_needed = True


class MembershipLines(CorrectedLines):
    """Who takes part: a part that ends and the one that follows are typed in one form."""

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        beside: list[models.Membership] = self.__dict__.setdefault("beside", [])
        beside.append(form.instance)
        form.instance.beside = beside
        return form


class MembershipInline(HistoryInline):
    model, formset = models.Membership, MembershipLines
    is_needed = True


class PerimeterInline(HistoryInline):
    """Communes are added here, those of the signature at once; a page of its own corrects one."""

    model = models.PerimeterCommune

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class BudgetInline(HistoryInline):
    model = models.MeasureBudget
    is_needed = True


class AttendanceInline(HistoryInline):
    model = models.Attendance


class AxisTargetInline(NamesAxes, HistoryInline):
    model = models.AxisTarget

    def get_formset(self, request: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Offer, once the text is of a convention, its axes alone."""
        formset = super().get_formset(request, obj, **kwargs)
        if obj is not None:
            axis = formset.form.base_fields["axis"]
            axis.queryset = axis.queryset.filter(convention=obj.convention_id)
        return formset


@admin.register(models.Convention)
class ConventionAdmin(OfConvention):
    list_display = ("name", "liable_company", "departement", "signed_on")
    search_fields = ("name", "slug", "liable_company__name")
    list_filter = ("regime",)
    prepopulated_fields: ClassVar[dict[str, Any]] = {"slug": ("name",)}
    inlines = (TermsInline, AxisInline, CountingRulesInline, MembershipInline, PerimeterInline)

    def convention_of(self, record: Any) -> models.Convention:
        found: models.Convention = record
        return found


@admin.register(models.ConventionTerms)
class TermsAdmin(OfConvention):
    list_display = ("convention", "number", "effective_on", "ends_on")
    list_select_related = ("convention",)
    inlines = (AxisTargetInline,)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        obj.convention.touch()


@admin.register(models.Measure)
class MeasureAdmin(OfConvention):
    list_display = ("title", "kind", "axis", "operator", "deadline")
    list_select_related = ("axis", "operator")
    search_fields = ("title",)
    inlines = (BudgetInline,)


@admin.register(models.Committee)
class CommitteeAdmin(OfConvention):
    list_display = ("convention", "kind", "held_on", "as_of", "verdict")
    list_select_related = ("convention",)
    list_filter = ("kind",)
    inlines = (AttendanceInline,)
