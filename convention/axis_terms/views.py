"""The pages of the forms of what an axis counts."""

from convention.access import Right
from convention.models import Axis, AxisTerms
from convention.pages.dated import RowCorrect, RowCreate, RowVoid

from .forms import AxisTermsForm


class AxisTermsCreate(RowCreate):
    right = Right.AMEND
    parent_model, parent_name = Axis, "axis"
    model, form_class = AxisTerms, AxisTermsForm
    title = "Ce que l’axe compte"
    correct_page = "axis_terms_correct"


class AxisTermsCorrect(RowCorrect):
    right = Right.AMEND
    model, form_class = AxisTerms, AxisTermsForm
    title = "Rectifier ce que l’axe compte"
    void_page = "axis_terms_void"


class AxisTermsVoid(RowVoid):
    right = Right.AMEND
    model = AxisTerms
    title = "Retirer ce que l’axe compte"
