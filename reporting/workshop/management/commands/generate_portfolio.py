"""Fills a database with an invented national portfolio."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from reporting.workshop.portfolio.generate import Refused, check, generate


class Command(BaseCommand):
    help = "Crée un portefeuille national fictif, de la taille voulue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--conventions", type=int, default=1_500, metavar="N")
        parser.add_argument("--projects", type=int, default=100_000, metavar="N")
        parser.add_argument("--jobs", type=int, default=1_000_000, metavar="N")
        parser.add_argument("--seed", type=int, default=1, metavar="S")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError(
                "Un portefeuille fictif se mêlerait aux conventions du service\u00a0: "
                "il n’existe qu’avec DEMONSTRATION=1."
            )
        sizes = {name: options[name] for name in ("conventions", "projects", "jobs")}
        try:
            check(**sizes)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        is_quiet = options["verbosity"] == 0
        with tqdm(total=sizes["jobs"], unit=" emplois", disable=is_quiet) as bar:
            generate(**sizes, seed=options["seed"], done=bar.update)
        self.stdout.write(
            "{conventions} conventions, {projects} projets et {jobs} emplois fictifs.".format(
                **sizes
            )
        )
