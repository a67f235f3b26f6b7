"""The arithmetic of a situation as a table that people read and tests too.

Dates in rows, figures in columns, and under each row, indented, why the figures are those::

    au          jobs_created  sustained_rate
    2018-04-01  12            à venir
        12 = 8 + 4 embauches d’avril

Columns stand two spaces apart or more. A row holds until the eve of the next one: a table that
leaves a movement of one of its figures out is wrong.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

# The words for no number, then those for a number that is kept from readers.
ABSENCES = {"non renseigné": "missing", "sans objet": "not_applicable", "à venir": "not_due"}
MASKS = {"moins de 5": "few", "non publié": "withheld"}
_APART = re.compile(r" {2,}")
_NUMBER = r"(\d+(?: \d{3})*)"
_EQUALITY = re.compile(rf"(?:^|[;,:] ){_NUMBER} = (\d[^;,:]*)")
_TERM = re.compile(rf"(?:^|( [+−] )){_NUMBER}\b")


@dataclass(frozen=True)
class Told:
    """What a cell says: a number, as it is or as two numbers, or a word for there being none.

    Amounts are in euro cents, hours a week in hundredths. ``known`` is how many rows hold an
    answer, of how many, where some do not: « 135 h, 4 sur 5 ».
    """

    value: int | Fraction | None = None
    absence: str | None = None
    mask: str | None = None
    over: int | None = None
    under: int | None = None
    known: tuple[int, int] | None = None


@dataclass(frozen=True)
class Row:
    """The figures from a day on, by code, and why."""

    day: date
    cells: Mapping[str, Told]
    why: str

    def equalities(self) -> Iterator[tuple[int, list[int]]]:
        """Yield each « 12 = 8 + 4 embauches » of the reason: the number, and its signed terms."""
        for number, terms in _EQUALITY.findall(self.why):
            yield (
                _integer(number),
                [(-1 if "−" in sign else 1) * _integer(n) for sign, n in _TERM.findall(terms)],
            )


@dataclass(frozen=True)
class Table:
    """The figures of a situation, each followed from its first row to the last."""

    codes: tuple[str, ...]
    rows: tuple[Row, ...]

    def holding(self, day: date) -> Row | None:
        """Return the row that holds on a day; None before the first one."""
        begun = [row for row in self.rows if row.day <= day]
        return begun[-1] if begun else None


def read(words: str) -> Table:
    """Read a table as it is written.

    Raises ValueError for a row without a reason, or one that has not as many cells as columns.
    """
    head, *lines = (line for line in words.splitlines() if line.strip())
    _, *codes = _APART.split(head.strip())
    written: list[tuple[str, list[str]]] = []
    for line in lines:
        if line.startswith(" "):
            written[-1][1].append(line.strip())
        else:
            written.append((line, []))
    return Table(tuple(codes), tuple(_row(codes, *found) for found in written))


def _row(codes: list[str], line: str, why: list[str]) -> Row:
    day, *cells = _APART.split(line.strip())
    if not why:
        raise ValueError(f"{day}: a row says why.")
    told = {code: _told(cell) for code, cell in zip(codes, cells, strict=True)}
    return Row(date.fromisoformat(day), told, " ".join(why))


def _told(cell: str) -> Told:
    if cell in ABSENCES:
        return Told(absence=ABSENCES[cell])
    if cell in MASKS:
        return Told(mask=MASKS[cell])
    number, _, answered = cell.partition(", ")
    over, slash, under = number.partition("/")
    if slash:
        up, down = _amount(over), _amount(under)
        return Told(Fraction(up, down), over=up, under=down)
    known = tuple(map(int, answered.split(" sur "))) if answered else None
    return Told(_amount(number), known=known)  # type: ignore[arg-type]


def _amount(words: str) -> int:
    return _integer(words[:-1]) * 100 if words[-1] in "€h" else _integer(words)


def _integer(words: str) -> int:
    return int(words.replace(" ", ""))


def with_masks(table: Table, masks: Table) -> Table:
    """Return a table where the columns of another say what it says, each row until its next."""
    days = sorted({row.day for row in (*table.rows, *masks.rows)})
    rows = []
    for day in days:
        plain, masked = table.holding(day), masks.holding(day)
        if plain is None:
            raise ValueError(f"{day}: a mask before any figure.")
        said = dict(plain.cells) | (dict(masked.cells) if masked else {})
        rows.append(Row(day, said, masked.why if masked and masked.day == day else plain.why))
    return Table(table.codes, tuple(rows))
