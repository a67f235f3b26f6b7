"""Sums that run through the days: asked once a statement on PostgreSQL, kept in a table on SQLite.

SQLite has triggers of rows only: added up again for each, ten thousand rows would take a hundred
times longer than a thousand. There, each refusal keeps the totals that it asks about in a table
of theirs, with the last day on which a row lowers each. It is no model: it is made, and worked out,
with the triggers.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .refusal import ALWAYS, Refusal

TABLE = "running_sums"
# A date is a text, empty before any; the key of a sum too, compared as one: else no index is used.
MADE = (
    f"DROP TABLE IF EXISTS {TABLE}",
    f"CREATE TABLE {TABLE} (rule text NOT NULL, owner text NOT NULL, total integer NOT NULL, "
    "lowered_on text NOT NULL, last_id integer NOT NULL, PRIMARY KEY (rule, owner)) WITHOUT ROWID",
)
_KEPT = "Les sommes que tient la base ne changent qu’avec les lignes qu’elles additionnent."


@dataclass(frozen=True)
class RunningRefusal(Refusal):
    """Refuse rows added when a sum that runs through the days is wrong on theirs or a later one.

    ``among`` (reading NEW alone) are the rows that can make it so; ``per`` are the columns that say
    which sum is asked, ``since`` the one of the day: the condition reads no other column of NEW.
    PostgreSQL then asks once a statement for each sum, from the earliest of the days.

    SQLite asks for each row, unless the total is at most ``most`` and nothing lowers it after the
    day of the row: from then on all was taken away, and no more was added. ``amount`` (reading NEW
    alone) is by how much a row moves a sum, ``owner`` the key of the sum, NULL where there is none;
    ``owners`` selects, as ``id``, those of several sums that are asked about together.
    """

    events: tuple[str, ...] = ("INSERT",)
    condition: str = ""
    message: str = ""
    when: str = "AFTER"
    among: str = ALWAYS
    per: tuple[str, ...] = ()
    since: str = ""
    amount: str = "0"
    owner: str = "NULL"
    owners: str = ""
    most: str = "0"

    def worked_out(self) -> str:
        """Return the statement that keeps the sums of the rows that are there already."""
        return _of(f"""INSERT INTO {TABLE} SELECT
            '{self.name}', {self._key}, SUM({self.amount}), MAX({self._lowers()}), MAX(NEW.id)
            FROM "{self.table}" n WHERE {self._moves()} GROUP BY 2""")  # noqa: S608

    def counted(self) -> str:
        """Return the condition that a sum of this rule changes by one of its rows, as it must."""
        row = f"""n.id = NEW.last_id AND n.id <> OLD.last_id AND {_of(self._key)} = NEW.owner
            AND NEW.total = OLD.total + {_of(self.amount)}
            AND NEW.lowered_on = MAX(OLD.lowered_on, {_of(self._lowers())})"""
        return f"""NEW.rule = '{self.name}'
            AND EXISTS (SELECT 1 FROM "{self.table}" n WHERE {row})"""  # noqa: S608

    def statements(self, vendor: str, name: str) -> list[str]:
        found = super().statements(vendor, name)
        return [self.worked_out(), *found] if vendor == "sqlite" else found

    def _of_row(self) -> str:
        return f"({self.among}) AND {self.condition}"

    def _asked(self) -> str:
        # In this trigger itself: which of two SQLite fires first is not said.
        this = f"rule = '{self.name}' AND owner = {self._key}"
        asked = f"SELECT CAST(id AS text) FROM ({self.owners})" if self.owners else self._key  # noqa: S608
        return f"""WHEN {self._moves()} BEGIN
            INSERT INTO {TABLE} SELECT '{self.name}', {self._key}, 0, '', 0
                WHERE NOT EXISTS (SELECT 1 FROM {TABLE} WHERE {this});
            UPDATE {TABLE} SET total = total + {self.amount},
                lowered_on = MAX(lowered_on, {self._lowers()}), last_id = NEW.id WHERE {this};
            SELECT {self._raised()} WHERE ({self.among})
                AND (SELECT COALESCE(SUM(s.total) <= {self.most}, TRUE)
                    AND MAX(s.lowered_on) <= NEW.{self.since} FROM {TABLE} s
                    WHERE s.rule = '{self.name}' AND s.owner IN ({asked})) IS NOT TRUE
                AND {self.condition};
            END"""  # noqa: S608

    @property
    def _key(self) -> str:
        return f"CAST({self.owner} AS text)"

    def _moves(self) -> str:
        return f"{self.owner} IS NOT NULL AND {self.amount} <> 0"

    def _lowers(self) -> str:
        return f"CASE WHEN {self.amount} < 0 THEN NEW.{self.since} ELSE '' END"

    def _added(self) -> str:
        return "added"

    def _level(self) -> str:
        return f"REFERENCING NEW TABLE AS added {super()._level()}"

    def _is_of_statement(self) -> bool:
        return True

    def _body(self) -> str:
        table, key = self.one_at_a_time or ("", "")
        added = f"FROM added n WHERE {_of(self.among)}"
        # In one order, whatever the rows: two writers never hold what the other waits for.
        lock = (
            f"PERFORM 1 FROM {table} WHERE id IN (SELECT {_of(key)} {added}) "
            "ORDER BY id FOR NO KEY UPDATE; "
        )
        sums = ", ".join(self.per)
        condition = (
            f"EXISTS (SELECT 1 FROM (SELECT {sums}, MIN({self.since}) AS {self.since} {added} "  # noqa: S608
            f"GROUP BY {sums}) n WHERE {_of(self.condition)})"
        )
        return self._procedure(lock if table else "", condition, "NULL")


def sums_kept(refusals: Iterable[Refusal]) -> Iterator[Refusal]:
    """Yield what keeps the sums of SQLite as their triggers, and nobody else, write them."""
    running = [refusal for refusal in refusals if isinstance(refusal, RunningRefusal)]
    if not running:
        return
    same = f"SELECT 1 FROM {TABLE} s WHERE s.rule = NEW.rule AND s.owner = NEW.owner"  # noqa: S608
    counted = " OR ".join(f"({refusal.counted()})" for refusal in running)
    for event, wrong in (
        (
            "INSERT",
            f"NEW.total <> 0 OR NEW.lowered_on <> '' OR NEW.last_id <> 0 OR EXISTS ({same})",
        ),
        ("UPDATE", f"NEW.rule <> OLD.rule OR NEW.owner <> OLD.owner OR NOT ({counted})"),
        ("DELETE", ALWAYS),
    ):
        yield Refusal(f"{TABLE}_kept", TABLE, (event,), wrong, _KEPT, only="sqlite")


def is_of_sums(refusal: Refusal) -> bool:
    """Whether the sums of SQLite are right only as long as a trigger is in its place."""
    return isinstance(refusal, RunningRefusal) or refusal.table == TABLE


def _of(condition: str) -> str:
    """Return what a condition says of NEW, said of a row n."""
    return condition.replace("NEW.", "n.")
