"""What every record that people edit shares: a version, so that the second of two to save knows."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from django.db import models

from revitalisation.constraints import Constrained


class Stale(Exception):
    """The record was saved or removed by someone else since it was read: nothing was written."""


class Versioned(Constrained):
    """A record whose ``version`` each save raises by one, and which refuses a save of an old one.

    The database compares: of two saves that read the same version, however close, one is written
    and the other raises ``Stale``. A save of derived columns alone (not editable) is nobody's edit:
    it neither raises the version nor compares it, unless ``version`` is named among them. Neither
    does one of ``unversioned`` columns, which tell of use and not of the record: the history skips
    it.

    The rest says how the history tells its changes (``revitalisation.history``). ``told_as`` names
    the record, from its own columns. ``told_with`` is its link to the record on whose page its
    changes are told; one that has a page of its own says instead ``history_page``, the name of the
    address, and ``removed_from``, its link to the record on whose page its removal is told.
    ``named_with`` are the links that its own text reads. ``untold`` columns are left out, those in
    ``consequences`` follow from others, and say what the record does then; ``read_with`` maps a
    column to the right to read it.
    ``acts`` maps words kept as a reason to what somebody then did: no column says it.
    ``comes_with`` says that a record is opened with the one it is told with, by nobody.
    ``is_about_people``: the reason of a correction is coded; ``takes_cause``: it is a coded cause
    and a sentence. ``names_of_people`` are the columns
    that a reason must not repeat.
    """

    unversioned: ClassVar[frozenset[str]] = frozenset()
    history: ClassVar[Any]
    told_as: ClassVar[str]
    told_with: ClassVar[str] = ""
    history_page: ClassVar[str] = ""
    removed_from: ClassVar[str] = ""
    named_with: ClassVar[tuple[str, ...]] = ()
    untold: ClassVar[frozenset[str]] = frozenset()
    consequences: ClassVar[Mapping[str, tuple[str, str]]] = {}
    read_with: ClassVar[Mapping[str, str]] = {}
    acts: ClassVar[Mapping[str, str]] = {}
    comes_with: ClassVar[bool] = False
    is_about_people: ClassVar[bool] = False
    takes_cause: ClassVar[bool] = False
    names_of_people: ClassVar[tuple[str, ...]] = ()

    version = models.PositiveIntegerField("version", default=1, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; raises ``Stale`` when the stored version is not the one that was read."""
        fields: Collection[str] | None = kwargs.get("update_fields")
        if fields is not None and self.unversioned.issuperset(fields):
            self._save_untold(*args, **kwargs)
            return
        told = fields is None or "version" in fields or self.edits(fields)
        if self._state.adding or not told:
            super().save(*args, **kwargs)
            return
        if fields is not None:
            kwargs["update_fields"] = {*fields, "version"}
        self.version += 1
        self._compares = True
        try:
            super().save(*args, **kwargs)
        except BaseException:
            self.version -= 1
            raise
        finally:
            self._compares = False

    _compares = False

    def named_in_history(self) -> str:
        """Return the record’s name within a sentence, with its article."""
        return self.told_as.format(self)

    @property
    def history_key(self) -> tuple[str | int, ...]:
        """What the address ``history_page`` holds of the record, within its convention."""
        return (self.pk,)

    def _save_untold(self, *args: Any, **kwargs: Any) -> None:
        # The name is django-simple-history's own switch.
        self.skip_history_when_saving = True
        try:
            super().save(*args, **kwargs)
        finally:
            del self.skip_history_when_saving

    def touch(self, act: str = "") -> None:
        """Raise the stored version: a row that belongs to the record was added or changed.

        ``act`` is one of ``acts``, which the history then tells.
        """
        record: Any = type(self)._base_manager.select_for_update(no_key=True).get(pk=self.pk)
        if act:
            record._change_reason = act
        record.save(update_fields=["version"])
        self.version = record.version

    def edits(self, fields: Collection[str]) -> bool:
        """Say whether a person may have changed one of these columns, not the rules alone."""
        return any(
            self._meta.get_field(name).editable and name not in self.unversioned for name in fields
        )

    def _do_update(self, base_qs: Any, *rest: Any) -> Any:
        rows = base_qs.filter(version=self.version - 1) if self._compares else base_qs
        found = super()._do_update(rows, *rest)
        if self._compares and not found:
            raise Stale
        return found
