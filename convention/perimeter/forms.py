"""Forms of the perimeter: a commune comes in, changes zone or leaves."""

from typing import ClassVar

from convention.models import PerimeterCommune
from convention.pages.dated import DatedRowForm
from revitalisation.reference.forms import CommuneField


class PerimeterForm(DatedRowForm):
    class Meta:
        model = PerimeterCommune
        fields = ("commune", "effective_on", "zone")
        field_classes: ClassVar = {"commune": CommuneField}
        help_texts: ClassVar = {"commune": CommuneField.HINT}


class PerimeterCorrectionForm(DatedRowForm):
    """Another commune is another row: the wrong one is withdrawn."""

    class Meta:
        model = PerimeterCommune
        fields = ("effective_on", "zone")
