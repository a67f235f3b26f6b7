"""Writes a portfolio: conventions, projects, hires and their ledger, in batches of bounded size."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from random import Random
from typing import Any

from django.db import models, transaction

from axes.business.models import Aid, Company, Evidence, Job, JobCommitment, Project
from axes.ledger.models import LedgerEntry
from axes.territory.models import Placement
from convention.calendar import add_months
from convention.contracts import Contract
from convention.counting import decide
from convention.models import (
    Axis,
    Committee,
    Convention,
    ConventionTerms,
    CountingRules,
    Measure,
    MeasureBudget,
    Membership,
    PerimeterCommune,
)
from revitalisation.accounts.models import Organisation, User
from revitalisation.reference.models import Commune, Departement, NafCode

from .shapes import Shape, departement_weights, draw, share_out

PREFIX = "portefeuille"
OPERATORS = 6
CONVENTIONS_AT_ONCE = 10
ROWS_AT_ONCE = 5000
CONTRACTS = (
    (72, Contract.PERMANENT),
    (16, Contract.FIXED_TERM),
    (6, Contract.APPRENTICESHIP),
    (4, Contract.TEMPORARY),
    (2, Contract.SELF_EMPLOYED),
)
KINDS = ((30, "creation"), (10, "takeover"), (52, "development"), (8, "setting_up"))


@dataclass
class Batch:
    """Records of some conventions, to be written table after table."""

    rows: dict[type[models.Model], list[Any]] = field(default_factory=lambda: defaultdict(list))

    def add(self, record: Any) -> Any:
        """Keep a record for writing and return it."""
        self.rows[type(record)].append(record)
        return record

    def write(self) -> None:
        """Write the records, those that others point to first."""
        for model in ORDER:
            records = self.rows.pop(model, [])
            for record in records:
                # Keys given by the database since the record was made.
                for foreign in FOREIGN[model]:
                    related = foreign.get_cached_value(record, default=None)
                    if related is not None:
                        setattr(record, foreign.attname, related.pk)
            model._default_manager.bulk_create(records, batch_size=ROWS_AT_ONCE)


ORDER: tuple[type[models.Model], ...] = (
    Convention,
    ConventionTerms,
    CountingRules,
    Membership,
    PerimeterCommune,
    Committee,
    Axis,
    Measure,
    MeasureBudget,
    Company,
    Project,
    Aid,
    JobCommitment,
    Job,
    Evidence,
    Placement,
    LedgerEntry,
)
FOREIGN: dict[type[models.Model], list[Any]] = {
    model: [f for f in model._meta.concrete_fields if f.many_to_one or f.one_to_one]
    for model in ORDER
}


class Portfolio:
    """A portfolio drawn from a seed; the same seed gives the same records."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - invented data, nothing secret
        self.companies = 0
        self.naf = list(NafCode.objects.order_by("pk").values_list("pk", flat=True))
        self.communes: dict[str, list[str]] = defaultdict(list)
        for code, departement in Commune.objects.order_by("pk").values_list("pk", "departement"):
            if departement:
                self.communes[departement].append(code)
        known = Departement.objects.filter(pk__in=self.communes).order_by("pk")
        self.departements = list(known.values_list("pk", flat=True))
        self.random.shuffle(self.departements)

    def generate(
        self, conventions: int, projects: int, jobs: int, done: Callable[[int], Any]
    ) -> None:
        """Write the portfolio, whole or not at all; ``done`` is told the jobs each batch adds."""
        shapes = [draw(self.random) for _ in range(conventions)]
        weights = [shape.weight for shape in shapes]
        of_projects = share_out(projects, weights, least=1)
        of_jobs = share_out(jobs, [w * self.random.uniform(0.7, 1.3) for w in weights])
        numbered = enumerate(zip(shapes, of_projects, of_jobs, strict=True))
        with transaction.atomic():
            self._parties()
            while chunk := list(islice(numbered, CONVENTIONS_AT_ONCE)):
                batch = Batch()
                for number, (shape, some_projects, some_jobs) in chunk:
                    self._convention(batch, number, shape, some_projects, some_jobs)
                batch.write()
                done(sum(some_jobs for _, (_, _, some_jobs) in chunk))

    def _parties(self) -> None:
        kind = Organisation.Kind
        names = [f"Opérateur fictif n° {n + 1}" for n in range(OPERATORS)]
        self.operators = [
            Organisation.objects.create(name=name, kind=kind.OPERATOR) for name in names
        ]
        self.prefectures = {
            code: Organisation.objects.create(
                name=f"Préfecture fictive {code}", kind=kind.PREFECTURE
            )
            for code in self.departements
        }
        self.entered_by = User.objects.create_user(
            "saisie@portefeuille.invalid", organisation=self.operators[0], is_active=False
        )
        self.verified_by = User.objects.create_user(
            "verification@portefeuille.invalid", is_active=False
        )

    def _convention(
        self, batch: Batch, number: int, shape: Shape, projects: int, jobs: int
    ) -> None:
        random = self.random
        departement = random.choices(
            self.departements, departement_weights(len(self.departements))
        )[0]
        communes = random.sample(
            self.communes[departement], min(12, len(self.communes[departement]))
        )
        firm = Organisation(name=f"Groupe fictif n° {number + 1}", kind="liable_company")
        firm.save()
        redundancies = (shape.target or 60) + random.randrange(20)
        convention = batch.add(
            Convention(
                slug=f"{PREFIX}-{number + 1:05d}",
                name=f"Convention fictive n° {number + 1}",
                liable_company=firm,
                legal_basis="convention",
                regime=random.choice(("large", "large", "medium", "rcc")),
                departement_id=departement,
                commune_id=communes[0],
                signed_on=shape.signed_on,
                operational_start=shape.signed_on + timedelta(days=random.randrange(0, 120)),
                planned_redundancies=redundancies,
                redeployments=random.randrange(20),
                smic_rate=Decimal(random.randrange(2, 5)),
            )
        )
        term = add_months(shape.signed_on, shape.months) - timedelta(days=1)
        batch.add(
            ConventionTerms(
                convention=convention,
                number=0,
                effective_on=shape.signed_on,
                ends_on=term,
                envelope=shape.envelope,
                job_target=shape.target,
            )
        )
        rules = CountingRules(
            convention=convention,
            effective_on=shape.signed_on,
            fixed_term_min_months=random.choice((None, 6, 12)),
            counts_placements=random.random() < 0.5,
            min_weekly_hours=Decimal(random.choice((0, 17))),
            trial_months=random.choice((0, 0, 0, 2)),
        )
        batch.add(rules)
        operator = random.choice(self.operators)
        for organisation, role in (
            (firm, "liable_company"),
            (self.prefectures[departement], "prefecture"),
            (operator, "operator"),
        ):
            batch.add(Membership(convention=convention, organisation=organisation, role=role))
        for commune in communes:
            batch.add(PerimeterCommune(convention=convention, commune_id=commune, zone="priority"))
        for year in range(1, shape.months // 12 + 1):
            day = add_months(shape.signed_on, 12 * year)
            if day <= date(2026, 6, 30):
                batch.add(
                    Committee(
                        convention=convention,
                        kind="follow_up",
                        held_on=day,
                        as_of=day - timedelta(days=15),
                        place="Préfecture",
                        verdict=random.choice(("on_track", "watch", "behind")),
                    )
                )
        self._axes(batch, convention, shape, operator)
        for index, some in enumerate(share_out(jobs, self._skewed(projects))):
            self._project(batch, index, some, shape, rules, communes)

    def _skewed(self, count: int) -> list[float]:
        return [self.random.lognormvariate(0, 0.8) for _ in range(count)]

    def _axes(
        self, batch: Batch, convention: Convention, shape: Shape, operator: Organisation
    ) -> None:
        kinds = [("site", "Reconversion du site")] if shape.has_site else []
        kinds.append(("business", "Développement des entreprises"))
        if shape.has_territory:
            kinds.append(("territory", "Projets de territoire"))
        axes = {
            kind: batch.add(Axis(convention=convention, number=n, kind=kind, title=title))
            for n, (kind, title) in enumerate(kinds, 1)
        }
        self.axis = axes["business"]
        budget = shape.envelope or 20_000_000

        def measure(kind: str, title: str, share: float) -> Measure:
            made = batch.add(Measure(axis=self.axis, kind=kind, title=title, operator=operator))
            batch.add(
                MeasureBudget(
                    measure=made, effective_on=shape.signed_on, amount=int(budget * share)
                )
            )
            return made  # type: ignore[no-any-return]

        self.subsidies = measure("subsidy_fund", "Subventions à l’emploi", 0.6)
        self.loans = measure("loan_fund", "Prêts bonifiés", 0.2) if shape.has_loans else None
        fees = measure("operator_fees", "Honoraires de l’opérateur", 0.2)
        self.left = int(budget * 0.8)
        batch.add(self._entry(fees, None, "committed", shape.signed_on, int(budget * 0.2)))
        for quarter in range(shape.months // 6):
            day = add_months(shape.signed_on, 6 * (quarter + 1))
            amount = int(budget * 0.2) // (shape.months // 6)
            batch.add(self._entry(fees, None, "paid", day, amount))
        if shape.has_territory:
            self.territory: Axis | None = axes["territory"]
        else:
            self.territory = None

    def _entry(
        self, measure: Measure, aid: Aid | None, kind: str, day: date, amount: int
    ) -> LedgerEntry:
        return LedgerEntry(
            measure=measure,
            aid=aid,
            kind=kind,
            dated_on=day,
            amount=amount,
            label="Écriture fictive",
            recorded_by=self.entered_by,
        )

    def _project(
        self,
        batch: Batch,
        index: int,
        jobs: int,
        shape: Shape,
        rules: CountingRules,
        communes: list[str],
    ) -> None:
        random = self.random
        self.companies += 1
        commune = random.choice(communes)
        company = batch.add(
            Company(
                name=f"Entreprise fictive n° {self.companies}",
                siret=_siret(self.companies),
                naf_id=random.choice(self.naf),
                commune_id=commune,
                baseline_fte=Decimal(int(random.lognormvariate(2, 1.3))),
            )
        )
        received = shape.signed_on + timedelta(days=random.randrange(shape.months * 28))
        decided = received + timedelta(days=random.randrange(20, 90))
        is_approved = random.random() < 0.92
        is_withdrawn = is_approved and random.random() < 0.04
        withdrawn = decided + timedelta(days=random.randrange(30, 400)) if is_withdrawn else None
        project = batch.add(
            Project(
                reference=f"P-{index + 1:05d}",
                axis=self.axis,
                company=company,
                kind=random.choices([k for _, k in KINDS], [w for w, _ in KINDS])[0],
                title="Projet fictif",
                received_on=received,
                completed_on=received + timedelta(days=10),
                decided_on=decided,
                decision="favourable" if is_approved else "unfavourable",
                withdrawn_on=withdrawn,
                investment=random.randrange(1, 400) * 100_000,
            )
        )
        commitment = None
        if is_approved:
            commitment = batch.add(
                JobCommitment(
                    project=project,
                    post="Poste fictif",
                    contract=Contract.PERMANENT,
                    number=max(1, int(jobs * random.uniform(1, 1.5))),
                    committed_on=decided,
                    due_on=add_months(decided, 18),
                    cancelled_on=withdrawn,
                )
            )
            self._money(batch, project, max(1, jobs), decided, withdrawn)
        for rank in range(1, jobs + 1):
            self._job(batch, project, commitment, rank, decided, shape, rules, communes)
        if self.territory is not None and random.random() < 0.15:
            self._placement(batch, company, index, decided, shape, rules)

    def _money(
        self, batch: Batch, project: Project, jobs: int, decided: date, withdrawn: date | None
    ) -> None:
        random = self.random
        amount = min(jobs * random.randrange(1_000, 6_000) * 100, self.left // 4)
        if amount < 10_000:
            return
        self.left -= amount
        is_loan = self.loans is not None and random.random() < 0.3
        measure = self.loans if is_loan and self.loans else self.subsidies
        aid = batch.add(
            Aid(
                project=project,
                measure=measure,
                kind="loan" if is_loan else "subsidy",
                granted_on=decided,
                amount=amount,
                rate=Decimal("0.4") if is_loan else None,
                term=60 if is_loan else None,
                deferral=6 if is_loan else None,
            )
        )
        batch.add(self._entry(measure, aid, "committed", decided, amount))
        if withdrawn:
            batch.add(self._entry(measure, aid, "released", withdrawn, amount))
            return
        for part in range(1 if is_loan else 2):
            day = decided + timedelta(days=60 + 200 * part)
            batch.add(
                self._entry(measure, aid, "paid", day, amount if is_loan else amount // 2 or 1)
            )
        if is_loan:
            for year in range(1, 5):
                day = add_months(decided, 12 * year + 6)
                if day.year < 2026 and amount // 5:
                    batch.add(self._entry(measure, aid, "repaid", day, amount // 5))

    def _job(
        self,
        batch: Batch,
        project: Project,
        commitment: JobCommitment | None,
        rank: int,
        decided: date,
        shape: Shape,
        rules: CountingRules,
        communes: list[str],
    ) -> None:
        random = self.random
        contract = random.choices([c for _, c in CONTRACTS], [w for w, _ in CONTRACTS])[0]
        hired = decided + timedelta(days=int(random.triangular(0, 720, 120)))
        ended = hired + timedelta(days=random.randrange(20, 900)) if random.random() < 0.2 else None
        is_promised = commitment is not None and rank <= commitment.number
        job = Job(
            project=project,
            commitment=commitment if is_promised else None,
            rank=rank if is_promised else None,
            post="Poste fictif",
            hired_on=hired,
            contract=contract,
            duration_months=None
            if contract == Contract.PERMANENT
            else random.choice((3, 6, 12, 24)),
            weekly_hours=Decimal(random.choice((35, 35, 35, 24, 12))),
            commune_id=random.choice(communes) if random.random() < 0.97 else None,
            is_former_employee=random.choices((True, False, None), (6, 88, 6))[0],
            ended_on=ended,
            end_reason="resignation" if ended else "",
            entered_by=self.entered_by,
        )
        job.apply(decide(job.hire, (rules,), shape.signed_on))
        if random.random() < 0.7:
            day = hired + timedelta(days=random.randrange(10, 200))
            job.verified_on = day
            batch.add(
                Evidence(
                    job=job,
                    kind="contract",
                    dated_on=hired,
                    verified_on=day,
                    verified_by=self.verified_by,
                )
            )
        batch.add(job)

    def _placement(
        self,
        batch: Batch,
        company: Company,
        index: int,
        decided: date,
        shape: Shape,
        rules: CountingRules,
    ) -> None:
        placement = Placement(
            axis=self.territory,
            code=f"J-{index + 1:05d}",
            employer=company,
            contract=Contract.APPRENTICESHIP,
            hired_on=decided,
            age_at_hire=self.random.randrange(16, 26),
            entered_by=self.entered_by,
        )
        placement.apply(decide(placement.hire, (rules,), shape.signed_on))
        batch.add(placement)


def _siret(number: int) -> str:
    """Return a number with right check digits in a range of its own, never allotted."""
    siren = _with_key(f"001{number // 1000:05d}") if number < 10**8 else ""
    return _with_key(f"{siren}{number % 1000:04d}")


def _with_key(digits: str) -> str:
    for key in "0123456789":
        if _luhn(digits + key) % 10 == 0:
            return digits + key
    raise AssertionError("One of ten digits always fits.")


def _luhn(digits: str) -> int:
    doubled = (int(d) * 2 if i % 2 else int(d) for i, d in enumerate(reversed(digits)))
    return sum(d - 9 if d > 9 else d for d in doubled)


def exists() -> bool:
    """Say whether the database already holds a portfolio."""
    return Convention.objects.filter(slug__startswith=PREFIX).exists()
