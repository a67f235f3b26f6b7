"""Why a record of a convention is corrected or removed, and names that a reason must not hold."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms

from convention.models import Convention
from revitalisation.history.reasons import CorrectionForm, Reasoned, given
from revitalisation.history.rows import kinds
from revitalisation.records import Versioned


def names_in(convention: Convention) -> Iterator[str]:
    """Yield the names of the people that the convention follows."""
    for model in kinds():
        if model.names_of_people:
            people = model._default_manager.of(convention)  # type: ignore[attr-defined]
            for names in people.values_list(*model.names_of_people):
                yield from names


class NamesNobody(Reasoned):
    """A form of a convention, whose people no reason names."""

    convention: Convention

    def known_names(self) -> Iterable[str]:
        return names_in(self.convention)


class Corrected(NamesNobody, CorrectionForm):
    """A form that changes a record of a convention."""


class ReasonForm(NamesNobody, forms.Form):
    """Why a record is removed, or what was accepted is taken back."""

    def __init__(
        self, *args: Any, convention: Convention, model: type[Versioned], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.convention = convention
        self.ask_reason(model)

    def clean(self) -> None:
        self.check_reason()


class TellsWhy:
    """Mixin of a form page: the reason given goes with whatever saving writes in the history."""

    def save(self, form: Any) -> Any:
        with given(form.reason):
            return super().save(form)  # type: ignore[misc]


class AsksWhy(TellsWhy):
    """Mixin of a confirmation that takes a reason."""

    form_class: Any = ReasonForm

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        return kwargs | {"convention": self.convention, "model": self.model}  # type: ignore[attr-defined]
