"""Axis 2: aided companies, their projects and aids, the jobs promised and the jobs created."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords
from stdnum.fr import siret

from convention.calendar import add_months
from convention.contracts import Contract
from convention.counting import Decision, Hire, Reason, decide
from convention.models import Axis, Convention, Measure
from revitalisation.reference.models import Commune, NafCode
from revitalisation.ui.money import EuroField
from revitalisation.ui.validators import stdnum_validator

from .querysets import JobQuerySet, ProjectQuerySet, ScopedQuerySet

if TYPE_CHECKING:
    from revitalisation.accounts.models import User

validate_siret = stdnum_validator(
    siret, "Ce numéro SIRET n’est pas valide : il compte 14 chiffres, dont une clé de contrôle."
)


class Company(models.Model):
    """An aided firm or establishment, with its headcount before any aid."""

    class Size(models.TextChoices):
        """Bands of headcount before the aid."""

        NONE = "0", "aucun salarié"
        MICRO = "1-9", "1 à 9 salariés"
        SMALL = "10-49", "10 à 49 salariés"
        MEDIUM = "50-249", "50 à 249 salariés"
        LARGE = "250+", "250 salariés et plus"
        UNKNOWN = "", "non renseigné"

    name = models.CharField("raison sociale", max_length=160)
    siret = models.CharField(
        "SIRET", max_length=14, unique=True, validators=[validate_siret], help_text="14 chiffres."
    )
    naf = models.ForeignKey(
        NafCode, on_delete=models.PROTECT, related_name="+", verbose_name="activité (NAF)"
    )
    commune = models.ForeignKey(
        Commune, on_delete=models.PROTECT, related_name="+", verbose_name="commune"
    )
    baseline_fte = models.DecimalField(
        "effectif de référence",
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Équivalents temps plein avant l’aide.",
    )

    class Meta:
        verbose_name = "entreprise"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(baseline_fte__isnull=True) | Q(baseline_fte__gte=0),
                name="company_baseline_not_negative",
                violation_error_message="L’effectif de référence ne peut pas être négatif.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def siren(self) -> str:
        """The nine digits of the legal unit."""
        return self.siret[:9]


class Project(models.Model):
    """The case of one company, from its receipt to its decision."""

    class Kind(models.TextChoices):
        CREATION = "creation", "Création"
        TAKEOVER = "takeover", "Reprise"
        DEVELOPMENT = "development", "Développement"
        SETTING_UP = "setting_up", "Implantation"

    class Decision(models.TextChoices):
        FAVOURABLE = "favourable", "Favorable"
        RESERVED = "reserved", "Favorable avec réserve"
        ADJOURNED = "adjourned", "Ajourné"
        UNFAVOURABLE = "unfavourable", "Défavorable"

    APPROVALS = (Decision.FAVOURABLE, Decision.RESERVED)

    reference = models.CharField("référence", max_length=30)
    axis = models.ForeignKey(
        Axis, on_delete=models.PROTECT, related_name="projects", verbose_name="axe"
    )
    company = models.ForeignKey(
        Company, on_delete=models.PROTECT, related_name="projects", verbose_name="entreprise"
    )
    kind = models.CharField("nature", max_length=12, choices=Kind)
    title = models.CharField("objet", max_length=200)
    received_on = models.DateField("reçu le")
    completed_on = models.DateField("complet le", null=True, blank=True)
    decided_on = models.DateField("décidé le", null=True, blank=True)
    decision = models.CharField("décision", max_length=12, choices=Decision, blank=True)
    withdrawn_on = models.DateField("retiré le", null=True, blank=True)
    investment = EuroField("investissement", null=True, blank=True)
    other_funding = EuroField("autres financements", null=True, blank=True)

    history = HistoricalRecords()
    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "projet"
        ordering = ["-decided_on", "reference"]
        indexes = [models.Index(fields=["axis", "decided_on"], name="project_axis_decided")]
        constraints = [
            models.UniqueConstraint(
                fields=["axis", "reference"],
                name="project_reference_unique",
                violation_error_message="Cette référence existe déjà dans cet axe.",
            ),
            models.CheckConstraint(
                condition=Q(completed_on__isnull=True) | Q(completed_on__gte=F("received_on")),
                name="project_completed_after_received",
                violation_error_message="Le dossier ne peut pas être complet avant d’être reçu.",
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True)
                | Q(completed_on__isnull=False, decided_on__gte=F("completed_on")),
                name="project_decided_after_completed",
                violation_error_message="La décision suit le jour où le dossier est complet.",
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True, decision="")
                | Q(decided_on__isnull=False) & ~Q(decision=""),
                name="project_decision_dated",
                violation_error_message="Une décision va avec sa date.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("received_on")),
                name="project_withdrawn_after_received",
                violation_error_message="Le retrait ne peut pas précéder la réception.",
            ),
            models.CheckConstraint(
                condition=(Q(investment__isnull=True) | Q(investment__gte=0))
                & (Q(other_funding__isnull=True) | Q(other_funding__gte=0)),
                name="project_money_not_negative",
                violation_error_message="Un montant ne peut pas être négatif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} – {self.company}"

    def get_absolute_url(self) -> str:
        return reverse("project_detail", args=[self.convention.slug, self.pk])

    @property
    def convention(self) -> Convention:
        """The convention the project belongs to, through its axis."""
        return self.axis.convention


class Aid(models.Model):
    """One instrument granted to a project; ``amount`` in euro cents.

    One table for the three kinds: the constraints say which columns each kind fills.
    ``rate`` is in percent a year, ``term`` and ``deferral`` in months, ``days`` in person-days.
    """

    class Kind(models.TextChoices):
        SUBSIDY = "subsidy", "Subvention"
        LOAN = "loan", "Prêt bonifié"
        EXPERTISE = "expertise", "Expertise"

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="aids", verbose_name="projet"
    )
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="aids", verbose_name="mesure"
    )
    kind = models.CharField("nature", max_length=10, choices=Kind)
    granted_on = models.DateField("accordée le")
    amount = EuroField("montant accordé")
    rate = models.DecimalField(
        "taux annuel (%)", max_digits=5, decimal_places=3, null=True, blank=True
    )
    term = models.PositiveSmallIntegerField("durée, en mois", null=True, blank=True)
    deferral = models.PositiveSmallIntegerField("différé, en mois", null=True, blank=True)
    days = models.DecimalField("jours", max_digits=5, decimal_places=1, null=True, blank=True)

    history = HistoricalRecords()
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "aide"
        ordering = ["project", "granted_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="aid_amount_positive",
                violation_error_message="Le montant doit être supérieur à zéro.",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind="loan", rate__gte=0, term__gt=0, deferral__lt=F("term"), days__isnull=True
                )
                | Q(
                    ~Q(kind="loan"),
                    rate__isnull=True,
                    term__isnull=True,
                    deferral__isnull=True,
                ),
                name="aid_loan_fields",
                violation_error_message=(
                    "Un prêt, et lui seul, a un taux, une durée et un différé plus court qu’elle."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind="expertise", days__gt=0)
                | Q(~Q(kind="expertise"), days__isnull=True),
                name="aid_expertise_days",
                violation_error_message="Une expertise, et elle seule, a un nombre de jours.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.project}"


class OneKindManager(models.Manager["Aid"]):
    """Aids of one kind."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def get_queryset(self) -> models.QuerySet["Aid"]:
        return super().get_queryset().filter(kind=self.kind)


