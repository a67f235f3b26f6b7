"""The territorial skills plans, set up by administrators."""

from django.contrib import admin

from convention.admin import OfAxis
from revitalisation.ui.administration import VersionedInline

from .models import SkillsPlan, SkillsPlanMilestone


class MilestoneInline(VersionedInline):
    model = SkillsPlanMilestone


@admin.register(SkillsPlan)
class SkillsPlanAdmin(OfAxis):
    list_display = ("title", "axis", "lead")
    list_select_related = ("axis", "lead")
    inlines = (MilestoneInline,)
