"""Prints the press release of a convention at a date."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from reporting.documents.communique import write
from reporting.figures import arguments
from reporting.situation.situation import Situation


class Command(BaseCommand):
    help = "Écrit le communiqué d’une convention à une date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        arguments.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(write(Situation(*arguments.read(options))).plain(), ending="")
