"""One record of a convention: its page, and the pages that enter, change or remove it."""

from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.generic import TemplateView
from django.views.generic.edit import CreateView, UpdateView

from convention.locking import hold
from revitalisation.dated import as_known, dates_of
from revitalisation.records import Versioned
from revitalisation.ui.conflicts import Edits, typed_in, version_sent
from revitalisation.ui.errors import NotFound
from revitalisation.ui.formats import long_date
from revitalisation.ui.forms import ConfirmPage, FormPage

from .addresses import history_url
from .base import Button, ConventionPage, OpensToday
from .corrections import AsksWhy, TellsWhy


class Writes:
    """A form of a convention: its writers queue."""

    convention: Any

    def hold(self) -> None:
        try:
            hold(self.convention)
        except ObjectDoesNotExist as error:  # removed while we waited
            raise Http404 from error


class OneRecord(OpensToday):
    """A page about the record whose key is in the address, within the convention."""

    model: type[models.Model]

    def records(self) -> models.QuerySet[Any]:
        """Return the records among which the one of the address is looked up."""
        return self.model._default_manager.of(self.convention)  # type: ignore[attr-defined]

    @cached_property
    def record(self) -> Any:
        """The record; unknown ones, and those of other conventions, answer 404."""
        return get_object_or_404(self.records(), pk=self.kwargs["pk"])

    def get_parents(self) -> list[tuple[str, str]]:
        """Return the (label, address) of the pages above this one, for its breadcrumb."""
        has_page = hasattr(self.record, "get_absolute_url")
        return [(str(self.record), self.address_of(self.record))] if has_page else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        above = {"subject": self.record, "parents": self.get_parents()}
        return super().get_context_data(**kwargs) | above


class KnownRecord(OneRecord, TemplateView):
    """A page that tells what was known of a record by its date; before its first day, nothing."""

    def known(self) -> models.QuerySet[Any]:
        """Return the records that exist at the date of the page."""
        return self.records().filter(dates_of(self.model).begun(self.as_of))

    @cached_property
    def record(self) -> Any:
        """The record, without what happened later; one that did not exist yet answers 404."""
        found = self.known().filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise NotFound(f"Rien de tel n’est connu au {long_date(self.as_of)}.")
        return as_known(found, self.as_of)


class RecordPage(KnownRecord):
    """A record’s facts, with what the person may do with it.

    ``get_facts`` gives (label, text) pairs; ``listed_in`` is (label, name of the list) and
    ``buttons`` are (right, label, name of the page).
    """

    template_name = "convention/record.html"
    listed_in: tuple[str, str]
    buttons: ClassVar[tuple[Button, ...]] = ()

    def get_facts(self) -> list[tuple[str, Any]]:
        """Return what is shown of the record."""
        raise NotImplementedError

    @property
    def section(self) -> str:
        return self.listed_in[1]

    def get_parents(self) -> list[tuple[str, str]]:
        label, page = self.listed_in
        return [(label, self.at(page))]

    def get_actions(self) -> list[tuple[str, str]]:
        """Return (label, address) of what the person may do."""
        return self.form_links(self.buttons, self.record.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "record": self.record,
            "title": str(self.record),
            "facts": self.get_facts(),
            "actions": self.get_actions(),
            "history_url": history_url(self.convention, self.record),
        }


class EntryPage(ConventionPage):
    """A page that enters or changes something, at today whatever date its address gives.

    What it leads to, once saved or left, is of today too.
    """

    @cached_property
    def as_of(self) -> date:
        """Today."""
        return timezone.localdate()


class WritesOfConvention(Writes, FormPage):
    """The form of a record, saved under the lock of its convention."""

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        return kwargs | {"convention": self.convention}

    def get_success_url(self) -> str:
        return str(self.address_of(self.object))  # type: ignore[attr-defined]

    def get_cancel_url(self) -> str:
        if getattr(self, "object", None) is not None:
            return self.get_success_url()
        return str(self.at(self.list_name))  # type: ignore[attr-defined]


class RecordCreate(EntryPage, WritesOfConvention, CreateView):  # type: ignore[misc]
    """Enters a record; ``list_name`` is where cancelling leads."""

    list_name = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        kwargs["instance"] = self.new_record()
        return kwargs

    def new_record(self) -> Any:
        """Return the record to fill in, with what the address and the person already say."""
        return self.model()


