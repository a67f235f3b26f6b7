"""The contract: its parties, its terms over time, its axes and measures, its committees."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from revitalisation.accounts.models import Organisation
from revitalisation.reference.models import Commune, Departement, SmicRate
from revitalisation.ui.money import EuroField

from .calendar import whole_duration
from .querysets import ConventionQuerySet, MeasureQuerySet


class Convention(models.Model):
    """An agreement by which a firm pays for new jobs in the area it leaves (L1233-84 and -85)."""

    class LegalBasis(models.TextChoices):
        CONVENTION = "convention", "Convention signée avec le préfet (L1233-85)"
        AGREEMENT = "agreement", "Accord collectif en tenant lieu (L1233-85)"
        FRAMEWORK = "framework", "Convention locale d’une convention-cadre (L1233-90-1)"

    class Regime(models.TextChoices):
        LARGE = "large", "Licenciement économique, 1 000 salariés et plus (L1233-84)"
        MEDIUM = "medium", "Licenciement économique, 50 à 999 salariés (L1233-87)"
        RCC = "rcc", "Rupture conventionnelle collective (L1237-19-9)"

    slug = models.SlugField("identifiant", unique=True, max_length=60)
    name = models.CharField("intitulé", max_length=160)
    liable_company = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="liabilities",
        verbose_name="entreprise assujettie",
    )
    legal_basis = models.CharField("fondement", max_length=12, choices=LegalBasis)
    regime = models.CharField("régime", max_length=8, choices=Regime)
    departement = models.ForeignKey(
        Departement, on_delete=models.PROTECT, verbose_name="département"
    )
    commune = models.ForeignKey(
        Commune, on_delete=models.PROTECT, verbose_name="commune du site", related_name="+"
    )
    signed_on = models.DateField("date de signature")
    operational_start = models.DateField("démarrage opérationnel")
    planned_redundancies = models.PositiveIntegerField(
        "licenciements prévus", null=True, blank=True
    )
    redeployments = models.PositiveIntegerField(
        "reclassements internes dans le bassin",
        null=True,
        blank=True,
        help_text="Ils se déduisent des licenciements prévus (D1233-43).",
    )
    smic_rate = models.DecimalField(
        "SMIC mensuels par emploi supprimé",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Au moins deux, sauf motif (L1233-86).",
    )
    smic_reference = models.ForeignKey(
        SmicRate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name="SMIC de référence",
    )
    smic_reason = models.CharField("motif d’un taux inférieur à 2", max_length=200, blank=True)

    objects = ConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "convention"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(operational_start__gte=F("signed_on")),
                name="convention_starts_after_signature",
                violation_error_message=(
                    "Le démarrage opérationnel ne peut pas précéder la signature."
                ),
            ),
            models.CheckConstraint(
                condition=Q(redeployments__lte=F("planned_redundancies")),
                name="convention_redeployments_within_redundancies",
                violation_error_message=(
                    "Les reclassements ne peuvent pas dépasser les licenciements prévus."
                ),
            ),
            models.CheckConstraint(
                condition=Q(smic_rate__isnull=True) | Q(smic_rate__gte=2) | ~Q(smic_reason=""),
                name="convention_low_smic_rate_has_reason",
                violation_error_message="Un taux inférieur à 2 SMIC demande un motif (L1233-86).",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("dashboard", args=[self.slug])

    @property
    def net_jobs_cut(self) -> int | None:
        """Jobs cut less redeployments secured in the area (D1233-43); None when one is missing."""
        if self.planned_redundancies is None or self.redeployments is None:
            return None
        return self.planned_redundancies - self.redeployments


class ConventionTerms(models.Model):
    """One version of the promise: the signed text (number 0) or an amendment, from a date on.

    ``envelope`` is in euro cents; ``job_target`` in heads. Null means owed and not filled in.
    """

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="terms", verbose_name="convention"
    )
    number = models.PositiveSmallIntegerField(
        "numéro", help_text="0 pour le texte signé, puis le numéro de l’avenant."
    )
    effective_on = models.DateField("en vigueur à compter du")
    ends_on = models.DateField("terme")
    envelope = EuroField("enveloppe", null=True, blank=True)
    job_target = models.PositiveIntegerField("objectif d’emplois", null=True, blank=True)
    reason = models.CharField("objet de l’avenant", max_length=240, blank=True)

    class Meta:
        verbose_name = "texte en vigueur"
        verbose_name_plural = "textes en vigueur"
        ordering = ["convention", "effective_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "number"], name="terms_number_unique_in_convention"
            ),
            models.UniqueConstraint(
                fields=["convention", "effective_on"], name="terms_one_version_a_day"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("effective_on")),
                name="terms_end_after_effective",
                violation_error_message="Le terme doit suivre l’entrée en vigueur.",
            ),
            models.CheckConstraint(
                condition=Q(envelope__isnull=True) | Q(envelope__gt=0),
                name="terms_envelope_positive",
                violation_error_message="L’enveloppe doit être supérieure à zéro.",
            ),
        ]

    def __str__(self) -> str:
        return f"avenant n° {self.number}" if self.number else "texte signé"

    @property
    def duration_months(self) -> int:
        """Whole months from signature to the end date included."""
        return whole_duration(self.convention.signed_on, self.ends_on)


class Axis(models.Model):
    """A numbered strategic axis of a convention."""

    class Kind(models.TextChoices):
        SITE = "site", "Reconversion du site"
        BUSINESS = "business", "Développement des entreprises"
        TERRITORY = "territory", "Projets de territoire"

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="axes", verbose_name="convention"
    )
    number = models.PositiveSmallIntegerField("numéro")
    kind = models.CharField("nature", max_length=10, choices=Kind)
    title = models.CharField("intitulé", max_length=160)
    counts_jobs = models.BooleanField(
        "compte des emplois", default=True, help_text="Ses projets entrent dans les emplois."
    )

    class Meta:
        verbose_name = "axe"
        ordering = ["convention", "number"]
        constraints = [
            models.UniqueConstraint(fields=["convention", "number"], name="axis_number_unique"),
            models.CheckConstraint(condition=Q(number__gte=1), name="axis_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"Axe {self.number} – {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("axis", args=[self.convention.slug, self.number])


class AxisTarget(models.Model):
    """The part of a version's job target that falls to one axis, in heads."""

    terms = models.ForeignKey(
        ConventionTerms, on_delete=models.PROTECT, related_name="axis_targets", verbose_name="texte"
    )
    axis = models.ForeignKey(
        Axis, on_delete=models.PROTECT, related_name="targets", verbose_name="axe"
    )
    job_target = models.PositiveIntegerField("objectif d’emplois")

    class Meta:
        verbose_name = "objectif d’un axe"
        verbose_name_plural = "objectifs des axes"
        constraints = [models.UniqueConstraint(fields=["terms", "axis"], name="axis_target_unique")]

    def __str__(self) -> str:
        return f"{self.axis}\u00a0: {self.job_target}"


