"""Which of a record’s columns tell what happened, and from which day each is known.

A model says it once, in ``dates``. Record pages, lists, their exports and the rows behind a figure
read it, so that none of them tells at a date what happened later.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case, Expression, F, Model, Q, Value, When


@dataclass(frozen=True)
class Dates:
    """The days of a kind of record.

    ``since`` is the path of the day from which a record exists; empty where it follows from the
    record that holds it, or where it has always been there. ``brings`` maps each day that is empty
    until it comes to the columns that it fills with itself. ``apart`` names the days that tell
    nothing that happened: planned, worked out from others, of an entry, or of the frame.
    ``planned`` are those of the others that may be told before they come: a meeting to be held,
    terms that will take effect. The rest are facts: nobody enters one before its day.
    ``or_always`` says that a record whose own ``since`` is empty has always been there.
    """

    since: str = ""
    brings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    apart: tuple[str, ...] = ()
    planned: tuple[str, ...] = ()
    or_always: bool = False

    @property
    def facts(self) -> frozenset[str]:
        """The columns of the record itself that hold the day of something that happened."""
        own = {name for name in (self.since, *self.brings) if name and "__" not in name}
        return frozenset(own.difference(self.planned))

    def first_day(self, record: Model) -> date | None:
        """Return the day from which a record exists, where it says so itself."""
        own = self.since and "__" not in self.since
        found: date | None = getattr(record, self.since) if own else None
        return found

    def begun(self, as_of: date) -> Q:
        """Return the condition that a record exists by a day."""
        if not self.since:
            return Q()
        begun = Q(**{f"{self.since}__lte": as_of})
        return begun | Q(**{f"{self.since}__isnull": True}) if self.or_always else begun

    def columns(self, model: type[Model], as_of: date) -> dict[str, Expression]:
        """Return, by the name of each dated column, the expression of what was known by a day."""
        return {
            name: Case(
                When(**{f"{day}__lte": as_of}, then=F(name)), default=Value(_nothing(model, name))
            )
            for day, brought in self.brings.items()
            for name in (day, *brought)
        }

    def forget(self, record: Model, as_of: date) -> None:
        """Empty, in a record that is only going to be read, what came after a day."""
        for day, brought in self.brings.items():
            value = getattr(record, day)
            if value is not None and value > as_of:
                for name in (day, *brought):
                    setattr(record, name, _nothing(type(record), name))


NONE = Dates()


def dates_of(model: Any) -> Dates:
    """Return what a model, or one of its records, says of its days."""
    found: Dates = getattr(model, "dates", NONE)
    return found


def known_columns(model: type[Model], as_of: date) -> dict[str, Expression]:
    """Return, by name, the expression of each dated column of ``model`` as known by a day."""
    return dates_of(model).columns(model, as_of)


def as_known(record: Any, as_of: date) -> Any:
    """Return a record that is only going to be read, without what happened after a day."""
    dates_of(record).forget(record, as_of)
    return record


def _nothing(model: type[Model], name: str) -> str | None:
    return None if model._meta.get_field(name).null else ""
