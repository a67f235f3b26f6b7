"""Every indicator, declared once; the glossary of numbers, in the order it is read."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from axes.business import states as business
from axes.ledger import states as ledger
from axes.ledger.models import LedgerEntry
from axes.site import states as site
from axes.territory import states as territory
from convention.contracts import Contract
from convention.models import Axis, ConventionTerms

from .facts import COMMITMENTS, JOBS, LEDGER, PLACEMENTS, PROJECTS, PROSPECTS, TERMS, in_perimeter
from .indicators import (
    Absence,
    Clock,
    Combination,
    Declaration,
    Gap,
    Indicator,
    Ratio,
    Unit,
    latest,
    net,
    total,
)

SITE_OR_BUSINESS = frozenset({Axis.Kind.SITE, Axis.Kind.BUSINESS})
SITE = frozenset({Axis.Kind.SITE})
TERRITORY = frozenset({Axis.Kind.TERRITORY})
Kind = LedgerEntry.Kind


def _in_force(as_of: date) -> Q:
    """The latest version of the terms that has begun by then."""
    later = ConventionTerms.objects.filter(
        convention=OuterRef("convention"),
        effective_on__gt=OuterRef("effective_on"),
        effective_on__lte=as_of,
    )
    return Q(effective_on__lte=as_of) & Q(~Exists(later))


def _created_in_perimeter(as_of: date) -> Q:
    return business.created(as_of) & Q(in_perimeter(JOBS.convention))


def _created_permanent(as_of: date) -> Q:
    return business.created(as_of) & Q(contract=Contract.PERMANENT)


def _former_employees(as_of: date) -> Q:
    return business.created(as_of) & Q(is_former_employee=True)


def _creations(as_of: date) -> Q:
    return business.approved(as_of) & Q(kind="creation")


DECLARATIONS: tuple[Declaration, ...] = (
    # The promise
    Indicator(
        code="envelope",
        label="Enveloppe",
        definition="Total promis par l’entreprise, selon le texte en vigueur à la date d’arrêté.",
        unit=Unit.EUROS,
        fact=TERMS,
        when=_in_force,
        measure=total("envelope"),
        axes=frozenset(),
        owed=True,
    ),
    Indicator(
        code="job_target",
        label="Objectif d’emplois",
        definition="Nombre d’emplois promis, selon le texte en vigueur à la date d’arrêté.",
        unit=Unit.JOBS,
        fact=TERMS,
        when=_in_force,
        measure=total("job_target"),
        axes=frozenset(),
        owed=True,
    ),
    Indicator(
        code="term_end",
        label="Terme de la convention",
        definition="Date de fin du texte en vigueur à la date d’arrêté.",
        unit=Unit.DATE,
        fact=TERMS,
        when=_in_force,
        measure=latest("ends_on"),
        axes=frozenset(),
        owed=True,
        published=False,
    ),
    Clock(
        code="elapsed_since_signature",
        label="Temps écoulé depuis la signature",
        definition="Mois écoulés depuis la signature, sur la durée de la convention.",
        start="signed_on",
    ),
    Clock(
        code="elapsed_since_start",
        label="Temps écoulé depuis le démarrage opérationnel",
        definition="Mois écoulés depuis le démarrage opérationnel, sur la durée de la convention.",
        start="operational_start",
    ),
    # Projects
    Indicator(
        code="projects_supported",
        label="Projets accompagnés",
        definition="Projets décidés favorablement et non retirés à la date d’arrêté.",
        unit=Unit.PROJECTS,
        fact=PROJECTS,
        when=business.approved,
        axes=SITE_OR_BUSINESS,
    ),
    Indicator(
        code="business_creations",
        label="dont créations d’entreprises",
        definition="Projets accompagnés dont la nature est la création d’une entreprise.",
        unit=Unit.PROJECTS,
        fact=PROJECTS,
        when=_creations,
        axes=SITE_OR_BUSINESS,
        base="projects_supported",
    ),
    Indicator(
        code="projects_pending",
        label="Projets en attente de décision",
        definition="Projets reçus à la date d’arrêté, ni décidés ni retirés.",
        unit=Unit.PROJECTS,
        fact=PROJECTS,
        when=business.pending,
        axes=SITE_OR_BUSINESS,
    ),
    # The ladder of jobs
    Indicator(
        code="jobs_programmed",
        label="Emplois programmés",
        definition="Postes promis dans les projets accompagnés, hors promesses abandonnées.",
        unit=Unit.JOBS,
        fact=COMMITMENTS,
        when=business.programmed,
        measure=total("number"),
        axes=SITE_OR_BUSINESS,
    ),
    Indicator(
        code="jobs_due",
        label="Emplois programmés échus",
        definition="Postes promis dont la date limite d’embauche est passée à la date d’arrêté.",
        unit=Unit.JOBS,
        fact=COMMITMENTS,
        when=business.overdue,
        measure=total("number"),
        axes=SITE_OR_BUSINESS,
    ),
    Indicator(
        code="jobs_created",
        label="Emplois créés",
        definition="Embauches réelles, admises par les règles de décompte à la date d’arrêté ; "
        "un emploi rompu ensuite reste créé, un remplacement ne compte pas de nouveau.",
        unit=Unit.JOBS,
        fact=JOBS,
        when=business.created,
        axes=SITE_OR_BUSINESS,
    ),
    Indicator(
        code="jobs_verified",
        label="Emplois vérifiés",
        definition="Emplois créés dont une pièce a été acceptée par une autre personne "
        "que celle qui les a saisis.",
        unit=Unit.JOBS,
        fact=JOBS,
        when=business.verified,
        axes=SITE_OR_BUSINESS,
        base="jobs_created",
    ),
    Indicator(
        code="jobs_past_twelve_months",
        label="Emplois créés depuis douze mois ou plus",
        definition="Emplois créés dont l’embauche date d’au moins douze mois.",
        unit=Unit.JOBS,
        fact=JOBS,
        when=business.past_twelve_months,
        axes=SITE_OR_BUSINESS,
        base="jobs_created",
    ),
    Indicator(
        code="jobs_sustained",
        label="Emplois pérennes à 12 mois",
        definition="Emplois créés depuis douze mois ou plus et encore pourvus le douzième mois, "
        "par la même personne ou par un remplaçant.",
        unit=Unit.JOBS,
        fact=JOBS,
        when=business.sustained,
        axes=SITE_OR_BUSINESS,
        base="jobs_past_twelve_months",
    ),
    Indicator(
        code="jobs_ended",
        label="Emplois rompus",
        definition="Emplois créés, rompus à la date d’arrêté et non remplacés.",
        unit=Unit.JOBS,
        fact=JOBS,
        when=business.ended,
        axes=SITE_OR_BUSINESS,
        base="jobs_created",
    ),
    Indicator(
        code="former_employees_hired",
        label="dont anciens salariés",
        definition="Emplois créés qui ont bénéficié à d’anciens salariés de l’entreprise "
        "assujettie.",
        unit=Unit.JOBS,
        fact=JOBS,
        when=_former_employees,
        axes=SITE_OR_BUSINESS,
        base="jobs_created",
        known=Q(is_former_employee__isnull=False),
    ),
    Indicator(
        code="jobs_in_perimeter",
        label="Emplois créés dans le périmètre",
        definition="Emplois créés dont la commune de travail est dans le périmètre.",
        unit=Unit.JOBS,
        fact=JOBS,
        when=_created_in_perimeter,
        axes=SITE_OR_BUSINESS,
        base="jobs_created",
        known=Q(commune__isnull=False),
    ),
    Indicator(
        code="jobs_permanent",
        label="Emplois créés en CDI",
        definition="Emplois créés dont le contrat est à durée indéterminée.",
        unit=Unit.JOBS,
        fact=JOBS,
        when=_created_permanent,
        axes=SITE_OR_BUSINESS,
        base="jobs_created",
    ),
    Indicator(
        code="hires_not_counted",
        label="Embauches hors décompte",
        definition="Embauches à la date d’arrêté que les règles de décompte n’admettent pas, "
        "ou pas encore ; elles restent visibles avec leur motif.",
        unit=Unit.JOBS,
        fact=JOBS,
        when=business.hired_outside_rules,
        axes=SITE_OR_BUSINESS,
    ),
    # Young people
    Indicator(
        code="placements",
        label="Jeunes accompagnés dans l’emploi",
        definition="Jeunes de moins de 26 ans embauchés à la date d’arrêté "
        "par l’intermédiaire de la Mission Locale.",
        unit=Unit.PEOPLE,
        fact=PLACEMENTS,
        when=territory.placed,
        axes=TERRITORY,
    ),
    Indicator(
        code="placements_in_apprenticeship",
        label="dont en apprentissage",
        definition="Jeunes accompagnés dans l’emploi en contrat d’apprentissage.",
        unit=Unit.PEOPLE,
        fact=PLACEMENTS,
        when=territory.placed_in_apprenticeship,
        axes=TERRITORY,
        base="placements",
    ),
    Indicator(
        code="placements_counted",
        label="Placements comptés dans le total",
        definition="Placements que les règles de décompte de la convention ajoutent aux emplois "
        "créés.",
        unit=Unit.JOBS,
        fact=PLACEMENTS,
        when=territory.counted,
        axes=TERRITORY,
        base="placements",
    ),
    Indicator(
        code="follow_ups_overdue",
        label="Jeunes dont un suivi est en retard",
        definition="Jeunes placés dont un suivi à 3, 6 ou 12 mois était dû avant la date d’arrêté "
        "et n’est pas fait.",
        unit=Unit.PEOPLE,
        fact=PLACEMENTS,
        when=territory.follow_up_overdue,
        axes=TERRITORY,
        base="placements",
    ),
    Combination(
        code="total_jobs",
        label="Emplois créés au total",
        definition="Emplois créés, plus les placements de jeunes là où les règles de décompte "
        "de la convention les comptent.",
        unit=Unit.JOBS,
        plus=("jobs_created", "placements_counted"),
    ),
    # The money
    Indicator(
        code="committed",
        label="Engagé",
        definition="Sommes engagées à la date d’arrêté, désengagements déduits.",
        unit=Unit.EUROS,
        fact=LEDGER,
        when=ledger.committed,
        measure=net(Kind.RELEASED),
    ),
    Indicator(
        code="paid",
        label="Versé",
        definition="Sommes versées à la date d’arrêté, y compris le capital des prêts.",
        unit=Unit.EUROS,
        fact=LEDGER,
        when=lambda as_of: ledger.of_kind(Kind.PAID, as_of),
        measure=net(),
    ),
    Indicator(
        code="repaid",
        label="Remboursé",
        definition="Capital de prêts remboursé à la date d’arrêté.",
        unit=Unit.EUROS,
        fact=LEDGER,
        when=lambda as_of: ledger.of_kind(Kind.REPAID, as_of),
        measure=net(),
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
    Combination(
        code="remaining",
        label="Reste à engager",
        definition="Enveloppe moins sommes engagées.",
        unit=Unit.EUROS,
        plus=("envelope",),
        minus=("committed",),
    ),
    Indicator(
        code="loans_outstanding",
        label="Encours de prêts",
        definition="Capital de prêts versé moins capital remboursé.",
        unit=Unit.EUROS,
        fact=LEDGER,
        when=ledger.loan_movements,
        measure=net(Kind.REPAID),
    ),
    Indicator(
        code="operator_fees",
        label="Honoraires de l’opérateur",
        definition="Sommes versées sur les mesures qui rémunèrent l’opérateur.",
        unit=Unit.EUROS,
        fact=LEDGER,
        when=ledger.operator_fees,
        measure=net(),
    ),
    Ratio(
        code="operator_fees_share",
        label="Part des honoraires dans l’enveloppe",
        definition="Honoraires de l’opérateur rapportés à l’enveloppe.",
        numerator="operator_fees",
        denominator="envelope",
    ),
    # The site
    Indicator(
        code="prospects_studied",
        label="Prospects étudiés",
        definition="Prospects dont le projet a été étudié ou négocié à la date d’arrêté.",
        unit=Unit.PROSPECTS,
        fact=PROSPECTS,
        when=site.studied,
        axes=SITE,
    ),
    Indicator(
        code="prospects_open",
        label="Prospects en cours",
        definition="Prospects connus à la date d’arrêté, ni perdus ni signés.",
        unit=Unit.PROSPECTS,
        fact=PROSPECTS,
        when=site.open_at,
        axes=SITE,
    ),
    Indicator(
        code="prospects_lost",
        label="Prospects perdus",
        definition="Prospects perdus à la date d’arrêté, quelle que soit l’étape atteinte.",
        unit=Unit.PROSPECTS,
        fact=PROSPECTS,
        when=site.lost,
        axes=SITE,
    ),
    Indicator(
        code="prospects_signed",
        label="Prospects signés",
        definition="Prospects qui ont signé à la date d’arrêté.",
        unit=Unit.PROSPECTS,
        fact=PROSPECTS,
        when=site.signed,
        axes=SITE,
    ),
    # Rates
    Ratio(
        code="programming_rate",
        label="Taux de programmation",
        definition="Emplois programmés rapportés à l’objectif.",
        numerator="jobs_programmed",
        denominator="job_target",
    ),
    Ratio(
        code="creation_rate",
        label="Taux de réalisation",
        definition="Emplois créés au total rapportés à l’objectif.",
        numerator="total_jobs",
        denominator="job_target",
    ),
    Ratio(
        code="completion_rate",
        label="Taux de concrétisation",
        definition="Emplois créés rapportés aux emplois programmés.",
        numerator="jobs_created",
        denominator="jobs_programmed",
    ),
    Ratio(
        code="commitment_rate",
        label="Taux d’engagement",
        definition="Sommes engagées rapportées à l’enveloppe.",
        numerator="committed",
        denominator="envelope",
    ),
    Ratio(
        code="payment_rate",
        label="Taux de consommation",
        definition="Sommes versées rapportées à l’enveloppe.",
        numerator="paid",
        denominator="envelope",
    ),
    Ratio(
        code="sustained_rate",
        label="Taux de pérennité",
        definition="Emplois pérennes à 12 mois rapportés aux emplois créés depuis douze mois "
        "ou plus.",
        numerator="jobs_sustained",
        denominator="jobs_past_twelve_months",
        on_zero=Absence.NOT_DUE,
    ),
    Ratio(
        code="cost_per_programmed_job",
        label="Coût par emploi programmé",
        definition="Sommes engagées au profit d’entreprises, hors honoraires, "
        "par emploi programmé.",
        unit=Unit.EUROS_PER_JOB,
        numerator="committed_to_companies",
        denominator="jobs_programmed",
    ),
    Ratio(
        code="cost_per_created_job",
        label="Coût par emploi créé",
        definition="Sommes engagées au profit d’entreprises, hors honoraires, "
        "par emploi créé (placements exclus).",
        unit=Unit.EUROS_PER_JOB,
        numerator="committed_to_companies",
        denominator="jobs_created",
    ),
    Gap(
        code="calendar_gap_since_signature",
        label="Avance ou retard depuis la signature",
        definition="Taux de réalisation moins temps écoulé depuis la signature, en points.",
        achieved="creation_rate",
        expected="elapsed_since_signature",
    ),
    Gap(
        code="calendar_gap_since_start",
        label="Avance ou retard depuis le démarrage opérationnel",
        definition="Taux de réalisation moins temps écoulé depuis le démarrage opérationnel, "
        "en points.",
        achieved="creation_rate",
        expected="elapsed_since_start",
    ),
    Ratio(
        code="share_in_perimeter",
        label="Part des emplois dans le périmètre",
        definition="Emplois créés dans le périmètre rapportés aux emplois créés.",
        numerator="jobs_in_perimeter",
        denominator="jobs_created",
    ),
    Ratio(
        code="share_permanent",
        label="Part des CDI",
        definition="Emplois créés en CDI rapportés aux emplois créés.",
        numerator="jobs_permanent",
        denominator="jobs_created",
    ),
    Ratio(
        code="share_verified",
        label="Part des emplois vérifiés",
        definition="Emplois vérifiés rapportés aux emplois créés.",
        numerator="jobs_verified",
        denominator="jobs_created",
    ),
)