class Measure(models.Model):
    """What an axis finances, with its body in charge and its deadline (D1233-40)."""

    class Kind(models.TextChoices):
        SITE_SEARCH = "site_search", "Recherche d’un repreneur du site"
        SUBSIDY_FUND = "subsidy_fund", "Fonds de subventions"
        LOAN_FUND = "loan_fund", "Fonds de prêts bonifiés"
        EXPERTISE = "expertise", "Expertises"
        SKILLS_PLAN = "skills_plan", "GPECT"
        YOUTH_HIRING_AID = "youth_hiring_aid", "Aide au recrutement de jeunes"
        OPERATOR_FEES = "operator_fees", "Honoraires de l’opérateur"
        OTHER = "other", "Autre mesure"

    axis = models.ForeignKey(
        Axis, on_delete=models.PROTECT, related_name="measures", verbose_name="axe"
    )
    kind = models.CharField("nature", max_length=16, choices=Kind)
    title = models.CharField("intitulé", max_length=160)
    operator = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="measures",
        verbose_name="opérateur ou partenaire",
    )
    deadline = models.DateField("échéance", null=True, blank=True)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = "mesure"
        ordering = ["axis", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["axis", "title"], name="measure_title_unique_in_axis")
        ]

    def __str__(self) -> str:
        return self.title


