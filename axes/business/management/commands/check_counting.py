"""Finds any hire whose stored count or verification differs from the rules or the evidence."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet

from axes.business.verification import verifications, verify_again
from convention.models import Convention
from convention.recounting import disagreements, has_spells, kinds_of_hires, recount
from convention.spells import BATCH, misspelled
from revitalisation.operations.runs import Told, recorded


class Command(BaseCommand):
    help = "Vérifie que chaque embauche suit les règles de décompte, et ses pièces acceptées."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", nargs="?", help="une seule convention (toutes par défaut)")
        parser.add_argument("--fix", action="store_true", help="corrige les écarts trouvés")

    def handle(self, *args: Any, **options: Any) -> None:
        conventions = Convention.objects.prefetch_related("counting_rules")
        if options["slug"]:
            conventions = conventions.filter(slug=options["slug"])
            if not conventions:
                raise CommandError(f"Aucune convention «\u00a0{options['slug']}\u00a0».")
            self._check(conventions, Told(), options["fix"])
            return
        with recorded("check_counting") as told:
            self._check(conventions, told, options["fix"])

    def _check(self, conventions: QuerySet[Convention], told: Told, fix: bool) -> None:
        found = 0
        for convention in conventions.iterator(chunk_size=200):
            for job in verifications(convention):
                found += 1
                self.stderr.write(
                    f"{convention.slug}\u00a0: emploi {job.pk}\u00a0: vérifié le "
                    f"{job.verified_on or '–'} enregistré, {job.first_accepted or '–'} attendu"
                )
            if fix:
                verify_again(convention)
            for model in kinds_of_hires():
                queryset = model._default_manager.all()
                wrong = []
                for record, decision in disagreements(queryset, convention):
                    found += 1
                    wrong.append(record.pk)
                    now = record.counts_from or record.not_counted_reason
                    right = decision.counts_from or decision.reason
                    self.stderr.write(
                        f"{convention.slug}\u00a0: {record._meta.verbose_name} {record.pk}\u00a0: "
                        f"{now} enregistré, {right} attendu"
                    )
                # Spells follow from what the rules answer: what is told is not told again.
                found += self._spells(queryset.exclude(pk__in=wrong), convention)
                if fix:
                    recount(queryset, convention)
        told.findings = found
        number = f"{found} écart" if found == 1 else f"{found} écarts"
        if found and not fix:
            raise CommandError(f"{number} avec les règles ou les pièces\u00a0: --fix les corrige.")
        self.stdout.write(f"{number}, tout est corrigé." if found else "Aucun écart.")

    def _spells(self, hires: QuerySet[Any], convention: Convention) -> int:
        """Tell the hires whose stored spells are not what their facts say; return how many."""
        if not has_spells(hires.model):
            return 0
        found = 0
        held = hires.of(convention).with_facts()  # type: ignore[attr-defined]
        for hire, right in misspelled(held.iterator(BATCH)):
            found += 1
            days = ", ".join(f"{p.since}\u00a0: {p.reason or 'compte'}" for p in right)
            self.stderr.write(
                f"{convention.slug}\u00a0: {hire._meta.verbose_name} {hire.pk}\u00a0: périodes "
                f"attendues\u00a0: {days}"
            )
        return found
