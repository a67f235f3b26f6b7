"""What a situation is: a convention whose arithmetic was written down before its records."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from . import tables
from .builder import Signed
from .parties import Parties


@dataclass(frozen=True)
class Situation:
    """A convention to write, and the figures that it must then show.

    ``table`` is what members read; ``committee`` and ``public`` give the columns in which the
    report and the press release, which mask, say something else. ``read_on`` is the day of its
    documents.
    """

    slug: str
    tells: str
    read_on: str
    table: str
    write: Callable[[Parties, str, int], Signed]
    committee: str = ""
    public: str = ""

    @property
    def day(self) -> date:
        """The day of its documents."""
        return date.fromisoformat(self.read_on)

    @cached_property
    def members_read(self) -> tables.Table:
        """The figures as members read them."""
        return tables.read(self.table)

    @cached_property
    def committee_reads(self) -> tables.Table:
        """The figures as the committee’s report tells them."""
        return self._masked(self.committee)

    @cached_property
    def public_reads(self) -> tables.Table:
        """The figures as the press release tells them."""
        return self._masked(self.public)

    def _masked(self, words: str) -> tables.Table:
        return tables.with_masks(self.members_read, tables.read(words)) if words else (
            self.members_read
        )  # fmt: skip
