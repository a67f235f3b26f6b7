"""Dated rows of a record: one more when something happens, a correction when one was wrong."""

from functools import cached_property
from typing import Any, ClassVar

from django.views.generic.edit import UpdateView

from revitalisation.dated_rows import DatedRow
from revitalisation.ui.formats import long_date

from .corrections import AsksWhy, TellsWhy
from .forms import ConventionForm
from .records import ChildCreate, Edited, RecordConfirm, WritesOfConvention


class DatedRowForm(ConventionForm):
    """The form of a dated row; of one that supersedes another, it asks why."""

    def ask_why(self) -> None:
        if self.instance.supersedes_id is not None:
            self.ask_reason(type(self.instance))

    def _check_why(self) -> None:
        super()._check_why()
        if not self.errors and not self.has_changed_row():
            self.add_error(
                None, "Rien ne change\u00a0: corrigez une réponse, ou revenez en arrière."
            )

    def has_changed_row(self) -> bool:
        """Say whether what was typed differs from the row that it would supersede."""
        own = (name for name in self.fields if not name.startswith("change_"))
        return any(self.before(name) != self.cleaned_data.get(name) for name in own)

    def save(self, commit: bool = True) -> Any:
        if self.is_coded:
            said = self.cleaned_data
            self.instance.cause, self.instance.reason = said["change_cause"], said["change_note"]
        return super().save(commit)


class RowCreate(ChildCreate):
    """Records what happened to a record, at its day; the past stays as it was."""

    model: type[DatedRow]
    correct_page: ClassVar[str]
    intro = (
        "Ce qui a eu lieu, à sa date\u00a0: ce qui précède reste vrai jusque-là. "
        "Pour rectifier une erreur, ouvrez plutôt\u00a0:"
    )

    def new_record(self) -> Any:
        return self.model(**{self.parent_name: self.parent}, recorded_by=self.person)

    @cached_property
    def earlier(self) -> list[DatedRow]:
        """What holds already, latest first."""
        rows = self.model._default_manager.filter(
            self.model.live(), **{self.parent_name: self.parent}
        )
        return list(rows.order_by(f"-{self.model.day_name()}"))

    def get_intro(self) -> str:
        return self.intro if self.earlier else ""

    def get_links(self) -> list[tuple[str, str]]:
        return [
            (f"Rectifier\u00a0: {row}", self.form_url(self.correct_page, row.pk))
            for row in self.earlier
        ]


class OfRow(Edited):
    """Mixin of a page about a row that is still what is known; it changes its record."""

    model: type[DatedRow]

    def records(self) -> Any:
        return super().records().filter(self.model.live())

    def get_edited(self) -> Any:
        return getattr(self.record, self.model.told_with)


class RowCorrect(TellsWhy, OfRow, WritesOfConvention, UpdateView):  # type: ignore[misc]
    """Supersedes a row that was wrong, from its day on; the history keeps both."""

    void_page: ClassVar[str]
    submit_label = "Rectifier"
    success_message = "Rectifié\u00a0: les chiffres passés le sont aussi."
    intro = (
        "Ce qui était faux\u00a0: la rectification vaut depuis le premier jour, et change les "
        "chiffres passés. Ce qui a eu lieu depuis s’enregistre plutôt à sa date."
    )

    def get_object(self, queryset: Any = None) -> Any:
        return self.record.successor(self.person)

    def get_object_of_form(self) -> Any:
        # What is compared is the record that the row is about; what is typed corrects the row.
        return self.get_object()

    def get_instance(self, record: Any) -> dict[str, Any]:
        return {"instance": record.successor(self.person)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["delete_url"] = self.form_url(self.void_page, self.record.pk)
        return context

    def get_cancel_url(self) -> str:
        return self.address_of(self.record)

    def get_success_url(self) -> str:
        return self.address_of(self.record)


class RowVoid(AsksWhy, OfRow, RecordConfirm):
    """Says that what a row tells never was."""

    title = "Ce n’a pas eu lieu"
    submit_label = "Retirer"
    success_message = "C’est retiré\u00a0: les chiffres passés sont rectifiés."

    def get_consequences(self) -> list[str]:
        return [
            f"«\u00a0{self.record}\u00a0» ne comptera plus, à aucune date.",
            f"Elle reste lisible, avec votre nom, le motif et le "
            f"{long_date(self.as_of)} comme jour de la rectification.",
        ]

    def save(self, form: Any) -> None:
        said = form.cleaned_data
        self.record.void(self.person, said["change_cause"], said["change_note"])
