"""The parts that organisations play."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from convention.belonging import BelongingQuerySet
from revitalisation.accounts.models import Organisation
from revitalisation.dated import Dates
from revitalisation.records import Versioned
from revitalisation.ui.formats import long_date

from .conventions import Convention


class Membership(Versioned):
    """The part an organisation plays in a convention; its users' rights follow from it.

    It holds from ``since`` (empty or the signature: from the beginning) until ``until``, the first
    day on which it no longer does. An organisation plays one part at a time; it may play another
    later, or come back.
    """

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
    since = models.DateField(
        "à compter du",
        null=True,
        blank=True,
        help_text="Laisser vide si l’organisme participe depuis la signature.",
    )
    until = models.DateField(
        "ne participe plus à compter du",
        null=True,
        blank=True,
        help_text="Le premier jour où ses comptes ne voient plus rien de la convention.",
    )

    convention_path = "convention"
    dates: ClassVar[Dates] = Dates(
        since="since", brings={"until": ()}, planned=("since", "until"), or_always=True
    )
    told_as = "la participation de {0.organisation}"
    told_with = "convention"
    history = HistoricalRecords()
    objects = BelongingQuerySet.as_manager()

    class Meta:
        verbose_name = "participation"
        constraints = [
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gt=F("since")),
                name="membership_ends_after_it_begins",
                violation_error_message="Une participation cesse après le jour où elle commence.",
            )
        ]
        indexes = [
            # Covers what an organisation may see at a date.
            models.Index(
                fields=["organisation", "convention", "since", "until", "role"],
                name="membership_holding",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"

    # The lines of the same form, as typed: what the database holds of them is about to change.
    beside: "list[Membership]" = []

    def overlaps(self, other: "Membership") -> bool:
        """Say whether both hold on some day."""
        return all(
            one.until is None or two.since is None or two.since < one.until
            for one, two in ((self, other), (other, self))
        )

    @property
    def period(self) -> str:
        """The days on which it holds, in words that follow « participe »."""
        begins = f"du {long_date(self.since)}" if self.since else "de la signature"
        if self.until is None:
            return begins.replace("du ", "depuis le ").replace("de la", "depuis la")
        return f"{begins} à la veille du {long_date(self.until)}"

    @staticmethod
    def holding(day: date, path: str = "", signed: str = "convention__signed_on") -> Q:
        """Return the condition that a membership holds on a day.

        Before the signature, those that hold from it do. ``path`` leads to the membership, and
        ``signed`` to the day of the signature.
        """
        begun = Q(**{f"{path}since__isnull": True}) | Q(**{f"{path}since__lte": day})
        begun |= Q(**{f"{path}since__lte": F(signed)})
        return begun & (Q(**{f"{path}until__isnull": True}) | Q(**{f"{path}until__gt": day}))
