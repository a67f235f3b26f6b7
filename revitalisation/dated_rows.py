"""Rows that say what holds of a record from a day on: added when it happens, superseded when wrong.

What happened later adds a row and leaves the past as it was. What was wrong is superseded by a row
that says why; both stay, so that what was known on any day can still be told.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, ClassVar, NoReturn, Self

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.db.models.lookups import IsNull
from django.dispatch import Signal
from django.utils import timezone

from revitalisation.history.reasons import LONGEST, Cause
from revitalisation.records import Versioned
from revitalisation.triggers import Refusal, differ, insert_only
from revitalisation.ui.formats import long_date

ENDS = "Le jour jusqu’auquel vaut ce qui est daté suit de ses lignes\u00a0: il ne s’écrit pas."
KEPT = "Ce qui est daté ne se modifie ni ne se supprime\u00a0: rectifiez-le, avec un motif."

# Sent once a row, and those that it ends or supersedes, hold on the days on which they do.
row_settled = Signal()


class Kept(TypeError):
    """Raised when code tries to change or remove a dated row."""

    def __init__(self) -> None:
        super().__init__(KEPT)


class DatedRow(Versioned):
    """What holds of a record from its day until the next row about the same.

    ``dates.since`` is the column of the day; ``told_with`` the record that it is about, whose
    version rises with each row; ``about`` the columns that two rows about the same share.
    ``holds_until`` is worked out (``settle``): the first day on which the row no longer holds,
    which is its own day once it is superseded, for no day is then within. A row that ``is_void``
    only says that the one it supersedes never was.
    """

    about: ClassVar[tuple[str, ...]]
    takes_cause = True
    supersedes_id: int | None

    holds_until = models.DateField("jusqu’au", null=True, editable=False)
    supersedes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="superseded_by",
        verbose_name="rectifie",
    )
    is_void = models.BooleanField("n’a pas eu lieu", default=False, editable=False)
    cause = models.CharField(
        "cause de la rectification", max_length=10, choices=Cause, blank=True, editable=False
    )
    reason = models.CharField("motif", max_length=LONGEST, blank=True, editable=False)
    # None of what was carried over from records that did not say who.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="enregistré par",
    )
    recorded_at = models.DateTimeField("enregistré le", default=timezone.now, editable=False)

    untold = frozenset(
        {"holds_until", "supersedes", "is_void", "cause", "reason", "recorded_by", "recorded_at"}
    )

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True, cause="", reason="", is_void=False)
                | Q(supersedes__isnull=False) & ~Q(cause="") & ~Q(reason=""),
                name="%(class)s_correction_says_why",
                violation_error_message="Une rectification porte une cause et un motif.",
            ),
        ]

    @classmethod
    def day_name(cls) -> str:
        """Return the name of the column of the day."""
        found: str = cls.dates.since  # type: ignore[attr-defined]
        return found

    @property
    def day(self) -> date:
        """The day from which the row holds."""
        found: date = getattr(self, self.day_name())
        return found

    @property
    def is_live(self) -> bool:
        """Whether the row is what is known today: neither superseded nor void."""
        return self.holds_until != self.day

    @classmethod
    def live(cls) -> Q:
        """Return the condition that a row is what is known today."""
        return Q(holds_until__isnull=True) | Q(holds_until__gt=F(cls.day_name()))

    @classmethod
    def known(cls) -> Q:
        """Return what ``live`` is worked out from: nothing supersedes the row, nor is it void."""
        return Q(is_void=False, superseded_by__isnull=True)

    @classmethod
    def holding(cls, as_of: date) -> Q:
        """Return the condition that a row holds on a day; at most one about the same does."""
        return Q(**{f"{cls.day_name()}__lte": as_of}) & (
            Q(holds_until__isnull=True) | Q(holds_until__gt=as_of)
        )

    def validate_constraints(self, exclude: Any = None) -> None:
        """Refuse what the constraints refuse, the row that this one supersedes being gone."""
        with self._in_its_place():
            super().validate_constraints(exclude)

    @contextmanager
    def _in_its_place(self) -> Iterator[None]:
        if self.supersedes_id is None or not self._state.adding:
            yield
            return
        # Uniqueness leaves out the row that has the key of the one it is asked about.
        self.pk, self._state.adding = self.supersedes_id, False
        try:
            yield
        finally:
            self.pk, self._state.adding = None, True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row, close those that it ends or supersedes, and raise its record’s version.

        A correction is written closed, and opened once what it supersedes is closed: at no moment
        do both hold, and the database closes only what is superseded.
        """
        if not self._state.adding:
            raise Kept
        with transaction.atomic():
            self.holds_until = None if self.supersedes_id is None else self.day
            super().save(*args, **kwargs)
            self.holds_until = self.day if self.is_void else None
            settle(type(self)._base_manager.filter(**self.same))
            self.tell_owner()
            self.settled()
            row_settled.send(sender=type(self), instance=self)

    def tell_owner(self) -> None:
        """Raise the version of the record that the row is about."""
        getattr(self, self.told_with).touch()

    def settled(self) -> None:
        """Work out again what follows from the rows about the same."""

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Kept

    @classmethod
    def about_columns(cls) -> list[str]:
        """Return the columns that rows about the same share."""
        fields: list[Any] = [cls._meta.get_field(name) for name in cls.about]
        return [str(field.column) for field in fields]

    @property
    def same(self) -> dict[str, Any]:
        """What rows about the same have in common."""
        return {column: getattr(self, column) for column in self.about_columns()}

    @property
    def restatement(self) -> str:
        """Say that this row restated the past: when, from what, and why."""
        wrong, when = self.supersedes, long_date(timezone.localdate(self.recorded_at))
        became = "n’a pas eu lieu" if self.is_void else f"devient «\u00a0{self}\u00a0»"
        return (
            f"Passé rectifié le {when}\u00a0: «\u00a0{wrong}\u00a0» {became} "
            f"({self.get_cause_display()}\u00a0: {self.reason})."
        )

    def successor(self, by: Any) -> Self:
        """Return a row, still to be changed, given its cause and saved, that corrects this one."""
        said = {
            field.attname: getattr(self, field.attname)
            for field in self._meta.concrete_fields
            if field.name not in ("id", "version", *DatedRow.untold)
        }
        return type(self)(**said, supersedes=self, recorded_by=by)

    def void(self, by: Any, cause: str, reason: str) -> Self:
        """Record that what the row says never was; return the row that says so.

        Raises ValidationError when the row is superseded already.
        """
        if not type(self)._base_manager.filter(self.live(), pk=self.pk).exists():
            raise ValidationError("Ceci est déjà rectifié.")
        row = self.successor(by)
        row.is_void, row.cause, row.reason = True, cause, reason
        row.save()
        return row


