"""Prints the figures of a convention at a date, their rows or their parts."""

import csv
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reporting.figures import arguments, text
from reporting.figures.engine import Sheet, breakdown, figures
from reporting.figures.indicators import Indicator
from reporting.figures.parts import DIMENSIONS, named
from reporting.figures.registry import PUBLISHED
from reporting.figures.rows import rows
from reporting.figures.values import Figure

FORMATS = ("table", "json")


class Command(BaseCommand):
    help = "Affiche les chiffres d’une convention à une date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        arguments.add_arguments(parser)
        parser.add_argument("--format", metavar="table|json", default="table")
        parser.add_argument("--rows", metavar="CODE", help="les lignes d’un chiffre, en CSV")
        parser.add_argument(
            "--by",
            metavar="DIMENSION",
            help=f"ventile chaque chiffre\u00a0: {', '.join(DIMENSIONS)}",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        convention, as_of = arguments.read(options)
        _check("format", options["format"], FORMATS)
        _check("by", options["by"], (None, *DIMENSIONS))
        if options["rows"]:
            self._rows(convention, options["rows"], as_of)
            return
        sheet = figures(convention, as_of)
        if options["by"]:
            self._breakdowns(sheet, options["by"], options["format"])
        elif options["format"] == "json":
            self._json(
                sheet, {"figures": {code: text.as_json(figure) for code, figure in sheet.items()}}
            )
        else:
            self._table(sheet)

    def _json(self, sheet: Sheet, content: dict[str, Any]) -> None:
        head = {"convention": sheet.convention.slug, "as_of": sheet.as_of.isoformat()}
        self.stdout.write(json.dumps(head | content, ensure_ascii=False, indent=2))

    def _table(self, sheet: Sheet) -> None:
        self.stdout.write(f"{sheet.convention.name} – situation au {sheet.as_of:%d/%m/%Y}\n")
        lines = [
            (figure.label, text.value_text(figure), _beside(figure), code)
            for code, figure in sheet.items()
        ]
        widths = [max(len(line[i]) for line in lines) for i in range(3)]
        for label, value, basis, code in lines:
            self.stdout.write(
                f"{label:<{widths[0]}}  {value:>{widths[1]}}  {basis:<{widths[2]}}  {code}".rstrip()
            )

    def _rows(self, convention: Any, code: str, as_of: Any) -> None:
        if code not in PUBLISHED:
            raise CommandError(
                f"Aucun chiffre «\u00a0{code}\u00a0». Codes connus\u00a0: {', '.join(PUBLISHED)}."
            )
        sets = rows(convention, code, as_of)
        # One table even where a figure adds several kinds of rows up: the union of their columns.
        names = list(dict.fromkeys(c.name for s in sets for c in s.columns))
        out = csv.writer(self.stdout, lineterminator="\n")
        out.writerow(["indicator", *names])
        for row_set in sets:
            own = [c.name for c in row_set.columns]
            money = {"amount", "envelope"}
            for row in row_set.values():
                cells = {
                    name: text.amount(value) if name in money and value is not None else value
                    for name, value in zip(own, row, strict=True)
                }
                out.writerow(
                    [row_set.indicator.code, *(_cell(cells.get(name, "")) for name in names)]
                )

    def _breakdowns(self, sheet: Sheet, dimension: str, style: str) -> None:
        found = {
            code: breakdown(sheet.convention, code, sheet.as_of, dimension)
            for code, figure in sheet.items()
            if figure.absence is None
            and isinstance(figure.indicator, Indicator)
            and dimension in figure.indicator.fact.dimensions
        }
        if style == "json":
            parts = {
                code: {
                    _cell(part) or "missing": text.amount(value)
                    if sheet[code].unit.is_money
                    else value
                    for part, value in groups
                }
                for code, groups in found.items()
            }
            self._json(sheet, {"by": dimension, "figures": parts})
            return
        self.stdout.write(f"{sheet.convention.name} – situation au {sheet.as_of:%d/%m/%Y}")
        for code, groups in found.items():
            self.stdout.write(f"\n{sheet[code].label} ({code})")
            named_parts = named(sheet[code], dimension, groups)
            width = max((len(part) for part, _ in named_parts), default=0)
            for part, value in named_parts:
                self.stdout.write(
                    f"  {part:<{width}}  {text.unit_text(value, sheet[code].unit):>13}"
                )
            if not groups:
                self.stdout.write("  aucune ligne")


def _beside(figure: Figure) -> str:
    """Return both numbers of a ratio, then how many answers are known where some are not."""
    return ", ".join(filter(None, (text.basis_text(figure), text.coverage_text(figure))))


def _check(option: str, value: Any, known: tuple[Any, ...]) -> None:
    if value not in known:
        words = ", ".join(name for name in known if name)
        raise CommandError(f"--{option} ne connaît pas «\u00a0{value}\u00a0»\u00a0: {words}.")


def _cell(value: Any) -> str:
    """Write a value for a machine: ISO dates, months as AAAA-MM, yes and no as true and false."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)
