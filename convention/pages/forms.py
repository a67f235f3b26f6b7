"""A form about a convention: what it offers, what it refuses at once, what it writes."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from revitalisation.ui.dates import FIRST_YEAR, LAST_YEAR
from revitalisation.ui.forms import DecimalInput

from .corrections import Corrected

# A mistyped year or number would ask for years that no calendar has, or memory that no machine has.
MOST = 9_999
IN_RANGE = (
    MinValueValidator(date(FIRST_YEAR, 1, 1), f"L’année va de {FIRST_YEAR} à {LAST_YEAR}."),
    MaxValueValidator(date(LAST_YEAR, 12, 31), f"L’année va de {FIRST_YEAR} à {LAST_YEAR}."),
)


class ConventionForm(Corrected):
    """A form that offers only what belongs to its convention.

    ``headings`` maps the first field of each part of a long form to what the part is called;
    ``needed_when`` a field that may be empty to the hint that says when it may not.
    """

    headings: ClassVar[Mapping[str, str]] = {}
    needed_when: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, convention: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.convention = convention
        for field in self.fields.values():
            if isinstance(field, forms.DecimalField):
                field.localize, field.widget = True, DecimalInput()
            elif isinstance(field, forms.DateField):
                field.validators.extend(IN_RANGE)
            elif isinstance(field, forms.IntegerField):
                field.validators.append(MaxValueValidator(MOST))
        for name, hint in self.needed_when.items():
            self.fields[name].needed_when = hint  # type: ignore[attr-defined]
            self.fields[name].help_text = hint
        self.narrow()
        # What may not change is seen, and said above, before anything is typed. What was typed
        # before it was locked is not dropped in silence: it is shown, and refused with a sentence.
        for name in self.fields.keys() & set(self.instance.kept_columns()):
            self.fields[name].disabled = self.add_prefix(name) not in self.data
        self.ask_why()

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings; none of a form that is read at a glance."""
        headings = {**self.headings, self.named_reason: "Correction"} if self.headings else {}
        found: list[tuple[str, list[forms.BoundField]]] = []
        for field in self.visible_fields():
            if field.name in headings:
                found.append((headings[field.name], []))
            if found:
                found[-1][1].append(field)
        return found

    def _update_errors(self, errors: ValidationError) -> None:
        # What the address says is not asked: a refusal about it is told above the form.
        elsewhere = set(getattr(errors, "error_dict", {})) - {NON_FIELD_ERRORS, *self.fields}
        for name in elsewhere:
            self.add_error(None, errors.error_dict.pop(name))
        super()._update_errors(errors)  # type: ignore[misc]

    def narrow(self) -> None:
        """Keep, in each choice, the records of the convention."""

    def _get_validation_exclusions(self) -> set[str]:
        # What the address already says (a job’s project, a stage’s prospect) takes part in the
        # constraints, though the form does not ask it.
        meta = self.instance._meta
        return {
            name
            for name in super()._get_validation_exclusions()  # type: ignore[misc]
            if not meta.get_field(name).is_relation
            or getattr(self.instance, meta.get_field(name).attname) is None
        }

    def save(self, commit: bool = True) -> Any:
        """Save; of a stored record, the columns of the form alone, with what it derives of them."""
        if not commit or self.instance._state.adding or self.errors:
            return super().save(commit)
        columns = {field.name for field in self.instance._meta.concrete_fields}
        self.instance.save(update_fields=columns & self.cleaned_data.keys())
        self._save_m2m()  # type: ignore[attr-defined]
        return self.instance

    def choose(self, name: str, queryset: models.QuerySet[Any]) -> None:
        """Offer only ``queryset`` in the field ``name``."""
        field = cast("forms.ModelChoiceField", self.fields[name])
        field.queryset = queryset
