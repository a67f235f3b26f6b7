"""The form that settles a likely double."""

from typing import Any, ClassVar, cast

from django import forms

from convention.pages.dated import DatedRowForm

from .models import Settlement

Outcome = Settlement.Outcome


class SettlementForm(DatedRowForm):
    class Meta:
        model = Settlement
        fields = ("outcome", "settled_on")
        help_texts: ClassVar = {
            "settled_on": "De ce jour, l’autre embauche ne compte plus\u00a0: le poste est "
            "«\u00a0compté ailleurs\u00a0»."
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, second = self.instance.pair.told()
        field = cast("forms.ChoiceField", self.fields["outcome"])
        field.choices = [
            ("", "Choisissez"),
            (Outcome.FIRST, f"Le même poste, compté avec «\u00a0{first}\u00a0»"),
            (Outcome.SECOND, f"Le même poste, compté avec «\u00a0{second}\u00a0»"),
            (Outcome.DISTINCT, str(Outcome.DISTINCT.label)),
        ]