class Subsidy(Aid):
    """A grant."""

    objects = OneKindManager(Aid.Kind.SUBSIDY)  # type: ignore[assignment,misc]

    class Meta:
        proxy = True
        verbose_name = "subvention"


class Loan(Aid):
    """A loan at a subsidised rate."""

    objects = OneKindManager(Aid.Kind.LOAN)  # type: ignore[assignment,misc]

    class Meta:
        proxy = True
        verbose_name = "prêt bonifié"
        verbose_name_plural = "prêts bonifiés"


class Expertise(Aid):
    """Days of an expert."""

    objects = OneKindManager(Aid.Kind.EXPERTISE)  # type: ignore[assignment,misc]

    class Meta:
        proxy = True
        verbose_name = "expertise"


class LoanInstalment(models.Model):
    """One line of a loan's schedule, in euro cents."""

    aid = models.ForeignKey(
        Aid, on_delete=models.CASCADE, related_name="instalments", verbose_name="prêt"
    )
    number = models.PositiveSmallIntegerField("numéro")
    due_on = models.DateField("échéance")
    principal = EuroField("capital")
    interest = EuroField("intérêts", default=0)

    class Meta:
        verbose_name = "échéance"
        ordering = ["aid", "number"]
        constraints = [
            models.UniqueConstraint(fields=["aid", "number"], name="instalment_number_unique"),
            models.UniqueConstraint(fields=["aid", "due_on"], name="instalment_date_unique"),
            models.CheckConstraint(
                condition=Q(principal__gt=0, interest__gte=0), name="instalment_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.aid} n° {self.number}"


class JobCommitment(models.Model):
    """Posts promised in an approved file (emploi programmé), with the date they are due."""

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="commitments", verbose_name="projet"
    )
    post = models.CharField("poste", max_length=120)
    contract = models.CharField("contrat", max_length=20, choices=Contract)
    number = models.PositiveSmallIntegerField("nombre de postes")
    weekly_hours = models.DecimalField(
        "heures hebdomadaires", max_digits=4, decimal_places=2, default=35
    )
    committed_on = models.DateField("promis le")
    due_on = models.DateField("à pourvoir avant le")
    cancelled_on = models.DateField("abandonné le", null=True, blank=True)

    history = HistoricalRecords()
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "emploi programmé"
        verbose_name_plural = "emplois programmés"
        ordering = ["project", "committed_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gt=0),
                name="commitment_number_positive",
                violation_error_message="Indiquez au moins un poste.",
            ),
            models.CheckConstraint(
                condition=Q(weekly_hours__gt=0, weekly_hours__lte=48),
                name="commitment_hours_plausible",
                violation_error_message="La durée hebdomadaire va de 1 à 48 heures.",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("committed_on")),
                name="commitment_due_after_committed",
                violation_error_message="L’échéance suit la promesse.",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_on__isnull=True) | Q(cancelled_on__gte=F("committed_on")),
                name="commitment_cancelled_after_committed",
                violation_error_message="L’abandon ne peut pas précéder la promesse.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} × {self.post} ({self.get_contract_display()})"


