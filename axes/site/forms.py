"""Forms of prospects and their stages."""

from axes.business.models import Project
from convention.pages.forms import ConventionForm

from .models import Prospect, ProspectStage, Site


class ProspectForm(ConventionForm):
    class Meta:
        model = Prospect
        fields = ("site", "name", "activity", "jobs_envisaged", "project")

    def narrow(self) -> None:
        self.choose("site", Site.objects.of(self.convention))
        self.choose("project", Project.objects.of(self.convention).select_related("company"))


class StageForm(ConventionForm):
    class Meta:
        model = ProspectStage
        fields = ("stage", "dated_on", "lost_reason")
