"""The territorial skills plans, set up by administrators."""

from django.contrib import admin

from convention.admin import OfAxis
from revitalisation.history.administration import HistoryInline

from .models import SkillsPlan, SkillsPlanMilestone


class MilestoneInline(HistoryInline):
    model = SkillsPlanMilestone


@admin.register(SkillsPlan)
class SkillsPlanAdmin(OfAxis):
    list_display = ("title", "axis", "lead")
    list_select_related = ("axis", "lead")
    inlines = (MilestoneInline,)
