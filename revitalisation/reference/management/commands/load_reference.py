"""Loads communes, départements, régions, NAF codes and SMIC rates; safe to run again."""

from typing import Any

from django.core.management.base import BaseCommand

from revitalisation.reference.loading import load_reference


class Command(BaseCommand):
    help = "Charge les communes, départements, régions, codes NAF et montants du SMIC."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = load_reference()
        if options["verbosity"]:
            self.stdout.write(", ".join(f"{name}\u00a0: {count}" for name, count in counts.items()))
