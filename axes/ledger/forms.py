"""Forms of an entry, and of the one that cancels it."""

from django import forms
from django.utils import timezone

from axes.business.models import Aid
from convention.models import Measure
from convention.pages.forms import ConventionForm

from .models import LedgerEntry


class LedgerEntryForm(ConventionForm):
    class Meta:
        model = LedgerEntry
        fields = ("measure", "aid", "kind", "dated_on", "amount", "label", "over_envelope_reason")

    def narrow(self) -> None:
        self.choose("measure", Measure.objects.of(self.convention))
        self.choose("aid", Aid.objects.of(self.convention).select_related("project__company"))


class ReversalForm(forms.Form):
    """Why an entry is cancelled, and when."""

    dated_on = forms.DateField(label="Date de la contre-écriture", initial=timezone.localdate)
    reason = forms.CharField(label="Motif", max_length=160)
    over_envelope_reason = forms.CharField(
        label="Motif du dépassement de l’enveloppe",
        max_length=200,
        required=False,
        help_text="À remplir seulement si le total engagé dépasse l’enveloppe.",
    )
