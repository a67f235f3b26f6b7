"""Measures the product against the same things written by hand, on an invented portfolio."""

import warnings
from argparse import ArgumentParser
from contextlib import ExitStack
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.utils import override_settings
from tqdm import tqdm

from reporting.workshop.benchmark import crowd, measures, printing
from reporting.workshop.benchmark.databases import (
    NotAPortfolio,
    copied_portfolio,
    empty_database,
    serving,
)
from reporting.workshop.benchmark.product import Refused, check_sizes, cool, decimal, generate
from reporting.workshop.benchmark.timing import Found, measure, peak_memory, watching

FULL = {"conventions": 1_500, "projects": 100_000, "jobs": 1_000_000}
QUICK = {"conventions": 60, "projects": 3_000, "jobs": 20_000}
PASSES = 2
DASHBOARDS = 100


class Command(BaseCommand):
    help = "Mesure le produit contre du SQL et des gabarits écrits à la main."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name in FULL:
            parser.add_argument(f"--{name}", type=int, metavar="N")
        parser.add_argument("--seed", type=int, default=1, metavar="S")
        parser.add_argument("--samples", type=int, default=30, metavar="N")
        parser.add_argument("--quick", action="store_true", help="un portefeuille réduit")
        parser.add_argument(
            "--kept",
            action="store_true",
            help="mesure une copie du portefeuille de DATABASE_URL au lieu d’en écrire un",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        default = QUICK if options["quick"] else FULL
        sizes = {n: default[n] if options[n] is None else options[n] for n in FULL}
        if options["samples"] < 1:
            raise CommandError("Il faut au moins un essai par mesure.")
        try:
            check_sizes(**sizes)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        source = copied_portfolio if options["kept"] else empty_database
        try:
            with source("portefeuille") as database, serving(database):
                self.stdout.write(f"\n{measures.served(database)}")
                if not options["kept"]:
                    self.generate(sizes, options["seed"])
                self.measure(database, options["samples"])
        except NotAPortfolio as found:
            raise CommandError(f"Cette base n’est pas un portefeuille fictif : {found}") from found

    def generate(self, sizes: dict[str, int], seed: int) -> None:
        """Write a portfolio in the database in use."""
        started = perf_counter()
        with tqdm(total=sizes["jobs"], unit=" emplois", leave=False) as bar:
            generate(**sizes, seed=seed, done=bar.update)
        self.stdout.write(f"Portefeuille écrit en {perf_counter() - started:.0f} s.")

    def measure(self, database: BaseDatabaseWrapper, samples: int) -> None:
        """Print every table; the database in use holds a portfolio."""
        hosts = [*settings.ALLOWED_HOSTS, "testserver"]
        # Only a deployment collects its static files: whitenoise says so for each browser.
        warnings.filterwarnings("ignore", message="No directory at")
        with (
            override_settings(
                ROOT_URLCONF="reporting.workshop.benchmark.urls", ALLOWED_HOSTS=hosts
            ),
            ExitStack() as stack,
        ):
            self.stdout.write(measures.size())
            few, many = measures.subjects()
            for subject in (few, many):
                self.stdout.write(
                    f"{subject.title}\u00a0: {subject.jobs} emplois, au {subject.as_of:%d/%m/%Y}"
                )
            lines = list(measures.lines(stack))
            passes: list[list[Found]] = []
            with watching() as watch:
                for number in range(1, PASSES + 1):
                    self.stdout.write(printing.head(number))
                    passes.append([])
                    for line in lines:
                        found = measure(line, samples, before=cool)
                        passes[-1].append(found)
                        self.stdout.write(printing.line(found))
            self.stdout.write(printing.side_by_side(passes))
            a_second = decimal(measures.a_second(DASHBOARDS), 1)
            self.stdout.write(f"\nUn seul processus\u00a0: {a_second} tableaux de bord/s.")
            together = crowd.crowd(database)
            self.stdout.write(printing.together(*together, crowd.PEOPLE, crowd.WORKERS))
            self.stdout.write(printing.weights(measures.weights(many)))
            self.stdout.write(printing.queries(measures.of_queries()))
            self.stdout.write(printing.plans(measures.plans(many)))
        self.stdout.write(f"\nMémoire\u00a0: {peak_memory() // 1024**2} Mo au plus.")
        self.stdout.write(printing.machine(watch))
