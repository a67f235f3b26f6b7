"""What a printed document looks like, read from its PDF: sizes of text, fill of pages, headings."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import hypot
from typing import Any, NamedTuple

import page as validation
from pypdf import PdfReader
from pypdf.generic import ContentStream
from python_calamine import CalamineWorkbook

MM = 72 / 25.4
# What the margins hold is of the page, not of its text: millimetres from its top and its bottom.
HEAD, FOOT = 19.0, 17.0
A4 = 297.0
SMALLEST = 8.5
# A line of the contents: a title, dots, a page.
LISTED = re.compile(r"((?:\d\. |Annexe [AB]\. |Axe \d+ – )[^.]+?) ?\.{3,} ?(\d+)")
# What says at once who speaks, of what, and of when.
IDENTITY = (
    "Liberté · Égalité · Fraternité",
    "Rapport au comité de suivi",
    "Convention de revitalisation",
    "Situation au",
    "produit le",
)


class Run(NamedTuple):
    """A run of text: its size in points, its base line in millimetres from the top of the page."""

    size: float
    y: float


@dataclass(frozen=True)
class Printed:
    """A PDF, page by page."""

    pdf: bytes

    @cached_property
    def reader(self) -> PdfReader:
        """The document."""
        return PdfReader(io.BytesIO(self.pdf))

    @cached_property
    def pages(self) -> list[list[Run]]:
        """The runs of text of each page, margins included."""
        return [_runs(page) for page in self.reader.pages]

    @cached_property
    def words(self) -> list[str]:
        """The text of each page on one line."""
        return [" ".join(page.extract_text().split()) for page in self.reader.pages]

    @property
    def smallest(self) -> Run:
        """The run of the smallest text."""
        return min((run for page in self.pages for run in page), key=lambda run: run.size)

    def body(self, number: int) -> list[Run]:
        """The runs of a page, from 1, without its margins."""
        top = 0 if number == 1 else HEAD
        return [run for run in self.pages[number - 1] if top < run.y < A4 - FOOT]

    def fill(self, number: int) -> float:
        """How far down its text goes on a page, from 1, as a share of the room."""
        top = 13 if number == 1 else HEAD
        lowest = max((run.y for run in self.body(number)), default=top)
        return (lowest - top) / (A4 - FOOT - top)

    @cached_property
    def headings(self) -> list[tuple[str, int, float]]:
        """The bookmarks: title, page from 1, millimetres from its top."""
        found: list[tuple[str, int, float]] = []

        def walk(entries: list[Any]) -> None:
            for entry in entries:
                if isinstance(entry, list):
                    walk(entry)
                    continue
                number = self.reader.get_destination_page_number(entry) or 0
                found.append(
                    (" ".join(entry.title.split()), number + 1, A4 - float(entry.top) / MM)
                )

        walk(self.reader.outline)
        return found

    @property
    def orphans(self) -> list[str]:
        """The headings under which their page holds nothing but headings."""
        return [title for title, number, y in self.headings if not self._goes_on(number, y)]

    def _goes_on(self, number: int, y: float) -> bool:
        others = [at for _, page, at in self.headings if page == number and at > y]
        below = [run.y for run in self.body(number) if run.y > y + 9]
        # Each heading that follows takes a line of those below.
        return len({round(at) for at in below}) > len(others)

    @cached_property
    def attached(self) -> dict[str, bytes]:
        """The files that it carries, by name."""
        return {name: content for name, (content, *_) in self.reader.attachments.items()}


def faults(printed: Printed, most_pages: int) -> list[str]:
    """Return what is wrong with a committee’s report as a sheet; nothing where all is well."""
    pages, first = len(printed.pages), printed.words[0]
    found = [f"page {n} is {printed.fill(n):.0%} full" for n in range(1, pages)
             if printed.fill(n) < 0.5]  # fmt: skip
    # Sizes are written to some decimals.
    if printed.smallest.size < SMALLEST - 0.01:
        found.append(f"{printed.smallest} is too small")
    found += [f"nothing under {title}" for title in printed.orphans]
    found += [f"the first page has no {words}" for words in IDENTITY if words not in first]
    found += [f"page {n} has no number" for n, words in enumerate(printed.words, 1)
              if f"Page {n} / {pages}" not in words]  # fmt: skip
    if not 2 <= pages <= most_pages:
        found.append(f"{pages} pages")
    return found + _contents(printed) + _data(printed) + _access(printed)


def _contents(printed: Printed) -> list[str]:
    """Return the chapters that the contents do not give at their page, or that have no bookmark."""
    number = next(n for n, words in enumerate(printed.words, 1) if "Sommaire" in words)
    at = {title: page for title, page, _ in printed.headings}
    listed = dict(LISTED.findall(printed.words[number - 1].partition("Sommaire")[2]))
    wrong = [f"{title}: page {page}, bookmark {at.get(title)}" for title, page in listed.items()
             if at.get(title) != int(page)]  # fmt: skip
    return wrong if "Annexe B. La méthode" in at else [*wrong, "no bookmark of the method"]


def _data(printed: Printed) -> list[str]:
    """Return what is wrong with the spreadsheet that it carries."""
    names = [name for name in printed.attached if name.endswith(".xlsx")]
    if len(names) != 1:
        return [f"{len(names)} spreadsheets"]
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(printed.attached[names[0]])).sheet_names
    return [] if sheets[0] == "Chiffres" else [f"sheets {sheets}"]


def _access(printed: Printed) -> list[str]:
    checked = validation.validate_pdf_bytes(printed.pdf, profile="ua1")
    return [f"{failure.rule_id}: {failure.message}" for failure in checked.failures]


Matrix = tuple[float, float, float, float, float, float]
SAME: Matrix = (1, 0, 0, 1, 0, 0)


def _matrix(given: Any) -> Matrix:
    a, b, c, d, e, f = map(float, given)
    return (a, b, c, d, e, f)


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s,
        e * p + f * r + t, e * q + f * s + u,
    )  # fmt: skip


def _runs(page: Any) -> list[Run]:
    content = ContentStream(page.get_contents(), page.pdf)
    return list(_shown(content.operations, page.get("/Resources", {}), page.pdf, SAME))


def _shown(operations: Any, resources: Any, pdf: Any, ctm: Matrix) -> Iterator[Run]:
    """Yield what is written: pypdf itself tells a run by the matrices of whatever follows it."""
    kept: list[Matrix] = []
    line, size = SAME, 0.0
    for given, operator in operations:
        match operator:
            case b"q":
                kept.append(ctm)
            case b"Q":
                ctm = kept.pop()
            case b"cm":
                ctm = _times(_matrix(given), ctm)
            case b"BT":
                line = SAME
            case b"Tm":
                line = _matrix(given)
            case b"Td" | b"TD":
                line = _times((1, 0, 0, 1, float(given[0]), float(given[1])), line)
            case b"Tf":
                size = float(given[1])
            case b"Tj" | b"TJ" | b"'":
                _, _, across, down, _, y = _times(line, ctm)
                yield Run(size * hypot(across, down), A4 - y / MM)
            case b"Do":
                form = resources["/XObject"][given[0]].get_object()
                if form.get("/Subtype") == "/Form":
                    matrix = _matrix(form.get("/Matrix", SAME))
                    inner = ContentStream(form, pdf).operations
                    own = form.get("/Resources", resources)
                    yield from _shown(inner, own, pdf, _times(matrix, ctm))
