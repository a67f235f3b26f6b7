"""Where a refusal is told before the database makes it: on the field that answers it, with what
disagrees."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.db.models.constraints import BaseConstraint
from django.utils import timezone
from django.utils.text import capfirst

from revitalisation.dated import dates_of
from revitalisation.guards import findings
from revitalisation.ui.formats import long_date
from revitalisation.ui.saying import say


class Constrained(models.Model):
    """A record whose refused constraints sit on a field.

    A check is told on a column that is empty, otherwise on the one that it compares with another,
    otherwise on one that may be empty; uniqueness on the last of its columns, those before say
    among what. ``refused_on`` maps the
    name of a constraint to another column, where the question lies elsewhere.
    """

    refused_on: ClassVar[Mapping[str, str]] = {}

    class Meta:
        abstract = True

    def kept_columns(self) -> Collection[str]:
        """Return the columns that may not change, as the record stands."""
        return ()

    def clean_fields(self, exclude: Any = None) -> None:
        """Refuse, besides what each field refuses, a fact dated after today."""
        told: dict[str, Any] = {}
        for check in (super().clean_fields, self.refuse_days_to_come):
            try:
                check(exclude)
            except ValidationError as refusal:
                told = refusal.update_error_dict(told)
        if told:
            raise ValidationError(told)

    def refuse_days_to_come(self, exclude: Any = None) -> None:
        """Raise, each on its field, the days after today of what can only have happened."""
        told = {}
        for name in dates_of(self).facts.difference(exclude or ()):
            field: Any
            field, day = self._meta.get_field(name), getattr(self, name)
            if field.editable and isinstance(day, date) and day > timezone.localdate():
                told[name] = [
                    f"«\u00a0{capfirst(field.verbose_name)}\u00a0» est le {long_date(day)}, après "
                    "aujourd’hui\u00a0: n’est enregistré que ce qui a eu lieu. "
                    "Corrigez la date, ou attendez ce jour."
                ]
        if told:
            raise ValidationError(told)

    def validate_constraints(self, exclude: Any = None) -> None:
        """Raise what the constraints refuse, each on its field; or else what the guards find."""
        told: dict[str, list[ValidationError]] = {}
        for _, constraints in self.get_constraints():
            for constraint in constraints:
                try:
                    constraint.validate(type(self), self, exclude=exclude)
                except ValidationError as refusal:
                    named = (self._meta.get_field(name) for name in columns_of(constraint))
                    fields = [field for field in named if getattr(field, "editable", False)]
                    place = self._place(constraint, fields)
                    told.setdefault(place, []).append(self._explained(refusal, fields))
        if told:
            raise ValidationError(told)
        self.ask_guards(exclude or ())

    def ask_guards(self, exclude: Collection[str] = ()) -> None:
        """Raise what the guards find in the record, each on its field unless it is not asked.

        To be called where others that change the same sums wait.
        """
        told: dict[str, list[str]] = {}
        for finding in findings(self):
            place = NON_FIELD_ERRORS if finding.field in exclude else finding.field
            told.setdefault(place, []).append(finding.message)
        if told:
            raise ValidationError(told)

    def _place(self, constraint: BaseConstraint, fields: list[Any]) -> str:
        if constraint.name in self.refused_on:
            return self.refused_on[constraint.name]
        if not fields:
            return NON_FIELD_ERRORS
        if isinstance(constraint, UniqueConstraint):
            return str(fields[-1].name)
        compared = {lookup.partition("__")[0] for lookup, value in _lookups(constraint) if value}

        def distance(field: Any) -> tuple[bool, bool, bool]:
            return not self._is_empty(field), field.name not in compared, not field.blank

        return str(min(fields, key=distance).name)

    def _explained(self, refusal: ValidationError, fields: list[Any]) -> ValidationError:
        if len(fields) < 2 or any(field.is_relation for field in fields):
            return refusal
        values = "\u202f; ".join(
            f"«\u00a0{capfirst(f.verbose_name)}\u00a0»\u00a0: {say(f, getattr(self, f.attname))}"
            for f in sorted(fields)
        )
        text = " ".join(refusal.messages)
        return ValidationError(f"{text} {values}. Corrigez l’une de ces réponses.", refusal.code)

    def _is_empty(self, field: Any) -> bool:
        return getattr(self, field.attname) in (None, "")


def columns_of(constraint: BaseConstraint) -> list[str]:
    """Return the columns that a constraint is about."""
    if isinstance(constraint, UniqueConstraint):
        return list(constraint.fields)
    found = ((lookup.partition("__")[0], other) for lookup, other in _lookups(constraint))
    return list(dict.fromkeys(name for pair in found for name in pair if name))


def _lookups(constraint: BaseConstraint) -> Iterator[tuple[str, str]]:
    """Yield each lookup of a check, with the column that it compares with, if any."""
    waiting: list[Any] = [constraint.condition] if isinstance(constraint, CheckConstraint) else []
    for part in waiting:
        if isinstance(part, Q):
            waiting.extend(part.children)
        elif isinstance(part, tuple):
            lookup, other = part
            yield lookup, getattr(other, "name", "") if isinstance(other, models.F) else ""
