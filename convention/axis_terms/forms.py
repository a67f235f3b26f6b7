"""The form of what an axis counts."""

from convention.models import AxisTerms
from convention.pages.dated import DatedRowForm


class AxisTermsForm(DatedRowForm):
    class Meta:
        model = AxisTerms
        fields = ("effective_on", "counts_jobs")
