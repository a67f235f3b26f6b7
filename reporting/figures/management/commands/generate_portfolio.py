"""Fills an empty database with an invented national portfolio."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from reporting.portfolio.generate import Portfolio, exists
from revitalisation.reference.loading import load_reference
from revitalisation.reference.models import Commune


class Command(BaseCommand):
    help = "Crée un portefeuille national fictif, de la taille voulue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--conventions", type=int, default=1500)
        parser.add_argument("--projects", type=int, default=100_000)
        parser.add_argument("--jobs", type=int, default=1_000_000)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        conventions, projects, jobs = (options[n] for n in ("conventions", "projects", "jobs"))
        if conventions < 1 or jobs < 0:
            raise CommandError("Il faut au moins une convention, et un nombre d’emplois positif.")
        if projects < conventions:
            raise CommandError("Il faut au moins un projet par convention.")
        if exists():
            raise CommandError(
                "Cette base contient déjà un portefeuille fictif : choisissez-en une autre "
                "(variable DATABASE_URL)."
            )
        if not Commune.objects.exists():
            load_reference()
        with tqdm(total=jobs, unit=" emplois", disable=options["verbosity"] == 0) as bar:
            Portfolio(options["seed"]).generate(conventions, projects, jobs, bar.update)
        self.stdout.write(
            f"{conventions} conventions, {projects} projets et {jobs} emplois fictifs."
        )
