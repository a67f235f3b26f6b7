"""The ladder of jobs: promised, created, verified, sustained; and their shares."""

from functools import partial

from django.db.models import Q

from axes.business import states as business
from axes.business.states import OF_SPELLS
from convention.models import Axis
from reporting.figures import conditions
from reporting.figures.facts import HUNDREDTHS_THEN, JOBS, POSTS
from reporting.figures.indicators import Declaration, Indicator, Ratio
from reporting.figures.measures import total
from reporting.figures.places import Place
from reporting.figures.values import Absence, Unit

SITE_OR_BUSINESS = frozenset({Axis.Kind.SITE, Axis.Kind.BUSINESS})

DECLARATIONS: tuple[Declaration, ...] = (
    Indicator(
        code="jobs_programmed",
        label="Emplois programmés",
        definition="Postes promis dans les projets accompagnés des axes qui comptent des emplois à "
        "la date d’arrêté, hors postes et promesses abandonnés.",
        version=2,
        unit=Unit.JOBS,
        fact=POSTS,
        when=business.programmed,
        axes=SITE_OR_BUSINESS,
        shown=frozenset({Place.CHANGES, Place.SITE, Place.BUSINESS}),
    ),
    Indicator(
        code="jobs_due",
        label="Emplois programmés échus",
        definition="Postes promis dont la date limite d’embauche est passée à la date d’arrêté.",
        version=2,
        unit=Unit.JOBS,
        fact=POSTS,
        when=business.overdue,
        axes=SITE_OR_BUSINESS,
    ),
    Indicator(
        code="jobs_created",
        label="Emplois créés",
        definition="Embauches réelles, admises par les règles de décompte à la date d’arrêté, dans "
        "un projet accompagné d’un axe qui compte des emplois. "
        "Un emploi rompu ensuite reste créé, un remplacement ne compte pas de nouveau.",
        version=2,
        unit=Unit.JOBS,
        fact=JOBS,
        when=partial(business.created, of=OF_SPELLS),
        axes=SITE_OR_BUSINESS,
        shown=frozenset({Place.CHANGES, Place.SITE, Place.BUSINESS, Place.REPORT}),
        broken_down={
            Place.BUSINESS: ("contract", "sector", "commune", "size"),
            Place.REPORT: ("contract", "sector", "commune"),
        },
    ),
    Indicator(
        code="jobs_created_fte",
        label="Emplois créés en équivalent temps plein",
        definition="Heures hebdomadaires des emplois créés, telles qu’à la date d’arrêté, "
        "rapportées à 35 heures. Un emploi dont les heures ne sont pas renseignées n’y entre pas.",
        unit=Unit.FTE,
        fact=JOBS,
        when=partial(business.created, of=OF_SPELLS),
        measure=total(HUNDREDTHS_THEN),
        axes=SITE_OR_BUSINESS,
        base="jobs_created",
        known=conditions.hours_known(),
        shown=frozenset({Place.BUSINESS}),
    ),
    Indicator(
        code="former_employees_hired",
        label="dont anciens salariés",
        definition="Emplois créés qui ont bénéficié à d’anciens salariés de l’entreprise "
        "assujettie.",
        version=2,
        unit=Unit.JOBS,
        fact=JOBS,
        when=conditions.former_employees,
        axes=SITE_OR_BUSINESS,
        base="jobs_created",
        known=Q(hire__is_former_employee__isnull=False),
        people=True,
        shown=frozenset({Place.BUSINESS}),
    ),
    Indicator(
        code="jobs_created_unpromised",
        label="dont sans promesse",
        definition="Emplois créés qui ne pourvoient aucun poste programmé\u00a0: ils expliquent "
        "que les emplois créés puissent dépasser les emplois programmés.",
        unit=Unit.JOBS,
        fact=JOBS,
        when=conditions.created_unpromised,
        axes=SITE_OR_BUSINESS,
        base="jobs_created",
    ),
    Indicator(
        code="jobs_verified",
        label="Emplois vérifiés",
        definition="Emplois créés dont une pièce a été acceptée par une autre personne "
        "que celle qui les a saisis.",
        version=2,
        unit=Unit.JOBS,
        fact=JOBS,
        when=partial(business.verified, of=OF_SPELLS),
        axes=SITE_OR_BUSINESS,
        base="jobs_created",
        shown=frozenset({Place.CHANGES}),
    ),
    Indicator(
        code="jobs_past_twelve_months",
        label="Emplois créés, embauchés depuis douze mois ou plus",
        definition="Emplois créés dont l’embauche date d’au moins douze mois, quel que soit le "
        "jour depuis lequel ils comptent.",
        version=2,
        unit=Unit.JOBS,
        fact=JOBS,
        when=partial(business.past_twelve_months, of=OF_SPELLS),
        axes=SITE_OR_BUSINESS,
        base="jobs_created",
    ),
    Indicator(
        code="jobs_sustained",
        label="Emplois pérennes à 12 mois",
        definition="Emplois créés dont le poste est encore pourvu douze mois après l’embauche, par "
        "la même personne ou par qui lui a succédé.",
        version=3,
        unit=Unit.JOBS,
        fact=JOBS,
        when=partial(business.sustained, of=OF_SPELLS),
        axes=SITE_OR_BUSINESS,
        base="jobs_past_twelve_months",
    ),
    Indicator(
        code="jobs_past_twenty_four_months",
        label="Emplois créés, embauchés depuis vingt-quatre mois ou plus",
        definition="Emplois créés dont l’embauche date d’au moins vingt-quatre mois, quel que soit "
        "le jour depuis lequel ils comptent.",
        unit=Unit.JOBS,
        fact=JOBS,
        when=partial(business.past_twenty_four_months, of=OF_SPELLS),
        axes=SITE_OR_BUSINESS,
        base="jobs_created",
        apart=True,
    ),
    Indicator(
        code="jobs_sustained_24",
        label="Emplois pérennes à 24 mois",
        definition="Emplois créés dont le poste est encore pourvu vingt-quatre mois après "
        "l’embauche, par la même personne ou par qui lui a succédé.",
        unit=Unit.JOBS,
        fact=JOBS,
        when=partial(business.sustained_24, of=OF_SPELLS),
        axes=SITE_OR_BUSINESS,
        base="jobs_past_twenty_four_months",
        apart=True,
    ),
    Indicator(
        code="jobs_alive",
        label="Postes encore pourvus",
        definition="Emplois créés dont le poste est pourvu à la date d’arrêté, par la même "
        "personne ou par qui lui a succédé.",
        unit=Unit.JOBS,
        fact=JOBS,
        when=partial(business.alive, of=OF_SPELLS),
        axes=SITE_OR_BUSINESS,
        base="jobs_created",
    ),
    Indicator(
        code="posts_paid",
        label="Postes payés",
        definition="Postes d’un emploi créé dont la part est payée sur chacune des aides engagées "
        "au profit du projet\u00a0: l’aide est entièrement versée, ou un versement désigne le "
        "poste.",
        unit=Unit.JOBS,
        fact=JOBS,
        when=conditions.posts_paid,
        axes=SITE_OR_BUSINESS,
        base="jobs_created",
        apart=True,
    ),
    Indicator(
        code="jobs_ended",
        label="Emplois rompus",
        definition="Emplois créés dont le poste n’est plus pourvu à la date d’arrêté\u00a0: la "
        "dernière personne qui l’a tenu est partie, et personne ne lui a succédé.",
        version=3,
        unit=Unit.JOBS,
        fact=JOBS,
        when=partial(business.ended, of=OF_SPELLS),
        axes=SITE_OR_BUSINESS,
        base="jobs_created",
        shown=frozenset({Place.CHANGES}),
    ),
    Indicator(
        code="jobs_in_perimeter",
        label="Emplois créés dans le périmètre",
        definition="Emplois créés dont la commune de travail est, à la date d’arrêté, dans le "
        "périmètre, prioritaire ou élargi.",
        unit=Unit.JOBS,
        version=2,
        fact=JOBS,
        when=conditions.created_in_perimeter,
        axes=SITE_OR_BUSINESS,
        base="jobs_created",
        known=Q(hire__commune__isnull=False),
        rests_on="perimeter_communes",
    ),
    Indicator(
        code="jobs_in_priority_zone",
        label="Emplois créés dans le périmètre prioritaire",
        definition="Emplois créés dont la commune de travail est, à la date d’arrêté, dans le "
        "périmètre prioritaire.",
        unit=Unit.JOBS,
        fact=JOBS,
        when=conditions.created_in_priority_zone,
        axes=SITE_OR_BUSINESS,
        base="jobs_created",
        known=Q(hire__commune__isnull=False),
        rests_on="perimeter_communes",
        apart=True,
    ),
    Indicator(
        code="jobs_in_extended_zone",
        label="Emplois créés dans le périmètre élargi",
        definition="Emplois créés dont la commune de travail est, à la date d’arrêté, dans le "
        "périmètre élargi.",
        unit=Unit.JOBS,
        fact=JOBS,
        when=conditions.created_in_extended_zone,
        axes=SITE_OR_BUSINESS,
        base="jobs_created",
        known=Q(hire__commune__isnull=False),
        rests_on="perimeter_communes",
        apart=True,
    ),
    Indicator(
        code="jobs_permanent",
        label="Emplois créés en CDI",
        definition="Emplois créés dont le contrat est, à la date d’arrêté, à durée indéterminée.",
        version=3,
        unit=Unit.JOBS,
        fact=JOBS,
        when=conditions.created_permanent,
        axes=SITE_OR_BUSINESS,
        base="jobs_created",
    ),
    Indicator(
        code="hires_not_counted",
        label="Embauches hors décompte",
        definition="Embauches à la date d’arrêté qui ne comptent pas, ou pas encore\u00a0: hors "
        "des règles de décompte, sans projet accompagné ou sur un axe qui ne compte pas d’emplois. "
        "Elles restent visibles avec leur motif.",
        version=2,
        unit=Unit.JOBS,
        fact=JOBS,
        when=partial(business.hired_outside_rules, of=OF_SPELLS),
        axes=SITE_OR_BUSINESS,
    ),
    Indicator(
        code="contracts_past_term",
        label="Contrats échus sans suite",
        definition="Embauches, comptées ou non, dont le contrat est arrivé à son terme à la date "
        "d’arrêté sans qu’un départ ni un autre contrat ne soit enregistré.",
        unit=Unit.JOBS,
        fact=JOBS,
        when=partial(business.past_term, of=OF_SPELLS),
        axes=SITE_OR_BUSINESS,
    ),
    Ratio(
        code="completion_rate",
        label="Taux de concrétisation",
        definition="Emplois créés rapportés aux emplois programmés.",
        numerator="jobs_created",
        denominator="jobs_programmed",
    ),
    Ratio(
        code="share_in_perimeter",
        label="Part des emplois dans le périmètre",
        definition="Emplois créés dans le périmètre, tel qu’il est à la date d’arrêté, rapportés "
        "aux emplois créés.",
        version=2,
        numerator="jobs_in_perimeter",
        denominator="jobs_created",
        shown=frozenset({Place.BUSINESS}),
    ),
    Ratio(
        code="share_permanent",
        label="Part des CDI",
        definition="Emplois créés en CDI, à la date d’arrêté, rapportés aux emplois créés.",
        version=2,
        numerator="jobs_permanent",
        denominator="jobs_created",
        shown=frozenset({Place.BUSINESS}),
    ),
    Ratio(
        code="share_verified",
        label="Part des emplois vérifiés",
        definition="Emplois vérifiés rapportés aux emplois créés.",
        numerator="jobs_verified",
        denominator="jobs_created",
        shown=frozenset({Place.BUSINESS}),
    ),
    Ratio(
        code="sustained_rate",
        label="Taux de pérennité",
        definition="Emplois pérennes à 12 mois rapportés aux emplois créés dont l’embauche date "
        "d’au moins douze mois.",
        numerator="jobs_sustained",
        denominator="jobs_past_twelve_months",
        on_zero=Absence.NOT_DUE,
        shown=frozenset({Place.BUSINESS}),
    ),
    Ratio(
        code="sustained_rate_24",
        label="Taux de pérennité à 24 mois",
        definition="Emplois pérennes à 24 mois rapportés aux emplois créés dont l’embauche date "
        "d’au moins vingt-quatre mois.",
        numerator="jobs_sustained_24",
        denominator="jobs_past_twenty_four_months",
        on_zero=Absence.NOT_DUE,
    ),
    Ratio(
        code="alive_rate",
        label="Part des postes encore pourvus",
        definition="Postes encore pourvus rapportés aux emplois créés.",
        numerator="jobs_alive",
        denominator="jobs_created",
        shown=frozenset({Place.BUSINESS}),
    ),
)
