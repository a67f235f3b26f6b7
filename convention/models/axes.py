"""The axes of a convention, their targets, and the measures they finance."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from simple_history.models import HistoricalRecords

from convention.belonging import Belonging, BelongingQuerySet
from convention.pages.addresses import at
from revitalisation.accounts.models import Organisation
from revitalisation.dated import Dates
from revitalisation.dated_rows import DatedRow, one_a_day
from revitalisation.own_keys import OwnKey
from revitalisation.records import Versioned
from revitalisation.ui.money import EuroField

from .conventions import Convention, ConventionTerms


class Axis(Versioned):
    """A numbered strategic axis of a convention.

    It counts jobs unless its terms say otherwise; ``uncounted_from`` is worked out from these: the
    first day on which it does not, so that who asks about the others reads no row of theirs.
    """

    class Kind(models.TextChoices):
        SITE = "site", "Reconversion du site"
        BUSINESS = "business", "Développement des entreprises"
        TERRITORY = "territory", "Projets de territoire"

    SHORT: ClassVar = {
        Kind.SITE: "Site",
        Kind.BUSINESS: "Entreprises",
        Kind.TERRITORY: "Territoire",
    }
    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="axes", verbose_name="convention"
    )
    number = models.PositiveSmallIntegerField(
        "numéro", help_text="À partir de 1, dans l’ordre de la convention."
    )
    kind = models.CharField("nature", max_length=10, choices=Kind)
    title = models.CharField("intitulé", max_length=160)
    uncounted_from = models.DateField("hors décompte depuis le", null=True, editable=False)

    convention_path = "convention"
    dates: ClassVar[Dates] = Dates(apart=("uncounted_from",))
    untold = frozenset({"uncounted_from"})
    told_as = "l’axe {0.number}"
    told_with = "convention"
    history_page = "axis_history"
    history = HistoricalRecords()
    objects = BelongingQuerySet.as_manager()

    class Meta:
        verbose_name = "axe"
        ordering = ["convention", "number"]
        constraints = [
            models.UniqueConstraint(fields=["convention", "number"], name="axis_number_unique"),
            models.CheckConstraint(condition=Q(number__gte=1), name="axis_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"Axe {self.number} – {self.title}"

    @property
    def short_name(self) -> str:
        """What a tab or a bar has room for."""
        return self.SHORT[self.Kind(self.kind)]

    @property
    def history_key(self) -> tuple[int]:
        return (self.number,)

    def get_absolute_url(self) -> str:
        return at("axis", None, self.convention.slug, self.number)


class AxisTerms(Belonging, DatedRow):
    """Whether an axis counts jobs, from the signed text or from an amendment on.

    An axis without a row counts them: a row says when it does not, or does again.
    """

    axis = models.ForeignKey(
        Axis, on_delete=models.PROTECT, related_name="terms", verbose_name="axe"
    )
    effective_on = models.DateField(
        "à compter du",
        help_text="Le jour où le texte signé, ou un avenant, prend effet.",
    )
    counts_jobs = models.BooleanField(
        "compte des emplois",
        default=False,
        help_text="Ses projets entrent dans les emplois programmés et créés.",
    )

    convention_path = "axis__convention"
    about = ("axis",)
    dates: ClassVar[Dates] = Dates(
        since="effective_on", apart=("holds_until", "recorded_at"), planned=("effective_on",)
    )
    told_as = "ce que l’axe {0.axis.number} compte"
    told_with = "axis"
    # When a row ends is worked out from the others.
    history = HistoricalRecords(excluded_fields=["holds_until"])
    objects = BelongingQuerySet.as_manager()

    class Meta(DatedRow.Meta):
        abstract = False
        verbose_name = "décompte d’un axe"
        verbose_name_plural = "décomptes des axes"
        ordering = ["axis", "effective_on", "pk"]
        indexes = [
            # Covers whether an axis counts jobs at a date.
            models.Index(
                fields=["axis", "effective_on", "holds_until", "counts_jobs"],
                name="axis_terms_holding",
            )
        ]
        constraints = [
            *DatedRow.Meta.constraints,
            one_a_day(
                "axis_terms_one_a_day",
                "axis",
                day="effective_on",
                message="Ce que l’axe compte à compter de ce jour est déjà dit\u00a0: "
                "rectifiez-le.",
            ),
        ]

    def __str__(self) -> str:
        does = "compte des emplois" if self.counts_jobs else "ne compte pas d’emplois"
        return f"{does} à compter du {self.effective_on:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return self.axis.get_absolute_url()

    def tell_owner(self) -> None:
        first_uncounted(Axis.objects.filter(pk=self.axis_id))
        super().tell_owner()


def first_uncounted(axes: models.QuerySet[Axis]) -> int:
    """Store the first day on which axes count no jobs, where it differs; return how many did."""
    wrong = 0
    for axis in axes.prefetch_related("terms"):
        right = first_without(axis.terms.all())
        if axis.uncounted_from != right:
            wrong += axes.model._base_manager.filter(pk=axis.pk).update(uncounted_from=right)
    return wrong


def first_without(rows: Iterable[AxisTerms]) -> date | None:
    """Return the first day on which rows say that an axis counts no jobs; None without one."""
    return min((r.effective_on for r in rows if r.is_live and not r.counts_jobs), default=None)


def uncounted(axes: Iterable[Axis], as_of: date) -> frozenset[int]:
    """Return the keys of the axes that count no jobs on a day; no query where all always do."""
    asked = [a.pk for a in axes if a.uncounted_from is not None and a.uncounted_from <= as_of]
    if not asked:
        return frozenset()
    rows = AxisTerms.objects.filter(AxisTerms.holding(as_of), axis__in=asked, counts_jobs=False)
    return frozenset(rows.values_list("axis", flat=True))


def counts_jobs(as_of: date, axis: str = "") -> Q:
    """Return the condition that an axis counts jobs on a day; ``axis`` is the path to it.

    Rows are looked up of the axes alone that have one by then.
    """
    rows = AxisTerms.objects.filter(
        AxisTerms.holding(as_of), axis=OwnKey(f"{axis}pk"), counts_jobs=False
    )
    always = Q(**{f"{axis}uncounted_from__isnull": True})
    return always | Q(**{f"{axis}uncounted_from__gt": as_of}) | ~Q(Exists(rows))


class AxisTarget(Belonging, Versioned):
    """The part of a version's job target that falls to one axis, in heads."""

    terms = models.ForeignKey(
        ConventionTerms, on_delete=models.PROTECT, related_name="axis_targets", verbose_name="texte"
    )
    axis = models.ForeignKey(
        Axis, on_delete=models.PROTECT, related_name="targets", verbose_name="axe"
    )
    job_target = models.PositiveIntegerField(
        "objectif d’emplois", help_text="La part de l’objectif du texte, en nombre d’emplois."
    )

    convention_path = "terms__convention"
    told_as = "l’objectif de l’axe {0.axis.number} ({0.terms})"
    told_with = "axis"
    history = HistoricalRecords()
    objects = BelongingQuerySet.as_manager()

    class Meta:
        verbose_name = "objectif d’un axe"
        verbose_name_plural = "objectifs des axes"
        constraints = [models.UniqueConstraint(fields=["terms", "axis"], name="axis_target_unique")]

    def __str__(self) -> str:
        return f"{self.axis}\u00a0: {self.job_target}"

    def clean(self) -> None:
        """Refuse an axis of another convention than the text’s."""
        if self.axis_id is None or self.terms.convention_id == self.axis.convention_id:
            return
        raise ValidationError(
            {
                "axis": f"Cet axe est de la convention «\u00a0{self.axis.convention}\u00a0», le "
                f"texte de «\u00a0{self.terms.convention}\u00a0»\u00a0: choisissez un axe de "
                "celle-ci."
            }
        )


