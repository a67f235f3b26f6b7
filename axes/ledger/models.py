"""Every movement of money: dated, in euro cents, never changed nor removed."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from axes.business.models import Aid, Post
from convention.belonging import Belonging
from convention.models import Measure
from convention.pages.addresses import at
from revitalisation.constraints import Constrained
from revitalisation.dated import Dates
from revitalisation.ui.money import EuroField

from .querysets import AppendOnly, LedgerQuerySet

if TYPE_CHECKING:
    from revitalisation.accounts.models import User


class LedgerEntry(Belonging, Constrained):
    """One movement on a measure and, where there is one, an aid.

    ``amount`` is in euro cents, positive; a reversal names the entry it cancels and carries the
    same amount with a minus sign, so that sums need no case analysis.
    """

    class Kind(models.TextChoices):
        COMMITTED = "committed", "Engagé"
        PAID = "paid", "Versé"
        REPAID = "repaid", "Remboursé"
        RELEASED = "released", "Désengagé"

    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="entries", verbose_name="mesure"
    )
    aid = models.ForeignKey(
        Aid,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name="aide",
        db_index=False,  # the first column of an index below
    )
    kind = models.CharField("nature", max_length=10, choices=Kind)
    dated_on = models.DateField("date")
    amount = EuroField("montant")
    label = models.CharField("libellé", max_length=160)
    over_envelope_reason = models.CharField(
        "motif du dépassement de l’enveloppe",
        max_length=200,
        blank=True,
        help_text="À remplir seulement si le total engagé dépasse l’enveloppe.",
    )
    # Written with the entry, so that no post is named in it afterwards.
    posts_named = models.PositiveSmallIntegerField("postes désignés", default=0, editable=False)
    reverses = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reversed_by",
        verbose_name="annule",
        editable=False,
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    recorded_at = models.DateTimeField("enregistrée le", auto_now_add=True)

    convention_path = "measure__axis__convention"
    dates: ClassVar[Dates] = Dates(since="dated_on", apart=("recorded_at",))
    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = "écriture"
        ordering = ["-dated_on", "-pk"]
        indexes = [
            models.Index(
                fields=["measure", "kind", "dated_on", "aid", "amount"], name="ledger_sums"
            ),
            # Covers the sums that run through the days of an aid, or of a measure without one.
            models.Index(
                fields=["aid", "measure", "dated_on", "kind", "amount"], name="ledger_running"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, amount__gt=0)
                | Q(reverses__isnull=False, amount__lt=0),
                name="ledger_amount_sign",
                violation_error_message="Le montant doit être supérieur à zéro.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} du {self.dated_on:%d/%m/%Y} – {self.label}"

    def get_absolute_url(self) -> str:
        return at("ledger_detail", None, self.convention.slug, self.pk)

    @property
    def is_reversible(self) -> bool:
        """Whether another entry may cancel this one: once, and never a reversal."""
        return self.reverses_id is None and not hasattr(self, "reversed_by")

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly

    def reverse(
        self, by: "User", on: date, reason: str, over_envelope_reason: str = ""
    ) -> "LedgerEntry":
        """Record and return the entry that cancels this one, dated ``on``.

        Raises ValidationError when the entry is itself a reversal, is already reversed, or is
        later than ``on``, and when the sums would not be right any more.
        """
        if not self.is_reversible:
            raise ValidationError("Cette écriture est déjà annulée, ou en annule une autre.")
        if on < self.dated_on:
            raise ValidationError("La contre-écriture ne peut pas précéder l’écriture.")
        reversal = LedgerEntry(
            measure_id=self.measure_id,
            aid_id=self.aid_id,
            kind=self.kind,
            dated_on=on,
            amount=-self.amount,
            label=reason,
            over_envelope_reason=over_envelope_reason,
            reverses_id=self.pk,
            recorded_by=by,
        )
        reversal.refuse_days_to_come()
        reversal.clean()
        reversal.ask_guards()
        reversal.save()
        return reversal

    def clean(self) -> None:
        """Refuse no amount; what sums forbid, guards and the database say."""
        if self.amount is not None and self.amount <= 0 and self.reverses_id is None:
            raise ValidationError({"amount": "Le montant doit être supérieur à zéro."})


class PaidPost(Belonging, models.Model):
    """A post whose share a payment of an aid pays: one of those that the entry says it names."""

    entry = models.ForeignKey(
        LedgerEntry,
        on_delete=models.PROTECT,
        related_name="posts",
        verbose_name="écriture",
        db_index=False,  # the first column of a constraint below
    )
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="payments", verbose_name="poste"
    )

    convention_path = "entry__measure__axis__convention"
    dates: ClassVar[Dates] = Dates(since="entry__dated_on")
    OF_PROJECT: ClassVar[str] = (
        "Seul un versement désigne les postes qu’il paie, parmi ceux du projet de son aide."
    )
    WITH_ENTRY: ClassVar[str] = (
        "Une écriture désigne des postes quand elle s’enregistre, et n’en désigne plus ensuite."
    )
    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = "poste payé"
        verbose_name_plural = "postes payés"
        ordering = ["entry", "post"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "post"], name="paid_post_named_once")
        ]

    def __str__(self) -> str:
        return str(self.post)

    def get_absolute_url(self) -> str:
        return self.entry.get_absolute_url()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly
