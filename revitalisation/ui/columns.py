"""Columns of the list pages: each knows how to print, how to export and how it is sorted.

A column prepares one function of a record when the table is drawn; nothing is looked up again
for each cell. All take ``verbose_name``, ``accessor`` (a path, its names joined by ``__``),
``order_by``, ``visible`` (False: in exports only), ``value`` (a function of the record, instead of
an accessor) and ``absent`` (the words for None, « non renseigné » unless said otherwise; without
words the cell is empty).
A table within a page also says which column names its rows (``is_head``), what stands small beside
a value (``detail``, a function of the record) and that words stand where the number would
(``is_aligned``).
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any

import django_tables2
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import escape

from . import formats
from .dates import dated
from .paths import labels_of

Getter = Callable[[Any], Any]


def getter(path: str) -> Getter:
    """Return the function that follows ``path``; a missing link on the way gives None."""
    read = attrgetter(path.replace("__", "."))

    def get(record: Any) -> Any:
        try:
            value = read(record)
        except (ObjectDoesNotExist, AttributeError):
            value = _follow(record, path)
        return value() if callable(value) else value

    return get


def _follow(record: Any, path: str) -> Any:
    for name in path.replace("__", ".").split("."):
        try:
            record = getattr(record, name)
        except ObjectDoesNotExist:
            return None
        if record is None:
            return None
    return record


class Column(django_tables2.Column):
    """What every column shares; the value is printed as it reads."""

    is_numeric = False

    def __init__(
        self,
        verbose_name: str | None = None,
        *,
        value: Getter | None = None,
        absent: str = formats.ABSENCES["missing"],
        is_head: bool = False,
        is_aligned: bool = False,
        detail: Getter | None = None,
        **kwargs: Any,
    ) -> None:
        if value is not None and "order_by" not in kwargs and "accessor" not in kwargs:
            kwargs.setdefault("orderable", False)
        super().__init__(verbose_name=verbose_name, **kwargs)
        self.read = value
        self.absent = absent
        self.is_head = is_head
        self.is_aligned = is_aligned
        self.detail = detail

    def text(self, value: Any) -> str:
        """Return a value that is not None as printed text, not escaped."""
        return str(value)

    def export(self, value: Any) -> Any:
        """Return a value that is not None as a number, a date or a text for a spreadsheet."""
        return str(value)

    def getter_for(self, accessor: str) -> Getter:
        """Return the function that reads the value from a record."""
        return self.read or getter(accessor)

    def bind(self, model: type[Model] | None, accessor: str) -> None:
        """Learn what can be known once for all rows."""

    def cell(self, accessor: str, as_of: date | None) -> Getter:
        """Return the function that turns a record into its cell, at the date of the page."""
        get, text, detail = self.getter_for(accessor), self.text, self.detail
        start, end = self.marks()
        before = start if self.is_aligned else "<td>"
        absent = f'{before}<span class="app-absent">{escape(self.absent)}</span></td>'
        if not self.absent:
            absent = f"{start}{end}"

        def cell(record: Any) -> str:
            value = get(record)
            if value is None or value == "":
                return absent
            return f"{start}{escape(text(value))}{end}"

        def detailed(record: Any) -> str:
            said = cell(record)
            small = detail(record) if detail else ""
            if not small:
                return said
            return f'{said.removesuffix(end)} <span class="app-detail">{escape(small)}</span>{end}'

        return detailed if detail else cell

    def marks(self) -> tuple[str, str]:
        """Return what opens and closes a cell."""
        if self.is_head:
            return '<th scope="row">', "</th>"
        return ('<td class="app-number">' if self.is_numeric else "<td>"), "</td>"

    def exporter(self, accessor: str) -> Getter:
        """Return the function that turns a record into a typed value, None where there is none."""
        get, export = self.getter_for(accessor), self.export

        def read(record: Any) -> Any:
            value = get(record)
            return None if value is None or value == "" else export(value)

        return read


class TextColumn(Column):
    """Text, or anything that prints as text."""


class LinkColumn(TextColumn):
    """Text that leads to ``url(record)``, by default ``record.get_absolute_url()``.

    A url of None prints the text alone. The link leads to the date of the page. ``heard`` is added
    for those who hear the link apart from its row.
    """

    def __init__(
        self,
        verbose_name: str | None = None,
        *,
        url: Callable[[Any], str | None] | None = None,
        heard: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(verbose_name, **kwargs)
        self.heard = heard
        self.url = url or (lambda record: record.get_absolute_url())

    def export(self, value: Any) -> Any:
        return value if isinstance(value, int) else super().export(value)

    def cell(self, accessor: str, as_of: date | None) -> Getter:
        get, text, url = self.getter_for(accessor), self.text, self.url
        start, end = self.marks()
        heard = f'<span class="fr-sr-only">{escape(self.heard)}</span>' if self.heard else ""

        def cell(record: Any) -> str:
            value = get(record)
            label = escape(self.absent if value is None or value == "" else text(value))
            address = url(record)
            if not address:
                return f"{start}{label}{end}"
            return f'{start}<a href="{escape(dated(address, as_of))}">{label}{heard}</a>{end}'

        return cell


# What a link does, on what (for those who hear it apart from its row), and its address.
Action = tuple[str, str, str]


class ActionsColumn(Column):
    """What the person may do with a record: one link each; forms are of today."""

    def __init__(
        self, verbose_name: str, actions: Callable[[Any], list[Action]], **kwargs: Any
    ) -> None:
        super().__init__(verbose_name, value=actions, exclude_from_export=True, **kwargs)

    def cell(self, accessor: str, as_of: date | None) -> Getter:
        actions = self.getter_for(accessor)

        def cell(record: Any) -> str:
            links = (
                f'<a href="{escape(address)}">{escape(label)}'
                f'<span class="fr-sr-only"> {escape(on)}</span></a>'
                for label, on, address in actions(record)
            )
            return f"<td>{' '.join(links)}</td>"

        return cell


class FragmentColumn(Column):
    """What a template writes of a record; ``context`` is what it reads besides."""

    def __init__(
        self, verbose_name: str, template: str, context: Callable[[Any], dict[str, Any]],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(verbose_name, value=context, exclude_from_export=True, **kwargs)
        self.template = template

    def cell(self, accessor: str, as_of: date | None) -> Getter:
        context, template = self.getter_for(accessor), get_template(self.template)
        return lambda record: f"<td>{template.render(context(record))}</td>"


class DateColumn(Column):
    """A date, printed 31/05/2015; a moment is printed as its day in France."""

    def text(self, value: Any) -> str:
        return formats.short_date(self.export(value))

    def export(self, value: Any) -> Any:
        return timezone.localdate(value) if isinstance(value, datetime) else value


class DoneColumn(DateColumn):
    """The day a thing was done; before, whether it is late: ``due`` names the day it was for."""

    def __init__(self, verbose_name: str, *, due: str, as_of: date, **kwargs: Any) -> None:
        super().__init__(verbose_name, absent=formats.ABSENCES["not_due"], **kwargs)
        self.due, self.as_of = due, as_of

    def cell(self, accessor: str, as_of: date | None) -> Getter:
        get, due, cell = self.getter_for(accessor), getter(self.due), super().cell(accessor, as_of)

        def done(record: Any) -> str:
            is_late = get(record) is None and due(record) < self.as_of
            return "<td><strong>en retard</strong></td>" if is_late else cell(record)

        return done


class NumberColumn(Column):
    """A number, aligned on the right, exported as it is."""

    is_numeric = True

    def export(self, value: Any) -> Any:
        return value


class IntegerColumn(NumberColumn):
    """A whole number, printed 1 500."""

    def text(self, value: Any) -> str:
        return formats.integer(value)


class DecimalColumn(NumberColumn):
    """A number printed with ``digits`` decimals, or those that say something: 35, 24,5."""

    def __init__(
        self, verbose_name: str | None = None, *, digits: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(verbose_name, **kwargs)
        self.digits = digits

    def text(self, value: Any) -> str:
        if self.digits is None:
            return formats.number(value)
        return formats.decimal(value, self.digits)


class PercentColumn(NumberColumn):
    """A ratio, printed 55,1 % and exported as a ratio."""

    def text(self, value: Any) -> str:
        return formats.percent(value)

    def export(self, value: Any) -> Any:
        return float(value)


class EuroColumn(NumberColumn):
    """An amount of euro cents, printed and exported in euros."""

    def text(self, value: Any) -> str:
        return formats.euros(value)

    def export(self, value: Any) -> Any:
        return Decimal(value) / 100


class BooleanColumn(Column):
    """Oui, Non or the words for None."""

    def text(self, value: Any) -> str:
        return "Oui" if value else "Non"

    def export(self, value: Any) -> Any:
        return self.text(value)


class ChoiceColumn(Column):
    """The label of a coded value; ``choices`` are those of the field unless given."""

    def __init__(
        self, verbose_name: str | None = None, *, choices: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(verbose_name, **kwargs)
        self.labels = {} if choices is None else _labels(choices)

    def bind(self, model: type[Model] | None, accessor: str) -> None:
        # The labels of an annotation are given by ``choices``.
        if model is not None and not self.labels and not self.read:
            self.labels = labels_of(model, accessor.replace(".", "__"))

    def text(self, value: Any) -> str:
        return self.labels.get(value) or str(value)

    def export(self, value: Any) -> Any:
        return self.text(value)


def _labels(choices: Any) -> dict[Any, str]:
    pairs = getattr(choices, "choices", choices)
    return {value: str(label) for value, label in pairs}
