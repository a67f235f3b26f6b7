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

    def handle(self, *args: Any, **options: Any) -> None:
        convention, as_of = arguments.read(options)
        output: Path = options["output"]
        if not output.parent.is_dir():
            raise CommandError(f"Le dossier « {output.parent} » n’existe pas : créez-le d’abord.")
        if output.is_dir():
            raise CommandError(f"« {output} » est un dossier : donnez le nom d’un fichier.")
        _, pdf = render(convention, as_of, self.stderr.write)
        try:
            # Written beside then renamed: a failure leaves the previous report whole.
            with tempfile.NamedTemporaryFile(dir=output.parent, delete=False) as file:
                file.write(pdf)
            Path(file.name).chmod(0o644)
            Path(file.name).replace(output)
        except OSError as error:
            raise CommandError(
                f"« {output} » ne peut pas être écrit : {error.strerror}."
            ) from error
        self.stdout.write(f"{output} : {len(pdf) // 1024} Ko.")
