"""The money, from the envelope to the cost of a job."""

from axes.ledger import states as ledger
from axes.ledger.models import LedgerEntry
from reporting.figures.facts import LEDGER
from reporting.figures.indicators import Combination, Declaration, Indicator, Ratio
from reporting.figures.measures import net
from reporting.figures.places import Place
from reporting.figures.values import Unit

Kind = LedgerEntry.Kind

DECLARATIONS: tuple[Declaration, ...] = (
    Indicator(
        code="committed",
        label="Engagé",
        definition="Sommes engagées à la date d’arrêté, désengagements déduits.",
        unit=Unit.EUROS,
        fact=LEDGER,
        when=ledger.committed,
        measure=net(Kind.RELEASED),
        shown=frozenset({Place.CHANGES, Place.SITE, Place.BUSINESS, Place.TERRITORY}),
    ),
    Indicator(
        code="paid",
        label="Versé",
        definition="Sommes versées à la date d’arrêté, y compris le capital des prêts.",
        unit=Unit.EUROS,
        fact=LEDGER,
        when=lambda as_of: ledger.of_kind(Kind.PAID, as_of),
        measure=net(),
        shown=frozenset({Place.CHANGES}),
    ),
    Indicator(
        code="repaid",
        label="Remboursé",
        definition="Capital de prêts remboursé à la date d’arrêté.",
        unit=Unit.EUROS,
        fact=LEDGER,
        when=lambda as_of: ledger.of_kind(Kind.REPAID, as_of),
        measure=net(),
        shown=frozenset({Place.CHANGES}),
    ),
    Indicator(
        code="released",
        label="Désengagé",
        definition="Sommes engagées puis libérées à la date d’arrêté.",
        unit=Unit.EUROS,
        fact=LEDGER,
        when=lambda as_of: ledger.of_kind(Kind.RELEASED, as_of),
        measure=net(),
    ),
    Indicator(
        code="committed_to_companies",
        label="Engagé au profit d’entreprises",
        definition="Sommes engagées sur des aides à des entreprises, désengagements déduits.",
        unit=Unit.EUROS,
        fact=LEDGER,
        when=ledger.committed_to_companies,
        measure=net(Kind.RELEASED),
    ),
    Ratio(
        code="commitment_rate",
        label="Taux d’engagement",
        definition="Sommes engagées rapportées à l’enveloppe.",
        numerator="committed",
        denominator="envelope",
        shown=frozenset({Place.MONEY}),
    ),
    Ratio(
        code="payment_rate",
        label="Taux de consommation",
        definition="Sommes versées rapportées à l’enveloppe.",
        numerator="paid",
        denominator="envelope",
        shown=frozenset({Place.MONEY}),
    ),
    Combination(
        code="remaining",
        label="Reste à engager",
        definition="Enveloppe moins sommes engagées.",
        unit=Unit.EUROS,
        plus=("envelope",),
        minus=("committed",),
        shown=frozenset({Place.MONEY}),
    ),
    Indicator(
        code="loans_outstanding",
        label="Encours de prêts",
        definition="Capital de prêts versé moins capital remboursé.",
        unit=Unit.EUROS,
        fact=LEDGER,
        when=ledger.loan_movements,
        measure=net(Kind.REPAID),
        shown=frozenset({Place.MONEY}),
    ),
    Indicator(
        code="operator_fees",
        label="Honoraires de l’opérateur",
        definition="Sommes versées sur les mesures qui rémunèrent l’opérateur.",
        unit=Unit.EUROS,
        fact=LEDGER,
        when=ledger.operator_fees,
        measure=net(),
        shown=frozenset({Place.MONEY}),
    ),
    Ratio(
        code="operator_fees_share",
        label="Part des honoraires dans l’enveloppe",
        definition="Honoraires de l’opérateur rapportés à l’enveloppe.",
        numerator="operator_fees",
        denominator="envelope",
        shown=frozenset({Place.MONEY}),
    ),
    Ratio(
        code="cost_per_programmed_job",
        label="Coût par emploi programmé",
        definition="Sommes engagées au profit d’entreprises, hors honoraires, "
        "par emploi programmé.",
        unit=Unit.EUROS_PER_JOB,
        numerator="committed_to_companies",
        denominator="jobs_programmed",
        shown=frozenset({Place.MONEY}),
    ),
    Ratio(
        code="cost_per_created_job",
        label="Coût par emploi créé",
        definition="Sommes engagées au profit d’entreprises, hors honoraires, "
        "par emploi créé (placements exclus).",
        unit=Unit.EUROS_PER_JOB,
        numerator="committed_to_companies",
        denominator="jobs_created",
        shown=frozenset({Place.BUSINESS, Place.MONEY}),
    ),
)
