"""Forms of placements, their follow-ups, and the steps of skills plans."""

from typing import ClassVar

from axes.business.forms import CompanyField
from axes.business.models import ConventionCompany
from convention.models import Axis
from convention.pages.forms import ConventionForm

from .models import FollowUp, Placement, SkillsPlanMilestone


class PlacementForm(ConventionForm):
    class Meta:
        model = Placement
        fields = (
            "axis", "code", "given_name", "family_name", "employer", "employer_fte", "hired_on",
            "age_at_hire", "contract", "duration_months", "weekly_hours", "ended_on", "end_reason",
        )  # fmt: skip
        field_classes: ClassVar = {"employer": CompanyField}
        help_texts: ClassVar = {"employer": CompanyField.HINT}
        error_messages: ClassVar = {
            "employer": {
                "unknown": "Aucun employeur que vous suivez n’a ce nom ni ce SIRET\u00a0: "
                "enregistrez-le d’abord."
            }
        }

    headings: ClassVar = {
        "axis": "Jeune",
        "employer": "Employeur",
        "hired_on": "Embauche",
        "contract": "Contrat",
        "ended_on": "Départ, s’il a eu lieu",
    }

    def narrow(self) -> None:
        self.choose("employer", ConventionCompany.objects.of(self.convention).employers())
        kind = Axis.Kind.TERRITORY
        self.choose("axis", Axis.objects.filter(convention=self.convention, kind=kind))


class FollowUpForm(ConventionForm):
    class Meta:
        model = FollowUp
        fields = ("done_on", "situation")


class MilestoneForm(ConventionForm):
    class Meta:
        model = SkillsPlanMilestone
        fields = ("planned_on", "done_on")
