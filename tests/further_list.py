"""A further list, whole: what the list page asks of whoever adds one."""

from axes.territory.models import SkillsPlanMilestone
from convention.pages.lists import ConventionList
from revitalisation.ui import columns, filters, tables


class MilestoneTable(tables.Table):
    title = columns.TextColumn("Étape")
    planned_on = columns.DateColumn("Prévue le")
    done_on = columns.DateColumn("Réalisée le", absent="à venir")


class MilestoneFilter(filters.FilterSet):
    q = filters.SearchFilter(fields=["title"])


class MilestoneList(ConventionList):
    title = "Étapes de la GPECT"
    table_class, filterset_class = MilestoneTable, MilestoneFilter

    def get_queryset(self):
        return SkillsPlanMilestone.objects.of(self.convention)
