"""The territorial skills plans, set up by administrators."""

from django.contrib import admin

from convention.admin import OfConvention
from revitalisation.history.administration import HistoryInline

from .models import SkillsPlan, SkillsPlanMilestone


class MilestoneInline(HistoryInline):
    model = SkillsPlanMilestone


@admin.register(SkillsPlan)
class SkillsPlanAdmin(OfConvention):
    list_display = ("title", "axis", "lead")
    list_select_related = ("axis", "lead")
    inlines = (MilestoneInline,)
