"""Prints the figures of a convention at a date, their rows, their parts or their months."""

import csv
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reporting.figures import answers, arguments, text
from reporting.figures.engine import Sheet, figures
from reporting.figures.parts import DIMENSIONS
from reporting.figures.registry import PUBLISHED
from reporting.figures.values import Figure

FORMATS = ("table", "json")


class Command(BaseCommand):
    help = "Affiche les chiffres d’une convention à une date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        arguments.add_arguments(parser)
        parser.add_argument("--format", metavar="table|json", default="table")
        parser.add_argument("--rows", metavar="CODE", help="les lignes d’un chiffre, en CSV")
        parser.add_argument(
            "--monthly", metavar="CODE", help="un chiffre à la fin de chaque mois, en JSON"
        )
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
            asked = answers.Question(convention, _code(options["rows"]), as_of)
            csv.writer(self.stdout, lineterminator="\n").writerows(asked.lines())
            return
        if options["monthly"]:
            asked = answers.Question(convention, _code(options["monthly"]), as_of)
            self._json(asked.months())
            return
        sheet = figures(convention, as_of)
        is_json = options["format"] == "json"
        if options["by"] and is_json:
            self._json(answers.breakdowns(sheet, options["by"]))
        elif options["by"]:
            self._breakdowns(sheet, options["by"])
        elif is_json:
            self._json(answers.whole(sheet))
        else:
            self._table(sheet)

    def _json(self, answer: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))

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

    def _breakdowns(self, sheet: Sheet, dimension: str) -> None:
        self.stdout.write(f"{sheet.convention.name} – situation au {sheet.as_of:%d/%m/%Y}")
        for code, parts in answers.broken_down(sheet, dimension).items():
            self.stdout.write(f"\n{sheet[code].label} ({code})")
            width = max((len(part.words) for part in parts), default=0)
            for part in parts:
                value = text.unit_text(part.value, sheet[code].unit)
                self.stdout.write(f"  {part.words:<{width}}  {value:>13}")
            if not parts:
                self.stdout.write("  aucune ligne")


def _beside(figure: Figure) -> str:
    """Return both numbers of a ratio, then how many answers are known where some are not."""
    return ", ".join(filter(None, (text.basis_text(figure), text.coverage_text(figure))))


def _check(option: str, value: Any, known: tuple[Any, ...]) -> None:
    if value not in known:
        words = ", ".join(name for name in known if name)
        raise CommandError(f"--{option} ne connaît pas «\u00a0{value}\u00a0»\u00a0: {words}.")


def _code(code: str) -> str:
    if code not in PUBLISHED:
        raise CommandError(
            f"Aucun chiffre «\u00a0{code}\u00a0». Codes connus\u00a0: {', '.join(PUBLISHED)}."
        )
    return code