class MeasureBudget(models.Model):
    """Budget of a measure from a date on, in euro cents; the latest one replaces the others."""

    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="budgets", verbose_name="mesure"
    )
    effective_on = models.DateField("à compter du")
    amount = EuroField("budget")

    class Meta:
        verbose_name = "budget d’une mesure"
        verbose_name_plural = "budgets des mesures"
        ordering = ["measure", "effective_on"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "effective_on"], name="budget_one_a_day"),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="budget_not_negative",
                violation_error_message="Un budget ne peut pas être négatif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} au {self.effective_on:%d/%m/%Y}"


class PerimeterCommune(models.Model):
    """A commune in which jobs are meant to be created (D1233-40)."""

    class Zone(models.TextChoices):
        PRIORITY = "priority", "Prioritaire"
        EXTENDED = "extended", "Élargi"

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="perimeter", verbose_name="convention"
    )
    commune = models.ForeignKey(
        Commune, on_delete=models.PROTECT, related_name="+", verbose_name="commune"
    )
    zone = models.CharField("périmètre", max_length=8, choices=Zone)

    class Meta:
        verbose_name = "commune du périmètre"
        verbose_name_plural = "communes du périmètre"
        constraints = [
            models.UniqueConstraint(fields=["convention", "commune"], name="perimeter_commune_once")
        ]

    def __str__(self) -> str:
        return f"{self.commune} ({self.get_zone_display()})"


class CountingRules(models.Model):
    """What makes a hire count, for hires dated from ``effective_on`` on.

    Durations are in months, hours in hours a week. ``convention.counting`` reads these rules.
    """

    convention = models.ForeignKey(
        Convention,
        on_delete=models.PROTECT,
        related_name="counting_rules",
        verbose_name="convention",
    )
    effective_on = models.DateField("pour les embauches à compter du")
    fixed_term_min_months = models.PositiveSmallIntegerField(
        "durée minimale d’un CDD, en mois",
        null=True,
        blank=True,
        help_text="Laisser vide si aucun CDD ne compte.",
    )
    counts_temporary = models.BooleanField("l’intérim compte", default=False)
    counts_apprenticeship = models.BooleanField(
        "l’alternance compte parmi les emplois créés", default=False
    )
    counts_self_employed = models.BooleanField("l’emploi du créateur compte", default=True)
    counts_placements = models.BooleanField(
        "le placement d’un jeune compte dans le total", default=True
    )
    min_weekly_hours = models.DecimalField(
        "durée hebdomadaire minimale, en heures", max_digits=4, decimal_places=2, default=0
    )
    trial_months = models.PositiveSmallIntegerField(
        "période d’essai à passer, en mois",
        default=0,
        help_text="0\u00a0: l’emploi compte dès l’embauche.",
    )
    hire_within_months = models.PositiveSmallIntegerField(
        "délai pour embaucher, en mois après la signature", null=True, blank=True
    )

    class Meta:
        verbose_name = "règles de décompte"
        verbose_name_plural = "règles de décompte"
        ordering = ["convention", "effective_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "effective_on"], name="counting_rules_one_a_day"
            ),
            models.CheckConstraint(
                condition=Q(min_weekly_hours__gte=0) & Q(min_weekly_hours__lte=48),
                name="counting_rules_hours_plausible",
                violation_error_message="La durée hebdomadaire va de 0 à 48 heures.",
            ),
        ]

    def __str__(self) -> str:
        return f"règles au {self.effective_on:%d/%m/%Y}"