def kinds_of_rows() -> list[type[DatedRow]]:
    """Return every model of dated rows, whatever the app that holds it."""
    return [model for model in apps.get_models() if issubclass(model, DatedRow)]


def settle(rows: models.QuerySet[Any]) -> None:
    """Work ``holds_until`` out again among these rows: those superseded or void, then the others.

    It follows from what is never changed: days, what supersedes what, what is void.
    """
    model: type[DatedRow] = rows.model
    stored: models.QuerySet[Any] = models.QuerySet(model)
    never = rows.exclude(model.known()).exclude(holds_until=F(model.day_name()))
    stored.filter(pk__in=list(never.values_list("pk", flat=True))).update(
        holds_until=F(model.day_name())
    )
    stored.filter(pk__in=rows.filter(model.known()).values("pk")).update(
        holds_until=_next_day(model)
    )


def unsettled(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Keep the rows whose ``holds_until`` is not what follows from the others, ``right_end``."""
    model: type[DatedRow] = rows.model
    right = Case(When(model.known(), then=_next_day(model)), default=F(model.day_name()))
    return rows.annotate(right_end=right).exclude(
        Q(holds_until=F("right_end")) | Q(holds_until__isnull=True, right_end__isnull=True)
    )


def _next_day(model: type[DatedRow]) -> Subquery:
    """Return the expression of the day of the next row about the same that is known."""
    day = model.day_name()
    following = model._base_manager.filter(
        model.known(),
        *(_shared(model, name) for name in model.about),
        **{f"{day}__gt": OuterRef(day)},
    )
    return Subquery(following.order_by(day).values(day)[:1])


def _shared(model: type[DatedRow], name: str) -> Q:
    """Return the condition that a column is that of the outer row, or empty in both."""
    alike = Q(**{name: OuterRef(name)})
    if not _may_be_empty(model, name):
        return alike
    return alike | Q(IsNull(OuterRef(name), True), **{f"{name}__isnull": True})


def _may_be_empty(model: type[DatedRow], name: str) -> bool:
    field: Any = model._meta.get_field(name)
    return bool(field.null)


def one_a_day(
    name: str, *about: str, day: str, message: str, only: Q | None = None
) -> models.UniqueConstraint:
    """Return the constraint that one live row a day is about the same, ``only`` some of them.

    Rows that are empty where they might differ are the same to nobody but a constraint of theirs.
    """
    live = Q(holds_until__isnull=True) | Q(holds_until__gt=F(day))
    return models.UniqueConstraint(
        fields=[*about, day],
        condition=live if only is None else live & only,
        name=name,
        violation_error_message=message,
    )


def kept(model: type[DatedRow]) -> tuple[Refusal, ...]:
    """Return what keeps dated rows as they were written, and their end what follows from them."""
    table = model._meta.db_table
    written = [
        str(field.column) for field in model._meta.concrete_fields if field.name != "holds_until"
    ]
    update, *others = insert_only(model, KEPT)
    changed = Refusal(update.name, table, ("UPDATE",), differ(*written), KEPT)
    removed = Refusal(f"{table}_removed", table, ("DELETE",), update.condition, KEPT)
    return (changed, removed, *others, *_ends_right(model))


def _ends_right(model: type[DatedRow]) -> Iterator[Refusal]:
    """Yield the refusals of an end that does not follow from the rows as they are stored.

    A row may be written without one, and a correction closed: its end is worked out next. That a
    row written past the service ends none of the others, ``unsettled`` finds.
    """
    field: Any = model._meta.get_field(model.day_name())
    table, day = model._meta.db_table, f'"{field.column}"'
    gone = f"EXISTS (SELECT 1 FROM {table} s WHERE s.supersedes_id = {{row}}.id)"  # noqa: S608
    following = f"""(SELECT MIN(o.{day}) FROM {table} o WHERE {_about_the_same(model)}
            AND o.{day} > NEW.{day} AND NOT o.is_void AND NOT {gone.format(row="o")})"""  # noqa: S608
    right = f"""CASE WHEN NEW.is_void OR {gone.format(row="NEW")} THEN NEW.{day}
            ELSE {following} END"""
    differs = f"COALESCE(NEW.holds_until, {_NEVER}) <> COALESCE({right}, {_NEVER})"
    yield Refusal(
        f"{table}_ends_right", table, ("UPDATE",), f"({differ('holds_until')}) AND {differs}", ENDS
    )
    yield Refusal(
        name=f"{table}_begins_right",
        table=table,
        events=("INSERT",),
        condition=f"""NEW.holds_until IS NOT NULL
            AND (NEW.supersedes_id IS NULL OR NEW.holds_until <> NEW.{day}) AND {differs}""",
        message=ENDS,
    )


# No row ends on that day: it stands for no end.
_NEVER = "'0001-01-01'"


def _about_the_same(model: type[DatedRow]) -> str:
    """Return the condition that the rows ``o`` and NEW are about the same."""
    return " AND ".join(
        f"(o.{column} = NEW.{column} OR o.{column} IS NULL AND NEW.{column} IS NULL)"
        if _may_be_empty(model, name)
        else f"o.{column} = NEW.{column}"
        for name, column in zip(model.about, model.about_columns(), strict=True)
    )


def corrects_its_own(model: type[DatedRow]) -> Refusal:
    """Return the refusal of a correction of a row about something else."""
    table, same = model._meta.db_table, _about_the_same(model)
    return Refusal(
        name=f"{table}_corrects_its_own",
        table=table,
        events=("INSERT",),
        condition=f"""NEW.supersedes_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM {table} o WHERE o.id = NEW.supersedes_id AND {same})""",  # noqa: S608
        message="Une rectification porte sur ce qu’elle rectifie.",
    )
