"""Writes the committee’s report of a convention at a date, as a PDF."""

import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reporting.documents.report import render
from reporting.figures import arguments


class Command(BaseCommand):
    help = "Écrit le rapport du comité de suivi (PDF)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        arguments.add_arguments(parser)
        parser.add_argument("--output", required=True, type=Path, help="le fichier PDF à écrire")
        parser.add_argument(
            "--produced-on",
            metavar="AAAA-MM-JJ",
            help="jour que le rapport dit être le sien (aujourd’hui par défaut)\u202f; la même "
            "situation le même jour donne le même fichier",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        convention, as_of = arguments.read(options)
        produced_on = arguments.as_of(options["produced_on"])
        output: Path = options["output"]
        if not output.parent.is_dir():
            raise CommandError(
                f"Le dossier «\u00a0{output.parent}\u00a0» n’existe pas\u00a0: créez-le d’abord."
            )
        if output.is_dir():
            raise CommandError(
                f"«\u00a0{output}\u00a0» est un dossier\u00a0: donnez le nom d’un fichier."
            )
        _, pdf = render(convention, as_of, self.stderr.write, produced_on)
        try:
            _write(output, pdf)
        except OSError as error:
            raise CommandError(
                f"«\u00a0{output}\u00a0» ne peut pas être écrit\u00a0: {error.strerror}."
            ) from error
        self.stdout.write(f"{output}\u00a0: {len(pdf) // 1024} Ko.")


def _write(output: Path, pdf: bytes) -> None:
    """Write beside, then rename: whatever fails, the previous report stays whole."""
    with tempfile.NamedTemporaryFile(dir=output.parent, prefix=".", delete=False) as file:
        written = Path(file.name)
        try:
            file.write(pdf)
            written.chmod(0o644)
            written.replace(output)
        except OSError:
            written.unlink()
            raise
