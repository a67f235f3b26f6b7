"""The contract of an invented convention: parties, terms, axes, measures, committees."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from axes.beside.models import OutreachPeriod, SocialPlanNote
from convention.calendar import add_months
from convention.models import (
    Attendance,
    Axis,
    AxisTarget,
    AxisTerms,
    Committee,
    Convention,
    ConventionTerms,
    CountingRules,
    Measure,
    MeasureBudget,
    Membership,
    PerimeterCommune,
)
from revitalisation.accounts.models import Organisation

from .batch import Batch
from .shapes import LAST_DAY, Shape, percent

PREFIX = "portefeuille"
UNKNOWN_ENVELOPE = 20_000_000
Kind, Role = Measure.Kind, Membership.Role
# Parts of the envelope; subsidies take what is left.
PARTS = {
    Kind.OPERATOR_FEES: (0.12, "Honoraires de l’opérateur", Axis.Kind.BUSINESS),
    Kind.LOAN_FUND: (0.25, "Prêts bonifiés", Axis.Kind.BUSINESS),
    Kind.SITE_SEARCH: (0.05, "Recherche d’un repreneur", Axis.Kind.SITE),
    Kind.SKILLS_PLAN: (0.04, "GPECT", Axis.Kind.TERRITORY),
    Kind.YOUTH_HIRING_AID: (0.05, "Aide au recrutement de jeunes", Axis.Kind.TERRITORY),
}
AXES = {
    Axis.Kind.SITE: "Reconversion du site",
    Axis.Kind.BUSINESS: "Développement des entreprises",
    Axis.Kind.TERRITORY: "Projets de territoire",
}


@dataclass
class Parties:
    """The organisations that take part in several conventions, by département where they do."""

    operators: list[Organisation]
    banks: list[Organisation]
    prefectures: dict[str, Organisation]
    youth: dict[str, Organisation]


@dataclass
class Contract:
    """What the ground needs to know of a convention; ``left`` in euro cents by measure."""

    shape: Shape
    convention: Convention
    rules: CountingRules
    communes: list[str]
    youth: Organisation
    term: date
    axes: dict[str, Axis] = field(default_factory=dict)
    # Communes of the perimeter: none of them ever leaves it.
    within: set[str] = field(default_factory=set)
    measures: dict[str, Measure] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)


def draw_contract(
    random: Random,
    batch: Batch,
    number: int,
    shape: Shape,
    parties: Parties,
    departement: str,
    communes: list[str],
) -> Contract:
    """Draw the contract of the convention of that number and keep its records in ``batch``."""
    firm = batch.add(
        Organisation(name=f"Groupe fictif n° {number}", kind=Organisation.Kind.LIABLE_COMPANY)
    )
    redundancies = (shape.target or 60) + random.randrange(20)
    convention = batch.add(
        Convention(
            slug=f"{PREFIX}-{number:05d}",
            name=f"Convention fictive n° {number}",
            liable_company=firm,
            legal_basis=Convention.LegalBasis.CONVENTION,
            regime=random.choices(Convention.Regime.values, (70, 20, 10))[0],
            departement_id=departement,
            commune_id=communes[0],
            signed_on=shape.signed_on,
            operational_start=shape.signed_on + timedelta(days=random.randrange(120)),
            planned_redundancies=redundancies,
            redeployments=random.randrange(min(20, redundancies)),
            smic_rate=Decimal(random.randrange(2, 5)),
        )
    )
    contract = Contract(
        shape=shape,
        convention=convention,
        rules=batch.add(_rules(random, convention, number)),
        communes=communes,
        youth=parties.youth[departement],
        term=add_months(shape.signed_on, shape.months) - timedelta(days=1),
    )
    operator = random.choice(parties.operators)
    roles = {
        Role.LIABLE_COMPANY: firm,
        Role.PREFECTURE: parties.prefectures[departement],
        Role.OPERATOR: operator,
    }
    if shape.has_loans:
        roles[Role.BANK] = random.choice(parties.banks)
    if shape.has_territory:
        roles[Role.YOUTH_REFERRER] = contract.youth
    for role, organisation in roles.items():
        batch.add(Membership(convention=convention, organisation=organisation, role=role))
    for rank, commune in enumerate(communes[: len(communes) * 3 // 4 + 1]):
        zone = PerimeterCommune.Zone.PRIORITY if rank < 4 else PerimeterCommune.Zone.EXTENDED
        later = _amended(contract) if rank == 4 and shape.has_amendment else None
        if later is not None:
            priority = PerimeterCommune.Zone.PRIORITY
            _perimeter(batch, convention, commune, priority, later, None)
        _perimeter(batch, convention, commune, zone, shape.signed_on, later)
        contract.within.add(commune)
    _axes(batch, contract)
    _terms(random, batch, contract)
    _measures(batch, contract, operator)
    _committees(random, batch, contract, roles)
    _beside(batch, contract)
    return contract


def _amended(contract: Contract) -> date:
    """Return the day from which an amendment of a convention holds."""
    return add_months(contract.shape.signed_on, contract.shape.months // 2)


def _perimeter(
    batch: Batch, convention: Convention, commune: str, zone: str, day: date, ends: date | None
) -> None:
    row = PerimeterCommune(convention=convention, commune_id=commune, zone=zone)
    row.effective_on, row.holds_until = day, ends
    batch.add(row)


def _rules(random: Random, convention: Convention, number: int) -> CountingRules:
    """Draw rules; two conventions in five ask for a place of work, another for a full contract."""
    return CountingRules(
        place=CountingRules.Place.WITHIN if number % 5 in (1, 3) else "",
        permanent_min_hours=Decimal(24) if number % 5 == 4 else None,
        convention=convention,
        effective_on=convention.signed_on,
        fixed_term_min_months=random.choice((None, 6, 12)),
        counts_apprenticeship=percent(random, 30),
        counts_placements=percent(random, 50),
        min_weekly_hours=Decimal(random.choice((0, 17, 24))),
        trial_months=random.choice((0, 0, 0, 2)),
    )


def _axes(batch: Batch, contract: Contract) -> None:
    present = {
        Axis.Kind.SITE: contract.shape.has_site,
        Axis.Kind.BUSINESS: True,
        Axis.Kind.TERRITORY: contract.shape.has_territory,
    }
    for kind, title in AXES.items():
        if present[kind]:
            number = len(contract.axes) + 1
            contract.axes[kind] = batch.add(
                Axis(convention=contract.convention, number=number, kind=kind, title=title)
            )
    if Axis.Kind.SITE in contract.axes:
        # Halfway, an amendment says that what is created on the site counts no more.
        axis, stops = contract.axes[Axis.Kind.SITE], _amended(contract)
        axis.uncounted_from = stops
        batch.add(AxisTerms(axis=axis, effective_on=stops, counts_jobs=False))


def _terms(random: Random, batch: Batch, contract: Contract) -> None:
    shape = contract.shape
    terms = batch.add(
        ConventionTerms(
            convention=contract.convention,
            number=0,
            effective_on=shape.signed_on,
            ends_on=contract.term,
            envelope=shape.envelope,
            job_target=shape.target,
        )
    )
    if shape.target is not None:
        axis = contract.axes[Axis.Kind.BUSINESS]
        batch.add(AxisTarget(terms=terms, axis=axis, job_target=shape.target * 9 // 10))
    if shape.has_amendment:
        batch.add(
            ConventionTerms(
                convention=contract.convention,
                number=1,
                effective_on=_amended(contract),
                ends_on=add_months(contract.term, 6),
                envelope=shape.envelope,
                job_target=None if shape.target is None else shape.target + random.randrange(10),
                reason="Prolongation",
            )
        )


def _measures(batch: Batch, contract: Contract, operator: Organisation) -> None:
    envelope = contract.shape.envelope or UNKNOWN_ENVELOPE
    kinds = {kind: part for kind, part in PARTS.items() if part[2] in contract.axes}
    if not contract.shape.has_loans:
        del kinds[Kind.LOAN_FUND]
    subsidies = 1 - sum(share for share, _, _ in kinds.values())
    kinds[Kind.SUBSIDY_FUND] = (subsidies, "Subventions à l’emploi", Axis.Kind.BUSINESS)
    for kind, (share, title, axis) in kinds.items():
        budget = int(envelope * share)
        contract.left[kind] = budget
        contract.measures[kind] = measure = batch.add(
            Measure(
                axis=contract.axes[axis],
                kind=kind,
                title=title,
                operator=operator,
                deadline=contract.term,
            )
        )
        batch.add(
            MeasureBudget(measure=measure, effective_on=contract.shape.signed_on, amount=budget)
        )


def _committees(
    random: Random, batch: Batch, contract: Contract, roles: dict[Membership.Role, Organisation]
) -> None:
    convention, signed_on = contract.convention, contract.shape.signed_on
    for months in range(12, contract.shape.months + 13, 12):
        for day in _held(signed_on, months, random):
            committee = batch.add(
                Committee(
                    convention=convention,
                    kind=Committee.Kind.FOLLOW_UP,
                    held_on=day,
                    as_of=day - timedelta(days=15),
                    place="Préfecture",
                    verdict=random.choice(("on_track", "watch", "behind")),
                )
            )
            for role, organisation in roles.items():
                batch.add(
                    Attendance(
                        committee=committee,
                        organisation=organisation,
                        college=Attendance.COLLEGE_OF_ROLE[role],
                        present=percent(random, 80),
                    )
                )
    for months in range(3, contract.shape.months, 3):
        for day in _held(signed_on, months, random):
            batch.add(
                Committee(
                    convention=convention,
                    kind=Committee.Kind.COMMITMENT,
                    held_on=day,
                    as_of=day,
                    place="Chez l’opérateur",
                )
            )


def _beside(batch: Batch, contract: Contract) -> None:
    """A note on the social plan each year, and the operator’s work half-year by half-year."""
    convention, shape = contract.convention, contract.shape
    dismissed = convention.planned_redundancies or 0
    followed = dismissed * 9 // 10
    for months in range(12, shape.months + 1, 12):
        day, found = add_months(shape.signed_on, months), followed * months // (12 + shape.months)
        if day <= LAST_DAY:
            share = found // 5
            note = SocialPlanNote(
                convention=convention, noted_on=day, source=SocialPlanNote.Source.UNIT,
                dismissed=dismissed, followed=followed, permanent=found - 4 * share,
                fixed_term=share, business_creation=share, training=share, other=share,
            )  # fmt: skip
            batch.add(note)
    for months in range(0, shape.months, 6):
        day = add_months(shape.signed_on, months)
        ends = add_months(shape.signed_on, months + 6) - timedelta(days=1)
        contacted = 30 + (dismissed + 7 * months) % 60
        if ends <= LAST_DAY:
            batch.add(
                OutreachPeriod(
                    convention=convention, starts_on=day, ends_on=ends, contacted=contacted,
                    met=contacted * 2 // 5,
                )
            )  # fmt: skip


def _held(signed_on: date, months: int, random: Random) -> Iterator[date]:
    """Yield the day of a meeting some months after signature, unless it is still to come."""
    day = add_months(signed_on, months) + timedelta(days=random.randrange(20))
    if day <= LAST_DAY:
        yield day
