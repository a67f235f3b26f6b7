"""Writes a portfolio: conventions, projects, hires and their ledger, in batches of bounded size."""

from collections import defaultdict
from collections.abc import Callable
from random import Random
from typing import Any

from django.db import connection, transaction

from convention.models import Convention
from revitalisation.accounts.models import Organisation, User
from revitalisation.reference.loading import load_reference
from revitalisation.reference.models import Commune, Departement, NafCode

from .batch import Batch
from .contract import PREFIX, Parties, draw_contract
from .ground import Ground
from .shapes import departement_weights, draw, share_out
from .sides import Sides

OPERATORS, BANKS = 6, 5
COMMUNES = 12
# Records in memory before they are written.
MOST_RECORDS = 30_000


class Refused(ValueError):
    """Raised, with a French sentence, when a portfolio cannot be written as asked."""


def check_sizes(conventions: int, projects: int, jobs: int) -> None:
    """Raise Refused unless there can be a portfolio of this size."""
    if min(conventions, projects, jobs) < 0:
        raise Refused("Un nombre ne peut pas être négatif.")
    if conventions < 1:
        raise Refused("Il faut au moins une convention.")
    if projects < conventions:
        raise Refused("Il faut au moins un projet par convention.")
    if jobs < projects:
        raise Refused("Il faut au moins autant d’emplois que de projets.")


def check(conventions: int, projects: int, jobs: int) -> None:
    """Raise Refused unless a portfolio of this size can be written in this database."""
    check_sizes(conventions, projects, jobs)
    if Convention.objects.filter(slug__startswith=f"{PREFIX}-").exists():
        raise Refused(
            "Cette base contient déjà un portefeuille fictif\u00a0: choisissez-en une autre "
            "(variable DATABASE_URL)."
        )


def generate(
    conventions: int, projects: int, jobs: int, seed: int, done: Callable[[int], Any]
) -> None:
    """Write a portfolio, all of it or nothing; ``done`` is told how many jobs were written.

    The same seed and numbers give the same records. Asked for more jobs than conventions of the
    size studied would create, it gives them more jobs and smaller aids. Raises Refused.
    """
    check(conventions, projects, jobs)
    if connection.vendor == "sqlite":
        # A transaction of this size outgrows the usual 2 MB, and is read back from the disk.
        _execute("PRAGMA cache_size = -131072")
    with transaction.atomic():
        if not Commune.objects.exists():
            load_reference()
        _Portfolio(seed).write(conventions, projects, jobs, done)
    # Without fresh statistics a database plans for the tables it knew, often empty ones.
    _execute("ANALYZE")


class _Portfolio:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - invented data, nothing secret
        self.communes: dict[str, list[str]] = defaultdict(list)
        for code, departement in Commune.objects.order_by("pk").values_list("pk", "departement"):
            if departement:
                self.communes[departement].append(code)
        known = Departement.objects.filter(pk__in=self.communes).order_by("pk")
        self.departements = list(known.values_list("pk", flat=True))
        self.random.shuffle(self.departements)
        self.weights = departement_weights(len(self.departements))

    def write(self, conventions: int, projects: int, jobs: int, done: Callable[[int], Any]) -> None:
        shapes = [draw(self.random) for _ in range(conventions)]
        weights = [shape.weight for shape in shapes]
        of_projects = share_out(projects, weights, least=1)
        of_jobs = share_out(jobs, [w * self.random.uniform(0.7, 1.3) for w in weights])
        naf = list(NafCode.objects.order_by("pk").values_list("pk", flat=True))
        parties, ground = self._parties(), Ground(self.random, naf, *_people())
        batch, waiting = Batch(), 0
        drawn = zip(shapes, of_projects, of_jobs, strict=True)
        for number, (shape, some_projects, some_jobs) in enumerate(drawn, 1):
            departement = self.random.choices(self.departements, self.weights)[0]
            nearby = self.communes[departement]
            communes = self.random.sample(nearby, min(COMMUNES, len(nearby)))
            contract = draw_contract(
                self.random, batch, number, shape, parties, departement, communes
            )
            found = ground.draw(batch, contract, some_projects, some_jobs)
            Sides(self.random, batch, contract, ground.entered_by).draw(found)
            waiting += some_jobs
            if batch.size >= MOST_RECORDS or number == conventions:
                batch.write()
                done(waiting)
                waiting = 0
        batch.close()

    def _parties(self) -> Parties:
        kind = Organisation.Kind

        def named(name: str, of_kind: str) -> Organisation:
            return Organisation.objects.create(name=name, kind=of_kind)

        return Parties(
            operators=[
                named(f"Opérateur fictif n° {n}", kind.OPERATOR) for n in range(1, OPERATORS + 1)
            ],
            banks=[named(f"Banque fictive n° {n}", kind.BANK) for n in range(1, BANKS + 1)],
            prefectures={
                code: named(f"Préfecture fictive {code}", kind.PREFECTURE)
                for code in self.departements
            },
            youth={
                code: named(f"Mission Locale fictive {code}", kind.MISSION_LOCALE)
                for code in self.departements
            },
        )


def _people() -> tuple[User, User]:
    """Return who enters and who verifies; neither can sign in."""
    first, second = (
        User.objects.create_user(f"{name}@portefeuille.invalid", is_active=False)
        for name in ("saisie", "verification")
    )
    return first, second


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
