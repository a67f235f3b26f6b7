"""The pages of the forms of the perimeter."""

from typing import Any

from django.db import models

from convention.access import Right
from convention.models import PerimeterCommune
from convention.pages.dated import RowCorrect, RowVoid
from convention.pages.records import RecordCreate

from .forms import PerimeterCorrectionForm, PerimeterForm


class PerimeterCreate(RecordCreate):
    right = Right.AMEND
    model, form_class = PerimeterCommune, PerimeterForm
    title = "Commune du périmètre"
    intro = (
        "Ce qu’un texte change, à sa date\u00a0: les chiffres d’avant restent ce qu’ils étaient. "
        "Une erreur se rectifie depuis la liste."
    )
    list_name = "perimeter_list"

    def new_record(self) -> PerimeterCommune:
        return PerimeterCommune(convention=self.convention, recorded_by=self.person)


class _Perimeter:
    convention: Any

    def records(self) -> models.QuerySet[Any]:
        return super().records().select_related("commune", "convention")  # type: ignore[misc]


class PerimeterCorrect(_Perimeter, RowCorrect):  # type: ignore[misc]
    right = Right.AMEND
    model, form_class = PerimeterCommune, PerimeterCorrectionForm
    title = "Rectifier une commune du périmètre"
    void_page = "perimeter_void"


class PerimeterVoid(_Perimeter, RowVoid):
    right = Right.AMEND
    model = PerimeterCommune
    title = "Retirer une commune du périmètre"