class MeasureQuerySet(BelongingQuerySet):
    """Measures."""

    def in_force_budget(self, as_of: date) -> "MeasureQuerySet":
        """Annotate ``budget``: the one in force on a day, in euro cents; null without one."""
        begun = MeasureBudget.objects.filter(measure=OuterRef("pk"), effective_on__lte=as_of)
        return self.annotate(budget=Subquery(begun.order_by("-effective_on").values("amount")[:1]))


class Measure(Belonging, Versioned):
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

    convention_path = "axis__convention"
    dates: ClassVar[Dates] = Dates(apart=("deadline",))
    told_as = "la mesure «\u00a0{0.title}\u00a0»"
    told_with = "axis"
    history = HistoricalRecords()
    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = "mesure"
        ordering = ["axis", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["axis", "title"], name="measure_title_unique_in_axis")
        ]

    def __str__(self) -> str:
        return self.title


class MeasureBudget(Belonging, Versioned):
    """Budget of a measure from a date on, in euro cents; the latest one replaces the others."""

    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="budgets", verbose_name="mesure"
    )
    effective_on = models.DateField("à compter du")
    amount = EuroField("budget")

    convention_path = "measure__axis__convention"
    dates: ClassVar[Dates] = Dates(since="effective_on", planned=("effective_on",))
    told_as = "le budget de la mesure «\u00a0{0.measure}\u00a0»"
    told_with = "measure"
    history = HistoricalRecords()
    objects = BelongingQuerySet.as_manager()

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
