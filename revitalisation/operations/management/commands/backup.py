"""Copies the database and the stored files into one file."""

import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from revitalisation import schema
from revitalisation.operations import archive, dumps
from revitalisation.operations.runs import recorded


class Command(BaseCommand):
    help = "Sauvegarde la base et les fichiers dans une archive, sans arrêter le service."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="archive à écrire, qui n’existe pas encore")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        with recorded("backup") as told:
            try:
                with tempfile.TemporaryDirectory(dir=file.parent, prefix=".sauvegarde-") as work:
                    copy = Path(work) / archive.DATABASE
                    dumps.dump(copy)
                    about = {
                        "made_at": timezone.now().isoformat(),
                        "vendor": connection.vendor,
                        "server": ".".join(map(str, connection.get_database_version())),
                        "django": django.get_version(),
                        "migrations": sorted(schema.applied("default")),
                    }
                    told.proof = archive.write(file, copy, Path(settings.MEDIA_ROOT), about)
            except FileNotFoundError as error:
                raise CommandError(f"Le dossier {file.parent} n’existe pas.") from error
            except archive.Refused as refusal:
                raise CommandError(str(refusal)) from refusal
        size = file.stat().st_size / 1_000_000
        self.stdout.write(f"{file}\u00a0: {size:.1f}\u00a0Mo, empreinte {told.proof[:12]}.")