class ChildCreate(RecordCreate):
    """Enters a record of the one whose key is in the address, and returns to that one.

    ``parent_model`` has a manager with ``of(convention)``; ``parent_name`` is the new record’s
    link to it.
    """

    parent_model: type[models.Model]
    parent_name = ""

    @cached_property
    def parent(self) -> Any:
        """The record named in the address; unknown ones answer 404."""
        known = self.parent_model._default_manager.of(self.convention)  # type: ignore[attr-defined]
        return get_object_or_404(known, pk=self.kwargs["pk"])

    def new_record(self) -> Any:
        return self.model(**{self.parent_name: self.parent})

    def get_success_url(self) -> str:
        return self.address_of(self.parent)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        above = {
            "subject": self.parent,
            "parents": [(str(self.parent), self.get_success_url())],
        }
        return super().get_context_data(**kwargs) | above

    def get_cancel_url(self) -> str:
        return self.get_success_url()


class Edited(EntryPage, OneRecord):
    """Mixin of a form about a record."""

    def get_edited(self) -> Any:
        return self.record if isinstance(self.record, Versioned) else None

    def read_again(self) -> None:
        vars(self).pop("record", None)

    def get_gone(self) -> HttpResponse | None:
        """Return the page of a record removed or settled meanwhile: by whom, and what was typed."""
        if not issubclass(self.model, Versioned):
            return None
        sent = self.request.POST
        edits = Edits(self.model, self.kwargs["pk"], version_sent(sent))
        removed = edits.removal
        there = self.model._base_manager.filter(pk=self.kwargs["pk"]).first()
        last: Any = there if removed is None else removed.instance
        self.object = last
        try:
            # Its own address says which convention it is of: the others answer as unknown ones.
            page = last.get_absolute_url()
            form = self.get_form_class()(**self.get_form_kwargs() | self.get_instance(last))  # type: ignore[attr-defined]
        except (AttributeError, ObjectDoesNotExist):
            return None
        home = self.form_url("dashboard")
        if not page.startswith(home):
            return None
        context = self.of_convention() | {
            "title": self.title,  # type: ignore[attr-defined]
            "is_removed": removed is not None,
            "differences": edits.other_than(()),
            "edits": edits.told(),
            "typed": typed_in(form),
            "back": home if removed is not None else page,
        }
        status = 409 if removed is None else 410
        return render(self.request, "ui/gone.html", context, status=status)

    def get_instance(self, record: Any) -> dict[str, Any]:
        """Return the arguments by which the form takes a record."""
        return {}


class RecordUpdate(TellsWhy, Edited, WritesOfConvention, UpdateView):  # type: ignore[misc]
    """Changes a record; ``delete_page`` is the page that removes one entered by mistake."""

    model: Any
    delete_page = ""

    def get_kept(self) -> dict[str, Any] | None:
        """Return why some fields are locked: ``title``, ``text`` and ``links`` of the way out."""
        return None

    def get_object(self, queryset: Any = None) -> Any:
        return self.record

    def get_instance(self, record: Any) -> dict[str, Any]:
        return {"instance": record}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["history_url"] = history_url(self.convention, self.record)
        context["kept"] = self.get_kept()
        if self.delete_page:
            context["delete_url"] = self.form_url(self.delete_page, self.record.pk)
        return context


class RecordConfirm(Edited, Writes, ConfirmPage):
    """Asks before doing something to a record."""

    def get_success_url(self) -> str:
        return self.address_of(self.record)


class Removal:
    """Removes the record of a page, unless others depend on it."""

    record: Any

    def save(self, form: Any) -> None:
        try:
            self.record.delete()
        except models.ProtectedError as error:
            kinds = sorted({str(held._meta.verbose_name) for held in error.protected_objects})
            raise ValidationError(
                f"D’autres enregistrements en dépendent ({', '.join(kinds)})\u00a0: "
                "supprimez-les d’abord. Ce qui porte une écriture, même annulée, se conserve."
            ) from error


class RecordDelete(AsksWhy, Removal, RecordConfirm):
    """Asks before removing a record entered by mistake; its history stays.

    ``held_by`` is its link to the record whose page comes next.
    """

    held_by = ""
    title = "Supprimer un enregistrement"
    submit_label = "Supprimer"
    success_message = "L’enregistrement est supprimé\u202f; son historique reste."

    def get_consequences(self) -> list[str]:
        return [
            f"«\u00a0{self.record}\u00a0» n’entrera plus dans aucun chiffre, à aucune date.",
            "L’historique gardera qui l’a supprimé, quand et pourquoi.",
        ]

    def get_success_url(self) -> str:
        return self.address_of(getattr(self.record, self.held_by))
