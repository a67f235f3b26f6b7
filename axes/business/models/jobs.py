"""Jobs created, and the evidence of them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from axes.business.querysets import JobQuerySet
from convention.belonging import Belonging, BelongingQuerySet
from convention.calendar import add_months
from convention.contracts import Contract
from convention.counting import Decision, Terms, decide
from convention.hires import HireDates, RecordedHire
from convention.locking import hold
from convention.models import CountingRules
from convention.spells import Repeated, respell
from revitalisation.dated import Dates
from revitalisation.history.reasons import LONGEST
from revitalisation.records import Stale, Versioned
from revitalisation.reference.models import Commune
from revitalisation.ui.formats import long_date

from .posts import JobCommitment, Post
from .projects import Project

if TYPE_CHECKING:
    from revitalisation.accounts.models import User


class Job(RecordedHire):
    """A hire (emploi créé when it counts), and what became of it.

    ``twelve_months_on`` and ``twenty_four_months_on`` are its first anniversaries. ``holds`` is its
    post: that of whoever it ``replaces``, otherwise one that nobody has held before.
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

    derived = RecordedHire.derived | {"twelve_months_on", "twenty_four_months_on"}
    facts = ("changes",)

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="jobs", verbose_name="projet"
    )
    holds = models.ForeignKey(
        Post,
        on_delete=models.PROTECT,
        related_name="hires",
        verbose_name="poste tenu",
        editable=False,
        db_index=False,  # the first column of an index below
    )
    post = models.CharField("poste", max_length=120)
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
    end_reason = models.CharField("motif de rupture", max_length=12, choices=EndReason, blank=True)
    twelve_months_on = models.DateField("douzième mois", editable=False)
    twenty_four_months_on = models.DateField("vingt-quatrième mois", editable=False)
    verified_on = models.DateField("vérifié le", null=True, editable=False)

    convention_path = "project__axis__convention"
    dates: ClassVar[Dates] = HireDates(
        since=RecordedHire.dates.since,
        brings={**RecordedHire.dates.brings, "verified_on": ()},
        apart=(*RecordedHire.dates.apart, "twelve_months_on", "twenty_four_months_on"),
    )
    told_as = "l’emploi n°\u00a0{0.pk} – {0.post}"
    told_with = "project"
    untold = RecordedHire.untold | {"twelve_months_on", "twenty_four_months_on"}
    consequences: ClassVar[Mapping[str, tuple[str, str]]] = {
        **RecordedHire.consequences,
        "verified_on": ("est vérifié depuis le {}", "n’est plus vérifié"),
    }
    # What a document proves of a hire.
    PROVEN: ClassVar[tuple[str, ...]] = ("hired_on", "contract", "duration_months", "weekly_hours")
    history = HistoricalRecords()
    objects = JobQuerySet.as_manager()
    KEEPS_POST: ClassVar[str] = (
        "Cet emploi est remplacé\u00a0: il reste au poste de celui qui le remplace."
    )

    class Meta(RecordedHire.Meta):
        abstract = False
        verbose_name = "emploi"
        ordering = ["-hired_on", "pk"]
        indexes = [
            models.Index(fields=["-hired_on"], name="job_hired"),
            # Covers whether somebody holds a post on a day.
            models.Index(fields=["holds", "hired_on", "ended_on"], name="job_holding"),
        ]
        constraints = [
            *RecordedHire.Meta.constraints,
            models.CheckConstraint(
                condition=Q(contract=Contract.PERMANENT, duration_months__isnull=True)
                | Q(~Q(contract=Contract.PERMANENT))
                & (Q(duration_months__isnull=True) | Q(duration_months__gt=0)),
                name="job_duration_fits_contract",
                violation_error_message="Un CDI n’a pas de durée\u202f; les autres contrats, si.",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | Q(counts_from__isnull=True),
                name="job_replacement_never_counts",
            ),
            models.UniqueConstraint(
                fields=["holds"],
                condition=Q(replaces__isnull=True),
                name="job_counted_once",
                violation_error_message=(
                    "Ce poste est déjà pourvu\u00a0: choisissez-en un autre, "
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
    def is_replacement(self) -> bool:
        """Whether the hire fills a post that someone else has left."""
        return self.replaces_id is not None

    def later_terms(self) -> tuple[Terms, ...]:
        """Return what its contract became, the oldest first; nothing is asked of a new hire."""
        return tuple(change.terms for change in self.live_changes())

    def live_changes(self) -> list[Any]:
        """Return the changes of its contract that are what is known, the oldest first."""
        if self._state.adding:
            return []
        live = (change for change in self.changes.all() if change.is_live)
        return sorted(live, key=attrgetter("changed_on"))

    def spelled_with(self, changes: Iterable[Any] | None = None) -> Repeated:
        """Return what its spells repeat of it: its project, and what its contract became.

        ``changes`` are those of a hire that nothing stores yet.
        """
        known = self.live_changes() if changes is None else changes
        first = (date.min, {"change_id": None, "term_on": _term(self.hired_on, self)})
        became = (
            (row.changed_on, {"change_id": row.pk, "term_on": _term(row.changed_on, row)})
            for row in known
        )
        return [(day, {"project_id": self.project_id} | held) for day, held in (first, *became)]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a hire without a promise comes with a post of its own, made on its day."""
        fields = kwargs.get("update_fields")
        with transaction.atomic():
            if fields is not None and not self.edits(fields):
                super().save(*args, **kwargs)
                return
            if self.holds_id is None and self.replaces is not None:
                self.holds = self.replaces.holds
            elif self.holds_id is None:
                made = Post(project_id=self.project_id, made_on=self.hired_on)
                made.save()
                self.holds = made
            super().save(*args, **kwargs)
            if self.replaces_id is None and (fields is None or "hired_on" in fields):
                own = Post.objects.filter(pk=self.holds_id, commitment=None)
                for post in own.exclude(made_on=self.hired_on):
                    post.made_on = self.hired_on
                    post.save()
            respell(Job.objects.filter(pk=self.pk))

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Remove the hire, and its post if nobody promised it."""
        with transaction.atomic():
            asked = any(rule.firm_min_hires for rule in self.rules_read())
            found = super().delete(*args, **kwargs)
            Post.objects.unheld().filter(pk=self.holds_id).delete()
            if asked:
                respell(Job.objects.of(self.convention))
        return found

    def take(self, commitment: JobCommitment | None) -> None:
        """Make its post one of a promise, or of none; whoever holds it after is of it too.

        Raises ValidationError when the promise has no free post.
        """
        if self.holds.commitment == commitment:
            return
        if commitment is None:
            self.holds.unpromise(self.hired_on)
        elif free := commitment.free_post:
            self.holds.promise(free)
        else:
            raise ValidationError({"commitment": JobCommitment.ALL_FILLED})

    def rules_read(self) -> list[CountingRules]:
        """Return the rules; where they ask about the others of its firm, wait for other writers.

        Of two hires of a firm at once, the second sees the first.
        """
        rules = super().rules_read()
        if not any(rule.firm_min_hires for rule in rules):
            return rules
        hold(self.convention)
        return super().rules_read()

    def ask_again(self) -> None:
        """Store what the rules answer of the hire, and its spells, since its contract changed."""
        before = (self.counts_from, self.not_counted_reason)
        self.apply(decide(self.hire, self.rules_read(), self.convention.signed_on))
        if before != (self.counts_from, self.not_counted_reason):
            super().save(update_fields=list(self.derived))
        respell(Job.objects.filter(pk=self.pk))

    def kept_columns(self) -> Collection[str]:
        """Return what a document proves, once one is accepted."""
        return self.PROVEN if self.verified_on else ()

    def apply(self, decision: Decision) -> None:
        """Store what the counting rules decided, and the anniversaries it is measured by."""
        super().apply(decision)
        self.twelve_months_on = add_months(self.hired_on, 12)
        self.twenty_four_months_on = add_months(self.hired_on, 24)


def _term(since: date, held: Any) -> date | None:
    """Return the first day after the term of a contract; None of one that has no length."""
    return add_months(since, held.duration_months) if held.duration_months else None


class EvidenceDates(Dates):
    """The days of a document; that it was accepted late is known once that is entered."""

    def forget(self, record: Any, as_of: date) -> None:
        if record.accepted_at is not None and timezone.localdate(record.accepted_at) > as_of:
            record.accepted_at, record.late_reason = None, ""
        super().forget(record, as_of)


class Evidence(Belonging, Versioned):
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

    accepted_at = models.DateTimeField("acceptation saisie le", null=True, editable=False)
    late_reason = models.CharField(
        "motif d’une saisie tardive", max_length=LONGEST, blank=True, editable=False
    )

    # After so many days, the check is entered late: that takes a reason, and is told.
    LATE_AFTER: ClassVar[timedelta] = timedelta(days=30)

    convention_path = "job__project__axis__convention"
    dates: ClassVar[Dates] = EvidenceDates(
        since="dated_on",
        brings={"verified_on": ("verified_by", "accepted_at", "late_reason")},
        apart=("accepted_at",),
    )
    untold = frozenset({"accepted_at"})
    told_with = "job"
    is_about_people = True
    history = HistoricalRecords()
    objects = BelongingQuerySet.as_manager()
    SELF_VERIFIED: ClassVar[str] = (
        "La personne qui a saisi un emploi ne peut pas le vérifier\u00a0: "
        "demandez à quelqu’un d’autre d’accepter la pièce."
    )
    VERIFIES: ClassVar[str] = (
        "Un emploi est vérifié du jour où sa première pièce est acceptée, et seulement alors."
    )
    ACCEPTED_KEPT: ClassVar[str] = (
        "Une pièce acceptée ne se modifie ni ne se supprime\u00a0: "
        "il faut d’abord en retirer l’acceptation."
    )

    class Meta:
        verbose_name = "pièce justificative"
        verbose_name_plural = "pièces justificatives"
        ordering = ["job", "dated_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_on__isnull=True, verified_by__isnull=True)
                | Q(
                    verified_on__isnull=False,
                    verified_on__gte=F("dated_on"),
                    verified_by__isnull=False,
                ),
                name="evidence_accepted_after_dated_by_someone",
                violation_error_message="Une pièce ne peut pas être acceptée avant sa date.",
            ),
            models.CheckConstraint(
                condition=Q(verified_on__isnull=False)
                | Q(accepted_at__isnull=True, late_reason=""),
                name="evidence_entered_once_accepted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.job}"

    def named_in_history(self) -> str:
        return f"la pièce «\u00a0{self.get_kind_display()}\u00a0» de l’emploi n°\u00a0{self.job_id}"

    def get_absolute_url(self) -> str:
        return self.job.get_absolute_url()

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            self.job.touch()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            found = super().delete(*args, **kwargs)
            self.job.touch()
        return found

    def accept(
        self, by: "User", on: date, late_reason: str = "", at: datetime | None = None
    ) -> None:
        """Accept the document, checked ``on``: the job is verified from the first one accepted on.

        ``at`` is when that is entered, now unless said.

        Raises ValidationError, naming who did, when it is accepted already, and when ``by`` entered
        the job; IntegrityError when ``on`` precedes the document or the hire. Forms ask
        ``why_not_accepted`` before.
        """
        self.late_reason, self.accepted_at = late_reason, at or timezone.now()
        self._verify(by, on)

    @property
    def is_entered_late(self) -> bool:
        """Whether the acceptance was entered long after the check."""
        if self.accepted_at is None or self.verified_on is None:
            return False
        return timezone.localdate(self.accepted_at) - self.verified_on > self.LATE_AFTER

    def why_not_accepted(self, on: date, late_reason: str) -> dict[str, str]:
        """Return, by field, why a check of that day cannot be entered today."""
        today = timezone.localdate()
        before = max(self.dated_on, self.job.hired_on)
        if on > today:
            return {
                "verified_on": f"Le contrôle serait du {long_date(on)}, après aujourd’hui\u00a0: "
                "indiquez le jour où il a eu lieu."
            }
        if on < before:
            what = "la pièce est datée" if before == self.dated_on else "l’embauche est"
            return {
                "verified_on": f"Le contrôle serait du {long_date(on)} et {what} du "
                f"{long_date(before)}\u00a0: il ne peut pas la précéder, corrigez la date."
            }
        if today - on > self.LATE_AFTER and not late_reason:
            return {
                "late_reason": f"Le contrôle est du {long_date(on)}, il y a plus de "
                f"{self.LATE_AFTER.days} jours\u00a0: dites pourquoi il n’est saisi "
                "qu’aujourd’hui, ou corrigez la date."
            }
        return {}

    def withdraw(self) -> None:
        """Take an acceptance back; the history keeps who had accepted, and when."""
        self._verify(None, None)

    def _verify(self, by: "User | None", on: date | None) -> None:
        with transaction.atomic():
            # What is stored decides, in the order of ``convention.locking``.
            jobs = Job.objects.select_for_update(no_key=True)
            job = jobs.get(pk=self.job_id)
            stored = Evidence.objects.select_for_update(no_key=True).filter(pk=self.pk).first()
            if stored is None:
                raise Stale
            if by is not None and stored.verified_on is not None:
                raise ValidationError(
                    f"Cette pièce est déjà acceptée, par {stored.verified_by}, "
                    f"le {long_date(stored.verified_on)}."
                )
            others = job.evidence.exclude(pk=self.pk).aggregate(first=models.Min("verified_on"))
            first = min(filter(None, (others["first"], on)), default=None)
            if job.verified_on not in (None, first):
                # At no moment may a job be verified otherwise than by its documents.
                Job.objects.filter(pk=job.pk).update(verified_on=None)
            stored.verified_by, stored.verified_on = by, on
            stored.accepted_at = self.accepted_at if by else None
            stored.late_reason = self.late_reason if by else ""
            stored.ask_guards()
            # Raises the job’s version too: whoever was changing it is told.
            stored.save(
                update_fields=[
                    "verified_by", "verified_on", "accepted_at", "late_reason", "version",
                ]
            )  # fmt: skip
            job = jobs.get(pk=self.job_id)
            if job.verified_on != first:
                job.verified_on = first
                job.save(update_fields=["verified_on"])
        self.verified_by, self.verified_on, self.version = by, on, stored.version
        self.accepted_at, self.late_reason = stored.accepted_at, stored.late_reason
