"""The two conventions of the demonstration: their terms, axes, measures, rules and prospects."""

from datetime import date
from decimal import Decimal

from simple_history.utils import bulk_create_with_history

from axes.beside.models import OutreachPeriod, SocialPlanNote
from axes.site.models import Prospect, ProspectStage, Site
from axes.territory.models import SkillsPlan
from convention.models import (
    Axis,
    AxisTarget,
    AxisTerms,
    Convention,
    ConventionTerms,
    CountingRules,
    Measure,
    MeasureBudget,
    Membership,
    PerimeterCommune,
)
from revitalisation.accounts.models import Organisation
from revitalisation.reference.models import Commune

from . import committees, parties

SLUG, OTHER_SLUG = "itm-lectoure", "tissages-condom"
SIGNED, START, TERM = date(2013, 10, 11), date(2014, 2, 1), date(2016, 10, 10)
AMENDED = date(2015, 12, 15)

Role, Kind = Membership.Role, Measure.Kind

ROLES = {
    parties.ITM: Role.LIABLE_COMPANY,
    parties.PREFECTURE: Role.PREFECTURE,
    parties.LABOUR: Role.PREFECTURE,
    parties.LABOUR_SINCE_2021: Role.PREFECTURE,
    parties.OPERATOR: Role.OPERATOR,
    parties.BANK: Role.BANK,
    parties.MISSION_LOCALE: Role.YOUTH_REFERRER,
    parties.CCI: Role.COMMITTEE_MEMBER,
    parties.CMA: Role.COMMITTEE_MEMBER,
    parties.COUNTY: Role.COMMITTEE_MEMBER,
    parties.LOMAGNE: Role.COMMITTEE_MEMBER,
    parties.UNION: Role.COMMITTEE_MEMBER,
}
# Who took part for a while only: from and until, the others from the signature on.
REFORM = date(2021, 4, 1)
PERIODS = {parties.LABOUR: (None, REFORM), parties.LABOUR_SINCE_2021: (REFORM, None)}
AXES = (
    (1, Axis.Kind.SITE, "Reconversion du site de Lectoure", 60),
    (2, Axis.Kind.BUSINESS, "Développement des entreprises locales", 183),
    (3, Axis.Kind.TERRITORY, "Projets de territoire et recrutement de jeunes", 20),
)
# Axis, kind, title, body in charge, euros budgeted at signature and after the amendment.
MEASURES = (
    (1, Kind.SITE_SEARCH, "Recherche d’un repreneur du site", parties.OPERATOR, 60_000, 60_000),
    (1, Kind.OTHER, "Reconversion du site", parties.OPERATOR, 120_000, 150_000),
    (2, Kind.SUBSIDY_FUND, "Subventions à l’emploi", parties.OPERATOR, 540_000, 540_000),
    (2, Kind.LOAN_FUND, "Prêts à taux bonifié", parties.BANK, 300_000, 300_000),
    (2, Kind.EXPERTISE, "Expertises", parties.OPERATOR, 80_000, 80_000),
    (2, Kind.OPERATOR_FEES, "Honoraires de l’opérateur", parties.OPERATOR, 270_000, 270_000),
    (3, Kind.SKILLS_PLAN, "GPECT du nord du Gers", parties.LOMAGNE, 70_000, 70_000),
    (3, Kind.YOUTH_HIRING_AID, "Aide au recrutement de jeunes", parties.MISSION_LOCALE, 60_000,
     60_000),
)  # fmt: skip
PRIORITY = ("32208", "32132", "32370", "32253", "32442", "32082", "32239", "32345", "32306")
EXTENDED = ("32107", "32459", "32249", "32290", "32404", "32311", "32212", "32452", "32405",
            "32320", "32158", "32286")  # fmt: skip
