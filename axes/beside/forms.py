"""Forms of what is noted beside the ladder."""

from typing import ClassVar

from convention.pages.forms import ConventionForm

from .models import OutreachPeriod, SocialPlanNote


class SocialPlanForm(ConventionForm):
    class Meta:
        model = SocialPlanNote
        fields = ("noted_on", "source", "dismissed", "followed", *SocialPlanNote.SOLUTIONS)

    headings: ClassVar = {
        "noted_on": "Note",
        "dismissed": "Personnes",
        "permanent": "Solutions trouvées, parmi les accompagnés",
    }


class OutreachForm(ConventionForm):
    class Meta:
        model = OutreachPeriod
        fields = ("starts_on", "ends_on", "contacted", "met")
