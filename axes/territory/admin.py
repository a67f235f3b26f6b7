"""The territorial skills plans, set up by administrators."""

from django.contrib import admin

from revitalisation.ui.admin import Rows

from .models import SkillsPlan, SkillsPlanMilestone


class MilestoneInline(Rows):
    model = SkillsPlanMilestone


@admin.register(SkillsPlan)
class SkillsPlanAdmin(admin.ModelAdmin):
    list_display = ("title", "axis", "lead")
    list_select_related = ("axis", "lead")
    inlines = (MilestoneInline,)
