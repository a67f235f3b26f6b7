"""Puts the database and the stored files back as an archive holds them."""

import shutil
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from revitalisation import schema
from revitalisation.operations import archive, dumps
from revitalisation.operations.whole import problems


class Command(BaseCommand):
    help = "Rétablit la base et les fichiers d’une archive\u00a0; le service est arrêté."
    # The database may be empty, or not whole: it is about to be replaced.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="archive écrite par « backup »")
        parser.add_argument(
            "--replace", action="store_true", help="remplace ce qui est là, qui sera perdu"
        )

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        files = Path(settings.MEDIA_ROOT)
        held = files.is_dir() and any(files.iterdir())
        if not replace and (held or not dumps.is_empty()):
            raise CommandError(
                "La base, ou le dossier des fichiers, n’est pas vide\u00a0: --replace remplace ce "
                "qui y est, et qui sera perdu."
            )
        files.parent.mkdir(parents=True, exist_ok=True)
        # Of restores that were killed, this one takes the place: it replaces all that they had.
        killed = [*files.parent.glob(f"{dumps.WORK}*")]
        with tempfile.TemporaryDirectory(dir=files.parent, prefix=dumps.WORK) as name:
            work = Path(name)
            try:
                about = archive.unpack(file, work)
                self._accept(about)
                # Database and files share no transaction: a kill from here on leaves this mark.
                (work / dumps.BEGUN).touch()
                dumps.load(work / archive.DATABASE, replace=replace)
            except archive.Refused as refusal:
                raise CommandError(str(refusal)) from refusal
            if files.exists():
                files.rename(work / "before")
            (work / archive.FILES).mkdir(exist_ok=True)
            (work / archive.FILES).rename(files)
        for folder in killed:
            shutil.rmtree(folder, ignore_errors=True)
        ContentType.objects.clear_cache()
        # An archive of an earlier version is brought to this one; its triggers are put back.
        call_command("migrate", interactive=False, verbosity=0)
        if found := problems():
            raise CommandError("\n".join(["La base reprise n’est pas entière\u00a0:", *found]))
        call_command("check_counting", stdout=self.stdout, stderr=self.stderr)
        self.stdout.write(f"Rétabli tel qu’au {about['made_at']}.")
        if connection.vendor == "postgresql":
            self.stdout.write("Donnez maintenant ses droits au service\u00a0: grant_service_role.")

    def _accept(self, about: dict[str, Any]) -> None:
        """Raise Refused unless this database and this code can hold what the archive does."""
        if about["vendor"] != connection.vendor:
            raise archive.Refused(
                f"Cette archive est d’une base {about['vendor']}, celle-ci est {connection.vendor}."
            )
        _, later = schema.compared({(app, name) for app, name in about["migrations"]})
        if later:
            raise archive.Refused(
                "Cette archive vient d’une version plus récente du service\u00a0: "
                "installez d’abord cette version."
            )
