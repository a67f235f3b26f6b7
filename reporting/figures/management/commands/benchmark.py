"""Measures the product on an invented portfolio, as ratios with the raw numbers beside them."""

import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from convention.models import Convention
from reporting.benchmark import run
from reporting.benchmark.measure import HEAD, Comparison, timed
from reporting.demonstration.build import build
from reporting.demonstration.contract import SLUG
from reporting.portfolio.generate import exists

FULL = {"conventions": 1500, "projects": 100_000, "jobs": 1_000_000}
QUICK = {"conventions": 60, "projects": 2_000, "jobs": 20_000}
READS = 31


class Command(BaseCommand):
    help = "Mesure les temps de réponse sur un portefeuille fictif (base à part, effacée ensuite)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quick", action="store_true", help="un portefeuille réduit")
        for name, size in FULL.items():
            parser.add_argument(f"--{name}", type=int, help=f"{size} par défaut")
        parser.add_argument("--here", action="store_true", help="dans la base de DATABASE_URL")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["here"] or connection.vendor == "postgresql":
            self._measure(options)
        else:
            self._elsewhere()

    def _elsewhere(self) -> None:
        """Run again in a temporary SQLite file: the measured portfolio is nobody’s data."""
        with tempfile.TemporaryDirectory() as folder:
            environment = os.environ | {"DATABASE_URL": f"sqlite:///{folder}/mesure.sqlite3"}
            subprocess.run([sys.executable, *sys.argv, "--here"], env=environment, check=True)  # noqa: S603

    def _measure(self, options: dict[str, Any]) -> None:
        sizes = QUICK if options["quick"] else FULL
        sizes = {name: options[name] or size for name, size in sizes.items()}
        call_command("migrate", verbosity=0)
        # The same page before and after the rest of the country arrives in the database.
        build()
        lectoure = Convention.objects.get(slug=SLUG)
        alone = None if exists() else timed(run.dashboard_time(lectoure), READS)
        if not exists():
            call_command("generate_portfolio", **sizes, verbosity=options["verbosity"])
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        size = ", ".join(f"{count} {name}" for name, count in sizes.items())
        self.stdout.write(f"\n{connection.vendor} – {size}\n{HEAD}")
        for comparison in run.figure_comparisons():
            self.stdout.write(comparison.line())
        for comparison in run.page_comparisons(READS):
            self.stdout.write(comparison.line())
        if alone is not None:
            many = timed(run.dashboard_time(lectoure), READS)
            name = "Le même tableau de bord, avec tout le pays / seul"
            self.stdout.write(Comparison(name, many, alone, 1.2, READS).line())
        self.stdout.write(run.report_comparison(5).line())
        for label, number in run.queries():
            self.stdout.write(f"Requêtes, {label.lower()} : {number}")
        self.stdout.write(f"Mémoire au plus haut : {run.peak_memory()} Mo")
