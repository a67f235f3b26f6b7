"""The territorial skills plans, set up by administrators."""

from django.contrib import admin

from .models import SkillsPlan, SkillsPlanMilestone


class MilestoneInline(admin.TabularInline):
    model = SkillsPlanMilestone
    extra = 0


@admin.register(SkillsPlan)
class SkillsPlanAdmin(admin.ModelAdmin):
    list_display = ("title", "axis", "lead")
    list_select_related = ("axis", "lead")
    inlines = (MilestoneInline,)
