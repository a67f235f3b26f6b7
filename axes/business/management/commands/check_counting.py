"""Finds what is stored and does not follow: counts, verifications, ends of dated rows, posts."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet

from axes.business.models import JobCommitment, Project
from axes.business.models.decisions import approvals, approved_days
from axes.business.verification import verifications, verify_again
from convention.models import Axis, Convention, first_uncounted
from convention.models.axes import first_without
from convention.recounting import disagreements, has_spells, kinds_of_hires, recount
from convention.spells import misspelled
from revitalisation.dated_rows import kinds_of_rows, settle, unsettled
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
        found = left = 0
        for convention in conventions.iterator(chunk_size=200):
            found += self._dated_rows(convention, fix)
            unmended = self._promises(convention)
            found += unmended
            left += unmended
            found += self._axes(convention, fix)
            found += self._projects(convention, fix)
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
                found += self._spells(queryset, convention, wrong)
                if fix:
                    recount(queryset, convention)
        told.findings = found
        number = f"{found} écart" if found == 1 else f"{found} écarts"
        if left:
            raise CommandError(
                f"{number}, dont {left} que rien ne corrige\u00a0: rectifiez ces promesses."
            )
        if found and not fix:
            raise CommandError(f"{number} avec les règles ou les pièces\u00a0: --fix les corrige.")
        self.stdout.write(f"{number}, tout est corrigé." if found else "Aucun écart.")

    def _dated_rows(self, convention: Convention, fix: bool) -> int:
        """Tell the dated rows that do not end where the next one begins; return how many."""
        found = 0
        for model in kinds_of_rows():
            rows = model._base_manager.filter(**{model.convention_path: convention})  # type: ignore[attr-defined]
            wrong = list(unsettled(rows))
            for row in wrong:
                found += 1
                self.stderr.write(
                    f"{convention.slug}\u00a0: {row._meta.verbose_name} {row.pk}\u00a0: jusqu’au "
                    f"{row.holds_until or '–'} enregistré, {row.right_end or '–'} attendu"
                )
            if fix and wrong:
                settle(rows)
                for row in wrong:
                    row.settled()
        return found

    def _promises(self, convention: Convention) -> int:
        """Tell the promises that have not the posts of their day; how many: nobody guesses them."""
        found = 0
        for promise in JobCommitment.objects.of(convention).with_other_posts():
            found += 1
            self.stderr.write(
                f"{convention.slug}\u00a0: emploi programmé {promise.pk}\u00a0: {promise.number} "
                f"annoncés, {promise.first_posts} postes de ce jour"
            )
        return found

    def _axes(self, convention: Convention, fix: bool) -> int:
        """Tell the axes whose first day without jobs is not what their rows say; how many."""
        found = 0
        axes = Axis.objects.filter(convention=convention)
        for axis in axes.prefetch_related("terms"):
            right = first_without(axis.terms.all())
            if axis.uncounted_from != right:
                found += 1
                self.stderr.write(
                    f"{convention.slug}\u00a0: axe {axis.number}\u00a0: hors décompte depuis le "
                    f"{axis.uncounted_from or '–'} enregistré, {right or '–'} attendu"
                )
        if fix:
            first_uncounted(axes)
        return found

    def _projects(self, convention: Convention, fix: bool) -> int:
        """Tell the projects whose days of approval are not what their decisions say; how many."""
        found = 0
        projects = Project.objects.of(convention)
        for project in projects.prefetch_related("decisions"):
            right = approved_days(project.decisions.all())
            if (project.approved_from, project.lapsed_from) != right:
                found += 1
                now, then = (
                    f"{since or '–'}, perdu le {lapsed or '–'}"
                    for since, lapsed in ((project.approved_from, project.lapsed_from), right)
                )
                self.stderr.write(
                    f"{convention.slug}\u00a0: {project.reference}\u00a0: accordé depuis le "
                    f"{now} enregistré, {then} attendu"
                )
        if fix:
            approvals(projects)
        return found

    def _spells(self, hires: QuerySet[Any], convention: Convention, told: list[int]) -> int:
        """Tell the hires whose stored spells are not what their facts say; return how many."""
        if not has_spells(hires.model):
            return 0
        found = 0
        for hire, right in misspelled(hires.of(convention)):  # type: ignore[attr-defined]
            if hire.pk in told:
                continue
            found += 1
            days = ", ".join(f"{s.since}\u00a0: {s.reason or 'compte'}" for s in right)
            self.stderr.write(
                f"{convention.slug}\u00a0: {hire._meta.verbose_name} {hire.pk}\u00a0: périodes "
                f"attendues\u00a0: {days}"
            )
        return found