class Membership(models.Model):
    """The part an organisation plays in a convention; its users' rights follow from it."""

    class Role(models.TextChoices):
        LIABLE_COMPANY = "liable_company", "Entreprise assujettie"
        PREFECTURE = "prefecture", "Préfecture"
        OPERATOR = "operator", "Opérateur"
        BANK = "bank", "Banque partenaire"
        YOUTH_REFERRER = "youth_referrer", "Prescripteur jeunes"
        COMMITTEE_MEMBER = "committee_member", "Membre du comité"

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="memberships", verbose_name="convention"
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name="organisme",
    )
    role = models.CharField("rôle", max_length=16, choices=Role)

    class Meta:
        verbose_name = "participation"
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "organisation"], name="membership_one_role_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"


class Committee(models.Model):
    """A meeting about the convention; ``as_of`` is the date its figures are taken at."""

    class Kind(models.TextChoices):
        COMMITMENT = "commitment", "Comité d’engagement"
        FOLLOW_UP = "follow_up", "Comité de suivi"
        STEERING = "steering", "Comité de pilotage"

    class Verdict(models.TextChoices):
        ON_TRACK = "on_track", "Conforme aux objectifs fixés"
        WATCH = "watch", "À surveiller"
        BEHIND = "behind", "En retard sur les objectifs"
        ACHIEVED = "achieved", "Objectifs atteints"
        MISSED = "missed", "Objectifs non atteints"

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="committees", verbose_name="convention"
    )
    kind = models.CharField("nature", max_length=10, choices=Kind)
    held_on = models.DateField("tenu le")
    as_of = models.DateField("chiffres arrêtés au")
    place = models.CharField("lieu", max_length=160)
    verdict = models.CharField("avis", max_length=10, choices=Verdict, blank=True)

    class Meta:
        verbose_name = "comité"
        ordering = ["convention", "held_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "kind", "held_on"], name="committee_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(as_of__lte=F("held_on")),
                name="committee_figures_before_meeting",
                violation_error_message=(
                    "Les chiffres ne peuvent pas être arrêtés après la tenue du comité."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} du {self.held_on:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("committee_detail", args=[self.convention.slug, self.pk])

    def clean(self) -> None:
        if self.held_on and self.convention_id and self.held_on < self.convention.signed_on:
            raise ValidationError(
                {"held_on": "Un comité ne peut pas se tenir avant la signature de la convention."}
            )


class Attendance(models.Model):
    """Whether an organisation invited to a committee came; by organisation, never by person."""

    class College(models.TextChoices):
        STATE = "state", "État"
        COMPANY = "company", "Entreprise"
        LOCAL_AUTHORITIES = "local_authorities", "Collectivités territoriales"
        CHAMBERS = "chambers", "Chambres consulaires"
        SOCIAL_PARTNERS = "social_partners", "Partenaires sociaux"
        EXPERTS = "experts", "Opérateur et partenaires"

    # Nobody is absent until somebody has said so.
    PRESENCES: ClassVar[dict[bool | None, str]] = {
        True: "présent",
        False: "absent",
        None: "non renseigné",
    }
    COLLEGE_OF_ROLE: ClassVar[dict[str, str]] = {
        Membership.Role.LIABLE_COMPANY: College.COMPANY,
        Membership.Role.PREFECTURE: College.STATE,
        Membership.Role.OPERATOR: College.EXPERTS,
        Membership.Role.BANK: College.EXPERTS,
        Membership.Role.YOUTH_REFERRER: College.EXPERTS,
        Membership.Role.COMMITTEE_MEMBER: College.LOCAL_AUTHORITIES,
    }

    committee = models.ForeignKey(
        Committee, on_delete=models.CASCADE, related_name="attendances", verbose_name="comité"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="organisme"
    )
    college = models.CharField("collège", max_length=18, choices=College)
    present = models.BooleanField("présent", null=True, blank=True)

    class Meta:
        verbose_name = "présence"
        ordering = ["committee", "college", "organisation__name"]
        constraints = [
            models.UniqueConstraint(fields=["committee", "organisation"], name="attendance_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation}\u00a0: {self.PRESENCES[self.present]}"