class Job(models.Model):
    """A hire (emploi créé when it counts), and what became of it.

    ``counts_from`` and ``not_counted_reason`` are what ``convention.counting.decide`` answered;
    exactly one of them is filled. ``twelve_months_on`` is the hire's first anniversary.
    """

    class EndReason(models.TextChoices):
        RESIGNATION = "resignation", "Démission"
        TRIAL = "trial", "Fin de période d’essai"
        CONTRACT_END = "contract_end", "Fin de contrat"
        DISMISSAL = "dismissal", "Licenciement"
        AGREEMENT = "agreement", "Rupture conventionnelle"
        RETIREMENT = "retirement", "Départ à la retraite"
        LIQUIDATION = "liquidation", "Liquidation de l’entreprise"
        OTHER = "other", "Autre"

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="jobs", verbose_name="projet"
    )
    commitment = models.ForeignKey(
        JobCommitment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="jobs",
        verbose_name="emploi programmé",
    )
    rank = models.PositiveSmallIntegerField(
        "rang dans la promesse",
        null=True,
        blank=True,
        help_text="Le poste n° 1, 2… de l’emploi programmé : un poste n’est pourvu qu’une fois.",
    )
    post = models.CharField("poste", max_length=120)
    hired_on = models.DateField("embauche")
    contract = models.CharField("contrat", max_length=20, choices=Contract)
    duration_months = models.PositiveSmallIntegerField(
        "durée du contrat, en mois", null=True, blank=True
    )
    weekly_hours = models.DecimalField(
        "heures hebdomadaires", max_digits=4, decimal_places=2, null=True, blank=True
    )
    commune = models.ForeignKey(
        Commune,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="commune de travail",
    )
    is_former_employee = models.BooleanField(
        "ancien salarié de l’entreprise assujettie", null=True, blank=True
    )
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name="remplace",
    )
    ended_on = models.DateField("rompu le", null=True, blank=True)
    end_reason = models.CharField("motif de rupture", max_length=12, choices=EndReason, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    entered_at = models.DateTimeField("saisi le", auto_now_add=True)
    counts_from = models.DateField("compte à partir du", null=True, editable=False)
    not_counted_reason = models.CharField(
        "motif de non-décompte", max_length=20, choices=Reason, blank=True, editable=False
    )
    twelve_months_on = models.DateField("douzième mois", editable=False)
    verified_on = models.DateField("vérifié le", null=True, editable=False)

    history = HistoricalRecords()
    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "emploi"
        ordering = ["-hired_on", "pk"]
        indexes = [
            # Covers every count of jobs at a date: the figures read the index, not the table.
            models.Index(
                fields=["project", "counts_from", "verified_on", "ended_on"], name="job_figures"
            ),
            models.Index(fields=["-hired_on"], name="job_hired"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_reason="")
                | Q(ended_on__gte=F("hired_on")) & ~Q(end_reason=""),
                name="job_end_after_hire_with_reason",
                violation_error_message="Une rupture suit l’embauche et porte un motif.",
            ),
            models.CheckConstraint(
                condition=Q(contract=Contract.PERMANENT, duration_months__isnull=True)
                | Q(~Q(contract=Contract.PERMANENT))
                & (Q(duration_months__isnull=True) | Q(duration_months__gt=0)),
                name="job_duration_fits_contract",
                violation_error_message="Un CDI n’a pas de durée ; les autres contrats, si.",
            ),
            models.CheckConstraint(
                condition=Q(weekly_hours__isnull=True)
                | Q(weekly_hours__gt=0, weekly_hours__lte=48),
                name="job_hours_plausible",
                violation_error_message="La durée hebdomadaire va de 1 à 48 heures.",
            ),
            models.CheckConstraint(
                condition=Q(counts_from__gte=F("hired_on"), not_counted_reason="")
                | Q(counts_from__isnull=True) & ~Q(not_counted_reason=""),
                name="job_counts_or_says_why",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | Q(counts_from__isnull=True),
                name="job_replacement_never_counts",
            ),
            models.CheckConstraint(
                condition=Q(commitment__isnull=True, rank__isnull=True)
                | Q(commitment__isnull=False, rank__gte=1),
                name="job_rank_with_commitment",
                violation_error_message="Indiquez l’emploi programmé et le rang du poste.",
            ),
            models.UniqueConstraint(
                fields=["commitment", "rank"],
                condition=Q(replaces__isnull=True),
                name="job_counted_once",
                violation_error_message=(
                    "Ce poste est déjà pourvu : choisissez un autre rang, "
                    "ou indiquez l’emploi que cette embauche remplace."
                ),
            ),
            models.CheckConstraint(
                condition=Q(verified_on__isnull=True) | Q(verified_on__gte=F("hired_on")),
                name="job_verified_after_hire",
            ),
        ]

    def __str__(self) -> str:
        return f"Emploi n° {self.pk} – {self.post}"

    def get_absolute_url(self) -> str:
        return f"{self.project.get_absolute_url()}#emploi-{self.pk}"

    @property
    def hire(self) -> Hire:
        """The facts that the counting rules look at."""
        return Hire(
            hired_on=self.hired_on,
            contract=self.contract,
            duration_months=self.duration_months,
            weekly_hours=self.weekly_hours,
            ended_on=self.ended_on,
            is_replacement=self.replaces_id is not None,
        )

    def apply(self, decision: Decision) -> None:
        """Store what the counting rules decided, and the anniversary they are measured by."""
        self.counts_from = decision.counts_from
        self.not_counted_reason = decision.reason
        self.twelve_months_on = add_months(self.hired_on, 12)

    def save(self, *args: Any, **kwargs: Any) -> None:
        convention = self.project.axis.convention
        self.apply(decide(self.hire, convention.counting_rules.all(), convention.signed_on))
        super().save(*args, **kwargs)