ZONES = (("priority", PRIORITY), ("extended", EXTENDED))
# The amendment brought Condom in among the priorities, and let a commune without a project go.
AMENDED_ZONES = (("32107", "priority"), ("32286", "outside"))
# Day, source, people dismissed and followed, then solutions found: permanent, fixed term, firms
# created, training, other.
NOTES = (
    (date(2014, 5, 31), "unit", 286, 241, 38, 22, 9, 31, 12),
    (date(2015, 5, 31), "unit", 286, 248, 84, 37, 14, 29, 18),
    (date(2016, 5, 31), "commission", 286, 250, 117, 33, 17, 12, 26),
)
# From, to, firms contacted, met.
OUTREACH = (
    (date(2014, 2, 1), date(2014, 6, 30), 148, 61),
    (date(2014, 7, 1), date(2014, 12, 31), 172, 83),
    (date(2015, 1, 1), date(2015, 5, 31), 126, 64),
    (date(2015, 6, 1), date(2015, 12, 31), 140, 71),
    (date(2016, 1, 1), date(2016, 10, 10), 97, 48),
)
# Prospect, activity, jobs envisaged, then (stage, day) and the reason of a loss.
PROSPECTS = (
    ("Messageries Fictives", "Messagerie et colis", 80, "cost",
     ("identified 2013-11-04", "contacted 2013-11-18", "visit 2014-01-14", "study 2014-03-03",
      "negotiation 2014-06-10", "lost 2014-10-06")),
    ("Surgelés Imaginaires", "Entreposage frigorifique", 60, "building",
     ("identified 2014-01-20", "contacted 2014-02-03", "visit 2014-03-11", "study 2014-05-05",
      "lost 2014-09-22")),
    ("Meubles Exemple Distribution", "Distribution de meubles", 45, "location",
     ("identified 2014-04-07", "contacted 2014-04-22", "visit 2014-06-17", "study 2014-09-01",
      "negotiation 2014-12-08", "lost 2015-03-16")),
    ("Énergie Démo", "Chaufferie et granulés", 25, "funding",
     ("identified 2014-06-02", "contacted 2014-06-16", "study 2014-11-03", "lost 2015-05-12")),
    ("Logistique Imaginaire Multi-clients", "Logistique multi-clients", 30, "",
     ("identified 2014-11-17", "contacted 2014-12-01", "visit 2015-01-20", "study 2015-03-09",
      "negotiation 2015-06-29", "signed 2015-10-12")),
)  # fmt: skip
MILESTONES = (
    ("Diagnostic des emplois et des compétences", date(2014, 11, 28), date(2014, 12, 12)),
    ("Entretiens avec quarante employeurs", date(2015, 3, 31), date(2015, 4, 24)),
    ("Plan d’actions partagé", date(2015, 6, 30), date(2015, 10, 9)),
    ("Forum des métiers de Lomagne", date(2015, 11, 27), date(2015, 11, 27)),
    ("Plate-forme de partage d’emplois", date(2016, 6, 30), None),
)


def write(organisations: dict[str, Organisation]) -> Convention:
    """Create the Lectoure convention with all that its text and its committees say."""
    convention = Convention.objects.create(
        slug=SLUG,
        name="ITM Lectoure",
        liable_company=organisations[parties.ITM],
        legal_basis=Convention.LegalBasis.CONVENTION,
        regime=Convention.Regime.LARGE,
        departement_id="32",
        commune_id="32208",
        signed_on=SIGNED,
        operational_start=START,
        planned_redundancies=292,
        redeployments=29,
        smic_rate=Decimal(4),
        smic_reference_id=date(2013, 1, 1),
    )
    for name, role in ROLES.items():
        since, until = PERIODS.get(name, (None, None))
        Membership.objects.create(
            convention=convention,
            organisation=organisations[name],
            role=role,
            since=since,
            until=until,
        )
    _terms_and_axes(convention, organisations)
    _perimeter(convention)
    _beside(convention)
    CountingRules.objects.create(
        convention=convention,
        effective_on=SIGNED,
        fixed_term_min_months=6,
        min_weekly_hours=Decimal("17.5"),
    )
    CountingRules.objects.create(
        convention=convention,
        effective_on=AMENDED,
        fixed_term_min_months=12,
        min_weekly_hours=Decimal("17.5"),
    )
    committees.write(convention, organisations)
    return convention


def _beside(convention: Convention) -> None:
    """What is noted beside the ladder: the social plan, and the firms that the operator met."""
    for day, source, dismissed, followed, *found in NOTES:
        solutions = dict(zip(SocialPlanNote.SOLUTIONS, found, strict=True))
        SocialPlanNote.objects.create(
            convention=convention,
            noted_on=day,
            source=source,
            dismissed=dismissed,
            followed=followed,
            **solutions,
        )
    for starts_on, ends_on, contacted, met in OUTREACH:
        OutreachPeriod.objects.create(
            convention=convention,
            starts_on=starts_on,
            ends_on=ends_on,
            contacted=contacted,
            met=met,
        )


