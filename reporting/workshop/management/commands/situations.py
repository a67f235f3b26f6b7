"""Loads the conventions of the situations; run again, it changes nothing."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from reporting.workshop.demonstration.parties import PASSWORD
from reporting.workshop.situations import parties
from reporting.workshop.situations.build import build


class Command(BaseCommand):
    help = "Charge douze conventions imaginées, une par situation, et affiche leurs comptes."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            written = build(self.stdout.write)
        except ImproperlyConfigured as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{len(written)} conventions chargées." if written else "Déjà en place.")
        self.stdout.write("\nComptes (rôle, adresse, mot de passe)\u00a0:")
        for account in parties.ACCOUNTS:
            self.stdout.write(f"  {account.role:<16}  {account.email:<34}  {PASSWORD}")
