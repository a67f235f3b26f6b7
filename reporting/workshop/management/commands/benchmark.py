"""Measures the product against the same things written by hand, on an invented portfolio."""

import warnings
from argparse import ArgumentParser
from collections.abc import Iterator
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.test.utils import override_settings
from tqdm import tqdm

from reporting.workshop.benchmark import measures, printing
from reporting.workshop.benchmark.databases import empty_database, serving
from reporting.workshop.benchmark.timing import Comparison, peak_memory
from reporting.workshop.portfolio.generate import Refused, check_sizes, generate

FULL = {"conventions": 1_500, "projects": 100_000, "jobs": 1_000_000}
QUICK = {"conventions": 60, "projects": 3_000, "jobs": 20_000}


class Command(BaseCommand):
    help = "Mesure le produit contre du SQL et des gabarits écrits à la main."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name in FULL:
            parser.add_argument(f"--{name}", type=int, metavar="N")
        parser.add_argument("--seed", type=int, default=1, metavar="S")
        parser.add_argument("--samples", type=int, default=30, metavar="N")
        parser.add_argument("--quick", action="store_true", help="un portefeuille réduit")

    def handle(self, *args: Any, **options: Any) -> None:
        default = QUICK if options["quick"] else FULL
        sizes = {n: default[n] if options[n] is None else options[n] for n in FULL}
        if options["samples"] < 1:
            raise CommandError("Il faut au moins un essai par mesure.")
        try:
            check_sizes(**sizes)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        with empty_database("portefeuille") as database, serving(database):
            self.stdout.write(
                f"\n{measures.served(database)}"
                " : {conventions} conventions, {projects} projets, {jobs} emplois".format(**sizes)
            )
            started = perf_counter()
            with tqdm(total=sizes["jobs"], unit=" emplois", leave=False) as bar:
                generate(**sizes, seed=options["seed"], done=bar.update)
            self.stdout.write(f"Portefeuille écrit en {perf_counter() - started:.0f} s.")
            self.measure(options["samples"])

    def measure(self, samples: int) -> None:
        """Print every table; the database in use holds a portfolio."""
        hosts = [*settings.ALLOWED_HOSTS, "testserver"]
        # Only a deployment collects its static files: whitenoise says so for each browser.
        warnings.filterwarnings("ignore", message="No directory at")
        with override_settings(
            ROOT_URLCONF="reporting.workshop.benchmark.urls", ALLOWED_HOSTS=hosts
        ):
            few, many = measures.subjects()
            for subject in (few, many):
                self.stdout.write(
                    f"{subject.title}\u00a0: {subject.jobs} emplois, au {subject.as_of:%d/%m/%Y}"
                )
            self.stdout.write(printing.head())
            for found in self._comparisons(few, many, samples):
                self.stdout.write(printing.line(found))
            self.stdout.write(printing.queries(measures.of_queries()))
        self.stdout.write(f"\nMémoire\u00a0: {peak_memory() // 1024**2} Mo au plus.")

    @staticmethod
    def _comparisons(
        few: measures.Subject, many: measures.Subject, samples: int
    ) -> Iterator[Comparison]:
        for subject in (few, many):
            yield measures.of_figures(subject, samples * 4)
        for subject in (few, many):
            yield measures.of_dashboard(subject, samples)
        yield measures.of_crowd(few, samples)
        yield from measures.of_list(samples)
        yield measures.of_report(few, max(5, samples // 3))