def _perimeter(convention: Convention) -> None:
    """The perimeter as signed, then what the amendment changed of it."""
    zones = {code: zone for zone, codes in ZONES for code in codes}
    bulk_create_with_history(
        [
            PerimeterCommune(
                convention=convention, commune=commune, zone=zones[commune.pk], effective_on=SIGNED
            )
            for commune in Commune.objects.filter(pk__in=zones)
        ],
        PerimeterCommune,
    )
    for code, zone in AMENDED_ZONES:
        PerimeterCommune.objects.create(
            convention=convention, commune_id=code, zone=zone, effective_on=AMENDED
        )


def _terms_and_axes(convention: Convention, organisations: dict[str, Organisation]) -> None:
    signed = ConventionTerms.objects.create(
        convention=convention,
        number=0,
        effective_on=SIGNED,
        ends_on=TERM,
        envelope=150_000_000,
        job_target=263,
    )
    amended = ConventionTerms.objects.create(
        convention=convention,
        number=1,
        effective_on=AMENDED,
        ends_on=TERM,
        envelope=153_000_000,
        job_target=263,
        reason="Complément de 30 000 € pour l’implantation logistique sur le site",
    )
    axes = {}
    for number, kind, title, target in AXES:
        axes[number] = Axis.objects.create(
            convention=convention, number=number, kind=kind, title=title
        )
        for terms in (signed, amended):
            AxisTarget.objects.create(terms=terms, axis=axes[number], job_target=target)
    # The text says so of the axis of the site, where it might be doubted.
    AxisTerms.objects.create(axis=axes[1], effective_on=SIGNED, counts_jobs=True)
    for number, measure_kind, title, operator, before, after in MEASURES:
        measure = Measure.objects.create(
            axis=axes[number],
            kind=measure_kind,
            title=title,
            operator=organisations[operator],
            deadline=TERM,
        )
        MeasureBudget.objects.create(measure=measure, effective_on=SIGNED, amount=before * 100)
        if after != before:
            MeasureBudget.objects.create(measure=measure, effective_on=AMENDED, amount=after * 100)
    plan = SkillsPlan.objects.create(
        axis=axes[3], title="GPECT du nord du Gers", lead=organisations[parties.LOMAGNE]
    )
    for title, planned_on, done_on in MILESTONES:
        plan.milestones.create(title=title, planned_on=planned_on, done_on=done_on)
    site = Site.objects.create(
        axis=axes[1],
        name="Base logistique de Lectoure",
        commune_id="32208",
        floor_area=43_000,
        closed_on=date(2013, 12, 31),
    )
    for name, activity, jobs, reason, stages in PROSPECTS:
        prospect = Prospect.objects.create(
            site=site, name=name, activity=activity, jobs_envisaged=jobs
        )
        for text in stages:
            stage, day = text.split()
            prospect.stages.create(
                stage=stage,
                dated_on=date.fromisoformat(day),
                lost_reason=reason if stage == ProspectStage.Stage.LOST else "",
            )


def write_other(organisations: dict[str, Organisation]) -> Convention:
    """Create a second, freshly signed convention, some of whose text is not filled in."""
    convention = Convention.objects.create(
        slug=OTHER_SLUG,
        name="Tissages Imaginaires de Condom",
        liable_company=organisations[parties.TISSAGES],
        legal_basis=Convention.LegalBasis.CONVENTION,
        regime=Convention.Regime.MEDIUM,
        departement_id="32",
        commune_id="32107",
        signed_on=date(2026, 3, 2),
        operational_start=date(2026, 4, 1),
        planned_redundancies=71,
        redeployments=18,
        smic_rate=Decimal(2),
        smic_reference_id=date(2026, 1, 1),
    )
    ConventionTerms.objects.create(
        convention=convention,
        number=0,
        effective_on=date(2026, 3, 2),
        ends_on=date(2028, 3, 1),
        envelope=21_000_000,
        job_target=None,
    )
    for name, role in (
        (parties.TISSAGES, Role.LIABLE_COMPANY),
        (parties.PREFECTURE, Role.PREFECTURE),
        (parties.OPERATOR, Role.OPERATOR),
    ):
        Membership.objects.create(
            convention=convention, organisation=organisations[name], role=role
        )
    axis = Axis.objects.create(
        convention=convention, number=1, kind=Axis.Kind.BUSINESS, title="Appui aux entreprises"
    )
    Measure.objects.create(axis=axis, kind=Kind.SUBSIDY_FUND, title="Subventions à l’emploi")
    CountingRules.objects.create(convention=convention, effective_on=date(2026, 3, 2))
    return convention