class Evidence(models.Model):
    """A document, or the record of a check, that a hire took place; it never holds a NIR."""

    class Kind(models.TextChoices):
        CONTRACT = "contract", "Contrat de travail (copie expurgée)"
        DPAE = "dpae", "Accusé de DPAE (copie expurgée)"
        DSN = "dsn", "Extrait de DSN (copie expurgée)"
        REGISTER = "register", "Registre du personnel"
        CERTIFICATE = "certificate", "Attestation de l’expert-comptable"
        CHECK = "check", "Contrôle sur pièces, sans copie"

    job = models.ForeignKey(
        Job, on_delete=models.PROTECT, related_name="evidence", verbose_name="emploi"
    )
    kind = models.CharField("nature", max_length=12, choices=Kind)
    dated_on = models.DateField("datée du")
    verified_on = models.DateField("acceptée le", null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="acceptée par",
        editable=False,
    )

    objects = ScopedQuerySet.as_manager()
    SELF_VERIFIED: ClassVar[str] = (
        "La personne qui a saisi un emploi ne peut pas le vérifier : "
        "demandez à quelqu’un d’autre d’accepter la pièce."
    )

    class Meta:
        verbose_name = "pièce justificative"
        verbose_name_plural = "pièces justificatives"
        ordering = ["job", "dated_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_on__isnull=True, verified_by__isnull=True)
                | Q(verified_on__gte=F("dated_on"), verified_by__isnull=False),
                name="evidence_accepted_after_dated_by_someone",
                violation_error_message="Une pièce ne peut pas être acceptée avant sa date.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.job}"

    def accept(self, by: "User", on: date) -> None:
        """Accept the document: the job is verified from the first accepted one on.

        Raises IntegrityError when ``by`` entered the job, or ``on`` precedes the document.
        """
        self.verified_by, self.verified_on = by, on
        with transaction.atomic():
            self.save(update_fields=["verified_by", "verified_on"])
            job = Job.objects.select_for_update().get(pk=self.job_id)
            first = job.evidence.aggregate(first=models.Min("verified_on"))["first"]
            if job.verified_on != first:
                job.verified_on = first
                job.save(update_fields=["verified_on"])
