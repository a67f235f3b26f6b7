"""What a convention proposes to correct in the identity of a company, and what becomes of it."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from convention.belonging import Belonging, BelongingQuerySet
from revitalisation.dated import Dates
from revitalisation.records import Versioned

from .companies import Company, ConventionCompany, validate_siret

if TYPE_CHECKING:
    from revitalisation.accounts.models import User


class CompanyProposal(Belonging, Versioned):
    """A SIRET or an official name proposed for a company, which an administrator settles.

    The identity is shared: what one convention corrects, others would read. An acceptance is
    either for the convention that proposed, whose record then follows the identity of that SIRET,
    or for all who follow the company, whose SIRET was wrong for everyone.
    """

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", "Acceptée pour cette convention"
        ACCEPTED_FOR_ALL = "for_all", "Acceptée pour toutes les conventions qui la suivent"
        REFUSED = "refused", "Refusée"

    company = models.ForeignKey(
        ConventionCompany,
        on_delete=models.PROTECT,
        related_name="proposals",
        verbose_name="entreprise",
    )
    siret = models.CharField(
        "SIRET proposé", max_length=14, blank=True, validators=[validate_siret]
    )
    official_name = models.CharField("nom officiel proposé", max_length=160, blank=True)
    reason = models.CharField(
        "motif",
        max_length=400,
        help_text="Ce qui le montre, et où un administrateur peut le lire. Ne citez personne.",
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="proposée par",
        editable=False,
    )
    proposed_on = models.DateField("proposée le", editable=False)
    outcome = models.CharField("réponse", max_length=8, choices=Outcome, blank=True)
    answer = models.CharField(
        "motif de la réponse",
        max_length=400,
        blank=True,
        help_text="La convention qui a proposé le lira\u00a0: n’y dites rien d’une autre.",
    )
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="réponse de",
        editable=False,
    )
    settled_on = models.DateField("réponse du", null=True, editable=False)

    convention_path = "company__convention"
    dates: ClassVar[Dates] = Dates(
        since="proposed_on", brings={"settled_on": ("outcome", "answer", "settled_by")}
    )
    told_as = "la correction proposée pour {0.company}"
    # It says whom an acceptance reaches: the convention reads that it was accepted.
    untold = frozenset({"outcome"})
    told_with = "company"
    named_with = ("company",)
    history = HistoricalRecords()
    objects = BelongingQuerySet.as_manager()

    class Meta:
        verbose_name = "correction proposée"
        verbose_name_plural = "corrections proposées"
        ordering = ["-proposed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(siret="", official_name=""),
                name="proposal_says_something",
                violation_error_message="Indiquez un SIRET, un nom officiel, ou les deux.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="proposal_says_why",
                violation_error_message="Une proposition porte un motif.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answer="", settled_by__isnull=True, settled_on__isnull=True)
                | Q(
                    ~Q(outcome=""),
                    settled_by__isnull=False,
                    settled_on__isnull=False,
                    settled_on__gte=F("proposed_on"),
                ),
                name="proposal_settled_by_someone",
                violation_error_message="Une réponse porte son auteur et sa date.",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="refused", answer=""),
                name="proposal_refused_with_reason",
                violation_error_message="Un refus porte un motif.",
            ),
            models.UniqueConstraint(
                fields=["company"],
                condition=Q(outcome=""),
                name="proposal_one_at_a_time",
                violation_error_message=(
                    "Une proposition attend déjà la réponse d’un administrateur."
                ),
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.siret, self.official_name)))

    def named_in_history(self) -> str:
        return f"{super().named_in_history()}{f' ({self.verdict})' if self.outcome else ''}"

    @property
    def verdict(self) -> str:
        """What a settled proposal was answered, as its convention reads it."""
        return "refusée" if self.outcome == self.Outcome.REFUSED else "acceptée"

    def check_outcome(self, outcome: str) -> None:
        """Raise ValidationError when the proposal cannot be settled so."""
        if not self.siret or outcome == self.Outcome.REFUSED:
            return
        others = Company.objects.exclude(pk=self.company.identity_id).filter(siret=self.siret)
        if outcome == self.Outcome.ACCEPTED_FOR_ALL and others.exists():
            raise ValidationError(
                f"Le SIRET {self.siret} est celui d’une autre entreprise\u00a0: "
                "acceptez pour cette convention seulement, ou refusez."
            )
        if self.company.twin_with(self.siret):
            # By what name is for those who follow it to read.
            raise ValidationError(
                f"Cette convention suit déjà le SIRET {self.siret}\u00a0: refusez, et demandez "
                "laquelle des deux fiches garder."
            )

    @transaction.atomic
    def settle(self, outcome: str, by: "User", on: date, answer: str = "") -> None:
        """Settle the proposal and apply it, whole or not at all.

        Raises ValidationError when it cannot be settled so. An answer is given once: of two, the
        database keeps the first.
        """
        company = ConventionCompany.objects.get(pk=self.company_id)
        identity = Company.objects.select_for_update().get(pk=company.identity_id)
        self.check_outcome(outcome)
        self.outcome, self.answer = outcome, answer
        self.settled_by, self.settled_on = by, on
        self.save()
        if outcome != self.Outcome.REFUSED:
            self._apply(company, identity)

    def _apply(self, company: ConventionCompany, identity: Company) -> None:
        if self.siret and self.siret != identity.siret:
            alone = identity.known_as.count() == 1
            is_free = not Company.objects.filter(siret=self.siret).exists()
            if self.outcome == self.Outcome.ACCEPTED_FOR_ALL or (alone and is_free):
                identity.siret = self.siret
                identity.save()
                # Its version rises as when it moves to another identity: nothing tells which.
                company.touch()
            else:
                company.take(self.siret)
                identity = company.identity
        if self.official_name and self.official_name != identity.official_name:
            identity.official_name = self.official_name
            identity.save()
