"""Loads the demonstration; run again, it changes nothing."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from reporting.workshop.demonstration import NOTICE, parties
from reporting.workshop.demonstration.build import build


class Command(BaseCommand):
    help = "Charge la démonstration de Lectoure et affiche ses comptes."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            created = build(self.stdout.write)
        except ImproperlyConfigured as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("Démonstration chargée." if created else "Démonstration déjà en place.")
        self.stdout.write(f"{NOTICE}\n\nComptes (rôle, adresse, mot de passe)\u00a0:")
        for account in parties.ACCOUNTS:
            self.stdout.write(f"  {account.role:<16}  {account.email:<28}  {parties.PASSWORD}")
